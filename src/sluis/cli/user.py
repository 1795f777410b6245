"""``sluis user``: who can sign in, in which role."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sluis.cli.run import data_option, output_options, write_rows

_COLUMNS = (
    ("email", "address"),
    ("name", "name"),
    ("role", "role"),
    ("organisation", "organisation"),
    ("since", "since"),
    ("second_factor", "second factor"),
)


@click.group()
def user() -> None:
    """Add people who can sign in, and list them."""


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", required=True, help="Such as applicant or licensing_officer.")
@click.option("--organisation", required=True, help="The organisation's name.")
@click.option(
    "--kind",
    type=click.Choice(["exporter", "authority", "customs", "partner"]),
    help="Add the organisation, of this kind, if there is none of that name.",
)
@click.option("--country", default="NL", show_default=True, help="Its country.")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)
@data_option
def add(  # noqa: PLR0913, PLR0917 - click gives it
    data: Path | None,
    email: str,
    name: str,
    role: str,
    organisation: str,
    kind: str | None,
    country: str,
    *,
    password_stdin: bool,
) -> None:
    """Add a person in a role, or give one who is there another role.

    Without --password-stdin, the address of an invitation is printed, with which
    the person chooses a password within a week. It is shown this once.
    """
    from sluis.office.start import start

    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    start(data)
    from django.db import transaction

    from sluis.office.people import commands

    with transaction.atomic():
        home = commands.organisation(organisation, kind=kind, country=country)
        address = commands.add(
            home, email=email, name=name, role=role, password=password
        )
    if address is None:
        click.echo(f"{email} can sign in as {role} of {home}.", err=True)
        return
    click.echo(f"{email} is invited as {role} of {home}; the address:", err=True)
    click.echo(address)


@user.command("list")
@output_options
@data_option
def list_(data: Path | None, out: Path | None, format_: str | None) -> None:
    """List who has which role today."""
    from sluis.office.start import start

    start(data)
    from sluis.office.people import commands

    write_rows(commands.everyone(), out=out, format_=format_, columns=_COLUMNS)
