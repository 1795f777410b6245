"""From reports to the movements of one item, packages and assemblies opened.

An event on a package is an event on what was in it then; what was built into a
missile goes where the missile goes. Reports of one sender and one receiver near
in time tell of one movement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sluis.core.custody.policy import Policy
from sluis.core.custody.report import Kind, Report

_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)
_ORDER: dict[Kind, int] = {"sighting": 0, "transfer": 1, "assembly": 2, "seizure": 3}
_DEPTH = 8
_PACKING = frozenset({"AggregationEvent", "AssociationEvent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A step in the life of an item, with every report that tells of it.

    Attributes:
        kind: Transfer, assembly into another item, sighting with a holder, or
            seizure.
        sender: Who gave the goods; ``None`` was not said.
        receiver: Who took them, or the thing they were built into.
        earliest: The first moment it may have begun.
        latest: The last moment it may have ended.
        via: The package or thing that moved with the item inside; ``None`` when
            the reports name the item itself.
        reports: The reports, the earliest first.
        after_assembly: Who held the goods after they were built in, if said.
    """

    kind: Kind
    sender: str | None
    receiver: str | None
    earliest: datetime
    latest: datetime
    via: str | None = None
    reports: tuple[Report, ...]
    after_assembly: str | None = None

    @property
    def event(self) -> str:
        """The event it is cited by: the first of its reports."""
        return self.reports[0].event

    @property
    def key(self) -> tuple[datetime, int, datetime, str]:
        """Its place in time; every order is total."""
        return (self.earliest, _ORDER.get(self.kind, 9), self.latest, self.event)


@dataclass(frozen=True, slots=True)
class _Inside:
    """The item lay in a carrier from one moment until another."""

    carrier: str
    start: datetime
    end: datetime


def movements(item: str, reports: Sequence[Report], policy: Policy) -> list[Movement]:
    """Give the movements of an item, in time order.

    Args:
        item: The item, in its one spelling.
        reports: What is known, of this and other items; licensing and notes do
            no harm.
        policy: For how near in time reports must be to tell of one movement.
    """
    return _following(
        sorted(_merged(told(item, by_item(reports)), policy), key=lambda m: m.key)
    )


def told(item: str, named: Mapping[str, Sequence[Report]]) -> list[Movement]:
    """Give what each report tells of an item's movements, in time order, unmerged.

    Args:
        item: The item, in its one spelling.
        named: From :func:`by_item`.
    """
    steps: list[Movement] = []
    for inside in _carriers(item, named):
        for report in named.get(inside.carrier, ()):
            if not inside.start <= report.earliest < inside.end:
                continue
            step = _movement(report, inside.carrier, item)
            if step is not None:
                steps.append(step)
    steps.sort(key=lambda m: m.key)
    return steps


def family(item: str, reports: Sequence[Report]) -> frozenset[str]:
    """Give the item and all that ever carried it or it was made from or into."""
    return carriers(item, by_item(reports))


def carriers(item: str, named: Mapping[str, Sequence[Report]]) -> frozenset[str]:
    """Give what :func:`family` gives, from what :func:`by_item` gives."""
    return frozenset(inside.carrier for inside in _carriers(item, named))


def by_item(reports: Iterable[Report]) -> dict[str, list[Report]]:
    """Give for each item, package and thing the reports that name it, in time order."""
    named: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        names = {*report.items, *report.outputs}
        if report.parent is not None:
            names.add(report.parent)
        for item in names:
            named[item].append(report)
    for rows in named.values():
        rows.sort(key=lambda r: (r.earliest, r.latest, r.event))
    return named


def _carriers(item: str, named: Mapping[str, Sequence[Report]]) -> list[_Inside]:
    """Give the item itself and, for each time, what it lay in."""
    found: list[_Inside] = []
    seen: set[_Inside] = set()
    front = [_Inside(item, _FIRST, _LAST)]
    for _ in range(_DEPTH):
        found.extend(front)
        seen.update(front)
        front = [
            inner
            for outer in front
            for inner in _inside(outer, named.get(outer.carrier, ()))
            if inner not in seen
        ]
    return found


def _inside(outer: _Inside, reports: Sequence[Report]) -> Iterator[_Inside]:
    """Give what a carrier itself lay in while the item was in it."""
    open_since: dict[str, datetime] = {}
    for report in reports:
        parent = report.parent
        if report.type == "TransformationEvent":
            yield from _transformed(outer, report)
        elif (
            parent is None
            or parent == outer.carrier
            or report.type not in {"AggregationEvent", "AssociationEvent"}
        ):
            continue
        elif report.action == "DELETE":
            start = open_since.pop(parent, None)
            if start is not None:
                yield from _clipped(outer, parent, start, report.earliest)
        else:
            open_since.setdefault(parent, report.earliest)
    for parent, start in open_since.items():
        yield from _clipped(outer, parent, start, _end(parent, start, reports))


