"""A visit to a company and its findings: where they stand, and what can be done.

Customs law gives customs the right to look into a company's records and goods
(Regulation (EU) 952/2013, Articles 46 and 48), and Regulation (EU) 2021/821,
Article 27(3) makes records be shown on request. How a visit goes is ours: it is
planned, held, reported to the company or not, and closed when nothing that was
asked of the company is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from sluis.core.casework.licence_states import WrongState


class VisitState(StrEnum):
    """Where a visit stands."""

    PLANNED = "planned"
    HELD = "held"
    REPORTED = "reported"
    """The company has the report and its findings."""
    CLOSED = "closed"
    CANCELLED = "cancelled"


class VisitAct(StrEnum):
    """What is done with a visit."""

    MOVE = "move"
    """Plan it on another day."""
    ANNOUNCE = "announce"
    HOLD = "hold"
    LOOK_AT = "look_at"
    """Add a licence, declaration or application to what is looked at."""
    FIND = "find"
    NOTE = "note"
    REPORT = "report"
    CLOSE = "close"
    CANCEL = "cancel"


class FindingState(StrEnum):
    """Where a finding stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class FindingAct(StrEnum):
    """What is done with a finding."""

    ANSWER = "answer"
    SEND_BACK = "send_back"
    CLOSE = "close"
    WITHDRAW = "withdraw"


class Severity(StrEnum):
    """How grave a finding is."""

    OBSERVATION = "observation"
    SHORTCOMING = "shortcoming"
    INFRINGEMENT = "infringement"


_V, _F = VisitState, FindingState
_BEFORE_END = {_V.PLANNED, _V.HELD, _V.REPORTED}

VISIT_MOVES: Mapping[tuple[VisitState, VisitAct], VisitState] = {
    (_V.PLANNED, VisitAct.MOVE): _V.PLANNED,
    (_V.PLANNED, VisitAct.ANNOUNCE): _V.PLANNED,
    (_V.PLANNED, VisitAct.HOLD): _V.HELD,
    (_V.PLANNED, VisitAct.CANCEL): _V.CANCELLED,
    **{(state, VisitAct.LOOK_AT): state for state in sorted(_BEFORE_END)},
    (_V.HELD, VisitAct.FIND): _V.HELD,
    (_V.REPORTED, VisitAct.FIND): _V.REPORTED,
    **{(state, VisitAct.NOTE): state for state in VisitState},
    (_V.HELD, VisitAct.REPORT): _V.REPORTED,
    (_V.HELD, VisitAct.CLOSE): _V.CLOSED,
    (_V.REPORTED, VisitAct.CLOSE): _V.CLOSED,
}
"""State and act to the state after it; what is not here cannot be done."""

FINDING_MOVES: Mapping[tuple[FindingState, FindingAct], FindingState] = {
    (_F.OPEN, FindingAct.ANSWER): _F.ANSWERED,
    (_F.ANSWERED, FindingAct.ANSWER): _F.ANSWERED,
    (_F.ANSWERED, FindingAct.SEND_BACK): _F.OPEN,
    (_F.OPEN, FindingAct.CLOSE): _F.CLOSED,
    (_F.ANSWERED, FindingAct.CLOSE): _F.CLOSED,
    (_F.OPEN, FindingAct.WITHDRAW): _F.WITHDRAWN,
    (_F.ANSWERED, FindingAct.WITHDRAW): _F.WITHDRAWN,
}
"""State and act to the state after it, as for visits."""

UNSETTLED: frozenset[FindingState] = frozenset({_F.OPEN, _F.ANSWERED})
"""States of a finding on which someone still has to act."""

State = TypeVar("State", VisitState, FindingState)
Act = TypeVar("Act", VisitAct, FindingAct)


def allowed_visit_acts(
    state: VisitState, *, to_announce: bool, unsettled: int
) -> tuple[VisitAct, ...]:
    """Give what can be done with a visit, in a fixed order.

    Args:
        state: Where it stands.
        to_announce: Whether it is one that is announced, and was not yet.
        unsettled: Findings that ask something of the company and are not settled.
    """
    barred = set()
    if not to_announce:
        barred.add(VisitAct.ANNOUNCE)
    if unsettled:
        barred.add(VisitAct.CLOSE)
    return tuple(
        act for act in VisitAct if (state, act) in VISIT_MOVES and act not in barred
    )


def move_visit(
    state: VisitState, act: VisitAct, *, to_announce: bool, unsettled: int
) -> VisitState:
    """Give the state of a visit after an act.

    Raises:
        WrongState: It cannot be done; it says why, and what can.
    """
    if act is VisitAct.ANNOUNCE and state is VisitState.PLANNED and not to_announce:
        raise WrongState(
            "it was announced already, or is one that is not announced", path="act"
        )
    possible = (state, act) in VISIT_MOVES
    if act is VisitAct.CLOSE and unsettled and possible:
        raise WrongState(
            f"{unsettled} findings still ask something of the company",
            path="act",
            remedy="close or withdraw each finding first",
        )
    if possible:
        return VISIT_MOVES[state, act]
    can = allowed_visit_acts(state, to_announce=to_announce, unsettled=unsettled)
    raise _cannot("visit", state, act, can)


def allowed_finding_acts(
    state: FindingState, *, reported: bool
) -> tuple[FindingAct, ...]:
    """Give what can be done with a finding, in a fixed order.

    Args:
        state: Where it stands.
        reported: Whether the company knows of it.
    """
    return tuple(
        act
        for act in FindingAct
        if (state, act) in FINDING_MOVES and (reported or act is not FindingAct.ANSWER)
    )


def move_finding(
    state: FindingState, act: FindingAct, *, reported: bool
) -> FindingState:
    """Give the state of a finding after an act.

    Raises:
        WrongState: It cannot be done; it says what can.
    """
    can = allowed_finding_acts(state, reported=reported)
    if act not in can:
        raise _cannot("finding", state, act, can)
    return FINDING_MOVES[state, act]


def _cannot(
    what: str, state: StrEnum, act: StrEnum, can: tuple[Act, ...]
) -> WrongState:
    return WrongState(
        f"a {what} that is {state} cannot be changed by: {act}",
        path="act",
        remedy=f"possible now: {', '.join(can) or 'nothing'}",
    )
