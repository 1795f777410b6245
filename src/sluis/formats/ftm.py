"""FollowTheMoney entities, one JSON object a line, in and out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import IO, Any

import orjson

from sluis.core.errors import InvalidInput, UnreadableFile
from sluis.core.names.countries import country_code
from sluis.core.party import (
    SCHEMATA,
    Address,
    Entity,
    Identifier,
    Name,
    NameKind,
    script_of,
)
from sluis.core.time import VagueDay

_NAMES: dict[str, NameKind] = {
    "name": "primary",
    "alias": "alias",
    "previousName": "alias",
    "weakAlias": "weak",
}
_COUNTRIES = (
    "country",
    "nationality",
    "citizenship",
    "jurisdiction",
    "mainCountry",
    "flag",
)
_IDENTIFIERS = (
    "registrationNumber",
    "idNumber",
    "passportNumber",
    "taxNumber",
    "vatCode",
    "leiCode",
    "imoNumber",
    "mmsi",
    "innCode",
    "ogrnCode",
    "okpoCode",
    "dunsCode",
    "uscCode",
    "swiftBic",
    "cryptoWallets",
    "unscId",
    "ofacId",
    "serialNumber",
)


def read(stream: IO[bytes], *, path: str) -> Iterator[Entity]:
    """Read a data set.

    Yields:
        Each party; objects of other schemata, such as ``Sanction`` or
        ``Address``, are read over. ``lists`` has the entity's own data sets.

    Raises:
        UnreadableFile: A line is not a FollowTheMoney entity.
    """
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            entity = orjson.loads(line)
        except orjson.JSONDecodeError as problem:
            raise UnreadableFile(
                f"is cut short or not JSON: {problem.msg}",
                path=place,
                remedy="fetch it again; the last good edition stays",
            ) from problem
        if not is_entity(entity):
            raise UnreadableFile("is not a FollowTheMoney entity", path=place)
        if entity["schema"] in SCHEMATA:
            try:
                yield read_entity(entity, path=place)
            except InvalidInput as problem:
                raise UnreadableFile(
                    problem.message, path=place, remedy=problem.remedy
                ) from problem


def is_entity(given: object) -> bool:
    """Whether an object has the shape of a FollowTheMoney entity."""
    return (
        isinstance(given, dict)
        and isinstance(given.get("id"), str)
        and isinstance(given.get("schema"), str)
        and isinstance(given.get("properties"), dict)
    )


def read_entity(given: Mapping[str, Any], *, path: str = "") -> Entity:
    """Read one entity.

    Raises:
        InvalidInput: A property's values are not a list of text.
    """
    properties = _properties(given["properties"], path)
    names = _names(given, properties)
    countries = {
        country_code(value) for key in _COUNTRIES for value in properties.get(key, ())
    }
    return Entity(
        id=given["id"],
        schema=given["schema"],
        caption=_caption(given, names),
        names=names,
        countries=tuple(sorted(code for code in countries if code)),
        birth_dates=_days(properties.get("birthDate", ())),
        identifiers=tuple(
            Identifier(value=value, kind=key)
            for key in _IDENTIFIERS
            for value in properties.get(key, ())
        ),
        addresses=tuple(Address(text=value) for value in properties.get("address", ())),
        programs=tuple(properties.get("program", ())),
        lists=tuple(_texts(given.get("datasets"))),
        listed_from=_first_day(properties.get("listingDate", ())),
        incorporated=next(iter(_days(properties.get("incorporationDate", ()))), None),
        dissolved=next(iter(_days(properties.get("dissolutionDate", ()))), None),
        remarks=next(iter(properties.get("notes", ())), None),
    )


def _properties(given: Mapping[str, Any], path: str) -> dict[str, list[str]]:
    for key, values in given.items():
        texts = values if isinstance(values, list) else [values]
        if key in _NAMES and not all(isinstance(value, str) for value in texts):
            raise InvalidInput(
                "a property is not text or a list of text",
                path=f"{path}: properties.{key}" if path else f"properties.{key}",
                remedy='write {"name": ["…"]}',
            )
    return {key: _texts(values) for key, values in given.items()}


def _texts(values: Any) -> list[str]:
    """Give the texts of a property; nested entities are read over."""
    listed = values if isinstance(values, list) else [values]
    return [
        value.strip() for value in listed if isinstance(value, str) and value.strip()
    ]


def _caption(given: Mapping[str, Any], names: tuple[Name, ...]) -> str:
    caption = given.get("caption")
    if isinstance(caption, str) and caption:
        return caption
    return names[0].text if names else str(given["id"])


def _names(
    given: Mapping[str, Any], properties: Mapping[str, list[str]]
) -> tuple[Name, ...]:
    names: dict[str, Name] = {}
    for key, kind in _NAMES.items():
        for text in properties.get(key, ()):
            names.setdefault(text, Name(text=text, kind=kind, script=script_of(text)))
    parts = [
        part
        for key in ("firstName", "secondName", "middleName", "fatherName", "lastName")
        for part in properties.get(key, ())[:1]
    ]
    if not names and parts:
        text = " ".join(parts)
        names[text] = Name(text=text, script=script_of(text))
    ordered = list(names.values())
    caption = given.get("caption")
    ordered.sort(key=lambda name: name.text != caption)
    return tuple(ordered)


def _days(values: Iterable[str]) -> tuple[VagueDay, ...]:
    found: list[VagueDay] = []
    for value in values:
        try:
            found.append(VagueDay.parse(value[:10]))
        except InvalidInput:
            continue
    return tuple(dict.fromkeys(found))


def _first_day(values: Iterable[str]) -> date | None:
    days = [day.first for day in _days(values) if day.exact]
    return min(days) if days else None


def write_entity(entity: Entity) -> dict[str, Any]:
    """Give an entity as FollowTheMoney writes it."""
    properties: dict[str, list[str]] = {}
    for name in entity.names:
        key = {"primary": "name", "alias": "alias", "weak": "weakAlias"}[name.kind]
        properties.setdefault(key, []).append(name.text)
    country = "nationality" if entity.schema == "Person" else "country"
    for key, values in (
        (country, [code.lower() for code in entity.countries]),
        ("birthDate", [str(day) for day in entity.birth_dates]),
        ("idNumber", [identifier.value for identifier in entity.identifiers]),
        ("address", [address.text for address in entity.addresses]),
        ("program", list(entity.programs)),
        ("incorporationDate", [str(entity.incorporated)] * bool(entity.incorporated)),
        ("dissolutionDate", [str(entity.dissolved)] * bool(entity.dissolved)),
        ("notes", [entity.remarks] * bool(entity.remarks) if entity.remarks else []),
    ):
        if values:
            properties[key] = values
    return {
        "id": entity.id,
        "caption": entity.caption,
        "schema": entity.schema,
        "datasets": list(entity.lists),
        "properties": properties,
    }
