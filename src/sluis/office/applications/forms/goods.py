"""The form of a line of goods."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sluis.office.applications.forms.section import Json, SectionForm
from sluis.office.ui.words import said

UNITS = (
    ("piece", _("pieces")),
    ("kg", "kg"),
    ("g", "g"),
    ("l", "l"),
    ("m", "m"),
)


def kinds() -> list[tuple[str, str]]:
    """List code and name of every kind of goods, in the reader's language."""
    from sluis.store.law import load_law

    language = get_language() or "en"
    told = [
        (code, said(kind.title, language))
        for code, kind in load_law().vocabulary.kinds.items()
    ]
    return [("", ""), *sorted(told, key=lambda one: one[1])]


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
        choices=kinds,
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


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
