from datetime import date

import pytest

from sluis.core.errors import InvalidInput
from sluis.core.time import AsOf, Interval, VagueDay, parse_day


def interval(start, end=None):
    read = [None if one is None else VagueDay.parse(one) for one in (start, end)]
    return Interval(*read)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2012", date(2012, 1, 1), date(2012, 12, 31)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2012-02-09", date(2012, 2, 9), date(2012, 2, 9)),
        ("2012-02-09/2013-05-01", date(2012, 2, 9), date(2013, 5, 1)),
    ],
)
def test_a_day_is_as_exact_as_it_is_written(text, first, last):
    day = VagueDay.parse(text)
    assert (day.first, day.last) == (first, last)
    assert str(day) == text


def test_two_days_with_a_stroke_are_written_as_short_as_they_can_be():
    assert str(VagueDay.parse("2012-01-01/2012-12-31")) == "2012"
    assert str(VagueDay.parse("2012/2013")) == "2012-01-01/2013-12-31"


@pytest.mark.parametrize(
    "text",
    ["", "12", "2012-13", "2013-02-29", "9 May 2012", "2013/2012", "2012/", "/2012"],
)
def test_what_is_no_day_of_the_calendar_is_refused(text):
    with pytest.raises(InvalidInput) as refused:
        VagueDay.parse(text, path="date")
    assert refused.value.path == "date"


def test_an_order_of_a_year_is_open_within_that_year():
    order = interval("2012")
    assert order.contains(date(2011, 12, 31)) is False
    assert order.contains(date(2012, 6, 1)) is None
    assert order.contains(date(2012, 12, 31)) is True


def test_the_last_day_belongs_to_an_interval():
    period = interval("2012-03-24", "2016-01-15")
    assert period.contains(date(2012, 3, 24)) is True
    assert period.contains(date(2016, 1, 15)) is True
    assert period.contains(date(2016, 1, 16)) is False


def test_a_vague_end_is_open_too():
    period = interval(None, "2016")
    assert period.contains(date(2015, 12, 31)) is True
    assert period.contains(date(2016, 5, 1)) is None
    assert period.contains(date(2017, 1, 1)) is False


def test_what_was_never_recorded_was_not_known_on_a_day():
    asked = AsOf(valid_on=date(2020, 1, 1), known_on=date(2016, 1, 1))
    assert asked.knew(date(2016, 1, 1))
    assert not asked.knew(date(2016, 1, 2))
    assert not asked.knew(None)
    assert AsOf(valid_on=date(2020, 1, 1)).knew(None)


def test_one_exact_day_is_asked_for():
    assert parse_day("2016-05-12") == date(2016, 5, 12)
    with pytest.raises(InvalidInput):
        parse_day("2016-05")
