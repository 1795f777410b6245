from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluis.core.casework.states import (
    GRANTS,
    MOVES,
    OUTCOMES,
    ApplicationKind,
    ApplicationState,
    Move,
    NotNow,
    Outcome,
    Standing,
    advance,
    bars,
    open_moves,
)

READY = Standing(
    kind=ApplicationKind.INDIVIDUAL,
    actor="officer-2",
    proposer="officer-1",
    outcome=Outcome.GRANT,
)
ENDS = {ApplicationState.CLOSED, ApplicationState.WITHDRAWN}


def codes(state, move, at):
    return {reason.code for reason in bars(state, move, at)}


def walk(*moves, at=READY, start=ApplicationState.DRAFT):
    state = start
    for move in moves:
        state = advance(state, move, at)
    return state


def test_an_application_goes_from_draft_to_closed():
    assert (
        walk(
            Move.SUBMIT,
            Move.FIND_INCOMPLETE,
            Move.SUBMIT,
            Move.FIND_COMPLETE,
            Move.TAKE_UP,
            Move.ASK,
            Move.ANSWER,
            Move.CONSULT,
            Move.CONCLUDE_CONSULTATION,
            Move.PROPOSE,
            Move.DECIDE,
            Move.CLOSE,
        )
        is ApplicationState.CLOSED
    )


def test_what_is_missing_bars_a_submission_and_is_named():
    at = replace(READY, missing=("goods", "end_use"))

    with pytest.raises(NotNow, match="goods, end_use"):
        advance(ApplicationState.DRAFT, Move.SUBMIT, at)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"open_questions": 1}, "open-question"),
        ({"open_consultations": 2}, "open-consultation"),
        ({"open_matches": 1}, "open-match"),
        ({"open_criteria": 4}, "open-criterion"),
        ({"denying_criteria": ("art15.b",)}, "denying-criterion"),
        ({"objections_from_abroad": 1}, "binding-objection"),
        ({"stale_runs": True}, "stale-runs"),
        ({"outcome": Outcome.FAVOURABLE}, "wrong-outcome"),
        ({"outcome": Outcome.REFUSE}, "no-ground"),
        ({"actor": "officer-1"}, "one-person"),
        ({"proposer": None}, "one-person"),
    ],
)
def test_each_thing_that_bars_a_decision_is_named(change, code):
    assert codes(ApplicationState.PROPOSED, Move.DECIDE, replace(READY, **change)) == {
        code
    }


def test_all_that_bars_a_decision_is_told_at_once():
    at = replace(READY, open_questions=1, open_matches=1, actor="officer-1")

    assert codes(ApplicationState.PROPOSED, Move.DECIDE, at) == {
        "open-question",
        "open-match",
        "one-person",
    }


def test_a_refusal_may_be_proposed_while_a_match_is_open():
    at = replace(READY, outcome=Outcome.REFUSE, grounds=1, open_matches=1)

    assert not bars(ApplicationState.IN_ASSESSMENT, Move.PROPOSE, at)


def test_a_sondage_ends_in_an_opinion_and_never_in_a_licence():
    assert not OUTCOMES[ApplicationKind.SONDAGE] & GRANTS


def test_no_one_decides_while_the_applicant_is_waited_for():
    moves = set(open_moves(ApplicationState.WAITING))

    assert not moves & {Move.PROPOSE, Move.DECIDE}


def test_nothing_leaves_an_end():
    assert not [state for state, _ in MOVES if state in ENDS]


def test_every_state_can_be_reached_and_left():
    assert set(MOVES.values()) == set(ApplicationState)
    assert {state for state, _ in MOVES} == set(ApplicationState) - ENDS


def test_a_decision_is_reopened_by_an_objection_that_was_right():
    assert codes(ApplicationState.DECIDED, Move.REOPEN, READY) == {
        "no-upheld-objection"
    }
    at = replace(READY, upheld_objection=True)
    assert walk(Move.REOPEN, at=at, start=ApplicationState.DECIDED) is (
        ApplicationState.IN_ASSESSMENT
    )


PATHS = st.lists(st.sampled_from(Move), max_size=30)


@given(PATHS, st.booleans())
def test_no_path_leads_from_waiting_to_decided_without_an_answer(moves, start_waiting):
    state = ApplicationState.WAITING if start_waiting else ApplicationState.DRAFT
    waiting = start_waiting
    for move in moves:
        if bars(state, move, READY):
            continue
        state = advance(state, move, READY)
        if state is ApplicationState.WAITING:
            waiting = True
        if move is Move.ANSWER:
            waiting = False
        assert not (waiting and state is ApplicationState.DECIDED)


@given(
    st.sampled_from(ApplicationState),
    st.builds(
        Standing,
        kind=st.sampled_from(ApplicationKind),
        open_questions=st.integers(0, 2),
        open_consultations=st.integers(0, 2),
        open_matches=st.integers(0, 2),
        open_criteria=st.integers(0, 2),
        stale_runs=st.booleans(),
        actor=st.sampled_from(["a", "b", None]),
        proposer=st.sampled_from(["a", "b", None]),
        outcome=st.none() | st.sampled_from(Outcome),
        grounds=st.integers(0, 1),
    ),
)
def test_a_decision_has_two_people_nothing_open_and_an_outcome_of_its_kind(state, at):
    if bars(state, Move.DECIDE, at):
        return
    assert state is ApplicationState.PROPOSED
    assert None not in {at.actor, at.proposer}
    assert at.actor != at.proposer
    assert at.outcome in OUTCOMES[at.kind]
    assert not (at.open_questions or at.open_consultations or at.stale_runs)
    assert not (at.outcome in GRANTS and (at.open_matches or at.open_criteria))
