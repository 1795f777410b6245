"""The states of a declaration, and how long goods may be held.

Goods may be held while an authorisation is looked into anew (Regulation (EU)
2021/821, Article 21(3)), for 10 working days, which can be made 30 (paragraph 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sluis.core.casework.licence_states import WrongState

HOLD_DAYS = 10
"""Working days that goods may be held."""

HOLD_DAYS_EXTENDED = 30
"""Working days that goods may be held at most."""


class DeclarationState(StrEnum):
    """Where a declaration stands."""

    LODGED = "lodged"
    MATCHED = "matched"
    MISMATCH = "mismatch"
    NONE_FOUND = "none_found"
    HELD = "held"
    RELEASED = "released"
    REFUSED = "refused"
    EXITED = "exited"
    INVALIDATED = "invalidated"


class DeclarationAct(StrEnum):
    """What moves a declaration on."""

    HOLD = "hold"
    RELEASE = "release"
    REFUSE = "refuse"
    EXIT = "exit"
    AMEND = "amend"
    INVALIDATE = "invalidate"


_CHECKED = frozenset(
    {DeclarationState.MATCHED, DeclarationState.MISMATCH, DeclarationState.NONE_FOUND}
)
_STANDING = frozenset(DeclarationState) - {DeclarationState.INVALIDATED}

_MOVES: Mapping[
    DeclarationAct, tuple[frozenset[DeclarationState], DeclarationState]
] = {
    # What was released can still be stopped while it has not left (Article 21(3)).
    DeclarationAct.HOLD: (
        _CHECKED | {DeclarationState.RELEASED},
        DeclarationState.HELD,
    ),
    DeclarationAct.RELEASE: (
        _CHECKED | {DeclarationState.HELD},
        DeclarationState.RELEASED,
    ),
    DeclarationAct.REFUSE: (
        _CHECKED | {DeclarationState.HELD},
        DeclarationState.REFUSED,
    ),
    DeclarationAct.EXIT: (
        frozenset({DeclarationState.RELEASED}),
        DeclarationState.EXITED,
    ),
    # A declaration that left can still be corrected and invalidated afterwards
    # (Union Customs Code, Articles 173(3) and 174(2)).
    DeclarationAct.AMEND: (
        _STANDING,
        DeclarationState.LODGED,
    ),
    DeclarationAct.INVALIDATE: (
        _STANDING,
        DeclarationState.INVALIDATED,
    ),
}


def after(state: DeclarationState, act: DeclarationAct) -> DeclarationState:
    """Give the state that an act leads to.

    Raises:
        WrongState: The act cannot be done in this state.
    """
    allowed, into = _MOVES[act]
    if state not in allowed:
        raise WrongState(
            f"a declaration that is {state} cannot be changed by: {act}",
            path="act",
            remedy="look at its history; someone may have acted before you",
        )
    return into
