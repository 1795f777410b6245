"""From the rows of an item to its movements and what joins them, compiled.

The same model as :func:`sluis.core.custody.chain.trace`, over arrays instead of
objects; :mod:`sluis.core.custody.search` then looks for the chains.
"""

# Compiled code takes its arrays one by one, and calls nothing that costs.
# ruff: noqa: PLR0911, PLR0912, PLR0913, PLR0915, PLR0917, PLR1714, SIM109
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np
from numba import njit

from sluis.core.custody.rows import ASSEMBLY, NEVER, SEIZURE, TRANSFER, UNKNOWN

MOST = 16
"""Items with more movements are left to :func:`sluis.core.custody.chain.trace`."""

BEST = 4
"""How many chains are given: the most likely and three more."""

ALL = 4
"""Up to so many movements, every chain is looked at."""

_REPORTS = 48

# Places of the figures of a policy; see `sluis.core.custody.population.Tables`.
BASE, GAP, TWICE, UNSTATED, DEAD, WINDOW, HARD, PAIRS = range(8)


@njit(cache=True)
def scratch():
    """Make room for one item's movements: figures, costs and chains."""
    whole = np.empty((8, MOST), np.int64)
    parts = np.empty((4, _REPORTS), np.int64)
    odds = np.empty(_REPORTS, np.float64)
    weights = np.empty(MOST, np.float64)
    costs = np.empty((MOST + 1, MOST), np.float64)
    scores = np.empty((MOST, BEST), np.float64)
    masks = np.empty((MOST, BEST), np.int64)
    sums = np.empty((2, MOST), np.float64)
    subsets = np.empty(1 << ALL, np.float64)
    return whole, parts, odds, weights, costs, scores, masks, sums, subsets


# Rows of `whole`: one column a movement.
_FROM, _TO, _FIRST, _LAST, _KIND, _CARRIED, _BESTGRADE, _GONE = range(8)


@njit(cache=True)
def movements(
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
    lo,
    hi,
    valid,
    known,
    odds,
    chance,
    figures,
    whole,
    parts,
    best,
    weights,
):
    """Join an item's reports into movements, in the order of time.

    Args:
        sender: This and the next are columns of
            :class:`~sluis.core.custody.rows.Rows`, one by one: taking an array
            out of a tuple costs more than the work on an item.
        receiver: See ``sender``.
        earliest: See ``sender``.
        latest: See ``sender``.
        grade: See ``sender``.
        kind: See ``sender``.
        source: See ``sender``.
        known_from: See ``sender``.
        known_until: See ``sender``.
        dead: See ``sender``.
        dead_known: See ``sender``.
        lo: First row of the item.
        hi: Row after its last.
        valid: Minute before which it must have begun.
        known: Day of knowledge, or ``NEVER``.
        odds: Log-odds of each grade.
        chance: Chance of each grade.
        figures: Figures of the policy.
        whole: This and the next are of :func:`scratch`.
        parts: Row 1 then holds each report's movement, row 2 its row.
        best: The best odds of each source.
        weights: The weight of each movement.

    Returns:
        How many movements and reports; -1 if there are more than fit.
    """
    count = 0
    said = 0
    for i in range(lo, hi):
        if earliest[i] >= valid:
            break
        if known_from[i] > known or (
            known_until[i] != NEVER and known_until[i] <= known
        ):
            continue
        if said == _REPORTS:
            return -1, said
        gone = dead[i] if dead_known[i] <= known and dead_known[i] != NEVER else 0
        one = kind[i] & 3
        place = count - 1
        while place >= 0:
            if _same(whole, place, one, sender[i], receiver[i], earliest[i], figures):
                break
            place -= 1
        if place < 0:
            if count == MOST:
                return -1, said
            place = count
            count += 1
            whole[_FROM, place] = sender[i]
            whole[_TO, place] = receiver[i]
            whole[_FIRST, place] = earliest[i]
            whole[_LAST, place] = latest[i]
            whole[_KIND, place] = one
            whole[_CARRIED, place] = kind[i] >> 2
            whole[_BESTGRADE, place] = grade[i]
            whole[_GONE, place] = gone
            weights[place] = figures[BASE]
        else:
            _join(whole, place, sender[i], receiver[i], earliest[i], latest[i])
            whole[_CARRIED, place] = min(whole[_CARRIED, place], kind[i] >> 2)
            whole[_GONE, place] = max(whole[_GONE, place], gone)
            if chance[grade[i]] > chance[whole[_BESTGRADE, place]]:
                whole[_BESTGRADE, place] = grade[i]
        # Papers of one source count once: only the best of them adds.
        value = odds[grade[i]]
        before = 0.0
        fresh = True
        for j in range(said):
            if parts[0, j] == source[i] and parts[1, j] == place and parts[3, j]:
                fresh = False
                before = best[j]
                if value > before:
                    best[j] = value
        if fresh:
            weights[place] += value
        elif value > before:
            weights[place] += value - before
        parts[0, said] = source[i]
        parts[1, said] = place
        parts[2, said] = i
        parts[3, said] = fresh
        best[said] = value
        said += 1
    for place in range(count):
        weights[place] -= figures[DEAD] * whole[_GONE, place]
    if count > 1:
        _in_time(whole, weights, parts, count, said)
    return count, said


