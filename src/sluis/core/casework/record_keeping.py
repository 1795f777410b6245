"""How long records must be kept, and why: no day without its derivation.

Nothing is deleted by this. It tells the earliest day on which export control law no
longer asks for a record; another law, such as that on taxes, can ask for longer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sluis.core.casework.licence_states import LicenceAct, LicenceState, Life

RECAST_APPLIES_FROM = date(2021, 9, 9)
"""Regulation (EU) 2021/821, Article 32: from here its Article 27 counts."""


class Event(StrEnum):
    """From what a term is counted."""

    EXPORT = "export"
    ACCEPTED = "accepted"
    """A customs declaration for export was accepted."""
    LICENCE_ENDED = "licence_ended"
    CASE_ENDED = "case_ended"


class Waits(StrEnum):
    """What must happen before a term can end."""

    DECISION = "decision"
    LICENCE_IN_USE = "licence_in_use"
    GOODS_NOT_OUT = "goods_not_out"
    """Goods were released, or are held, and have not left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A term, and where it stands.

    Attributes:
        legal_basis: Article and act; of a rule of ours, the one it is taken after.
        years: Calendar years after that of the event.
        binding: Whether the law itself says so of this event. Where it is silent,
            the term of Article 27 is taken after it, to be on the safe side.
    """

    legal_basis: str
    years: int
    binding: bool = True


EXPORTS = Rule(legal_basis="Regulation (EU) 2021/821, Article 27(3)", years=5)
EXPORTS_BEFORE = Rule(legal_basis="Regulation (EC) 428/2009, Article 20(3)", years=3)
CUSTOMS = Rule(legal_basis="Regulation (EU) 952/2013, Article 51(1)", years=3)
"""Counted from the end of the year in which the declaration was accepted."""
BY_ANALOGY = Rule(legal_basis=EXPORTS.legal_basis, years=5, binding=False)

_ENDED = frozenset(
    {
        LicenceState.EXPIRED,
        LicenceState.REVOKED,
        LicenceState.ANNULLED,
        LicenceState.SURRENDERED,
        LicenceState.REPLACED,
    }
)
_ENDING = frozenset({LicenceAct.REVOKE, LicenceAct.SURRENDER, LicenceAct.REPLACE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A reason to keep a record.

    Attributes:
        rule: The term.
        event: From what it is counted.
        on: The day of the event.
    """

    rule: Rule
    event: Event
    on: date

    @property
    def keep_until(self) -> date:
        """The last day, which is the last of a calendar year."""
        return date(self.on.year + self.rule.years, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """How long a record is kept.

    Attributes:
        grounds: Every reason known today, the longest first.
        waits_for: What must happen before a last day can be told; ``None`` when
            it can.
    """

    grounds: tuple[Ground, ...] = ()
    waits_for: Waits | None = None

    @property
    def keep_until(self) -> date | None:
        """The last day on which it must be there; ``None`` while none can be told."""
        if self.waits_for is not None or not self.grounds:
            return None
        return self.grounds[0].keep_until

    @property
    def destroy_from(self) -> date | None:
        """The first day on which it may be destroyed; ``None`` while none is known."""
        last = self.keep_until
        return None if last is None else last + timedelta(days=1)


def of_declaration(
    accepted_on: date, *, exited_on: date | None, ended: bool
) -> Keeping:
    """Tell how long a customs declaration and its papers are kept.

    Args:
        accepted_on: The day it came in.
        exited_on: The day the goods left; ``None`` while they have not.
        ended: Whether goods that have not left never will: the declaration was
            refused or invalidated.
    """
    grounds = [Ground(rule=CUSTOMS, event=Event.ACCEPTED, on=accepted_on)]
    if exited_on is not None:
        grounds.append(_of_export(exited_on))
    waiting = exited_on is None and not ended
    return _keeping(grounds, Waits.GOODS_NOT_OUT if waiting else None)


def of_licence(
    *, ended_on: date | None, exports: Iterable[date], goods_not_out: bool
) -> Keeping:
    """Tell how long a licence, and all that belongs to it, is kept.

    Args:
        ended_on: The day after which nothing could leave under it; ``None`` while
            it can be used.
        exports: The days on which goods left under it.
        goods_not_out: Whether goods are declared under it and have not left.
    """
    grounds = [_of_export(day) for day in set(exports)]
    if ended_on is not None:
        grounds.append(Ground(rule=BY_ANALOGY, event=Event.LICENCE_ENDED, on=ended_on))
    if ended_on is None:
        return _keeping(grounds, Waits.LICENCE_IN_USE)
    return _keeping(grounds, Waits.GOODS_NOT_OUT if goods_not_out else None)


def of_application(*, ended_on: date | None, licence: Keeping | None) -> Keeping:
    """Tell how long an application is kept.

    Args:
        ended_on: The day it was decided or withdrawn; ``None`` while it is open.
        licence: How long the licence that came of it is kept; ``None`` when none
            did. The application says what the licence was given for, so it is
            kept as long.
    """
    if ended_on is None:
        return _keeping([], Waits.DECISION)
    own = Ground(rule=BY_ANALOGY, event=Event.CASE_ENDED, on=ended_on)
    if licence is None:
        return _keeping([own], None)
    return _keeping([own, *licence.grounds], licence.waits_for)


def _of_export(day: date) -> Ground:
    rule = EXPORTS if day >= RECAST_APPLIES_FROM else EXPORTS_BEFORE
    return Ground(rule=rule, event=Event.EXPORT, on=day)


def _keeping(grounds: list[Ground], waits_for: Waits | None) -> Keeping:
    longest_first = sorted(
        grounds,
        # Of two that end on one day, what the law says comes before our own rule.
        key=lambda one: (one.keep_until, one.rule.binding, one.on, one.event),
        reverse=True,
    )
    return Keeping(grounds=tuple(longest_first), waits_for=waits_for)


def licence_end(life: Life, today: date) -> date | None:
    """Give the day from which nothing can leave under a licence any more.

    Args:
        life: The licence's days and what was done to it.
        today: The day it is asked on.

    Returns:
        ``None`` while the licence can be used, or used again.
    """
    if life.state(today) not in _ENDED:
        return None
    ends = [life.valid_until]
    for move in life.moves:
        if move.act is LicenceAct.ANNUL:
            ends.append(move.known_on)
        elif move.act in _ENDING:
            ends.append(move.effective_on)
    return min(ends)
