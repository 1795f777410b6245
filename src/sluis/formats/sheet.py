"""Tables that people keep in spreadsheets: CSV and Excel in, CSV and Excel out.

Every value comes with its cell, so that an error can be found in the file. What a
spreadsheet would run as a formula is refused coming in and defused going out.
"""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sluis.core.errors import InvalidInput, Problems, SluisError
from sluis.formats.paper import check_paper

MOST_ROWS = 5000
"""How many rows one file may bring."""
MOST_COLUMNS = 200
"""How many columns; one cell far to the right would make every row as wide."""
_RUNS = ("=", "+", "-", "@", "\t", "\r")
"""First signs of a text that a spreadsheet would run as a formula."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value and where it stands.

    Attributes:
        text: The value as text; empty where there is none.
        place: Its cell, such as ``B3``.
    """

    text: str
    place: str


Row = dict[str, Cell]


def read_sheet(name: str, data: bytes, columns: Sequence[str]) -> list[Row]:
    """Read a table with its first row as names of columns.

    Args:
        name: The file's name; its ending says whether it is CSV or Excel.
        data: Its bytes.
        columns: Columns that must be there; others are read as well.

    Returns:
        A row for each that holds anything; every row has every column.

    Raises:
        PaperRefused: It is not the file its name says, or would do harm.
        Problems: A column is missing or stands twice, a cell holds a formula, or
            there are too many rows; each error names its cell.
    """
    check_paper(name, data)
    table = _excel(data) if name.lower().endswith(".xlsx") else _csv(data)
    rows = iter(table)
    head = [cell.text.strip().lower() for cell in next(rows, [])]
    problems = [*_wrong_head(head, columns)]
    found: list[Row] = []
    for cells in rows:
        if not any(cell.text for cell in cells):
            continue
        if len(found) == MOST_ROWS:
            problems.append(
                InvalidInput(
                    f"there are more than {MOST_ROWS} rows",
                    path=cells[0].place,
                    remedy="bring them in several files",
                )
            )
            break
        problems += _wrong_cells(cells, len(head))
        number = cells[0].place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        row = {
            name: Cell(text="", place=f"{_letters(place)}{number}")
            for place, name in enumerate(head)
            if name
        }
        row.update(
            {
                name: Cell(text=_plain(cell.text), place=cell.place)
                for name, cell in zip(head, cells, strict=False)
                if name
            }
        )
        found.append(row)
    if problems:
        raise Problems(problems)
    return found


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table as CSV that no spreadsheet runs.

    A text that begins like a formula is written after an apostrophe, which
    spreadsheets take as "this is text" and :func:`read_sheet` takes away again.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([defused(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def write_excel(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table as Excel, every value as text."""
    from openpyxl import Workbook  # type: ignore[import-untyped]  # has no types
    from openpyxl.styles import (  # type: ignore[import-untyped]  # has no types
        Font,
    )

    book = Workbook()
    sheet = book.worksheets[0]
    for place, one in enumerate([columns, *rows], start=1):
        for column, value in enumerate(one, start=1):
            cell = sheet.cell(row=place, column=column)
            cell.value = "" if value is None else str(value)
            cell.data_type = "s"  # also where it begins like a formula
            cell.font = Font(bold=place == 1)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def defused(value: object) -> str:
    """Give a value as a text that no spreadsheet runs."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_RUNS) else text


def _plain(text: str) -> str:
    text = text.strip()
    return text[1:] if text[:1] == "'" and text[1:].startswith(_RUNS) else text


def _wrong_head(head: Sequence[str], columns: Sequence[str]) -> Iterator[SluisError]:
    for name in columns:
        if name not in head:
            yield InvalidInput(
                f"there is no column {name!r}",
                path="row 1",
                remedy="use the template, and leave its first row as it is",
            )
    if len(head) > MOST_COLUMNS:
        yield InvalidInput(
            f"there are more than {MOST_COLUMNS} columns",
            path="row 1",
            remedy="use the template, and take out what stands far to the right",
        )
    for place, name in enumerate(head):
        if name and name in head[:place]:
            yield InvalidInput(
                f"the column {name!r} stands twice", path=f"{_letters(place)}1"
            )


def _wrong_cells(cells: Sequence[Cell], width: int) -> Iterator[SluisError]:
    for place, cell in enumerate(cells):
        if cell.text.strip().startswith("="):
            yield InvalidInput(
                "holds a formula",
                path=cell.place,
                remedy="put the value there, not how it is computed",
            )
        if place >= width and cell.text:
            yield InvalidInput("has no column name above it", path=cell.place)


def _csv(data: bytes) -> Iterator[list[Cell]]:
    text = data.decode("utf-8-sig")
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    try:
        for number, row in enumerate(
            csv.reader(io.StringIO(text), delimiter=delimiter, strict=True), start=1
        ):
            yield [
                Cell(text=value, place=f"{_letters(place)}{number}")
                for place, value in enumerate(row or [""])
            ]
    except csv.Error as problem:
        raise InvalidInput(f"the CSV is broken: {problem}") from problem


def _excel(data: bytes) -> Iterator[list[Cell]]:
    """Read the first sheet.

    The reader and the parsers under it have no error of their own for a file that is
    not as it should be: each raises what it runs into. None of it is about us.
    """
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings(action="ignore"):  # of styles, which are not read
            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            rows = book.worksheets[0].iter_rows(max_row=MOST_ROWS * 2, values_only=True)
            yield from _numbered(rows)
    except Exception as problem:  # whatever it is, the file cannot be read
        raise InvalidInput(
            "the Excel file is broken: it cannot be read",
            remedy="save it anew, and send it again",
        ) from problem


def _numbered(rows: Iterable[Sequence[object]]) -> Iterator[list[Cell]]:
    for number, row in enumerate(rows, start=1):
        yield [
            Cell(text=_text(value), place=f"{_letters(place)}{number}")
            for place, value in enumerate(row or ("",))
        ]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _letters(place: int) -> str:
    """Name a column: 0 is A, 26 is AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
