"""The case that a breach opens: what is known of it on that day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils import timezone

from sluis.core.casework.condition_library import LIBRARY, ConditionCode
from sluis.core.casework.conditions import wording
from sluis.core.custody import Policy, trace
from sluis.office.cases.services import save_case
from sluis.office.custody import queries as custody
from sluis.office.licences.queries import grant_of, licence_by_number
from sluis.office.licences.shown import duty_json, licence_json
from sluis.store.in_force import law_in_force
from sluis.store.orders import overlay

if TYPE_CHECKING:
    from sluis.office.cases.models import CaseFile
    from sluis.office.licences.models import Duty, Licence
    from sluis.office.people.models import User

MOST_TRACED = 50
"""Goods of a shipment that are traced for a case; more can be asked for."""


def open_case(user: User, row: Duty) -> CaseFile:
    """Open the case of a breach, in the transaction that finds it.

    Args:
        user: The officer who finds it.
        row: The duty, with what happened.
    """
    number = row.condition.licence.number
    licence = licence_by_number(number)
    assert licence is not None  # noqa: S101 - the duty is one of its own
    title = LIBRARY[ConditionCode(row.condition.code)].title
    answers: dict[str, Any] = {
        "kind": "breach",
        "title": {told: _title(words, row) for told, words in title.items()},
        "found": {
            "what": row.breach,
            "by": user.name,
            "on": timezone.localdate().isoformat(),
        },
        "duty": duty_json(row),
        "condition": _sentence(row, licence),
        "licence": licence_json(licence, timezone.localdate()),
        "declaration": _declaration(row.about),
        "traces": list(_traces(row.about, number)),
    }
    return save_case(
        title=answers["title"]["en"],
        answers=answers,
        law_hash=law_in_force(overlay()).law.hash,
    )


def _title(words: str, row: Duty) -> str:
    """Name the licence, and the shipment where the duty is about one."""
    number = row.condition.licence.number
    about = "" if row.about.startswith(number) else f", {row.about}"
    return f"{words}: {number}{about}"


def _sentence(row: Duty, licence: Licence) -> dict[str, str]:
    term = grant_of(licence).conditions[row.condition.place]
    return {"en": wording(term, "en"), "nl": wording(term, "nl")}


def _declaration(reference: str) -> dict[str, Any] | None:
    """Give the shipment the duty is about; ``None`` when it is about a period."""
    from sluis.office.customs.shown import declaration_json

    rows = apps.get_model("customs.Declaration").objects
    found = rows.filter(reference=reference).first()
    return declaration_json(found, None) if found else None


def _traces(reference: str, number: str) -> Iterator[dict[str, Any]]:
    """Tell where the goods of the shipment are, as far as custody knows."""
    from sluis.office.customs.custody import items_of

    items = items_of(reference, number)[:MOST_TRACED]
    parties, papers = custody.known_parties(), custody.known_papers()
    today = timezone.localdate()
    for item in items:
        reports = custody.reports_of(item)
        found = trace(item, reports, parties, papers, Policy(), valid_on=today)
        yield {
            "item": item,
            "verdict": found.verdict,
            "confidence": found.confidence,
            "last_holder": found.last_holder,
        }
