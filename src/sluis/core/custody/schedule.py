"""When a standing query runs: the query schedule of EPCIS 2.0 (section 8.2.5.3).

Each field is a number, a range ``[a-b]`` or several of them parted by commas; the
forms of cron that the standard's examples use (``*``, ``0/30``) are read as well.
A moment must match every field. Of the fields that are left out, those finer than
the finest that is given take their lowest value, so that ``{"hour": "1"}`` is once
a day, and the others any. Moments are in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sluis.core.errors import InvalidInput, Problems, SluisError

BOUNDS: Mapping[str, tuple[int, int]] = {
    "second": (0, 59),
    "minute": (0, 59),
    "hour": (0, 23),
    "dayOfMonth": (1, 31),
    "month": (1, 12),
    "dayOfWeek": (1, 7),
}
"""Field to its lowest and highest value; finest first. Monday is day 1."""

_PART = re.compile(r"(?:\[?(\d{1,2})-(\d{1,2})\]?|(\d{1,2})|([*?]))(?:/(\d{1,2}))?")
_YEARS = 41
"""29 February falls on each day of the week within 40 years, also over 2100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The values that each field may have, in rising order."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    def after(self, moment: datetime) -> datetime | None:
        """Give the first moment of the schedule later than this one.

        Args:
            moment: With a time zone.

        Returns:
            A moment in UTC; ``None`` if there is none, as for 30 February.
        """
        start = moment.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)
        day = start.replace(hour=0, minute=0, second=0)
        for _ in range(_YEARS * 366):
            if self._has_day(day):
                found = self._on(day, max(start, day))
                if found is not None:
                    return found
            day += timedelta(days=1)
        return None

    def _has_day(self, day: datetime) -> bool:
        return (
            day.month in self.months
            and day.day in self.days
            and day.isoweekday() in self.weekdays
        )

    def _on(self, day: datetime, start: datetime) -> datetime | None:
        """Give the first moment of this day from ``start`` on."""
        for hour in self.hours:
            if hour < start.hour:
                continue
            for minute in self.minutes:
                for second in self.seconds:
                    moment = day.replace(hour=hour, minute=minute, second=second)
                    if moment >= start:
                        return moment
        return None


def read_schedule(given: Mapping[str, Any]) -> Schedule:
    """Read a schedule.

    Args:
        given: Field to text, as ``{"hour": "1", "minute": "5"}``.

    Raises:
        Problems: A field is not known or its text is none; one error a field.
        InvalidInput: No field is given, or no moment matches.
    """
    problems: list[SluisError] = []
    fields: dict[str, tuple[int, ...]] = {}
    for name, text in given.items():
        try:
            fields[name] = _values(name, text)
        except InvalidInput as error:
            problems.append(error)
    if problems:
        raise Problems(problems)
    if not fields:
        raise InvalidInput(
            "a schedule has at least one field",
            path="schedule",
            remedy=f"give one of {', '.join(BOUNDS)}",
        )
    schedule = _filled(fields)
    if schedule.after(datetime(2000, 1, 1, tzinfo=UTC)) is None:
        raise InvalidInput("no moment ever matches this schedule", path="schedule")
    return schedule


def _filled(fields: Mapping[str, tuple[int, ...]]) -> Schedule:
    order = {name: place for place, name in enumerate(BOUNDS)}
    order["dayOfWeek"] = order["dayOfMonth"]  # both choose days
    finest = min(order[name] for name in fields)

    def of(name: str) -> tuple[int, ...]:
        low, high = BOUNDS[name]
        if name in fields:
            return fields[name]
        lowest = order[name] < finest and name != "dayOfWeek"
        return (low,) if lowest else tuple(range(low, high + 1))

    return Schedule(
        seconds=of("second"),
        minutes=of("minute"),
        hours=of("hour"),
        days=frozenset(of("dayOfMonth")),
        months=frozenset(of("month")),
        weekdays=frozenset(of("dayOfWeek")),
    )


def _values(name: str, text: Any) -> tuple[int, ...]:
    path = f"schedule.{name}"
    if name not in BOUNDS:
        raise InvalidInput(
            f"a schedule has no field {name[:40]!r}",
            path=path,
            remedy=f"its fields are {', '.join(BOUNDS)}",
        )
    low, high = BOUNDS[name]
    refused = InvalidInput(
        f"{str(text)[:40]!r} is not a {name} between {low} and {high}",
        path=path,
        remedy="write 5, [1-5], 0/15 or several of them parted by commas, as text",
    )
    if not isinstance(text, str) or len(text) > 400:
        raise refused
    found: set[int] = set()
    for part in text.replace(" ", "").split(","):
        match = _PART.fullmatch(part)
        if match is None or (part.startswith("[")) != ("]" in part):
            raise refused
        first, last, one, every, step = match.groups()
        if every:
            start, end = low, high
        elif one:
            start, end = int(one), high if step else int(one)
        else:
            start, end = int(first), int(last)
        if not low <= start <= end <= high or (step and int(step) == 0):
            raise refused
        found.update(range(start, end + 1, int(step or 1)))
    return tuple(sorted(found))
