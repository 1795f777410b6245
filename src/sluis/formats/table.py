"""A list as a plain table: CSV with a column ``name`` and others of any order.

It is how an office keeps a list of its own, and how lists that are published as
pages or annexes are passed on. Columns are told by name, as FollowTheMoney calls
its properties or as people write them; several values stand apart by semicolon.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import IO

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
from sluis.formats.xml import text_lines

_NAMES: tuple[tuple[str, NameKind], ...] = (
    ("name", "primary"),
    ("cleanname", "alias"),
    ("alias", "alias"),
    ("aliases", "alias"),
    ("previousname", "alias"),
    ("chinesename", "alias"),
    ("weakalias", "weak"),
)
_COUNTRIES = ("country", "countries", "nationality", "jurisdiction", "flag")
_IDENTIFIERS = {
    "identifiers": None,
    "passportnumber": "Passport",
    "registrationnumber": "Registration Number",
    "taxnumber": "Tax ID No.",
    "idnumber": "Identification Number",
    "inncode": "INN",
    "ogrncode": "OGRN",
    "kppcode": "KPP",
    "okpocode": "OKPO",
    "leicode": "LEI",
    "swiftbic": "SWIFT/BIC",
    "imonumber": "IMO",
    "mmsi": "MMSI",
}
_FROM, _UNTIL = ("startdate", "date", "listingdate"), ("enddate",)
_PROGRAMS = ("program", "programs", "programkey", "annex", "list")
_REMARKS = ("reason", "summary", "notes", "note", "remarks", "body")
_ID = ("id", "recordid")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})\Z")


def is_heading(row: Sequence[str]) -> bool:
    """Whether a first row names the columns of such a table."""
    columns = {_plain(cell) for cell in row}
    return "name" in columns and bool(columns & {*_COUNTRIES, "alias", "aliases"})


def _plain(heading: str) -> str:
    return re.sub(r"[^a-z]", "", heading.lower())


def read(stream: IO[bytes], *, path: str) -> Iterator[Entity]:
    """Read the table.

    Yields:
        The entities in order, without ``lists`` and ``source``. A row without an id
        gets one from what it says, so that the same row has the same id again.

    Raises:
        UnreadableFile: It is cut short, not UTF-8, or has no column ``name``.
    """
    reader = csv.reader(text_lines(stream, encoding="utf-8-sig"), strict=True)
    try:
        columns = [_plain(cell) for cell in next(reader, [])]
        if "name" not in columns:
            raise UnreadableFile("the heading has no column name", path=path)
        for row in reader:
            place = f"{path}:{reader.line_num}"
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(columns):
                raise UnreadableFile(
                    f"the row has {len(row)} columns; the heading has {len(columns)}",
                    path=place,
                    remedy="quote values that hold a comma; fetch a cut file again",
                )
            yield _entry(dict(zip(columns, row, strict=True)), place)
    except (csv.Error, UnicodeDecodeError) as problem:
        raise UnreadableFile(
            f"is cut short or not UTF-8 CSV: {problem}",
            path=f"{path}:{reader.line_num}",
            remedy="fetch it again; the last good edition stays",
        ) from problem


def _entry(row: Mapping[str, str], path: str) -> Entity:
    names: dict[str, Name] = {}
    for column, kind in _NAMES:
        for text in _values(row, column):
            first = "primary" if not names else "alias" if kind == "primary" else kind
            names.setdefault(text, Name(text=text, kind=first, script=script_of(text)))
    if not names:
        raise UnreadableFile("the row has no name", path=path)
    codes = {country_code(text) for key in _COUNTRIES for text in _values(row, key)}
    stated = " ".join(row.get("schema", row.get("type", "")).split())
    return Entity(
        id=_id(row),
        schema=stated if stated in SCHEMATA else "LegalEntity",
        caption=next(iter(names)),
        names=tuple(names.values()),
        countries=tuple(sorted(code for code in codes if code)),
        birth_dates=tuple(_days(row, "birthdate")),
        identifiers=tuple(
            Identifier(value=value, kind=kind)
            for key, kind in _IDENTIFIERS.items()
            for value in _values(row, key)
        ),
        addresses=tuple(
            Address(text=text)
            for key in ("address", "addresses")
            for text in _values(row, key)
        ),
        programs=tuple(text for key in _PROGRAMS for text in _values(row, key)),
        listed_from=_first(row, _FROM),
        listed_until=_first(row, _UNTIL),
        remarks=next((row[key].strip() for key in _REMARKS if row.get(key)), None),
    )


def _id(row: Mapping[str, str]) -> str:
    for key in _ID:
        if row.get(key, "").strip():
            act = row.get("celex", "").strip()
            return "-".join(part for part in (act, row[key].strip()) if part)
    said = "|".join(row.values())
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _values(row: Mapping[str, str], column: str) -> list[str]:
    parts = (" ".join(part.split()) for part in row.get(column, "").split(";"))
    return [part for part in parts if part]


def _days(row: Mapping[str, str], column: str) -> Iterator[VagueDay]:
    for text in _values(row, column):
        found = _DAY_FIRST.match(text)
        plain = f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else text
        try:
            yield VagueDay.parse(plain)
        except InvalidInput:  # written in a way that is not a date: not known
            continue


def _first(row: Mapping[str, str], columns: Sequence[str]) -> date | None:
    for column in columns:
        for day in _days(row, column):
            if day.exact:
                return day.first
    return None
