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
    EXIT_UNREADABLE,
    data_option,
    exit_code,
    output_options,
    show_error,
    write_rows,
)
from sluis.core.errors import SluisError, UnknownValue, UnreadableFile

if TYPE_CHECKING:
    from sluis.formats.lists import Progress
    from sluis.store.editions import Editions, Imported

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
    "ownership",
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
@day_option(
    "--known-since",
    "Since which day the list counts as known, for an old edition (default: today).",
)
@data_option
def import_(  # noqa: PLR0913 - one an option
    *,
    paths: tuple[Path, ...],
    format_: str,
    dated: date | None,
    list_id: str | None,
    allow_shrink: bool,
    known_since: date | None,
    data: Path | None,
) -> None:
    """Import official party lists, each as an edition that stays.

    OFAC (legacy XML and CSV, enhanced XML), UN, EU, the UK's lists, the US
    Consolidated Screening List and denied persons, Japan's and China's lists, any CSV
    table with a column name and FollowTheMoney JSON Lines are read, plain, gzip or
    zip. A file that cannot be read, or that lacks a fifth of the parties, is held
    back; the last good edition stays.
    """
    from sluis.store.editions import Editions
    from sluis.store.home import Home

    home = Home.open(data)
    editions = Editions(home)
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
                    known_since=known_since,
                )
        except SluisError as error:
            show_error(error)
            _hold(editions, [path, *parts], error, list_id, dated)
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


def _hold(
    editions: Editions,
    files: Sequence[Path],
    error: SluisError,
    list_id: str | None,
    dated: date | None,
) -> None:
    """Hold back what was refused, where it is known for which list it was meant."""
    from sluis.store.editions import ListShrank
    from sluis.store.held import HeldBack, meant_for

    if not isinstance(error, UnreadableFile) or not files[0].is_file():
        return
    shrank = error.list_id if isinstance(error, ListShrank) else None
    meant = list_id or shrank or meant_for(files[0], editions)
    if meant is not None:
        held = HeldBack(editions.home).hold(files, error, list_id=meant, dated=dated)
        click.echo(f"  held back as {held.key}", err=True)


@lists.command()
@data_option
@output_options
def status(*, data: Path | None, out: Path | None, format_: str | None) -> None:
    """Show the newest edition of every list, and what is held back."""
    from sluis.store.editions import Editions
    from sluis.store.held import HeldBack
    from sluis.store.home import Home

    home = Home.open(data)
    rows = [
        {**edition.as_dict(), "state": "in use"} for edition in Editions(home).status()
    ]
    held = HeldBack(home).all()
    if not rows:
        click.echo("no party list has been imported", err=True)
        click.echo("  import one: sluis lists import PATH", err=True)
    for one in held:
        click.echo(f"held back: {one.key}: {one.message}", err=True)
    rows += [one.as_dict() for one in held]
    columns = (*_COLUMNS, ("state", "state"), ("message", "why"))
    write_rows(rows, out=out, format_=format_, columns=columns)


@lists.command()
@click.argument("list_id", metavar="LIST")
@day_option("--from", "Changes after the list of this day (default: the first).")
@day_option("--to", "Changes up to the list of this day (default: the newest).")
@data_option
@output_options
def changes(
    *,
    list_id: str,
    data: Path | None,
    out: Path | None,
    format_: str | None,
    **days: date | None,
) -> None:
    """Show who was added, changed and removed, in what, and since when."""
    from sluis.store.editions import Editions
    from sluis.store.home import Home

    found = Editions(Home.open(data)).changes(list_id, days["from"], days["to"])
    columns = (
        ("since", "since"),
        ("change", "change"),
        ("entity", "entity"),
        ("caption", "listed as"),
        ("fields", "in what"),
    )
    rows = (change.as_dict() for change in found)
    write_rows(rows, out=out, format_=format_, columns=columns)


@lists.command()
@click.argument("name", metavar="LIST|KEY")
@click.option("--reason", required=True, help="Why it is right; kept with the edition.")
@data_option
def accept(*, name: str, reason: str, data: Path | None) -> None:
    """Let in an edition that was held back because it shrank."""
    from sluis.store.held import HeldBack
    from sluis.store.home import Home

    edition = HeldBack(Home.open(data)).release(name, reason)
    click.echo(f"{edition.name}: {edition.rows:,} parties, released", err=True)
    write_rows([edition.as_dict()], out=None, format_=None, columns=_COLUMNS)


@lists.command()
@click.argument("name", metavar="LIST|KEY")
@data_option
def drop(*, name: str, data: Path | None) -> None:
    """Forget what is held back, with its bytes; the edition in use stays."""
    from sluis.store.held import HeldBack
    from sluis.store.home import Home

    dropped = HeldBack(Home.open(data)).drop(name)
    if not dropped:
        raise UnknownValue(
            f"nothing is held back by the name {name!r}",
            remedy="name one key of: sluis lists status",
        )
    for held in dropped:
        click.echo(f"dropped {held.key}", err=True)


@lists.command()
@click.argument("list_id", metavar="LIST")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["ftm"]),
    default="ftm",
    show_default=True,
    help="ftm: FollowTheMoney entities, one JSON object a line.",
)
@day_option("--as-of", "The list as it stood on this day.")
@day_option("--known-on", "Leave out editions that became known after this day.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file (default: standard output).",
)
@data_option
def export(  # noqa: PLR0913 - one an option
    *,
    list_id: str,
    format_: str,
    as_of: date | None,
    known_on: date | None,
    out: Path | None,
    data: Path | None,
) -> None:
    """Write a list as FollowTheMoney entities, with its owners and listings."""
    from sluis.formats import ftm
    from sluis.store.editions import Editions
    from sluis.store.home import Home

    found = Editions(Home.open(data)).entities([list_id], as_of, known_on)
    write_rows(ftm.write(found), out=out, format_="jsonl")


@lists.command()
@click.argument("names", metavar="[LIST]...", nargs=-1)
@click.option(
    "--addresses",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A table of addresses instead of the official ones (YAML).",
)
@data_option
@output_options
def update(
    *,
    names: tuple[str, ...],
    addresses: Path | None,
    data: Path | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Fetch lists from their official addresses: all, or those that are named.

    A list that did not change is not sent again. Each answer is logged with its
    hash, its moment and the server's certificate. What cannot be used is held back.
    """
    from dataclasses import asdict

    from sluis.store.fetching import Fetching
    from sluis.store.fetching import addresses as read_addresses
    from sluis.store.home import Home

    fetching = Fetching(Home.open(data), read_addresses(addresses))
    rows: list[dict[str, Any]] = []
    failed = False
    for list_id, answer in fetching.update(names):
        if isinstance(answer, SluisError):
            show_error(answer)
            failed = True
            continue
        click.echo(f"{list_id}: {answer.outcome}", err=True)
        failed = failed or answer.outcome == "held back"
        rows.append(asdict(answer))
    columns = (("list_id", "list"), ("outcome", "outcome"), ("edition", "edition"))
    write_rows(rows, out=out, format_=format_, columns=columns)
    if failed:
        raise SystemExit(EXIT_UNREADABLE)
