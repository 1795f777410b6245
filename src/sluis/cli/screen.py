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
from sluis.core.errors import SluisError

if TYPE_CHECKING:
    from sluis.core.party import PartyQuery

_COLUMNS = (
    ("id", "id"),
    ("name", "name"),
    ("match", "match"),
    ("score", "score"),
    ("entity", "entity"),
    ("caption", "listed as"),
    ("matched_name", "by the name"),
    ("lists", "lists"),
    ("why.country", "country"),
    ("why.birth_date", "born"),
    ("why.identifier", "number"),
)


@click.command()
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
@data_option
@output_options
def screen(  # noqa: PLR0913 - one an option
    *,
    file: str,
    against: str | None,
    threshold: float,
    limit: int,
    as_of: date | None,
    known_on: date | None,
    data: Path | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Screen the parties of FILE against the imported lists.

    FILE is CSV with a heading (id,name,country,...), JSON Lines of simple parties
    or of FollowTheMoney entities; - is standard input.
    """
    from sluis.core.ownership import owned_among, with_owners
    from sluis.core.screening import build_index
    from sluis.core.screening import screen as screen_parties
    from sluis.store.editions import Editions
    from sluis.store.home import Home

    lists = [name.strip() for name in against.split(",")] if against else None
    editions = Editions(Home.open(data))
    chosen = editions.chosen(lists, as_of, known_on)
    names = ", ".join(f"{edition.list_id} of {edition.dated}" for edition in chosen)
    click.echo(f"screening against {names}", err=True)
    _say_left_out(editions.status(), chosen, lists, as_of or known_on)
    index = build_index(editions.entities(lists, as_of, known_on))
    reading = _Reading(file)
    answers = with_owners(
        screen_parties(
            reading.parties(),
            index,
            threshold=threshold,
            limit=limit,
            threads=os.cpu_count() or 1,
        ),
        owned_among(index.entities, as_of),
    )
    rows: Iterator[Mapping[str, Any]] = answers
    chosen_format = format_ or (
        "table" if out is None and sys.stdout.isatty() else "jsonl"
    )
    if chosen_format != "jsonl":
        rows = (row for answer in answers for row in _flat(answer))
    write_rows(rows, out=out, format_=chosen_format, columns=_COLUMNS)
    reading.say_done()
    if reading.refused:
        raise SystemExit(EXIT_REFUSED)


def _say_left_out(
    known: list[Any], chosen: list[Any], lists: list[str] | None, as_of: date | None
) -> None:
    """A list that had no edition by that day is left out, and this is said."""
    there = {edition.list_id for edition in chosen}
    missing = [e.list_id for e in known if e.list_id not in there]
    if lists is None and missing:
        click.echo(
            f"left out: {', '.join(missing)} (no edition of or before {as_of})",
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
