"""The best chains through a few movements, compiled.

What :func:`sluis.core.custody.path.best_paths` does, without objects: up to four
movements every chain is looked at; beyond that the best are found by dynamic
programming. A chain is a set of bits, bit 0 the first movement.
"""

# Compiled code takes its arrays one by one, and calls nothing that costs.
# ruff: noqa: PLR0913, PLR0917
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np
from numba import njit

from sluis.core.custody.kernel import ALL, BEST, MOST


@njit(cache=True)
def search(
    count, held, weights, cost, ending, through, sums, subset, scores, masks, node, end
):
    """Find the best chains and what all chains together say.

    Args:
        count: How many movements.
        held: Movements that every chain must hold, as bits.
        weights: Weight of each movement; this and the next are of
            :func:`~sluis.core.custody.kernel.scratch`.
        cost: Cost of each link; the last row is the start.
        ending: Room for the best chains that end at each movement.
        through: Room for those chains.
        sums: Room for sums forward and backward.
        subset: Room for the score of every chain.
        scores: Scores of the best chains, filled in; ``-inf`` there is none.
        masks: The best chains, filled in.
        node: Probability of each movement, filled in.
        end: Probability that each is the last one, filled in.

    Returns:
        The log of the summed weight of all chains.
    """
    if count <= ALL:
        return _look_at_all(
            count, held, weights, cost, subset, scores, masks, node, end
        )
    _best(count, held, weights, cost, ending, through, scores, masks)
    return _sums(count, held, weights, cost, sums, node, end)


@njit(cache=True)
def better(score, mask, other, than):
    """Whether a chain comes before another: score, then more, then earlier nodes."""
    if score != other:
        return score > other
    mine, theirs = _bits(mask), _bits(than)
    if mine != theirs:
        return mine > theirs
    apart = mask ^ than
    return (mask & (apart & -apart)) != 0


@njit(cache=True)
def _bits(mask):
    found = 0
    while mask:
        mask &= mask - 1
        found += 1
    return found


@njit(cache=True)
def _keep(score, mask, scores, masks):
    """Put a chain among the best ones, if it belongs there."""
    if not better(score, mask, scores[BEST - 1], masks[BEST - 1]):
        return
    at = BEST - 1
    while at > 0 and better(score, mask, scores[at - 1], masks[at - 1]):
        scores[at] = scores[at - 1]
        masks[at] = masks[at - 1]
        at -= 1
    scores[at] = score
    masks[at] = mask


@njit(cache=True)
def _look_at_all(count, held, weights, cost, subset, scores, masks, node, end):
    """Weigh every chain of at most four movements."""
    scores[:] = -np.inf
    masks[:] = 0
    subset[0] = 0.0
    if held == 0:
        _keep(0.0, 0, scores, masks)
    high = 0
    for mask in range(1, 1 << count):
        if mask >> (high + 1):
            high += 1
        rest = mask ^ (1 << high)
        link = cost[MOST, high]
        if rest:
            before = 0
            while rest >> (before + 1):
                before += 1
            link = cost[before, high]
        score = subset[rest] + weights[high] - link
        subset[mask] = score
        if mask & held == held:
            _keep(score, mask, scores, masks)
    top = scores[0]
    node[:count] = 0.0
    end[:count] = 0.0
    total = 0.0 if held else np.exp(-top)
    high = 0
    for mask in range(1, 1 << count):
        if mask >> (high + 1):
            high += 1
        if mask & held != held:
            continue
        share = np.exp(subset[mask] - top)
        total += share
        end[high] += share
        for j in range(count):
            if mask >> j & 1:
                node[j] += share
    for j in range(count):
        node[j] /= total
        end[j] /= total
    return top + np.log(total)


@njit(cache=True)
def _skips(held, before, after):
    """Whether a link from one movement to another leaves out a forced one."""
    between = (1 << after) - (1 << (before + 1))
    return (held & between) != 0


@njit(cache=True)
def _best(count, held, weights, cost, ending, through, scores, masks):
    for j in range(count):
        ending[j] = -np.inf
        through[j] = 0
        if not _skips(held, -1, j):
            _keep(weights[j] - cost[MOST, j], 1 << j, ending[j], through[j])
        for i in range(j):
            if _skips(held, i, j):
                continue
            step = weights[j] - cost[i, j]
            for k in range(BEST):
                if ending[i, k] > -np.inf:
                    chain = through[i, k] | 1 << j
                    _keep(ending[i, k] + step, chain, ending[j], through[j])
    scores[:] = -np.inf
    masks[:] = 0
    if held == 0:
        _keep(0.0, 0, scores, masks)
    for j in range(count):
        if _skips(held, j, count):
            continue
        for k in range(BEST):
            if ending[j, k] > -np.inf:
                _keep(ending[j, k], through[j, k], scores, masks)


@njit(cache=True)
def _sums(count, held, weights, cost, sums, node, end):
    """Sum all chains forward and backward; give the log of all of them."""
    ahead, behind = sums[0], sums[1]
    for j in range(count):
        total = -np.inf if _skips(held, -1, j) else -cost[MOST, j]
        for i in range(j):
            if not _skips(held, i, j):
                total = _plus(total, ahead[i] - cost[i, j])
        ahead[j] = weights[j] + total
    whole = -np.inf if held else 0.0
    for j in range(count):
        if not _skips(held, j, count):
            whole = _plus(whole, ahead[j])
    for i in range(count - 1, -1, -1):
        total = -np.inf if _skips(held, i, count) else 0.0
        for j in range(i + 1, count):
            if not _skips(held, i, j):
                total = _plus(total, weights[j] + behind[j] - cost[i, j])
        behind[i] = total
    for j in range(count):
        node[j] = np.exp(ahead[j] + behind[j] - whole)
        last = not _skips(held, j, count)
        end[j] = np.exp(ahead[j] - whole) if last else 0.0
    return whole


@njit(cache=True)
def _plus(a, b):
    """Add two weights that are given by their logs."""
    top = max(a, b)
    if top == -np.inf:
        return top
    return top + np.log1p(np.exp(min(a, b) - top))
