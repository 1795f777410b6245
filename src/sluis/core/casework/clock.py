"""The statutory clock of an application.

Dutch administrative law (Algemene wet bestuursrecht, Awb) gives the authority
eight weeks from receipt (Article 4:13). The term is suspended from the day after
the applicant is asked to complete or explain, until the day he did or his own
term has passed unused; and from the day after he is told that a foreign authority
is asked, until its answer came (Article 4:15). A decision that will be late is
announced with a new day (Article 4:14). The clock is a function of dated events:
nothing is counted down and kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sluis.core.casework.calendar import term_end
from sluis.core.errors import InvalidInput

TERM = timedelta(weeks=8)
"""Awb 4:13(2): after eight weeks the reasonable term has passed in any case."""
OBJECTION_TERM = timedelta(weeks=6)
"""Awb 6:7: how long after a decision was made known one may object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A time in which the clock may not run.

    Attributes:
        asked_on: The day the applicant was asked, or told that another was.
        why: ``applicant`` or ``foreign_authority``.
        answered_on: The day the answer came; ``None`` while it is awaited.
        answer_by: The last day for the answer; ``None`` where none was set.
    """

    asked_on: date
    why: str
    answered_on: date | None = None
    answer_by: date | None = None

    def ended_on(self, today: date) -> date | None:
        """Give the last day on which the clock stood; ``None`` while it stands."""
        ends = [day for day in (self.answered_on, self.answer_by) if day is not None]
        last = min(ends, default=None)
        return last if last is not None and last <= today else None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The dated events that move the clock.

    Attributes:
        received_on: The day the application was received.
        stops: When the clock stood, in any order; they may overlap.
        announced: A later day by which the applicant was told to expect the
            decision (Awb 4:14); it does not change what is overdue by law.
        decided_on: The day the decision was made known, or the application was
            withdrawn; the clock ends there.
    """

    received_on: date
    stops: tuple[Stop, ...] = ()
    announced: date | None = None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How the term stands on a day.

    Attributes:
        received_on: The day it began.
        days_used: Days that have counted.
        days_left: Days that may still be used, below 0 when overdue.
        deadline: The last day for the decision, on a working day; ``None`` while
            the clock stands, as nobody knows for how long.
        running: Whether the days count now.
        stopped_by: Why it stands; empty while it runs.
        announced: The later day that was announced.
        overdue: Whether the last day has passed without a decision.
    """

    received_on: date
    days_used: int
    days_left: int
    deadline: date | None
    running: bool
    stopped_by: tuple[str, ...]
    announced: date | None
    overdue: bool


def read_clock(history: History, today: date) -> Clock:
    """Tell how the term stands at the end of a day.

    Args:
        history: What happened.
        today: The day; later events do not count yet.

    Raises:
        InvalidInput: A stop ends before it begins, or before the receipt.
    """
    _check(history)
    ended = history.decided_on is not None and history.decided_on <= today
    last = history.decided_on if ended and history.decided_on else today
    stops = [one for one in history.stops if one.asked_on <= last]
    standing = [] if ended else [one for one in stops if one.ended_on(last) is None]
    stood = _days(history, stops, last)
    used = max((last - history.received_on).days, 0) - stood
    # A stop counts from the day after the question, so on that day itself the
    # term still runs, though its end is already unknown.
    deadline = None if standing else term_end(history.received_on + TERM + _d(stood))
    return Clock(
        received_on=history.received_on,
        days_used=used,
        days_left=TERM.days - used,
        deadline=deadline,
        running=not ended and not standing and last >= history.received_on,
        stopped_by=tuple(dict.fromkeys(one.why for one in standing)),
        announced=history.announced,
        overdue=deadline is not None and last > deadline,
    )


def objection_until(known_on: date) -> date:
    """Give the last day to object to a decision that was made known on a day.

    The term begins on the day after (Awb 6:8).
    """
    return term_end(known_on + OBJECTION_TERM)


def _days(history: History, stops: Iterable[Stop], last: date) -> int:
    """Count the days that stood still; days of two stops count once."""
    still = 0
    reached = history.received_on
    for stop in sorted(stops, key=lambda one: one.asked_on):
        begin = max(stop.asked_on, reached)
        end = stop.ended_on(last) or last
        if end > begin:
            still += (end - begin).days
            reached = end
    return still


def _check(history: History) -> None:
    for place, stop in enumerate(history.stops):
        ends: Sequence[date | None] = (stop.answered_on, stop.answer_by)
        if stop.asked_on < history.received_on or any(
            end is not None and end < stop.asked_on for end in ends
        ):
            raise InvalidInput(
                "a suspension lies within the application's time, and does not end"
                " before it begins",
                path=f"stops[{place}]",
                remedy="correct the days",
            )


def _d(days: int) -> timedelta:
    return timedelta(days=days)
