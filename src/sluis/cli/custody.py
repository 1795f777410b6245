"""``sluis custody``: keep item events, give them back, hash them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from sluis.cli.run import (
    EXIT_REFUSED,
    EXIT_UNREADABLE,
    data_option,
    output_options,
    refuse_line,
    show_error,
    write_rows,
)
from sluis.core.errors import InvalidInput, Problems, UnreadableFile

_COLUMNS = (
    ("file", "file"),
    ("events", "events"),
    ("captured", "captured"),
    ("duplicates", "duplicates"),
    ("retracted", "retracted"),
    ("masterdata", "facts"),
)


@click.group()
def custody() -> None:
    """Keep what is reported about goods, give it back, hash it."""


@custody.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--source", help="Who says so, where the document does not say.")
@click.option("--grade", help="Admiralty grade, such as B2, likewise.")
@click.option("--marking", help="Such as TLP:AMBER, likewise.")
@click.option("--known-since", help="The day we came to know it (default: today).")
@data_option
@output_options
def capture(  # noqa: PLR0913, PLR0917 - one parameter an option
    files: tuple[str, ...],
    source: str | None,
    grade: str | None,
    marking: str | None,
    known_since: str | None,
    data: Path | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Keep the events of EPCIS documents (JSON-LD 2.0; XML 2.0 and 1.2).

    A document goes in whole or not at all. An event that the same source
    reported before is counted as a duplicate.
    """
    said = _said(source, grade, marking, known_since)
    from sluis.office.start import start

    start(data)
    worst = [0]
    write_rows(
        _captured(files, said, worst), out=out, format_=format_, columns=_COLUMNS
    )
    sys.exit(worst[0])


def _said(
    source: str | None, grade: str | None, marking: str | None, known_since: str | None
) -> Any:
    from sluis.formats.epcis.statement import lift

    given: dict[str, Any] = {"type": "ObjectEvent"}
    if marking:
        given["sluis:marking"] = marking
    if known_since:
        given["sluis:knownSince"] = known_since
    told: dict[str, Any] = {"name": source} if source else {}
    if grade:
        if len(grade) != 2:
            raise InvalidInput(
                f"{grade!r} is not a grade",
                path="--grade",
                remedy="write a letter and a figure, such as B2",
            )
        told["reliability"], told["credibility"] = grade[0].upper(), grade[1]
    if told:
        given["sluis:source"] = told
    return lift(given, {}, "option")[1][0]


def _captured(
    files: tuple[str, ...], said: Any, worst: list[int]
) -> Iterator[dict[str, Any]]:
    from sluis.office.custody import services

    for file in files:
        try:
            done = services.capture(_read(file), name=Path(file).name, said=said)
        except UnreadableFile as error:
            worst[0] = EXIT_UNREADABLE
            refuse_line(line=0, id=file, error=error)
            continue
        except Problems as refused:
            worst[0] = worst[0] or EXIT_REFUSED
            for problem in refused.errors:
                refuse_line(line=0, id=file, error=problem)
            continue
        except InvalidInput as error:
            worst[0] = worst[0] or EXIT_REFUSED
            refuse_line(line=0, id=file, error=error)
            continue
        for warning in done.warnings:
            click.echo(f"{file}: {warning}", err=True)
        yield {"file": file, **done.as_dict()}


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as problem:
        raise UnreadableFile(
            f"cannot be read: {problem.strerror}",
            path=file,
            remedy="name a file that exists, or - for standard input",
        ) from problem


@custody.command()
@click.option("--item", help="Only events that name this item.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["jsonld", "xml"]),
    default="jsonld",
    show_default=True,
    help="EPCIS 2.0 in JSON-LD or in XML.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the document to this file (default: standard output).",
)
@data_option
def export(item: str | None, format_: str, out: Path | None, data: Path | None) -> None:
    """Give back what was captured as one EPCIS 2.0 document.

    The events have the hashes they had; parties and papers come with them.
    """
    from sluis.formats.epcis import write_document, write_xml
    from sluis.office.start import start

    start(data)
    from sluis.office.custody import queries

    if item is not None and not queries.known_items([item]):
        raise queries.unknown_item(item)
    now = datetime.now(tz=UTC).isoformat(timespec="seconds")
    write = write_xml if format_ == "xml" else write_document
    document = write(
        queries.events(item),
        queries.masterdata(),
        created=now.replace("+00:00", "Z"),
    )
    if out is None:
        sys.stdout.buffer.write(document)
        return
    partial = out.with_name(f".{out.name}.partial")
    partial.write_bytes(document)
    partial.replace(out)


@custody.command("hash")
@click.argument("file", metavar="FILE")
def hash_(file: str) -> None:
    """Give the CBV 2.0 hash of each event, one a line, in document order."""
    from sluis.formats.epcis import read_document

    try:
        document = read_document(_read(file), path=file)
    except Problems as refused:
        for problem in refused.errors:
            show_error(problem)
        sys.exit(EXIT_REFUSED)
    for event in document.events:
        click.echo(event.hash)


@custody.command()
@data_option
def verify(data: Path | None) -> None:
    """Recompute the chain of hashes over everything that was stated."""
    from sluis.office.start import start

    start(data)
    from sluis.office.custody import queries

    broken = queries.verify()
    if broken is not None:
        raise UnreadableFile(broken, remedy="restore the database from a backup")
    click.echo("The record of custody is whole.", err=True)
