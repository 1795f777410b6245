"""What is known of the parties that a declaration names, apart from any licence.

A licence says who may receive goods; lists, denials and registers say who somebody
is. What they say of a declared party holds a shipment until an officer has looked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sluis.core.casework.findings import Finding
from sluis.core.risk.facts import PartyFact


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredParty:
    """A party as declared, and what was found of it.

    Attributes:
        path: Where it stands in the declaration, such as ``consignee``.
        name: As declared.
        listed: Listed parties it may be, each as the letter names it.
        denied: Denials that name it.
        watched: Entries of the authority's watch list that it may be.
        facts: What registers and other sources say of it.
    """

    path: str
    name: str
    listed: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    watched: tuple[str, ...] = ()
    facts: tuple[PartyFact, ...] = ()


def party_findings(parties: Iterable[DeclaredParty], day: date) -> Iterator[Finding]:
    """Give what stands in the way because of who the parties are.

    Args:
        parties: The parties that are declared.
        day: The day of the declaration. A party that ended in 2014, say, is gone
            from 2015 on, and may be gone before.
    """
    for party in parties:
        for code, known in (
            ("party-listed", party.listed),
            ("party-gone", _ends(party.facts, day)),
            ("party-denied", party.denied),
            ("party-watched", party.watched),
        ):
            if known:
                yield Finding(
                    code=code,
                    path=party.path,
                    declared=party.name,
                    licensed="; ".join(known),
                )


def _ends(facts: Iterable[PartyFact], day: date) -> tuple[str, ...]:
    """Give the ends that sources state, unless a later one says it exists."""
    ended: tuple[str, ...] = ()
    for fact in sorted(facts, key=lambda one: one.known_since or date.max):
        if fact.dissolved is not None and fact.dissolved.first <= day:
            ended = (*ended, f"{fact.dissolved} ({fact.source})")
        elif fact.exists:
            ended = ()
    return ended
