"""The lines of a population: read from files, checked, and named ``lines``.

Parquet of flat lines is read where it lies. Everything else (CSV, JSON Lines of
transactions or flat lines) is read line by line into Parquet of a temporary
folder first. A line that is wrong is refused and the others go on.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from sluis.core.errors import InvalidInput, Problems, SluisError, UnreadableFile
from sluis.core.goods import Vocabulary
from sluis.core.transaction import ACTIVITIES, Transaction
from sluis.engine.base import Engine
from sluis.formats.flat import flat_lines, flat_schema, parameter_of, read_flat
from sluis.formats.transaction import parse_line, read_transaction

_LARGEST = "1.7976931348623157e308"

Refused: TypeAlias = tuple[int, str | None, SluisError]
"""Number of the line in its file, its id, and why it is refused."""

_ENDINGS = (".parquet", ".csv", ".jsonl", ".ndjson", ".json")


@dataclass(slots=True, eq=False)
class Population:
    """The lines that an engine has under the name ``lines``.

    Attributes:
        columns: Columns that some line fills.
        refused: Lines that were refused.
        count: How many lines are left.
        statement: What ``lines`` stands for.
    """

    columns: frozenset[str]
    refused: list[Refused] = field(default_factory=list)
    count: int = 0
    statement: str = ""

    def since(self, engine: Engine, day: date) -> None:
        """Keep only the lines of a day or later."""
        engine.sql_view(
            "lines",
            f"SELECT * FROM ({self.statement}) AS s WHERE date >= DATE '{day}'",
        )
        (row,) = engine.sql("SELECT count(*) AS n FROM lines").to_pylist()
        self.count = row["n"]


def read_population(
    path: Path, engine: Engine, vocabulary: Vocabulary, *, dated: bool = True
) -> Population:
    """Read a file, or all files of a folder, as ``lines`` of an engine.

    Args:
        path: Parquet, CSV or JSON Lines, or a folder of them.
        engine: Where the lines go.
        vocabulary: Kinds, parameters and countries they may use.
        dated: Whether a line needs a date of its own.

    Raises:
        UnreadableFile: There is nothing to read, or it cannot be read.
        InvalidInput: A Parquet file has a column that flat lines do not know.
    """
    files = _files(path)
    population = Population(columns=frozenset())
    ready = [one for one in files if one.suffix == ".parquet"]
    others = [one for one in files if one.suffix != ".parquet"]
    if others:
        to = engine.folder / "lines.parquet"
        population.refused += _convert(others, to, vocabulary)
        if to.exists():
            ready.append(to)
    if not ready:
        population.count = 0
        return population
    columns = engine.read("given", ready)
    schema = flat_schema(columns, vocabulary)
    engine.sql_view("typed", _typed(schema, _types(ready)))
    population.refused += _refuse(engine, schema, vocabulary, dated=dated)
    wrong = " OR ".join(_wrong(schema, vocabulary, dated=dated).values()) or "FALSE"
    where = f"WHERE NOT coalesce({wrong}, FALSE)" if population.refused else ""
    population.statement = f"SELECT * FROM typed {where}"
    engine.sql_view("lines", population.statement)
    counted = ", ".join(f'count("{one}") AS "{one}"' for one in schema.names)
    (row,) = engine.sql(
        f"SELECT count(*) AS all_of_them, {counted} FROM lines"
    ).to_pylist()
    population.count = row.pop("all_of_them")
    population.columns = frozenset(one for one, filled in row.items() if filled)
    return population


def write_lines(
    transactions: Iterable[Transaction], to: Path, vocabulary: Vocabulary
) -> int:
    """Write transactions as Parquet of flat lines, kinds beside each other.

    Returns:
        The number of lines.

    Raises:
        InvalidInput: A quantity or value has more decimals than a flat line holds.
    """
    rows = [row for one in transactions for row in flat_lines(one)]
    _write(rows, to, vocabulary)
    return len(rows)


def _write(rows: list[dict[str, Any]], to: Path, vocabulary: Vocabulary) -> None:
    # A statement reads one kind, so lines of a kind lie together.
    rows.sort(key=lambda row: row.get("kind") or "")
    schema = flat_schema({one for row in rows for one in row} | {"id"}, vocabulary)
    table = pa.Table.from_pylist(rows, schema=schema)
    pq.write_table(table, to, compression="zstd", row_group_size=122_880)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(one for one in path.rglob("*") if one.suffix in _ENDINGS)
        if found:
            return found
        raise UnreadableFile(
            "the folder has no lines", path=str(path), remedy=_READABLE
        )
    if not path.exists():
        raise UnreadableFile("there is no such file", path=str(path))
    if path.suffix not in _ENDINGS:
        raise UnreadableFile("is not a file of lines", path=str(path), remedy=_READABLE)
    return [path]


_READABLE = "name Parquet, CSV or JSON Lines, or a folder of them"


def _convert(files: Sequence[Path], to: Path, vocabulary: Vocabulary) -> list[Refused]:
    refused: list[Refused] = []
    rows: list[dict[str, Any]] = []
    seen: dict[tuple[str, Any], int] = {}
    for file in files:
        for number, row in _rows_of(file):
            given: str | None = None
            try:
                if isinstance(row, SluisError):
                    raise row
                given = None if row.get("id") is None else str(row["id"])
                lines = flat_lines(_transaction(row, vocabulary))
                for line in lines:
                    key = line["id"], line["line"]
                    if key in seen:
                        raise InvalidInput(
                            f"line {key[1]} of {key[0]!r} was there already",
                            path="id",
                            remedy="give every line an id and number of its own",
                        )
                seen |= {(line["id"], line["line"]): number for line in lines}
                rows += lines
            except Problems as found:
                one = found.errors[0] if len(found.errors) == 1 else found
                refused.append((number, given, one))
            except SluisError as error:
                refused.append((number, given, error))
    if rows:
        _write(rows, to, vocabulary)
    return refused


def _transaction(row: Mapping[str, Any], vocabulary: Vocabulary) -> Transaction:
    if "items" in row:
        return read_transaction(row, vocabulary)
    return read_flat(row, vocabulary)


def _rows_of(file: Path) -> Iterator[tuple[int, dict[str, Any] | SluisError]]:
    """Give the rows of a file with the numbers of their lines."""
    try:
        if file.suffix == ".csv":
            with file.open(encoding="utf-8-sig", newline="") as stream:
                reader = csv.DictReader(stream)
                for row in reader:
                    extra = row.pop(None, None)
                    if extra:
                        problem = InvalidInput("there are more cells than columns")
                        yield reader.line_num, problem
                        continue
                    yield reader.line_num, row
            return
        with file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    try:
                        yield number, parse_line(line)
                    except SluisError as problem:
                        yield number, problem
    except (OSError, UnicodeDecodeError) as problem:
        raise UnreadableFile(f"cannot be read: {problem}", path=str(file)) from problem


def _types(files: Sequence[Path]) -> dict[str, pa.DataType]:
    """Give the types that columns have in Parquet files."""
    types: dict[str, pa.DataType] = {}
    for file in files:
        for one in pq.read_schema(file):
            types.setdefault(one.name, one.type)
    return types


def _typed(schema: pa.Schema, given: Mapping[str, pa.DataType]) -> str:
    """Bring columns of another writer to the types of flat lines."""
    cells = []
    for column in schema:
        cell = f'"{column.name}"'
        if given[column.name] != column.type:
            cell = _cast(column, given[column.name])
        cells.append(cell if cell[0] == '"' else f'{cell} AS "{column.name}"')
    return f"SELECT {', '.join(cells)} FROM given"


def _cast(column: pa.Field, given: pa.DataType) -> str:
    cell = f'"{column.name}"'
    is_list = pa.types.is_list(given) or pa.types.is_large_list(given)
    if pa.types.is_list(column.type):
        return cell if is_list else f"string_split({cell}, ';')"
    return f"CAST({cell} AS {_SQL_TYPES[str(column.type)]})"


_SQL_TYPES = {
    "string": "VARCHAR",
    "date32[day]": "DATE",
    "int32": "INTEGER",
    "decimal128(18, 4)": "DECIMAL(18, 4)",
    "bool": "BOOLEAN",
    "double": "DOUBLE",
}


def _wrong(schema: pa.Schema, vocabulary: Vocabulary, *, dated: bool) -> dict[str, str]:
    """Give what is wrong with a line, as a condition by column."""
    words: dict[str, Iterable[str]] = {
        "kind": vocabulary.kinds,
        "activity": ACTIVITIES,
        **dict.fromkeys(
            ("destination", "known_final_destination"), vocabulary.territories
        ),
    }
    wrong: dict[str, str] = {}
    for column in schema.names:
        cell = f'"{column}"'
        if column in words:
            listed = ", ".join(f"'{one}'" for one in words[column])
            wrong[column] = f"{cell} NOT IN ({listed})"
        elif column in {"quantity", "value"}:
            wrong[column] = f"{cell} < 0"
        elif column == "id" or (column == "date" and dated):
            wrong[column] = f"{cell} IS NULL"
        else:
            parameter = parameter_of(column, vocabulary)
            if parameter is not None and parameter.unit is not None:
                least = f"-{_LARGEST}" if parameter.negative else "0e0"
                wrong[column] = f"NOT ({cell} BETWEEN {least} AND {_LARGEST})"
    if dated and "date" not in schema.names:
        wrong["date"] = "TRUE"
    return {column: f"coalesce({test}, FALSE)" for column, test in wrong.items()}


_WHY = {
    "kind": ("is not a kind of goods", "sluis goods kinds lists them"),
    "activity": ("is not an activity", f"write one of: {', '.join(ACTIVITIES)}"),
    "id": ("every line needs an id", "give it one"),
    "date": ("has no date", "give it a date, or ask for the law of a day"),
    "quantity": ("is below zero", "write how much it is"),
    "value": ("is below zero", "write what it is worth"),
}
_NO_COUNTRY = ("is not a country", "write its ISO 3166-1 alpha-2 code, such as NL")
_NO_QUANTITY = ("is below zero or endless", "write the size of the quantity")


def _refuse(
    engine: Engine, schema: pa.Schema, vocabulary: Vocabulary, *, dated: bool
) -> list[Refused]:
    tests = _wrong(schema, vocabulary, dated=dated)
    if not tests:
        return []
    any_ = " OR ".join(tests.values())
    told = [one for one in ("id", "line") if one in schema.names]
    cells = [f'"{one}"' for one in told]
    for n, (column, test) in enumerate(tests.items()):
        cell = f'CAST("{column}" AS VARCHAR)' if column in schema.names else "''"
        cells.append(f"CASE WHEN {test} THEN coalesce({cell}, '') END AS wrong_{n}")
    found = engine.sql(f"SELECT {', '.join(cells)} FROM typed WHERE {any_}").to_pylist()
    refused: list[Refused] = []
    for row in found:
        errors = []
        for n, column in enumerate(tests):
            cell = row[f"wrong_{n}"]
            if cell is not None:
                parameter = column.startswith("p_")
                why, remedy = _WHY.get(
                    column, _NO_QUANTITY if parameter else _NO_COUNTRY
                )
                said = f"{cell!r} {why}" if cell else why
                errors.append(InvalidInput(said, path=column, remedy=remedy))
        one = errors[0] if len(errors) == 1 else Problems(errors)
        refused.append((row.get("line") or 1, row.get("id"), one))
    return refused


def write_rows(batches: Iterable[pa.Table], to: Path) -> None:
    """Write tables of the same columns to one Parquet file."""
    writer: pq.ParquetWriter | None = None
    partial = to.with_name(f".{to.name}.partial")
    for batch in batches:
        if writer is None:
            writer = pq.ParquetWriter(partial, batch.schema, compression="zstd")
        writer.write_table(batch.cast(writer.schema))
    if writer is not None:
        writer.close()
        partial.replace(to)
