"""The table: for each kind of object and each role, what may be seen and done.

Each application's rows are in ``kinds/``; this is where they are found. What is not
in the table is not allowed, to anyone.
"""

from __future__ import annotations

from sluis.office.access.kind import Kind
from sluis.office.access.kinds import (
    applications,
    audit,
    cases,
    compliance,
    custody,
    customs,
    licences,
    parties,
    people,
    screening,
)

TABLE: tuple[Kind, ...] = (
    *people.KINDS,
    *applications.KINDS,
    *licences.KINDS,
    *customs.KINDS,
    *custody.KINDS,
    *compliance.KINDS,
    *parties.KINDS,
    *cases.KINDS,
    *screening.KINDS,
    *audit.KINDS,
)
"""Every kind of object that people can meet."""

_BY_MODEL = {kind.model.lower(): kind for kind in TABLE}
_BY_NAME = {kind.name: kind for kind in TABLE}


def kind_of(label: str) -> Kind | None:
    """Find a kind by its model's label; ``None`` when the table lacks it."""
    return _BY_MODEL.get(label.lower())


def kind_named(name: str) -> Kind:
    """Give the kind of a name; the table must have it."""
    return _BY_NAME[name]
