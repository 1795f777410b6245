"""Traces of everything in the record, and what a batch of finds leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from sluis.core.custody import Policy, Trace, rank, trace
from sluis.core.custody.keys import item_key
from sluis.core.custody.network import reached
from sluis.core.custody.rows import UNKNOWN, Array, day_number
from sluis.core.custody.sweep import NAMES, verdicts
from sluis.core.custody.verdicts import BY_ITSELF, NOTHING, Verdicts, verdicts_of
from sluis.office.custody import queries
from sluis.office.custody.index import WORTH, Standing, goods, standing
from sluis.store.custody_index import ANCHORS, CustodyIndex

ARRIVING = frozenset({"D0", "D1", None})
"""Verdicts that raise nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence:
    """The verdict on one item, without its chain.

    Attributes:
        item: The item, in its one spelling.
        verdict: The foremost class; ``None`` when none can be told.
        classes: All that hold.
        confidence: How likely the last holder is who is named.
        anchor: Kind and identifier of the paper; ``none`` and ``None``.
        licensed_end_user: Who should hold the goods.
        last_holder: Who does, or what they were built into.
    """

    item: str
    verdict: str | None
    classes: tuple[str, ...]
    confidence: float
    anchor: tuple[str, str | None]
    licensed_end_user: str | None
    last_holder: str | None

    @classmethod
    def of(cls, found: Trace) -> Divergence:
        """Give the verdict of a trace."""
        anchor = found.anchor
        return cls(
            item=found.item,
            verdict=found.verdict,
            classes=tuple(sorted(found.classes.holding)),
            confidence=round(found.confidence, 4),
            anchor=(anchor.type, anchor.id) if anchor else ("none", None),
            licensed_end_user=found.paper.end_user if found.paper else None,
            last_holder=found.last_holder,
        )

    def as_dict(self) -> dict[str, Any]:
        """Give it for machines."""
        kind, paper = self.anchor
        return {
            "item": self.item,
            "verdict": self.verdict,
            "classes": list(self.classes),
            "confidence": self.confidence,
            "anchor": {"type": kind, "id": paper},
            "licensed_end_user": self.licensed_end_user,
            "last_holder": self.last_holder,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What is asked of every item; see :func:`divergences`."""

    policy: Policy
    valid_on: date
    known_on: date | None
    since: date | None
    every: bool

    def wants(self, found: Divergence) -> bool:
        """Whether a verdict is to be given."""
        return self.every or found.verdict not in ARRIVING


def divergences(  # noqa: PLR0913 - what is asked, and how
    policy: Policy,
    *,
    valid_on: date,
    known_on: date | None = None,
    since: date | None = None,
    every: bool = False,
    least: int = WORTH,
) -> list[Divergence]:
    """Give the verdict on every item that is goods, the most serious first.

    Most come from the index; items of which its rows do not say all are traced
    one by one, and the answer is the same.

    Args:
        policy: Weights and periods.
        valid_on: Leave out what happened later.
        known_on: Leave out what became known later.
        since: Only items of which a report became known on this day or later.
        every: Also items that raise nothing.
        least: Records of fewer events are traced item by item altogether.
    """
    asked = _Question(
        policy=policy, valid_on=valid_on, known_on=known_on, since=since, every=every
    )
    index = standing(policy, least=least)
    found = _by_itself(goods(), asked) if index is None else _by_index(index, asked)
    order = {name: place for place, name in enumerate(policy.severity)}
    return sorted(
        filter(asked.wants, found),
        key=lambda d: (order.get(d.verdict or "", len(order)), -d.confidence, d.item),
    )


def _by_index(index: Standing, asked: _Question) -> Iterator[Divergence]:
    alone: list[str] = []
    for part, left_out in index.parts():
        found = verdicts_of(
            part.rows,
            part.items,
            part.reach,
            part.papers,
            asked.policy,
            valid_on=asked.valid_on,
            known_on=asked.known_on,
        )
        wanted = ~left_out
        if asked.since is not None:
            wanted &= part.reach.news >= day_number(asked.since)
        itself = found.how == BY_ITSELF
        if asked.every:
            itself |= found.how == NOTHING
        numbers = np.flatnonzero(wanted & itself).tolist()
        alone += [part.item_texts[number] for number in numbers]
        yield from _by_rows(part, found, wanted & ~itself, asked)
    yield from _by_itself(alone, asked)


def _by_itself(items: Iterable[str], asked: _Question) -> Iterator[Divergence]:
    """Trace items one by one from the record."""
    parties, papers = queries.known_parties(), queries.known_papers()
    for item, reports in queries.reports_each(items):
        own = [r for r in reports if item in {*r.items, *r.outputs}]
        news = [s.known_since or date.min for r in own for s in r.statements]
        if own and (asked.since is None or max(news) >= asked.since):
            yield Divergence.of(
                trace(
                    item,
                    reports,
                    parties,
                    papers,
                    asked.policy,
                    valid_on=asked.valid_on,
                    known_on=asked.known_on,
                )
            )


def _by_rows(
    index: CustodyIndex, found: Verdicts, wanted: Array, asked: _Question
) -> Iterator[Divergence]:
    """Put what the rows say into words, of items that are wanted."""
    foremost = verdicts(found.classes, asked.policy)
    raises = np.isin(foremost, [NAMES.index(n) for n in NAMES if n not in ARRIVING])
    for number in np.flatnonzero(wanted & (raises | asked.every)).tolist():
        classes = int(found.classes[number])
        place = int(foremost[number])
        paper = int(index.items.paper[number])
        kind = ANCHORS[index.reach.anchor[number]]
        yield Divergence(
            item=index.item_texts[number],
            verdict=None if place < 0 else NAMES[place],
            classes=tuple(n for bit, n in enumerate(NAMES) if classes >> bit & 1),
            confidence=round(float(found.confidence[number]), 4),
            anchor=("none", None)
            if paper == UNKNOWN
            else (kind, index.paper_texts[paper]),
            licensed_end_user=index.party(index.items.end_user[number]),
            last_holder=index.party(found.holder[number]),
        )


def network(
    asked: Iterable[str],
    policy: Policy,
    *,
    hops: int,
    known_on: date | None = None,
    least: int = WORTH,
) -> list[dict[str, Any]]:
    """Go from parties or found items to every other export that touches them.

    Args:
        asked: Parties, or items of the record; an item stands for the parties of
            its most likely chain, and the paper it left on is left out.
        policy: Weights and limits.
        hops: How far the network is followed.
        known_on: Leave out what became known later.
        least: The ties of records of fewer events are read one by one.

    Returns:
        Rows of ``type`` ``party`` and ``export``, each with score and reasons,
        the strongest first.
    """
    keys = [item_key(one) for one in asked]
    items = queries.known_items(keys)
    seeds = [key for key in keys if key not in items]
    case: set[str] = set()
    wanted = [key for key in keys if key in items]
    parties, papers = queries.known_parties(), queries.known_papers()
    for item, reports in queries.reports_each(wanted):
        found = trace(item, reports, parties, papers, policy, known_on=known_on)
        if found.anchor is not None:
            case.add(found.anchor.id)
        exporter = found.paper.exporter if found.paper else None
        for hop in found.hops:
            named = (hop.movement.sender, hop.movement.receiver)
            seeds += [p for p in named if p and p != exporter and p not in items]
    index = standing(policy, ties=True, least=least)
    links = queries.all_links() if index is None else index.ties()
    limits = replace(policy, max_hops=hops)
    exports = queries.known_exports(known_on)
    rows = rank(seeds, exports, links, limits, known_on=known_on, exclude=case)
    return [
        *({"type": "export", **row} for row in rows),
        *(
            {"type": "party", **row}
            for row in reached(seeds, links, limits, known_on=known_on)
        ),
    ]
