"""Whether a named party is one of a list of one's own.

The names are compared as those of sanctions lists are, so a slip of the pen or
another script hides no one. The country does not decide: a blocked party may order
from elsewhere, and the reader is told whether it is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sluis.core.party import Entity, Name, PartyQuery
from sluis.core.screening import build_index, screen
from sluis.core.truth import Truth

THRESHOLD = 0.7
"""From which score on two names may be the same party; as for the lists of states."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A party by its name.

    Attributes:
        key: What the caller knows it by.
        name: As written.
        country: ISO 3166-1 alpha-2 code; ``None`` when it is not known.
    """

    key: str
    name: str
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A named party that may be a listed one.

    Attributes:
        party: The one that was named.
        listed: The one of the list.
        score: How alike the names are, 0 to 1.
        same_country: Whether both are of one country; ``None`` when either is not
            known.
    """

    party: Named
    listed: Named
    score: float
    same_country: Truth


def match_parties(
    parties: Sequence[Named], listed: Iterable[Named], *, threshold: float = THRESHOLD
) -> tuple[Match, ...]:
    """Find the listed parties that named ones may be, the most alike first.

    Args:
        parties: As named in an application, say.
        listed: The list; each key stands once.
        threshold: From which score on two names are a match.
    """
    by_key = {one.key: one for one in listed}
    if not parties or not by_key:
        return ()
    index = build_index(_entity(one) for one in by_key.values())
    queries = [PartyQuery(id=None, names=(one.name,)) for one in parties]
    answers = screen(queries, index, threshold=threshold, limit=len(by_key))
    found = [
        Match(
            party=party,
            listed=by_key[match["entity"]],
            score=match["score"],
            same_country=_same(party.country, by_key[match["entity"]].country),
        )
        for party, answer in zip(parties, answers, strict=True)
        for match in answer["matches"]
        if match["match"]
    ]
    found.sort(key=lambda one: (-one.score, one.party.key, one.listed.key))
    return tuple(found)


def _entity(one: Named) -> Entity:
    return Entity(
        id=one.key,
        schema="LegalEntity",
        caption=one.name,
        names=(Name(text=one.name),),
        countries=(one.country,) if one.country else (),
    )


def _same(one: str | None, other: str | None) -> Truth:
    return one == other if one and other else None
