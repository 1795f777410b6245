"""From a licence's rows to the life and the balances of the core."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from sluis.core.casework.licence_states import (
    LicenceAct,
    LicenceMove,
    LicenceState,
    Life,
)

if TYPE_CHECKING:
    from sluis.core.licence import Balance
    from sluis.office.licences.models import Act, Licence


def life_of(licence: Licence) -> Life:
    """Give what a licence's state follows from: its days and its confirmed acts."""
    done = [
        (one.confirmed_at, one.pk, one)
        for one in licence.acts.all()
        if one.confirmed_at is not None
    ]
    return Life(
        valid_from=licence.valid_from,
        valid_until=licence.valid_until,
        moves=tuple(move_of(one) for _, _, one in sorted(done)),
    )


def move_of(row: Act) -> LicenceMove:
    """Give an act as the core has it."""
    known = row.confirmed_at or row.proposed_at
    return LicenceMove(
        act=LicenceAct(row.act),
        effective_on=row.effective_on,
        known_on=known.date(),
        basis=row.basis,
        reason=row.reason,
    )


def state_of(
    licence: Licence, balances: Mapping[int, Balance], day: date
) -> LicenceState:
    """Give a licence's state on a day.

    Args:
        licence: The licence.
        balances: Of the quantity of each line that has a limit.
        day: The day.
    """
    exhausted = bool(balances) and all(
        one.written_off >= one.granted for one in balances.values()
    )
    return life_of(licence).state(day, exhausted=exhausted)
