"""``sluis licence``: documents, their verification, and what is due after release."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from sluis.cli.run import (
    EXIT_REFUSED,
    EXIT_UNREADABLE,
    SluisGroup,
    data_option,
    output_options,
    refuse_line,
    write_rows,
)
from sluis.core.errors import InvalidInput, UnreadableFile

_ONLY_SIGNED = (
    "A signature tells that a file is unchanged, not that the licence still holds:"
    " ask the authority at its /verify/ page."
)
_VERIFIED = (
    ("file", "file"),
    ("number", "licence"),
    ("valid", "valid"),
    ("problems", "what is wrong"),
)


@click.group(cls=SluisGroup)
def licence() -> None:
    """Make and verify licences' documents, and remind of what is due."""


@licence.command()
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--certificate",
    type=click.Path(path_type=Path),
    help="The authority's certificate (default: that of the data folder).",
)
@data_option
@output_options
@click.pass_context
def verify(  # noqa: PLR0913, PLR0917 - one an option
    ctx: click.Context,
    files: tuple[str, ...],
    certificate: Path | None,
    data: Path | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Tell whether FILES are, unchanged, what the authority signed.

    Works without a connection, on PDF and on JSON. Whether a licence was suspended,
    revoked, replaced or used up since is known to the authority alone, so in_force
    is always unknown (null) here: scan the code, or ask at the authority's /verify/.

    Ends with 1 when a file is not what was signed, with 3 when one cannot be read.
    """
    pem = _certificate(certificate, data)
    ends: list[int] = []
    rows = _verified(files, pem, ends)
    write_rows(rows, out=out, format_=format_, columns=_VERIFIED)
    click.echo(_ONLY_SIGNED, err=True)
    ctx.exit(max(ends, default=0))


def _certificate(path: Path | None, data: Path | None) -> str:
    from sluis.store.home import Home
    from sluis.store.signing import signing_key

    if path is None:
        return signing_key(Home.open(data)).certificate_pem
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as problem:
        raise UnreadableFile(
            f"cannot be read: {problem}",
            path=str(path),
            remedy="name the authority's certificate, a PEM file",
        ) from problem


def _verified(
    files: tuple[str, ...], pem: str, ends: list[int]
) -> Iterator[dict[str, Any]]:
    from sluis.formats.signed import verify as verified

    for place, name in enumerate(files, start=1):
        try:
            found = verified(_bytes(name), pem, path=name)
        except UnreadableFile as error:
            ends.append(EXIT_UNREADABLE)
            refuse_line(line=place, id=name, error=error)
            continue
        if not found.valid:
            ends.append(EXIT_REFUSED)
            error_ = InvalidInput("; ".join(found.problems), path=name)
            refuse_line(line=place, id=found.number, error=error_)
        yield {
            "file": name,
            "kind": found.kind,
            "number": found.number,
            "valid": found.valid,
            "problems": list(found.problems),
            # A file cannot know what was done to the licence since it was signed.
            "in_force": None,
            "licence": found.licence,
        }


def _bytes(name: str) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read()
        return Path(name).read_bytes()
    except OSError as problem:
        raise UnreadableFile(
            f"cannot be read: {problem.strerror}",
            path=name,
            remedy="name a file that exists, or - for standard input",
        ) from problem


@licence.command()
@data_option
def certificate(data: Path | None) -> None:
    """Write the authority's certificate, for those who verify licences."""
    click.echo(_certificate(None, data), nl=False)


@licence.command()
@click.argument("number")
@click.option("--language", type=click.Choice(["en", "nl"]), default="en")
@click.option("--kind", type=click.Choice(["pdf", "json"]), default="pdf")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file (default: standard output).",
)
@data_option
def document(
    number: str, language: str, kind: str, out: Path | None, data: Path | None
) -> None:
    """Write the signed document of licence NUMBER."""
    from sluis.office.start import start

    start(data)
    from sluis.office.licences.document import json_document, pdf_document
    from sluis.office.licences.queries import licence_by_number

    found = licence_by_number(number)
    if found is None:
        raise InvalidInput(f"there is no licence {number}", path="NUMBER")
    made = (
        json_document(found)
        if kind == "json"
        else pdf_document(found, "nl" if language == "nl" else "en")
    )
    if out is None:
        sys.stdout.buffer.write(made)
    else:
        out.write_bytes(made)


@licence.command()
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day.")
@data_option
@output_options
def remind(day: Any, data: Path | None, out: Path | None, format_: str | None) -> None:
    """Remind holders of what is due after release, and list what is overdue.

    The worker of the server does this by itself, about every hour. Each duty is
    reminded of once.
    """
    from sluis.office.start import start

    start(data)
    from sluis.office.licences.duties import remind as remind_

    chosen: date | None = day.date() if day else None
    rows = (one.as_dict() for one in remind_(chosen))
    write_rows(rows, out=out, format_=format_)
