"""Reading the audit trail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet

from sluis.office.access.kind import SEE
from sluis.office.access.roles import OrganisationKind
from sluis.office.access.rules import may, memberships_of, visible
from sluis.office.audit.chain import START, seal
from sluis.office.audit.models import Entry

if TYPE_CHECKING:
    from sluis.office.people.models import User

PAGE = 100
"""Rows of the trail that are shown at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first place where the chain does not hold.

    Attributes:
        number: The row's number.
        why: What is wrong there.
    """

    number: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a walk along the chain found.

    Attributes:
        rows: Rows that hold, from the first on.
        head: Hash of the last of them. Kept elsewhere, it later shows whether rows
            were taken off the end, which the chain alone cannot.
        broken: The first row that does not hold; ``None`` when all do.
    """

    rows: int
    head: str
    broken: Broken | None


def verify() -> Verified:
    """Walk the whole chain, row by row, and say where it first breaks."""
    rows, head = 0, START
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        why = _fault(entry, rows + 1, head)
        if why:
            broken = Broken(number=entry.number, why=why)
            return Verified(rows=rows, head=head, broken=broken)
        rows, head = entry.number, entry.row_hash
    return Verified(rows=rows, head=head, broken=None)


def has_hash(row_hash: str) -> bool:
    """Whether the trail has a row of this hash; the start of the trail counts."""
    return row_hash == START or Entry.objects.filter(row_hash=row_hash).exists()


def trail(
    user: User | AnonymousUser, *, before: int | None, act: str, actor: str
) -> list[Entry]:
    """Give a page of the trail, the latest first.

    Args:
        user: Who reads.
        before: Only rows of a lower number; ``None`` means from the end.
        act: Only acts that begin so; empty means all.
        actor: Only acts of this address; empty means of all.
    """
    found = visible(user, Entry).order_by("-number")
    if before is not None:
        found = found.filter(number__lt=before)
    if act:
        found = found.filter(act__startswith=act)
    if actor:
        found = found.filter(actor=actor.lower())
    return list(found[:PAGE])


def first_unsealed(entries: Iterable[Entry]) -> Entry | None:
    """Find the first row whose content is not what was sealed."""
    return next((one for one in entries if one.row_hash != seal(one)), None)


def history(user: User | AnonymousUser, thing: Model) -> list[Entry]:
    """Give what was done to one object, as far as the reader may know, in order.

    Who sees an object only as its own organisation's is told what that organisation
    did, and not what an authority did about it.
    """
    if not may(user, SEE, thing):
        return []
    found = _about(thing)
    homes = [held.organisation for held in memberships_of(user)]
    if all(home.kind == OrganisationKind.EXPORTER for home in homes):
        found = found.filter(user__memberships__organisation__in=homes).distinct()
    return list(found)


def _fault(entry: Entry, number: int, head: str) -> str:
    if entry.number != number:
        return f"row {number} is missing"
    if entry.prev_hash != head:
        return "it does not follow the row before it"
    if entry.row_hash != seal(entry):
        return "its content is not what was sealed"
    return ""


def acts_on(thing: Model) -> list[Entry]:
    """Give everything the trail holds of one object, the first act first."""
    return list(_about(thing))


def _about(thing: Model) -> QuerySet[Entry]:
    return Entry.objects.filter(
        kind=thing._meta.label_lower, object_id=str(thing.pk)
    ).order_by("number")
