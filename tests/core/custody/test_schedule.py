"""A schedule gives the moments a standing query runs at."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluis.core.custody.schedule import BOUNDS, read_schedule
from sluis.core.errors import SluisError

START = datetime(2026, 2, 27, 10, 30, 15, tzinfo=UTC)  # a Friday


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"hour": "1", "minute": "5"}, "2026-02-28T01:05:00"),
        ({"hour": "11"}, "2026-02-27T11:00:00"),
        ({"minute": "[30-40]"}, "2026-02-27T10:31:00"),
        ({"second": "0/30"}, "2026-02-27T10:30:30"),
        ({"second": "15,16"}, "2026-02-27T10:30:16"),
        ({"second": "*"}, "2026-02-27T10:30:16"),
        ({"dayOfWeek": "1"}, "2026-03-02T00:00:00"),
        ({"dayOfMonth": "29", "month": "2"}, "2028-02-29T00:00:00"),
        ({"month": "3"}, "2026-03-01T00:00:00"),
        ({"dayOfWeek": "7", "hour": "23", "minute": "59"}, "2026-03-01T23:59:00"),
        ({"dayOfMonth": "[30-31],1", "month": "*"}, "2026-03-01T00:00:00"),
    ],
)
def test_the_next_moment_is_the_first_that_matches_every_field(fields, expected):
    assert read_schedule(fields).after(START) == datetime.fromisoformat(f"{expected}Z")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "at least one field"),
        ({"hour": "24"}, "between 0 and 23"),
        ({"hour": "[5-1]"}, "between 0 and 23"),
        ({"hour": "[1-5"}, "between 0 and 23"),
        ({"hour": ""}, "between 0 and 23"),
        ({"hour": 5}, "between 0 and 23"),
        ({"second": "0/0"}, "between 0 and 59"),
        ({"week": "1"}, "no field 'week'"),
        ({"dayOfMonth": "30", "month": "2"}, "no moment ever matches"),
    ],
)
def test_what_is_no_schedule_is_refused_with_its_field(fields, told):
    with pytest.raises(SluisError) as refused:
        read_schedule(fields)
    assert told in str(refused.value)


@given(
    st.dictionaries(
        st.sampled_from(["second", "minute", "hour"]),
        st.integers(0, 23).map(str),
        min_size=1,
    ),
    st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_it_is_later_and_nothing_that_matches_lies_between(fields, moment):
    found = read_schedule(fields).after(moment)
    assert moment < found <= moment + timedelta(days=1, seconds=1)
    for name in fields:
        assert getattr(found, name) == int(fields[name])
    finest = next(name for name in BOUNDS if name in fields)
    unit = {"second": 60, "minute": 3600, "hour": 86400}[finest]
    if len(fields) == 1:
        assert found - moment <= timedelta(seconds=unit)
