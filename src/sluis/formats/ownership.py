"""Statements of one's own on who owns whom: CSV or JSON Lines.

One row a stake: ``owner``, ``owned``, ``share`` in per cent, ``since``, ``until`` and
``source``. Owner and owned are names; ``owner_id`` or ``owned_id`` names a party of a
list by its id instead, and ``owner_country`` and ``owned_country`` say where they are.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Literal

import orjson

from sluis.core.errors import InvalidInput, Problems, SluisError, UnreadableFile
from sluis.core.names.countries import country_code
from sluis.core.names.folding import words_of
from sluis.core.party import Entity, Name, Stake, script_of
from sluis.core.time import Day, parse_day
from sluis.formats.xml import text_lines

FORMAT = "ownership"
COLUMNS = (
    *("owner", "owned", "share", "since", "until", "source"),
    *("owner_id", "owner_country", "owned_id", "owned_country"),
)

Side = Literal["owner", "owned"]


def is_heading(row: Iterable[str]) -> bool:
    """Whether a first row, or the keys of a first object, are those of statements."""
    named = {cell.strip().lower() for cell in row}
    return all(named & {side, f"{side}_id"} for side in ("owner", "owned"))


@dataclass
class _Party:
    id: str
    name: str | None = None
    countries: set[str] = field(default_factory=set)
    stakes: list[Stake] = field(default_factory=list)


def read(stream: IO[bytes], *, path: str) -> Iterator[Entity]:
    """Read the statements.

    Yields:
        Each party that is named, as one that is not itself listed, with the stakes
        that others hold in it. Rows that spell a name alike mean one party.

    Raises:
        UnreadableFile: It is cut short, not UTF-8, or has not the columns.
        Problems: Rows are not statements; each is named with its line.
    """
    parties: dict[str, _Party] = {}
    problems: list[SluisError] = []
    for place, row in _rows(stream, path):
        try:
            _add(parties, row, place)
        except InvalidInput as problem:
            problems.append(problem)
    if problems:
        raise Problems(problems)
    for party in parties.values():
        name = party.name or party.id
        yield Entity(
            id=party.id,
            schema="LegalEntity",
            caption=name,
            names=(Name(text=name, script=script_of(name)),) if party.name else (),
            countries=tuple(sorted(party.countries)),
            stakes=tuple(dict.fromkeys(party.stakes)),
            listed=False,
        )


def _rows(stream: IO[bytes], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    lines = text_lines(stream, encoding="utf-8-sig")
    number = 1
    try:
        first = next(lines, "")
        if first.lstrip().startswith("{"):
            for number, line in enumerate((first, *lines), start=1):
                if line.strip():
                    yield f"{path}:{number}", orjson.loads(line)
            return
        columns = [cell.strip().lower() for cell in next(csv.reader([first]), [])]
        unknown = sorted(set(columns) - set(COLUMNS))
        if unknown or not is_heading(columns):
            raise UnreadableFile(
                "the heading is not one of statements on owners"
                + (f": {', '.join(unknown)}" if unknown else ""),
                path=f"{path}:1",
                remedy=f"write columns of {', '.join(COLUMNS)}",
            )
        reader = csv.reader(lines, strict=True)
        for cells in reader:
            number = reader.line_num + 1
            if len(cells) != len(columns):
                raise UnreadableFile(
                    f"the row has {len(cells)} columns; the heading has {len(columns)}",
                    path=f"{path}:{number}",
                    remedy="quote values that hold a comma",
                )
            yield f"{path}:{number}", dict(zip(columns, cells, strict=True))
    except (csv.Error, orjson.JSONDecodeError, UnicodeDecodeError) as problem:
        raise UnreadableFile(
            f"is cut short, or neither UTF-8 CSV nor JSON Lines: {problem}",
            path=f"{path}:{number}",
        ) from problem


def _add(parties: dict[str, _Party], row: Mapping[str, Any], place: str) -> None:
    said = {
        key: " ".join(str(value).split())
        for key, value in row.items()
        if value is not None
    }
    owner, owned = _party(said, "owner", place), _party(said, "owned", place)
    if owner.id == owned.id:
        raise InvalidInput("says that a party owns itself", path=place)
    since, until = _day(said, "since", place), _day(said, "until", place)
    if since and until and since > until:
        raise InvalidInput("ends before it begins", path=f"{place}.until")
    for one in (owner, owned):
        known = parties.setdefault(one.id, one)
        known.name = known.name or one.name
        known.countries |= one.countries
    parties[owned.id].stakes.append(
        Stake(
            owner=owner.id,
            percent=_share(said, place),
            since=since,
            until=until,
            source=said.get("source") or None,
        )
    )


def _party(said: Mapping[str, str], side: Side, place: str) -> _Party:
    id_, name = said.get(f"{side}_id", ""), said.get(side, "")
    words = words_of(name)
    if not id_ and not words:
        raise InvalidInput(
            f"does not say who the {side} is",
            path=f"{place}.{side}",
            remedy=f"give a name in letters, or {side}_id",
        )
    written = said.get(f"{side}_country", "")
    country = country_code(written) if written else None
    if written and country is None:
        raise InvalidInput(
            f"{written!r} is not a country",
            path=f"{place}.{side}_country",
            remedy="write its ISO 3166-1 alpha-2 code, such as NL",
        )
    spelled = hashlib.sha256(" ".join(words).encode()).hexdigest()[:16]
    return _Party(
        id=id_ or f"stated-{spelled}",
        name=name or None,
        countries={country} if country else set(),
    )


def _share(said: Mapping[str, str], place: str) -> float | None:
    written = said.get("share", "").rstrip("%").strip().replace(",", ".")
    if not written:
        return None
    try:
        share = float(written)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 100:
        raise InvalidInput(
            f"{said['share']!r} is not a share",
            path=f"{place}.share",
            remedy="write per cent from 0 to 100, or nothing where it is not known",
        )
    return share


def _day(said: Mapping[str, str], key: str, place: str) -> Day | None:
    return parse_day(said[key], path=f"{place}.{key}") if said.get(key) else None
