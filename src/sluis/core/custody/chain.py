"""The most likely chain of an item, and what it says.

A chain is a verdict computed from reports as of a day of events and a day of
knowledge, under a policy with a version. Nothing here is stored as truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sluis.core.custody.divergence import Classes, balance, classify
from sluis.core.custody.evidence import (
    best_grade,
    break_cost,
    conflict,
    gaps,
    iso,
    retracted,
    statements,
)
from sluis.core.custody.keys import item_key
from sluis.core.custody.master import Paper, PartyFact, as_known
from sluis.core.custody.movement import Movement, family, movements
from sluis.core.custody.network import Link
from sluis.core.custody.passage import Holders, every_chain
from sluis.core.custody.path import Paths, best_paths
from sluis.core.custody.policy import Policy
from sluis.core.custody.report import Anchor, Report

_ANCHOR_ORDER = ("licence", "catch_all", "declaration")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One step of the chain.

    Attributes:
        movement: What happened, with its reports.
        probability: How likely it belongs to the item's true chain.
        flags: ``off_licence``, ``condition_breached``, ``party_dissolved``,
            ``party_not_formed``, ``party_life_uncertain``, ``seized``,
            ``assembled``, ``in_package``, ``told_ahead`` (every source told of it
            before it is said to have happened), ``before_made`` (it is said to have
            happened before the item was commissioned or made).
        grade: The best Admiralty grade of its statements.
    """

    movement: Movement
    probability: float
    flags: tuple[str, ...]
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """From an item to the paper it left on, and the verdict.

    Attributes:
        item: The item, in its one spelling.
        valid_on: The day of the question; ``None`` all events.
        known_on: The day of knowledge; ``None`` all that is known.
        policy: Version of the policy.
        anchor: The paper, with what is known of it; ``None`` no paper is known.
        paper: What is known of the paper.
        classes: Which divergence classes hold.
        verdict: The foremost; ``None`` when none can be told.
        confidence: Probability that the last holder is who the chain says.
        hops: The most likely chain.
        alternatives: Next-best chains.
        gaps: Breaks in the chain, with their window and who could fill them.
        conflicts: Reports left out, each with the reason.
        parties: What is known of the parties.
        holders: Who is on every chain without a break to where the goods were
            last seen, and who on any; ``None`` when none leads there.
        standing: The reports it rests on, as known and not declared errors.
    """

    item: str
    valid_on: date | None
    known_on: date | None
    policy: str
    anchor: Anchor | None
    paper: Paper | None
    classes: Classes
    verdict: str | None
    confidence: float
    hops: tuple[Hop, ...]
    alternatives: tuple[dict[str, Any], ...]
    gaps: tuple[dict[str, Any], ...]
    conflicts: tuple[dict[str, Any], ...]
    parties: dict[str, PartyFact]
    holders: Holders | None
    standing: tuple[Report, ...]

    @property
    def last_holder(self) -> str | None:
        """Who held the item last, or the thing it was built into."""
        for hop in reversed(self.hops):
            holder = hop.movement.receiver or hop.movement.via
            if holder is not None:
                return holder
        return None

    def as_dict(self) -> dict[str, Any]:
        """Give the shape of the contract, with classes and policy beside it."""
        anchor = self.anchor
        return {
            "item": self.item,
            "anchor": {
                "type": anchor.type if anchor else "none",
                "id": anchor.id if anchor else None,
            },
            "verdict": self.verdict,
            "classes": sorted(self.classes.holding),
            "confidence": round(self.confidence, 4),
            "licensed_end_user": self.paper.end_user if self.paper else None,
            "last_holder": self.last_holder,
            "chain": [
                _hop_dict(number, hop) for number, hop in enumerate(self.hops, start=1)
            ],
            "alternatives": list(self.alternatives),
            "gaps": list(self.gaps),
            "conflicts": list(self.conflicts),
            "must_pass": sorted(self.holders.certain) if self.holders else None,
            "as_of": self.valid_on.isoformat() if self.valid_on else None,
            "known_on": self.known_on.isoformat() if self.known_on else None,
            "policy": self.policy,
        }


