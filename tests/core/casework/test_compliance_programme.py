"""What follows from a company's answers about its programme."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sluis.core.casework.compliance_programme import (
    Answer,
    Standing,
    check_answer,
    due_again,
    result_of,
)
from sluis.core.casework.programme_questions import QUESTIONS, Element
from sluis.core.errors import Problems

TODAY = date(2026, 11, 26)
CODES = [one.code for one in QUESTIONS]


def answer(question=CODES[0], standing=Standing.IN_PLACE, **changes):
    return Answer(question=question, standing=standing, **changes)


def test_every_element_of_the_recommendation_is_asked_about_in_both_languages():
    assert {one.element for one in QUESTIONS} == set(Element)
    assert len(set(CODES)) == len(CODES)
    assert all(one.text["en"] and one.text["nl"] for one in QUESTIONS)
    assert QUESTIONS[-1].place.endswith("core element 7")


def test_nothing_answered_is_not_known_and_not_a_gap():
    found = result_of([], TODAY)
    assert found.open == tuple(CODES)
    assert found.gaps == ()
    assert {one.in_place for one in found.elements} == {None}


def test_a_gap_is_known_whatever_else_is_open():
    found = result_of([answer(standing=Standing.NOT_IN_PLACE)], TODAY)
    assert found.gaps == found.unplanned == (CODES[0],)
    assert found.elements[0].in_place is False
    assert found.elements[0].counts[Standing.UNKNOWN] == 3


def test_all_in_place_is_in_place_and_says_what_is_not_shown():
    said = [answer(code, explanation="so") for code in CODES[1:]]
    found = result_of([answer(), *said], TODAY)
    assert {one.in_place for one in found.elements} == {True}
    assert found.unsupported == (CODES[0],)


def test_an_action_is_late_after_its_day():
    planned = answer(standing=Standing.PARTLY, action="do it", action_due=TODAY)
    assert result_of([planned], TODAY).overdue == ()
    assert result_of([planned], date(2026, 11, 27)).overdue == (CODES[0],)
    assert result_of([planned], TODAY).unplanned == ()


def test_an_answer_that_contradicts_itself_is_refused_with_every_reason():
    wrong = answer("no.such", action="do it", explanation="x" * 5001)
    with pytest.raises(Problems) as refused:
        check_answer(wrong)
    assert [one.path for one in refused.value.errors] == [
        "question",
        "explanation",
        "action_due",
        "standing",
    ]
    with pytest.raises(Problems, match="no action"):
        check_answer(answer(standing=Standing.PARTLY, action_due=TODAY))


def test_it_is_due_again_a_year_later():
    assert due_again(date(2026, 11, 26)) == date(2027, 11, 26)
    assert due_again(date(2028, 2, 29)) == date(2029, 2, 28)


@given(some.dictionaries(some.sampled_from(CODES), some.sampled_from(Standing)))
def test_every_question_is_a_gap_or_open_or_in_place(said):
    found = result_of([answer(code, one) for code, one in said.items()], TODAY)
    in_place = [code for code, one in said.items() if one is Standing.IN_PLACE]
    assert sorted([*found.gaps, *found.open, *in_place]) == sorted(CODES)
    counted = sum(sum(one.counts.values()) for one in found.elements)
    assert counted == len(QUESTIONS)
    for one in found.elements:
        own = [code for code in found.gaps if code.startswith(f"{one.element}.")]
        assert (one.in_place is False) == bool(own)
