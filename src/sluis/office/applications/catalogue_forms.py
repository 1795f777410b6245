"""The forms of the catalogue: a good, the interview about it, and taking it over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sluis.core.goods import Parameter
from sluis.office.applications.forms.goods import UNITS, kinds
from sluis.office.applications.forms.section import YesNoField
from sluis.office.applications.services.catalogue import ProductFacts
from sluis.office.ui.carrying import CarryingForm
from sluis.office.ui.forms import CountryField, QuantityField
from sluis.office.ui.words import said

if TYPE_CHECKING:
    from sluis.office.applications.interview import Question
    from sluis.office.applications.models import Product


class ProductForm(CarryingForm):
    """A good of the catalogue; what it can do is asked afterwards."""

    code = forms.CharField(
        label=_("Type or article number"),
        help_text=_("Your own; it stands once in your catalogue."),
        max_length=60,
    )
    description = forms.CharField(label=_("Description"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind of goods"),
        help_text=_("What it is; the determination asks on from there."),
        choices=kinds,
        required=False,
    )
    cn_code = forms.CharField(
        label=_("Customs code (CN)"),
        help_text=_("4, 6, 8 or 10 digits, such as 8411 11 00."),
        max_length=14,
        required=False,
    )
    control_code = forms.CharField(
        label=_("Code on the list, as you see it"),
        help_text=_("Such as 9A101.a. Leave it out when you do not know."),
        max_length=20,
        required=False,
    )

    def facts(self, parameters: Mapping[str, Any]) -> ProductFacts:
        """Give the good as it was filled in, with what is known of it beside."""
        given = self.cleaned_data
        return ProductFacts(
            code=given["code"],
            description=given["description"],
            kind=given["kind"],
            control_code=given["control_code"],
            cn_code=given["cn_code"].replace(" ", ""),
            parameters=parameters,
        )


def facts_of(row: Product, parameters: Mapping[str, Any]) -> ProductFacts:
    """Give a good as it is kept, with these parameters."""
    return ProductFacts(
        code=row.code,
        description=row.description,
        kind=row.kind,
        control_code=row.control_code,
        cn_code=row.cn_code,
        parameters=parameters,
    )


class InterviewForm(CarryingForm):
    """What is still to be answered of a good; what is left empty stays unknown."""

    def ask(self, questions: Sequence[Question]) -> None:
        """Put the questions, in the reader's language."""
        language = get_language() or "en"
        for one in questions:
            field = _field(one)
            field.label = said(one.text, language)
            self.fields[one.parameter.code] = field

    def answers(self, parameters: Sequence[Parameter]) -> dict[str, Any]:
        """Give what was answered, as the catalogue keeps it."""
        found: dict[str, Any] = {}
        for one in parameters:
            value: Any = self.cleaned_data.get(one.code)
            if value in (None, "", []):
                continue
            if one.type in {"texts", "countries"}:
                value = [part.strip() for part in value.split(",") if part.strip()]
            found[one.code] = float(value) if isinstance(value, Decimal) else value
        return found


def _field(one: Question) -> forms.Field:
    unit = one.parameter.unit
    if one.parameter.type == "bool":
        return YesNoField()
    if unit:
        return QuantityField(units=[(unit, unit)], required=False)
    if unit is not None:
        return forms.DecimalField(required=False)
    choices = ", ".join(choice for choice in one.choices if choice != "another")
    return forms.CharField(max_length=200, required=False, help_text=choices)


class PlaceForm(forms.Form):
    """Where a good would go."""

    destination = CountryField(label=_("If it went to"), required=False)


class TakeGoodForm(CarryingForm):
    """A good of the catalogue as a line of an application."""

    product = forms.ChoiceField(label=_("Which of your goods?"))
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

    def offer(self, products: Sequence[Product]) -> None:
        """Offer the goods of the catalogue."""
        field = self.fields["product"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
        field.choices = [(str(one.pk), str(one)) for one in products]

    def line(self, good: Mapping[str, Any]) -> dict[str, Any]:
        """Give the line with how much of it and for how much."""
        given = self.cleaned_data
        amount, quantity = given["amount"], given["quantity"]
        return {
            **good,
            "quantity": None if quantity is None else str(quantity),
            "unit": given["unit"],
            "value": None
            if amount is None
            else {"amount": str(amount), "currency": given["currency"] or "EUR"},
        }
