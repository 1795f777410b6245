"""``sluis demo``: replay the case into the data folder and show what was found."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from sluis.cli.run import data_option

if TYPE_CHECKING:
    from sluis.demo.record import Kept
    from sluis.store.home import Home


@click.command()
@data_option
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
@click.option(
    "--accounts",
    is_flag=True,
    help="Also make an account for each role, and print their password this once.",
)
def demo(data: Path | None, *, as_json: bool, accounts: bool) -> None:
    """Replay one real case, from a product question in 2010 to the public overview.

    Every answer is computed. The case's custody events and the answers are kept in
    the data folder, for the pages; doing it again adds nothing.
    """
    from sluis.office.start import start

    _tell("opening the data folder")
    home = start(data)
    from sluis.demo.record import keep
    from sluis.demo.replay import replay

    answers = replay(home, progress=_tell)
    _tell("keeping the events and the answers")
    kept = keep(answers)
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(answers, option=orjson.OPT_INDENT_2))
        sys.stdout.buffer.write(b"\n")
    else:
        _show(answers)
        _tell_where(home.path, kept)
    if accounts:
        _make_accounts(home)


def _tell_where(folder: Path, kept: Kept) -> None:
    custody = kept.custody
    news = f"{custody.captured} new" if custody.captured else "all known already"
    click.echo(
        f"\nKept in {folder}: {custody.events} custody events ({news}), "
        f"case file {kept.case_file}."
    )
    click.echo("Open the pages:  make serve   (or: sluis serve)")
    click.echo("                 then http://127.0.0.1:8000/ shows the public overview")
    click.echo("For machines:    sluis demo --json")


def _make_accounts(home: Home) -> None:
    """Make the accounts with work for each; show them beside the answers."""
    from sluis.demo import compliance
    from sluis.demo.desk import fill
    from sluis.office.people.demonstration import make_cast

    made = make_cast()
    _tell("filling their desks")
    fill(made, home)
    compliance.fill(made)
    click.echo("\nAccounts for showing; each signs in at /account/login/", err=True)
    for account in made:
        click.echo(f"  {account.role:<20} {account.user.email}", err=True)
    click.echo(f"  password of all, shown this once: {made[0].password}\n", err=True)


def _tell(step: str) -> None:
    click.echo(f"  {step} …", err=True)


def _show(answers: dict[str, Any]) -> None:
    from rich.console import Console

    from sluis.demo.show import WIDTH, show

    plain = Console()
    width = min(plain.width, WIDTH) if plain.is_terminal else WIDTH
    show(answers, Console(width=max(width, 80), highlight=False, emoji=False))
