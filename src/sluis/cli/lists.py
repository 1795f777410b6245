"""``sluis lists``: import party lists, and see which are there."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from sluis.cli.run import (
    data_option,
    exit_code,
    output_options,
    show_error,
    write_rows,
)
from sluis.core.errors import SluisError

if TYPE_CHECKING:
    from sluis.formats.lists import Progress
    from sluis.store.editions import Imported

P = ParamSpec("P")
R = TypeVar("R")

FORMATS = (
    "auto",
    "ofac-csv",
    "ofac-xml",
    "ofac-enhanced-xml",
    "un-xml",
    "eu-fsf-xml",
    "uk-xml",
    "uk-csv",
    "us-csl-csv",
    "us-csl-json",
    "us-dpl-tsv",
    "jp-ban-text",
    "register-json",
    "ftm-jsonl",
    "table-csv",
)
"""As in the readers, which are not imported for a list of choices; a test compares."""

_COLUMNS = (
    ("list_id", "list"),
    ("dated", "dated"),
    ("rows", "parties"),
    ("added", "added"),
    ("changed", "changed"),
    ("removed", "removed"),
    ("imported_at", "imported"),
)


def day_option(name: str, help_: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make an option that is one day."""
    return click.option(
        name,
        type=click.DateTime(["%Y-%m-%d"]),
        callback=lambda _ctx, _param, value: _as_day(value),
        help=help_,
    )


def _as_day(value: datetime | None) -> date | None:
    return value.date() if value is not None else None


@click.group()
def lists() -> None:
    """Import party lists, and see which are there."""


@lists.command("import")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=False)
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="auto",
    show_default=True,
    help="The format of the files; auto tells it by their content.",
)
@day_option("--dated", "Day of the list, where the file does not say it (YYYY-MM-DD).")
@click.option("--list", "list_id", help="Id of the list, instead of the file's own.")
@click.option(
    "--allow-shrink",
    is_flag=True,
    help="Take an edition that has far fewer parties than the one before it.",
)
@data_option
def import_(  # noqa: PLR0913 - one an option
    *,
    paths: tuple[Path, ...],
    format_: str,
    dated: date | None,
    list_id: str | None,
    allow_shrink: bool,
    data: Path | None,
) -> None:
    """Import official party lists, each as an edition that stays.

    OFAC SDN and consolidated (XML, CSV), UN XML, EU financial sanctions XML, US
    Consolidated Screening List CSV and FollowTheMoney JSON Lines are read, plain
    or gzip. A file that cannot be read changes nothing.
    """
    from sluis.store.editions import Editions
    from sluis.store.home import Home

    editions = Editions(Home.open(data))
    worst = 0
    done: list[dict[str, Any]] = []
    for path, parts in _sets(paths, format_):
        try:
            with _progress(path.name) as progress:
                imported = editions.import_list(
                    path,
                    format_=format_,
                    dated=dated,
                    progress=progress,
                    list_id=list_id,
                    parts=parts,
                    allow_shrink=allow_shrink,
                )
        except SluisError as error:
            show_error(error)
            worst = max(worst, exit_code(error))
            continue
        _say(imported)
        done.append({**imported.edition.as_dict(), "new": imported.new})
    columns = (*_COLUMNS, ("new", "new"))
    write_rows(done, out=None, format_=None, columns=columns)
    if worst:
        raise SystemExit(worst)


def _say(imported: Imported) -> None:
    edition = imported.edition
    if not imported.new:
        click.echo(f"{edition.name} was imported before; nothing changed", err=True)
        return
    dated = "" if edition.date_from == "file" else f", dated by the {edition.date_from}"
    since = ""
    if edition.compared_with is not None:
        since = (
            f"; {edition.added:,} added, {edition.changed:,} changed,"
            f" {edition.removed:,} removed since {edition.compared_with[:10]}"
        )
    if dated == ", dated by the given":
        dated = ", dated by --dated"
    click.echo(f"{edition.name}: {edition.rows:,} parties{dated}{since}", err=True)


def _sets(
    paths: Sequence[Path], format_: str
) -> Iterator[tuple[Path, tuple[Path, ...]]]:
    """Put the files of an OFAC CSV set together; every other file stands alone."""
    from sluis.formats.lists import beside, tell_format

    kinds: dict[Path, str | None] = {}
    for path in paths:
        try:
            kinds[path] = tell_format(path) if format_ in {"auto", "ofac-csv"} else None
        except SluisError:
            kinds[path] = None  # the import itself says what is wrong with it
    parts = [p for p, k in kinds.items() if k in {"addresses", "aliases", "comments"}]
    primaries = [path for path in kinds if path not in parts]
    csv_sets = [path for path in primaries if kinds[path] == "ofac-csv"]
    taken: set[Path] = set()
    for path in primaries:
        own: tuple[Path, ...] = ()
        if path in csv_sets:
            named = set(beside(path))
            own = tuple(part for part in parts if part in named or len(csv_sets) == 1)
            taken.update(own)
        yield path, own
    for path in parts:
        if path not in taken:
            yield path, ()


@contextmanager
def _progress(name: str) -> Iterator[Progress]:
    """Show how far the reading is: a bar on a terminal, else a line now and then."""
    if not sys.stderr.isatty():
        yield _Lines(name)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


class _Lines:
    """Progress as plain lines, at the start, each second, and at the end."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._said = time.monotonic()
        click.echo(f"reading {name}", err=True)

    def __call__(self, done: int, total: int | None) -> None:
        now = time.monotonic()
        if now - self._said >= 1 or done == total:
            self._said = now
            of = f" of {total:,}" if total is not None else ""
            click.echo(f"reading {self._name}: {done:,}{of} parties", err=True)


@lists.command()
@data_option
@output_options
def status(*, data: Path | None, out: Path | None, format_: str | None) -> None:
    """Show the newest edition of every list."""
    from sluis.store.editions import Editions
    from sluis.store.home import Home

    rows = [edition.as_dict() for edition in Editions(Home.open(data)).status()]
    if not rows:
        click.echo("no party list has been imported", err=True)
        click.echo("  import one: sluis lists import PATH", err=True)
    write_rows(rows, out=out, format_=format_, columns=_COLUMNS)
