"""Who the parties of a declaration are, apart from any licence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sluis.core.casework.declaration import Declaration
from sluis.core.casework.declared_parties import DeclaredParty
from sluis.office.api.screenings import screen_parties
from sluis.office.applications.history import denials_of
from sluis.office.applications.runs import RULE
from sluis.office.compliance.matching import watched_under
from sluis.office.parties.queries import known_of
from sluis.store.editions import NoLists

ROLES = ("consignee", "end_user", "declarant")
"""Parties that are looked at; the exporter is known as an organisation here."""


def declared_parties(
    declared: Declaration, weighed: date | None
) -> tuple[DeclaredParty, ...]:
    """Gather what lists, denials, registers and the watch list say of the parties.

    Without lists in the data folder nobody is screened, here as everywhere.

    Args:
        declared: The declaration.
        weighed: The day its licences were decided on: denials and watched parties
            that were known by then were weighed by the officers, and hold nothing
            up again. ``None`` where it claims no licence.
    """
    named = list(_named(declared))
    listed = _listed(named)
    return tuple(
        DeclaredParty(
            path=path,
            name=name,
            listed=tuple(listed.get(path, ())),
            denied=tuple(denials_of(name, weighed)),
            watched=tuple(watched_under(name, country, weighed)),
            facts=known_of([(name, country)]),
        )
        for path, name, country in named
    )


def _named(declared: Declaration) -> Iterator[tuple[str, str, str | None]]:
    for path in ROLES:
        party = getattr(declared, path)
        if party is not None and party.name:
            yield path, party.name, party.country


def _listed(named: list[tuple[str, str, str | None]]) -> Mapping[str, list[str]]:
    """Give, by place, the listed parties that each may be and was not judged not to be.

    The screening is recorded, so that what held a shipment can be run again.
    """
    given = [
        {"id": path, "name": name, **({"country": country} if country else {})}
        for path, name, country in named
    ]
    try:
        answered = screen_parties(given, RULE, record=True)
    except NoLists:
        return {}
    return {
        answer["id"]: [
            f"{match['caption']} ({match['entity']}, {match['score']:.2f})"
            for match in answer["matches"]
            if match["match"] and not _ruled_out(match)
        ]
        for answer in answered["results"]
    }


def _ruled_out(match: Mapping[str, Any]) -> bool:
    decision = match.get("decision")
    return bool(decision and decision["stands"] and decision["verdict"] == "not_same")
