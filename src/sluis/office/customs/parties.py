"""Who the parties of a declaration are, apart from any licence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sluis.core.casework.declaration import Declaration
from sluis.core.casework.declared_parties import DeclaredParty
from sluis.core.casework.party_match import Named
from sluis.office.api.screenings import screen_parties
from sluis.office.applications.history import denials_of
from sluis.office.applications.runs import RULE
from sluis.office.compliance.matching import watched_under
from sluis.office.parties.queries import known_of
from sluis.store.editions import NoLists

ROLES = ("consignee", "end_user", "declarant")
"""Parties that are looked at; the exporter is known as an organisation here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """The parties of a declaration, screened on the lists.

    Attributes:
        parties: Those that are named, each by its place.
        listed: By place, the listed parties that each may be and was not judged not
            to be.
        record: Id of the record, by which it can be run again; empty when nobody was
            screened, for want of lists or of names.
    """

    parties: tuple[Named, ...]
    listed: Mapping[str, list[str]]
    record: str


def screen_declared(declared: Declaration) -> Screened:
    """Screen the parties of a declaration, before any licence is locked for it.

    Without lists in the data folder nobody is screened, which the decision tells.
    """
    parties = tuple(_named(declared))
    given = [
        {"id": one.key, "name": one.name}
        | ({"country": one.country} if one.country else {})
        for one in parties
    ]
    try:
        answered = screen_parties(given, RULE, record=True) if given else None
    except NoLists:
        answered = None
    if answered is None:
        return Screened(parties=parties, listed={}, record="")
    listed = {
        answer["id"]: [
            f"{match['caption']} ({match['entity']}, {match['score']:.2f})"
            for match in answer["matches"]
            if match["match"] and not _ruled_out(match)
        ]
        for answer in answered["results"]
    }
    record = str(answered["screening"] or "")
    return Screened(parties=parties, listed=listed, record=record)


def look_at_parties(
    screened: Screened, weighed: date | None
) -> tuple[DeclaredParty, ...]:
    """Gather what lists, denials, registers and the watch list say of the parties.

    Args:
        screened: The parties.
        weighed: The day the licences were decided on: denials and watched parties
            that were known by then were weighed by the officers, and hold nothing
            up again. ``None`` where no licence is claimed.
    """
    parties = screened.parties
    watched = watched_under(parties, weighed)
    denied = denials_of((one.name for one in parties), weighed)
    return tuple(
        DeclaredParty(
            path=one.key,
            name=one.name,
            listed=tuple(screened.listed.get(one.key, ())),
            denied=tuple(denied.get(one.name, ())),
            watched=tuple(watched.get(one.key, ())),
            facts=known_of([(one.name, one.country)]),
        )
        for one in parties
    )


def _named(declared: Declaration) -> Iterator[Named]:
    for path in ROLES:
        party = getattr(declared, path)
        if party is not None and party.name:
            yield Named(key=path, name=party.name, country=party.country)


def _ruled_out(match: Mapping[str, Any]) -> bool:
    decision = match.get("decision")
    return bool(decision and decision["stands"] and decision["verdict"] == "not_same")