def trace(  # noqa: PLR0913 - the interface of the house
    item: str,
    reports: Iterable[Report],
    parties: Iterable[PartyFact] = (),
    anchors: Iterable[Paper] = (),
    policy: Policy | None = None,
    *,
    valid_on: date | None = None,
    known_on: date | None = None,
    links: Iterable[Link] = (),
) -> Trace:
    """Trace an item from the paper it left on to where it was last seen.

    Args:
        item: Any spelling of the item's identifier.
        reports: All that may bear on it: of the item, its packages, what it was
            built into, and other goods for who else dealt with whom.
        parties: Facts of parties, each with the day it became known.
        anchors: Licences, decisions and declarations, likewise.
        policy: Weights and periods; the standing one when left out.
        valid_on: Leave out what happened later; ``None`` leaves nothing out.
        known_on: Leave out what became known later; ``None`` leaves nothing out.
        links: Ties between parties, for who could fill a gap.
    """
    policy = policy or Policy()
    key = item_key(item)
    reports = list(reports)
    known = _as_known(reports, valid_on, known_on)
    facts = as_known(parties, known_on)
    papers = as_known(anchors, known_on)
    standing = [r for r in known if not r.retracted(known_on)]
    steps = movements(key, standing, policy)
    anchor = _anchor(key, standing, papers)
    paper = _paper(anchor, papers)
    weights = _weights(steps, paper, facts, policy)
    paths = best_paths(
        weights,
        _cost(steps, paper.exporter if paper else None, policy),
        forced=_forced(steps, policy),
        count=policy.alternatives + 1,
    )
    on_path = paths.best[0][1]
    made = _made(key, standing)
    shown = _shown(on_path, steps, paper)
    chosen = [steps[i] for i in shown]
    left_out = [s for i, s in enumerate(steps) if i not in set(on_path)]
    conflicts = [
        *(conflict(s, chosen, facts, policy) for s in left_out),
        *retracted(key, [r for r in known if r.retracted(known_on)], standing),
    ]
    classes = classify(
        chosen,
        paper,
        facts,
        policy,
        valid_on=valid_on,
        contradicted=any(c["class"] == "D5" for c in conflicts),
        balance=balance(paper, standing),
    )
    return Trace(
        item=key,
        valid_on=valid_on,
        known_on=known_on,
        policy=policy.version,
        anchor=anchor,
        paper=paper,
        classes=classes,
        verdict=classes.verdict(policy),
        confidence=_confidence(paths, steps),
        hops=tuple(
            Hop(
                movement=steps[i],
                probability=paths.node[i],
                flags=_flags(steps[i], flags, made),
                grade=best_grade(steps[i], policy),
            )
            for i, flags in zip(shown, classes.flags, strict=True)
        ),
        alternatives=tuple(_alternatives(paths, steps)),
        gaps=tuple(gaps(chosen, standing, left_out, links, policy)),
        conflicts=tuple(conflicts),
        parties=facts,
        holders=every_chain(
            steps, on_path[-1], paper.exporter if paper else None, policy
        )
        if on_path
        else None,
        standing=tuple(standing),
    )


def divergence(  # noqa: PLR0913 - as trace
    item: str,
    reports: Iterable[Report],
    parties: Iterable[PartyFact] = (),
    anchors: Iterable[Paper] = (),
    policy: Policy | None = None,
    *,
    valid_on: date | None = None,
    known_on: date | None = None,
) -> dict[str, Any] | None:
    """Tell at which hop goods left the licensed path, and when that could be known.

    Every day on which something became known is tried: the first on which the
    computed verdict shows that goods had left the path is the first day on
    which it could have been known.

    Args:
        item: Any spelling of the item's identifier.
        reports: As for :func:`trace`.
        parties: As for :func:`trace`.
        anchors: As for :func:`trace`.
        policy: As for :func:`trace`.
        valid_on: As for :func:`trace`.
        known_on: As for :func:`trace`; later days of knowledge are not tried.

    Returns:
        ``{item, hop, from, to, event, class, classes, happened, first_knowable,
        then}``; ``None`` when the goods are not known to have left the path.
        ``first_knowable`` is ``None`` when no day of knowledge was recorded.
    """
    reports, parties, anchors = list(reports), list(parties), list(anchors)
    now = trace(
        item, reports, parties, anchors, policy, valid_on=valid_on, known_on=known_on
    )
    number = now.classes.first_hop()
    if number is None:
        return None
    step = now.hops[number - 1].movement
    before = now.hops[number - 2].movement.latest if number > 1 else step.earliest
    start = step.earliest if step.sender in _holders(now, number) else before
    first = None
    for day in _knowledge_days(reports, parties, anchors):
        if known_on is not None and day > known_on:
            break
        then = trace(item, reports, parties, anchors, policy, known_on=day)
        if then.classes.first_hop() is not None:
            first = then
            break
    shown = now.classes.at(number)
    return {
        "item": now.item,
        "hop": number,
        "from": step.sender,
        "to": step.receiver or step.via,
        "event": step.event,
        "class": shown[0],
        "classes": shown,
        "happened": [iso(start), iso(step.latest)],
        "first_knowable": first.known_on.isoformat()
        if first and first.known_on
        else None,
        "then": _then(first),
    }


