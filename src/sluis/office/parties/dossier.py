"""Everything the office holds on a name, as far as the reader may see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sluis.office.access.rules import may, visible
from sluis.office.applications.history import name_key
from sluis.office.applications.models import Application, Denial
from sluis.office.customs.models import Declaration
from sluis.office.licences.models import Licence
from sluis.office.parties import queries
from sluis.office.parties.models import Fact

if TYPE_CHECKING:
    from sluis.office.people.models import User

Json = dict[str, Any]
MOST = 100
"""Rows of a kind that a dossier names, the newest first."""


def dossier(user: User, name: str, country: str = "") -> Json:
    """Give what is known of a party and where it is named.

    Args:
        user: Who asks; each part holds only what this person may see.
        name: The party, in any spelling that folds to the same words.
        country: ISO 3166-1 alpha-2 code, to leave out namesakes elsewhere.
    """
    applications = list(_applications(user, name))
    references = [one["reference"] for one in applications]
    return {
        "name": name,
        "country": country or None,
        "facts": [fact_json(row) for row in queries.about(user, name, country)],
        "denials": list(_denials(user, name)),
        "applications": applications,
        "licences": list(_licences(user, references)),
        "declarations": list(_declarations(user, name)),
    }


def fact_json(row: Fact) -> Json:
    """Give a fact with who recorded it, and its withdrawal."""
    withdrawn = getattr(row, "withdrawal", None)
    return {
        "number": row.pk,
        "name": row.name,
        "country": row.country or None,
        "register_number": row.register_number or None,
        "what": row.what,
        "value": row.value,
        "source": row.source,
        "said_on": row.said_on.isoformat(),
        "recorded_at": row.recorded_at.isoformat(),
        "recorded_by": row.recorded_by.name,
        "withdrawn": withdrawn
        and {
            "why": withdrawn.why,
            "at": withdrawn.withdrawn_at.isoformat(),
            "by": withdrawn.withdrawn_by.name,
        },
    }


def _denials(user: User, name: str) -> Iterator[Json]:
    if not may(user, "see", Denial):
        return
    key = name_key(name)
    for row in visible(user, Denial).order_by("-notified_on"):
        if key in {name_key(one) for one in row.parties}:
            yield {
                "state": row.state,
                "reference": row.reference,
                "notified_on": row.notified_on.isoformat(),
                "revoked_on": row.revoked_on.isoformat() if row.revoked_on else None,
                "grounds": row.grounds,
            }


def _applications(user: User, name: str) -> Iterator[Json]:
    rows = visible(user, Application).filter(
        subjects__what="party", subjects__key=name_key(name)
    )
    for row in rows.select_related("organisation").order_by("-id").distinct()[:MOST]:
        yield {
            "reference": row.reference,
            "title": row.title,
            "state": row.state,
            "exporter": row.organisation.name,
        }


def _licences(user: User, references: list[str]) -> Iterator[Json]:
    rows = visible(user, Licence).filter(application__in=references)
    for row in rows.select_related("organisation").order_by("-id")[:MOST]:
        yield {"number": row.number, "exporter": row.organisation.name}


def _declarations(user: User, name: str) -> Iterator[Json]:
    rows = visible(user, Declaration).filter(versions__parties__key=name_key(name))
    for row in rows.order_by("-id").distinct()[:MOST]:
        yield {"mrn": row.reference, "state": row.state}
