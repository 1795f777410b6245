"""The United States' Consolidated Screening List, CSV: thirteen lists in one."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import IO

from sluis.core.errors import InvalidInput, UnreadableFile
from sluis.core.names.countries import country_code
from sluis.core.party import Address, Entity, Identifier, Name, script_of
from sluis.core.time import VagueDay
from sluis.formats.xml import text_lines

LIST_ID = "us-csl"

COLUMNS = frozenset({"_id", "source", "name", "addresses", "alt_names", "programs"})
"""Columns without which it is not this list."""

# The abbreviation in a source's name, to the id of that list.
_SOURCES = {
    "SDN": "us-ofac-sdn",
    "EL": "us-bis-entity-list",
    "DPL": "us-bis-denied-persons",
    "UVL": "us-bis-unverified",
    "MEU": "us-bis-military-end-user",
    "DTC": "us-state-itar-debarred",
    "ISN": "us-state-nonproliferation",
    "SSI": "us-ofac-ssi",
    "FSE": "us-ofac-fse",
    "PLC": "us-ofac-plc",
    "CAP": "us-ofac-capta",
    "CMIC": "us-ofac-cmic",
    "NS-MBS List": "us-ofac-ns-mbs",
}
SCHEMA = {
    "individual": "Person",
    "entity": "Organization",
    "vessel": "Vessel",
    "aircraft": "Airplane",
}
_ABBREVIATION = re.compile(r"\(([^()]+)\)")
_NOT_IDENTIFIERS = re.compile(
    r"(?:Gender|Website|Target Type|Email Address|Phone Number|.*Date.*|.*[:-])\Z"
)
_FOUNDED = "Organization Established Date"


def read(stream: IO[bytes], *, path: str) -> Iterator[Entity]:
    """Read the list.

    Yields:
        The entities; ``lists`` has the id of the part each stands in.

    Raises:
        UnreadableFile: It is cut short or not this format.
    """
    lines = text_lines(stream, encoding="utf-8-sig")
    reader = csv.DictReader(lines, strict=True)
    try:
        if not set(reader.fieldnames or ()) >= COLUMNS:
            raise UnreadableFile("has not the columns of the list", path=path)
        for row in reader:
            if None in row or None in row.values():
                raise UnreadableFile(
                    "the row has another number of columns than the heading;"
                    " the file may be cut short",
                    path=f"{path}:{reader.line_num}",
                    remedy="fetch it again; the last good edition stays",
                )
            yield _entry(row, f"{path}:{reader.line_num}")
    except (csv.Error, UnicodeDecodeError) as problem:
        raise UnreadableFile(
            f"is cut short or not UTF-8 CSV: {problem}",
            path=f"{path}:{reader.reader.line_num}",
            remedy="fetch it again; the last good edition stays",
        ) from problem


def _entry(row: Mapping[str, str], path: str) -> Entity:
    name = " ".join(row["name"].split())
    if not row["_id"] or not name:
        raise UnreadableFile("an entry has no _id or no name", path=path)
    addresses = tuple(_address(part) for part in _parts(row["addresses"]))
    identifiers, founded = _identifiers(row.get("ids") or "")
    codes = {address.country for address in addresses}
    codes |= {identifier.country for identifier in identifiers}
    for column in ("citizenships", "nationalities", "vessel_flag"):
        codes |= {country_code(part) for part in _parts(row.get(column) or "")}
    others = dict.fromkeys(_parts(row["alt_names"]))
    others.pop(name, None)
    return Entity(
        id=f"csl-{row['_id']}",
        schema=SCHEMA.get((row.get("type") or "").lower(), "LegalEntity"),
        caption=name,
        names=(
            Name(text=name, script=script_of(name)),
            *(Name(text=alt, kind="alias", script=script_of(alt)) for alt in others),
        ),
        countries=tuple(sorted(code for code in codes if code)),
        birth_dates=birth_dates(row.get("dates_of_birth") or ""),
        identifiers=identifiers,
        addresses=addresses,
        programs=tuple(_parts(row["programs"])),
        lists=lists_of(row["source"]),
        listed_from=day(row.get("start_date")),
        listed_until=day(row.get("end_date")),
        incorporated=founded,
        remarks=row.get("remarks") or None,
    )


def _parts(written: str) -> list[str]:
    return [" ".join(part.split()) for part in written.split(";") if part.strip()]


def identifies(kind: str) -> bool:
    """Whether what the list calls an id is one: gender and website are not."""
    return not _NOT_IDENTIFIERS.match(kind)


def lists_of(source: str) -> tuple[str, ...]:
    """Give the list's own id and, where the source is known, that of its part."""
    found = _ABBREVIATION.search(source)
    known = _SOURCES.get(found[1]) if found else None
    if known is None and found:
        known = _SOURCES.get(found[1].removesuffix(" List"))
    return (LIST_ID, f"{LIST_ID}/{known}") if known else (LIST_ID,)


def _address(written: str) -> Address:
    last = written.rpartition(",")[2].strip()
    code = last if len(last) == 2 and last.isupper() else None
    return Address(text=written, country=country_code(code))


def day(written: str | None) -> date | None:
    """Read an ISO day; ``None`` where there is none."""
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        return None


def birth_dates(written: str) -> tuple[VagueDay, ...]:
    """Read days of birth, each as exactly as it is known, parted by semicolons."""
    found: list[VagueDay] = []
    for part in _parts(written):
        years = re.findall(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", part)
        try:
            days = [VagueDay.parse(year) for year in years]
        except InvalidInput:
            continue
        if days and days[0].first <= days[-1].last:
            found.append(VagueDay(days[0].first, days[-1].last))
    return tuple(dict.fromkeys(found))


def _identifiers(written: str) -> tuple[tuple[Identifier, ...], VagueDay | None]:
    """Read ``RU, 7708503727, Tax ID No.; 2011, Organization Established Date``."""
    found: list[Identifier] = []
    founded: VagueDay | None = None
    for part in _parts(written):
        fields = [field.strip() for field in part.split(",")]
        if len(fields) < 2:
            continue
        kind, number = fields[-1], fields[-2]
        if kind == _FOUNDED:
            founded = next(iter(birth_dates(number)), None)
        elif identifies(kind) and any(map(str.isdigit, number)):
            country = country_code(fields[0]) if len(fields) > 2 else None
            found.append(Identifier(value=number, kind=kind, country=country))
    return tuple(found), founded
