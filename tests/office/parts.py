"""The page of parts: every part of the pages, each in its states.

``drawn()`` gives it as HTML; the browser tests look at it too.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from sluis.office.ui.forms import CountryField, DateField, QuantityField, UploadField
from sluis.office.ui.pictures import (
    Bar,
    Picture,
    Stop,
    Term,
    balances,
    deadlines,
    route,
)

UNITS = [("N", "N"), ("kN", "kN")]
CHOICES = [("no", "No"), ("yes", "Yes")]


class Engines(forms.Form):
    name = forms.CharField(label="Name", help_text="As in your catalogue.")
    day = DateField(label="Day of the contract", help_text="For example 31 3 2027.")
    thrust = QuantityField(label="Thrust", units=UNITS, required=False)
    country = CountryField(label="Country")
    military = forms.ChoiceField(
        label="Is it meant for armed forces?",
        choices=CHOICES,
        widget=forms.RadioSelect,
    )
    lists = forms.MultipleChoiceField(
        label="Lists",
        choices=CHOICES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    remarks = forms.CharField(label="Remarks", widget=forms.Textarea, required=False)
    sheet = UploadField(
        label="Data sheet", most_bytes=10, accept=(".pdf",), required=False
    )
    agreed = forms.BooleanField(label="This is true and complete")


def pictures() -> dict[str, Picture]:
    """Draw each sort of picture of made-up figures."""
    pieces = [
        Bar(
            label="1 Turbojet engines",
            used=Decimal(30),
            kept=Decimal(5),
            left=Decimal(25),
            unit="piece",
        ),
        Bar(
            label="2 Spare parts",
            used=Decimal("12.5"),
            kept=Decimal(0),
            left=Decimal(0),
            unit="kg",
        ),
    ]
    terms = [
        Term(label="Delivery verification", due=date(2017, 1, 31)),
        Term(label="Post-shipment check", due=date(2017, 6, 30)),
        Term(label="Report", due=date(2016, 12, 1), done=date(2016, 11, 20)),
    ]
    stops = [
        Stop(country="NL", label="Exporter"),
        Stop(country="TW", label="Consignee"),
        Stop(country="HK", label="Unknown", off=True),
        Stop(country="CN", label="End user"),
    ]
    return {
        "balances": balances("Balance of the licence", pieces),
        "deadlines": deadlines("What is due", terms, date(2017, 3, 1)),
        "route": route("The way of the goods", stops),
    }


def drawn(language: str = "en", data: dict[str, Any] | None = None) -> str:
    """Draw the page of parts in a language, its form filled in with ``data``."""
    request = RequestFactory().get("/parts", {"page": "2", "state": "open"})
    page: dict[str, Any] = {
        "outcome": {"word": "Licence required", "tone": "care"},
        "form": Engines(data),
        "page": Paginator(range(95), 10).get_page(2),
        "breadcrumbs": [("/", "Home"), ("", "Parts of pages")],
    }
    with translation.override(language):
        page |= pictures()
    source = Path(__file__).with_name("parts.html").read_text(encoding="utf-8")
    with translation.override(language):
        return str(engines["django"].from_string(source).render(page, request))
