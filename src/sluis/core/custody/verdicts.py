"""Divergence classes over the most likely chain of every item, compiled.

What :func:`sluis.core.custody.divergence.classify` says of one item's chain, this
says of millions, from rows. Where rows do not reach, the item is left to
:func:`sluis.core.custody.chain.trace`, and is said to be.
"""

# Compiled code takes its arrays one by one, and calls nothing that costs.
# ruff: noqa: PLR0913, PLR0917
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numba import get_num_threads, njit, prange

from sluis.core.custody import kernel
from sluis.core.custody.kernel import BEST, MOST
from sluis.core.custody.policy import Policy
from sluis.core.custody.population import Tables, columns_of, known_by, valid_before
from sluis.core.custody.rows import (
    ASSEMBLY,
    NEVER,
    SEIZURE,
    TRANSFER,
    UNKNOWN,
    Array,
    Items,
    Papers,
    Reach,
    Rows,
)
from sluis.core.custody.search import search

_D0, _D1, _D2, _D3, _D4, _D5, _, _D7, _ = (1 << n for n in range(9))
_LEFT = _D3 | _D4 | _D7
_MINUTES = 1_440
_SIGHTING = 0

BY_ITSELF, ROWS, NOTHING = 0, 1, 2
"""Whether an item must be traced by itself, rows say it all, or nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """What the most likely chains come to; one value an item.

    Attributes:
        how: :data:`BY_ITSELF`, :data:`ROWS` or :data:`NOTHING`; the other columns
            hold for ``ROWS`` only.
        classes: Which classes hold; bit ``n`` is class ``Dn``.
        holder: Who holds the goods last; ``UNKNOWN`` nobody is named.
        confidence: How likely that is.
    """

    how: Array
    classes: Array
    holder: Array
    confidence: Array


def verdicts_of(
    rows: Rows,
    items: Items,
    reach: Reach,
    papers: Papers,
    policy: Policy,
    *,
    valid_on: date,
    known_on: date | None = None,
) -> Verdicts:
    """Classify every item by its most likely chain.

    Args:
        rows: The reports.
        items: What the items left on.
        reach: How far the rows say what a trace says.
        papers: The papers.
        policy: Weights and periods.
        valid_on: Leave out what happened later.
        known_on: Leave out what became known later; ``None`` leaves nothing out.
    """
    count = rows.items
    found = Verdicts(
        how=np.empty(count, np.uint8),
        classes=np.zeros(count, np.uint16),
        holder=np.full(count, UNKNOWN, np.int32),
        confidence=np.zeros(count, np.float64),
    )
    doubtful = papers.shipped > papers.quantity
    sure = np.ones(count, bool)
    if len(doubtful):
        sure = ~(doubtful[np.maximum(items.paper, 0)] & (items.paper != UNKNOWN))
    rule = [policy.proof, policy.serious, policy.overdue_days]
    _classify(  # type: ignore[call-arg]  # compiled
        rows.start,
        *columns_of(rows),
        items.paper,
        items.exporter,
        items.consignee,
        items.end_user,
        items.due,
        items.forbids,
        reach.exact_from,
        reach.exact_after,
        sure,
        papers.start,
        papers.others,
        *Tables.of(policy).arrays(),
        np.array(rule, np.float64),
        valid_before(valid_on),
        known_by(known_on),
        min(max(count // 4_096, 1), 64 * get_num_threads()),
        found.how,
        found.classes,
        found.holder,
        found.confidence,
    )
    return found


@njit(parallel=True, cache=True)
def _classify(
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
    paper,
    exporters,
    consignees,
    end_users,
    dues,
    forbids,
    exact_from,
    exact_after,
    sure,
    others_start,
    others,
    odds,
    chance,
    figures,
    pairs,
    rule,
    valid,
    known,
    blocks,
    how,
    classes,
    holders,
    confidence,
):
    count = start.size - 1
    for block in prange(blocks):
        whole, parts, best, weights, cost, ending, through, sums, subset = (
            kernel.scratch()
        )
        scores = np.empty(BEST, np.float64)
        masks = np.empty(BEST, np.int64)
        node = np.empty(MOST, np.float64)
        end = np.empty(MOST, np.float64)
        path = np.empty(64, np.int32)
        for item in range(count * block // blocks, count * (block + 1) // blocks):
            lo, hi = start[item], start[item + 1]
            how[item] = _how(
                lo,
                hi,
                earliest,
                known_from,
                exact_from[item],
                exact_after[item],
                sure[item],
                valid,
                known,
            )
            if how[item] != ROWS:
                continue
            size, said = kernel.movements(
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
            )
            paths = _path(
                item,
                paper,
                exporters,
                consignees,
                end_users,
                others_start,
                others,
                path,
            )
            if size < 0 or paths < 0:
                how[item] = BY_ITSELF
                continue
            exporter, end_user = exporters[item], end_users[item]
            home = end_user if end_user != UNKNOWN else consignees[item]
            kernel.contradict(pairs, figures, size, home, whole, weights)
            kernel.costs(figures, size, exporter, whole, cost)
            held = kernel.forced(chance, figures, said, grade, whole, parts)
            total = search(
                size,
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
            mask = masks[0]
            confidence[item] = _sure(mask, size, whole, end, total)
            shown = _shown(mask, size, exporter, whole)
            holders[item] = _holder(shown, size, whole)
            classes[item] = _classes(
                shown,
                mask,
                size,
                whole,
                chance,
                path,
                paths,
                paper[item] != UNKNOWN,
                exporter,
                home,
                dues[item],
                forbids[item],
                rule,
                valid // _MINUTES - 1,
            )


@njit(cache=True)
def _how(lo, hi, earliest, known_from, exact_from, exact_after, sure, valid, known):
    """Say whether rows reach; where no report is known, nothing is."""
    if exact_from == NEVER or not sure:
        return BY_ITSELF
    if exact_from <= known and exact_after < valid:
        return ROWS
    for i in range(lo, hi):
        if earliest[i] < valid and known_from[i] <= known:
            return BY_ITSELF
    return NOTHING


@njit(cache=True)
def _path(item, paper, exporters, consignees, end_users, others_start, others, path):
    """Fill in who may hold the goods; give how many, -1 when they do not fit."""
    count = 0
    for who in (exporters[item], consignees[item], end_users[item]):
        if who != UNKNOWN:
            path[count] = who
            count += 1
    number = paper[item]
    if number == UNKNOWN:
        return count
    for i in range(others_start[number], others_start[number + 1]):
        if count == path.size:
            return -1
        path[count] = others[i]
        count += 1
    return count


@njit(cache=True)
def _on(who, path, paths):
    found = False
    for i in range(paths):
        found = found or path[i] == who
    return found


@njit(cache=True)
def _sure(mask, size, whole, end, total):
    """Give how likely the last holder of the best chain is the last one."""
    last = -1
    for j in range(size):
        if mask >> j & 1:
            last = j
    if last < 0:
        return np.exp(-total)
    same = 0.0
    for j in range(size):
        if whole[1, j] == whole[1, last] and whole[4, j] == whole[4, last]:
            same += end[j]
    return same


@njit(cache=True)
def _shown(mask, size, exporter, whole):
    """Leave out sightings that only confirm; ``chain._shown``."""
    shown = 0
    holder = exporter
    for j in range(size):
        if not mask >> j & 1:
            continue
        to = whole[1, j]
        if whole[4, j] == _SIGHTING and (
            shown == 0 or holder == to or (holder == UNKNOWN and not whole[5, j])
        ):
            continue
        shown |= 1 << j
        holder = to
    return shown


@njit(cache=True)
def _holder(shown, size, whole):
    for j in range(size - 1, -1, -1):
        if shown >> j & 1 and whole[1, j] != UNKNOWN:
            return whole[1, j]
    return UNKNOWN


@njit(cache=True)
def _classes(
    shown,
    mask,
    size,
    whole,
    chance,
    path,
    paths,
    papered,
    exporter,
    home,
    due,
    forbids,
    rule,
    today,
):
    found = 0
    left = False
    arrived = False
    number = 0
    first = -1
    last = -1
    for j in range(size):
        if not shown >> j & 1:
            continue
        number += 1
        first = j if first < 0 else first
        last = j
        gave, to = whole[0, j], whole[1, j]
        if whole[4, j] == SEIZURE:
            found |= _D7
        elif papered:
            # Without an end user or a consignee a paper binds only its exporter.
            outside = home != UNKNOWN and whole[4, j] != ASSEMBLY
            outside = outside and to != UNKNOWN and not _on(to, path, paths)
            came = home != UNKNOWN and number > 1 and whole[4, j] == TRANSFER
            came = came and gave != UNKNOWN and not _on(gave, path, paths)
            if (outside or came) and not left and not arrived:
                found |= _D3
                left = True
            if outside and number > 1 and gave != exporter and forbids:
                found |= _D4
            left = left or outside
        arrived = arrived or (papered and home != UNKNOWN and to == home)
    if _elsewhere(shown, mask, size, whole, chance, rule):
        found |= _D5
    if papered and last >= 0 and not found & _LEFT:
        at_home = home != UNKNOWN and whole[1, last] == home
        if at_home and chance[whole[6, last]] >= rule[0]:
            found |= _D0
        else:
            day = due if due >= 0 else whole[2, first] // _MINUTES + rule[2]
            found |= _D2 if today > day else _D1
    return np.uint16(found)


@njit(cache=True)
def _elsewhere(shown, mask, size, whole, chance, rule):
    """Whether a report off the chain puts the goods with somebody not on it."""
    for i in range(size):
        to = whole[1, i]
        if mask >> i & 1 or to == UNKNOWN or chance[whole[6, i]] < rule[1]:
            continue
        seen = False
        for j in range(size):
            if shown >> j & 1 and (whole[0, j] == to or whole[1, j] == to):
                seen = True
                break
        if not seen:
            return True
    return False
