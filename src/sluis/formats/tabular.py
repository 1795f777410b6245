"""Parties to screen: CSV, JSON Lines of simple parties, or FollowTheMoney.

Each line is read on its own, so that one bad line does not stop the others.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import orjson

from sluis.core.errors import (
    DuplicateId,
    InvalidInput,
    Problems,
    SluisError,
    UnknownValue,
    UnreadableFile,
)
from sluis.core.names.countries import country_code
from sluis.core.names.folding import words_of
from sluis.core.party import PartyQuery, family_of
from sluis.core.time import VagueDay
from sluis.formats import ftm

Read = tuple[int, str | None, PartyQuery | SluisError]
"""Line number, id where one could be read, and the party or why it is refused."""

_KEYS = {
    "id",
    "name",
    "names",
    "schema",
    "country",
    "countries",
    "birth_date",
    "identifiers",
    "addresses",
}
_SPLIT = ("names", "countries", "identifiers", "addresses")


def read_parties(lines: Iterable[tuple[int, bytes]]) -> Iterator[Read]:
    """Read parties to screen, in order.

    Args:
        lines: The non-empty lines with their numbers. If one of the first two
            begins with ``{`` they are JSON Lines, else CSV with a heading.

    Yields:
        Every party, or the error for which it is refused. An id that was used
        before is refused.

    Raises:
        UnreadableFile: It is CSV without a column ``name``, or not UTF-8.
    """
    seen: set[str] = set()
    for number, given_id, party in _read(iter(lines)):
        if given_id is not None and given_id in seen:
            yield (
                number,
                given_id,
                DuplicateId(
                    f"the id {given_id!r} was used before",
                    path="id",
                    remedy="give every party an id of its own",
                ),
            )
            continue
        if given_id is not None:
            seen.add(given_id)
        yield number, given_id, party


def _read(lines: Iterator[tuple[int, bytes]]) -> Iterator[Read]:
    first = next(lines, None)
    if first is None:
        return
    start = first[1].removeprefix(b"\xef\xbb\xbf")
    second = next(lines, None)
    everything = chain([(first[0], start)], [second] if second else [], lines)
    # A first line that is broken does not make JSON Lines a table.
    if any(line.lstrip()[:1] in {b"{", b"["} for line in (start, (second or first)[1])):
        for number, line in everything:
            yield _read_json(number, line)
    else:
        yield from _read_csv(everything)


def _read_json(number: int, line: bytes) -> Read:
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError as problem:
        return (
            number,
            None,
            InvalidInput(
                f"is not JSON: {problem.msg}", remedy="write one JSON object a line"
            ),
        )
    if not isinstance(given, dict):
        return number, None, InvalidInput("is not a JSON object")
    given_id = given.get("id")
    known_id = str(given_id) if isinstance(given_id, str | int) else None
    try:
        return number, known_id, read_party(given)
    except SluisError as problem:
        return number, known_id, problem


def _read_csv(lines: Iterator[tuple[int, bytes]]) -> Iterator[Read]:
    numbers: list[int] = []

    def texts() -> Iterator[str]:
        for line_number, line in lines:
            numbers.append(line_number)
            try:
                yield line.decode("utf-8")
            except UnicodeDecodeError as problem:
                raise UnreadableFile(
                    "is not UTF-8",
                    path=f"line {line_number}",
                    remedy="save it as UTF-8",
                ) from problem

    source = texts()
    heading = next(source)
    delimiter = max(",;\t", key=heading.count)
    columns = [
        column.strip().lower()
        for column in next(csv.reader(io.StringIO(heading), delimiter=delimiter))
    ]
    if "name" not in columns and "names" not in columns:
        raise UnreadableFile(
            "the heading has no column name",
            path=f"line {numbers[0]}",
            remedy="begin with a line such as id,name,country",
        )
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            yield numbers[-1], None, InvalidInput(f"is not CSV: {problem}")
            continue
        yield _read_row(numbers[-1], columns, row)


def _read_row(number: int, columns: Sequence[str], row: Sequence[str]) -> Read:
    if len(row) != len(columns):
        return (
            number,
            None,
            InvalidInput(
                f"has {len(row)} columns; the heading has {len(columns)}",
                remedy="quote values that hold the separator",
            ),
        )
    given: dict[str, Any] = {
        column: value.strip()
        for column, value in zip(columns, row, strict=True)
        if column in _KEYS and value.strip()
    }
    for key in _SPLIT:
        if key in given:
            given[key] = [part.strip() for part in given[key].split(";")]
    known_id = given.get("id")
    try:
        return number, known_id, read_party(given)
    except SluisError as problem:
        return number, known_id, problem


def read_party(given: Mapping[str, Any]) -> PartyQuery:
    """Read one party, simple or FollowTheMoney.

    Raises:
        SluisError: What is wrong with it; :class:`Problems` if it is several things.
    """
    if "properties" in given:
        return _read_ftm(given)
    problems: list[SluisError] = []
    names = _texts(given, "names", problems) or _texts(given, "name", problems)
    if not names and not problems:
        problems.append(
            InvalidInput("the party has no name", path="name", remedy="give a name")
        )
    problems += _unreadable(names)
    party = PartyQuery(
        id=_id(given, problems),
        names=names,
        schema=_schema(given, problems),
        countries=_countries(given, problems),
        birth_dates=_birth_dates(given, problems),
        identifiers=_texts(given, "identifiers", problems),
        addresses=_texts(given, "addresses", problems),
    )
    _refuse(problems)
    return party


def _read_ftm(given: Mapping[str, Any]) -> PartyQuery:
    if not ftm.is_entity({"id": "", **given}):
        raise InvalidInput(
            "is not a FollowTheMoney entity",
            path="properties",
            remedy='write {"id": "…", "schema": "Company", "properties": {…}}',
        )
    problems: list[SluisError] = []
    schema = _schema(given, problems)
    entity = ftm.read_entity({"id": "", **given})
    names = tuple(name.text for name in entity.names)
    if not names:
        problems.append(InvalidInput("the party has no name", path="properties.name"))
    problems += _unreadable(names)
    _refuse(problems)
    return PartyQuery(
        id=given.get("id"),
        names=names,
        schema=schema,
        countries=entity.countries,
        birth_dates=entity.birth_dates,
        identifiers=tuple(part.value for part in entity.identifiers),
        addresses=tuple(part.text for part in entity.addresses),
    )


def _refuse(problems: Sequence[SluisError]) -> None:
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise Problems(problems)


def _unreadable(names: Sequence[str]) -> list[SluisError]:
    """Refuse a party that could never be found, rather than pass it silently."""
    if not names or any(words_of(name) for name in names):
        return []
    return [
        InvalidInput(
            f"{names[0][:40]!r} has no letter or digit to compare",
            path="name",
            remedy="give the name in letters",
        )
    ]


def _texts(
    given: Mapping[str, Any], key: str, problems: list[SluisError]
) -> tuple[str, ...]:
    value = given.get(key)
    listed = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(part, str) for part in listed):
        problems.append(InvalidInput(f"{key} is not text or a list of text", path=key))
        return ()
    return tuple(part.strip() for part in listed if part.strip())


def _id(given: Mapping[str, Any], problems: list[SluisError]) -> str | None:
    value = given.get("id")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        problems.append(InvalidInput("id is not text or a number", path="id"))
        return None
    return str(value)


def _schema(given: Mapping[str, Any], problems: list[SluisError]) -> str | None:
    schema = given.get("schema")
    try:
        family_of(schema, path="schema")
    except (SluisError, TypeError) as problem:
        problems.append(
            problem
            if isinstance(problem, SluisError)
            else InvalidInput("schema is not text", path="schema")
        )
        return None
    return schema


def _countries(given: Mapping[str, Any], problems: list[SluisError]) -> tuple[str, ...]:
    found: set[str] = set()
    for key in ("country", "countries"):
        for written in _texts(given, key, problems):
            code = country_code(written)
            if code is None:
                problems.append(
                    UnknownValue(
                        f"{written!r} is not a country",
                        path=key,
                        remedy="write its ISO 3166-1 alpha-2 code, such as NL",
                    )
                )
            else:
                found.add(code)
    return tuple(sorted(found))


def _birth_dates(
    given: Mapping[str, Any], problems: list[SluisError]
) -> tuple[VagueDay, ...]:
    found: list[VagueDay] = []
    for written in _texts(given, "birth_date", problems):
        try:
            found.append(VagueDay.parse(written, path="birth_date"))
        except InvalidInput as problem:
            problems.append(problem)
    return tuple(found)
