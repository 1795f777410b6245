"""The forms of what it is about: parties, route, use, contract and payment."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sluis.core.casework.states import ApplicationKind
from sluis.office.applications import words
from sluis.office.applications.forms.section import Json, SectionForm, YesNoField
from sluis.office.ui.forms import CountryField, DateField


class AboutForm(SectionForm):
    """What it is about."""

    title = _("What it is about")
    paths = {"name": "title"}  # noqa: RUF012 - a ClassVar by its base

    name = forms.CharField(
        label=_("A title by which you know it again"), max_length=200
    )
    planned_on = DateField(
        label=_("Planned day"),
        help_text=_("The day on which it is to take place, as far as you know."),
        required=False,
    )
    question = forms.CharField(
        label=_("Your question"),
        widget=forms.Textarea({"rows": 5}),
        max_length=5000,
        required=False,
    )
    authorisation = forms.CharField(
        label=_("General authorisation"),
        help_text=_("Its code, such as EU001."),
        max_length=20,
        required=False,
    )

    def for_kind(self, kind: str) -> None:
        """Ask only what this kind of application needs."""
        asked = {
            ApplicationKind.CLASSIFICATION: {"question"},
            ApplicationKind.SONDAGE: {"planned_on", "question"},
            ApplicationKind.REGISTRATION: {"planned_on", "authorisation"},
        }.get(ApplicationKind(kind), {"planned_on"})
        for name in {"planned_on", "question", "authorisation"} - asked:
            del self.fields[name]


class PartyForm(SectionForm):
    """One party."""

    title = _("Parties")
    at = "parties"

    role = forms.ChoiceField(
        label=_("What they are in it"), choices=list(words.ROLES.items())
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    country = CountryField(label=_("Country"), required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    register_number = forms.CharField(
        label=_("Number in the company register"), max_length=100, required=False
    )
    email = forms.EmailField(label=_("E-mail"), required=False)


class RouteForm(SectionForm):
    """From where to where."""

    title = _("Route")

    dispatched_from = CountryField(label=_("Leaves from"), required=False)
    destination = CountryField(label=_("Country of destination"), required=False)
    via = forms.CharField(
        label=_("Countries on the way"),
        help_text=_("Codes with a comma between them, such as TW, HK."),
        required=False,
    )
    destinations = forms.CharField(
        label=_("Countries of a global licence"),
        help_text=_("Codes with a comma between them."),
        required=False,
    )

    @classmethod
    def initial_from(cls, content: Json, index: int | None = None) -> Json:
        """Read the route, with lists of countries as text."""
        found = super().initial_from(content, index)
        for name in ("via", "destinations"):
            found[name] = ", ".join(found.get(name) or [])
        return found

    def clean_via(self) -> list[str]:
        """Read codes with commas."""
        return _codes(self.cleaned_data["via"])

    def clean_destinations(self) -> list[str]:
        """Read codes with commas."""
        return _codes(self.cleaned_data["destinations"])

    def for_kind(self, kind: str) -> None:
        """Ask one country, or several for a global licence."""
        several = kind == ApplicationKind.GLOBAL
        del self.fields["destination" if several else "destinations"]


class UseForm(SectionForm):
    """What the goods are for."""

    title = _("End use")
    at = "end_use"

    description = forms.CharField(
        label=_("What the goods are used for"),
        widget=forms.Textarea({"rows": 5}),
        max_length=5000,
        required=False,
    )
    military = YesNoField(label=_("Is it a military use?"))
    wmd = YesNoField(label=_("Could it serve weapons of mass destruction?"))
    missile = YesNoField(label=_("Could it serve missiles that carry them?"))
    listed_military_item_part = YesNoField(
        label=_("Are they parts for military goods that left without a licence?")
    )
    cyber_surveillance = YesNoField(
        label=_("Could it serve repression by cyber-surveillance?")
    )
    informed_by_authority = YesNoField(
        label=_("Did the authority inform you that a licence is needed?")
    )
    exporter_aware = YesNoField(label=_("Are you aware of such a use?"))
    exporter_suspects = YesNoField(label=_("Do you have grounds to suspect it?"))


class ContractForm(SectionForm):
    """Contract and payment."""

    title = _("Contract and payment")
    paths = {  # noqa: RUF012 - a ClassVar by its base
        "number": "contract.number",
        "signed_on": "contract.signed_on",
        "incoterms": "contract.incoterms",
        "payer": "payment.payer",
        "payer_country": "payment.payer_country",
        "method": "payment.method",
        "terms": "payment.terms",
    }

    number = forms.CharField(
        label=_("Number of the contract"), max_length=100, required=False
    )
    signed_on = DateField(label=_("Day of the contract"), required=False)
    incoterms = forms.CharField(
        label=_("Terms of delivery"), max_length=60, required=False
    )
    payer = forms.CharField(label=_("Who pays"), max_length=200, required=False)
    payer_country = CountryField(label=_("Country of who pays"), required=False)
    method = forms.ChoiceField(
        label=_("How it is paid"),
        choices=[
            ("", _("Not known")),
            ("transfer", _("Bank transfer")),
            ("letter_of_credit", _("Letter of credit")),
            ("cash", _("Cash")),
            ("other", _("Otherwise")),
        ],
        required=False,
    )
    terms = forms.CharField(label=_("Terms of payment"), max_length=200, required=False)


def _codes(text: str) -> list[str]:
    return [part.strip().upper() for part in text.split(",") if part.strip()]
