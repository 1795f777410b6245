"""Divergence classes of a whole population, by the rule of the last good report.

The plain rule that also stands in ``engine/sql/divergence.sql``: only reports
that are graded well enough count, each item's in the order of time, and the
classes follow from who received. It needs no search, so it reads as fast as
memory gives; :mod:`sluis.core.custody.population` weighs all reports instead.
"""

# Compiled code takes its arrays one by one, and calls nothing that costs.
# ruff: noqa: PLR0913, PLR0917, PLR1714, SIM109
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numba import njit, prange

from sluis.core.custody.policy import Policy
from sluis.core.custody.population import (
    Tables,
    known_by,
    valid_before,
)
from sluis.core.custody.rows import (
    ASSEMBLY,
    FIRST,
    LAST,
    NEVER,
    SEIZURE,
    TRANSFER,
    UNKNOWN,
    Array,
    Items,
    Rows,
)

NAMES = ("D0", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8")
"""The classes; bit ``n`` of a set of classes is that of ``NAMES[n]``."""

_D0, _D1, _D2, _D3, _D4, _D5, _D6, _D7, _D8 = (1 << n for n in range(9))
_LEFT = _D3 | _D4 | _D6 | _D7
_OPEN = 1 << 15  # only the day decides between D1 and D2
_LATER = 0xFFFF  # no set of classes: what happened later must be left out
_MINUTES = 1_440

# What is known of an item after a report: one byte a row.
_OFF, _ON, _TWICE, _DEAD, _FOUND, _HOME, _ARRIVED, _SEEN = (1 << n for n in range(8))


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """What holds of items once their reports are in; made for one policy.

    Attributes:
        rows: What holds after each row, one byte a row.
        last: Minute of each item's last row; the smallest number of none.
        found: The classes after it; the highest bit says that only the day
            decides between D1 and D2.
        deadline: The last day of D1, days since 1970.
        newest: Minute of the last row of all.
    """

    rows: Array
    last: Array
    found: Array
    deadline: Array
    newest: int


def states(rows: Rows, items: Items, policy: Policy | None = None) -> States:
    """Say for every row and item what holds once reports up to it are in.

    A sweep of what is known today then reads ten bytes an item, and rows only of
    items of which something happened later. Made for one policy and for all that
    is known; made again when either changes.

    Args:
        rows: The reports.
        items: What the items left on.
        policy: Grades and periods; the standing one when left out.
    """
    rule = _rule(policy or Policy())
    count = rows.items
    made = States(
        rows=np.zeros(len(rows.sender), np.uint8),
        last=np.empty(count, np.int32),
        found=np.empty(count, np.uint16),
        deadline=np.empty(count, np.int32),
        newest=int(rows.earliest.max(initial=FIRST)),
    )
    _states(  # type: ignore[call-arg]  # compiled
        rows.start, *_inputs(rows, items), *rule, made.rows
    )
    _settle(
        rows.start,
        rows.earliest,
        made.rows,
        items.due,
        items.over,
        rule[1],
        _after_state(),
        made.last,
        made.found,
        made.deadline,
    )
    return made


def classes(
    rows: Rows,
    items: Items,
    policy: Policy | None = None,
    *,
    valid_on: date,
    known_on: date | None = None,
    made: States | None = None,
) -> Array:
    """Give the divergence classes of every item.

    Args:
        rows: The reports.
        items: What the items left on.
        policy: Grades and periods; the standing one when left out.
        valid_on: The day of the question; what happened later is left out.
        known_on: Leave out what became known later; ``None`` leaves nothing out.
        made: From :func:`states`, for the same policy; used when ``known_on`` is
            ``None``.

    Returns:
        A set of classes an item, ``uint16``; 0 when none can be told.
    """
    rule = _rule(policy or Policy())
    out = np.empty(rows.items, np.uint16)
    valid = valid_before(valid_on)
    if made is not None and known_on is None:
        today, before = np.int32(valid // _MINUTES - 1), np.int32(min(valid, LAST))
        _read(made.last, made.found, made.deadline, today, before, out)
        if made.newest >= before:
            _read_rows(
                rows.start,
                rows.earliest,
                made.rows,
                made.deadline,
                items.over,
                _after_state(),
                today,
                before,
                out,
            )
    else:
        _as_of(  # type: ignore[call-arg]  # compiled
            rows.start,
            *_inputs(rows, items),
            items.due,
            items.over,
            *rule,
            valid,
            known_by(known_on),
            out,
        )
    return out


def _after_state() -> Array:
    """Give the classes after each state; the day decides where ``_OPEN`` is set."""
    table = np.zeros(256, np.uint16)
    for state in range(_SEEN, 256):
        found = (state & 31) << 3
        if not found & _LEFT:
            found |= _D0 if state & _HOME else _OPEN
        table[state] = found
    return table


def verdicts(found: Array, policy: Policy | None = None) -> Array:
    """Give the foremost class of each set, as a place in :data:`NAMES`; -1 none."""
    table = np.full(1 << len(NAMES), -1, np.int8)
    for name in reversed((policy or Policy()).severity):
        place = NAMES.index(name)
        table[(np.arange(len(table)) >> place & 1).astype(bool)] = place
    return table[found]


def _inputs(rows: Rows, items: Items) -> tuple[Array, ...]:
    """Give the arrays in the order the kernels take them."""
    return (
        rows.sender,
        rows.receiver,
        rows.earliest,
        rows.grade,
        rows.kind,
        rows.known_from,
        rows.known_until,
        rows.dead,
        rows.dead_known,
        items.exporter,
        items.consignee,
        items.end_user,
        items.forbids,
    )


def _rule(policy: Policy) -> tuple[Array, Array]:
    """Give for each grade whether it counts (1) and proves (2), and the periods."""
    chance = Tables.of(policy).chance
    grades = (chance >= policy.serious) * 1 + (chance >= policy.proof) * 2
    periods = [policy.same_movement_days * _MINUTES, policy.overdue_days]
    return grades.astype(np.uint8), np.array(periods, np.int64)


@njit(cache=True)
def _after(
    state,
    i,
    lo,
    sender,
    receiver,
    earliest,
    grade,
    kind,
    known_from,
    known_until,
    dead,
    dead_known,
    exporters,
    consignees,
    end_users,
    forbids,
    item,
    grades,
    periods,
    known,
):
    """Give what holds after row ``i``, from what held before it."""
    one = kind[i] & 3
    if not _counts(i, grade, kind, known_from, known_until, grades, known):
        return state
    if dead[i] and dead_known[i] <= known and dead_known[i] != NEVER:
        state |= _DEAD
    state = (state | _SEEN) & ~_HOME
    if one == SEIZURE:
        return state | _FOUND
    exporter, consignee, end_user = exporters[item], consignees[item], end_users[item]
    home = end_user if end_user != UNKNOWN else consignee
    to = receiver[i]
    on_path = to == exporter or to == consignee or to == end_user
    if home != UNKNOWN and to != UNKNOWN and one != ASSEMBLY and not on_path:
        if not state & _ARRIVED:
            state |= _OFF
        onward = sender[i] == UNKNOWN or sender[i] != exporter
        if forbids[item] and onward:
            state |= _ON
    if one == TRANSFER and sender[i] != UNKNOWN and to != UNKNOWN:
        j = i - 1
        while j >= lo and earliest[i] - earliest[j] <= periods[0]:
            other = receiver[j]
            same = sender[j] == sender[i] and kind[j] & 3 == TRANSFER
            other_hands = same and other != to and other != UNKNOWN
            if other_hands and _counts(
                j, grade, kind, known_from, known_until, grades, known
            ):
                state |= _TWICE
                break
            j -= 1
    if home != UNKNOWN and to == home:
        state |= _ARRIVED
        if grades[grade[i]] & 2:
            state |= _HOME
    return state


@njit(cache=True)
def _counts(i, grade, kind, known_from, known_until, grades, known):
    """Whether a report is known, stands, and is graded well enough."""
    if known_from[i] > known or (known_until[i] != NEVER and known_until[i] <= known):
        return False
    return (kind[i] & 3) == SEIZURE or (grades[grade[i]] & 1) == 1


@njit(cache=True)
def _classes(state, due, start, over, periods, today):
    """Give the classes of an item from what holds after its last report."""
    found = (state & 31) << 3  # the first five bits are D3 to D7, in their order
    if not state & _SEEN:
        return np.uint16(0)
    found |= over * _D8
    if not found & _LEFT:
        if state & _HOME:
            found |= _D0
        else:
            day = due if due >= 0 else start // _MINUTES + periods[1]
            found |= _D2 if today > day else _D1
    return np.uint16(found)


@njit(parallel=True, cache=True)
def _states(
    start,
    sender,
    receiver,
    earliest,
    grade,
    kind,
    known_from,
    known_until,
    dead,
    dead_known,
    exporters,
    consignees,
    end_users,
    forbids,
    grades,
    periods,
    out,
):
    for item in prange(start.size - 1):
        lo = int(start[item])
        state = 0
        for i in range(lo, int(start[item + 1])):
            state = _after(
                state,
                i,
                lo,
                sender,
                receiver,
                earliest,
                grade,
                kind,
                known_from,
                known_until,
                dead,
                dead_known,
                exporters,
                consignees,
                end_users,
                forbids,
                item,
                grades,
                periods,
                NEVER,
            )
            out[i] = state


@njit(parallel=True, cache=True)
def _settle(start, earliest, made, due, over, periods, table, last, found, deadline):
    """Fill in what holds of each item after its last row."""
    for item in prange(start.size - 1):
        lo, hi = int(start[item]), int(start[item + 1])
        state = made[hi - 1] if hi > lo else 0
        last[item] = earliest[hi - 1] if hi > lo else FIRST
        found[item] = table[state] | (np.uint16(over[item]) * (state >> 7) << 8)
        begun = LAST
        for i in range(lo, hi):
            if made[i] & _SEEN:
                begun = earliest[i]
                break
        day = begun // _MINUTES + periods[1]
        deadline[item] = due[item] if due[item] >= 0 else day


@njit(cache=True)
def _read(last, found, deadline, today, before, out):
    """Read what holds today; rows are read afterwards where more came.

    One thread and no branch: compiled to vector instructions it keeps up with
    memory, and a second thread costs more to wait for than it gives.
    """
    for i in range(out.size):
        held = np.int32(found[i])
        late = np.int32(_D1) + np.int32(_D1) * np.int32(today > deadline[i])
        now = (held & np.int32(_OPEN - 1)) + (held >> np.int32(15)) * late
        out[i] = np.uint16(now if last[i] < before else np.int32(_LATER))


@njit(parallel=True, cache=True)
def _read_rows(start, earliest, made, deadline, over, table, today, before, out):
    """Read the rows of items of which something happened later than the day."""
    for item in prange(out.size):
        if out[item] != _LATER:
            continue
        lo, i = int(start[item]), int(start[item + 1]) - 1
        while i >= lo and earliest[i] >= before:
            i -= 1
        state = made[i] if i >= lo else 0
        found = table[state] | (np.uint16(over[item]) * (state >> 7) << 8)
        late = _D2 if today > deadline[item] else _D1
        out[item] = (found & (_OPEN - 1)) | (late if found & _OPEN else 0)


@njit(parallel=True, cache=True)
def _as_of(
    start,
    sender,
    receiver,
    earliest,
    grade,
    kind,
    known_from,
    known_until,
    dead,
    dead_known,
    exporters,
    consignees,
    end_users,
    forbids,
    due,
    over,
    grades,
    periods,
    valid,
    known,
    out,
):
    today = valid // _MINUTES - 1
    for item in prange(start.size - 1):
        lo, hi = int(start[item]), int(start[item + 1])
        state = 0
        first = 0
        for i in range(lo, hi):
            if earliest[i] >= valid:
                break
            before = state
            state = _after(
                state,
                i,
                lo,
                sender,
                receiver,
                earliest,
                grade,
                kind,
                known_from,
                known_until,
                dead,
                dead_known,
                exporters,
                consignees,
                end_users,
                forbids,
                item,
                grades,
                periods,
                known,
            )
            if state & _SEEN and not before & _SEEN:
                first = earliest[i]
        out[item] = _classes(state, due[item], first, over[item], periods, today)
