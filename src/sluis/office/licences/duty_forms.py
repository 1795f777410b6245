"""The forms about what must be shown under a licence."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sluis.core.casework.condition_library import LIBRARY, ConditionCode
from sluis.office.licences.models import Duty
from sluis.office.licences.words import EVIDENCE
from sluis.office.ui.carrying import CarryingForm
from sluis.office.ui.forms import DateField, UploadField

LARGEST = 10_000_000
ENDINGS = (".pdf", ".png", ".jpg", ".jpeg", ".docx", ".xlsx", ".csv", ".txt")


def _words(label: Any, hint: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=2000,
        required=required,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DutyForm(CarryingForm):
    """Something that is done about a duty."""

    title: Any = ""
    lead: Any = ""
    button: Any = ""

    def about(self, row: Duty) -> Self:
        """Fit the form to a duty."""
        return self


class ShowForm(DutyForm):
    """Evidence."""

    title = _("Hand in evidence")
    lead = _("It is kept as you send it, and the officers of the licence see it.")
    button = _("Hand it in")
    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    happened_on = DateField(
        label=_("On which day did it happen?"),
        help_text=_("The day of delivery, of the inspection, or of the report."),
        initial=timezone.localdate,
    )
    document = UploadField(
        label=_("The paper"),
        help_text=_("PDF, picture, Word, Excel or text; at most 10 MB."),
        most_bytes=LARGEST,
        accept=ENDINGS,
        required=False,
    )
    said = _words(_("What it shows"), required=False)

    def about(self, row: Duty) -> Self:
        """Offer the kinds of evidence that its condition wants."""
        kinds = LIBRARY[ConditionCode(row.condition.code)].evidence
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared
        field.choices = [(one, EVIDENCE[one]) for one in kinds]
        if len(kinds) == 1:
            self.initial["kind"] = kinds[0]
        return self


class BreachForm(DutyForm):
    """A breach."""

    title = _("It was not kept")
    lead = _(
        "A case is opened with what is known today: the licence, the shipment, what was"
        " shown, and where the goods are. It cannot be taken back."
    )
    button = _("Find that it was not kept")
    what = _words(_("What happened"), _("Name the facts and their sources."))


class WaiveForm(DutyForm):
    """A waiver, or its confirmation."""

    title: Any = _("Waive it")
    lead: Any = _("It holds once another officer has confirmed it.")
    button: Any = _("Propose to waive it")
    reason = _words(_("Reasons"))

    def about(self, row: Duty) -> Self:
        """Ask for a confirmation where another proposed it."""
        if row.waiver_proposed_by is not None:
            self.title = _("Confirm the waiver")
            self.lead = row.waiver
            self.button = _("Confirm")
            self.fields["reason"].widget = forms.HiddenInput()
            self.fields["reason"].required = False
        return self


DUTY_FORMS: dict[str, type[DutyForm]] = {
    "show": ShowForm,
    "waive": WaiveForm,
    "breach": BreachForm,
}
"""Act to form."""
