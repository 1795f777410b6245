"""The form of a denial that another state notified."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sluis.office.applications.forms.goods import kinds
from sluis.office.applications.services.denials import DenialFacts
from sluis.office.once.services import Form
from sluis.office.ui.carrying import CarryingForm
from sluis.office.ui.forms import CountryField, DateField


class DenialForm(CarryingForm):
    """What another state notified."""

    state = CountryField(label=_("State that denied"))
    reference = forms.CharField(label=_("Its reference"), max_length=60)
    notified_on = DateField(label=_("Notified on"))
    review_on = DateField(
        label=_("To be looked at again on"),
        help_text=_("A denial is looked at again within three years (Article 16)."),
    )
    goods = forms.CharField(label=_("The goods"), max_length=500)
    goods_kind = forms.ChoiceField(
        label=_("Kind of goods"), choices=kinds, required=False
    )
    control_code = forms.CharField(
        label=_("Code on the list"), max_length=40, required=False
    )
    destination = CountryField(label=_("Country of destination"), required=False)
    parties = forms.CharField(
        label=_("Parties"),
        help_text=_("One name a line."),
        widget=forms.Textarea({"rows": 3}),
        max_length=5000,
        required=False,
    )
    grounds = forms.CharField(
        label=_("Grounds"), widget=forms.Textarea({"rows": 5}), max_length=5000
    )

    def facts(self) -> tuple[DenialFacts, Form]:
        """Give what was notified, and what the form carries."""
        given = self.given()
        carried = given.pop("form")
        names = (line.strip() for line in given.pop("parties").splitlines())
        return DenialFacts(**given, parties=tuple(filter(None, names))), carried
