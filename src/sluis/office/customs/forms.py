"""The forms of the customs desk."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sluis.office.ui.forms import UploadField

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


class DecideForm(forms.Form):
    """What an officer decides on goods that are held; carries the version read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("What happens to the goods?"),
        choices=[("release", _("Release them")), ("refuse", _("Refuse them"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("The exporter reads this."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
