"""How every command reads, writes, refuses and ends.

Exit codes: 0 done; 1 done, but some inputs were refused; 2 wrong usage; 3 a
file, list or database cannot be read or is corrupt.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ParamSpec, TextIO, TypeVar

import click
import orjson

from sluis.core.errors import DataFolderError, SluisError, UnreadableFile

EXIT_REFUSED = 1
EXIT_USAGE = 2
EXIT_UNREADABLE = 3

P = ParamSpec("P")
R = TypeVar("R")


class SluisGroup(click.Group):
    """A group that shows a :class:`SluisError` with its place and remedy."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a refusal becomes a message and the documented exit code."""
        try:
            return super().invoke(ctx)
        except SluisError as error:
            show_error(error)
            ctx.exit(exit_code(error))


def exit_code(error: SluisError) -> int:
    """Give the exit code for a refusal that ends a command."""
    if isinstance(error, UnreadableFile | DataFolderError):
        return EXIT_UNREADABLE
    return EXIT_USAGE


def show_error(error: SluisError) -> None:
    """Write what is wrong, where, and what to do, to standard error."""
    place = f"{error.path}: " if error.path else ""
    click.echo(f"sluis: {place}{error.message}", err=True)
    if error.remedy:
        click.echo(f"  {error.remedy}", err=True)


def refuse_line(*, line: int, id: str | None, error: SluisError) -> None:
    """Report one refused input on standard error, as one JSON object."""
    row = {"id": id, "line": line, "error": error.as_dict()}
    click.echo(orjson.dumps(row).decode(), err=True)


def data_option(command: Callable[P, R]) -> Callable[P, R]:
    """Add ``--data DIR``."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path),
        envvar="SLUIS_DATA",
        help="The data folder (default: the platform's user data folder).",
    )(command)


def output_options(command: Callable[P, R]) -> Callable[P, R]:
    """Add ``--out FILE`` and ``--format jsonl|table|csv``."""
    command = click.option(
        "--out",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write the results to this file (default: standard output).",
    )(command)
    return click.option(
        "--format",
        "format_",
        type=click.Choice(["jsonl", "table", "csv"]),
        help="Default: table on a terminal, jsonl elsewhere.",
    )(command)


def wants_table(out: Path | None, format_: str | None) -> bool:
    """Whether results are for a person: a table was asked for, or a terminal reads."""
    if format_ is not None:
        return format_ == "table"
    return out is None and sys.stdout.isatty()


def write_text(text: str, *, out: Path | None) -> None:
    """Write a text for a person to read."""
    if out is None:
        sys.stdout.write(text)
        return
    partial = out.with_name(f".{out.name}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(out)


def write_rows(
    rows: Iterable[Mapping[str, Any]],
    *,
    out: Path | None,
    format_: str | None,
    columns: Sequence[tuple[str, str]] = (),
) -> None:
    """Write results as they come.

    Args:
        rows: One mapping a result; in ``jsonl`` all of it is written.
        out: The file, or ``None`` for standard output.
        format_: ``jsonl``, ``table`` or ``csv``; ``None`` chooses by the terminal.
        columns: For tables and CSV: (key, heading); a dotted key looks inside.
            Without it, every key of the first row.
    """
    chosen = format_ or ("table" if out is None and sys.stdout.isatty() else "jsonl")
    if out is None:
        _write(rows, sys.stdout, chosen, columns)
        return
    # Written beside and moved into place, so that nothing is left half-written.
    partial = out.with_name(f".{out.name}.partial")
    with partial.open("w", encoding="utf-8", newline="") as stream:
        _write(rows, stream, chosen, columns)
    partial.replace(out)


def _write(
    rows: Iterable[Mapping[str, Any]],
    stream: TextIO,
    format_: str,
    columns: Sequence[tuple[str, str]],
) -> None:
    if format_ == "jsonl":
        for row in rows:
            stream.write(orjson.dumps(row).decode() + "\n")
        return
    table = list(rows)
    columns = columns or [(key, key) for key in (table[0] if table else {})]
    cells = [[_cell(row, key) for key, _ in columns] for row in table]
    headings = [heading for _, heading in columns]
    if format_ == "csv":
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerows([headings, *cells])
        return
    _write_table(headings, cells, stream)


def _write_table(
    headings: Sequence[str], cells: Sequence[Sequence[str]], stream: TextIO
) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*headings, box=None, header_style="bold", pad_edge=False)
    for row in cells:
        table.add_row(*row)
    width = None if stream.isatty() else 200
    Console(file=stream, width=width, highlight=False, markup=False).print(table)


def _cell(row: Mapping[str, Any], key: str) -> str:
    value: Any = row
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return str(value)


def read_lines(path: str) -> Iterable[tuple[int, bytes]]:
    """Give the non-empty lines of a file with their numbers; ``-`` is stdin.

    Raises:
        UnreadableFile: The file cannot be opened.
    """
    try:
        stream: io.BufferedIOBase = (
            sys.stdin.buffer  # type: ignore[assignment]  # typeshed: BinaryIO
            if path == "-"
            else Path(path).open("rb")  # noqa: SIM115  # closed by `with` below
        )
    except OSError as problem:
        raise UnreadableFile(
            f"cannot be read: {problem.strerror}",
            path=path,
            remedy="name a file that exists, or - for standard input",
        ) from problem
    with stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield number, line
