"""The sections of an application as forms; each knows where its fields stand."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sluis.core.casework.end_use_statement import UNDERTAKINGS
from sluis.core.casework.states import ApplicationKind
from sluis.core.errors import Problems, SluisError
from sluis.office.applications import words
from sluis.office.applications.services.acting import Form as Carried
from sluis.office.ui.forms import CountryField, DateField
from sluis.office.ui.words import said

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Json = dict[str, Any]
_YES_NO = (("", _("Not known")), ("yes", _("Yes")), ("no", _("No")))
UNITS = (
    ("piece", _("pieces")),
    ("kg", "kg"),
    ("g", "g"),
    ("l", "l"),
    ("m", "m"),
)


class YesNoField(forms.TypedChoiceField):
    """A fact that is so, is not so, or is not known."""

    widget = forms.RadioSelect

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=_YES_NO,
            coerce=lambda text: text == "yes",
            empty_value=None,
            required=False,
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        """Show a truth by its word."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "" if value is None else value


class CarryingForm(forms.Form):
    """A form that says at which revision it was read, and acts once."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def carried(self) -> Carried:
        """Give the revision and the once-only key."""
        return Carried(
            seen=self.cleaned_data.get("seen"),
            key=self.cleaned_data.get("key") or None,
        )

    def blame(self, error: SluisError) -> None:
        """Show a refusal beside the fields it is about."""
        for one in error.errors if isinstance(error, Problems) else (error,):
            field = self.field_at(one.path or "")
            told = [
                text[:1].upper() + text[1:]
                for text in (one.message, one.remedy)
                if text
            ]
            self.add_error(field, " ".join(f"{text}." for text in told))

    def field_at(self, path: str) -> str | None:
        """Name the field that a place in the input is about."""
        steps = path.replace("]", "").replace("[", ".").split(".")
        return next((step for step in reversed(steps) if step in self.fields), None)


def fresh_key() -> str:
    """Give a new once-only key for a form."""
    return secrets.token_urlsafe(16)


class SectionForm(CarryingForm):
    """A section; ``at`` says under which path of the content its fields stand."""

    title: ClassVar[str | _StrPromise] = ""
    at: ClassVar[str] = ""
    paths: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def initial_from(cls, content: Json, index: int | None = None) -> Json:
        """Read the fields' values out of a content."""
        root = _root(content, cls.at, index)
        return {name: _get(root, cls.paths.get(name, name)) for name in cls.base_fields}

    def apply(self, content: Json, index: int | None = None) -> Json:
        """Give the content with what was filled in."""
        whole = deepcopy(content)
        root = _root(whole, self.at, index)
        for name, value in self.cleaned_data.items():
            if name not in {"seen", "key", "why"}:
                _set(root, self.paths.get(name, name), _plain(value))
        return whole

    def field_at(self, path: str) -> str | None:
        """Name the field, by its own path where it has one."""
        tail = path.replace("]", "").replace("[", ".").rpartition(".")[2]
        for name, place in self.paths.items():
            if place.rpartition(".")[2] == tail and name in self.fields:
                return name
        return super().field_at(path)


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


