"""``sluis trace``: from an item to the paper it left on, and the verdict."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click
import orjson

from sluis.cli.run import EXIT_REFUSED, data_option, read_lines, refuse_line
from sluis.cli.trace_drawn import dot, tree, whole_text
from sluis.core.errors import UnreadableFile
from sluis.core.time import parse_day

if TYPE_CHECKING:  # the office is started by the command, not by its import
    from sluis.office.custody.traces import Answer


@click.command()
@click.argument("items", nargs=-1, metavar="ITEM…")
@click.option("--items", "items_file", help="A file with one item a line.")
@click.option("--as-of", help="Leave out what happened after this day.")
@click.option("--known-on", help="Leave out what became known after this day.")
@click.option(
    "--together",
    is_flag=True,
    help="Also what all items say together: who must have had them, how many passed.",
)
@click.option(
    "--candidates",
    type=click.IntRange(1, 1000),
    default=5,
    show_default=True,
    help="How many items to give for a serial that was partly read.",
)
@click.option(
    "--policy",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Another policy file (default: the standing policy).",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["json", "table", "dot"]),
    help="Default: table on a terminal, json elsewhere.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the result to this file (default: standard output).",
)
@data_option
def trace(  # noqa: PLR0913, PLR0917 - one parameter an option
    items: tuple[str, ...],
    items_file: str | None,
    as_of: str | None,
    known_on: str | None,
    together: bool,  # noqa: FBT001 - click gives a flag so
    candidates: int,
    policy: Path | None,
    format_: str | None,
    out: Path | None,
    data: Path | None,
) -> None:
    """Trace items from the paper they left on to where they were last seen.

    JSON is one object a line, in the order of the items. A serial that was partly
    read is written with ? for a character, * for any, [A-D] or {100-250} for a
    range; each item that it may be is traced, the likeliest first.
    """
    wanted = [*items, *_listed(items_file)]
    if not wanted:
        raise click.UsageError("name an item, or a file of items with --items")
    valid_day = parse_day(as_of, path="--as-of") if as_of else _today()
    known_day = parse_day(known_on, path="--known-on") if known_on else None
    chosen = format_ or ("table" if out is None and sys.stdout.isatty() else "json")
    found, missing = _answers(wanted, valid_day, known_day, policy, candidates, data)
    if out is None:
        _write(found, sys.stdout, chosen, together=together)
    else:
        partial = out.with_name(f".{out.name}.partial")
        with partial.open("w", encoding="utf-8") as stream:
            _write(found, stream, chosen, together=together)
        partial.replace(out)
    if missing:
        sys.exit(EXIT_REFUSED)


def _today() -> date:
    return datetime.now(tz=UTC).date()


def _listed(path: str | None) -> Iterator[str]:
    if path is not None:
        for _, line in read_lines(path):
            text = line.decode("utf-8", errors="replace").strip()
            if text and not text.startswith("#"):
                yield text


def _answers(  # noqa: PLR0913, PLR0917 - one parameter an option
    asked: Sequence[str],
    valid_day: date,
    known_day: date | None,
    policy: Path | None,
    candidates: int,
    data: Path | None,
) -> tuple[list[Answer], bool]:
    """Trace what is asked for; tell also whether something was refused."""
    from sluis.office.start import start

    chosen = _policy(policy)
    start(data)
    from sluis.office.custody.traces import answers, wanted_of

    wanted = wanted_of(asked, chosen, candidates=candidates)
    missing = False
    for one in wanted:
        if one.problem is not None:
            missing = True
            line = asked.index(one.asked) + 1
            refuse_line(line=line, id=one.asked, error=one.problem)
    found = answers(wanted, chosen, valid_on=valid_day, known_on=known_day)
    return list(found), missing


def _policy(path: Path | None) -> Any:
    from sluis.formats.custody_policy import read_policy, standing_policy

    if path is None:
        return standing_policy()
    try:
        return read_policy(path.read_bytes(), path=str(path))
    except OSError as problem:
        raise UnreadableFile(
            f"cannot be read: {problem.strerror}", path=str(path)
        ) from problem


def _write(
    found: Sequence[Answer], stream: TextIO, format_: str, *, together: bool
) -> None:
    traces = [(one.as_dict(), one.names) for one in found]
    whole = _together(found) if together else None
    if format_ == "json" and whole is not None:
        row = {**whole, "items": [answer for answer, _ in traces]}
        stream.write(orjson.dumps(row).decode() + "\n")
    elif format_ == "json":
        for answer, _ in traces:
            stream.write(orjson.dumps(answer).decode() + "\n")
    elif format_ == "dot":
        stream.write(dot(traces))
    else:
        _write_trees(traces, whole, stream)


def _together(found: Sequence[Answer]) -> dict[str, Any]:
    from sluis.office.custody.traces import put_together

    return put_together(found).as_dict()


def _write_trees(
    traces: Sequence[tuple[dict[str, Any], Mapping[str, str]]],
    whole: dict[str, Any] | None,
    stream: TextIO,
) -> None:
    from rich.console import Console

    width = None if stream.isatty() else 100
    console = Console(file=stream, width=width, highlight=False)
    names: dict[str, str] = {}
    for found, known in traces:
        names.update(known)
        console.print(tree(found, known))
        console.print()
    if whole is not None:
        console.print(whole_text(whole, names))
