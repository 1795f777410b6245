"""Duties after release: what must be shown, reminders, evidence, breaches."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sluis.core.casework.condition_library import LIBRARY, DueRule
from sluis.core.casework.conditions import due_days
from sluis.formats.grant import read_grant
from sluis.office.licences.models import Condition, Duty, Licence

if TYPE_CHECKING:
    from sluis.core.casework.grant import Grant


def begin_periods(licence: Licence, grant: Grant) -> None:
    """Write down the first period of each condition that comes back."""
    _count(licence, grant, DueRule.PERIODIC, licence.number, grant.valid_from)


def begin_after_exit(licence: Licence, declaration: str, exited_on: date) -> None:
    """Write down what must be shown of a shipment, now that it has left."""
    grant = read_grant(licence.grant)
    _count(licence, grant, DueRule.AFTER_EXIT, declaration, exited_on)


def begin_after_delivery(licence: Licence, declaration: str, delivered: date) -> None:
    """Write down what must be shown of a shipment, now that it has arrived."""
    grant = read_grant(licence.grant)
    _count(licence, grant, DueRule.AFTER_DELIVERY, declaration, delivered)


def _count(
    licence: Licence, grant: Grant, rule: DueRule, about: str, counted_from: date
) -> None:
    rows = {one.place: one for one in Condition.objects.filter(licence=licence)}
    for place, term in enumerate(grant.conditions):
        due_on = due_days(term, counted_from)
        if LIBRARY[term.code].due is rule and due_on is not None:
            Duty.objects.get_or_create(
                condition=rows[place],
                about=about,
                defaults={"counted_from": counted_from, "due_on": due_on},
            )