@njit(cache=True)
def _same(whole, place, kind, sender, receiver, earliest, figures):
    """Whether a report tells of a movement; ``movement._one_movement``."""
    if whole[_KIND, place] != kind:
        return False
    if earliest - whole[_LAST, place] > figures[WINDOW]:
        return False
    gave, took = whole[_FROM, place], whole[_TO, place]
    if not (gave == UNKNOWN or sender == UNKNOWN or gave == sender):
        return False
    if kind == SEIZURE:
        return True
    if kind != TRANSFER:
        return took == receiver
    if not (took == UNKNOWN or receiver == UNKNOWN or took == receiver):
        return False
    if gave != UNKNOWN and sender != UNKNOWN:
        return True
    if took != UNKNOWN and receiver != UNKNOWN:
        return True
    return gave != UNKNOWN and receiver != UNKNOWN


@njit(cache=True)
def _join(whole, place, sender, receiver, earliest, latest):
    if whole[_FROM, place] == UNKNOWN:
        whole[_FROM, place] = sender
    if whole[_TO, place] == UNKNOWN:
        whole[_TO, place] = receiver
    first, last = whole[_FIRST, place], whole[_LAST, place]
    if max(first, earliest) <= min(last, latest):
        whole[_FIRST, place] = max(first, earliest)
        whole[_LAST, place] = min(last, latest)
    else:
        whole[_FIRST, place] = min(first, earliest)
        whole[_LAST, place] = max(last, latest)


@njit(cache=True)
def _in_time(whole, weights, parts, count, said):
    """Sort movements by time and kind, and then let those that overlap follow."""
    for i in range(1, count):
        j = i
        while j > 0 and _later(whole, j - 1, j):
            _move(whole, weights, parts, said, j, j - 1)
            j -= 1
    i = 0
    moved = 0
    while i < count and moved < count:
        j = _giver(whole, i, count)
        if j < 0:
            i += 1
        else:
            _move(whole, weights, parts, said, i, j)
            moved += 1


@njit(cache=True)
def _giver(whole, i, count):
    """Find who gave movement ``i`` its goods, later in the order; -1 nobody."""
    who = whole[_FROM, i]
    if who == UNKNOWN:
        return -1
    for j in range(i):
        if whole[_TO, j] == who:
            return -1
    for j in range(i + 1, count):
        if whole[_FIRST, j] > whole[_LAST, i]:
            return -1
        gave = whole[_TO, j] == who
        if gave and whole[_FROM, j] != whole[_TO, i] and whole[_FROM, j] != who:
            return j
    return -1


@njit(cache=True)
def _later(whole, a, b):
    if whole[_FIRST, a] != whole[_FIRST, b]:
        return whole[_FIRST, a] > whole[_FIRST, b]
    if whole[_KIND, a] != whole[_KIND, b]:
        return whole[_KIND, a] > whole[_KIND, b]
    return whole[_LAST, a] > whole[_LAST, b]


@njit(cache=True)
def _move(whole, weights, parts, said, start, end):
    """Move a movement to another place; those between close up."""
    step = 1 if end > start else -1
    for at in range(start, end, step):
        for row in range(8):
            whole[row, at], whole[row, at + step] = (
                whole[row, at + step],
                whole[row, at],
            )
        weights[at], weights[at + step] = weights[at + step], weights[at]
        for j in range(said):
            if parts[1, j] == at:
                parts[1, j] = at + step
            elif parts[1, j] == at + step:
                parts[1, j] = at


@njit(cache=True)
def contradict(pairs, figures, count, home, whole, weights):
    """Weigh a report of arrival and one of its giver that says otherwise.

    Where settled cases tell how often goods had gone elsewhere when two papers
    of these grades disagreed, that share sets the odds between the two.
    """
    if figures[PAIRS] == 0.0 or home == UNKNOWN:
        return
    for s in range(count):
        to = whole[_TO, s]
        if whole[_KIND, s] != TRANSFER or to == home or to == UNKNOWN:
            continue
        found = -np.inf
        for r in range(count):
            if (
                whole[_KIND, r] == TRANSFER
                and whole[_TO, r] == home
                and whole[_FROM, r] == whole[_FROM, s]
                and whole[_FROM, r] != UNKNOWN
            ):
                share = pairs[whole[_BESTGRADE, r], whole[_BESTGRADE, s]]
                found = max(found, weights[r] + share)
        if found > -np.inf:
            weights[s] = found


@njit(cache=True)
def costs(figures, count, exporter, whole, out):
    """Fill in the cost of each link; the last row is the start."""
    for j in range(count):
        gave = whole[_FROM, j]
        if exporter == UNKNOWN or gave == exporter:
            out[MOST, j] = 0.0
        else:
            out[MOST, j] = figures[UNSTATED] if gave == UNKNOWN else figures[GAP]
        for i in range(j):
            took = whole[_TO, i]
            assembled = whole[_KIND, i] == ASSEMBLY
            if assembled and whole[_CARRIED, j]:
                out[i, j] = 0.0
            elif gave == UNKNOWN or took == UNKNOWN:
                out[i, j] = figures[UNSTATED]
            elif gave == took or (assembled and gave == whole[_FROM, i]):
                out[i, j] = 0.0
            elif (
                whole[_KIND, i] == TRANSFER
                and whole[_KIND, j] == TRANSFER
                and whole[_FROM, i] == gave
            ):
                out[i, j] = figures[TWICE]
            else:
                out[i, j] = figures[GAP]


@njit(cache=True)
def forced(chance, figures, said, grade, whole, parts):
    """Give the movements that every chain must hold: well-graded seizures."""
    held = 0
    for j in range(said):
        place = parts[1, j]
        if (
            whole[_KIND, place] == SEIZURE
            and chance[grade[parts[2, j]]] >= figures[HARD]
        ):
            held |= 1 << place
    return held
