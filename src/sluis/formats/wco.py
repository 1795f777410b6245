"""Declarations in the XML of the WCO data model (DEC), as customs systems send it.

Read against the messages of the customs declaration service of the United Kingdom
(WCO data model 3.6, declaration 2): originals (function 9), corrections (13, COR)
and cancellations (13, INV). Data elements are named in the comments by their
numbers in Annex B of Delegated Regulation (EU) 2015/2446.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import IO

from sluis.core.casework.declaration import (
    Action,
    Declaration,
    DeclaredDocument,
    DeclaredLine,
    DeclaredParty,
)
from sluis.core.errors import InvalidInput, Problems, SluisError, UnreadableFile
from sluis.core.transaction import Money
from sluis.formats.declaration import write_declaration
from sluis.formats.xml import (
    Element,
    child,
    children,
    local_name,
    stream_elements,
    text,
)

_ACTIONS: dict[tuple[str, str], Action] = {
    ("13", "COR"): "amendment",
    ("13", "INV"): "cancellation",
}
_COUNTRY = re.compile("[A-Z]{2}")
_REFERENCE = re.compile(r"[\w.:()+-]{1,100}")


def read_wco(
    stream: IO[bytes], *, path: str, refused: list[SluisError] | None = None
) -> Iterator[Declaration]:
    """Give the declarations of a file, one at a time.

    Args:
        stream: The XML; any wrapper around the declarations is passed over.
        path: The file's name, for errors.
        refused: Takes what is wrong with single declarations, and the others are
            still read; ``None`` raises it.

    Raises:
        UnreadableFile: It is not XML, is cut short, declares a document type or
            holds no declaration.
        Problems: A declaration cannot be read; each problem names file, line and
            element.
    """
    found = 0
    for element in stream_elements(stream, ("Declaration",), path=path):
        if local_name(element) != "Declaration":
            continue
        found += 1
        try:
            yield _declaration(element, path)
        except Problems as problems:
            if refused is None:
                raise
            refused.append(problems)
    if not found:
        raise UnreadableFile(
            "holds no declaration",
            path=path,
            remedy="send declarations, not movements or other messages",
        )


@dataclass(slots=True)
class _Reader:
    """Reads the fields of one declaration and collects what is wrong with them."""

    path: str
    problems: list[SluisError] = field(default_factory=list)

    def wrong(self, element: Element, message: str, remedy: str | None = None) -> None:
        place = f"{self.path}:{element.sourceline}: {local_name(element)}"
        self.problems.append(InvalidInput(message, path=place, remedy=remedy))

    def number(self, parent: Element | None, name: str) -> Decimal | None:
        """Read a number that is not below zero."""
        written = text(parent, name)
        if parent is None or written is None:
            return None
        try:
            value = Decimal(written)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or value < 0:
            self.wrong(child(parent, name), f"{written!r} is not a number")
            return None
        return value

    def country(self, parent: Element | None, name: str) -> str | None:
        written = text(parent, name)
        if parent is None or written is None:
            return None
        if not _COUNTRY.fullmatch(written):
            self.wrong(
                child(parent, name),
                f"{written!r} is not a country",
                "write its ISO 3166-1 alpha-2 code",
            )
            return None
        return written

    def day(self, parent: Element, name: str) -> date | None:
        """Read a date of format 102 or 304: its first eight digits are the day."""
        moment = child(parent, name)
        written = text(moment, "DateTimeString")
        if moment is None or written is None:
            return None
        try:
            return date.fromisoformat(f"{written[:4]}-{written[4:6]}-{written[6:8]}")
        except ValueError:
            self.wrong(moment, f"{written!r} is not a moment", "write YYYYMMDD…")
            return None

    def money(self, parent: Element | None, name: str) -> Money | None:
        amount = self.number(parent, name)
        if parent is None or amount is None:
            return None
        element = child(parent, name)
        currency = element.get("currencyID") if element is not None else None
        if not currency:
            self.wrong(element, "has no currency", "write its currencyID")
            return None
        return Money(amount=amount, currency=currency)


def _declaration(element: Element, path: str) -> Declaration:
    read = _Reader(path)
    answers = element.getparent()
    if answers is not None and local_name(answers) == "Response":
        read.wrong(answers, "is an answer of customs, not a declaration")
        raise Problems(read.problems)
    action = _action(element, read)
    shipment = child(element, "GoodsShipment")
    reference = text(element, "ID") or text(element, "FunctionalReferenceID")
    if reference is None or not _REFERENCE.fullmatch(reference):
        read.wrong(element, "has neither an MRN nor a reference that can be one")
    items = children(shipment, "GovernmentAgencyGoodsItem")
    if not items and action == "original":
        read.wrong(element, "has no goods items")
    lines = tuple(_line(one, read) for one in items)
    if len({one.number for one in lines}) < len(lines):
        read.wrong(element, "two goods items have one number")
    made = Declaration(
        reference=reference or "",
        version=_version(element, read),
        action=action,
        lodged_on=read.day(element, "AcceptanceDateTime")
        or read.day(element, "IssueDateTime"),
        procedure=text(element, "TypeCode"),
        exporter=_party(child(element, "Exporter"), read),
        consignee=_consignee(shipment, items, read),
        declarant=_party(child(element, "Declarant"), read),
        destination=_destination(shipment, items, read),
        via=_route(element, shipment, read),
        dispatched_from=read.country(_part(shipment, "ExportCountry"), "ID"),
        exit_office=text(child(element, "ExitOffice"), "ID"),
        lines=lines,
        reason=_reason(element),
        partial=action == "amendment",  # a correction states what it points at
        removed=_removed(element, {one.number for one in lines}, read),
    )
    if read.problems:
        raise Problems(read.problems)
    write_declaration(made, path=f"{path}:{element.sourceline}")  # within its bounds
    return made


def _action(element: Element, read: _Reader) -> Action:
    function, kind = text(element, "FunctionCode"), text(element, "TypeCode") or ""
    if function == "9":
        return "original"
    action = _ACTIONS.get((function or "", kind))
    if action is None:
        read.wrong(
            element,
            f"function {function or 'not stated'} with type {kind or 'not stated'} is"
            " no declaration",
            "send originals (9), corrections (13, COR) or cancellations (13, INV)",
        )
        raise Problems(read.problems)
    return action


def _version(element: Element, read: _Reader) -> int | None:
    number = read.number(element, "VersionID")
    return int(number) if number else None


def _part(element: Element | None, name: str) -> Element | None:
    return child(element, name) if element is not None else None


def _party(element: Element | None, read: _Reader) -> DeclaredParty | None:
    if element is None:
        return None
    made = DeclaredParty(
        name=text(element, "Name"),
        country=read.country(child(element, "Address"), "CountryCode"),
        identifier=text(element, "ID"),
    )
    return made if made != DeclaredParty() else None


def _consignee(
    shipment: Element | None, items: list[Element], read: _Reader
) -> DeclaredParty | None:
    """Read the consignee, which stands at the items when these have several."""
    party = _party(_part(shipment, "Consignee"), read)
    if party is not None:
        return party
    named = {_party(child(one, "Consignee"), read) for one in items} - {None}
    return named.pop() if len(named) == 1 else None


def _destination(
    shipment: Element | None, items: list[Element], read: _Reader
) -> str | None:
    country = read.country(_part(shipment, "Destination"), "CountryCode")
    if country is not None:
        return country
    named = {read.country(child(one, "Destination"), "CountryCode") for one in items}
    named.discard(None)
    return named.pop() if len(named) == 1 else None


def _route(
    element: Element, shipment: Element | None, read: _Reader
) -> tuple[str, ...]:
    steps = [
        step
        for place in (element, shipment)
        for step in children(_part(place, "Consignment"), "Itinerary")
    ]
    codes = [read.country(step, "RoutingCountryCode") for step in steps]
    return tuple(dict.fromkeys(code for code in codes if code is not None))


def _reason(element: Element) -> str | None:
    said = [
        text(one, "StatementDescription")
        for one in children(element, "AdditionalInformation")
    ]
    return "; ".join(one for one in said if one) or None


def _removed(element: Element, stated: set[int], read: _Reader) -> tuple[int, ...]:
    """Read which items a correction takes out: those it points at and leaves out.

    A pointer is a path of sections; 68A is the goods item of that number.
    """
    found: list[int] = []
    for change in children(element, "Amendment"):
        pointers = children(change, "Pointer")
        if pointers and text(pointers[-1], "DocumentSectionCode") == "68A":
            number = read.number(pointers[-1], "SequenceNumeric")
            if number is not None and int(number) not in stated:
                found.append(int(number))
    return tuple(found)


def _line(item: Element, read: _Reader) -> DeclaredLine:
    number = read.number(item, "SequenceNumeric")
    if number is None:
        read.wrong(item, "has no SequenceNumeric")
    goods = child(item, "Commodity")
    quantity, unit = _quantity(_part(goods, "GoodsMeasure"), read)
    return DeclaredLine(
        number=int(number or 0),
        description=text(goods, "Description"),
        cn_code=_cn_code(goods),
        quantity=quantity,
        unit=unit,
        value=read.money(item, "StatisticalValueAmount")
        or read.money(_part(goods, "InvoiceLine"), "ItemChargeAmount"),
        documents=tuple(
            one
            for part in children(item, "AdditionalDocument")
            if (one := _document(part, read)) is not None
        ),
    )


def _quantity(
    measure: Element | None, read: _Reader
) -> tuple[Decimal | None, str | None]:
    """Read supplementary units (DE 6/2), else the net mass (DE 6/1)."""
    units = read.number(measure, "TariffQuantity")
    counted = _part(measure, "TariffQuantity")
    if counted is not None and units is not None:
        # Left out, the unit is that of the commodity code, which is not known here.
        return units, counted.get("unitCode")
    mass = read.number(measure, "NetNetWeightMeasure")
    return mass, "kg" if mass is not None else None


def _cn_code(goods: Element | None) -> str | None:
    """Read the commodity code (DE 6/14); TSP is the Combined Nomenclature."""
    for one in children(goods, "Classification"):
        code = text(one, "ID")
        if text(one, "IdentificationTypeCode") == "TSP" and code:
            return code if code.isdecimal() and 2 <= len(code) <= 10 else None
    return None


def _document(element: Element, read: _Reader) -> DeclaredDocument | None:
    """Read a document (DE 2/3); its code is category and type together."""
    code = f"{text(element, 'CategoryCode') or ''}{text(element, 'TypeCode') or ''}"
    if not code:
        return None
    written_off = child(element, "WriteOff")
    quantity = read.number(written_off, "QuantityQuantity")
    measured = _part(written_off, "QuantityQuantity")
    unit = measured.get("unitCode") if measured is not None else None
    return DeclaredDocument(
        code=code,
        reference=text(element, "ID"),
        quantity=quantity,
        unit=unit.partition("#")[0] if unit else None,
    )
