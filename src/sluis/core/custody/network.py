"""From a few parties to every export that touches them, ranked, with reasons.

Hubs (an address of a thousand companies, a forwarder) are reached but not
passed, and every step is damped by the degree of what it passes: without that a
network answers with everybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import e, log
from typing import Any, Protocol

from sluis.core.custody.policy import Policy
from sluis.core.custody.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A typed, dated tie between two parties, or a party and what it shares.

    Attributes:
        a: A party.
        b: A party, or a shared thing such as ``address:…``.
        type: ``director``, ``owner``, ``agent``, ``address``, ``phone``,
            ``email``, ``bank``, ``succession`` or ``delivered_to``.
        since: First day; ``None`` is not known.
        until: Last day; ``None`` is open or not known.
        known_since: The day we came to know it.
        known_until: The day on which its report was declared an error.
        source: What says so.
    """

    a: str
    b: str
    type: str
    since: date | None = None
    until: date | None = None
    known_since: date | None = None
    known_until: date | None = None
    source: str | None = None

    def known(self, known_on: date | None) -> bool:
        """Whether it was known on a day, and not yet declared an error."""
        if known_on is None:
            return self.known_until is None
        since = self.known_since is not None and self.known_since <= known_on
        return since and (self.known_until is None or self.known_until > known_on)


class Ties(Protocol):
    """Links by the party or thing at either end."""

    def of(self, party: str) -> Iterable[Link]:
        """Give the links that a party or a shared thing is an end of."""


