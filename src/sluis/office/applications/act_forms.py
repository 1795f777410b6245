"""What a person fills in to do something to an application, one form an act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter, ValidationError

from sluis.core.casework.condition_library import LIBRARY
from sluis.core.casework.consultation import ConsultationKind
from sluis.core.errors import InvalidInput, Problems
from sluis.office.applications import words
from sluis.office.applications.acts import Act
from sluis.office.applications.forms import CarryingForm, Json
from sluis.office.ui.forms import CountryField, DateField
from sluis.office.ui.words import said

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_ACT: TypeAdapter[Any] = TypeAdapter(Act)


class ActForm(CarryingForm):
    """The form of one act."""

    title: ClassVar[str | _StrPromise] = ""
    lead: ClassVar[str | _StrPromise] = ""
    button: ClassVar[str | _StrPromise] = _("Confirm")

    def prepare(self, file: Json) -> None:
        """Offer what this application has; ``file`` is all that may be seen."""

    def payload(self) -> Json:
        """Give the act's fields; what was left empty is left out."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if value not in (None, "", [])
        }

    def act(self, name: str) -> Any:
        """Make the act.

        Raises:
            Problems: What was filled in is not what the act needs.
        """
        try:
            return _ACT.validate_python({**self.payload(), "act": name})
        except ValidationError as problem:
            raise Problems(
                InvalidInput(one["msg"], path=str(one["loc"][-1]))
                for one in problem.errors(include_url=False)
            ) from problem


def _words(label: str | _StrPromise, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea({"rows": 5}),
        max_length=5000,
        required=required,
    )


class _Plain(ActForm):
    """An act without anything to fill in."""


class SubmitForm(_Plain):
    """Hand in."""

    title = _("Submit the application")
    lead = _("The authority decides within eight weeks, without the days it asks you.")
    button = _("Submit")


class WithdrawForm(ActForm):
    """Take back."""

    title = _("Withdraw the application")
    button = _("Withdraw")
    why = _words(_("Why you withdraw it"))


class AnswerForm(ActForm):
    """Answer."""

    title = _("Answer a question")
    button = _("Send the answer")
    question = forms.IntegerField(widget=forms.HiddenInput)
    text = _words(_("Your answer"))


class ObjectForm(ActForm):
    """Object."""

    title = _("Object to the decision")
    button = _("Lodge the objection")
    grounds = _words(_("Why you object"))


class FindCompleteForm(_Plain):
    """Complete."""

    title = _("Find it complete")
    button = _("It is complete")


class FindIncompleteForm(ActForm):
    """Incomplete."""

    title = _("Send it back to be completed")
    lead = _("The clock stands until it is submitted again, or the term has passed.")
    button = _("Send it back")
    text = _words(_("What is lacking"))
    answer_by = DateField(label=_("Last day for the applicant"))


class TakeUpForm(_Plain):
    """Take up."""

    title = _("Begin the assessment")
    button = _("Take the case")


class AskForm(ActForm):
    """Ask."""

    title = _("Ask the applicant")
    lead = _("The clock stands from tomorrow until the answer, or until its term.")
    button = _("Send the question")
    text = _words(_("Your question"))
    answer_by = DateField(label=_("Last day for the answer"))


class ResumeForm(_Plain):
    """Go on."""

    title = _("Go on without the answer")
    button = _("Go on")


class RunAgainForm(_Plain):
    """Run again."""

    title = _("Run the checks again")
    button = _("Run again")


class NoteForm(ActForm):
    """Note."""

    title = _("Write a note")
    button = _("Keep the note")
    text = _words(_("Note"))
    shared = forms.BooleanField(label=_("The applicant may read it"), required=False)


class AddTaskForm(ActForm):
    """Task."""

    title = _("Add a task")
    button = _("Add")
    name = forms.CharField(label=_("What is to be done"), max_length=200)
    officer = forms.EmailField(label=_("By whom (e-mail)"), required=False)
    due_on = DateField(label=_("By when"), required=False)

    def payload(self) -> Json:
        """Give the act's fields by its own names."""
        found = super().payload()
        return {**found, "title": found.pop("name")}


class FinishTaskForm(ActForm):
    """Task done."""

    title = _("The task is done")
    button = _("Done")
    task = forms.IntegerField(widget=forms.HiddenInput)


class AssignForm(ActForm):
    """Assign."""

    title = _("Give the case to an officer")
    button = _("Give")
    officer = forms.EmailField(label=_("E-mail of the officer"), required=False)


class SendToForm(ActForm):
    """To a desk."""

    title = _("Send it to a desk")
    button = _("Send")
    queue = forms.ChoiceField(
        label=_("Desk"),
        choices=[("", _("By the rules")), *words.QUEUES.items()],
        required=False,
    )


class JudgeMatchForm(ActForm):
    """Match."""

    title = _("Judge a match")
    button = _("Keep the judgement")
    party = forms.CharField(widget=forms.HiddenInput)
    entity = forms.CharField(widget=forms.HiddenInput)
    same = forms.TypedChoiceField(
        label=_("Is the party the listed one?"),
        choices=[("yes", _("Yes, it is")), ("no", _("No, it is another"))],
        widget=forms.RadioSelect,
        coerce=lambda text: text == "yes",
    )
    reasons = _words(_("Why"))


