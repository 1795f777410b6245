from __future__ import annotations

from datetime import date
from decimal import Decimal
from string import Formatter

import pytest

from sluis.core.casework.condition_library import LIBRARY, ConditionCode
from sluis.core.casework.conditions import (
    ConditionState,
    ConditionTerm,
    Duty,
    due_days,
    problems_of_terms,
    read_term,
    wording,
)
from sluis.core.errors import InvalidInput, UnknownValue

LAST = date(2026, 6, 30)


def test_it_works():
    term = read_term("delivery_verification", {"days": "90"}, None, path="c[0]")

    assert wording(term, "en").endswith("within 90 days after each shipment has left.")
    assert "binnen 90 dagen" in wording(term, "nl")
    assert due_days(term, date(2026, 1, 1)) == date(2026, 4, 1)


@pytest.mark.parametrize("code", list(ConditionCode))
def test_each_condition_has_two_languages_and_all_its_parameters(code):
    kind = LIBRARY[code]
    names = {one.name for one in kind.parameters}

    for language in ("en", "nl"):
        fields = Formatter().parse(kind.text[language])
        assert {name for _, name, _, _ in fields if name} == names
    assert kind.text["en"] != kind.text["nl"]
    assert kind.evidence


@pytest.mark.parametrize(
    ("days", "met", "state"),
    [
        (date(2026, 5, 1), None, ConditionState.WAITING),
        (date(2026, 6, 16), None, ConditionState.DUE),
        (LAST, None, ConditionState.DUE),
        (date(2026, 7, 1), None, ConditionState.OVERDUE),
        (date(2026, 7, 1), LAST, ConditionState.MET),
    ],
)
def test_a_duty_becomes_due_and_overdue(days, met, state):
    assert Duty(due_on=LAST, met_on=met).state(days) is state


def test_a_duty_without_a_day_waits():
    assert Duty(due_on=None).state(LAST) is ConditionState.WAITING


def test_a_breach_is_not_mended_by_late_evidence():
    duty = Duty(due_on=LAST, met_on=date(2026, 8, 1), breached_on=date(2026, 7, 15))

    assert duty.state(date(2026, 9, 1)) is ConditionState.BREACHED


@pytest.mark.parametrize(
    ("code", "parameters", "error", "path"),
    [
        ("no_such", {}, UnknownValue, "c.code"),
        ("reporting", {"months": 3}, UnknownValue, "c.parameters.months"),
        ("reporting", {"days": "0"}, InvalidInput, "c.parameters.days"),
        ("instalments", {"most": "1,5"}, InvalidInput, "c.parameters.most"),
        ("route", {"countries": "Taiwan"}, InvalidInput, "c.parameters.countries"),
    ],
)
def test_what_cannot_be_a_condition_is_refused_at_its_place(
    code, parameters, error, path
):
    with pytest.raises(error) as caught:
        read_term(code, parameters, None, path="c")

    assert caught.value.path == path


def test_a_condition_without_its_parameters_or_line_is_a_problem():
    terms = [
        ConditionTerm(code=ConditionCode.REPORTING),
        ConditionTerm(
            code=ConditionCode.INSTALMENTS,
            parameters={"most": Decimal(5), "unit": "piece"},
            line=9,
        ),
    ]

    paths = [one.path for one in problems_of_terms(terms, [1])]

    assert paths == ["conditions[0].parameters.days", "conditions[1].line"]
