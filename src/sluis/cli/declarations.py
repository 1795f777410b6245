"""``sluis declarations``: take customs declarations in, and look at them."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from sluis.cli.run import (
    EXIT_REFUSED,
    SluisGroup,
    data_option,
    output_options,
    refuse_line,
    write_rows,
)
from sluis.core.errors import SluisError, UnreadableFile

if TYPE_CHECKING:
    from sluis.core.casework.declaration import Declaration

_COLUMNS = (
    ("mrn", "MRN"),
    ("version", "version"),
    ("state", "state"),
    ("decision.decision", "decision"),
    ("why", "why"),
)


@click.group(cls=SluisGroup)
def declarations() -> None:
    """Take customs declarations in, check them and keep them."""


@declarations.command("import")
@click.argument("files", nargs=-1, required=True)
@data_option
@output_options
@click.pass_context
def import_(
    ctx: click.Context,
    files: tuple[str, ...],
    data: Path | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Read FILES, check each declaration and say what became of it.

    A file is XML of the WCO data model, or JSON Lines in the shape of
    `POST /api/v1/declarations`; - is standard input. What was taken in before is
    taken once.
    """
    from sluis.office.start import start

    start(data)
    refused: list[str] = []
    rows = (row for name in files for row in _taken(name, refused))
    write_rows(rows, out=out, format_=format_, columns=_COLUMNS)
    if refused:
        ctx.exit(EXIT_REFUSED)


def _taken(name: str, refused: list[str]) -> Iterator[dict[str, Any]]:
    from sluis.office.customs.services import lodge
    from sluis.office.customs.shown import taken_json

    for line, found in _read(name):
        id_ = None if isinstance(found, SluisError) else found.reference
        try:
            if isinstance(found, SluisError):
                raise found
            taken = lodge(None, found, source=Path(name).name)
        except UnreadableFile:
            raise
        except SluisError as error:
            refused.append(name)
            refuse_line(line=line, id=id_, error=error)
            continue
        row = taken_json(taken, None)
        findings = (row["decision"] or {}).get("findings", [])
        yield {**row, "why": " ".join(one["en"] for one in findings)}


def _read(name: str) -> Iterator[tuple[int, Declaration | SluisError]]:
    """Give each declaration with its place in the file, from 1."""
    from sluis.office.customs.reading import read_file

    with _opened(name) as stream:
        yield from enumerate(read_file(stream, name), start=1)


def _opened(name: str) -> IO[bytes]:
    from sluis.formats.xml import open_bytes

    if name == "-":
        return io.BytesIO(sys.stdin.buffer.read())
    return open_bytes(Path(name))
