"""What follows a screening: its record, running it again, deciding on its matches."""

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


_DECISIONS = (
    ("party", "party"),
    ("name", "name"),
    ("entity", "entity"),
    ("caption", "listed as"),
    ("verdict", "decided"),
    ("reason", "reason"),
    ("by", "by"),
    ("at", "at"),
    ("closed_at", "closed at"),
)
_OPEN = (
    ("screening", "screening"),
    ("party", "party"),
    ("name", "name"),
    ("score", "score"),
    ("entity", "entity"),
    ("caption", "listed as"),
    ("decision.verdict", "was decided"),
    ("decision.changed", "since then changed"),
)


@click.command()
@click.argument("screening")
@click.argument("party")
@click.argument("entity")
@click.option("--same", "verdict", flag_value="same", help="They are the same party.")
@click.option(
    "--not-same", "verdict", flag_value="not_same", help="They are two parties."
)
@click.option("--reason", required=True, help="Why.")
@click.option("--by", required=True, help="Who decides.")
@data_option
@output_options
def decide(  # noqa: PLR0913, PLR0917 - one parameter an option
    screening: str,
    party: str,
    entity: str,
    verdict: str | None,
    reason: str,
    by: str,
    data: Path | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Decide whether PARTY of a recorded SCREENING is the listed ENTITY.

    PARTY is its id, or #3 for the third. The decision is shown beside the match from
    then on, and asked again only when the facts of either change. A later decision
    closes the former, which stays.
    """
    if verdict is None:
        raise click.UsageError("say --same or --not-same")
    from sluis.office.start import start

    home = start(data)
    from sluis.office.screening.queries import summary
    from sluis.office.screening.services import decide as decide_on
    from sluis.office.screening.services import find

    found = find(home, screening=screening, party=party, entity=entity)
    made = decide_on(found, verdict=verdict, reason=reason, by=by)
    write_rows([summary(made)], out=out, format_=format_, columns=_DECISIONS)


@click.command()
@data_option
@output_options
def decisions(data: Path | None, out: Path | None, format_: str | None) -> None:
    """List every decision, the newest first, also those that a later one closed."""
    from sluis.office.start import start

    start(data)
    from sluis.office.screening.queries import history

    write_rows(history(), out=out, format_=format_, columns=_DECISIONS)


@click.command("open")
@click.argument("screening", required=False)
@data_option
@output_options
def to_decide(
    screening: str | None, data: Path | None, out: Path | None, format_: str | None
) -> None:
    """List the matches on which no decision stands.

    Of SCREENING alone, or of all: then the newest screening of a party counts.
    """
    from sluis.office.start import start

    home = start(data)
    from sluis.office.screening.queries import open_matches

    rows = open_matches(home, screening)
    write_rows(rows, out=out, format_=format_, columns=_OPEN)
