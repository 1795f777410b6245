"""``sluis sweep screening``: everybody who was seen, against the lists."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from sluis.cli.run import data_option, output_options, wants_table, write_rows
from sluis.core.time import parse_day

_SCREENED = (
    ("id", "id"),
    ("name", "name"),
    ("match", "match"),
    ("score", "score"),
    ("entity", "entity"),
    ("caption", "listed as"),
    ("lists", "lists"),
    ("why.ownership.owners", "owned by"),
    ("since", "since then"),
    ("decision.verdict", "decided"),
    ("decision.stands", "stands"),
)


@click.command()
@click.option(
    "--since",
    help="Only the parties that are answered otherwise than before this day.",
)
@click.option("--against", help="Lists to screen against, by comma (default: all).")
@click.option(
    "--threshold", type=click.FloatRange(0, 1), default=0.7, show_default=True
)
@click.option("--limit", type=click.IntRange(1), default=5, show_default=True)
@click.option("--as-of", help="Screen against the lists as they stood on this day.")
@click.option("--all", "every", is_flag=True, help="Also parties that match nobody.")
@data_option
@output_options
def screening(  # noqa: PLR0913, PLR0917 - one parameter an option
    since: str | None,
    against: str | None,
    threshold: float,
    limit: int,
    as_of: str | None,
    every: bool,  # noqa: FBT001 - click gives a flag so
    data: Path | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Screen every party that was ever seen: screened, in custody, in applications.

    Open applications and living licences of which a party has a match are screened
    again by themselves, and flagged: "concerns" names them.

    With --since only what the lists have otherwise than when that day began is
    screened against, which finds exactly what two whole sweeps would differ in: the
    ids of matches that are new and changed, and the matches that are gone.
    """
    from sluis.office.start import start

    home = start(data)
    from sluis.office.applications.services.runs import renew
    from sluis.office.screening.sweep import Sweep
    from sluis.store.rule import Rule

    rule = Rule(
        against=tuple(x.strip() for x in against.split(",")) if against else None,
        as_of=parse_day(as_of, path="--as-of") if as_of else None,
        threshold=threshold,
        limit=limit,
    )
    sweeping = Sweep(home, rule)
    threads = os.cpu_count() or 1
    day = parse_day(since, path="--since") if since else None
    rows: Iterable[Mapping[str, Any]] = (
        sweeping.whole(threads=threads, every=every)
        if day is None
        else sweeping.since(day, threads=threads)
    )
    if format_ in {"table", "csv"} or wants_table(out, format_):
        rows = (row for answer in rows for row in _flat(answer))
    write_rows(rows, out=out, format_=format_, columns=_SCREENED)
    if rule.as_of is None:
        flagged = sum(map(renew, sorted(sweeping.concerned)))
        click.echo(f"flagged {flagged:,} applications and licences anew", err=True)
    names = ", ".join(edition.name for edition in sweeping.editions)
    click.echo(f"screened {sweeping.seen:,} parties against {names}", err=True)
    if sweeping.recording is not None and sweeping.recording.record is not None:
        click.echo(f"recorded as {sweeping.recording.record.id}", err=True)


def _flat(answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One row for each match, and for each that is gone."""
    head = {"id": answer["id"], "name": answer["name"]}
    for match in answer["matches"]:
        marks = [
            mark for mark in ("new", "changed") if match["entity"] in _of(answer, mark)
        ]
        yield {**head, **match, "since": marks}
    for match in answer.get("gone", ()):
        yield {**head, **match, "match": False, "since": ["gone"]}


def _of(answer: Mapping[str, Any], mark: str) -> Sequence[str]:
    found: Sequence[str] = answer.get(mark, ())
    return found
