"""The item index of the record: made from it, kept beside it, never older than it.

What came in since the index was made goes into a small one of its own, made when
it is asked for; when that grows large the whole is made again. Deleting the
folder loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import orjson
from django.db.models import Max

from sluis.core.custody.entry import Facts, entry
from sluis.core.custody.keys import item_key
from sluis.core.custody.master import links as links_in
from sluis.core.custody.master import papers
from sluis.core.custody.movement import by_item
from sluis.core.custody.network import Link, links_of
from sluis.core.custody.policy import Policy
from sluis.core.custody.report import Report
from sluis.core.custody.rows import Array
from sluis.core.errors import UnreadableFile
from sluis.office.custody import models, queries
from sluis.office.custody.families import Families, parts
from sluis.store.custody_index import CustodyIndex
from sluis.store.custody_intake import Intake
from sluis.store.home import Home
from sluis.store.ties import StoredTies

WORTH = 5_000
"""Smaller records are read as they are, faster than compiled code is loaded."""

_TOGETHER = 500
_SMALL = 500
_SHARE = 10


@dataclass(frozen=True, slots=True)
class _State:
    """How far the record had come: its last rows, and the hash of the last one."""

    event: int
    statement: int
    fact: int
    seal: str

    @classmethod
    def now(cls) -> _State:
        last = models.Statement.objects.order_by("-id").only("row_hash").first()
        top = models.Event.objects.aggregate(n=Max("id"))["n"]
        facts = models.MasterDatum.objects.aggregate(n=Max("id"))["n"]
        return cls(
            top or 0, last.pk if last else 0, facts or 0, last.row_hash if last else ""
        )

    @classmethod
    def of(cls, stamp: str) -> _State:
        return cls(*orjson.loads(stamp))

    @property
    def stamp(self) -> str:
        row = [self.event, self.statement, self.fact, self.seal]
        return orjson.dumps(row).decode()

    def continues(self, now: _State) -> bool:
        """Whether the record that it was taken of is the one there is now."""
        if self.event > now.event or self.fact > now.fact:
            return False
        if not self.statement:
            return now.statement == 0
        row = models.Statement.objects.filter(pk=self.statement).only("row_hash")
        return [one.row_hash for one in row] == [self.seal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The index and what is new since it was made.

    Attributes:
        base: The index.
        stale: Which of its items are left to ``fresh``, or are gone.
        fresh: What is new or changed; ``None`` nothing is.
        corrected: Whether an event was declared an error since: the ties of
            ``base`` may then hold one that no longer stands.
    """

    base: CustodyIndex
    stale: Array
    fresh: CustodyIndex | None
    corrected: bool

    def parts(self) -> Iterator[tuple[CustodyIndex, Array]]:
        """Give each index, with which of its items are to be left out."""
        yield self.base, self.stale
        if self.fresh is not None:
            yield self.fresh, np.zeros(self.fresh.rows.items, bool)

    def ties(self) -> _BothTies:
        """Give who is tied to whom."""
        both = (self.base, self.fresh)
        return _BothTies(
            tuple(StoredTies(one.links, one.party_texts) for one in both if one)
        )


@dataclass(frozen=True, slots=True)
class _BothTies:
    """The ties of the index and of what is new."""

    both: tuple[StoredTies, ...]

    def of(self, party: str) -> Iterator[Link]:
        """Give the links that a party or a shared thing is an end of."""
        for one in self.both:
            yield from one.of(party)


def folder() -> Path:
    """Name the folder in which the index lies."""
    return Home.open().path / "custody-index"


def standing(
    policy: Policy, *, ties: bool = False, least: int = WORTH
) -> Standing | None:
    """Open the index of the record as it is now, making what is missing.

    Args:
        policy: Weights of its chains.
        ties: Whether its ties will be asked for, not its items only.
        least: For a record of fewer events none is made.

    Returns:
        ``None`` when the record is too small for an index to be worth its making.
    """
    now = _State.now()
    if now.event < least:
        return None
    base = _opened(policy)
    if base is not None and _State.of(base.stamp).continues(now):
        found = _renewed(base, _State.of(base.stamp), now, policy)
        if found is not None and not (ties and found.corrected):
            return found
    base = _whole(now, policy)
    base.save(folder())
    return Standing(
        base=base,
        stale=np.zeros(base.rows.items, bool),
        fresh=None,
        corrected=False,
    )


def _opened(policy: Policy) -> CustodyIndex | None:
    """Open what lies there; what is broken is as good as nothing."""
    try:
        return CustodyIndex.open(folder(), policy)
    except UnreadableFile:
        return None


def goods() -> Iterator[str]:
    """Give the name of every item that is goods and no mere package, in order."""
    packages = _packages()
    named = models.EventItem.objects.exclude(role="parent").order_by("item")
    items = named.values_list("item", flat=True).distinct()
    return (item for item in items.iterator(chunk_size=10_000) if item not in packages)