def _end(parent: str, start: datetime, reports: Sequence[Report]) -> datetime:
    """A package is left when the goods go into another, if no one unpacked it."""
    for report in reports:
        other = report.parent not in {None, parent}
        packed = report.type == "AggregationEvent" and report.action == "ADD"
        if other and packed and report.earliest > start:
            return report.earliest
    return _LAST


def _transformed(outer: _Inside, report: Report) -> Iterator[_Inside]:
    moment = report.earliest
    if outer.carrier in report.items:
        for output in report.outputs:
            yield from _clipped(outer, output, moment, _LAST)
    elif outer.carrier in report.outputs:
        for source in report.items:
            yield from _clipped(outer, source, _FIRST, moment)


def _clipped(
    outer: _Inside, carrier: str, start: datetime, end: datetime
) -> Iterator[_Inside]:
    first, last = max(outer.start, start), min(outer.end, end)
    if first < last:
        yield _Inside(carrier, first, last)


def _movement(report: Report, carrier: str, item: str) -> Movement | None:
    if report.kind not in _ORDER:
        return None
    is_parent = report.parent == carrier
    if report.kind == "assembly" and (is_parent or report.parent is None):
        return None
    receiver = report.receiver
    after = None
    if report.kind == "assembly":
        after, receiver = report.receiver or report.sender, report.parent
    return Movement(
        kind=report.kind,
        sender=report.sender,
        receiver=receiver,
        earliest=report.earliest,
        latest=report.latest,
        via=None if carrier == item else carrier,
        reports=(report,),
        after_assembly=after,
    )


def _merged(steps: Sequence[Movement], policy: Policy) -> list[Movement]:
    window = timedelta(days=policy.same_movement_days)
    merged: list[Movement] = []
    for step in steps:
        for place in range(len(merged) - 1, -1, -1):
            if _one_movement(merged[place], step, window):
                merged[place] = _joined(merged[place], step)
                break
        else:
            merged.append(step)
    return merged


def _following(steps: list[Movement]) -> list[Movement]:
    """Let movements whose times overlap follow each other.

    Who gave must have had: when a giver is known to have got the goods only from
    a movement that begins later, but before this one need have ended, that
    movement comes first.
    """
    at = moved = 0
    while at < len(steps) and moved < len(steps):
        giver = _giver(steps, at)
        if giver is None:
            at += 1
        else:
            steps.insert(giver, steps.pop(at))
            moved += 1
    return steps


def _giver(steps: Sequence[Movement], at: int) -> int | None:
    """Find the later movement by which the giver of one got the goods."""
    step = steps[at]
    if step.sender is None or any(s.receiver == step.sender for s in steps[:at]):
        return None
    for place in range(at + 1, len(steps)):
        other = steps[place]
        if other.earliest > step.latest:
            return None
        gave = other.receiver == step.sender
        if gave and other.sender not in {step.receiver, step.sender}:
            return place
    return None


def _one_movement(before: Movement, after: Movement, window: timedelta) -> bool:
    if before.kind != after.kind or after.earliest - before.latest > window:
        return False
    if before.reports[0].event == after.reports[0].event:
        return True
    if before.kind == "transfer":
        return _meets(before.sender, after.sender) and (
            _meets(before.receiver, after.receiver)
            and bool((before.sender and after.sender) or _both(before, after))
        )
    if before.kind == "seizure":
        # A thing is seized once: two reports near in time tell of one seizure.
        return _meets(before.sender, after.sender)
    return before.receiver == after.receiver and _meets(before.sender, after.sender)


def _both(before: Movement, after: Movement) -> bool:
    """Whether a shipment to nobody named meets a receipt from nobody named."""
    if before.receiver and after.receiver:
        return before.receiver == after.receiver
    return before.sender is not None and after.receiver is not None


def _meets(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _joined(before: Movement, after: Movement) -> Movement:
    reports = {r.event: r for r in (*before.reports, *after.reports)}
    earliest = max(before.earliest, after.earliest)
    latest = min(before.latest, after.latest)
    if earliest > latest:
        # Two moments of one movement, such as dispatch and receipt: all between.
        earliest = min(before.earliest, after.earliest)
        latest = max(before.latest, after.latest)
    return replace(
        before,
        sender=before.sender or after.sender,
        receiver=before.receiver or after.receiver,
        earliest=earliest,
        latest=latest,
        via=before.via if before.via == after.via else None,
        reports=tuple(reports.values()),
        after_assembly=before.after_assembly or after.after_assembly,
    )
