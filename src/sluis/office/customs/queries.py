"""Reading declarations, for those who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import visible
from sluis.office.customs.models import Declaration
from sluis.office.licences.queries import stopped

if TYPE_CHECKING:
    from sluis.office.people.models import User


def declarations(user: User, state: str | None = None) -> QuerySet[Declaration]:
    """Give the declarations that a person may see, the newest first.

    Args:
        user: The person.
        state: Only those in this state; those that are held come first due first.
    """
    found = visible(user, Declaration).select_related("organisation")
    if state is None:
        return found
    found = found.filter(state=state)
    return found.order_by("held_until", "id") if state == "held" else found


def declaration(user: User, reference: str) -> Declaration:
    """Give one declaration.

    Raises:
        NotVisible: There is none for this person.
    """
    found = (
        declarations(user)
        .filter(reference=reference)
        .prefetch_related("versions__decisions__decided_by", "versions__lines")
        .first()
    )
    if found is None:
        raise NotVisible(f"there is no declaration {reference}")
    return found


def stopped_under(row: Declaration) -> list[str]:
    """Give the licences of released goods that were stopped before they left."""
    if row.state != "released":
        return []
    latest = row.versions.filter(number=row.version)
    numbers = set(latest.values_list("lines__licence", flat=True))
    return sorted(numbers.intersection(stopped(timezone.localdate())))
