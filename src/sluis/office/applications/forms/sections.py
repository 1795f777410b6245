"""Which sections an application has, and what is filled in where."""

from __future__ import annotations

from collections.abc import Mapping

from sluis.core.casework.states import ApplicationKind
from sluis.office.applications.forms.goods import GoodForm
from sluis.office.applications.forms.section import SectionForm
from sluis.office.applications.forms.statement import StatementForm
from sluis.office.applications.forms.trade import (
    AboutForm,
    ContractForm,
    PartyForm,
    RouteForm,
    UseForm,
)

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
