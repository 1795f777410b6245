"""What does not fit: gaps in a chain, and reports that were left out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import combinations, pairwise
from typing import Any

from sluis.core.custody.master import PartyFact
from sluis.core.custody.movement import Movement, family
from sluis.core.custody.network import Link
from sluis.core.custody.policy import Policy
from sluis.core.custody.report import Report, Statement


def statements(step: Movement) -> list[Statement]:
    """Give everything that is said of a movement."""
    return [s for report in step.reports for s in report.statements]


def best_grade(step: Movement, policy: Policy) -> str:
    """Give the best Admiralty grade of what is said of a movement."""
    said = [s for r in step.reports for s in r.statements]
    return max(said, key=lambda s: (policy.chance(s) or 0.0, s.grade == "F6")).grade


def break_cost(before: Movement, after: Movement, policy: Policy) -> float:
    """Give the cost of a break between two movements; 0 when they join."""
    if before.receiver is not None and after.via == before.receiver:
        return 0.0
    if after.sender is None or before.receiver is None:
        return policy.unstated
    if after.sender in {before.receiver, before.after_assembly}:
        return 0.0
    if before.kind == after.kind == "transfer" and before.sender == after.sender:
        return policy.twice
    return policy.gap


def gaps(
    chain: Sequence[Movement],
    reports: Sequence[Report],
    left_out: Sequence[Movement],
    links: Iterable[Link],
    policy: Policy,
) -> Iterator[dict[str, Any]]:
    """Give the breaks of a chain, with their window and who could fill them.

    Args:
        chain: The chain's movements.
        reports: All that is known, for who dealt with whom then.
        left_out: Movements that are not on the chain.
        links: Ties between parties.
        policy: For what counts as a break.
    """
    ties = list(links)
    for number, (before, after) in enumerate(pairwise(chain), start=1):
        if break_cost(before, after, policy) == 0.0:
            continue
        gap = _Gap(
            took=before.receiver,
            gave=after.sender,
            start=before.latest,
            end=max(before.latest, after.earliest),
        )
        yield {
            "after_hop": number,
            "window": [iso(gap.start), iso(gap.end)],
            "from": before.receiver or before.via,
            "to": after.sender or after.via or after.receiver,
            "candidates": _candidates(gap, reports, left_out, ties),
        }


_CROWD = 20
"""An address that more parties share ties nobody to anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gap:
    """Between two movements: who took before, who gave after, and when."""

    took: str | None
    gave: str | None
    start: datetime
    end: datetime

    def middle(self, sender: str | None, receiver: str | None) -> Iterator[str]:
        """Give who stands between, when one side is a side of the gap."""
        if sender is not None and sender == self.took and receiver is not None:
            yield receiver
        if receiver is not None and receiver == self.gave and sender is not None:
            yield sender


def _tied(links: Sequence[Link], gap: _Gap) -> Iterator[tuple[str, str]]:
    """Give pairs of parties with a tie in the time of a gap, shared things too."""
    shared: dict[str, list[str]] = {}
    for link in links:
        begun = (link.since or date.min) <= gap.end.date()
        ended = (link.until or date.max) < gap.start.date()
        if not begun or ended:
            continue
        if "://" in link.b:
            yield link.a, link.b
        else:
            shared.setdefault(link.b, []).append(link.a)
    for parties in shared.values():
        if len(parties) <= _CROWD:
            yield from combinations(dict.fromkeys(parties), 2)


def _candidates(
    gap: _Gap,
    reports: Sequence[Report],
    left_out: Sequence[Movement],
    links: Sequence[Link],
) -> list[str]:
    """Name who could fill a gap, those who dealt with both sides most first."""
    counts: Counter[str] = Counter()
    for step in left_out:
        if gap.start <= step.latest and step.earliest <= gap.end:
            counts.update(gap.middle(step.sender, step.receiver))
    for report in reports:
        if report.kind == "transfer" and gap.start <= report.latest <= gap.end:
            counts.update(gap.middle(report.sender, report.receiver))
    for one, other in _tied(links, gap):
        counts.update(gap.middle(one, other))
        counts.update(gap.middle(other, one))
    parties = set(counts) - {gap.took, gap.gave}
    return sorted((p for p in parties if p), key=lambda p: (-counts[p], p))


def conflict(
    step: Movement,
    chain: Sequence[Movement],
    facts: dict[str, PartyFact],
    policy: Policy,
) -> dict[str, Any]:
    """Say why a movement was left out, and which hop says otherwise.

    ``class`` is ``D5`` when it cannot be set aside: it is graded well enough and
    puts the goods with somebody who is not on the chain.
    """
    beside = _beside(step, chain)
    reason, name = _reason(step, chain, facts, policy)
    sources = [s.source for s in statements(step)]
    if beside is not None:
        sources += [s.source for s in statements(beside)]
    return {
        "event": step.event,
        "with": beside.event if beside else None,
        "reason": reason,
        "sources": list(dict.fromkeys(s for s in sources if s)),
        "from": step.sender,
        "to": step.receiver or step.via,
        "event_time": [iso(step.earliest), iso(step.latest)],
        "grade": best_grade(step, policy),
        "class": name,
    }


def _beside(step: Movement, chain: Sequence[Movement]) -> Movement | None:
    """Give the hop that says otherwise: by the same sender, else the one before."""
    same = [hop for hop in chain if step.sender and hop.sender == step.sender]
    earlier = [hop for hop in chain if hop.earliest <= step.latest]
    return next(iter([*same, *reversed(earlier), *chain]), None)


def _reason(
    step: Movement,
    chain: Sequence[Movement],
    facts: dict[str, PartyFact],
    policy: Policy,
) -> tuple[str, str | None]:
    for party in (step.sender, step.receiver):
        fact = facts.get(party or "")
        if fact and fact.existed(step.earliest.date()) is False:
            return "party_dissolved", None
    chance = max((policy.chance(s) or 0.0 for s in statements(step)), default=0.0)
    holders = {hop.receiver for hop in chain} | {hop.sender for hop in chain}
    elsewhere = step.receiver is not None and step.receiver not in holders
    if elsewhere and chance >= policy.serious:
        return "two_places", "D5"
    if chance < policy.serious:
        return "grade", None
    return "continuity", None


def retracted(
    item: str, reports: Sequence[Report], standing: Sequence[Report]
) -> Iterator[dict[str, Any]]:
    """Give the item's reports that were declared an error, kept beside the chain."""
    related = family(item, [*standing, *reports])
    for report in reports:
        if related.isdisjoint((*report.items, report.parent, *report.outputs)):
            continue
        sources = [s.source for s in report.statements if s.source]
        yield {
            "event": report.event,
            "with": report.corrections[0] if report.corrections else None,
            "reason": "retracted",
            "sources": list(dict.fromkeys(sources)),
            "from": report.sender,
            "to": report.receiver,
            "event_time": [iso(report.earliest), iso(report.latest)],
            "grade": report.statements[0].grade,
            "class": None,
        }


def iso(moment: datetime) -> str:
    """Write a moment in UTC, to the second."""
    text = moment.astimezone(UTC).isoformat(timespec="seconds")
    return text.replace("+00:00", "Z")
