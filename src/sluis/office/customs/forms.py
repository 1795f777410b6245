"""The forms of the customs desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sluis.office.ui.carrying import CarryingForm
from sluis.office.ui.forms import DateField, UploadField

LARGEST = 5_000_000
"""Bytes of a declaration's file."""


class DeclareForm(forms.Form):
    """A declaration, correction or cancellation, as a file."""

    file = UploadField(
        label=_("File"),
        help_text=_("JSON, or XML of the World Customs Organization's data model."),
        most_bytes=LARGEST,
        accept=(".json", ".xml"),
    )


def _reason(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DecideForm(CarryingForm):
    """What an officer decides on goods that are held; carries the version read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("What happens to the goods?"),
        choices=[("release", _("Release them")), ("refuse", _("Refuse them"))],
        widget=forms.RadioSelect,
    )
    reason = _reason(_("Why"), _("The exporter reads this."))


class ExitForm(CarryingForm):
    """That released goods have left."""

    title = _("The goods have left")
    lead = _(
        "What they drew from the licence is written off, and the days run by which"
        " delivery must be shown."
    )
    button = _("They have left")
    on = DateField(label=_("Day on which they left"))


class HoldForm(CarryingForm):
    """A hold of released goods, or a longer one."""

    title = _("Stop the goods")
    lead = _(
        "Goods that were released and have not left can be held while the licence is"
        " looked into anew: 10 working days, and 30 at most."
    )
    button = _("Hold them")
    version = forms.IntegerField(widget=forms.HiddenInput)
    until = DateField(
        label=_("Until"),
        help_text=_("Leave it empty for 10 working days."),
        required=False,
    )
    reason = _reason(_("Why"), _("The exporter reads this."))


class HoldLongerForm(HoldForm):
    """A longer hold."""

    title = _("Hold the goods longer")
    lead = _(
        "In exceptional cases goods are held for up to 30 working days, counted from"
        " the day on which the hold began."
    )
    button = _("Hold them longer")
    until = DateField(label=_("Until"))


class CancelForm(CarryingForm):
    """A cancellation."""

    title = _("Cancel the declaration")
    lead = _("Everything it drew from a licence is given back. It cannot be undone.")
    button = _("Cancel the declaration")
    reason = _reason(_("Why it is cancelled"))
