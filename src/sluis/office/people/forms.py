"""The forms of people, organisations and one's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sluis.office.access.roles import KIND_NAMES, ROLE_NAMES, ROLES_OF, OrganisationKind
from sluis.office.people import tokens
from sluis.office.ui.carrying import BlamedForm, CarryingForm
from sluis.office.ui.forms import CountryField

_NEW = {"autocomplete": "new-password"}


class NewPassword(BlamedForm):
    """A password for a new account, twice."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters; a sentence is easier than a riddle."),
        widget=forms.PasswordInput(_NEW),
        strip=False,
    )
    again = forms.CharField(
        label=_("The same password again"),
        widget=forms.PasswordInput(_NEW),
        strip=False,
    )

    def clean_again(self) -> str:
        """Refuse two that differ."""
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("The two passwords differ."), code="differ")
        return again


class OwnDetails(CarryingForm):
    """What a person may change of their own account."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class NewOrganisation(CarryingForm):
    """An organisation to add."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, name) for kind, name in KIND_NAMES.items()],
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    country = CountryField(label=_("Country"))
    eori = forms.CharField(
        label=_("EORI number"),
        max_length=17,
        required=False,
        help_text=_("Its number with customs, if it has one."),
    )


class Invite(CarryingForm):
    """Whom to invite, as what."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, data: Any, *, kind: OrganisationKind, **options: Any) -> None:
        super().__init__(data, **options)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101  # as declared above
        role.choices = [
            (one.value, name)
            for one, name in ROLE_NAMES.items()
            if one in ROLES_OF[kind]
        ]


class Reason(CarryingForm):
    """Why something is done to an organisation or a person."""

    because = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Kept in the audit trail."),
        widget=forms.Textarea({"rows": 3}),
    )


class Act(CarryingForm):
    """A button beside what it acts on: nothing is filled in."""


class NewKey(CarryingForm):
    """A key for a program."""

    name = forms.CharField(
        label=_("What the key is for"),
        max_length=100,
        help_text=_("Such as the system that sends your declarations."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it opens"),
        choices=lambda: [(scope, scope) for scope in tokens.scopes()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It never opens more than you may do yourself."),
    )
    days = forms.IntegerField(
        label=_("Days until it ends"),
        min_value=1,
        max_value=tokens.LONGEST_DAYS,
        initial=90,
    )
