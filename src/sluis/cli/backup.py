"""``sluis backup`` and ``sluis restore``: the data folder in one file, and back."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click

from sluis.cli.run import data_option
from sluis.core.errors import DataFolderError, InvalidInput, UnreadableFile

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.option(
    "--folder-only",
    is_flag=True,
    help="Leave out the database, which PostgreSQL's own tools back up.",
)
@data_option
def backup(data: Path | None, file: Path, *, folder_only: bool) -> None:
    """Write the database and the data folder to FILE, while others go on working.

    Prints the digest of the backup: kept elsewhere, it shows at restoring that
    nothing was exchanged. The file holds secrets; keep it where they may lie.
    """
    from sluis.office.start import start
    from sluis.store.backup import write_backup

    if os.environ.get("DATABASE_URL") and not folder_only:
        raise InvalidInput(
            "a PostgreSQL database is backed up with PostgreSQL's own tools",
            path="DATABASE_URL",
            remedy='run: pg_dump --format=custom --file=sluis.dump "$DATABASE_URL", '
            "then: sluis backup --folder-only FILE",
        )
    home = start(data)
    found = write_backup(home, file, with_database=not folder_only)
    click.echo(
        f"{file}: {found.files} files, {found.size / 1e6:.1f} MB before packing.",
        err=True,
    )
    click.echo(found.digest)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--digest", metavar="HASH", help="What `sluis backup` printed for it.")
@data_option
def restore(data: Path | None, file: Path, digest: str | None) -> None:
    """Lay the backup FILE in a data folder that is new or empty.

    Everything is checked before anything is put in place: every file, the
    database, and the audit trail.
    """
    from sluis.store.backup import read_backup
    from sluis.store.home import default_path

    target = (data or default_path()).absolute()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise DataFolderError(
            "there is something in this folder already",
            path=str(target),
            remedy="name a new folder with --data DIR, or move this one away",
        )
    laid = target.with_name(f".{target.name}.restoring")
    shutil.rmtree(laid, ignore_errors=True)  # of a restoring that was stopped
    try:
        found = read_backup(file, laid, digest=digest)
        rows = _check_trail(laid, file) if found.with_database else None
        if target.exists():
            target.rmdir()
        target.parent.mkdir(parents=True, exist_ok=True)
        laid.replace(target)
    finally:
        shutil.rmtree(laid, ignore_errors=True)
    trail = "" if rows is None else f"; the audit trail's {rows} rows hold"
    click.echo(f"{target}: {found.files} files of {found.made_at}{trail}.", err=True)


def _check_trail(folder: Path, file: Path) -> int:
    from sluis.office.start import start

    os.environ.pop("DATABASE_URL", None)  # what is checked is the copy
    start(folder)
    from django.db import connections

    from sluis.office.audit.queries import verify

    found = verify()
    connections.close_all()
    if found.broken is not None:
        raise UnreadableFile(
            f"the audit trail in this backup is broken at row {found.broken.number}: "
            f"{found.broken.why}",
            path=str(file),
            remedy="use another copy of it; nothing was restored",
        )
    return found.rows