def _whole(now: _State, policy: Policy) -> CustodyIndex:
    """Make the index of the whole record."""
    packages = _packages()
    return _made(goods(), packages, queries.known_links(), now, policy, packages)


def _renewed(
    base: CustodyIndex, then: _State, now: _State, policy: Policy
) -> Standing | None:
    """Add what is new; ``None`` when that is so much that all is made again."""
    stale = np.zeros(base.rows.items, bool)
    if then == now:
        return Standing(base=base, stale=stale, fresh=None, corrected=False)
    limit = max(_SMALL, base.rows.items // _SHARE)
    changed = _changed(base, then, limit)
    if changed is None:
        return None
    numbers = (base.item_texts.find(item) for item in changed)
    stale[[n for n in numbers if n is not None]] = True
    packages = _packages(changed)
    facts = models.MasterDatum.objects.filter(pk__gt=then.fact)
    links = links_in(queries.masterdata_of(facts))
    rest = sorted(changed - packages)
    fresh = _made(rest, packages, links, now, policy, sorted(packages & changed))
    declared = models.Event.objects.filter(pk__gt=then.event, declares_error=True)
    return Standing(
        base=_with_shipped(base, fresh),
        stale=stale,
        fresh=_with_shipped(fresh, base),
        corrected=declared.exists(),
    )


def _with_shipped(one: CustodyIndex, other: CustodyIndex) -> CustodyIndex:
    """Add to the papers of one index what left on them by another, at most."""
    shipped = one.papers.shipped.copy()
    for number in range(len(other.paper_texts)):
        here = one.paper_texts.find(other.paper_texts[number])
        if here is not None:
            shipped[here] += other.papers.shipped[number]
    return replace(one, papers=replace(one.papers, shipped=shipped))


def _changed(base: CustodyIndex, then: _State, limit: int) -> set[str] | None:
    """Give the items of which something new is known; ``None`` when too many."""
    said = models.Statement.objects.filter(pk__gt=then.statement)
    if said.count() > limit:
        return None
    events = set(said.values_list("event_id", flat=True))
    events |= set(
        models.Event.objects.filter(pk__gt=then.event).values_list("id", flat=True)
    )
    names: set[str] = set()
    for part in parts(sorted(events)):
        rows = models.EventItem.objects.filter(event__in=part)
        names.update(rows.values_list("item", flat=True))
    if len(names) > limit:
        return None
    changed = Families().lies_in(names)
    changed |= _touched(base, models.MasterDatum.objects.filter(pk__gt=then.fact))
    return changed if len(changed) <= limit else None


def _touched(base: CustodyIndex, facts: Iterable[models.MasterDatum]) -> set[str]:
    """Give the items of the index that new facts of parties or papers bear on."""
    rows = queries.masterdata_of(facts)
    keys = {item_key(row.id) for row in rows}
    found = {item for paper in papers(rows) for item in paper.items}
    numbers = [base.paper_texts.find(key) for key in keys]
    touched = np.isin(base.items.paper, [n for n in numbers if n is not None])
    numbers = [base.party_texts.find(key) for key in keys]
    parties = [n for n in numbers if n is not None]
    named = np.isin(base.rows.sender, parties) | np.isin(base.rows.receiver, parties)
    at = np.searchsorted(base.rows.start, np.flatnonzero(named), side="right") - 1
    touched[at] = True
    found.update(base.item_texts[int(n)] for n in np.flatnonzero(touched))
    return found


def _packages(among: set[str] | None = None) -> frozenset[str]:
    """Give the names of packages: of all, or of those that are asked about."""
    rows = models.EventItem.objects.filter(
        role="parent",
        event__declares_error=False,
        event__facet__type="AggregationEvent",
    )
    if among is None:
        return frozenset(rows.values_list("item", flat=True).distinct())
    found: set[str] = set()
    for part in parts(sorted(among)):
        some = rows.filter(item__in=part)
        found.update(some.values_list("item", flat=True).distinct())
    return frozenset(found)


def _made(  # noqa: PLR0913, PLR0917 - what an index is made from
    items: Iterable[str],
    packages: frozenset[str],
    links: Iterable[Link],
    now: _State,
    policy: Policy,
    boxes: Iterable[str],
) -> CustodyIndex:
    facts = Facts(queries.known_parties(), queries.known_papers())
    numbers: dict[str, int] = {}
    intake = Intake(numbers)

    def read() -> Iterator[Report]:
        for part in parts(items, _TOGETHER):
            reports = _read(part, numbers)
            named = by_item(reports)
            for item in part:
                one = entry(item, named, facts, packages)
                if one is not None:
                    intake.add(one)
            yield from reports
        for part in parts(boxes, _TOGETHER):
            yield from _read(part, numbers)

    ties = [*links, *links_of(read())]
    return intake.finish(ties, stamp=now.stamp, policy=policy)


def _read(items: Sequence[str], numbers: dict[str, int]) -> list[Report]:
    """Read the families of items; what was read before is let go."""
    read = Families()
    reports = read.reports(read.lineage(items))
    numbers.clear()
    numbers.update(read.numbers)
    return reports