def _then(first: Trace | None) -> dict[str, Any] | None:
    """Say what showed it on the first day on which it could be known."""
    number = first.classes.first_hop() if first else None
    if first is None or number is None:
        return None
    step = first.hops[number - 1].movement
    return {
        "verdict": first.verdict,
        "classes": sorted(first.classes.holding),
        "hop": number,
        "from": step.sender,
        "to": step.receiver or step.via,
        "event": step.event,
    }


def _holders(now: Trace, number: int) -> set[str | None]:
    if number == 1:
        return {now.hops[0].movement.sender}
    before = now.hops[number - 2].movement
    return {before.receiver, before.after_assembly} - {None}


def _knowledge_days(
    reports: Sequence[Report], parties: Sequence[PartyFact], anchors: Sequence[Paper]
) -> list[date]:
    days = {s.known_since for r in reports for s in r.statements}
    days |= {r.known_until for r in reports}
    days |= {fact.known_since for fact in parties}
    days |= {paper.known_since for paper in anchors}
    return sorted(day for day in days if day is not None)


def _as_known(
    reports: Iterable[Report], valid_on: date | None, known_on: date | None
) -> list[Report]:
    found = (report.as_known(known_on) for report in reports)
    return [
        r
        for r in found
        if r is not None and (valid_on is None or r.earliest.date() <= valid_on)
    ]


def _anchor(
    item: str, reports: Sequence[Report], papers: dict[str, Paper]
) -> Anchor | None:
    related = family(item, reports)
    named = named_anchor(
        r for r in reports if not related.isdisjoint((*r.items, r.parent, *r.outputs))
    )
    if named is not None:
        return named[0]
    for paper in sorted(papers.values(), key=lambda p: p.id):
        if item in paper.items:
            return Anchor(type=paper.type, id=paper.id)
    return None


def named_anchor(reports: Iterable[Report]) -> tuple[Anchor, Report] | None:
    """Give the paper that reports of an item and its carriers name, and where.

    A licence comes before a catch-all decision and that before a declaration,
    then the earliest.
    """
    named = [
        (_ANCHOR_ORDER.index(anchor.type), report.earliest, anchor.id, anchor, report)
        for report in reports
        for anchor in report.anchors
    ]
    return min(named, key=lambda row: row[:3])[3:] if named else None


def _paper(anchor: Anchor | None, papers: dict[str, Paper]) -> Paper | None:
    if anchor is None:
        return None
    return papers.get(anchor.id) or Paper(id=anchor.id, type=anchor.type)


def _weights(
    steps: Sequence[Movement],
    paper: Paper | None,
    facts: dict[str, PartyFact],
    policy: Policy,
) -> list[float]:
    """Weigh each movement, by its sources and by who contradicts it.

    Where settled cases say how often goods had gone elsewhere when a paper of
    arrival and another paper of its giver disagreed, that share sets the odds
    between the two.
    """
    alone = [_weight(step, facts, policy) for step in steps]
    home = (paper.end_user or paper.consignee) if paper else None
    if home is None or not policy.contradictions:
        return alone
    arrivals = [
        (step, weight)
        for step, weight in zip(steps, alone, strict=True)
        if step.kind == "transfer" and step.receiver == home and step.sender
    ]
    weights = []
    for step, weight in zip(steps, alone, strict=True):
        elsewhere = step.kind == "transfer" and step.receiver not in {home, None}
        against = [
            value
            + policy.contradicted(best_grade(other, policy), best_grade(step, policy))
            for other, value in arrivals
            if elsewhere and other.sender == step.sender
        ]
        weights.append(max(against, default=weight))
    return weights


