"""The forms of the register of parties."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sluis.office.parties.told import Told, What
from sluis.office.parties.words import KINDS
from sluis.office.ui.carrying import CarryingForm
from sluis.office.ui.forms import CountryField, DateField


class FactForm(CarryingForm):
    """What a source says of a party."""

    name = forms.CharField(
        label=_("Name"), help_text=_("As the source writes it."), max_length=300
    )
    country = CountryField(label=_("Country"), required=False)
    register_number = forms.CharField(
        label=_("Number in the company register"), required=False, max_length=80
    )
    what = forms.ChoiceField(
        label=_("What is known"), choices=[(one.value, KINDS[one]) for one in What]
    )
    value = forms.CharField(
        label=_("What the source says"),
        help_text=_(
            "A day, month or year, such as 2014 or 2014-06; yes or no; or the other "
            "party of the same name."
        ),
        max_length=300,
    )
    source = forms.CharField(
        label=_("Source"),
        help_text=_("So that a colleague finds it again: register, paper, address."),
        max_length=500,
    )
    said_on = DateField(
        label=_("Day of the source"),
        help_text=_("Of the extract, the letter or the visit."),
    )

    def fact(self) -> Told:
        """Give what is to be recorded."""
        told = self.told()
        return Told(**{**told, "what": What(told["what"])})


class WithdrawForm(CarryingForm):
    """Why a fact was a mistake."""

    why = forms.CharField(label=_("Why it was a mistake"), max_length=500)
