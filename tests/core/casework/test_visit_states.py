"""How a visit and its findings go, and what bars them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sluis.core.casework.licence_states import WrongState
from sluis.core.casework.visit_states import (
    FindingAct,
    FindingState,
    VisitAct,
    VisitState,
    allowed_finding_acts,
    allowed_visit_acts,
    move_finding,
    move_visit,
)


def test_a_visit_is_planned_announced_held_reported_and_closed():
    state = VisitState.PLANNED
    for act in (VisitAct.ANNOUNCE, VisitAct.HOLD, VisitAct.REPORT, VisitAct.CLOSE):
        state = move_visit(state, act, to_announce=True, unsettled=0)
    assert state is VisitState.CLOSED


def test_a_visit_is_announced_once_and_only_if_it_is_one_that_is():
    with pytest.raises(WrongState, match="announced already"):
        move_visit(
            VisitState.PLANNED, VisitAct.ANNOUNCE, to_announce=False, unsettled=0
        )


def test_what_is_asked_of_the_company_keeps_a_visit_open():
    with pytest.raises(WrongState, match="2 findings"):
        move_visit(VisitState.REPORTED, VisitAct.CLOSE, to_announce=False, unsettled=2)


def test_nothing_is_found_before_the_visit():
    with pytest.raises(WrongState, match="planned"):
        move_visit(VisitState.PLANNED, VisitAct.FIND, to_announce=True, unsettled=0)


def test_the_company_answers_what_was_reported_to_it_until_it_is_settled():
    with pytest.raises(WrongState):
        move_finding(FindingState.OPEN, FindingAct.ANSWER, reported=False)
    state = FindingState.OPEN
    for act in (FindingAct.ANSWER, FindingAct.SEND_BACK, FindingAct.ANSWER):
        state = move_finding(state, act, reported=True)
    assert move_finding(state, FindingAct.CLOSE, reported=True) is FindingState.CLOSED
    with pytest.raises(WrongState, match="nothing"):
        move_finding(FindingState.CLOSED, FindingAct.ANSWER, reported=True)


@given(
    some.sampled_from(VisitState),
    some.sampled_from(VisitAct),
    some.booleans(),
    some.integers(min_value=0, max_value=3),
)
def test_what_is_offered_can_be_done_and_nothing_else(state, act, to_announce, open_):
    facts = {"to_announce": to_announce, "unsettled": open_}
    if act in allowed_visit_acts(state, **facts):
        move_visit(state, act, **facts)
    else:
        with pytest.raises(WrongState):
            move_visit(state, act, **facts)


@given(some.sampled_from(FindingState), some.sampled_from(FindingAct), some.booleans())
def test_of_a_finding_too(state, act, reported):
    if act in allowed_finding_acts(state, reported=reported):
        move_finding(state, act, reported=reported)
    else:
        with pytest.raises(WrongState):
            move_finding(state, act, reported=reported)