class GoodForm(SectionForm):
    """One line of goods."""

    title = _("Goods")
    at = "goods"
    paths = {  # noqa: RUF012 - a ClassVar by its base
        "amount": "value.amount",
        "currency": "value.currency",
    }

    description = forms.CharField(label=_("Description"), max_length=200)
    product = forms.CharField(
        label=_("Type or article number"), max_length=60, required=False
    )
    kind = forms.ChoiceField(
        label=_("Kind of goods"),
        help_text=_("What it is; the determination asks on from there."),
        required=False,
    )
    control_code = forms.CharField(
        label=_("Code on the list, as you see it"),
        help_text=_("Such as 9A101.a. Leave it out when you do not know."),
        max_length=20,
        required=False,
    )
    cn_code = forms.CharField(
        label=_("Customs code (CN)"),
        help_text=_("4, 6, 8 or 10 digits, such as 8411 11 00."),
        max_length=14,
        required=False,
    )
    quantity = forms.DecimalField(
        label=_("Quantity"), min_value=Decimal("0.000001"), required=False
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=UNITS, required=False)
    amount = forms.DecimalField(
        label=_("Value of all of it"), min_value=0, decimal_places=2, required=False
    )
    currency = forms.CharField(
        label=_("Currency"), initial="EUR", max_length=3, required=False
    )
    parameters = forms.CharField(
        label=_("Technical parameters"),
        help_text=_(
            "One a line, with its unit, such as max_thrust = 392 N or"
            " civil_certified = no."
        ),
        widget=forms.Textarea({"rows": 5}),
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - as declared above
        kind.choices = kinds()

    @classmethod
    def initial_from(cls, content: Json, index: int | None = None) -> Json:
        """Read a line, with its parameters as text."""
        found = super().initial_from(content, index)
        told = (found.get("parameters") or {}).items()
        found["parameters"] = "\n".join(
            f"{name} = {_shown(value)}" for name, value in told
        )
        found["currency"] = found.get("currency") or "EUR"
        return found

    def clean_parameters(self) -> Json:
        """Read one parameter a line."""
        found: Json = {}
        for line in self.cleaned_data["parameters"].splitlines():
            name, sign, value = line.partition("=")
            if not line.strip():
                continue
            if not sign or not value.strip():
                raise forms.ValidationError(
                    _("%(line)s: write a name, = and a value."), params={"line": line}
                )
            said = value.strip()
            found[name.strip()] = {"yes": True, "no": False}.get(said.lower(), said)
        return found

    def apply(self, content: Json, index: int | None = None) -> Json:
        """Give the content with the line; without an amount there is no value."""
        whole = super().apply(content, index)
        line = whole["goods"][index if index is not None else -1]
        line.setdefault("line", 1 + max(g.get("line", 0) for g in whole["goods"]))
        if (line.get("value") or {}).get("amount") is None:
            line["value"] = None
        return whole

    def field_at(self, path: str) -> str | None:
        """Name the field; every parameter stands in one."""
        return "parameters" if "parameters" in path else super().field_at(path)


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


PROMISES = {
    "no_mass_destruction": _("No weapons of mass destruction"),
    "no_military_use_under_embargo": _("No military use in a country under embargo"),
    "no_re_export_without_consent": _("No re-export or resale without consent"),
    "inspection_allowed": _("Inspection on the spot is allowed"),
}


class StatementForm(SectionForm):
    """The end-use statement."""

    title = _("End-use statement")
    at = "statement"
    paths = {  # noqa: RUF012 - a ClassVar by its base
        "exporter_name": "exporter.name",
        "consignee_name": "consignee.name",
        "end_user_name": "end_user.name",
        "end_user_address": "end_user.address",
        "end_user_country": "end_user.country",
        "end_user_register_number": "end_user.register_number",
    }

    exporter_name = forms.CharField(
        label=_("Exporter, as the statement names it"), max_length=200, required=False
    )
    consignee_name = forms.CharField(
        label=_("Consignee, as the statement names it"), max_length=200, required=False
    )
    end_user_name = forms.CharField(
        label=_("End user, as the statement names it"), max_length=200, required=False
    )
    end_user_address = forms.CharField(
        label=_("Address of the end user"), max_length=200, required=False
    )
    end_user_country = CountryField(label=_("Country of the end user"), required=False)
    end_user_register_number = forms.CharField(
        label=_("Number of the end user in the company register"),
        max_length=100,
        required=False,
    )
    contract = forms.CharField(
        label=_("Number of the contract"), max_length=100, required=False
    )
    end_use = forms.CharField(
        label=_("Stated end use"),
        widget=forms.Textarea({"rows": 4}),
        max_length=5000,
        required=False,
    )
    place_of_use = forms.CharField(
        label=_("Place where the goods are used"), max_length=200, required=False
    )
    country_of_use = CountryField(label=_("Country of that place"), required=False)
    undertakings = forms.MultipleChoiceField(
        label=_("What the end user promises"),
        choices=[(code, PROMISES[code]) for code in UNDERTAKINGS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    signatory = forms.CharField(label=_("Signed by"), max_length=200, required=False)
    function = forms.CharField(
        label=_("Function of who signed"), max_length=200, required=False
    )
    signed_on = DateField(label=_("Signed on"), required=False)
    stamped = YesNoField(label=_("Does it bear the end user's stamp?"))
    document = forms.ChoiceField(
        label=_("The signed paper"),
        help_text=_("Add it under papers first."),
        required=False,
    )

    def for_papers(self, papers: list[tuple[str, str]]) -> None:
        """Offer the papers that were added."""
        field = self.fields["document"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
        field.choices = [("", _("None yet")), *papers]

    def apply(self, content: Json, index: int | None = None) -> Json:
        """Give the content with the statement, on the goods as they are asked for."""
        whole = super().apply(content, index)
        whole["statement"]["goods"] = [
            {
                "line": good["line"],
                "description": good.get("description"),
                "quantity": good.get("quantity"),
                "unit": good.get("unit"),
            }
            for good in whole.get("goods", [])
        ]
        return whole


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


SECTIONS: Mapping[str, type[SectionForm]] = {
    "about": AboutForm,
    "goods": GoodForm,
    "parties": PartyForm,
    "route": RouteForm,
    "use": UseForm,
    "statement": StatementForm,
    "contract": ContractForm,
}
"""Every section by its address, in the order of the form."""

_SHORT = frozenset({ApplicationKind.CLASSIFICATION, ApplicationKind.REGISTRATION})


def sections_for(kind: str) -> list[str]:
    """Give the sections that a kind of application asks for."""
    which = ApplicationKind(kind)
    if which is ApplicationKind.REGISTRATION:
        return ["about"]
    if which is ApplicationKind.CLASSIFICATION:
        return ["about", "goods"]
    found = ["about", "goods", "parties", "route", "use"]
    if which is ApplicationKind.INDIVIDUAL:
        found.append("statement")
    return found if which is ApplicationKind.SONDAGE else [*found, "contract"]


def section_of(path: str) -> str:
    """Give the section in which a missing thing is filled in."""
    first = path.replace("[", ".").split(".")[0]
    return {
        "title": "about",
        "planned_on": "about",
        "question": "about",
        "authorisation": "about",
        "goods": "goods",
        "parties": "parties",
        "destination": "route",
        "destinations": "route",
        "end_use": "use",
        "statement": "statement",
    }.get(first, "contract")


def kinds() -> list[tuple[str, str]]:
    """List code and name of every kind of goods, in the reader's language."""
    from sluis.store.law import load_law

    language = get_language() or "en"
    told = [
        (code, said(kind.title, language))
        for code, kind in load_law().vocabulary.kinds.items()
    ]
    return [("", ""), *sorted(told, key=lambda one: one[1])]


def _codes(text: str) -> list[str]:
    return [part.strip().upper() for part in text.split(",") if part.strip()]


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _plain(value: Any) -> Any:
    """Give a value as JSON has it."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _root(content: Json, at: str, index: int | None) -> Json:
    if not at:
        return content
    if at in {"goods", "parties"}:
        rows = content.setdefault(at, [])
        if index is None:
            rows.append({})
            index = len(rows) - 1
        found: Json = rows[index]
        return found
    inner: Json = content.setdefault(at, {})
    return inner


def _get(root: Json, path: str) -> Any:
    for step in path.split("."):
        root = (root or {}).get(step)  # type: ignore[assignment]  # the last is a value
    return root


def _set(root: Json, path: str, value: Any) -> None:
    *steps, last = path.split(".")
    for step in steps:
        if root.get(step) is None:
            root[step] = {}
        root = root[step]
    root[last] = value
