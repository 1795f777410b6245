"""Making the item index: entries and links go in, arrays come out."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from math import inf

import numpy as np

from sluis.core.custody.entry import Entry
from sluis.core.custody.master import Paper
from sluis.core.custody.network import Link
from sluis.core.custody.policy import Policy
from sluis.core.custody.rows import (
    TYPES,
    UNKNOWN,
    Array,
    Items,
    Papers,
    Reach,
    day_number,
    grade_code,
    group,
    minutes,
)
from sluis.store.custody_index import ANCHORS, CustodyIndex
from sluis.store.texts import Texts
from sluis.store.ties import HalfLinks

_KINDS = {"sighting": 0, "transfer": 1, "assembly": 2, "seizure": 3}
_CARRIED = 4
_ROW = (
    "sender", "receiver", "earliest", "latest", "grade", "kind", "source",
    "known_from", "known_until", "report",
)  # fmt: skip
_ITEM = ("paper", "exporter", "consignee", "end_user", "due", "forbids")
_REACH = ("anchor", "exact_from", "exact_after", "news")


class _Numbers(dict[str, int]):
    """Texts, numbered in the order they are first seen."""

    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return self[text]

    def of(self, text: str | None) -> int:
        """Give the number of a text; ``UNKNOWN`` of none."""
        return UNKNOWN if text is None else self[text]


class Intake:
    """Takes entries item by item, and makes an index of them."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        """Begin an index.

        Args:
            numbers: Hash of an event to its number in the record; may grow while
                entries are added.
        """
        self._events = numbers
        self._columns = {name: array("q") for name in (*_ROW, *_ITEM, *_REACH)}
        self._item_of = array("q")
        self._items: list[str] = []
        self._parties, self._sources = _Numbers(), _Numbers()
        self._papers = _Numbers()
        self._known: dict[int, Paper] = {}
        self._pieces: dict[int, set[str]] = {}
        self._counted: dict[int, float] = {}

    def add(self, one: Entry) -> None:
        """Add an item."""
        number = len(self._items)
        self._items.append(one.item)
        self._add_item(one)
        for told in one.told:
            step, report, said = told.step, told.report, told.said
            self._item_of.append(number)
            carried = 0 if step.via is None else _CARRIED
            self._put(
                _ROW,
                self._parties.of(step.sender),
                self._parties.of(step.receiver),
                minutes(step.earliest),
                minutes(step.latest),
                grade_code(said.reliability, said.credibility),
                _KINDS[step.kind] + carried,
                self._sources.of(said.source or None),
                day_number(said.known_since),
                day_number(report.known_until),
                self._events[report.event],
            )

    def _add_item(self, one: Entry) -> None:
        paper, of = one.paper, self._parties.of
        number = self._papers.of(one.anchor.id if one.anchor else None)
        if paper is not None:
            self._known[number] = paper
            self._pieces.setdefault(number, set()).update(one.pieces)
            self._counted[number] = self._counted.get(number, 0.0) + one.counted
        self._put(
            _ITEM,
            number,
            of(paper.exporter if paper else None),
            of(paper.consignee if paper else None),
            of(paper.end_user if paper else None),
            day_number(paper.due) if paper and paper.due else -1,
            int(bool(paper and paper.forbids_onward)),
        )
        kind = ANCHORS.index(one.anchor.type) if one.anchor else 0
        self._put(_REACH, kind, one.exact_from, one.exact_after, one.news)

    def _put(self, names: Sequence[str], *values: int) -> None:
        for name, value in zip(names, values, strict=True):
            self._columns[name].append(value)

    def finish(
        self, links: Iterable[Link], *, stamp: str, policy: Policy
    ) -> CustodyIndex:
        """Make the index of what was added.

        Args:
            links: Who is tied to whom.
            stamp: What it was made from.
            policy: Weights of its chains.
        """
        links = list(links)
        for link in links:
            self._parties.of(link.a)
            self._parties.of(link.b)
        items = self._made(_ITEM)
        papers = self._paper_arrays()
        columns = self._made(_ROW)
        item = np.array(self._item_of, np.int32)
        return CustodyIndex(
            rows=group(item, columns, items=len(self._items)),
            items=Items(**items, over=np.zeros(len(self._items), np.uint8)),
            reach=Reach(**self._made(_REACH)),
            papers=papers,
            links=HalfLinks.of(links, self._parties, len(self._parties)),
            item_texts=Texts.of(self._items),
            party_texts=Texts.of(list(self._parties)),
            paper_texts=Texts.of(list(self._papers)),
            stamp=stamp,
            policy=policy,
        )

    def _made(self, names: Sequence[str]) -> dict[str, Array]:
        return {name: np.array(self._columns[name], TYPES[name]) for name in names}

    def _paper_arrays(self) -> Papers:
        known = [self._known[n] for n in range(len(self._papers))]
        others = [[self._parties[p] for p in paper.intermediaries] for paper in known]
        start = np.zeros(len(known) + 1, np.uint32)
        np.cumsum([len(one) for one in others], out=start[1:])
        shipped = [len(self._pieces[n]) + self._counted[n] for n in range(len(known))]
        quantities = [inf if p.quantity is None else p.quantity for p in known]
        return Papers(
            quantity=np.array(quantities, np.float64),
            shipped=np.array(shipped, np.float64),
            start=start,
            others=np.array([p for one in others for p in one], np.int32),
        )
