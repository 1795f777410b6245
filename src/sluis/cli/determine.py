"""``sluis determine``: what transactions need, and why."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from sluis.cli.run import (
    EXIT_REFUSED,
    data_option,
    output_options,
    read_lines,
    refuse_line,
    show_error,
    write_rows,
)
from sluis.core.errors import SluisError

COLUMNS = (
    ("id", "transaction"),
    ("as_of", "law of"),
    ("outcome", "outcome"),
    ("entries", "lists"),
    ("rules", "by"),
    ("questions", "to ask"),
)


class Day(click.ParamType[date]):
    """A day, written YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> date:
        """Read the day, or say how to write one."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as YYYY-MM-DD", param, ctx)


@click.command()
@click.argument("file")
@click.option(
    "--as-of", type=Day(), help="Apply the law of this day, not of each date."
)
@click.option(
    "--known-on", type=Day(), help="Ignore what was published after this day."
)
@click.option(
    "--jurisdiction",
    type=click.Choice(["eu-nl"]),
    default="eu-nl",
    show_default=True,
    help="Whose law.",
)
@data_option
@output_options
def determine(  # noqa: PLR0913, PLR0917 - click passes one argument an option
    file: str,
    as_of: date | None,
    known_on: date | None,
    jurisdiction: str,
    data: Path | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Say what each transaction of FILE needs, and why.

    FILE holds one JSON transaction a line; - is standard input. A line that
    cannot be read is refused on standard error and the others go on. Orders that
    this office served (sluis orders) count for those they are addressed to.
    """
    del jurisdiction  # one so far; the option keeps its place
    refused: list[int] = []
    rows = _rows(file, as_of, known_on, data, refused)
    chosen = format_ or ("table" if out is None and sys.stdout.isatty() else "jsonl")
    if chosen != "jsonl":
        rows = (_flat(row, short=chosen == "table") for row in rows)
    write_rows(rows, out=out, format_=chosen, columns=COLUMNS)
    if refused:
        lines = sum(line > 0 for line in refused)
        if lines:
            click.echo(f"{lines} lines were refused.", err=True)
        raise SystemExit(EXIT_REFUSED)


def _rows(
    file: str,
    as_of: date | None,
    known_on: date | None,
    data: Path | None,
    refused: list[int],
) -> Iterator[dict[str, Any]]:
    from sluis.core.determination import determine as decide
    from sluis.formats.transaction import read_transactions
    from sluis.store.home import Home
    from sluis.store.in_force import law_in_force
    from sluis.store.orders import overlay

    found = law_in_force(overlay(data), home=lambda: Home.open(data))
    law = found.law
    if found.refused is not None:
        show_error(found.refused)
        click.echo("The edition that was in force before stays in force.", err=True)
        refused.append(0)
    for line, id_, read in read_transactions(read_lines(file), law.vocabulary):
        try:
            if isinstance(read, SluisError):
                raise read
            result = decide(read, law, valid_on=as_of, known_on=known_on)
        except SluisError as error:
            refused.append(line)
            refuse_line(line=line, id=id_, error=error)
            continue
        yield result.as_dict()


def _flat(row: dict[str, Any], *, short: bool) -> dict[str, Any]:
    """Give one row for people: the lists in short, the rules, the questions.

    A list may have a hundred paragraphs that are plainly not met, and a good of
    which little is told dozens of questions; a ``short`` row counts them.
    """
    entries = [entry for item in row["items"] for entry in item["entries"]]
    told = [e for e in entries if not short or e["verdict"] != "not_met" or _margin(e)]
    rest = len(entries) - len(told)
    questions = [question["about"] for question in row["questions"]]
    later = len(questions[_FIRST:]) if short else 0
    return {
        **row,
        "entries": [f"{e['code']} {e['verdict']}{_margin(e)}" for e in told]
        + [f"{rest} more not_met"] * bool(rest),
        "rules": [basis["rule"] for item in row["items"] for basis in item["bases"]],
        "questions": questions[: len(questions) - later]
        + [f"then up to {later} more"] * bool(later),
    }


_FIRST = 6
"""Questions that a short row names; they come with the most telling first."""


def _margin(entry: dict[str, Any]) -> str:
    nearest = entry["nearest"]
    if nearest is None or nearest["margin"] is None:
        return ""
    return f" ({nearest['parameter']} {nearest['margin']:+.1%})"
