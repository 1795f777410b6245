from __future__ import annotations

from datetime import date, timedelta

import pytest

from sluis.core.casework.calendar import after_working_days
from sluis.core.casework.consultation import (
    RULES,
    ConsultationKind,
    WrongAnswer,
    check_answer,
    due_on,
    extended,
    latest_due_on,
    silence_on,
    stands_against,
)

MONDAY = date(2026, 11, 2)


def test_another_state_has_ten_working_days():
    assert due_on(ConsultationKind.NO_UNDERCUT, MONDAY) == date(2026, 11, 16)


@pytest.mark.parametrize(
    ("kind", "meaning"),
    [
        (ConsultationKind.GOODS_ELSEWHERE, "no_objection"),
        (ConsultationKind.NO_UNDERCUT, "not_identical"),
        (ConsultationKind.ADVICE, None),
    ],
)
def test_what_silence_means_once_the_term_has_passed(kind, meaning):
    due = due_on(kind, MONDAY)

    assert silence_on(kind, due, due) is None
    assert silence_on(kind, due, due + timedelta(days=1)) == meaning


@pytest.mark.parametrize("kind", ConsultationKind)
def test_a_term_is_made_longer_only_as_far_as_the_law_allows(kind):
    latest = latest_due_on(kind, MONDAY)

    assert extended(kind, MONDAY, latest) == latest
    with pytest.raises(WrongAnswer, match=str(latest)):
        extended(kind, MONDAY, latest + timedelta(days=1))


@pytest.mark.parametrize("kind", ConsultationKind)
def test_an_answer_of_another_kind_is_refused(kind):
    for answer in RULES[kind].answers:
        check_answer(kind, answer)
    with pytest.raises(WrongAnswer):
        check_answer(kind, "perhaps")


def test_only_the_state_where_the_goods_are_can_bind():
    assert stands_against("objection")
    assert not stands_against("essentially_identical")


@pytest.mark.parametrize(
    "kind", [ConsultationKind.GOODS_ELSEWHERE, ConsultationKind.NO_UNDERCUT]
)
def test_both_terms_can_be_made_longer_by_thirty_working_days(kind):
    assert latest_due_on(kind, MONDAY) == after_working_days(MONDAY, 10 + 30)
