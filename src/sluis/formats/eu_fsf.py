"""The EU's consolidated list of financial sanctions, XML 1.1."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import IO

from sluis.core.errors import InvalidInput, UnreadableFile
from sluis.core.names.countries import country_code
from sluis.core.party import Address, Entity, Identifier, Name, script_of
from sluis.core.time import VagueDay
from sluis.formats.xml import Element, children, local_name, stream_elements, text

LIST_ID = "eu-fsf"

_SCHEMA = {"person": "Person", "enterprise": "Organization"}


def read(stream: IO[bytes], *, path: str) -> Iterator[date | Entity]:
    """Read the list.

    Yields:
        The day the file was made, then the entities, without ``lists`` and
        ``source``.

    Raises:
        UnreadableFile: It is cut short or not this format.
    """
    for element in stream_elements(stream, ("sanctionEntity",), path=path):
        name = local_name(element)
        if name == "export":
            made = _day(element.get("generationDate"))
            if made is not None:
                yield made
        elif name == "sanctionEntity":
            yield _entry(element, path)
        else:
            raise UnreadableFile(f"has <{name}>, not <export>", path=path)


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat((written or "")[:10])
    except ValueError:
        return None


def _entry(element: Element, path: str) -> Entity:
    names = _names(element)
    uid = element.get("logicalId")
    if not uid or not names:
        raise UnreadableFile(
            "an entry has no logicalId or no name", path=f"{path}:{element.sourceline}"
        )
    subject = children(element, "subjectType")
    code = subject[0].get("code", "") if subject else ""
    addresses = [_address(part) for part in children(element, "address")]
    countries = {_country(part) for part in children(element, "citizenship")}
    countries |= {address.country for address in addresses}
    programs = {part.get("programme") for part in children(element, "regulation")}
    return Entity(
        id=f"eu-{uid}",
        schema=_SCHEMA.get(code, "LegalEntity"),
        caption=names[0].text,
        names=names,
        countries=tuple(sorted(code for code in countries if code)),
        birth_dates=_birth_dates(element),
        identifiers=_identifiers(element),
        addresses=tuple(address for address in addresses if address.text),
        programs=tuple(sorted(program for program in programs if program)),
        listed_from=_listed_from(element),
        remarks=text(element, "remark"),
    )


def _country(element: Element) -> str | None:
    return country_code(element.get("countryIso2Code"))


def _names(element: Element) -> tuple[Name, ...]:
    names: dict[str, Name] = {}
    for alias in children(element, "nameAlias"):
        parts = [alias.get(f"{part}Name", "") for part in ("first", "middle", "last")]
        whole = alias.get("wholeName") or " ".join(part for part in parts if part)
        written = " ".join(whole.split())
        if not written or written in names:
            continue
        weak = alias.get("strong") == "false"
        names[written] = Name(
            text=written,
            kind="weak" if weak else "alias" if names else "primary",
            lang=(alias.get("nameLanguage") or "").lower() or None,
            script=script_of(written),
        )
    return tuple(names.values())


def _address(element: Element) -> Address:
    fields = ("street", "poBox", "zipCode", "city", "region", "place")
    parts = [" ".join(element.get(name, "").split()) for name in fields]
    code = _country(element)
    if code:
        parts.append(element.get("countryDescription", ""))
    return Address(text=", ".join(part for part in parts if part), country=code)


def _birth_dates(element: Element) -> tuple[VagueDay, ...]:
    found: list[VagueDay] = []
    for part in children(element, "birthdate"):
        first = part.get("birthdate") or part.get("year") or part.get("yearRangeFrom")
        try:
            day = VagueDay.parse(first or "")
            last = VagueDay.parse(part.get("yearRangeTo") or str(day))
        except InvalidInput:
            continue
        day = VagueDay(day.first, max(day.last, last.last))
        if day not in found:
            found.append(day)
    return tuple(found)


def _identifiers(element: Element) -> tuple[Identifier, ...]:
    found: list[Identifier] = []
    for attribute, kind in (
        ("euReferenceNumber", "EU reference"),
        ("unitedNationId", "UN reference"),
    ):
        if element.get(attribute):
            found.append(Identifier(value=element.get(attribute), kind=kind))
    for part in children(element, "identification"):
        number = part.get("number") or part.get("latinNumber")
        if number and part.get("knownFalse") != "true":
            found.append(
                Identifier(
                    value=number,
                    kind=part.get("identificationTypeDescription") or None,
                    country=_country(part),
                )
            )
    return tuple(found)


def _listed_from(element: Element) -> date | None:
    """The stated day of designation, else the earliest act that the entry cites."""
    stated = _day(element.get("designationDate"))
    if stated is not None:
        return stated
    acts = [
        _day(act.get("publicationDate"))
        for act in element.iter()
        if local_name(act) in {"regulation", "regulationSummary"}
    ]
    days = [day for day in acts if day is not None]
    return min(days) if days else None
