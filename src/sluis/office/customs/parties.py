"""Who the parties of a declaration are, apart from any licence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
class Looked:
    """What was found of the parties of a declaration.

    Attributes:
        parties: Each with what is known of it.
        screening: Id of the record of their screening; empty when nobody was
            screened, for want of lists or of names.
    """

    parties: tuple[DeclaredParty, ...]
    screening: str


def look_at_parties(declared: Declaration, weighed: date | None) -> Looked:
    """Gather what lists, denials, registers and the watch list say of the parties.

    Without lists in the data folder nobody is screened, which the decision tells.

    Args:
        declared: The declaration.
        weighed: The day its licences were decided on: denials and watched parties
            that were known by then were weighed by the officers, and hold nothing
            up again. ``None`` where it claims no licence.
    """
    parties = list(_named(declared))
    (listed, screening), watched = _listed(parties), watched_under(parties, weighed)
    known = tuple(
        DeclaredParty(
            path=one.key,
            name=one.name,
            listed=tuple(listed.get(one.key, ())),
            denied=tuple(denials_of(one.name, weighed)),
            watched=tuple(watched.get(one.key, ())),
            facts=known_of([(one.name, one.country)]),
        )
        for one in parties
    )
    return Looked(parties=known, screening=screening)


def _named(declared: Declaration) -> Iterator[Named]:
    for path in ROLES:
        party = getattr(declared, path)
        if party is not None and party.name:
            yield Named(key=path, name=party.name, country=party.country)


def _listed(parties: Sequence[Named]) -> tuple[Mapping[str, list[str]], str]:
    """Give, by place, the listed parties that each may be and was not judged not to be.

    The screening is recorded, so that what held a shipment can be run again.
    """
    given = [
        {"id": one.key, "name": one.name}
        | ({"country": one.country} if one.country else {})
        for one in parties
    ]
    if not given:
        return {}, ""
    try:
        answered = screen_parties(given, RULE, record=True)
    except NoLists:
        return {}, ""
    listed = {
        answer["id"]: [
            f"{match['caption']} ({match['entity']}, {match['score']:.2f})"
            for match in answer["matches"]
            if match["match"] and not _ruled_out(match)
        ]
        for answer in answered["results"]
    }
    return listed, str(answered["screening"] or "")


def _ruled_out(match: Mapping[str, Any]) -> bool:
    decision = match.get("decision")
    return bool(decision and decision["stands"] and decision["verdict"] == "not_same")
