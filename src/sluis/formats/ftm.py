"""FollowTheMoney entities, one JSON object a line, in and out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
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
    Stake,
    StakeKind,
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


_EDGES: dict[str, tuple[str, str, StakeKind]] = {
    "Ownership": ("owner", "asset", "ownership"),
    "Directorship": ("director", "organization", "directorship"),
}
"""Edges that say who stands over whom: their two ends, and what they are."""

_LISTING_TOPICS = ("sanction", "export.control", "debarment")


def read(stream: IO[bytes], *, path: str) -> Iterator[Entity]:
    """Read a data set.

    Ownership and Directorship edges become the ``stakes`` of the party they are
    about, and sanctions its days and programmes, wherever they stand in the file.

    Yields:
        Each party; objects of other schemata, such as ``Address``, are read over.
        ``lists`` has the entity's own data sets.

    Raises:
        UnreadableFile: A line is not a FollowTheMoney entity.
    """
    entities: list[Entity] = []
    stakes: dict[str, list[Stake]] = defaultdict(list)
    sanctions: dict[str, _Listing] = defaultdict(_Listing)
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        given = _object(line, place)
        try:
            if given["schema"] in SCHEMATA:
                entities.append(read_entity(given, path=place))
            elif given["schema"] in _EDGES:
                for asset, stake in _stakes(given, place):
                    stakes[asset].append(stake)
            elif given["schema"] == "Sanction":
                _add_sanction(given, sanctions, place)
        except InvalidInput as problem:
            raise UnreadableFile(
                problem.message, path=place, remedy=problem.remedy
            ) from problem
    for entity in entities:
        held = tuple(stakes.get(entity.id, ()))
        listing = sanctions.get(entity.id)
        whole = listing.told_to(entity) if listing is not None else entity
        yield replace(whole, stakes=held) if held else whole


@dataclass
class _Listing:
    """What the sanctions of one entity say of its listing."""

    since: list[date] = field(default_factory=list)
    until: list[date | None] = field(default_factory=list)
    programs: dict[str, None] = field(default_factory=dict)

    def told_to(self, entity: Entity) -> Entity:
        ends = [day for day in self.until if day is not None]
        # One sanction that is still in force keeps the party listed.
        ended = max(ends) if len(ends) == len(self.until) and ends else None
        return replace(
            entity,
            programs=tuple(dict.fromkeys((*entity.programs, *self.programs))),
            listed_from=entity.listed_from or min(self.since, default=None),
            listed_until=entity.listed_until or ended,
        )


def _add_sanction(
    given: Mapping[str, Any], sanctions: dict[str, _Listing], path: str
) -> None:
    properties = _properties(given["properties"], path)
    for entity_id in properties.get("entity", ()):
        listing = sanctions[entity_id]
        days = [
            _first_day(properties.get(key, ())) for key in ("listingDate", "startDate")
        ]
        listing.since += [day for day in days if day is not None]
        listing.until.append(_first_day(properties.get("endDate", ())))
        listing.programs |= dict.fromkeys(properties.get("program", ()))


def _object(line: bytes, place: str) -> dict[str, Any]:
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError as problem:
        raise UnreadableFile(
            f"is cut short or not JSON: {problem.msg}",
            path=place,
            remedy="fetch it again; the last good edition stays",
        ) from problem
    if not is_entity(given):
        raise UnreadableFile("is not a FollowTheMoney entity", path=place)
    checked: dict[str, Any] = given
    return checked


def _stakes(given: Mapping[str, Any], path: str) -> Iterator[tuple[str, Stake]]:
    over, under, kind = _EDGES[given["schema"]]
    properties = _properties(given["properties"], path)
    if kind == "ownership" and "control" in properties.get("role", ()):
        kind = "control"
    days = {key: _days(properties.get(key, ())) for key in ("startDate", "endDate")}
    percents = [_percent(text) for text in properties.get("percentage", ())]
    known = [percent for percent in percents if percent is not None]
    for owner in properties.get(over, ()):
        for asset in properties.get(under, ()):
            yield (
                asset,
                Stake(
                    owner=owner,
                    kind=kind,
                    percent=max(known, default=None),
                    since=min((d.first for d in days["startDate"]), default=None),
                    until=max((d.last for d in days["endDate"]), default=None),
                ),
            )


def _percent(text: str) -> float | None:
    """Read ``51``, ``51.5 %`` or ``25-50``, of which the lower bound is sure."""
    found = re.match(r"[^\d]*(\d+(?:[.,]\d+)?)", text)
    value = float(found[1].replace(",", ".")) if found else None
    return value if value is not None and 0 <= value <= 100 else None


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
        topics=tuple(properties.get("topics", ())),
        listed=_is_listed(given, properties),
        listed_from=_first_day(properties.get("listingDate", ())),
        incorporated=next(iter(_days(properties.get("incorporationDate", ()))), None),
        dissolved=next(iter(_days(properties.get("dissolutionDate", ()))), None),
        remarks=next(iter(properties.get("notes", ())), None),
    )


def _is_listed(given: Mapping[str, Any], properties: Mapping[str, list[str]]) -> bool:
    """Whether a data set lists a party, rather than tells of it beside others."""
    topics = properties.get("topics", ())
    if topics:
        return any(
            topic.startswith(_LISTING_TOPICS) and not topic.endswith(".linked")
            for topic in topics
        )
    return given.get("target") is not False


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


def write(entities: Iterable[Entity]) -> Iterator[dict[str, Any]]:
    """Give entities as FollowTheMoney writes them: each party, then its edges.

    What a list says of the listing itself goes into a ``Sanction`` beside it.
    """
    for entity in entities:
        yield write_entity(entity)
        sanction = _sanction(entity)
        if sanction is not None:
            yield sanction
        for number, stake in enumerate(entity.stakes, start=1):
            yield _edge(entity, stake, number)


def _sanction(entity: Entity) -> dict[str, Any] | None:
    days = (("startDate", entity.listed_from), ("endDate", entity.listed_until))
    properties = {key: [day.isoformat()] for key, day in days if day is not None}
    if not entity.listed or not (properties or entity.programs):
        return None
    properties |= {"entity": [entity.id]}
    if entity.programs:
        properties["program"] = list(entity.programs)
    return {
        "id": f"{entity.id}-listing",
        "caption": "Sanction",
        "schema": "Sanction",
        "datasets": list(entity.lists),
        "properties": properties,
    }


def _edge(entity: Entity, stake: Stake, number: int) -> dict[str, Any]:
    directs = stake.kind == "directorship"
    over, under, _ = _EDGES["Directorship" if directs else "Ownership"]
    properties: dict[str, list[str]] = {over: [stake.owner], under: [entity.id]}
    if stake.percent is not None and not directs:
        properties["percentage"] = [f"{stake.percent:g}"]
    if stake.kind == "control":
        properties["role"] = ["control"]
    for key, day in (("startDate", stake.since), ("endDate", stake.until)):
        if day is not None:
            properties[key] = [day.isoformat()]
    return {
        "id": f"{entity.id}-stake-{number}",
        "caption": "Directorship" if directs else "Ownership",
        "schema": "Directorship" if directs else "Ownership",
        "datasets": list(entity.lists),
        "properties": properties,
    }


_PROPERTY_OF = {
    "passport": "passportNumber",
    "tax id no.": "taxNumber",
    "registration number": "registrationNumber",
    "registration id": "registrationNumber",
    "imo": "imoNumber",
    "mmsi": "mmsi",
    "lei": "leiCode",
    "swift/bic": "swiftBic",
}
"""What our lists call a number, to the property that holds it."""

_THINGS = {
    "Vessel": {"registrationNumber", "imoNumber", "mmsi"},
    "Airplane": {"registrationNumber", "serialNumber"},
    "Vehicle": {"registrationNumber"},
    "Thing": set[str](),
}
"""Schemata that are no legal entity, and the numbers each may have."""


def write_entity(entity: Entity) -> dict[str, Any]:
    """Give an entity as FollowTheMoney writes it."""
    properties: dict[str, list[str]] = defaultdict(list)
    for name in entity.names:
        key = {"primary": "name", "alias": "alias", "weak": "weakAlias"}[name.kind]
        properties[key].append(name.text)
    country = "nationality" if entity.schema == "Person" else "country"
    properties[country] += [code.lower() for code in entity.countries]
    for identifier in entity.identifiers:
        key = _identifier_property(identifier, entity.schema)
        properties[key].append(identifier.value)
    properties["address"] += [address.text for address in entity.addresses]
    properties["topics"] += entity.topics
    if entity.remarks:
        properties["notes"].append(entity.remarks)
    if entity.programs:
        properties["program"] += entity.programs
    if entity.schema == "Person":
        properties["birthDate"] += _years(entity.birth_dates)
    if entity.schema not in _THINGS:
        for key, day in (
            ("incorporationDate", entity.incorporated),
            ("dissolutionDate", entity.dissolved),
        ):
            if day is not None:
                properties[key].append(_written(day))
    return {
        "id": entity.id,
        "caption": entity.caption,
        "schema": entity.schema,
        "datasets": list(entity.lists),
        "target": entity.listed,
        "properties": {key: values for key, values in properties.items() if values},
    }


def _identifier_property(identifier: Identifier, schema: str) -> str:
    """Give the property of a schema that holds a number; what has none is told."""
    kind = identifier.kind or ""
    key = kind if kind in _IDENTIFIERS else _PROPERTY_OF.get(kind.lower(), "idNumber")
    if schema in _THINGS:
        if key in _THINGS[schema]:
            return key
        return "registrationNumber" if _THINGS[schema] else "description"
    if key == "passportNumber" and schema != "Person":
        return "idNumber"
    return "registrationNumber" if key in {"imoNumber", "mmsi"} else key


def _years(days: Iterable[VagueDay]) -> list[str]:
    """Write days of birth; of a span of years, each year."""
    return [
        text
        for day in days
        for text in (
            [_written(day)]
            if day.first.year == day.last.year
            else [str(year) for year in range(day.first.year, day.last.year + 1)]
        )
    ]


def _written(day: VagueDay) -> str:
    """A day as exactly as the model can say it: to the day, the month or the year."""
    if day.exact:
        return day.first.isoformat()
    same_year = day.first.year == day.last.year
    if same_year and day.first.month == day.last.month:
        return f"{day.first:%Y-%m}"
    return f"{day.first:%Y}"