def _weight(step: Movement, facts: dict[str, PartyFact], policy: Policy) -> float:
    """Add up the log-odds of its sources; two papers of one source count once."""
    best: dict[str, float] = {}
    for report in step.reports:
        for said in report.statements:
            source = said.source or ""
            odds = policy.log_odds(said)
            best[source] = max(best.get(source, odds), odds)
    dead = sum(
        1
        for party in {step.sender, step.receiver}
        if party in facts and facts[party].existed(step.earliest.date()) is False
    )
    return policy.base + sum(best.values()) - policy.dead_party * dead


def _cost(steps: Sequence[Movement], exporter: str | None, policy: Policy) -> Any:
    def cost(before: int | None, after: int) -> float:
        step = steps[after]
        if before is None:
            if exporter is None or step.sender == exporter:
                return 0.0
            return policy.unstated if step.sender is None else policy.gap
        return break_cost(steps[before], step, policy)

    return cost


def _forced(steps: Sequence[Movement], policy: Policy) -> frozenset[int]:
    return frozenset(
        i
        for i, step in enumerate(steps)
        if step.kind == "seizure"
        and any(
            (policy.chance(s) or 0.0) >= policy.hard
            for r in step.reports
            for s in r.statements
        )
    )


def _shown(
    on_path: Sequence[int], steps: Sequence[Movement], paper: Paper | None
) -> list[int]:
    """Leave out sightings that only confirm who holds the goods: they are no hop."""
    shown: list[int] = []
    holder = paper.exporter if paper else None
    for i in on_path:
        step = steps[i]
        confirms = step.kind == "sighting" and (
            not shown or holder in {step.receiver, step.via}
        )
        if not confirms:
            shown.append(i)
            holder = step.receiver or step.via
    return shown


def _confidence(paths: Paths, steps: Sequence[Movement]) -> float:
    nodes = paths.best[0][1]
    if not nodes:
        return paths.nothing
    holder = steps[nodes[-1]].receiver
    return sum(
        share
        for step, share in zip(steps, paths.end, strict=True)
        if step.receiver == holder and step.kind == steps[nodes[-1]].kind
    )


def _made(item: str, reports: Sequence[Report]) -> datetime | None:
    """Give the first moment at which an item is reported to have come to be."""
    moments = [
        r.earliest
        for r in reports
        if item in r.outputs
        or (item in r.items and r.action == "ADD" and r.word == "commissioning")
    ]
    return min(moments, default=None)


def _flags(
    step: Movement, flags: Sequence[str], made: datetime | None
) -> tuple[str, ...]:
    extra = ["in_package"] if step.via is not None and step.kind == "transfer" else []
    if _told_ahead(step):
        extra.append("told_ahead")
    if made is not None and step.latest < made:
        extra.append("before_made")
    return tuple(dict.fromkeys([*flags, *extra]))


def _told_ahead(step: Movement) -> bool:
    days = [s.known_since for report in step.reports for s in report.statements]
    start = step.earliest.date() - timedelta(days=1)  # clocks and zones differ
    return bool(days) and all(day is not None and day < start for day in days)


def _hop_dict(number: int, hop: Hop) -> dict[str, Any]:
    step = hop.movement
    said = statements(step)
    known = [s.known_since for s in said if s.known_since]
    return {
        "hop": number,
        "from": step.sender,
        "to": step.receiver or step.via,
        "event_time": [iso(step.earliest), iso(step.latest)],
        "event": step.event,
        "events": [r.event for r in step.reports],
        "documents": list(dict.fromkeys(s.document for s in said if s.document)),
        "sources": list(dict.fromkeys(s.source for s in said if s.source)),
        "grade": hop.grade,
        "markings": sorted({s.marking for s in said if s.marking}),
        "probability": round(hop.probability, 4),
        "flags": list(hop.flags),
        "kind": step.kind,
        "via": step.via,
        "place": next((r.place for r in step.reports if r.place), None),
        "known_since": min(known).isoformat() if known else None,
    }


def _alternatives(paths: Paths, steps: Sequence[Movement]) -> Iterable[dict[str, Any]]:
    for place, (score, nodes) in enumerate(paths.best[1:], start=1):
        last = steps[nodes[-1]] if nodes else None
        yield {
            "probability": round(paths.probability(place), 4),
            "score": round(score, 3),
            "last_holder": (last.receiver or last.via) if last else None,
            "chain": [
                {
                    "from": steps[i].sender,
                    "to": steps[i].receiver or steps[i].via,
                    "event": steps[i].event,
                }
                for i in nodes
            ],
        }
