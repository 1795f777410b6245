"""What the reports say of one item, in the form of rows, and how far rows reach.

Rows leave things out: what goods were built into, life dates, packages whose
packing became known later. An entry therefore says since which day of knowledge
its rows give what :func:`sluis.core.custody.chain.trace` gives; before it, and
where there is no such day, the item is traced by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sluis.core.custody.chain import named_anchor
from sluis.core.custody.master import Paper, PartyFact, as_known
from sluis.core.custody.movement import Movement, carriers, told
from sluis.core.custody.report import Anchor, Report, Statement
from sluis.core.custody.rows import FIRST, LAST, NEVER, day_number, minutes

_STRUCTURE = frozenset({"AggregationEvent", "AssociationEvent", "TransformationEvent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One statement about one movement: a row before its texts are numbers.

    Attributes:
        step: The movement, as its one report tells it.
        said: Who says so.
    """

    step: Movement
    said: Statement

    @property
    def report(self) -> Report:
        """The report that tells it."""
        return self.step.reports[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item with everything that is told of its movements.

    Attributes:
        item: The item, in its one spelling.
        told: What is told, in the order of time; declared errors among it.
        anchor: The paper it left on, by all that is known.
        paper: What is known of that paper.
        exact_from: Day of knowledge since when rows give the item's trace, days
            since 1970; 0 always, :data:`~sluis.core.custody.rows.NEVER` not at all.
        exact_after: Minute since 1970 before which they may not.
        news: Day on which the last report that names it became known.
        pieces: Names that count as a piece of the paper's quantity.
        counted: Goods that were only counted on that paper, at most.
    """

    item: str
    told: tuple[Told, ...]
    anchor: Anchor | None
    paper: Paper | None
    exact_from: int
    exact_after: int
    news: int
    pieces: frozenset[str]
    counted: float


class Facts:
    """What is known of parties and papers, and since when it stands as it is."""

    def __init__(self, parties: Iterable[PartyFact], papers: Iterable[Paper]) -> None:
        papers = list(papers)
        self.papers = as_known(papers, None)
        self._since: dict[str, int] = {}
        self._listed: dict[str, str] = {}
        self._listed_since: dict[str, int] = {}
        for paper in papers:
            day = day_number(paper.known_since)
            self._since[paper.id] = max(self._since.get(paper.id, 0), day)
        for paper in papers:
            for item in paper.items:
                day = max(self._listed_since.get(item, 0), self._since[paper.id])
                self._listed_since[item] = day
        for paper in sorted(self.papers.values(), key=lambda p: p.id):
            for item in paper.items:
                self._listed.setdefault(item, paper.id)
        self._lives = _lives(parties)

    def paper(self, anchor: Anchor) -> tuple[Paper, int]:
        """Give what is known of a paper, and the day since when that stands."""
        known = self.papers.get(anchor.id)
        if known is None:
            return Paper(id=anchor.id, type=anchor.type), 0
        return known, self._since[anchor.id]

    def listed(self, item: str) -> tuple[Anchor | None, int]:
        """Give the paper that lists an item among its goods, likewise."""
        found = self._listed.get(item)
        since = self._listed_since.get(item, 0)
        if found is None:
            return None, since
        return Anchor(type=self.papers[found].type, id=found), since

    def alive(self, party: str, first: date, last: date) -> int:
        """Give the day since when a party is not known to be dead then.

        Returns:
            Days since 1970; ``NEVER`` when it is known not to have existed on one
            of the two days.
        """
        if party not in self._lives:
            return 0
        fact, since = self._lives[party]
        dead = fact.existed(first) is False or fact.existed(last) is False
        return NEVER if dead else since


def _lives(parties: Iterable[PartyFact]) -> dict[str, tuple[PartyFact, int]]:
    dated = [p for p in parties if p.incorporated or p.dissolved]
    days: dict[str, list[int]] = {}
    for fact in dated:
        days.setdefault(fact.id, []).append(day_number(fact.known_since))
    return {
        id_: (fact, max(days[id_]) if len(days[id_]) > 1 else 0)
        for id_, fact in as_known(dated, None).items()
    }


def entry(
    item: str,
    named: Mapping[str, Sequence[Report]],
    facts: Facts,
    packages: frozenset[str],
) -> Entry | None:
    """Make the entry of an item.

    Args:
        item: The item, in its one spelling.
        named: From :func:`~sluis.core.custody.movement.by_item`, of all reports
            that name it or what carried it.
        facts: Parties and papers.
        packages: Which names are those of packages.

    Returns:
        ``None`` when no report names the item as goods.
    """
    own = [r for r in named.get(item, ()) if item in {*r.items, *r.outputs}]
    if not own:
        return None
    withdrawn = any(_structural(r, item) and r.known_until for r in own)
    related = carriers(item, named)
    reports = _once(r for name in sorted(related) for r in named.get(name, ()))
    structure = [r for r in reports if _structural(r, item)]
    rows = tuple(_told(item, named))
    anchor, since, after = _anchor(item, reports, structure, facts)
    paper, paper_since = facts.paper(anchor) if anchor else (None, 0)
    plain = not withdrawn and not any(r.known_until for r in structure)
    plain = plain and all(r.type != "TransformationEvent" for r in structure)
    if plain and _plain(rows):
        learned = [_known_from(r) for r in structure]
        since = max([since, paper_since, *learned, _lives_since(rows, facts)])
    else:
        since = NEVER
    pieces, counted = _shipped(item, reports, anchor, packages)
    return Entry(
        item=item,
        told=rows,
        anchor=anchor,
        paper=paper,
        exact_from=since,
        exact_after=after,
        news=max(day_number(s.known_since) for r in own for s in r.statements),
        pieces=pieces,
        counted=counted,
    )


def _once(reports: Iterable[Report]) -> list[Report]:
    return list({r.event: r for r in reports}.values())


def _structural(report: Report, item: str) -> bool:
    """Whether it says what lies in what; its own parent says nothing of an item."""
    return report.type in _STRUCTURE and report.parent != item


def _known_from(report: Report) -> int:
    return min(day_number(s.known_since) for s in report.statements)


def _told(item: str, named: Mapping[str, Sequence[Report]]) -> Iterator[Told]:
    for step in told(item, named):
        for said in step.reports[0].statements:
            yield Told(step=step, said=said)


def _plain(rows: Sequence[Told]) -> bool:
    """Whether rows can hold all that a trace looks at."""
    for row in rows:
        if row.step.kind == "assembly":
            return False
        carried = row.step.via is not None
        if carried and (row.step.kind == "seizure" or row.step.receiver is None):
            return False
        if minutes(row.step.latest) == LAST:
            return False
    moments = [row.step.earliest for row in rows]
    return all(
        one == other or minutes(one) != minutes(other)
        for one, other in pairwise(moments)
    )


def _lives_since(rows: Sequence[Told], facts: Facts) -> int:
    if not rows:
        return 0
    first, last = rows[0].step.earliest.date(), rows[-1].step.earliest.date()
    named = {row.step.sender for row in rows} | {row.step.receiver for row in rows}
    return max((facts.alive(p, first, last) for p in named if p), default=0)


def _anchor(
    item: str, reports: Sequence[Report], structure: Sequence[Report], facts: Facts
) -> tuple[Anchor | None, int, int]:
    """Find the paper, the day since when it is known, and the minute from which."""
    withdrawn = [
        day_number(r.known_until) for r in reports if r.known_until and r.anchors
    ]
    since = max(withdrawn, default=0)
    found = named_anchor([r for r in reports if r.known_until is None])
    if found is None:
        anchor, listed_since = facts.listed(item)
        return anchor, max(since, listed_since), FIRST
    anchor, report = found
    after = [report.earliest]
    if item not in report.items:
        after += [r.earliest for r in structure]
    return anchor, max(since, _known_from(report)), minutes(max(after))


def _shipped(
    item: str,
    reports: Sequence[Report],
    anchor: Anchor | None,
    packages: frozenset[str],
) -> tuple[frozenset[str], float]:
    """Bound from above what counts against the quantity of the paper."""
    if anchor is None:
        return frozenset(), 0.0
    on = [r for r in reports if any(a.id == anchor.id for a in r.anchors)]
    names = {item, *(name for r in on for name in r.items)} - packages
    return frozenset(names), sum(number for r in on for _, number in r.counts)
