"""How many pieces of a lot passed through somebody: bounds, and exact ones.

Pieces without a serial are only counted. Every movement then carries a number
of pieces between two bounds, nobody gives what he does not have, and what was
found in the end must have come from somewhere. The least and the most that can
have passed a party are a minimum and a maximum flow with lower bounds; see
R. K. Ahuja, T. L. Magnanti, J. B. Orlin, *Network Flows*, 1993, chapters 6 and 9.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sluis.core.custody.policy import Policy
from sluis.core.custody.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A movement of pieces that were only counted.

    Attributes:
        sender: Who gave.
        receiver: Who took.
        least: How many pieces at least.
        most: How many at most.
    """

    sender: str
    receiver: str
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """At least and at most so many pieces, both inclusive and both possible."""

    least: int
    most: int


def passed(
    party: str,
    flows: Sequence[Flow],
    *,
    total: int,
    exporter: str,
    found: Mapping[str, int] | None = None,
) -> Bounds | None:
    """Bound how many pieces passed through a party.

    Args:
        party: Who is asked about.
        flows: The movements, in the order of time; what none of them tells of
            did not happen.
        total: How many pieces the exporter had.
        exporter: Who had them first.
        found: Who in the end had at least so many pieces.

    Returns:
        Bounds on the pieces the party took; a piece that comes back to it counts
        each time. ``None`` when the reports cannot all be true.
    """
    net = _Net()
    now = _lay(net, party, flows, exporter)
    for who, node in now.items():
        net.arc(node, _SINK, (found or {}).get(who, 0), total)
    if any(who not in now for who, least in (found or {}).items() if least):
        return None
    net.arc(_SINK, now[_SOURCE], total, total)
    if not net.feasible():
        return None
    net.push(sign=1)
    least = net.counted()
    net.push(sign=-1)
    return Bounds(least=least, most=net.counted())


_SINK = 0
_SOURCE = "\0source"


def _lay(net: _Net, party: str, flows: Sequence[Flow], exporter: str) -> dict[str, int]:
    """Lay the network in time: a node a party and a receipt; give the last ones."""
    origin = net.node()
    now = {exporter: origin, _SOURCE: origin}
    for flow in flows:
        before = now.get(flow.receiver)
        sender = now.get(flow.sender)
        if sender is None:
            # He had nothing: the movement carries nothing, or cannot be true.
            sender = now[flow.sender] = net.node()
        after = net.node()
        if before is not None:
            net.arc(before, after, 0, _MANY)
        counts = flow.receiver == party and flow.sender != party
        net.arc(sender, after, flow.least, flow.most, counts=counts)
        now[flow.receiver] = after
    return now


_MANY = 1 << 40


