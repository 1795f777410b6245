"""``sluis screen``: who of these parties could stand on a list."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sluis.cli.lists import day_option
from sluis.cli.run import (
    EXIT_REFUSED,
    data_option,
    output_options,
    read_lines,
    refuse_line,
    write_rows,
)
from sluis.cli.screenings import decide, decisions, records, replay, to_decide
from sluis.core.errors import SluisError

if TYPE_CHECKING:
    from sluis.core.party import PartyQuery
    from sluis.store.editions import Edition
    from sluis.store.home import Home
    from sluis.store.rule import Rule
    from sluis.store.screening import Answered, Ready

_COLUMNS = (
    ("id", "id"),
    ("name", "name"),
    ("match", "match"),
    ("score", "score"),
    ("entity", "entity"),
    ("caption", "listed as"),
    ("matched_name", "by the name"),
    ("decision.verdict", "decided"),
    ("decision.stands", "stands"),
    ("lists", "lists"),
    ("why.ownership.owners", "owned by"),
    ("why.country", "country"),
    ("why.birth_date", "born"),
    ("why.identifier", "number"),
)


class _ScreenGroup(click.Group):
    """A group that takes a file as well: what names no command is screened."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command's name before the name of a file or an option."""
        if args and args[0] not in {*self.commands, "-h", "--help"}:
            args = ["parties", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_ScreenGroup)
def screen() -> None:
    """Screen parties against the imported lists, and keep what was found.

    "sluis screen FILE" screens the parties of FILE; its options are those of "sluis
    screen parties". Each screening is recorded and can be run again.
    """


for _command in (records, replay, decide, decisions, to_decide):
    screen.add_command(_command)


@screen.command()
@click.argument("file")
@click.option("--against", help="Lists to screen against, by comma (default: all).")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    default=0.7,
    show_default=True,
    help="Score from which a result is a match.",
)
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="How many listed parties to give for each party.",
)
@day_option("--as-of", "Screen against the lists as they stood on this day.")
@day_option("--known-on", "Leave out editions that became known after this day.")
@click.option(
    "--record/--no-record",
    "recorded",
    default=True,
    help="Keep the parties and their answers in the data folder (default), or not.",
)
@data_option
@output_options
def parties(  # noqa: PLR0913 - one an option
    *,
    file: str,
    against: str | None,
    threshold: float,
    limit: int,
    as_of: date | None,
    known_on: date | None,
    recorded: bool,
    data: Path | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Screen the parties of FILE against the imported lists.

    FILE is CSV with a heading (id,name,country,...), JSON Lines of simple parties
    or of FollowTheMoney entities; - is standard input.
    """
    from sluis.store.editions import Editions
    from sluis.store.home import Home
    from sluis.store.rule import Rule
    from sluis.store.screening import chosen, ready
    from sluis.store.screenings import Recording

    rule = Rule(
        against=_named(against),
        as_of=as_of,
        known_on=known_on,
        threshold=threshold,
        limit=limit,
    )
    home = Home.open(data)
    editions = Editions(home)
    used = chosen(editions, rule)
    names = ", ".join(f"{edition.list_id} of {edition.dated}" for edition in used)
    click.echo(f"screening against {names}", err=True)
    _say_left_out(editions.status(), used, rule)
    against_them = ready(editions, used, rule)
    recording = Recording(home, against_them, "command")
    reading = _Reading(file)
    run = recording.run if recorded else against_them.screen
    found = run(reading.parties(), threads=os.cpu_count() or 1)
    answers = _decided(home, found, against_them)
    rows: Iterator[Mapping[str, Any]] = answers
    chosen_format = format_ or (
        "table" if out is None and sys.stdout.isatty() else "jsonl"
    )
    if chosen_format != "jsonl":
        rows = (row for answer in answers for row in _flat(answer))
    write_rows(rows, out=out, format_=chosen_format, columns=_COLUMNS)
    reading.say_done()
    if recording.record is not None:
        click.echo(f"recorded as {recording.record.id}", err=True)
    if reading.refused:
        raise SystemExit(EXIT_REFUSED)


def _decided(
    home: Home, found: Iterator[Answered], ready: Ready
) -> Iterator[dict[str, Any]]:
    """Set what reviewers decided beside the matches.

    Where no database was laid yet nobody has decided, and none is laid for it.
    """
    if not home.database.exists() and not os.environ.get("DATABASE_URL"):
        return (one.answer for one in found)
    from sluis.office.start import start

    start(home.path)
    from sluis.office.screening.queries import with_decisions

    return with_decisions(found, ready)


def _named(against: str | None) -> tuple[str, ...] | None:
    return tuple(name.strip() for name in against.split(",")) if against else None


def _say_left_out(known: list[Edition], used: list[Edition], rule: Rule) -> None:
    """A list that had no edition by that day is left out, and this is said."""
    there = {edition.list_id for edition in used}
    missing = [e.list_id for e in known if e.list_id not in there]
    if rule.against is None and missing:
        click.echo(
            f"left out: {', '.join(missing)} (no edition of or before"
            f" {rule.as_of or rule.known_on})",
            err=True,
        )


class _Reading:
    """The parties of a file, with refusals reported and counted as they come."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.refused = 0
        self._read = 0
        self._started = self._said = time.monotonic()

    def parties(self) -> Iterator[PartyQuery]:
        from sluis.formats.tabular import read_parties

        for line, given_id, party in read_parties(read_lines(self._file)):
            if isinstance(party, SluisError):
                self.refused += 1
                refuse_line(line=line, id=given_id, error=party)
                continue
            yield party
            self._read += 1
            now = time.monotonic()
            if now - self._said >= 2:
                self._said = now
                click.echo(f"screened {self._read:,} parties", err=True)

    def say_done(self) -> None:
        refused = f", {self.refused:,} refused" if self.refused else ""
        click.echo(f"screened {self._read:,} parties{refused}", err=True)


def _flat(answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One row for each listed party, or one that says there is none."""
    head = {"id": answer["id"], "name": answer["name"]}
    if not answer["matches"]:
        yield {**head, "match": False}
    for match in answer["matches"]:
        yield {**head, **match}
