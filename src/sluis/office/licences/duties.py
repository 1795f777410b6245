"""Duties after release: what must be shown, reminders, evidence, breaches."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from sluis.core.casework.condition_library import LIBRARY, ConditionCode, DueRule
from sluis.core.casework.conditions import ConditionState, due_days
from sluis.core.casework.conditions import Duty as DutyState
from sluis.core.casework.licence_states import WrongState
from sluis.core.errors import InvalidInput
from sluis.formats.grant import read_grant
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.rules import require, visible
from sluis.office.audit import services as audit
from sluis.office.licences.models import Condition, Duty, Evidence, Licence

if TYPE_CHECKING:
    from sluis.core.casework.grant import Grant
    from sluis.office.people.models import User

REMIND_DAYS = 14
MOST_BYTES = 10_000_000
_OPEN = {ConditionState.WAITING, ConditionState.DUE, ConditionState.OVERDUE}


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


@transaction.atomic
def show(  # noqa: PLR0913 - one a field of the form
    user: User,
    duty_id: int,
    *,
    kind: str,
    happened_on: date,
    said: str,
    name: str = "",
    content: bytes = b"",
) -> Duty:
    """Show evidence for a duty, which meets it.

    Proof of delivery starts the clock of the check after delivery.

    Raises:
        NotVisible: There is no such duty for this person.
        Refused: The person may not.
        WrongState: It was breached or waived.
        InvalidInput: The evidence is not of a kind that counts, or lies ahead.
    """
    row = _locked(user, duty_id)
    require(user, "show", row)
    today = timezone.localdate()
    wanted = LIBRARY[ConditionCode(row.condition.code)].evidence
    if kind not in wanted:
        raise InvalidInput(
            f"{kind!r} does not show this",
            path="kind",
            remedy=f"choose one of {', '.join(wanted)}",
        )
    if not row.counted_from <= happened_on <= today:
        raise InvalidInput(
            f"it cannot have happened on {happened_on}",
            path="happened_on",
            remedy=f"write a day from {row.counted_from} to today",
        )
    if len(content) > MOST_BYTES:
        raise InvalidInput("the file is larger than 10 MB", path="content")
    if state_of(row, today) not in _OPEN | {ConditionState.MET}:
        raise WrongState("it was breached or waived", path="duty")
    Evidence.objects.create(
        duty=row,
        kind=kind,
        said=said.strip(),
        happened_on=happened_on,
        name=name[-200:],
        sha256=hashlib.sha256(content).hexdigest() if content else "",
        content=content,
        added_by=user,
    )
    if row.met_on is None:
        row.met_on = today
        row.save(update_fields=["met_on"])
        _go_on(row, happened_on)
    audit.record(user, "duty.shown", row, {"kind": kind, "on": str(happened_on)})
    return row


def _go_on(row: Duty, happened_on: date) -> None:
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
def breach(user: User, duty_id: int, *, what: str) -> Duty:
    """Find that a duty was not kept.

    Raises:
        NotVisible: There is no such duty for this person.
        Refused: The person may not.
        WrongState: It was met, breached or waived.
        InvalidInput: It is not said what happened.
    """
    row = _locked(user, duty_id)
    require(user, "breach", row)
    if not what.strip():
        raise InvalidInput("say what happened", path="what")
    if state_of(row, timezone.localdate()) not in _OPEN:
        raise WrongState("it was met, breached or waived", path="duty")
    row.breached_on, row.breach = timezone.localdate(), what.strip()
    row.save(update_fields=["breached_on", "breach"])
    audit.record(user, "duty.breached", row, {"what": row.breach})
    return row


@transaction.atomic
def waive(user: User, duty_id: int, *, reason: str) -> Duty:
    """Propose to let a duty go, or confirm what another proposed.

    Raises:
        NotVisible: There is no such duty for this person.
        Refused: The person may not, or proposed it.
        WrongState: It was met, breached or waived.
        InvalidInput: A proposal has no reason.
    """
    row = _locked(user, duty_id)
    require(user, "waive", row)
    if state_of(row, timezone.localdate()) not in _OPEN:
        raise WrongState("it was met, breached or waived", path="duty")
    if row.waiver_proposed_by is None:
        if not reason.strip():
            raise InvalidInput("a waiver needs a reason", path="reason")
        row.waiver, row.waiver_proposed_by = reason.strip(), user
    elif row.waiver_proposed_by == user:
        raise Refused("you proposed this yourself; another person must confirm it")
    else:
        row.waived_by, row.waived_on = user, timezone.localdate()
    row.save()
    done = "waived" if row.waived_by else "waiver_proposed"
    audit.record(user, f"duty.{done}", row, {"reason": row.waiver})
    return row


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


def _locked(user: User, duty_id: int) -> Duty:
    found = (
        visible(user, Duty).select_for_update(of=("self",)).filter(pk=duty_id).first()
    )
    if found is None:
        raise NotVisible("there is no such duty")
    return found
