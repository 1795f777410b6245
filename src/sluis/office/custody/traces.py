"""Traces of what people ask for: items, lots, and serials that were partly read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sluis.core.custody import Policy, Trace, trace
from sluis.core.custody.keys import item_key
from sluis.core.custody.lots import Lot, lot_of
from sluis.core.custody.passage import Together, together
from sluis.core.custody.serials import Candidate, among, find, partly_read, ranked
from sluis.core.errors import InvalidInput, SluisError
from sluis.office.custody import queries
from sluis.office.custody.index import WORTH, goods, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A trace, with what is bounded of a lot and how a serial was read.

    Attributes:
        trace: The trace.
        lot: Bounds, when the goods were only counted; ``None`` they were not.
        asked: The partly read serial that it may be; ``None`` it was named.
        read: How well it fits what was read.
    """

    trace: Trace
    lot: Lot | None
    asked: str | None = None
    read: Candidate | None = None

    @property
    def names(self) -> dict[str, str]:
        """Give the names that parties are shown by, with their countries."""
        return {
            key: f"{fact.name} ({fact.country})" if fact.country else fact.name
            for key, fact in self.trace.parties.items()
            if fact.name
        }

    def as_dict(self) -> dict[str, Any]:
        """Give the shape of the contract, with lot and reading beside it."""
        found = self.trace.as_dict()
        if self.lot is not None:
            found["lot"] = self.lot.as_dict()
        if self.read is not None:
            found["read"] = {
                "asked": self.asked,
                "score": self.read.score,
                "read_as": [
                    {"place": place, "read": read, "stands": stands}
                    for place, read, stands in self.read.read_as
                ],
            }
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An item to trace, for what was asked at a place.

    Attributes:
        asked: As it was asked.
        item: The item; ``None`` there is none.
        read: How it fits, when a serial was partly read.
        problem: Why there is none.
    """

    asked: str
    item: str | None = None
    read: Candidate | None = None
    problem: SluisError | None = None


def wanted_of(
    asked: Sequence[str], policy: Policy, *, candidates: int, least: int = WORTH
) -> list[Wanted]:
    """Find the items that are asked for, in order.

    What the record does not name is taken as a partly read serial, unless it is
    the whole address of an item.

    Args:
        asked: Identifiers, serials, or patterns of serials.
        policy: Of the index.
        candidates: How many items are given for one partly read serial.
        least: Records of fewer events are read without an index.
    """
    named = queries.known_items(asked)
    found: list[Wanted] = []
    for text in asked:
        if item_key(text) in named:
            found.append(Wanted(asked=text, item=text))
        else:
            found += _read(text, policy, candidates, least)
    return found


def _read(text: str, policy: Policy, count: int, least: int) -> Iterator[Wanted]:
    none = queries.unknown_item(text)
    if not partly_read(text):
        yield Wanted(asked=text, problem=none)
        return
    try:
        candidates = _candidates(text, policy, count, least)
    except InvalidInput as problem:
        yield Wanted(asked=text, problem=problem)
        return
    exact = [one for one in candidates if one.score == 1.0]
    if len(exact) == 1 and not set("?*[{") & set(text):
        # A whole serial that one item has is that item; those alike are others.
        yield Wanted(asked=text, item=exact[0].text)
        return
    for one in candidates:
        yield Wanted(asked=text, item=one.text, read=one)
    if not candidates:
        yield Wanted(asked=text, problem=none)


def _candidates(text: str, policy: Policy, count: int, least: int) -> list[Candidate]:
    """Look for a partly read serial; before its last ``/`` it must be as written."""
    before, mark, serial = text.rpartition("/")
    index = standing(policy, least=least)
    if index is None:
        items = (item for item in goods() if item.startswith(before + mark))
        return among(serial, items, limit=count)
    found: list[Candidate] = []
    for part, left_out in index.parts():
        texts = part.item_texts
        found += [
            one
            for one in find(serial, texts.data, texts.begin, limit=len(texts))
            if one.text.startswith(before + mark) and not left_out[one.item]
        ]
    return ranked(found, count)


def answers(
    wanted: Sequence[Wanted],
    policy: Policy,
    *,
    valid_on: date | None,
    known_on: date | None,
) -> Iterator[Answer]:
    """Trace what was found, in order.

    Args:
        wanted: From :func:`wanted_of`; what has no item is passed over.
        policy: Weights and periods.
        valid_on: Leave out what happened later.
        known_on: Leave out what became known later.
    """
    known = [one for one in wanted if one.item is not None]
    parties, papers = queries.known_parties(), queries.known_papers()
    links = queries.known_links()
    each = queries.reports_each(one.item for one in known if one.item is not None)
    for one, (item, reports) in zip(known, each, strict=True):
        found = trace(
            item,
            reports,
            parties,
            papers,
            policy,
            valid_on=valid_on,
            known_on=known_on,
            links=links,
        )
        exporter = found.paper.exporter if found.paper else None
        lot = lot_of(found.item, found.standing, policy, exporter)
        asked = one.asked if one.read else None
        yield Answer(trace=found, lot=lot, asked=asked, read=one.read)


def put_together(found: Sequence[Answer]) -> Together:
    """Say what several items and lots say together.

    Candidates of a partly read serial are no items yet, and are left out.
    """
    sure = [one for one in found if one.read is None]
    return together(
        (one.trace.holders for one in sure if one.lot is None),
        ((one.lot.pieces, one.lot.bounds) for one in sure if one.lot is not None),
    )