class ListedTies:
    """Ties out of a list of links."""

    def __init__(self, links: Iterable[Link]) -> None:
        self._links: dict[str, list[Link]] = defaultdict(list)
        for link in links:
            self._links[link.a].append(link)
            self._links[link.b].append(link)

    def of(self, party: str) -> Iterable[Link]:
        """Give the links that a party or a shared thing is an end of."""
        return self._links.get(party, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One export, to be found by the parties it names.

    Attributes:
        id: Licence, declaration or event that it hangs on.
        parties: Role to party.
        day: When it left.
        items: What left.
    """

    id: str
    parties: Mapping[str, str]
    day: date | None = None
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Path:
    weight: float
    steps: tuple[str, ...]
    since: date
    until: date


def rank(  # noqa: PLR0913 - what is ranked, by what, and as of when
    seeds: Iterable[str],
    exports: Iterable[Export],
    links: Iterable[Link] | Ties = (),
    policy: Policy | None = None,
    *,
    known_on: date | None = None,
    exclude: Iterable[str] = (),
) -> list[dict[str, Any]]:
    """Rank exports by how they touch a set of parties.

    Args:
        seeds: The parties to start from.
        exports: The exports to look through.
        links: Ties between parties.
        policy: Weights and limits.
        known_on: Leave out links that became known later.
        exclude: Exports that are the case itself.

    Returns:
        ``{export, score, day, parties, reasons}``, the strongest first. A score
        is the noisy-or of all its reasons; a reason names a party, its role,
        and the path from a seed to it.
    """
    policy = policy or Policy()
    reached = _reach(seeds, links, policy, known_on)
    left_out = set(exclude)
    rows: list[dict[str, Any]] = []
    for export in exports:
        if export.id in left_out:
            continue
        reasons = _reasons(export, reached)
        if reasons:
            rows.append(_row(export, reasons))
    rows.sort(key=lambda row: (-row["score"], row["export"]))
    return rows


def reached(
    seeds: Iterable[str],
    links: Iterable[Link] | Ties,
    policy: Policy | None = None,
    *,
    known_on: date | None = None,
) -> list[dict[str, Any]]:
    """Rank the parties that ties lead to, with the way to each.

    Args:
        seeds: The parties to start from.
        links: Ties between parties.
        policy: Weights and limits.
        known_on: Leave out links that became known later.

    Returns:
        ``{party, score, reasons}``, the strongest first; the score is the
        noisy-or of all ways. Shared things such as addresses are not named.
    """
    rows: list[dict[str, Any]] = []
    for party, paths in _reach(seeds, links, policy or Policy(), known_on).items():
        if "://" not in party and ":" in party:
            continue
        missed = 1.0
        for path in paths:
            missed *= 1 - path.weight
        way = {"weight": round(paths[0].weight, 4), "path": list(paths[0].steps)}
        rows.append({"party": party, "score": round(1 - missed, 4), "reasons": [way]})
    rows.sort(key=lambda row: (-row["score"], row["party"]))
    return rows


def _row(export: Export, reasons: list[dict[str, Any]]) -> dict[str, Any]:
    missed = 1.0
    for reason in reasons:
        missed *= 1 - reason["weight"]
    return {
        "export": export.id,
        "score": round(1 - missed, 4),
        "day": export.day.isoformat() if export.day else None,
        "parties": dict(export.parties),
        "reasons": reasons,
    }


def _reasons(
    export: Export, reached: Mapping[str, Sequence[_Path]]
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for role, party in export.parties.items():
        for path in reached.get(party, ()):
            if export.day is not None and not path.since <= export.day <= path.until:
                continue
            found.append(
                {
                    "party": party,
                    "role": role,
                    "weight": round(path.weight, 4),
                    "path": list(path.steps),
                }
            )
            break  # the strongest path a party in time says it
    found.sort(key=lambda r: (-r["weight"], r["party"]))
    return found


class _Known:
    """Ties as they were known on a day, those of one party made once."""

    def __init__(self, links: Iterable[Link] | Ties, known_on: date | None) -> None:
        self._ties: Ties = ListedTies(links) if isinstance(links, Iterable) else links
        self._known_on = known_on
        self._made: dict[str, list[tuple[str, Link]]] = {}

    def of(self, party: str) -> list[tuple[str, Link]]:
        """Give who or what a party is tied to, each tie once."""
        if party not in self._made:
            once: dict[Any, tuple[str, Link]] = {}
            for link in self._ties.of(party):
                if link.known(self._known_on):
                    other = link.b if link.a == party else link.a
                    key = (link.a, link.b, link.type, link.since, link.until)
                    once.setdefault(key, (other, link))
            self._made[party] = list(once.values())
        return self._made[party]


def _reach(
    seeds: Iterable[str],
    links: Iterable[Link] | Ties,
    policy: Policy,
    known_on: date | None,
) -> dict[str, list[_Path]]:
    ties = _Known(links, known_on)
    # A seed is certain; its own weight stays below 1 so that reasons still add up.
    start = [
        (seed, _Path(weight=0.95, steps=(seed,), since=date.min, until=date.max))
        for seed in dict.fromkeys(seeds)
    ]
    reached: dict[str, list[_Path]] = {seed: [path] for seed, path in start}
    front = start
    for _ in range(policy.max_hops):
        front = [
            step for party, path in front for step in _steps(party, path, ties, policy)
        ]
        for party, path in front:
            reached.setdefault(party, []).append(path)
    for paths in reached.values():
        paths.sort(key=lambda p: (-p.weight, p.steps))
    return reached


def _steps(
    party: str,
    path: _Path,
    ties: _Known,
    policy: Policy,
) -> Iterable[tuple[str, _Path]]:
    tied = ties.of(party)
    degree = len(tied)
    if degree > policy.hub_degree and len(path.steps) > 1:
        return
    damp = 1.0 if len(path.steps) == 1 else 1 / log(e + degree - 1)
    for other, link in tied:
        since = max(path.since, link.since or date.min)
        until = min(path.until, link.until or date.max)
        if other in path.steps or since > until:
            continue
        strength = policy.link_weights.get(link.type, 0.3)
        weight = path.weight * strength * damp
        if weight >= 0.01:
            steps = (*path.steps, link.type, other)
            yield other, _Path(weight=weight, steps=steps, since=since, until=until)


def links_of(reports: Iterable[Report]) -> list[Link]:
    """Read who delivered to whom out of reports, as links.

    What still stands is one link, known since the first report of it; what was
    declared an error is a link of its own, known until then.
    """
    found: dict[tuple[str, str, date | None, date | None], Link] = {}
    for report in reports:
        if report.kind != "transfer" or not report.sender or not report.receiver:
            continue
        known = min(
            (s.known_since for s in report.statements if s.known_since), default=None
        )
        until = report.known_until
        key = (report.sender, report.receiver, until, known if until else None)
        before = found.get(key)
        if before is None or _sooner(known, before.known_since):
            found[key] = Link(
                a=report.sender,
                b=report.receiver,
                type="delivered_to",
                known_since=known,
                known_until=until,
                source=report.event,
            )
    return list(found.values())


def _sooner(day: date | None, other: date | None) -> bool:
    return day is not None and (other is None or day < other)
