"""What was known beside the transaction itself, on some day.

Everything carries the day since when it was known, so that one set of facts
answers for every day of knowledge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, TypeAlias

from sluis.core.time import AsOf, VagueDay
from sluis.core.truth import Truth

Embargo: TypeAlias = Literal["yes", "no", "ask"]
"""Whether a country is under an arms embargo; ``ask`` where states differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFact:
    """One thing a register or source says of a party.

    Several facts may speak of one party; the latest known of each kind counts.

    Attributes:
        party: Name of the party, as transactions write it.
        known_since: The day of publication or recording; ``None`` was not
            recorded, which counts only without a day of knowledge.
        source: Who says so, for the evidence.
        incorporated: When it came to exist.
        dissolved: When it ceased to exist.
        exists: ``True`` when the source says that it existed and did not end.
        trading_company: Whether it buys to sell on.
        customer_since: The first sale to it by this exporter.
        same_name_as: A party of a register that bears or bore the same name.
        country: Where it is.
    """

    party: str
    known_since: date | None
    source: str
    incorporated: VagueDay | None = None
    dissolved: VagueDay | None = None
    exists: Truth = None
    trading_company: Truth = None
    customer_since: date | None = None
    same_name_as: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Another export, and what is known of its arrival.

    Attributes:
        id: What it is called in the evidence.
        consignee: Name of who it was sent to.
        kinds: Kinds of its goods.
        shipped: The day it left.
        known_since: The day we knew that it left.
        proven: The day a graded proof of arrival with the end user was known.
        diverted: The day it was known to have come to another.
        source: Who says so.
    """

    id: str
    consignee: str
    kinds: tuple[str, ...]
    shipped: date
    known_since: date
    source: str
    proven: date | None = None
    diverted: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What may be known of the parties, goods and countries of an export.

    Attributes:
        parties: What registers and sources say.
        deliveries: Other exports; an empty tuple means that there were none,
            ``None`` that the history is not known.
        embargoes: Country to whether it is under an arms embargo.
        margins: Line of the transaction to how far its goods are from the nearest
            threshold, as a share, below it when negative; ``None`` when they were
            compared and no threshold concerns them. A line that is absent was
            not compared.
        military_use: Line to whether an authority holds its goods fit for
            military use.
    """

    parties: tuple[PartyFact, ...] = ()
    deliveries: tuple[Delivery, ...] | None = None
    embargoes: Mapping[str, Embargo] = field(default_factory=dict)
    margins: Mapping[int, float | None] = field(default_factory=dict)
    military_use: Mapping[int, Truth] = field(default_factory=dict)

    def as_known(self, known_on: date | None) -> Facts:
        """Give what was known on a day; ``None`` means all that is known now."""
        if known_on is None:
            return self
        asked = AsOf(valid_on=known_on, known_on=known_on)
        deliveries = self.deliveries
        if deliveries is not None:
            deliveries = tuple(
                replace(
                    one,
                    proven=_known(one.proven, known_on),
                    diverted=_known(one.diverted, known_on),
                )
                for one in deliveries
                if asked.knew(one.known_since)
            )
        return replace(
            self,
            parties=tuple(p for p in self.parties if asked.knew(p.known_since)),
            deliveries=deliveries,
        )

    def of(self, party: str | None) -> list[PartyFact]:
        """Give the facts of one party, what was known first coming first."""
        found = [fact for fact in self.parties if fact.party == party]
        return sorted(found, key=lambda fact: fact.known_since or date.max)


def _known(day: date | None, known_on: date) -> date | None:
    return day if day is not None and day <= known_on else None
