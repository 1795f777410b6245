"""What is filled in to propose, decide and answer an objection."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sluis.core.casework.condition_library import LIBRARY
from sluis.office.applications import words
from sluis.office.applications.act_forms.act import ActForm, text_field
from sluis.office.applications.forms.section import Json
from sluis.office.ui.forms import DateField
from sluis.office.ui.words import said


class ProposeForm(ActForm):
    """Propose."""

    title = _("Propose a decision")
    lead = _("Another officer decides on it.")
    button = _("Propose")
    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    reasons = text_field(_("Reasons, as the decision will give them"))
    grounds = forms.MultipleChoiceField(
        label=_("Grounds of a refusal"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    valid_from = DateField(label=_("Licence valid from"), required=False)
    valid_until = DateField(label=_("Licence valid until"), required=False)

    def prepare(self, file: Json) -> None:
        """Offer outcomes, grounds, lines and conditions of this application."""
        inner = file["file"] or {"outcomes": [], "criteria": []}
        language = get_language() or "en"
        outcome, grounds = self.fields["outcome"], self.fields["grounds"]
        assert isinstance(outcome, forms.ChoiceField)  # noqa: S101 - as declared
        assert isinstance(grounds, forms.ChoiceField)  # noqa: S101 - as declared
        outcome.choices = [(one, words.OUTCOMES[one][0]) for one in inner["outcomes"]]
        grounds.choices = [
            (one["code"], f"{said(one['question'], language)} ({one['legal_basis']})")
            for one in inner["criteria"]
        ]
        if "grant" not in inner["outcomes"]:
            del self.fields["valid_from"], self.fields["valid_until"]
            return
        self._lines(file["content"]["goods"])
        told = file["content"]["parties"]
        self._conditions("nl" if language == "nl" else "en", told)

    def _lines(self, goods: list[Json]) -> None:
        for good in goods:
            self.fields[f"line_{good['line']}"] = forms.DecimalField(
                label=_("Quantity granted of line %(line)s: %(what)s")
                % {"line": good["line"], "what": good["description"]},
                help_text=_("Leave it empty for all; 0 leaves the line out."),
                min_value=0,
                required=False,
            )

    def _conditions(self, language: Any, parties: list[Json]) -> None:
        end_user = next((p["name"] for p in parties if p["role"] == "end_user"), None)
        for code, kind in LIBRARY.items():
            blank = {one.name: "…" for one in kind.parameters}
            self.fields[f"condition_{code}"] = forms.BooleanField(
                label=_("Condition: %(title)s") % {"title": kind.title[language]},
                help_text=kind.text[language].format_map(blank),
                required=False,
            )
            for parameter in kind.parameters:
                self.fields[f"parameter_{code}_{parameter.name}"] = forms.CharField(
                    label=f"{kind.title[language]}: {words.PARAMETERS[parameter.name]}",
                    initial=end_user if parameter.name == "end_user" else None,
                    max_length=200,
                    required=False,
                )

    def payload(self) -> Json:
        """Put lines and conditions together."""
        found: Json = {}
        lines: list[Json] = []
        partial = False
        for name, value in super().payload().items():
            if name.startswith("line_"):
                partial = True
            elif not name.startswith(("condition_", "parameter_")):
                found[name] = value
        if partial:
            lines = list(self._granted())
        found["lines"] = lines
        found["conditions"] = [
            {
                "code": code,
                "parameters": {
                    one.name: self.cleaned_data.get(f"parameter_{code}_{one.name}")
                    for one in kind.parameters
                },
            }
            for code, kind in LIBRARY.items()
            if self.cleaned_data.get(f"condition_{code}")
        ]
        return found

    def _granted(self) -> Any:
        for name, value in self.cleaned_data.items():
            if name.startswith("line_") and value != 0:
                line: Json = {"line": int(name.removeprefix("line_"))}
                yield line if value is None else {**line, "quantity": value}


class SendBackForm(ActForm):
    """Send back."""

    title = _("Send the proposal back")
    button = _("Send it back")
    why = text_field(_("What is to be changed"))


class DecideForm(ActForm):
    """Decide."""

    title = _("Decide")
    lead = _("You decide on what a colleague proposed; it cannot be taken back.")
    button = _("Decide as proposed")
    proposal = forms.IntegerField(widget=forms.HiddenInput)
    reasons = text_field(_("Remarks"), required=False)


class AnswerObjectionForm(ActForm):
    """Answer an objection."""

    title = _("Answer the objection")
    button = _("Send the answer")
    objection = forms.IntegerField(widget=forms.HiddenInput)
    upheld = forms.TypedChoiceField(
        label=_("Is the objection right?"),
        choices=[
            ("yes", _("Yes: the case is assessed again")),
            ("no", _("No: the decision stands")),
        ],
        widget=forms.RadioSelect,
        coerce=lambda text: text == "yes",
    )
    text = text_field(_("Reasons"))


class CloseForm(ActForm):
    """Close."""

    title = _("Close the case")
    button = _("Close")
