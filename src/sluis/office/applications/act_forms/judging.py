"""What is filled in to judge a case and to consult others."""

from __future__ import annotations

from django import forms
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sluis.core.casework.consultation import ConsultationKind
from sluis.office.applications import words
from sluis.office.applications.act_forms.act import ActForm, text_field
from sluis.office.applications.forms.section import Json
from sluis.office.ui.forms import CountryField, DateField
from sluis.office.ui.words import said


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
    reasons = text_field(_("Why"))


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
    reasons = text_field(_("Why"))

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
    text = text_field(_("What they are asked"))
    applicant_told = forms.BooleanField(
        label=_("The applicant is told, so that the clock stands meanwhile"),
        required=False,
    )

    def offer(self, organisations: list[tuple[str, str]]) -> None:
        """Offer the organisations that can answer here."""
        field = self.fields["asked"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
        field.choices = [("", ""), *organisations]


class ExtendConsultationForm(ActForm):
    """A longer term."""

    title = _("Make the term of a consultation longer")
    button = _("Make it longer")
    consultation = forms.IntegerField(widget=forms.HiddenInput)
    until = DateField(label=_("New last day for the answer"))

    def prepare(self, file: Json) -> None:
        """Say how long it may become."""
        asked = str(self["consultation"].value() or "")
        for one in file["consultations"]:
            if str(one["id"]) == asked:
                self.fields["until"].help_text = _(
                    "Now %(now)s; at most %(most)s (%(basis)s)."
                ) % {
                    "now": formats.date_format(one["due_on"]),
                    "most": formats.date_format(one["longest"]),
                    "basis": one["legal_basis"],
                }


class AnswerConsultationForm(ActForm):
    """Answer a consultation."""

    title = _("Answer the consultation")
    button = _("Send the answer")
    consultation = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect)
    text = text_field(_("Reasons"))

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
