"""The United States' Consolidated Screening List as JSON.

Two forms are read: the official download (``results``), and the compact form that
carries its values in ``tables`` and explains its keys in ``fieldKey``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import IO, Any

import orjson

from sluis.core.errors import UnreadableFile
from sluis.core.names.countries import country_code
from sluis.core.party import Address, Entity, Identifier, Name, script_of
from sluis.formats import us_csl

_ADDRESS = ("address", "city", "state", "postal_code", "country")
_MOST = 300_000_000
"""JSON is read whole; the official file has about 60 MB."""


def read(stream: IO[bytes], *, path: str) -> Iterator[date | int | Entity]:
    """Read the list.

    Yields:
        The day of the list and the number of entries where stated, then the
        entities; ``lists`` has the id of the part each stands in.

    Raises:
        UnreadableFile: It is cut short or neither form of this list, or holds
            another number of entries than it states.
    """
    given = whole(stream, path=path)
    entries = given.get("entries" if "fieldKey" in given else "results")
    if not isinstance(entries, list):
        raise UnreadableFile("has neither results nor entries", path=path)
    made = us_csl.day(str(given.get("sourceGeneratedAt") or "")[:10])
    if made is not None:
        yield made
    stated = given.get("entryCount", given.get("total"))
    if isinstance(stated, int):
        yield stated
        if stated != len(entries):
            raise UnreadableFile(
                f"states {stated} entries and holds {len(entries)}",
                path=path,
                remedy="fetch it again; the last good edition stays",
            )
    read_one = _compact if "fieldKey" in given else _official
    for number, entry in enumerate(entries):
        place = f"{path}: entry {number + 1}"
        try:
            yield read_one(entry, given)
        except (KeyError, TypeError, AttributeError, IndexError) as problem:
            raise UnreadableFile(
                f"an entry does not have the list's shape: {problem}", path=place
            ) from problem


def whole(stream: IO[bytes], *, path: str) -> Any:
    """Read a JSON document of a stranger, up to a size.

    Raises:
        UnreadableFile: It is cut short, not JSON, or too large.
    """
    data = stream.read(_MOST + 1)
    if len(data) > _MOST:
        raise UnreadableFile("is larger than any list we know", path=path)
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as problem:
        raise UnreadableFile(
            f"is cut short or not JSON: {problem.msg}",
            path=path,
            remedy="fetch it again; the last good edition stays",
        ) from problem


def _official(entry: Mapping[str, Any], _: Mapping[str, Any]) -> Entity:
    places = entry.get("addresses") or []
    addresses = tuple(
        Address(
            text=", ".join(str(place[key]) for key in _ADDRESS if place.get(key)),
            country=country_code(place.get("country")),
        )
        for place in places
    )
    identifiers = tuple(
        Identifier(
            value=str(paper["number"]),
            kind=paper.get("type"),
            country=country_code(paper.get("country")),
        )
        for paper in entry.get("ids") or []
        if paper.get("number") and us_csl.identifies(str(paper.get("type") or ""))
    )
    codes = {address.country for address in addresses}
    for key in ("nationalities", "citizenships"):
        codes |= {country_code(written) for written in entry.get(key) or []}
    codes.add(country_code(entry.get("country")))
    return Entity(
        id=f"csl-{entry['id']}",
        schema=us_csl.SCHEMA.get((entry.get("type") or "").lower(), "LegalEntity"),
        caption=_plain(entry["name"]),
        names=_names(entry["name"], entry.get("alt_names") or []),
        countries=tuple(sorted(code for code in codes if code)),
        birth_dates=us_csl.birth_dates("; ".join(entry.get("dates_of_birth") or [])),
        identifiers=identifiers,
        addresses=tuple(address for address in addresses if address.text),
        programs=tuple(entry.get("programs") or ()),
        lists=us_csl.lists_of(entry["source"]),
        listed_from=us_csl.day(entry.get("start_date")),
        listed_until=us_csl.day(entry.get("end_date")),
        remarks=_remarks(entry, "license_requirement", "license_policy"),
    )


def _remarks(entry: Mapping[str, Any], *keys: str) -> str | None:
    said = [entry.get(key) for key in ("remarks", *keys)]
    return " ".join(part for part in said if part) or None


def _compact(entry: Mapping[str, Any], given: Mapping[str, Any]) -> Entity:
    tables = given["tables"]
    source = tables["sources"][entry["s"]]
    key = entry.get("e") or _key(source, entry["n"])
    countries = sorted({country_code(code) or "" for code in entry.get("c") or ()})
    said = {
        "license_requirement": _of(tables["licenceRequirements"], entry.get("lr")),
        "license_policy": _of(tables["licencePolicies"], entry.get("lp")),
        "remarks": entry.get("fr"),
    }
    program = _of(tables["programmes"], entry.get("pg"))
    return Entity(
        id=f"csl-{key}",
        schema=us_csl.SCHEMA.get((entry.get("t") or "").lower(), "LegalEntity"),
        caption=_plain(entry["n"]),
        names=_names(entry["n"], entry.get("a") or []),
        countries=tuple(code for code in countries if code),
        programs=(program,) if program else (),
        lists=us_csl.lists_of(source),
        remarks=_remarks(said, "license_requirement", "license_policy"),
    )


def _of(table: list[str], place: int | None) -> str | None:
    return None if place is None else table[place]


def _key(source: str, name: str) -> str:
    """An id of our own, where the compact form has none: the same each time."""
    return hashlib.sha256(f"{source}|{name}".encode()).hexdigest()[:16]


def _plain(text: str) -> str:
    return " ".join(text.split())


def _names(name: str, others: list[str]) -> tuple[Name, ...]:
    first = _plain(name)
    if not first:
        raise KeyError("no name")
    aliases = dict.fromkeys(_plain(other) for other in others)
    return (
        Name(text=first, script=script_of(first)),
        *(
            Name(text=alias, kind="alias", script=script_of(alias))
            for alias in aliases
            if alias and alias != first
        ),
    )
