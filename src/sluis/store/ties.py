"""Who is tied to whom, as arrays: each link lies at both its ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sluis.core.custody.network import Link
from sluis.core.custody.rows import NEVER, Array, day_number
from sluis.store.texts import Texts

_EPOCH = date(1970, 1, 1)
_OPEN = np.iinfo(np.int32).min
_TYPES = (
    "delivered_to", "director", "owner", "agent", "address", "phone", "email", "bank",
    "succession",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfLinks:
    """Links by each of their ends; those of party ``p`` lie from ``start[p]`` on.

    Attributes:
        start: Where those of each party or shared thing begin, and one more.
        other: The other end.
        type: Kind of link.
        forward: Whether the party is the link's first end, 0 or 1.
        since: First day, days since 1970; the smallest number is not said.
        until: Last day, likewise.
        known_from: Day since when we know it.
        known_until: Day on which it was declared an error; ``NEVER`` stands.
    """

    start: Array
    other: Array
    type: Array
    forward: Array
    since: Array
    until: Array
    known_from: Array
    known_until: Array

    @classmethod
    def of(
        cls, links: Sequence[Link], numbers: dict[str, int], parties: int
    ) -> HalfLinks:
        """Make the arrays.

        Args:
            links: The links.
            numbers: The number of each end.
            parties: How many ends there may be.
        """
        one = np.array([numbers[link.a] for link in links], np.int32)
        two = np.array([numbers[link.b] for link in links], np.int32)
        here = np.concatenate([one, two])
        order = np.argsort(here, kind="stable")
        start = np.zeros(parties + 1, np.int64)
        np.cumsum(np.bincount(here, minlength=parties), out=start[1:])

        def both(values: Iterable[int], kind: type) -> Array:
            column: Array = np.fromiter(values, kind, len(links))
            return np.concatenate([column, column])[order]

        return cls(
            start=start,
            other=np.concatenate([two, one])[order],
            type=both((_TYPES.index(link.type) for link in links), np.uint8),
            forward=(order < len(links)).astype(np.uint8),
            since=both((_number(link.since) for link in links), np.int32),
            until=both((_number(link.until) for link in links), np.int32),
            known_from=both((day_number(k.known_since) for k in links), np.uint16),
            known_until=both((day_number(k.known_until) for k in links), np.uint16),
        )


@dataclass(frozen=True, slots=True)
class StoredTies:
    """Ties read from arrays, party by party as they are asked for."""

    links: HalfLinks
    texts: Texts

    def of(self, party: str) -> Iterator[Link]:
        """Give the links that a party or a shared thing is an end of."""
        number = self.texts.find(party)
        if number is None:
            return
        held = self.links
        for at in range(int(held.start[number]), int(held.start[number + 1])):
            other = self.texts[int(held.other[at])]
            forward = bool(held.forward[at])
            yield Link(
                a=party if forward else other,
                b=other if forward else party,
                type=_TYPES[held.type[at]],
                since=_day(int(held.since[at])),
                until=_day(int(held.until[at])),
                known_since=_known(int(held.known_from[at])),
                known_until=_known(int(held.known_until[at])),
            )


def _number(day: date | None) -> int:
    return int(_OPEN) if day is None else (day - _EPOCH).days


def _day(number: int) -> date | None:
    return None if number == _OPEN else _EPOCH + timedelta(days=number)


def _known(number: int) -> date | None:
    return None if number == NEVER else _EPOCH + timedelta(days=number)
