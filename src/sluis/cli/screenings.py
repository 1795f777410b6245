"""``sluis screen records`` and ``replay``: what was screened, and doing it again."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sluis.cli.run import data_option, output_options, write_rows

_RECORDS = (
    ("id", "screening"),
    ("channel", "by"),
    ("parties", "parties"),
    ("rule.threshold", "threshold"),
    ("rule.as_of", "as of"),
    ("lists", "editions"),
)
_REPLAYED = (
    ("screening", "screening"),
    ("equal", "equal"),
    ("parties", "parties"),
    ("code.changed", "code changed"),
    ("different", "answered otherwise"),
)


@click.command()
@data_option
@output_options
def records(data: Path | None, out: Path | None, format_: str | None) -> None:
    """List the recorded screenings, the newest first.

    Each says when, by which way, by what rule and against which editions it was
    made, with the hashes of the parties and of the answers.
    """
    from sluis.store.home import Home
    from sluis.store.screenings import Screenings

    rows = (record.as_dict() for record in Screenings(Home.open(data)).records())
    write_rows(rows, out=out, format_=format_, columns=_RECORDS)


@click.command()
@click.argument("screening")
@data_option
@output_options
def replay(
    screening: str, data: Path | None, out: Path | None, format_: str | None
) -> None:
    """Run SCREENING again, against the very editions it was run against.

    Tells whether every answer is the same to the letter, whether the code is another,
    and which parties are answered otherwise.
    """
    from sluis.store.home import Home
    from sluis.store.screenings import Screenings

    replayed = Screenings(Home.open(data)).replay(
        screening, threads=os.cpu_count() or 1
    )
    said = "the same to the letter" if replayed.equal else "not the same"
    code = "other" if replayed.code != replayed.record.code else "same"
    click.echo(f"{said}, by the {code} code", err=True)
    write_rows([replayed.as_dict()], out=out, format_=format_, columns=_REPLAYED)
