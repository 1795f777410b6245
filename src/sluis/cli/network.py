"""``sluis network``: from parties or found items to every other export."""

from __future__ import annotations

from pathlib import Path

import click

from sluis.cli.run import data_option, output_options, read_lines, write_rows
from sluis.core.time import parse_day

_COLUMNS = (
    ("type", "what"),
    ("name", "which"),
    ("score", "score"),
    ("day", "day"),
    ("because", "because of"),
)


@click.command()
@click.argument("asked", nargs=-1, metavar="PARTY_OR_ITEM…")
@click.option("--items", "items_file", help="A file with one found item a line.")
@click.option(
    "--hops",
    type=click.IntRange(0, 6),
    default=3,
    show_default=True,
    help="How far ties are followed.",
)
@click.option("--known-on", help="Leave out what became known after this day.")
@data_option
@output_options
def network(  # noqa: PLR0913, PLR0917 - one parameter an option
    asked: tuple[str, ...],
    items_file: str | None,
    hops: int,
    known_on: str | None,
    data: Path | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Rank other exports and parties by how they touch parties or found items.

    An item stands for the parties of its most likely chain. An address or agent
    that many share is reached and not passed.
    """
    listed = [
        line.decode("utf-8", errors="replace").strip()
        for _, line in (read_lines(items_file) if items_file else ())
    ]
    if not (asked or listed):
        raise click.UsageError("name a party or an item, or a file with --items")
    known_day = parse_day(known_on, path="--known-on") if known_on else None
    from sluis.formats.custody_policy import standing_policy
    from sluis.office.start import start

    start(data)
    from sluis.office.custody.sweep import network as find

    rows = find([*asked, *listed], standing_policy(), hops=hops, known_on=known_day)
    for row in rows:
        reasons = row["reasons"]
        row["name"] = row.get("export") or row["party"]
        row["because"] = " ← ".join(reversed(reasons[0]["path"])) if reasons else ""
    write_rows(rows, out=out, format_=format_, columns=_COLUMNS)
