from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluis.core.casework.clock import History, Stop, objection_until, read_clock
from sluis.core.errors import InvalidInput

RECEIVED = date(2026, 9, 7)


def day(n):
    return RECEIVED + timedelta(days=n)


def asked(on, *, answered=None, by=None, why="applicant"):
    return Stop(
        asked_on=day(on),
        why=why,
        answered_on=None if answered is None else day(answered),
        answer_by=None if by is None else day(by),
    )


def test_the_authority_has_eight_weeks_from_receipt():
    clock = read_clock(History(received_on=RECEIVED), RECEIVED)

    assert (clock.days_used, clock.days_left) == (0, 56)
    assert clock.deadline == date(2026, 11, 2)
    assert clock.running


def test_the_days_between_a_question_and_its_answer_do_not_count():
    history = History(received_on=RECEIVED, stops=(asked(10, answered=24),))

    clock = read_clock(history, day(30))

    assert clock.days_used == 30 - 14
    assert clock.deadline == date(2026, 11, 16)


def test_while_the_applicant_is_asked_the_clock_stands_and_has_no_deadline():
    history = History(received_on=RECEIVED, stops=(asked(10),))

    early, late = read_clock(history, day(11)), read_clock(history, day(300))

    assert early.days_used == late.days_used == 10
    assert not late.running
    assert late.deadline is None
    assert late.stopped_by == ("applicant",)
    assert not late.overdue


def test_a_term_that_passes_unused_sets_the_clock_going_again():
    history = History(received_on=RECEIVED, stops=(asked(10, by=20),))

    assert read_clock(history, day(19)).days_used == 10
    assert read_clock(history, day(25)).days_used == 15


def test_two_questions_at_once_stop_the_clock_once():
    both = (asked(10, answered=20), asked(15, answered=30, why="foreign_authority"))

    clock = read_clock(History(received_on=RECEIVED, stops=both), day(40))

    assert clock.days_used == 20


def test_after_the_last_day_it_is_overdue_and_says_by_how_much():
    clock = read_clock(History(received_on=RECEIVED), day(60))

    assert clock.overdue
    assert clock.days_left == -4


def test_a_decision_ends_the_clock():
    history = History(received_on=RECEIVED, decided_on=day(20))

    clock = read_clock(history, day(400))

    assert (clock.days_used, clock.running, clock.overdue) == (20, False, False)


def test_a_term_that_ends_on_a_holiday_ends_on_the_next_working_day():
    # Eight weeks after 31 October 2025 is Boxing Day, a Friday.
    clock = read_clock(History(received_on=date(2025, 10, 31)), date(2025, 11, 1))

    assert clock.deadline == date(2025, 12, 29)


def test_one_may_object_for_six_weeks():
    assert objection_until(date(2026, 11, 2)) == date(2026, 12, 14)


@pytest.mark.parametrize("wrong", [asked(-1, answered=3), asked(5, answered=3)])
def test_a_suspension_out_of_order_is_refused(wrong):
    with pytest.raises(InvalidInput, match="suspension"):
        read_clock(History(received_on=RECEIVED, stops=(wrong,)), day(9))


@st.composite
def histories(draw):
    stops = []
    for _ in range(draw(st.integers(0, 5))):
        on = draw(st.integers(0, 80))
        answered = draw(st.none() | st.integers(on, on + 60))
        by = draw(st.none() | st.integers(on, on + 60))
        stops.append(asked(on, answered=answered, by=by))
    return History(received_on=RECEIVED, stops=tuple(stops))


@given(histories(), st.integers(0, 200))
def test_the_clock_never_runs_while_the_applicant_is_waited_for(history, n):
    before, after = read_clock(history, day(n)), read_clock(history, day(n + 1))

    waiting = any(
        stop.asked_on <= day(n)
        and (stop.ended_on(day(n + 1)) is None or stop.ended_on(day(n + 1)) > day(n))
        for stop in history.stops
    )
    assert after.days_used - before.days_used == (0 if waiting else 1)


@given(histories(), st.integers(0, 200), st.integers(0, 80), st.integers(0, 60))
def test_another_question_never_makes_the_deadline_earlier(history, n, on, length):
    more = replace(history, stops=(*history.stops, asked(on, answered=on + length)))

    one, other = read_clock(history, day(n)), read_clock(more, day(n))

    assert other.days_used <= one.days_used
    if one.deadline and other.deadline:
        assert other.deadline >= one.deadline
