"""Denials that other states notify."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sluis.core.errors import InvalidInput
from sluis.office.access.rules import require
from sluis.office.applications.models import Denial
from sluis.office.audit.services import record
from sluis.office.once.services import UNSEEN, Form, once

if TYPE_CHECKING:
    from sluis.office.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class DenialFacts:
    """What another state notified."""

    state: str
    reference: str
    notified_on: date
    review_on: date
    goods: str
    grounds: str
    destination: str = ""
    parties: tuple[str, ...] = ()
    goods_kind: str = ""
    control_code: str = ""


def record_denial(user: User, told: DenialFacts, form: Form = UNSEEN) -> Denial:
    """Record a denial that another state notified.

    Raises:
        Refused: The person may not record denials.
        InvalidInput: It was recorded before, or its days do not follow each other.
    """
    return once(user, "denial.recorded", form, Denial, lambda: _record(user, told))


def _record(user: User, told: DenialFacts) -> Denial:
    row = Denial(
        recorded_by=user,
        parties=list(told.parties),
        **{
            field: getattr(told, field)
            for field in (
                "state",
                "reference",
                "notified_on",
                "review_on",
                "goods",
                "grounds",
                "destination",
                "goods_kind",
                "control_code",
            )
        },
    )
    require(user, "record", Denial)
    if told.review_on < told.notified_on:
        raise InvalidInput(
            "it is to be looked at again before it was notified",
            path="review_on",
            remedy="name a day after that of the notification",
        )
    if Denial.objects.filter(state=told.state, reference=told.reference).exists():
        raise InvalidInput("this denial was recorded before", path="reference")
    row.save()
    record(user, "denial.recorded", row, {"state": told.state})
    return row
