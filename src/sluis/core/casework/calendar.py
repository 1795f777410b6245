"""Working days, and the days on which a statutory term may not end.

The Dutch General Terms Act (Algemene termijnenwet) names the public holidays in
Article 3 and moves the end of a term off them in Article 1. Regulation (EEC)
1182/71 Article 2 counts as working days all days that are neither Saturdays,
Sundays nor the Member State's public holidays.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

_ONE = timedelta(days=1)


@cache
def holidays(year: int) -> frozenset[date]:
    """Give the Dutch public holidays of a year (Algemene termijnenwet, Article 3).

    Args:
        year: From 2014, when King's Day came to fall on 27 April; earlier years
            are answered by the same days.
    """
    easter = _easter(year)
    kings_day = date(year, 4, 27)
    if kings_day.isoweekday() == 7:
        kings_day -= _ONE
    return frozenset(
        {
            date(year, 1, 1),
            easter - 2 * _ONE,  # Good Friday, by the second paragraph
            easter + _ONE,
            kings_day,
            date(year, 5, 5),
            easter + 39 * _ONE,  # Ascension
            easter + 50 * _ONE,  # Whit Monday
            date(year, 12, 25),
            date(year, 12, 26),
        }
    )


def is_working_day(day: date) -> bool:
    """Tell whether offices work on a day."""
    return day.isoweekday() < 6 and day not in holidays(day.year)


def after_working_days(day: date, count: int) -> date:
    """Give the last of so many working days after a day, which itself is not counted.

    Args:
        day: The day of the event.
        count: How many working days, from 1.
    """
    while count > 0:
        day += _ONE
        count -= is_working_day(day)
    return day


def term_end(day: date) -> date:
    """Move the end of a term to the next working day, where it falls on none."""
    while not is_working_day(day):
        day += _ONE
    return day


def _easter(year: int) -> date:
    """Give Easter Sunday (the anonymous Gregorian computus)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    shift = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - century // 4 - shift + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon) - of_century % 4
    late = (golden + 11 * moon + 22 * (weekday % 7)) // 451
    month, day = divmod(moon + weekday % 7 - 7 * late + 114, 31)
    return date(year, month, day + 1)
