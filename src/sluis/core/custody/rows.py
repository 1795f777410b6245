"""Reports of a whole population as arrays: one row a report, grouped by item.

A row holds what a sweep needs and nothing more, in narrow types; texts stay in
the record, and ``report`` leads back to it. Rows of one item lie together, in
the order of :attr:`sluis.core.custody.movement.Movement.key`.
"""

# Compiled code takes its arrays one by one, and calls nothing that costs.
# ruff: noqa: PLR0913, PLR0917
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from numba import get_num_threads, njit, prange

Array: TypeAlias = npt.NDArray[Any]

SIGHTING, TRANSFER, ASSEMBLY, SEIZURE = 0, 1, 2, 3
"""Kinds of a row, in the order of reports of one moment."""

UNKNOWN = -1
"""A party, source or paper that was not said."""

NEVER = 65_535
"""A day of knowledge that is not recorded, or has not come."""

FIRST, LAST = -(2**31), 2**31 - 1
"""The first and last minute a row can hold; the last lies in the year 6053."""

GRADES = 36
"""Admiralty grades: six letters by six figures, ``A1`` is 0 and ``F6`` is 35."""

_EPOCH = date(1970, 1, 1)
_BUCKET = 13  # 8,192 items a bucket: their rows fit the second-level cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of reports by item; ``start[i]`` to ``start[i + 1]`` are those of one.

    Attributes:
        start: Where the rows of each item begin, and one more; ``uint32``.
        sender: Who gave, ``int32``; :data:`UNKNOWN` was not said.
        receiver: Who took, or what the goods were built into.
        earliest: First moment it may have happened, minutes since 1970 UTC.
        latest: Last moment, likewise.
        grade: Admiralty grade, 0 to 35; see :func:`grade_code`.
        kind: :data:`SIGHTING` to :data:`SEIZURE`; 4 is added where the report
            is of a thing that carried the item.
        source: Who says so; reports of one source count once.
        known_from: Day since when we know it, days since 1970.
        known_until: Day on which it was declared an error; :data:`NEVER` stands.
        dead: How many of its parties did not exist then, 0 to 2.
        dead_known: Day since when that is known; :data:`NEVER` is not.
        report: Row of the report in what the index was built from.
    """

    start: Array
    sender: Array
    receiver: Array
    earliest: Array
    latest: Array
    grade: Array
    kind: Array
    source: Array
    known_from: Array
    known_until: Array
    dead: Array
    dead_known: Array
    report: Array

    @property
    def items(self) -> int:
        """How many items there are."""
        return len(self.start) - 1

    def of(self, item: int) -> slice:
        """Give the rows of one item."""
        return slice(int(self.start[item]), int(self.start[item + 1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """What each item left on, as far as known; arrays of one value an item.

    Attributes:
        paper: The licence, decision or declaration; :data:`UNKNOWN` none.
        exporter: Who may export.
        consignee: Who receives first.
        end_user: Who must hold the goods in the end.
        due: Day on which they should have arrived, days since 1970; -1 is not
            said, and the policy's period counts from the first report.
        forbids: Whether a condition forbids passing the goods on, 0 or 1.
        over: Whether more left on the paper than it allows, 0 or 1.
    """

    paper: Array
    exporter: Array
    consignee: Array
    end_user: Array
    due: Array
    forbids: Array
    over: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far rows may be trusted to say what a trace says; one value an item.

    Attributes:
        anchor: Kind of the paper: 0 licence, 1 catch-all decision, 2 declaration.
        exact_from: Day of knowledge since when rows say what a trace says; 0
            always, :data:`NEVER` not at all.
        exact_after: Minute before which they may not.
        news: Day on which the last report that names the item became known.
    """

    anchor: Array
    exact_from: Array
    exact_after: Array
    news: Array

    @classmethod
    def whole(cls, count: int) -> Reach:
        """Say that rows say it all, of items on licences."""
        return cls(
            anchor=np.zeros(count, np.uint8),
            exact_from=np.zeros(count, np.uint16),
            exact_after=np.full(count, FIRST, np.int32),
            news=np.zeros(count, np.uint16),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """The papers of a population; arrays of one value a paper.

    Attributes:
        quantity: How many pieces may leave; ``inf`` is not known.
        shipped: How many left, at most.
        start: Where the intermediaries of each begin in ``others``, and one more.
        others: Who else may hold the goods on the way.
    """

    quantity: Array
    shipped: Array
    start: Array
    others: Array

    @classmethod
    def unbounded(cls, count: int) -> Papers:
        """Give papers without a quantity or intermediaries."""
        return cls(
            quantity=np.full(count, np.inf),
            shipped=np.zeros(count),
            start=np.zeros(count + 1, np.uint32),
            others=np.zeros(0, np.int32),
        )


TYPES: Mapping[str, type] = {
    "sender": np.int32,
    "receiver": np.int32,
    "earliest": np.int32,
    "latest": np.int32,
    "grade": np.uint8,
    "kind": np.uint8,
    "source": np.int32,
    "known_from": np.uint16,
    "known_until": np.uint16,
    "dead": np.uint8,
    "dead_known": np.uint16,
    "report": np.int32,
    "paper": np.int32,
    "exporter": np.int32,
    "consignee": np.int32,
    "end_user": np.int32,
    "due": np.int32,
    "forbids": np.uint8,
    "over": np.uint8,
    "anchor": np.uint8,
    "exact_from": np.uint16,
    "exact_after": np.int32,
    "news": np.uint16,
    "quantity": np.float64,
    "shipped": np.float64,
    "start": np.uint32,
    "others": np.int32,
}
"""Name of a column to its type, of rows, of items and of papers."""


def grade_code(reliability: str | None, credibility: int | None) -> int:
    """Give the number of an Admiralty grade; what was not judged is ``F6``."""
    return (ord(reliability or "F") - ord("A")) * 6 + (credibility or 6) - 1


def grade_name(code: int) -> str:
    """Give the Admiralty grade of a number."""
    return f"{'ABCDEF'[code // 6]}{code % 6 + 1}"


def minutes(moment: datetime) -> int:
    """Give a moment as minutes since 1970 UTC, within ``int32``."""
    return min(max(int(moment.timestamp() // 60), FIRST), LAST)


def moment(minutes_: int) -> datetime:
    """Give the moment of a number of minutes since 1970."""
    return datetime.fromtimestamp(int(minutes_) * 60, tz=UTC)


def day_number(day: date | None) -> int:
    """Give a day as days since 1970, within ``uint16``; ``None`` is :data:`NEVER`."""
    return NEVER if day is None else min(max((day - _EPOCH).days, 0), NEVER - 1)


def group(item: Array, columns: Mapping[str, Array], *, items: int) -> Rows:
    """Group reports by item, each item's in the order of time.

    A counting sort in two passes, so that the second one stays in the cache.

    Args:
        item: The item of each report, 0 to ``items`` - 1.
        columns: ``sender``, ``receiver`` and ``earliest``; the other columns of
            :class:`Rows` may be left out: they are then as good as not said.
        items: How many items there are.
    """
    count = len(item)
    place = np.empty(count, np.uint32)
    buckets = (max(items, 1) >> _BUCKET) + 1
    begin = _partition(item, buckets, get_num_threads(), place)
    start = np.zeros(items + 1, np.uint32)
    earliest = _typed(columns, "earliest", count)
    latest = _typed(columns, "latest", count, otherwise=earliest)
    kind = _typed(columns, "kind", count, otherwise=TRANSFER)
    _sort(item, earliest, latest, kind, begin, place, start)
    otherwise: dict[str, Any] = {
        "latest": earliest,
        "kind": TRANSFER,
        "grade": GRADES - 1,
        "source": UNKNOWN,
        "known_from": NEVER,
        "known_until": NEVER,
        "dead": 0,
        "dead_known": NEVER,
    }
    made: dict[str, Array] = {"start": start}
    for name in (f.name for f in fields(Rows) if f.name not in {"start", "report"}):
        if name in columns or name == "latest":
            column = _typed(columns, name, count, otherwise=otherwise.get(name))
            made[name] = _gathered(column, place)
        else:
            made[name] = np.full(count, otherwise[name], TYPES[name])
    if "report" in columns:
        made["report"] = _gathered(_typed(columns, "report", count), place)
    else:
        made["report"] = place.view(np.int32)
    return Rows(**made)


def _typed(
    columns: Mapping[str, Array], name: str, count: int, *, otherwise: Any = None
) -> Array:
    given = columns.get(name)
    if given is None:
        if isinstance(otherwise, np.ndarray):
            return otherwise
        return np.full(count, otherwise, TYPES[name])
    return np.ascontiguousarray(given, dtype=TYPES[name])


def _gathered(column: Array, place: Array) -> Array:
    out = np.empty(len(place), column.dtype)
    _gather(column, place, out)
    return out


@njit(parallel=True, cache=True)
def _partition(item, buckets, threads, place):
    """Put row numbers into buckets of items, keeping their order in each."""
    count = item.size
    at = np.zeros((threads, buckets), np.int64)
    for t in prange(threads):
        for i in range(count * t // threads, count * (t + 1) // threads):
            at[t, item[i] >> _BUCKET] += 1
    begin = np.empty(buckets + 1, np.int64)
    total = 0
    for b in range(buckets):
        begin[b] = total
        for t in range(threads):
            size = at[t, b]
            at[t, b] = total
            total += size
    begin[buckets] = total
    for t in prange(threads):
        for i in range(count * t // threads, count * (t + 1) // threads):
            b = item[i] >> _BUCKET
            place[at[t, b]] = i
            at[t, b] += 1
    return begin


@njit(parallel=True, cache=True)
def _sort(item, earliest, latest, kind, begin, place, start):
    """Sort each bucket by item, and each item's rows by time, kind and arrival."""
    items = start.size - 1
    for b in prange(begin.size - 1):
        lo, hi = begin[b], begin[b + 1]
        first = b << _BUCKET
        size = min(items - first, 1 << _BUCKET)
        at = np.zeros(size + 1, np.int64)
        for i in range(lo, hi):
            at[item[place[i]] - first + 1] += 1
        for s in range(size):
            at[s + 1] += at[s]
        for s in range(size + 1):
            start[first + s] = lo + at[s]
        local = place[lo:hi].copy()
        for i in range(local.size):
            s = item[local[i]] - first
            place[lo + at[s]] = local[i]
            at[s] += 1
        for s in range(size):
            _sort_item(earliest, latest, kind, place, start[first + s], lo + at[s])


@njit(cache=True)
def _sort_item(earliest, latest, kind, place, lo, hi):
    for i in range(int(lo) + 1, int(hi)):
        row = place[i]
        j = i - 1
        while j >= lo and _after(earliest, latest, kind, place[j], row):
            place[j + 1] = place[j]
            j -= 1
        place[j + 1] = row


@njit(cache=True)
def _after(earliest, latest, kind, a, b):
    """Whether row ``a`` comes after row ``b``; the order of ``Movement.key``."""
    if earliest[a] != earliest[b]:
        return earliest[a] > earliest[b]
    if kind[a] & 3 != kind[b] & 3:
        return kind[a] & 3 > kind[b] & 3
    if latest[a] != latest[b]:
        return latest[a] > latest[b]
    return a > b


@njit(parallel=True, cache=True)
def _gather(column, place, out):
    for i in prange(place.size):
        out[i] = column[place[i]]
