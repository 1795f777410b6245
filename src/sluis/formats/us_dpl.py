"""The Denied Persons List of the US Bureau of Industry and Security, TSV."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import IO

from sluis.core.errors import UnreadableFile
from sluis.core.names.countries import country_code
from sluis.core.party import Address, Entity, Name, script_of
from sluis.formats.xml import text_lines

LIST_ID = "us-bis-denied-persons"

COLUMNS = frozenset({"Name", "Street_Address", "Effective_Date", "FR_Citation"})
"""Columns without which it is not this list."""

_ADDRESS = ("Street_Address", "City", "State", "Postal_Code", "Country")


def read(stream: IO[bytes], *, path: str) -> Iterator[Entity]:
    """Read the list.

    A party with several addresses has a row for each; each row stays an entry of
    its own, as published.

    Yields:
        The entities, without ``lists`` and ``source``.

    Raises:
        UnreadableFile: It is cut short or not this format.
    """
    lines = text_lines(stream, encoding="utf-8-sig")
    reader = csv.DictReader(lines, delimiter="\t", strict=True)
    try:
        if not set(reader.fieldnames or ()) >= COLUMNS:
            raise UnreadableFile("has not the columns of the list", path=path)
        for row in reader:
            place = f"{path}:{reader.line_num}"
            if None in row or None in row.values():
                raise UnreadableFile(
                    "the row has another number of columns than the heading;"
                    " the file may be cut short",
                    path=place,
                    remedy="fetch it again; the last good edition stays",
                )
            yield _entry(row, place)
    except (csv.Error, UnicodeDecodeError) as problem:
        raise UnreadableFile(
            f"is cut short or not UTF-8 text: {problem}",
            path=f"{path}:{reader.reader.line_num}",
            remedy="fetch it again; the last good edition stays",
        ) from problem


def _entry(row: Mapping[str, str], path: str) -> Entity:
    name = " ".join(row["Name"].split())
    if not name:
        raise UnreadableFile("an entry has no name", path=path)
    parts = [row.get(column, "").strip() for column in _ADDRESS]
    country = country_code(row.get("Country"))
    # The list numbers nobody; who, where and since when make an id that stays.
    said = "|".join((name, *parts, row["Effective_Date"]))
    address = ", ".join(part for part in parts if part)
    return Entity(
        id=f"dpl-{hashlib.sha256(said.encode()).hexdigest()[:12]}",
        schema="LegalEntity",
        caption=name,
        names=(Name(text=name, script=script_of(name)),),
        countries=(country,) if country else (),
        addresses=(Address(text=address, country=country),) if address else (),
        programs=("Denial order",),
        listed_from=_day(row["Effective_Date"]),
        listed_until=_day(row.get("Expiration_Date", "")),
        remarks=row["FR_Citation"].strip() or None,
    )


def _day(written: str) -> date | None:
    try:
        return datetime.strptime(written.strip(), "%m/%d/%Y").date()  # noqa: DTZ007 - a day
    except ValueError:
        return None
