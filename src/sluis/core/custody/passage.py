"""Who must have had the goods, and how many pieces passed through whom.

What is on the most likely chain is likely; what is on every chain that the
reports allow is certain, as far as they are true. The parties on every chain
dominate the last sighting in the graph of movements; since movements lie in the
order of time, one pass finds them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sluis.core.custody.evidence import break_cost
from sluis.core.custody.lots import Bounds
from sluis.core.custody.movement import Movement
from sluis.core.custody.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Holders:
    """What every chain, and what any chain, to the last sighting holds.

    Attributes:
        certain: Parties on every chain without a break.
        possible: Parties on at least one of them.
    """

    certain: frozenset[str]
    possible: frozenset[str]


def every_chain(
    steps: Sequence[Movement], last: int, exporter: str | None, policy: Policy
) -> Holders | None:
    """Find who is on every chain from the exporter to a movement.

    Chains join: who gives is who had received, or was not said. Chains with a
    gap or a party that gives twice are no chains here.

    Args:
        steps: The movements of an item, in the order of time.
        last: Place of the movement at which the chains end.
        exporter: Who had the goods first; ``None`` lets a chain begin anywhere.
        policy: For what counts as a break.

    Returns:
        ``None`` when no chain without a break leads there.
    """
    certain: dict[int, frozenset[str]] = {}
    possible: dict[int, frozenset[str]] = {}
    for j in range(last + 1):
        step = steps[j]
        named = frozenset(p for p in (step.sender, step.receiver) if p is not None)
        before = [i for i in certain if _joins(steps[i], step, policy)]
        ways = [certain[i] for i in before]
        if exporter is None or step.sender in {exporter, None}:
            ways.append(frozenset(() if exporter is None else (exporter,)))
        if ways:
            certain[j] = named.union(frozenset.intersection(*ways))
            possible[j] = named.union(*ways, *(possible[i] for i in before))
    if last not in certain:
        return None
    return Holders(certain=certain[last], possible=possible[last])


def _joins(before: Movement, after: Movement, policy: Policy) -> bool:
    return break_cost(before, after, policy) <= policy.unstated


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """How many of a number of pieces passed through a party.

    Attributes:
        party: Who is asked about.
        bounds: At least and at most so many.
    """

    party: str
    bounds: Bounds

    def as_dict(self) -> dict[str, Any]:
        """Give it for machines."""
        return {
            "party": self.party,
            "least": self.bounds.least,
            "most": self.bounds.most,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What several items say together.

    Attributes:
        pieces: How many pieces they are; a lot counts by its number.
        open: Pieces to whose last sighting no chain without a break leads: they
            may have passed through anybody, and are in no figure.
        must_pass: Parties on every chain of every other piece.
        passed: For each party, how many pieces passed through it; those that
            most must have passed first.
    """

    pieces: int
    open: int
    must_pass: tuple[str, ...]
    passed: tuple[Passage, ...]

    def as_dict(self) -> dict[str, Any]:
        """Give it for machines."""
        return {
            "pieces": self.pieces,
            "open": self.open,
            "must_pass": list(self.must_pass),
            "passed": [one.as_dict() for one in self.passed],
        }


def together(
    reaches: Iterable[Holders | None],
    lots: Iterable[tuple[int, Mapping[str, Bounds] | None]] = (),
) -> Together:
    """Put together what single items and lots say.

    Args:
        reaches: Of each item, from :func:`every_chain`.
        lots: Of each lot how many pieces it has, and what is bounded for each
            party; ``None`` when its reports cannot all be true.
    """
    least: Counter[str] = Counter()
    most: Counter[str] = Counter()
    pieces = unknown = 0
    for reach in reaches:
        pieces += 1
        if reach is None:
            unknown += 1
        else:
            least.update(reach.certain)
            most.update(reach.possible)
    for size, bounds in lots:
        pieces += size
        if bounds is None:
            unknown += size
        for party, found in (bounds or {}).items():
            least[party] += min(found.least, size)
            most[party] += min(found.most, size)
    told = pieces - unknown
    ranked = sorted(most, key=lambda p: (-least[p], -most[p], p))
    return Together(
        pieces=pieces,
        open=unknown,
        must_pass=tuple(p for p in ranked if told and least[p] == told),
        passed=tuple(
            Passage(party=p, bounds=Bounds(least=least[p], most=most[p]))
            for p in ranked
            if most[p]
        ),
    )
