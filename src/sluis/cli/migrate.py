"""``sluis migrate``: lay the database, or bring it up to date."""

from __future__ import annotations

from pathlib import Path

import click

from sluis.cli.run import data_option


@click.command()
@data_option
def migrate(data: Path | None) -> None:
    """Lay the database, or bring it up to date with this version."""
    from sluis.office.start import bring_up_to_date, start

    home = start(data, migrate=False)
    applied = bring_up_to_date(lambda name: click.echo(f"  {name}", err=True))
    done = f"{len(applied)} steps applied" if applied else "nothing to do"
    click.echo(f"The database of {home.path} is up to date: {done}.", err=True)
