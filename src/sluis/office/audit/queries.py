"""Reading the audit trail."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model

from sluis.office.audit.chain import START, seal
from sluis.office.audit.models import Entry


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
    return list(
        Entry.objects.filter(
            kind=thing._meta.label_lower, object_id=str(thing.pk)
        ).order_by("number")
    )
