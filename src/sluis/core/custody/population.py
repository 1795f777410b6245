"""The most likely chain of every item of a population, or of a few of them.

What :func:`sluis.core.custody.chain.trace` finds for one item with all its
explanations, this finds for millions as numbers: which chain, how sure, who
holds the goods, and how likely they are off the licensed path.
"""

# Compiled code takes its arrays one by one, and calls nothing that costs.
# ruff: noqa: PLR0913, PLR0917, PLR1714, SIM109
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numba import get_num_threads, njit, prange

from sluis.core.custody import kernel
from sluis.core.custody.kernel import BEST, MOST
from sluis.core.custody.policy import Policy
from sluis.core.custody.report import Statement
from sluis.core.custody.rows import (
    NEVER,
    UNKNOWN,
    Array,
    Items,
    Rows,
    day_number,
)
from sluis.core.custody.search import search

_MINUTES = 1_440
_ALWAYS = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """A policy as arrays.

    Attributes:
        odds: Log-odds of each grade.
        chance: Chance of each grade; 0 cannot be judged.
        figures: The figures a chain is weighed with, in the order of the names
            in :mod:`sluis.core.custody.kernel`.
        pairs: Log-odds that goods had gone elsewhere, by the grade of the paper
            of arrival and the grade of the paper that says otherwise.
    """

    odds: Array
    chance: Array
    figures: Array
    pairs: Array

    def arrays(self) -> tuple[Array, ...]:
        """Give the arrays in the order the kernels take them."""
        return self.odds, self.chance, self.figures, self.pairs

    @classmethod
    def of(cls, policy: Policy) -> Tables:
        """Make the arrays of a policy."""
        said = [
            Statement(reliability=letter, credibility=figure)
            for letter in "ABCDEF"
            for figure in range(1, 7)
        ]
        figures = [
            policy.base,
            policy.gap,
            policy.twice,
            policy.unstated,
            policy.dead_party,
            policy.same_movement_days * _MINUTES,
            policy.hard,
            float(bool(policy.contradictions)),
        ]
        return cls(
            odds=np.array([policy.log_odds(one) for one in said]),
            chance=np.array([policy.chance(one) or 0.0 for one in said]),
            figures=np.array(figures, np.float64),
            pairs=np.array(
                [
                    [policy.contradicted(one.grade, other.grade) for other in said]
                    for one in said
                ]
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chains:
    """The best chains of items, one value or row an item.

    Attributes:
        best: The most likely chain and the next three as sets of bits over the
            item's movements, ``uint16``; rows of four.
        probability: How likely each of them is as a whole; 0 there is none.
        holder: Who holds the goods at the end of the most likely chain;
            ``UNKNOWN`` nobody is named.
        confidence: How likely that holder is the last one.
        away: How likely the last holder is neither exporter, consignee nor end
            user; the policy's calibration is applied.
        movements: How many movements the reports tell of; -1 is more than fit,
            and the item must be traced by itself.
    """

    best: Array
    probability: Array
    holder: Array
    confidence: Array
    away: Array
    movements: Array

    def arrays(self) -> tuple[Array, ...]:
        """Give the arrays in the order the kernels take them."""
        return (
            self.best,
            self.probability,
            self.holder,
            self.confidence,
            self.away,
            self.movements,
        )

    @classmethod
    def empty(cls, count: int) -> Chains:
        """Make room for a number of items."""
        return cls(
            best=np.empty((count, BEST), np.uint16),
            probability=np.empty((count, BEST), np.float32),
            holder=np.empty(count, np.int32),
            confidence=np.empty(count, np.float32),
            away=np.empty(count, np.float32),
            movements=np.empty(count, np.int8),
        )


def most_likely(
    rows: Rows,
    items: Items,
    policy: Policy | None = None,
    *,
    chosen: Array | Sequence[int] | None = None,
    valid_on: date | None = None,
    known_on: date | None = None,
    out: Chains | None = None,
) -> Chains:
    """Find the most likely chains of items.

    Args:
        rows: The reports.
        items: What the items left on.
        policy: Weights; the standing ones when left out.
        chosen: Which items; ``None`` means all, in order.
        valid_on: Leave out what happened later; ``None`` leaves nothing out.
        known_on: Leave out what became known later; ``None`` leaves nothing out.
        out: Room to fill, of an earlier call of as many items.
    """
    policy = policy or Policy()
    tables = Tables.of(policy)
    which = np.arange(rows.items) if chosen is None else np.asarray(chosen, np.int64)
    found = Chains.empty(len(which)) if out is None else out
    _run(  # type: ignore[call-arg]  # compiled
        which,
        rows.start,
        *columns_of(rows),
        items.exporter,
        items.consignee,
        items.end_user,
        *tables.arrays(),
        valid_before(valid_on),
        known_by(known_on),
        min(max(len(which) // 4_096, 1), 64 * get_num_threads()),
        *found.arrays(),
    )
    if policy.calibration:
        knots = np.array(policy.calibration, np.float32)
        found.away[:] = np.interp(found.away, knots[:, 0], knots[:, 1])
    return found


def columns_of(rows: Rows) -> tuple[Array, ...]:
    """Give the columns in the order the kernels take them."""
    return (
        rows.sender,
        rows.receiver,
        rows.earliest,
        rows.latest,
        rows.grade,
        rows.kind,
        rows.source,
        rows.known_from,
        rows.known_until,
        rows.dead,
        rows.dead_known,
    )


def valid_before(valid_on: date | None) -> int:
    """Give the minute before which something must have begun to count."""
    if valid_on is None:
        return int(_ALWAYS)
    return (day_number(valid_on) + 1) * _MINUTES


def known_by(known_on: date | None) -> int:
    """Give the day of knowledge as a number."""
    return NEVER if known_on is None else day_number(known_on)


@njit(parallel=True, cache=True)
def _run(
    which,
    start,
    sender,
    receiver,
    earliest,
    latest,
    grade,
    kind,
    source,
    known_from,
    known_until,
    dead,
    dead_known,
    exporters,
    consignees,
    end_users,
    odds,
    chance,
    figures,
    pairs,
    valid,
    known,
    blocks,
    masks_out,
    shares,
    holder,
    confidence,
    away,
    size,
):
    count = which.size
    for block in prange(blocks):
        whole, parts, best, weights, cost, ending, through, sums, subset = (
            kernel.scratch()
        )
        scores = np.empty(BEST, np.float64)
        masks = np.empty(BEST, np.int64)
        node = np.empty(MOST, np.float64)
        end = np.empty(MOST, np.float64)
        for at in range(count * block // blocks, count * (block + 1) // blocks):
            one(
                which[at],
                at,
                start,
                sender,
                receiver,
                earliest,
                latest,
                grade,
                kind,
                source,
                known_from,
                known_until,
                dead,
                dead_known,
                exporters,
                consignees,
                end_users,
                odds,
                chance,
                figures,
                pairs,
                valid,
                known,
                whole,
                parts,
                best,
                weights,
                cost,
                ending,
                through,
                sums,
                subset,
                scores,
                masks,
                node,
                end,
                masks_out,
                shares,
                holder,
                confidence,
                away,
                size,
            )


@njit(cache=True)
def one(
    item,
    at,
    start,
    sender,
    receiver,
    earliest,
    latest,
    grade,
    kind,
    source,
    known_from,
    known_until,
    dead,
    dead_known,
    exporters,
    consignees,
    end_users,
    odds,
    chance,
    figures,
    pairs,
    valid,
    known,
    whole,
    parts,
    best,
    weights,
    cost,
    ending,
    through,
    sums,
    subset,
    scores,
    masks,
    node,
    end,
    masks_out,
    shares,
    holder,
    confidence,
    away,
    size,
):
    """Find the chains of one item and write them to place ``at`` of the results.

    Arrays come one by one: taking one out of a tuple counts references, which
    costs more than the work on an item.

    Returns:
        How many movements and reports it has.
    """
    exporter, consignee, end_user = exporters[item], consignees[item], end_users[item]
    count, said = kernel.movements(
        sender,
        receiver,
        earliest,
        latest,
        grade,
        kind,
        source,
        known_from,
        known_until,
        dead,
        dead_known,
        start[item],
        start[item + 1],
        valid,
        known,
        odds,
        chance,
        figures,
        whole,
        parts,
        best,
        weights,
    )
    size[at] = count
    if count < 0:
        masks_out[at] = 0
        shares[at] = 0.0
        holder[at] = UNKNOWN
        confidence[at] = 0.0
        away[at] = 0.0
        return count, said
    home = end_user if end_user != UNKNOWN else consignee
    kernel.contradict(pairs, figures, count, home, whole, weights)
    kernel.costs(figures, count, exporter, whole, cost)
    held = kernel.forced(chance, figures, said, grade, whole, parts)
    total = search(
        count,
        held,
        weights,
        cost,
        ending,
        through,
        sums,
        subset,
        scores,
        masks,
        node,
        end,
    )
    for k in range(BEST):
        masks_out[at, k] = masks[k]
        shares[at, k] = np.exp(scores[k] - total)
    last = -1
    holder[at] = UNKNOWN
    for j in range(count):
        if masks[0] >> j & 1:
            last = j
            if whole[1, j] != UNKNOWN:
                holder[at] = whole[1, j]
    off = 0.0
    same = 0.0
    for j in range(count):
        to = whole[1, j]
        if last >= 0 and to == whole[1, last] and whole[4, j] == whole[4, last]:
            same += end[j]
        on_path = to == exporter or to == consignee or to == end_user
        if to != UNKNOWN and not on_path:
            off += end[j]
    confidence[at] = same if last >= 0 else np.exp(-total)
    away[at] = off
    return count, said