@dataclass(slots=True)
class _Net:
    """A circulation: arcs with bounds, and the flow on them."""

    head: list[int] = field(default_factory=list)
    tail: list[int] = field(default_factory=list)
    room: list[int] = field(default_factory=list)  # what the arc can still take
    cost: list[int] = field(default_factory=list)
    least: list[int] = field(default_factory=list)
    out: list[list[int]] = field(default_factory=lambda: [[]])
    balance: list[int] = field(default_factory=lambda: [0])

    def node(self) -> int:
        self.out.append([])
        self.balance.append(0)
        return len(self.out) - 1

    def arc(
        self, tail: int, head: int, least: int, most: int, *, counts: bool = False
    ) -> None:
        """Add an arc and its return; its lower bound becomes a need of its ends."""
        for a, b, room, cost in (
            (tail, head, most - least, int(counts)),
            (head, tail, 0, -int(counts)),
        ):
            self.out[a].append(len(self.head))
            self.tail.append(a)
            self.head.append(b)
            self.room.append(room)
            self.cost.append(cost)
            self.least.append(least)
        self.balance[head] += least
        self.balance[tail] -= least

    def counted(self) -> int:
        """Give the flow on the arcs that count."""
        return sum(
            self.least[e] + self.room[e ^ 1]
            for e in range(0, len(self.head), 2)
            if self.cost[e]
        )

    def feasible(self) -> bool:
        """Find a flow within all bounds, if there is one."""
        if any(room < 0 for room in self.room):
            return False
        start, end = self.node(), self.node()
        need = 0
        for node, balance in enumerate(self.balance[:start]):
            if balance > 0:
                self.arc(start, node, 0, balance)
                need += balance
            elif balance < 0:
                self.arc(node, end, 0, -balance)
        while need:
            path = self._shortest(start, end)
            if not path:
                return False
            need -= self._send(path)
        for edge in (*self.out[start], *self.out[end]):
            self.room[edge] = self.room[edge ^ 1] = 0
        return True

    def push(self, *, sign: int) -> None:
        """Make the counted flow as small (1) or as large (-1) as can be."""
        while path := self._cycle(sign):
            self._send(path)

    def _shortest(self, start: int, end: int) -> list[int]:
        by: dict[int, int] = {start: -1}
        queue = deque([start])
        while queue and end not in by:
            node = queue.popleft()
            for edge in self.out[node]:
                if self.room[edge] > 0 and self.head[edge] not in by:
                    by[self.head[edge]] = edge
                    queue.append(self.head[edge])
        path = []
        node = end
        while by.get(node, -1) >= 0:
            path.append(by[node])
            node = self.tail[by[node]]
        return path

    def _cycle(self, sign: int) -> list[int]:
        """Find a cycle of negative cost by Bellman and Ford; empty when none is."""
        far = [0] * len(self.out)
        by = [-1] * len(self.out)
        changed = -1
        for _ in range(len(self.out)):
            changed = -1
            for edge, room in enumerate(self.room):
                if room <= 0:
                    continue
                way = far[self.tail[edge]] + sign * self.cost[edge]
                if way < far[self.head[edge]]:
                    far[self.head[edge]] = way
                    by[self.head[edge]] = edge
                    changed = self.head[edge]
            if changed < 0:
                return []
        for _ in range(len(self.out)):
            changed = self.tail[by[changed]]
        path = []
        node = changed
        while True:
            path.append(by[node])
            node = self.tail[by[node]]
            if node == changed:
                return path

    def _send(self, path: Sequence[int]) -> int:
        size = min(self.room[edge] for edge in path)
        for edge in path:
            self.room[edge] -= size
            self.room[edge ^ 1] += size
        return size


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A lot that left, and through whom its pieces passed.

    Attributes:
        pieces: How many left their exporter, at most.
        bounds: For each other party, how many passed through it; ``None`` when
            the reports cannot all be true.
    """

    pieces: int
    bounds: Mapping[str, Bounds] | None

    def as_dict(self) -> dict[str, Any]:
        """Give it for machines."""
        passed_by = sorted((self.bounds or {}).items(), key=lambda p: (-p[1].least, p))
        return {
            "pieces": self.pieces,
            "reports_agree": self.bounds is not None,
            "passed": [
                {"party": party, "least": found.least, "most": found.most}
                for party, found in passed_by
                if found.most
            ],
        }


def lot_of(
    lot: str, reports: Iterable[Report], policy: Policy, exporter: str | None = None
) -> Lot | None:
    """Bound what passed through each party, of goods that were only counted.

    Args:
        lot: The lot or class, in its one spelling.
        reports: What is known and stands, of the lot and other goods.
        policy: Weights; see :func:`flows_of`.
        exporter: Who had the pieces first; ``None`` is who gave first.

    Returns:
        ``None`` when no movement of counted pieces is reported.
    """
    reports = list(reports)
    flows = flows_of(lot, reports, policy)
    if not flows:
        return None
    first = exporter or flows[0].sender
    pieces = sum(f.most for f in flows if f.sender == first != f.receiver)
    found = _found(lot, reports, policy)
    bounds: dict[str, Bounds] = {}
    parties = dict.fromkeys(p for f in flows for p in (f.sender, f.receiver))
    for party in parties:
        if party == first:
            continue
        one = passed(party, flows, total=pieces, exporter=first, found=found)
        if one is None:
            return Lot(pieces=pieces, bounds=None)
        bounds[party] = one
    return Lot(pieces=pieces, bounds=bounds)


def _found(lot: str, reports: Sequence[Report], policy: Policy) -> dict[str, int]:
    """Give who was found with pieces of a lot, by seizures graded hard enough."""
    found: dict[str, int] = {}
    for report in reports:
        counted = _counted(lot, report)
        hard = _chance(report, policy) >= policy.hard
        if report.kind == "seizure" and report.sender and counted and hard:
            found[report.sender] = max(found.get(report.sender, 0), counted)
    return found


def flows_of(lot: str, reports: Iterable[Report], policy: Policy) -> list[Flow]:
    """Read the movements of a lot out of reports, in the order of time.

    A dispatch and a receipt, or papers of two sources, tell of one movement when
    they name the same two parties and are near in time; one source that reports
    the same step twice tells of two.

    Args:
        lot: The lot or class, in its one spelling.
        reports: What is known.
        policy: A movement no report of which reaches ``proof`` is bounded from
            above only.
    """
    rows = [r for r in reports if r.kind == "transfer" and r.sender and r.receiver]
    rows.sort(key=lambda r: (r.earliest, r.latest, r.event))
    window = timedelta(days=policy.same_movement_days)
    told: list[list[Report]] = []
    for report in rows:
        if not _counted(lot, report):
            continue
        for movement in told:
            if _same_movement(movement, report, window):
                movement.append(report)
                break
        else:
            told.append([report])
    return [_flow(lot, movement, policy) for movement in told]


def _same_movement(
    movement: Sequence[Report], report: Report, window: timedelta
) -> bool:
    first = movement[0]
    if (first.sender, first.receiver) != (report.sender, report.receiver):
        return False
    if report.earliest - movement[-1].latest > window:
        return False
    mine = {(report.step, s.source) for s in report.statements}
    return all(
        mine.isdisjoint((other.step, s.source) for s in other.statements)
        for other in movement
    )


def _flow(lot: str, movement: Sequence[Report], policy: Policy) -> Flow:
    first = movement[0]
    counts = [_counted(lot, report) for report in movement]
    proved = [
        count
        for count, report in zip(counts, movement, strict=True)
        if _chance(report, policy) >= policy.proof
    ]
    return Flow(
        sender=first.sender or "",
        receiver=first.receiver or "",
        least=min(proved, default=0),
        most=max(counts),
    )


def _counted(lot: str, report: Report) -> int:
    return int(sum(number for name, number in report.counts if name == lot))


def _chance(report: Report, policy: Policy) -> float:
    return max((policy.chance(s) or 0.0) for s in report.statements)
