"""The best paths through reports in time order, and how likely each step is.

Every admissible chain is a row of nodes in time order. Its score is the sum of
the nodes' weights and the links' costs, in log-odds; chains weigh exp(score).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, inf, log

Cost = Callable[[int | None, int], float]
"""Cost of going from one node (``None`` is the start) to a later one, at least 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """The best chains and what all chains together say.

    Attributes:
        best: (score, nodes), the best first; ``()`` is the empty chain.
        node: Probability that each node is on the chain.
        end: Probability that each node is the last of the chain.
        nothing: Probability that no node is.
        total: Log of the summed weight of all chains.
    """

    best: tuple[tuple[float, tuple[int, ...]], ...]
    node: tuple[float, ...]
    end: tuple[float, ...]
    nothing: float
    total: float

    def probability(self, place: int) -> float:
        """Give the probability of one of the best chains as a whole."""
        return _share(self.best[place][0], self.total)


def best_paths(
    weights: Sequence[float],
    cost: Cost,
    *,
    forced: frozenset[int] = frozenset(),
    count: int = 1,
) -> Paths:
    """Find the best chains through nodes in time order.

    Args:
        weights: Log-odds of each node.
        cost: Cost of each link.
        forced: Nodes that every chain must hold.
        count: How many chains to give.

    Returns:
        The chains, ties going to the chain with more and then earlier nodes.
    """
    n = len(weights)
    links = [
        [(i, cost(i, j)) for i in range(j) if not _skips(forced, i, j)]
        for j in range(n)
    ]
    starts = [cost(None, j) if not _skips(forced, -1, j) else inf for j in range(n)]
    best = _k_best(weights, links, starts, forced, count)
    forward = [0.0] * n
    for j in range(n):
        into = [-starts[j], *(forward[i] - c for i, c in links[j])]
        forward[j] = weights[j] + _sum(into)
    backward = [0.0] * n
    onward: list[list[tuple[int, float]]] = [[] for _ in range(n)]
    for j in range(n):
        for i, c in links[j]:
            onward[i].append((j, c))
    last = [not _skips(forced, i, n) for i in range(n)]
    for i in reversed(range(n)):
        out = [weights[j] + backward[j] - c for j, c in onward[i]]
        backward[i] = _sum([0.0 if last[i] else -inf, *out])
    empty = -inf if forced else 0.0
    total = _sum([empty, *(forward[j] for j in range(n) if last[j])])
    return Paths(
        best=tuple(best),
        node=tuple(_share(forward[j] + backward[j], total) for j in range(n)),
        end=tuple(_share(forward[j], total) if last[j] else 0.0 for j in range(n)),
        nothing=_share(empty, total),
        total=total,
    )


def _skips(forced: frozenset[int], before: int, after: int) -> bool:
    return any(before < f < after for f in forced)


def _k_best(
    weights: Sequence[float],
    links: Sequence[Sequence[tuple[int, float]]],
    starts: Sequence[float],
    forced: frozenset[int],
    count: int,
) -> list[tuple[float, tuple[int, ...]]]:
    ending: list[list[tuple[float, tuple[int, ...]]]] = []
    for j, weight in enumerate(weights):
        rows: list[tuple[float, tuple[int, ...]]] = []
        if starts[j] < inf:
            rows.append((weight - starts[j], (j,)))
        for i, c in links[j]:
            rows.extend((score + weight - c, (*nodes, j)) for score, nodes in ending[i])
        ending.append(_top(rows, count))
    n = len(weights)
    whole: list[tuple[float, tuple[int, ...]]] = [] if forced else [(0.0, ())]
    for j in range(n):
        if not _skips(forced, j, n):
            whole.extend(ending[j])
    return _top(whole, count)


def _top(
    rows: Sequence[tuple[float, tuple[int, ...]]], count: int
) -> list[tuple[float, tuple[int, ...]]]:
    return sorted(rows, key=lambda r: (-r[0], -len(r[1]), r[1]))[:count]


def _sum(values: Sequence[float]) -> float:
    top = max(values, default=-inf)
    if top == -inf:
        return -inf
    return top + log(sum(exp(v - top) for v in values))


def _share(value: float, total: float) -> float:
    return 0.0 if value == -inf else min(1.0, exp(value - total))
