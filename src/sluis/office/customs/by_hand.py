"""A declaration filled in by hand: a new one, or a correction of what stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Self

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sluis.core.casework.declaration import (
    LICENCE_CODES,
    Declaration,
    DeclaredDocument,
    DeclaredLine,
    DeclaredParty,
)
from sluis.core.casework.grant import Grant
from sluis.core.transaction import Money
from sluis.formats.declaration import read_declaration, write_declaration
from sluis.office.ui.carrying import CarryingForm
from sluis.office.ui.forms import CountryField

Json = dict[str, Any]
Choices = tuple[tuple[str, Any], ...]

MOST_LINES = 20
"""Lines of goods that can be filled in by hand; more come by file."""
UNITS = (
    ("piece", _("pieces")),
    ("kg", "kg"),
    ("g", "g"),
    ("l", "l"),
    ("m", "m"),
)
CURRENCIES = tuple((code, code) for code in ("EUR", "USD", "GBP", "CHF", "JPY", "CNY"))
_PARTIES = ("exporter", "consignee", "end_user")


def _text(label: Any, *, most: int = 200, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, **more)


class ByHandForm(CarryingForm):
    """The fields of a declaration; its lines are added by :meth:`with_lines`."""

    numbers: tuple[int, ...] = ()
    lines = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reference = forms.RegexField(
        r"^[\w.:()+-]+$",
        label=_("Reference"),
        help_text=_("The MRN, or your own reference while there is none."),
        max_length=100,
    )
    exporter_name = _text(_("Exporter"))
    exporter_identifier = _text(_("EORI number of the exporter"), most=17)
    consignee_name = _text(_("Consignee"))
    consignee_country = CountryField(label=_("Country of the consignee"))
    end_user_name = _text(_("End user"), required=False)
    end_user_country = CountryField(label=_("Country of the end user"), required=False)
    dispatched_from = CountryField(label=_("Country of export"))
    destination = CountryField(label=_("Country of destination"))
    via = _text(
        _("By way of"),
        help_text=_("Codes of countries in the order of the way, such as TW, SG."),
        required=False,
    )

    def with_lines(self, lines: Sequence[DeclaredLine]) -> Self:
        """Add the fields of lines of goods, by their numbers."""
        self.numbers = tuple(one.number for one in lines)
        for line in lines:
            self.fields |= _line_fields(line)
        return self

    def clean_via(self) -> list[str]:
        """Take the codes apart."""
        codes: list[str] = self.cleaned_data["via"].upper().replace(",", " ").split()
        if any(len(one) != 2 or not one.isalpha() for one in codes):
            raise forms.ValidationError(_("Write codes of two letters, such as TW."))
        return codes

    def declaration(self, standing: Declaration | None = None) -> Declaration:
        """Give what was filled in; what the form does not ask stays as it stands.

        Raises:
            Problems: A number or code is not one.
        """
        told = self.cleaned_data
        base = standing or Declaration(
            reference=told["reference"],
            procedure="EXA",
            lodged_on=timezone.localdate(),
        )
        stood = {one.number: one for one in base.lines}
        made = replace(
            base,
            dispatched_from=told["dispatched_from"],
            destination=told["destination"],
            via=tuple(told["via"]),
            lines=tuple(
                self._line(number, stood.get(number)) for number in self.numbers
            ),
            reason=told.get("reason") or None,
            exporter=self._party("exporter", base.exporter),
            consignee=self._party("consignee", base.consignee),
            end_user=self._party("end_user", base.end_user),
        )
        return read_declaration(write_declaration(made))

    def _party(self, role: str, stood: DeclaredParty | None) -> DeclaredParty | None:
        told = self.cleaned_data
        name = told[f"{role}_name"]
        if not name:
            return None
        return replace(
            stood or DeclaredParty(),
            name=name,
            **{
                field: told[f"{role}_{field}"] or None
                for field in ("country", "identifier")
                if f"{role}_{field}" in told
            },
        )

    def _line(self, number: int, stood: DeclaredLine | None) -> DeclaredLine:
        told = {
            name.removeprefix(f"line_{number}_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith(f"line_{number}_")
        }
        amount = told["amount"]
        return replace(
            stood or DeclaredLine(number=number),
            description=told["description"],
            cn_code=told["cn_code"].replace(" ", "").replace(".", ""),
            quantity=told["quantity"],
            unit=told["unit"],
            value=None
            if amount is None
            else Money(amount=amount, currency=told["currency"]),
            documents=tuple(_documents(told, stood)),
            serials=tuple(told["serials"].split()),
        )


class CorrectForm(ByHandForm):
    """A correction: what stands, and why it is changed."""

    reason = forms.CharField(
        label=_("Why it is corrected"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("seen", "key", "lines", "reason")
    reference = None  # type: ignore[assignment]  # so a form leaves a field out


def blank_lines(count: int) -> list[DeclaredLine]:
    """Give so many lines of which nothing is filled in."""
    return [DeclaredLine(number=number) for number in range(1, count + 1)]


def _line_fields(line: DeclaredLine) -> dict[str, forms.Field]:
    number = line.number

    def told(label: Any) -> str:
        return str(_("Line %(number)s: %(label)s")) % {"number": number, "label": label}

    start = f"line_{number}_"
    return {
        f"{start}description": _text(told(_("goods")), most=1000),
        f"{start}cn_code": forms.RegexField(
            r"^[0-9 .]{2,14}$",
            label=told(_("code of the Combined Nomenclature")),
            help_text=_("Such as 8411 11 00."),
        ),
        f"{start}quantity": forms.DecimalField(
            label=told(_("quantity")), min_value=0, max_digits=15, decimal_places=4
        ),
        f"{start}unit": forms.ChoiceField(
            label=told(_("unit")), choices=_with(UNITS, line.unit)
        ),
        f"{start}amount": forms.DecimalField(
            label=told(_("value")),
            min_value=0,
            max_digits=15,
            decimal_places=4,
            required=False,
        ),
        f"{start}currency": forms.ChoiceField(
            label=told(_("currency")),
            choices=_with(CURRENCIES, line.value.currency if line.value else None),
        ),
        f"{start}licence": _text(
            told(_("number of the licence")),
            most=50,
            help_text=_("Leave it empty for goods that need none."),
            required=False,
        ),
        f"{start}serials": forms.CharField(
            label=told(_("serial numbers")),
            help_text=_("One a line; goods with them can be traced."),
            max_length=5000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
    }


def _with(choices: Choices, code: str | None) -> Choices:
    """Offer what stands as well, whatever it is."""
    if not code or code in {one for one, _word in choices}:
        return choices
    return (*choices, (code, code))


def _documents(told: Json, stood: DeclaredLine | None) -> Iterator[DeclaredDocument]:
    """Keep every document but the licence, which the form asks."""
    before = stood.documents if stood else ()
    licence = stood.licence if stood else None
    if told["licence"]:
        yield replace(
            licence or DeclaredDocument(code="X060"), reference=told["licence"]
        )
    yield from (one for one in before if one.code not in LICENCE_CODES)


def shipment_under(number: str, grant: Grant) -> Declaration:
    """Begin a declaration with what a licence says; how much is left to be told."""
    parties = {
        one.role: DeclaredParty(
            name=one.name, country=one.country, identifier=one.identifier
        )
        for one in grant.parties
    }
    exporter = parties.get("exporter")
    return Declaration(
        reference="",
        exporter=exporter,
        consignee=parties.get("consignee"),
        end_user=parties.get("end_user"),
        dispatched_from=exporter.country if exporter else None,
        destination=grant.destination,
        via=grant.via or (),
        lines=tuple(
            DeclaredLine(
                number=place,
                description=good.description,
                cn_code=good.cn_code,
                unit=good.unit,
                documents=(DeclaredDocument(code="X060", reference=number),),
            )
            for place, good in enumerate(grant.goods[:MOST_LINES], start=1)
        ),
    )


def initial_of(standing: Declaration) -> Json:
    """Give the fields' values for a declaration as it stands."""
    found: Json = {
        "lines": len(standing.lines),
        "dispatched_from": standing.dispatched_from,
        "destination": standing.destination,
        "via": ", ".join(standing.via),
    }
    for role in _PARTIES:
        party = getattr(standing, role) or DeclaredParty()
        for field in ("name", "country", "identifier"):
            found[f"{role}_{field}"] = getattr(party, field)
    for line in standing.lines:
        found |= {
            f"line_{line.number}_{name}": value
            for name, value in {
                "description": line.description,
                "cn_code": line.cn_code,
                "quantity": line.quantity,
                "unit": line.unit,
                "amount": line.value.amount if line.value else None,
                "currency": line.value.currency if line.value else "EUR",
                "licence": line.licence.reference if line.licence else "",
                "serials": "\n".join(line.serials),
            }.items()
        }
    return found
