from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluis.core.casework.calendar import (
    after_working_days,
    holidays,
    is_working_day,
    term_end,
)

DAYS = st.dates(date(2015, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 4, 3),  # Good Friday
        date(2026, 4, 6),
        date(2026, 4, 27),
        date(2026, 5, 5),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 12, 25),
        date(2025, 4, 26),  # the 27th was a Sunday
    ],
)
def test_public_holidays_of_the_general_terms_act(day):
    assert day in holidays(day.year)
    assert not is_working_day(day)


def test_kings_day_on_a_sunday_is_kept_the_day_before():
    assert date(2025, 4, 27) not in holidays(2025)


def test_ten_working_days_over_christmas():
    assert after_working_days(date(2026, 12, 18), 10) == date(2027, 1, 5)


def test_a_term_that_ends_on_a_saturday_ends_on_monday():
    assert term_end(date(2026, 11, 28)) == date(2026, 11, 30)


@given(DAYS, st.integers(1, 60))
def test_so_many_working_days_lie_between(day, count):
    last = after_working_days(day, count)

    between = (day + timedelta(days=n) for n in range(1, (last - day).days + 1))
    assert sum(is_working_day(one) for one in between) == count
    assert is_working_day(last)


@given(DAYS)
def test_a_term_ends_on_a_working_day_and_never_earlier(day):
    assert term_end(day) >= day
    assert is_working_day(term_end(day))
