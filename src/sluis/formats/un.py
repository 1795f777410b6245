"""The United Nations Security Council Consolidated List, XML."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import IO

from sluis.core.errors import InvalidInput, UnreadableFile
from sluis.core.names.countries import country_code
from sluis.core.party import Address, Entity, Identifier, Name, NameKind, script_of
from sluis.core.time import VagueDay
from sluis.formats.xml import Element, children, local_name, stream_elements, text

LIST_ID = "un-sc"

_SCHEMA = {"INDIVIDUAL": "Person", "ENTITY": "Organization"}


def read(stream: IO[bytes], *, path: str) -> Iterator[date | Entity]:
    """Read the list.

    Yields:
        The day the file was made, then the entities, without ``lists`` and
        ``source``.

    Raises:
        UnreadableFile: It is cut short or not this format.
    """
    for element in stream_elements(stream, tuple(_SCHEMA), path=path):
        name = local_name(element)
        if name == "CONSOLIDATED_LIST":
            made = _day(element.get("dateGenerated"))
            if made is not None:
                yield made
        elif name in _SCHEMA:
            yield _entry(element, name, path)
        else:
            raise UnreadableFile(f"has <{name}>, not <CONSOLIDATED_LIST>", path=path)


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat((written or "")[:10])
    except ValueError:
        return None


def _entry(element: Element, kind: str, path: str) -> Entity:
    uid = text(element, "DATAID")
    parts = [
        text(element, f"{place}_NAME")
        for place in ("FIRST", "SECOND", "THIRD", "FOURTH")
    ]
    name = " ".join(part for part in parts if part)
    if not uid or not name:
        raise UnreadableFile(
            "an entry has no DATAID or no name", path=f"{path}:{element.sourceline}"
        )
    countries: set[str] = set()
    for part in children(element, "NATIONALITY"):
        for value in children(part, "VALUE"):
            countries.add(country_code(value.text) or "")
    addresses = [_address(part) for part in children(element, f"{kind}_ADDRESS")]
    countries |= {address.country or "" for address in addresses}
    program = text(element, "UN_LIST_TYPE")
    return Entity(
        id=f"un-{uid}",
        schema=_SCHEMA[kind],
        caption=name,
        names=_names(element, kind, name),
        countries=tuple(sorted(countries - {""})),
        birth_dates=_birth_dates(element),
        identifiers=_identifiers(element),
        addresses=tuple(address for address in addresses if address.text),
        programs=(program,) if program else (),
        listed_from=_day(text(element, "LISTED_ON")),
        remarks=text(element, "COMMENTS1"),
    )


def _names(element: Element, kind: str, name: str) -> tuple[Name, ...]:
    names = {name: Name(text=name, script=script_of(name))}

    def add(written: str | None, strength: NameKind) -> None:
        if written and written not in names:
            names[written] = Name(
                text=written, kind=strength, script=script_of(written)
            )

    add(text(element, "NAME_ORIGINAL_SCRIPT"), "alias")
    for alias in children(element, f"{kind}_ALIAS"):
        low = (text(alias, "QUALITY") or "").lower() == "low"
        add(text(alias, "ALIAS_NAME"), "weak" if low else "alias")
    return tuple(names.values())


def _address(element: Element) -> Address:
    fields = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
    parts = [text(element, name) for name in fields]
    return Address(
        text=", ".join(part for part in parts if part),
        country=country_code(text(element, "COUNTRY")),
    )


def _birth_dates(element: Element) -> tuple[VagueDay, ...]:
    found: list[VagueDay] = []
    for part in children(element, "INDIVIDUAL_DATE_OF_BIRTH"):
        start = text(part, "DATE") or text(part, "YEAR") or text(part, "FROM_YEAR")
        try:
            first = VagueDay.parse((start or "")[:10])
            last = VagueDay.parse(text(part, "TO_YEAR") or str(first))
        except InvalidInput:
            continue
        day = VagueDay(first.first, max(first.last, last.last))
        if day not in found:
            found.append(day)
    return tuple(found)


def _identifiers(element: Element) -> tuple[Identifier, ...]:
    found: list[Identifier] = []
    reference = text(element, "REFERENCE_NUMBER")
    if reference:
        found.append(Identifier(value=reference, kind="UN reference"))
    for part in children(element, "INDIVIDUAL_DOCUMENT"):
        number = text(part, "NUMBER")
        if number:
            issuer = text(part, "ISSUING_COUNTRY") or text(part, "COUNTRY_OF_ISSUE")
            found.append(
                Identifier(
                    value=number,
                    kind=text(part, "TYPE_OF_DOCUMENT"),
                    country=country_code(issuer),
                )
            )
    return tuple(found)
