"""Divergence classes D0 to D8: a column of the verdict, never a flag.

D0 arrived with graded proof; D1 in transit, in time; D2 overdue; D3 delivered to
another than the licensed end user; D4 moved on against a condition; D5 reported
at two places; D6 a party that did not exist then; D7 found at an interdiction;
D8 quantity does not balance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sluis.core.custody.master import Paper, PartyFact
from sluis.core.custody.movement import Movement
from sluis.core.custody.policy import Policy
from sluis.core.custody.report import Report
from sluis.core.truth import Truth

LEFT_THE_PATH = frozenset({"D3", "D4", "D6", "D7"})
"""Classes that say at which hop goods left the licensed path."""


@dataclass(slots=True)
class Classes:
    """Which classes hold, and at which hops.

    Attributes:
        holding: Class to the numbers of the hops at which it shows, from 1;
            empty for a class of the whole chain.
        flags: For each hop, what to say of it.
    """

    holding: dict[str, list[int]] = field(default_factory=dict)
    flags: list[list[str]] = field(default_factory=list)

    def add(self, name: str, hop: int | None = None) -> None:
        """Note that a class holds, at a hop or for the whole chain."""
        hops = self.holding.setdefault(name, [])
        if hop is not None and hop not in hops:
            hops.append(hop)

    def verdict(self, policy: Policy) -> str | None:
        """Give the foremost class that holds; ``None`` when none does."""
        return next((name for name in policy.severity if name in self.holding), None)

    def first_hop(self) -> int | None:
        """Give the first hop at which goods had left the licensed path."""
        hops = [n for name in LEFT_THE_PATH for n in self.holding.get(name, ())]
        return min(hops, default=None)

    def at(self, hop: int) -> list[str]:
        """Name the classes that show at a hop, the one of the path itself first."""
        shown = [n for n in ("D3", "D4", "D6", "D7") if hop in self.holding.get(n, ())]
        return shown


def classify(  # noqa: PLR0913 - all that a verdict rests on
    chain: Sequence[Movement],
    paper: Paper | None,
    parties: Mapping[str, PartyFact],
    policy: Policy,
    *,
    valid_on: date | None,
    contradicted: bool = False,
    balance: Truth = None,
) -> Classes:
    """Say which classes hold for a chain.

    Args:
        chain: The most likely chain, in time order.
        paper: The licence, decision or declaration it hangs on; without one only
            D5, D6 and D7 can be told.
        parties: Life dates, as known.
        policy: Periods and thresholds.
        valid_on: The day of the question, for what is overdue; ``None`` means
            the day of the last movement.
        contradicted: Whether a report that cannot be set aside says it was
            elsewhere.
        balance: Whether quantities agree with the paper; ``None`` not known.
    """
    classes = Classes(flags=[[] for _ in chain])
    left = False
    arrived = False
    for number, step in enumerate(chain, start=1):
        _note_life(classes, number, step, parties)
        if step.kind == "seizure":
            classes.add("D7", number)
            classes.flags[number - 1].append("seized")
        elif paper is not None:
            left = _note_path(classes, number, step, paper, left=left, arrived=arrived)
        if step.kind == "assembly":
            classes.flags[number - 1].append("assembled")
        arrived = arrived or (paper is not None and _arrives(step, paper))
    if contradicted:
        classes.add("D5")
    if balance is False:
        classes.add("D8")
    if paper is not None and chain and not (LEFT_THE_PATH & set(classes.holding)):
        classes.add(_progress(chain, paper, policy, valid_on))
    return classes


def _note_life(
    classes: Classes, number: int, step: Movement, parties: Mapping[str, PartyFact]
) -> None:
    flags = classes.flags[number - 1]
    for party in dict.fromkeys((step.sender, step.receiver)):
        fact = parties.get(party or "")
        if fact is None:
            continue
        day = step.earliest.date()
        if fact.dissolved is not None and day > fact.dissolved.last:
            classes.add("D6", number)
            flags.append("party_dissolved")
        elif fact.incorporated is not None and day < fact.incorporated.first:
            classes.add("D6", number)
            flags.append("party_not_formed")
        elif _vague(fact, day):
            flags.append("party_life_uncertain")


def _vague(fact: PartyFact, day: date) -> bool:
    if fact.incorporated is None and fact.dissolved is None:
        return False
    return fact.existed(day) is None


def _note_path(  # noqa: PLR0913 - the state of the walk
    classes: Classes,
    number: int,
    step: Movement,
    paper: Paper,
    *,
    left: bool,
    arrived: bool,
) -> bool:
    """Note what a hop does to the licensed path; tell whether goods have left it."""
    flags = classes.flags[number - 1]
    # Without an end user or a consignee a paper binds nobody but its exporter.
    bound = paper.end_user is not None or paper.consignee is not None
    outside = bound and step.kind != "assembly" and step.receiver not in paper.path
    outside = outside and step.receiver is not None
    from_outside = (
        bound
        and number > 1
        and step.kind == "transfer"
        and step.sender is not None
        and step.sender not in paper.path
    )
    if (outside or from_outside) and not left and not arrived:
        classes.add("D3", number)
        flags.append("off_licence")
        left = True
    elif outside:
        flags.append("off_licence")
    onward = number > 1 and step.sender != paper.exporter
    if outside and onward and paper.forbids_onward:
        classes.add("D4", number)
        flags.append("condition_breached")
    return left or outside


def _arrives(step: Movement, paper: Paper) -> bool:
    target = paper.end_user or paper.consignee
    return target is not None and step.receiver == target


def _progress(
    chain: Sequence[Movement], paper: Paper, policy: Policy, valid_on: date | None
) -> str:
    last = chain[-1]
    if _arrives(last, paper):
        proved = any(
            (policy.chance(s) or 0.0) >= policy.proof
            for report in last.reports
            for s in report.statements
        )
        if proved:
            return "D0"
    today = valid_on or last.latest.date()
    due = paper.due or chain[0].earliest.date() + timedelta(days=policy.overdue_days)
    return "D2" if today > due else "D1"


def balance(paper: Paper | None, reports: Iterable[Report]) -> Truth:
    """Tell whether what left agrees with the quantity of the paper.

    Args:
        paper: The paper; its quantity may be unknown.
        reports: Reports of any items; the exporter's shipments under the paper
            count, the same pieces once.

    Returns:
        ``False`` when more left than was allowed, else ``True``; ``None`` when
        the quantity or the shipments are not known.
    """
    if paper is None or paper.quantity is None:
        return None
    reports = list(reports)
    pieces: set[str] = set()
    counted: dict[tuple[str, str], float] = {}
    for report in reports:
        if report.kind != "transfer" or report.sender != paper.exporter:
            continue
        if any(anchor.id == paper.id for anchor in report.anchors):
            _count(report, _packed(reports), pieces, counted)
    if not pieces and not counted:
        return None
    return len(pieces) + sum(counted.values()) <= paper.quantity


def _count(
    report: Report,
    packed: Mapping[str, Sequence[Report]],
    pieces: set[str],
    counted: dict[tuple[str, str], float],
) -> None:
    """Add what a shipment holds: what has a serial, and what was only counted."""
    lots = {name for name, _ in report.counts}
    for item in report.items:
        inside = packed.get(item, ())
        for packing in inside:
            _count(packing, packed, pieces, counted)
        if not inside and item not in lots:
            pieces.add(item)
    for name, number in report.counts:
        # The same goods told of twice, on one day or in one package, count once.
        where = report.parent or report.earliest.date().isoformat()
        counted[name, where] = number


def _packed(reports: Sequence[Report]) -> dict[str, list[Report]]:
    packed: dict[str, list[Report]] = {}
    for report in reports:
        packing = report.type == "AggregationEvent" and report.action == "ADD"
        if packing and report.parent is not None and report.parent not in report.items:
            packed.setdefault(report.parent, []).append(report)
    return packed
