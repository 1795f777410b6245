"""``sluis sweep``: one question over the whole population."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from sluis.cli.run import data_option, output_options, write_rows
from sluis.cli.sweep_screening import screening
from sluis.cli.whatif import classification, determination
from sluis.core.time import parse_day

_COLUMNS = (
    ("item", "item"),
    ("verdict", "class"),
    ("classes", "all classes"),
    ("confidence", "sure"),
    ("last_holder", "last holder"),
    ("anchor.id", "left on"),
)


@click.group()
def sweep() -> None:
    """Put one question to everything in the record."""


sweep.add_command(determination)
sweep.add_command(classification)
sweep.add_command(screening)


@sweep.command()
@click.option("--as-of", help="Leave out what happened after this day.")
@click.option("--known-on", help="Leave out what became known after this day.")
@click.option("--since", help="Only items of which something became known since.")
@click.option("--all", "every", is_flag=True, help="Also items that raise nothing.")
@data_option
@output_options
def divergence(  # noqa: PLR0913, PLR0917 - one parameter an option
    as_of: str | None,
    known_on: str | None,
    since: str | None,
    every: bool,  # noqa: FBT001 - click gives a flag so
    data: Path | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Give the divergence class of every item, the most serious first.

    Items that arrived with proof (D0) or are on the way in time (D1) are left
    out unless --all is given.
    """
    valid_day = (
        parse_day(as_of, path="--as-of") if as_of else datetime.now(tz=UTC).date()
    )
    known_day = parse_day(known_on, path="--known-on") if known_on else None
    first = parse_day(since, path="--since") if since else None
    from sluis.office.start import start

    start(data)
    from sluis.formats.custody_policy import standing_policy
    from sluis.office.custody.sweep import divergences

    policy = standing_policy()
    found = divergences(
        policy, valid_on=valid_day, known_on=known_day, since=first, every=every
    )
    asked = {
        "as_of": valid_day.isoformat(),
        "known_on": known_day.isoformat() if known_day else None,
        "policy": policy.version,
    }
    rows = [{**one.as_dict(), **asked} for one in found]
    write_rows(rows, out=out, format_=format_, columns=_COLUMNS)
