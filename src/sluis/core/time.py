"""Days, intervals, and the two times of every fact.

A fact has a time when it was so (*valid*) and a time since when we knew it
(*known*). Dates are whole days of the civil calendar; intervals are written in
data as ``[from, until]``, where ``null`` means open.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from sluis.core.errors import InvalidInput
from sluis.core.truth import Truth

Day: TypeAlias = date

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")


@dataclass(frozen=True, slots=True, order=True)
class VagueDay:
    """A day known exactly, to a month, a year, or between two days.

    It is one of the days from first to last. Two days with a stroke between
    them, ``2023-01-12/2025-11-15``, are written as ISO 8601 writes an interval.

    Attributes:
        first: The earliest day that is meant.
        last: The latest day that is meant, inclusive.
    """

    first: Day
    last: Day

    @classmethod
    def parse(cls, text: str, *, path: str | None = None) -> VagueDay:
        """Read ``2012``, ``2012-03``, ``2012-03-09`` or two of them with a stroke.

        Raises:
            InvalidInput: The text is none of these, or no such day exists.
        """
        if "/" in text:
            from_, _, to = text.partition("/")
            first = cls.parse(from_, path=path).first
            last = cls.parse(to, path=path).last
            if first > last:
                raise InvalidInput(
                    f"{text!r} ends before it begins",
                    path=path,
                    remedy="write the earlier day first",
                )
            return cls(first, last)
        found = _DAY.match(text.strip())
        if not found:
            raise InvalidInput(
                f"{text!r} is not a date",
                path=path,
                remedy="write it as YYYY-MM-DD, YYYY-MM or YYYY, or two with a stroke",
            )
        year, month, day = (int(part) if part else None for part in found.groups())
        try:
            return cls(
                date(year or 0, month or 1, day or 1),
                date(
                    year or 0,
                    month or 12,
                    day or monthrange(year or 0, month or 12)[1],
                ),
            )
        except (ValueError, IndexError) as problem:
            raise InvalidInput(
                f"{text!r} is not a day of the calendar", path=path
            ) from problem

    @property
    def exact(self) -> bool:
        """Whether one day is meant."""
        return self.first == self.last

    def __str__(self) -> str:
        if self.exact:
            return self.first.isoformat()
        for short in (f"{self.first:%Y-%m}", f"{self.first:%Y}"):
            if VagueDay.parse(short) == self:
                return short
        return f"{self.first.isoformat()}/{self.last.isoformat()}"

    def day_after(self, earlier: VagueDay) -> bool:
        """Whether this is the day after another, both as vague as each other."""
        one = timedelta(days=1)
        return (earlier.first + one, earlier.last + one) == (self.first, self.last)


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from ``start`` to ``end``, both inclusive; ``None`` means open.

    A vague bound leaves the days inside it unknown: an order "of 2012" is
    neither in force nor out of force on a day in 2012.
    """

    start: VagueDay | None = None
    end: VagueDay | None = None

    def contains(self, day: Day) -> Truth:
        """Tell whether the day lies inside; ``None`` inside a vague bound."""
        begun: Truth = True
        if self.start is not None:
            begun = _reached(self.start, day)
        if self.end is None or begun is False:
            return begun
        if day <= self.end.first:
            return begun
        return False if day > self.end.last else None


def _reached(bound: VagueDay, day: Day) -> Truth:
    if day >= bound.last:
        return True
    return False if day < bound.first else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AsOf:
    """The two days of a question.

    Attributes:
        valid_on: The day whose facts and law are asked for.
        known_on: Only what had been published or recorded by this day counts;
            ``None`` means everything known to this copy of Sluis.
    """

    valid_on: Day
    known_on: Day | None = None

    def knew(self, known_since: Day | None) -> bool:
        """Whether something known since that day counts for this question.

        Args:
            known_since: The day of publication or recording; ``None`` when it
                was never recorded, which counts only without ``known_on``.
        """
        if self.known_on is None:
            return True
        return known_since is not None and known_since <= self.known_on


def parse_day(text: str, *, path: str | None = None) -> Day:
    """Read one exact day, ``YYYY-MM-DD``.

    Raises:
        InvalidInput: The text is not one exact day.
    """
    day = VagueDay.parse(text, path=path)
    if not day.exact:
        raise InvalidInput(
            f"{text!r} is not one day", path=path, remedy="write it as YYYY-MM-DD"
        )
    return day.first
