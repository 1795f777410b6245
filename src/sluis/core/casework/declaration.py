"""An export declaration as customs receives it, whatever format it came in.

Data elements are named by their numbers in Annex B of Delegated Regulation (EU)
2015/2446 (such as DE 3/2 for the exporter).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias, TypeVar

from sluis.core.transaction import Money

Action: TypeAlias = Literal["original", "amendment", "cancellation"]

AUTHORISATION_CODES: Mapping[str, str] = {
    "X002": "dual-use export authorisation (before the codes of 2021)",
    "X060": "individual",
    "X061": "EU001",
    "X062": "EU002",
    "X063": "EU003",
    "X064": "EU004",
    "X065": "EU005",
    "X066": "EU006",
    "X067": "EU007",
    "X068": "EU008",
    "X070": "global",
    "X071": "national general",
    "X072": "transit",
}
"""Document codes (DE 2/3) that claim an authorisation under the dual-use regulation."""

LICENCE_CODES = frozenset({"X002", "X060", "X070", "X072"})
"""Codes whose reference is the number of a licence."""

NOT_LISTED_CODE = "Y901"
"""Code by which a declarant states that goods are not on the dual-use list."""

GENERAL_CODES: Mapping[str, str] = {
    code: title
    for code, title in AUTHORISATION_CODES.items()
    if title.startswith("EU0")
}
"""Codes that claim a Union general authorisation, to its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredParty:
    """Someone named in a declaration; ``None`` is not stated.

    Attributes:
        name: As written.
        country: ISO 3166-1 alpha-2.
        identifier: EORI or another identification number.
    """

    name: str | None = None
    country: str | None = None
    identifier: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredDocument:
    """A document produced with a line (DE 2/3).

    Attributes:
        code: Category and type as one code, such as ``X060``.
        reference: Its number.
        quantity: To be written off it (DE 8/7); ``None`` is not stated.
        unit: Of the quantity.
        line: The line of the licence it points at; ``None`` is not stated.
    """

    code: str
    reference: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredLine:
    """One line of goods; ``None`` is not stated.

    Attributes:
        number: Its number in the declaration (DE 1/6).
        description: The goods in words (DE 6/8).
        cn_code: Combined Nomenclature, digits only (DE 6/14).
        control_code: The list entry, where the author states one.
        product: The maker's type or article number.
        kind: Code of the goods taxonomy, for determination.
        quantity: In ``unit``: supplementary units, or net mass in kg (DE 6/1, 6/2).
        unit: Of the quantity.
        value: Statistical value (DE 8/6) or the item's price.
        documents: Documents produced.
        serials: Serial numbers, where stated.
    """

    number: int
    description: str | None = None
    cn_code: str | None = None
    control_code: str | None = None
    product: str | None = None
    kind: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    value: Money | None = None
    documents: tuple[DeclaredDocument, ...] = ()
    serials: tuple[str, ...] = ()

    @property
    def said_unlisted(self) -> bool:
        """Whether the declarant states that the goods are not listed."""
        return any(one.code == NOT_LISTED_CODE for one in self.documents)

    @property
    def licence(self) -> DeclaredDocument | None:
        """The licence this line is declared under; ``None`` is none."""
        return next((one for one in self.documents if one.code in LICENCE_CODES), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """One version of a declaration; ``None`` is not stated.

    Attributes:
        reference: MRN, or the declarant's own reference before there is one.
        version: From 1; a later one takes the place of the earlier. ``None`` when
            the message does not number itself, and is the next.
        action: What this message does.
        lodged_on: The day it was accepted, or lodged when that is not stated.
        procedure: Regime and direction, such as ``EXA``.
        exporter: DE 3/2.
        consignee: DE 3/10.
        end_user: Where the author states one; the customs data have no such field.
        declarant: DE 3/18.
        destination: Country of destination (DE 5/8).
        via: Countries of routing (DE 5/18), without destination and departure.
        dispatched_from: Country of export (DE 5/14).
        exit_office: DE 5/12.
        lines: The goods.
        reason: Why it is amended or cancelled.
        partial: Whether it states what changed only, and the rest stays as it was.
        removed: Numbers of lines that a partial amendment takes out.
    """

    reference: str
    version: int | None = None
    action: Action = "original"
    lodged_on: date | None = None
    procedure: str | None = None
    exporter: DeclaredParty | None = None
    consignee: DeclaredParty | None = None
    end_user: DeclaredParty | None = None
    declarant: DeclaredParty | None = None
    destination: str | None = None
    via: tuple[str, ...] = ()
    dispatched_from: str | None = None
    exit_office: str | None = None
    lines: tuple[DeclaredLine, ...] = ()
    reason: str | None = None
    partial: bool = False
    removed: tuple[int, ...] = ()


def amended(before: Declaration, change: Declaration) -> Declaration:
    """Give a declaration as it stands after an amendment.

    Args:
        before: The version so far.
        change: The amendment; a whole one takes its place, of a partial one what
            is stated is put over it.
    """
    if not change.partial:
        return change
    lines = {
        one.number: one for one in before.lines if one.number not in change.removed
    }
    for line in change.lines:
        old = lines.get(line.number)
        lines[line.number] = line if old is None else _overlaid(old, line)
    whole = _overlaid(before, change)
    return replace(
        whole,
        lines=tuple(lines[number] for number in sorted(lines)),
        reference=before.reference,
        procedure=before.procedure,
        partial=False,
        removed=(),
    )


T = TypeVar("T", Declaration, DeclaredLine)


def _overlaid(old: T, new: T) -> T:
    """Put what is stated in ``new`` over ``old``; documents add to each other."""
    stated = {
        one.name: value
        for one in fields(new)
        if (value := getattr(new, one.name)) not in (None, ())
    }
    if isinstance(old, DeclaredLine) and isinstance(new, DeclaredLine):
        documents = {(one.code, one.reference): one for one in old.documents}
        documents |= {(one.code, one.reference): one for one in new.documents}
        stated["documents"] = tuple(documents.values())
    return replace(old, **stated)
