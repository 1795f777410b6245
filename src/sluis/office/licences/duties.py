"""Duties after release: what must be shown, by when, and reminders of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from sluis.core.casework.condition_library import LIBRARY, ConditionCode, DueRule
from sluis.core.casework.conditions import ConditionState, due_days
from sluis.core.casework.conditions import Duty as DutyState
from sluis.formats.grant import read_grant
from sluis.office.audit import services as audit
from sluis.office.licences.models import Condition, Duty, Licence

if TYPE_CHECKING:
    from sluis.core.casework.grant import Grant

REMIND_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """What a holder was reminded of.

    Attributes:
        licence: Number of the licence.
        holder: Name of the holder.
        condition: Code of the condition.
        about: The declaration or period it is about.
        due_on: Last day, as ISO 8601.
        state: ``due`` or ``overdue``.
        new: Whether this reminder is the first.
    """

    licence: str
    holder: str
    condition: str
    about: str
    due_on: str
    state: str
    new: bool

    def as_dict(self) -> dict[str, Any]:
        """Give it for machines."""
        return asdict(self)


def begin_periods(licence: Licence, grant: Grant) -> None:
    """Write down the first period of each condition that comes back."""
    _count(licence, grant, DueRule.PERIODIC, licence.number, grant.valid_from)


def begin_after_exit(licence: Licence, declaration: str, exited_on: date) -> None:
    """Write down what must be shown of a shipment, now that it has left."""
    grant = read_grant(licence.grant)
    _count(licence, grant, DueRule.AFTER_EXIT, declaration, exited_on)


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


def state_of(row: Duty, today: date) -> ConditionState:
    """Give where a duty stands on a day."""
    duty = DutyState(
        due_on=row.due_on,
        met_on=row.met_on,
        breached_on=row.breached_on,
        waived_on=row.waived_on,
    )
    return duty.state(today, remind_days=REMIND_DAYS)


def go_on(row: Duty, happened_on: date) -> None:
    """Begin what follows: the check after delivery, or the next period."""
    licence = row.condition.licence
    grant = read_grant(licence.grant)
    rule = LIBRARY[ConditionCode(row.condition.code)].due
    if rule is DueRule.AFTER_EXIT:
        _count(licence, grant, DueRule.AFTER_DELIVERY, row.about, happened_on)
    if rule is DueRule.PERIODIC and row.due_on < licence.valid_until:
        term = grant.conditions[row.condition.place]
        start = row.due_on + timedelta(days=1)
        Duty.objects.get_or_create(
            condition=row.condition,
            about=f"{licence.number} {start}",
            defaults={
                "counted_from": start,
                "due_on": due_days(term, start) or licence.valid_until,
            },
        )


@transaction.atomic
def remind(today: date | None = None) -> list[Reminder]:
    """Remind holders of what is due, each duty once; list what is due and overdue.

    Args:
        today: The day; ``None`` is this one.
    """
    day = today or timezone.localdate()
    rows = (
        Duty.objects.select_for_update(of=("self",))
        .filter(
            due_on__lte=day + timedelta(days=REMIND_DAYS),
            met_on=None,
            breached_on=None,
            waived_on=None,
        )
        .select_related("condition__licence__organisation")
    )
    return [_reminded(row, day) for row in rows]


def _reminded(row: Duty, day: date) -> Reminder:
    new = row.reminded_at is None
    if new:
        row.reminded_at = timezone.now()
        row.save(update_fields=["reminded_at"])
        audit.record(None, "duty.reminded", row, {"due_on": row.due_on.isoformat()})
    licence = row.condition.licence
    return Reminder(
        licence=licence.number,
        holder=licence.organisation.name,
        condition=row.condition.code,
        about=row.about,
        due_on=row.due_on.isoformat(),
        state=state_of(row, day).value,
        new=new,
    )
