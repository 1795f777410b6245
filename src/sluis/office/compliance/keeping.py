"""How long each record is kept, from what the office has of it; nothing is deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from django.db.models import F
from django.utils import timezone

from sluis.core.casework.record_keeping import (
    Keeping,
    licence_end,
    of_application,
    of_declaration,
    of_licence,
)
from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import visible
from sluis.office.applications.models import Application
from sluis.office.customs.models import Declaration, Line
from sluis.office.licences.models import Licence
from sluis.office.licences.state import life_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sluis.office.people.models import User

Kind = Literal["application", "licence", "declaration"]
KINDS: tuple[Kind, ...] = ("application", "licence", "declaration")
_NEVER_OUT = ("refused", "invalidated")
"""States of a declaration whose goods will not leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Something that is kept.

    Attributes:
        kind: What it is.
        number: What it is called.
        about: What it says of itself, for a reader.
        keeping: How long it is kept, and why.
    """

    kind: Kind
    number: str
    about: str
    keeping: Keeping

    @property
    def path(self) -> str:
        """Its page."""
        return f"/{self.kind}s/{self.number}/"


def records(user: User, kind: Kind | None = None) -> list[Record]:
    """Give every record that a person may see, the first that may go first.

    Those of which no last day can be told come last.

    Args:
        user: Who asks.
        kind: Of this kind only; ``None`` gives all.
    """
    licences = _licences(visible(user, Licence))
    found: list[Record] = []
    if kind in {None, "application"}:
        found += _applications(visible(user, Application), licences).values()
    if kind in {None, "licence"}:
        found += licences.values()
    if kind in {None, "declaration"}:
        found += _declarations(visible(user, Declaration)).values()
    return sorted(found, key=_when)


def record(user: User, kind: Kind, number: str) -> Record:
    """Give one record.

    Raises:
        NotVisible: There is none for this person.
    """
    if kind == "licence":
        found = _licences(visible(user, Licence).filter(number=number))
    elif kind == "declaration":
        found = _declarations(visible(user, Declaration).filter(reference=number))
    else:
        rows = visible(user, Application).filter(reference=number)
        theirs = visible(user, Licence).filter(application__in=rows.values("reference"))
        found = _applications(rows, _licences(theirs))
    if number not in found:
        raise NotVisible(f"there is no {kind} {number}")
    return found[number]


def _when(one: Record) -> tuple[date, str, str]:
    return (one.keeping.destroy_from or date.max, one.kind, one.number)


def _licences(rows: QuerySet[Licence]) -> dict[str, Record]:
    today = timezone.localdate()
    exports, waiting = _shipments(rows)
    return {
        row.number: Record(
            kind="licence",
            number=row.number,
            about=row.application,
            keeping=of_licence(
                ended_on=licence_end(life_of(row), today),
                exports=exports.get(row.number, ()),
                goods_not_out=row.number in waiting,
            ),
        )
        for row in rows.prefetch_related("acts")
    }


def _shipments(
    rows: QuerySet[Licence],
) -> tuple[Mapping[str, Iterable[date]], frozenset[str]]:
    """Give the days on which goods left by licence, and the licences that wait.

    What counts is the declaration as it stands, whoever lodged it.
    """
    lines = Line.objects.filter(
        licence__in=rows.values("number"),
        version__number=F("version__declaration__version"),
    ).values_list(
        "licence", "version__declaration__exited_on", "version__declaration__state"
    )
    exports: dict[str, set[date]] = {}
    waiting: set[str] = set()
    for licence, exited_on, state in lines:
        if exited_on is not None:
            exports.setdefault(licence, set()).add(exited_on)
        elif state not in _NEVER_OUT:
            waiting.add(licence)
    return exports, frozenset(waiting)


def _declarations(rows: QuerySet[Declaration]) -> dict[str, Record]:
    return {
        row.reference: Record(
            kind="declaration",
            number=row.reference,
            about=row.destination,
            keeping=of_declaration(
                timezone.localdate(row.received_at),
                exited_on=row.exited_on,
                ended=row.state in _NEVER_OUT,
            ),
        )
        for row in rows
    }


def _applications(
    rows: QuerySet[Application], licences: Mapping[str, Record]
) -> dict[str, Record]:
    theirs = {one.about: one.keeping for one in licences.values()}
    return {
        row.reference: Record(
            kind="application",
            number=row.reference,
            about=row.title,
            keeping=of_application(
                ended_on=row.ended_on, licence=theirs.get(row.reference)
            ),
        )
        for row in rows
    }