class JudgeCriterionForm(ActForm):
    """Criterion."""

    title = _("Judge a criterion")
    button = _("Keep the finding")
    criterion = forms.CharField(widget=forms.HiddenInput)
    finding = forms.ChoiceField(
        label=_("Finding"),
        choices=[(code, word) for code, (word, _tone) in words.FINDINGS.items()],
        widget=forms.RadioSelect,
    )
    reasons = _words(_("Why"))

    def prepare(self, file: Json) -> None:
        """Say which criterion it is."""
        asked = str(self["criterion"].value() or "")
        language = get_language() or "en"
        for one in (file["file"] or {}).get("criteria", []):
            if one["code"] == asked:
                self.fields[
                    "finding"
                ].help_text = (
                    f"{said(one['question'], language)} ({one['legal_basis']})"
                )


class ConsultForm(ActForm):
    """Consult."""

    title = _("Consult another state or an adviser")
    button = _("Ask them")
    kind = forms.ChoiceField(
        label=_("Why they are asked"),
        choices=[(kind.value, words.CONSULTATIONS[kind]) for kind in ConsultationKind],
        widget=forms.RadioSelect,
    )
    asked = forms.ChoiceField(label=_("Organisation that answers here"), required=False)
    country = CountryField(label=_("Or a state that answers otherwise"), required=False)
    text = _words(_("What they are asked"))
    applicant_told = forms.BooleanField(
        label=_("The applicant is told, so that the clock stands meanwhile"),
        required=False,
    )

    def offer(self, organisations: list[tuple[str, str]]) -> None:
        """Offer the organisations that can answer here."""
        field = self.fields["asked"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
        field.choices = [("", ""), *organisations]


class AnswerConsultationForm(ActForm):
    """Answer a consultation."""

    title = _("Answer the consultation")
    button = _("Send the answer")
    consultation = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect)
    text = _words(_("Reasons"))

    def prepare(self, file: Json) -> None:
        """Offer the answers of its kind."""
        asked = str(self["consultation"].value() or "")
        field = self.fields["answer"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
        for one in file["consultations"]:
            if str(one["id"]) == asked:
                field.choices = [(code, words.ANSWERS[code]) for code in one["answers"]]
                field.help_text = one["text"] or ""


class TakeSilenceForm(ActForm):
    """Silence."""

    title = _("Take note of silence")
    button = _("Take note")
    consultation = forms.IntegerField(widget=forms.HiddenInput)


class AnnounceDelayForm(ActForm):
    """Delay."""

    title = _("Announce a delay")
    button = _("Announce")
    until = DateField(label=_("Day by which the decision is to be expected"))


class ProposeForm(ActForm):
    """Propose."""

    title = _("Propose a decision")
    lead = _("Another officer decides on it.")
    button = _("Propose")
    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    reasons = _words(_("Reasons, as the decision will give them"))
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
        self._conditions("nl" if language == "nl" else "en")

    def _lines(self, goods: list[Json]) -> None:
        for good in goods:
            self.fields[f"line_{good['line']}"] = forms.DecimalField(
                label=_("Quantity granted of line %(line)s: %(what)s")
                % {"line": good["line"], "what": good["description"]},
                help_text=_("Leave it empty for all; 0 leaves the line out."),
                min_value=0,
                required=False,
            )

    def _conditions(self, language: Any) -> None:
        for code, kind in LIBRARY.items():
            self.fields[f"condition_{code}"] = forms.BooleanField(
                label=_("Condition: %(title)s") % {"title": kind.title[language]},
                help_text=kind.text[language],
                required=False,
            )
            for parameter in kind.parameters:
                self.fields[f"parameter_{code}_{parameter.name}"] = forms.CharField(
                    label=f"{kind.title[language]}: {parameter.name}",
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
    why = _words(_("What is to be changed"))


class DecideForm(ActForm):
    """Decide."""

    title = _("Decide")
    lead = _("You decide on what a colleague proposed; it cannot be taken back.")
    button = _("Decide as proposed")
    proposal = forms.IntegerField(widget=forms.HiddenInput)
    reasons = _words(_("Remarks"), required=False)


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
    text = _words(_("Reasons"))


class CloseForm(_Plain):
    """Close."""

    title = _("Close the case")
    button = _("Close")


ACT_FORMS: Mapping[str, type[ActForm]] = {
    "submit": SubmitForm,
    "withdraw": WithdrawForm,
    "answer": AnswerForm,
    "object": ObjectForm,
    "find_complete": FindCompleteForm,
    "find_incomplete": FindIncompleteForm,
    "take_up": TakeUpForm,
    "ask": AskForm,
    "resume": ResumeForm,
    "run_again": RunAgainForm,
    "note": NoteForm,
    "add_task": AddTaskForm,
    "finish_task": FinishTaskForm,
    "assign": AssignForm,
    "send_to": SendToForm,
    "judge_match": JudgeMatchForm,
    "judge_criterion": JudgeCriterionForm,
    "consult": ConsultForm,
    "answer_consultation": AnswerConsultationForm,
    "take_silence": TakeSilenceForm,
    "announce_delay": AnnounceDelayForm,
    "propose": ProposeForm,
    "send_back": SendBackForm,
    "decide": DecideForm,
    "answer_objection": AnswerObjectionForm,
    "close": CloseForm,
}
"""Every act that has a form, by its name."""
