"""Figures of a policy learned from settled cases: counts, not a black box.

A case is settled when it is known whether the goods went elsewhere. Two things
are counted: how often they had, when a paper of arrival and another paper of the
same giver disagreed, by the two grades; and how often they had among cases to
which the chains gave one probability. Both are shares of cases that anybody can
count again, and say nothing of goods, times or sources unlike those settled.
"""

# Compiled code takes its arrays one by one, and calls nothing that costs.
# ruff: noqa: PLR0913, PLR0917, PLR1714
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numba import njit

from sluis.core.custody.policy import Policy
from sluis.core.custody.population import columns_of, most_likely
from sluis.core.custody.rows import (
    GRADES,
    NEVER,
    TRANSFER,
    UNKNOWN,
    Array,
    Items,
    Rows,
    grade_name,
)

_STRENGTH = 4.0  # a cell counts as much as the cells like it after so many cases
_GROUPS = 400
_FEW = 200  # settled cases a step rests on, where the outcome is rare


def learn(
    rows: Rows, items: Items, gone: Array, policy: Policy, *, version: str
) -> Policy:
    """Learn from settled cases how far to trust contradictions and chains.

    Args:
        rows: The reports of the settled items.
        items: What they left on.
        gone: Whether each item was settled to have gone elsewhere.
        policy: The policy to start from.
        version: Name of the new one.

    Returns:
        The policy with ``contradictions`` and ``calibration`` filled in.
    """
    counts = np.zeros((GRADES, GRADES, 2), np.int64)
    _count(
        rows.start,
        columns_of(rows),
        (items.consignee, items.end_user),
        gone.astype(np.uint8),
        policy.same_movement_days * 1_440,
        counts,
    )
    informed = replace(
        policy, version=version, contradictions=_shares(counts), calibration=()
    )
    raw = most_likely(rows, items, informed).away
    return replace(informed, calibration=calibrate(raw, gone))


def calibrate(raw: Array, so: Array) -> tuple[tuple[float, float], ...]:
    """Fit the rising line that turns raw probabilities into shares of cases.

    By pooling neighbours that fall (M. Ayer and others, 1955, *An empirical
    distribution function for sampling with incomplete information*).

    Args:
        raw: Probabilities.
        so: Whether it was so.

    Returns:
        (raw, share) pairs for :attr:`Policy.calibration`.
    """
    order = np.argsort(raw, kind="stable")
    value = raw[order].astype(np.float64).round(6)
    truth = so[order].astype(np.float64)
    edges = np.linspace(0, len(value), _GROUPS + 1).astype(np.int64)[:-1]
    # The rare end decides, so it is cut finely.
    top = np.arange(max(len(value) - 4 * int(truth.sum()), 0), len(value), _FEW)
    edges = np.concatenate([edges, top])
    # Equal probabilities stay together.
    edges = np.unique(np.searchsorted(value, value[edges], side="left"))
    size = np.diff(np.append(edges, len(value))).astype(np.float64)
    share = np.add.reduceat(truth, edges) / size
    ends = value[np.append(edges[1:], len(value)) - 1]
    pooled: list[_Pool] = []
    for block in zip(value[edges], ends, share, size, strict=True):
        pooled.append(_Pool(*map(float, block)))
        while len(pooled) > 1 and pooled[-2].share >= pooled[-1].share:
            last = pooled.pop()
            pooled[-1] = pooled[-1].with_next(last)
    knots: dict[float, float] = {}
    for pool in pooled:
        # Flat within a pool: a line between two middles would blur a step.
        knots.setdefault(round(pool.first, 6), round(pool.share, 6))
        knots.setdefault(round(pool.last, 6), round(pool.share, 6))
    return tuple(sorted(knots.items()))


@dataclass(frozen=True, slots=True)
class _Pool:
    """Cases with raw probabilities from first to last, and their share."""

    first: float
    last: float
    share: float
    cases: float

    def with_next(self, other: _Pool) -> _Pool:
        total = self.cases + other.cases
        share = (self.share * self.cases + other.share * other.cases) / total
        return _Pool(self.first, other.last, share, total)


def _shares(counts: Array) -> dict[str, float]:
    """Give the share gone elsewhere for each pair of grades, few cases smoothed.

    Cells are like each other when the letters are the same and the second figure
    is better than, equal to or worse than the first.
    """
    total = counts.sum(axis=2)
    if not total.sum():
        return {}
    figure = np.arange(GRADES) % 6
    letter = np.arange(GRADES) // 6
    relation = np.sign(figure[None, :] - figure[:, None]) + 1
    alike = (letter[:, None] * 6 + letter[None, :]) * 3 + relation
    gone = np.bincount(alike.ravel(), counts[:, :, 1].ravel(), 108)
    seen = np.bincount(alike.ravel(), total.ravel(), 108)
    every = counts[:, :, 1].sum() / total.sum()
    like = (gone + _STRENGTH * every) / (seen + _STRENGTH)
    share = (counts[:, :, 1] + _STRENGTH * like[alike]) / (total + _STRENGTH)
    share = np.clip(share, 0.0005, 0.9995)
    return {
        f"{grade_name(one)}/{grade_name(other)}": round(float(share[one, other]), 4)
        for one in range(GRADES)
        for other in range(GRADES)
    }


@njit(cache=True)
def _count(start, columns, papers, gone, window, counts):
    sender, receiver, earliest, grade, kind = (
        columns[0],
        columns[1],
        columns[2],
        columns[4],
        columns[5],
    )
    for item in range(start.size - 1):
        home = papers[1][item] if papers[1][item] != UNKNOWN else papers[0][item]
        if home == UNKNOWN:
            continue
        for i in range(start[item], start[item + 1]):
            if receiver[i] != home or sender[i] == UNKNOWN or kind[i] & 3 != TRANSFER:
                continue
            for j in range(start[item], start[item + 1]):
                to = receiver[j]
                other = to != home and to != UNKNOWN and sender[j] == sender[i]
                near = abs(earliest[j] - earliest[i]) <= window
                stand = columns[8][i] == NEVER and columns[8][j] == NEVER
                if other and near and stand and kind[j] & 3 == TRANSFER:
                    counts[grade[i], grade[j], gone[item]] += 1
