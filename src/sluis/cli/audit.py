"""``sluis audit``: whether the trail is what was written."""

from __future__ import annotations

from pathlib import Path

import click

from sluis.cli.run import data_option
from sluis.core.errors import UnreadableFile


@click.group()
def audit() -> None:
    """Check the audit trail."""


@audit.command()
@click.option(
    "--head",
    metavar="HASH",
    help="A hash this command printed before: it must still be in the trail.",
)
@data_option
def verify(data: Path | None, head: str | None) -> None:
    """Walk the whole chain, and print the hash of its last row.

    Keep that hash elsewhere: given back with --head, it shows whether rows were
    taken off the end since. Ends with 3 where the chain is broken.
    """
    from sluis.office.start import start

    start(data)
    from sluis.office.audit.queries import has_hash
    from sluis.office.audit.queries import verify as walk

    found = walk()
    if found.broken is not None:
        raise UnreadableFile(
            f"the audit trail is broken at row {found.broken.number}: "
            f"{found.broken.why}",
            path=f"audit row {found.broken.number}",
            remedy=f"rows 1 to {found.rows} hold; compare the rest with a backup",
        )
    if head is not None and not has_hash(head):
        raise UnreadableFile(
            "the audit trail no longer has the row of this hash",
            path=head,
            remedy="rows were taken off its end; compare it with a backup",
        )
    click.echo(f"{found.rows} rows hold.", err=True)
    click.echo(found.head)
