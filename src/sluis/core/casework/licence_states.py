"""The states of a licence, on any day, from the acts that were done to it.

Nothing is stored but the acts: a licence that begins tomorrow becomes active by
itself, and one that ended is expired without anyone having to say so. A state can
be asked for any day, and as it was known on any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sluis.core.errors import InvalidInput, SluisError


class LicenceState(StrEnum):
    """Where a licence stands on a day."""

    ISSUED = "issued"
    """It exists, and its first day has not come."""
    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXHAUSTED = "exhausted"
    """All of it has left."""
    EXPIRED = "expired"
    REVOKED = "revoked"
    ANNULLED = "annulled"
    """It never was: also before the day on which it was annulled."""
    SURRENDERED = "surrendered"
    REPLACED = "replaced"


class LicenceAct(StrEnum):
    """What can be done to a licence after it was issued."""

    SUSPEND = "suspend"
    RESUME = "resume"
    REVOKE = "revoke"
    ANNUL = "annul"
    SURRENDER = "surrender"
    REPLACE = "replace"


class WrongState(SluisError):
    """Something is asked of a thing that its state does not allow."""

    code = "wrong-state"


TWO_PEOPLE: frozenset[LicenceAct] = frozenset(
    {LicenceAct.REVOKE, LicenceAct.ANNUL, LicenceAct.RESUME, LicenceAct.REPLACE}
)
"""Acts that one person proposes and another confirms.

A suspension stops goods at once, so one officer may do it; everything that is hard
to undo, or lets goods go again, takes two.
"""

_LIVING = frozenset({LicenceState.ISSUED, LicenceState.ACTIVE, LicenceState.EXHAUSTED})

_FROM: Mapping[LicenceAct, frozenset[LicenceState]] = {
    LicenceAct.SUSPEND: _LIVING,
    LicenceAct.RESUME: frozenset({LicenceState.SUSPENDED}),
    LicenceAct.REVOKE: _LIVING | {LicenceState.SUSPENDED},
    # What was obtained by false statements can be annulled after it ended as well.
    LicenceAct.ANNUL: frozenset(LicenceState) - {LicenceState.ANNULLED},
    LicenceAct.SURRENDER: _LIVING | {LicenceState.SUSPENDED},
    LicenceAct.REPLACE: _LIVING,
}

_INTO: Mapping[LicenceAct, LicenceState] = {
    LicenceAct.SUSPEND: LicenceState.SUSPENDED,
    LicenceAct.REVOKE: LicenceState.REVOKED,
    LicenceAct.SURRENDER: LicenceState.SURRENDERED,
    LicenceAct.REPLACE: LicenceState.REPLACED,
}
_FINAL = frozenset(
    {LicenceState.REVOKED, LicenceState.SURRENDERED, LicenceState.REPLACED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceMove:
    """An act that was done to a licence.

    Attributes:
        act: What was done.
        effective_on: From which day it holds; an annulment holds from the start.
        known_on: The day it was decided.
        basis: Article and act it rests on.
        reason: Why, for the holder.
    """

    act: LicenceAct
    effective_on: date
    known_on: date
    basis: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What a licence's state on a day follows from.

    Attributes:
        valid_from: First day on which goods may leave.
        valid_until: Last day.
        moves: What was done to it, in the order it was decided.
    """

    valid_from: date
    valid_until: date
    moves: tuple[LicenceMove, ...] = ()

    def state(
        self, day: date, *, known_on: date | None = None, exhausted: bool = False
    ) -> LicenceState:
        """Give the state on a day.

        Args:
            day: The day.
            known_on: Leave out what was decided later; ``None`` means nothing.
            exhausted: Whether all of it had left by that day.
        """
        known = [m for m in self.moves if known_on is None or m.known_on <= known_on]
        if any(move.act is LicenceAct.ANNUL for move in known):
            return LicenceState.ANNULLED
        stands = _after(known, day)
        if stands in _FINAL:
            return stands
        if day > self.valid_until:
            return LicenceState.EXPIRED
        if stands is LicenceState.SUSPENDED:
            return stands
        if day < self.valid_from:
            return LicenceState.ISSUED
        return LicenceState.EXHAUSTED if exhausted else LicenceState.ACTIVE


def _after(moves: Iterable[LicenceMove], day: date) -> LicenceState:
    stands = LicenceState.ACTIVE
    # Of two acts of one day the later decided holds: sorting keeps their order.
    for move in sorted(moves, key=lambda one: one.effective_on):
        if move.effective_on <= day and stands not in _FINAL:
            stands = _INTO.get(move.act, LicenceState.ACTIVE)
    return stands


def allowed_acts(state: LicenceState) -> tuple[LicenceAct, ...]:
    """Give what can be done to a licence in a state, in a fixed order."""
    return tuple(act for act in LicenceAct if state in _FROM[act])


def move(life: Life, next_move: LicenceMove, *, exhausted: bool = False) -> Life:
    """Do an act to a licence.

    Args:
        life: The licence so far.
        next_move: The act.
        exhausted: Whether all of it has left.

    Raises:
        WrongState: The licence's state on the day of effect does not allow it.
        InvalidInput: It has no basis or no reason, or comes before another act
            that it would undo.
    """
    for name, said in (("basis", next_move.basis), ("reason", next_move.reason)):
        if not said.strip():
            raise InvalidInput(f"an act needs a {name}", path=name, remedy="write it")
    later = [one.effective_on for one in life.moves if one.act in _INTO]
    annuls = next_move.act is LicenceAct.ANNUL
    if later and next_move.effective_on < max(later) and not annuls:
        raise InvalidInput(
            f"{next_move.effective_on} lies before an act of {max(later)}",
            path="effective_on",
            remedy="write that day or a later one",
        )
    stands = life.state(next_move.effective_on, exhausted=exhausted)
    if stands not in _FROM[next_move.act]:
        raise WrongState(
            f"a licence that is {stands} cannot be changed by: {next_move.act}",
            path="act",
            remedy=f"possible now: {', '.join(allowed_acts(stands)) or 'nothing'}",
        )
    return Life(
        valid_from=life.valid_from,
        valid_until=life.valid_until,
        moves=(*life.moves, next_move),
    )
