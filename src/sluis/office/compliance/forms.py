"""The forms of compliance; each carries what it was read at, and acts once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sluis.core.casework.compliance_programme import Answer, Standing
from sluis.core.casework.programme_questions import QUESTIONS
from sluis.core.casework.visit_states import Severity
from sluis.formats.paper import LARGEST, TYPES
from sluis.office.compliance import words
from sluis.office.compliance.services.findings import Found
from sluis.office.compliance.services.parties import Facts
from sluis.office.ui.carrying import CarryingForm
from sluis.office.ui.forms import CountryField, DateField, UploadField
from sluis.office.ui.words import said

ABOUT = (("", _("Nothing in particular")), *words.SUBJECTS.items())


def _long(label: Any, help_text: Any = "", *, rows: int = 5, most: int = 5000) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea({"rows": rows}),
        max_length=most,
    )


def _optional(field: forms.Field) -> Any:
    field.required = False
    return field


class PlainForm(CarryingForm):
    """An act without anything to fill in."""


class OrganisationForm(CarryingForm):
    """For which organisation."""

    organisation = forms.ChoiceField(label=_("Organisation"))

    def offer(self, organisations: Iterable[Any]) -> None:
        """Offer organisations; a single one need not be chosen."""
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
        field.choices = [(str(one.pk), one.name) for one in organisations]
        if len(field.choices) == 1:
            field.widget = forms.HiddenInput()
            self.initial["organisation"] = str(field.choices[0][0])


class AnswerForm(CarryingForm):
    """What a company says on one question."""

    standing = forms.ChoiceField(
        label=_("How far is it in place?"),
        choices=[(code, word) for code, (word, _tone) in words.STANDINGS.items()],
        widget=forms.RadioSelect,
    )
    explanation = _optional(
        _long(_("How it is done, or why it is not"), _("Officers read this."))
    )
    owner = forms.CharField(
        label=_("Who answers for it"), max_length=200, required=False
    )
    action = _optional(
        _long(_("What will be done about it"), _("Leave it out where all is in place."))
    )
    action_due = DateField(label=_("By when"), required=False)

    def answer(self, question: str) -> Answer:
        """Give the answer."""
        told = self.cleaned_data
        return Answer(
            question=question,
            standing=Standing(told["standing"]),
            explanation=told["explanation"].strip(),
            owner=told["owner"].strip(),
            action=told["action"].strip(),
            action_due=told["action_due"],
        )


class EvidenceForm(CarryingForm):
    """A paper that shows an answer."""

    document = UploadField(
        label=_("Paper"),
        help_text=_("PDF, Word, Excel, CSV, text or a picture, of at most 20 MB."),
        most_bytes=LARGEST,
        accept=tuple(f".{ending}" for ending in TYPES),
    )


class TakeOutForm(CarryingForm):
    """Take a paper out of the draft."""

    question = forms.CharField(widget=forms.HiddenInput)
    sha256 = forms.CharField(widget=forms.HiddenInput)


class RemarkForm(CarryingForm):
    """What an officer remarks."""

    question = forms.ChoiceField(label=_("About"), required=False)
    text = _long(_("Remark"), _("The exporter reads this."))

    def speak(self, language: str) -> None:
        """Offer the questions in a language."""
        field = self.fields["question"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
        field.choices = [
            ("", _("The whole assessment")),
            *((one.code, said(one.text, language)) for one in QUESTIONS),
        ]


class PartyForm(CarryingForm):
    """A party of a list."""

    name = forms.CharField(label=_("Name"), max_length=300)
    country = _optional(CountryField(label=_("Country")))
    reason = _long(_("Why it is on the list"), rows=3, most=2000)
    source = forms.CharField(
        label=_("Source"),
        help_text=_("From where this is known: a letter, a visit, a newspaper."),
        max_length=500,
    )
    since = DateField(label=_("Since"))
    until = DateField(
        label=_("Until"), help_text=_("Leave it empty while it holds."), required=False
    )

    def facts(self) -> Facts:
        """Give what the list is to say."""
        told = self.cleaned_data
        names = ("name", "country", "reason", "source", "since", "until")
        return Facts(**{name: told[name] for name in names})


class BlockForm(OrganisationForm, PartyForm):
    """A party that an exporter blocks."""

    field_order = ("organisation",)


class ChangePartyForm(PartyForm):
    """What is otherwise of a party, and why."""

    why = forms.CharField(label=_("Why you change it"), max_length=500)


class WhyForm(CarryingForm):
    """Only why."""

    why = forms.CharField(label=_("Why"), max_length=500)


class PlanForm(OrganisationForm):
    """A visit to plan."""

    announced = forms.TypedChoiceField(
        label=_("Is the company told before?"),
        choices=[("yes", _("Yes, it is announced")), ("no", _("No"))],
        widget=forms.RadioSelect,
        coerce=lambda text: text == "yes",
    )
    planned_on = DateField(label=_("Day of the visit"))
    purpose = _long(
        _("What it is for"),
        _("The company reads this; write what it must not know in a note."),
        rows=3,
        most=2000,
    )


class MoveForm(CarryingForm):
    """Another day."""

    planned_on = DateField(label=_("Day of the visit"))


class HoldForm(CarryingForm):
    """That it was held."""

    held_on = DateField(label=_("Held on"))
    participants = _long(_("Who took part"), _("One name a line."), most=2000)


class LookAtForm(CarryingForm):
    """What is looked at."""

    kind = forms.ChoiceField(label=_("What"), choices=list(words.SUBJECTS.items()))
    number = forms.CharField(label=_("Its number"), max_length=100)


class NoteForm(CarryingForm):
    """For colleagues."""

    text = _long(_("Note"), _("The company never sees it."))


class ReportForm(CarryingForm):
    """The report for the company."""

    text = _long(
        _("Report"),
        _("The company gets this with every finding, and can answer them."),
        rows=12,
        most=50_000,
    )


class FindForm(CarryingForm):
    """A finding."""

    severity = forms.ChoiceField(
        label=_("How grave is it?"),
        choices=[(one.value, words.SEVERITIES[one][0]) for one in Severity],
        widget=forms.RadioSelect,
    )
    text = _long(_("What was found"))
    article = forms.CharField(
        label=_("Article"),
        help_text=_("Such as Regulation (EU) 2021/821, Article 27(1)."),
        max_length=300,
        required=False,
    )
    about_kind = forms.ChoiceField(label=_("About"), choices=ABOUT, required=False)
    about_number = forms.CharField(
        label=_("Its number"), max_length=100, required=False
    )
    wanted = _optional(
        _long(_("What the company is to do"), rows=3, most=2000),
    )
    due_on = DateField(label=_("By when"), required=False)

    def found(self) -> Found:
        """Give the finding."""
        told = self.cleaned_data
        return Found(
            severity=Severity(told["severity"]),
            text=told["text"],
            article=told["article"],
            about_kind=told["about_kind"],
            about_number=told["about_number"],
            wanted=told["wanted"],
            due_on=told["due_on"],
        )


class SettleForm(CarryingForm):
    """Why a finding is settled, or withdrawn."""

    text = _long(_("Why"), _("The company reads this."))


class FindingAnswerForm(CarryingForm):
    """The company's answer."""

    text = _long(_("What was done, or why not"))


class SendBackForm(CarryingForm):
    """What an answer lacks."""

    text = _long(_("What is still lacking"))
    due_on = DateField(
        label=_("New last day"),
        help_text=_("Leave it empty to keep the day."),
        required=False,
    )
