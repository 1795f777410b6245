"""``sluis orders``: ad-hoc orders of an office, from draft to end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from sluis.cli.determine import Day
from sluis.cli.run import (
    EXIT_REFUSED,
    data_option,
    output_options,
    read_lines,
    refuse_line,
    write_rows,
)
from sluis.core.errors import SluisError
from sluis.core.law.model import Law

COLUMNS = (
    ("order", "order"),
    ("state", "state"),
    ("addressee", "addressee"),
    ("since", "served on"),
    ("until", "last day"),
    ("title", "title"),
)
ACTS = (
    ("recorded", "recorded"),
    ("act", "act"),
    ("on", "from"),
    ("by", "by"),
    ("reason", "reason"),
)
TOUCHED = (
    ("id", "transaction"),
    ("line", "line"),
    ("exporter", "exporter"),
    ("destination", "to"),
    ("before", "before"),
    ("after", "after"),
)
TEMPLATE = """\
# An ad-hoc order: fill in, then `sluis orders draft FILE --by NAME`.
# It binds its addressee from the day it is served; the dates are added then.
id: nl/order/2026-example
type: order
addressee: Example Turbines
effect: licence_required
title: {en: Example order, nl: Voorbeeldbeschikking}
versions:
  - source: reg-2021-821
    article: Article 4(1)
    applies: [turbojet_engine]          # sluis goods kinds
    when:
      all:
        - {p: max_thrust, ge: "300 N"}  # sluis goods parameters turbojet_engine
        - {activity: [export]}
        - {destination: [CN, TW], or_via: true}
    duties:
      - what: report_changed_destination
        who: exporter
        legal_basis: Bsg Article 3(2)
        text:
          en: Report with reasons as soon as another destination becomes plausible.
          nl: Meld met redenen zodra een andere bestemming aannemelijk wordt.
    text:
      en: Engines of 300 N or more to or by way of two places need a licence.
      nl: Motoren van 300 N of meer naar of via twee plaatsen vragen een vergunning.
    verified: null
"""

P = ParamSpec("P")
R = TypeVar("R")


@click.group()
def orders() -> None:
    """Draft, serve, amend and end orders to single exporters.

    An order counts at once in every determination that uses the same data folder,
    for the one it is addressed to and for nobody else.
    """


def _by(command: Callable[P, R]) -> Callable[P, R]:
    return click.option("--by", required=True, help="Who does this.")(command)


def _on(command: Callable[P, R]) -> Callable[P, R]:
    return click.option(
        "--on",
        "transactions",
        help="Open transactions, one a line: say which of them this touches.",
    )(command)


@orders.command()
def template() -> None:
    """Write an order to fill in."""
    click.echo(TEMPLATE, nl=False)


@orders.command("list")
@data_option
@output_options
def list_(data: Path | None, out: Path | None, format_: str | None) -> None:
    """Name the orders of this office and where each stands."""
    from sluis.store.home import Home
    from sluis.store.orders import Orders

    rows = (_row(made) for made in Orders(Home.open(data)).all().values())
    write_rows(rows, out=out, format_=format_, columns=COLUMNS)


@orders.command()
@click.argument("id_", metavar="ID")
@data_option
@output_options
def show(id_: str, data: Path | None, out: Path | None, format_: str | None) -> None:
    """Tell what was done with an order, by whom and when."""
    from sluis.store.home import Home
    from sluis.store.orders import Orders

    made = Orders(Home.open(data)).get(id_)
    rows = ({**act.told(), "hash": act.hash} for act in made.acts)
    write_rows(rows, out=out, format_=format_, columns=ACTS)


@orders.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_by
@_on
@data_option
@output_options
def draft(  # noqa: PLR0913, PLR0917 - click passes one argument an option
    file: Path,
    by: str,
    transactions: str | None,
    data: Path | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Write down an order that binds nobody yet, and say whom it would touch."""
    from sluis.store.orders import law_with_text, overlay, read_order

    office = _office(data)
    made = office.draft(read_order(file), by=by, now=_now())
    _tell(made)
    if transactions is not None:
        after = law_with_text(made.rule, overlay(data))
        tell_touched(transactions, _law(data), after, out, format_)


@orders.command()
@click.argument("id_", metavar="ID")
@click.option("--day", type=Day(), required=True, help="The day it was served.")
@_by
@_on
@data_option
@output_options
def serve(  # noqa: PLR0913, PLR0917 - click passes one argument an option
    id_: str,
    day: date,
    by: str,
    transactions: str | None,
    data: Path | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Serve a draft: it binds its addressee from this day on."""
    office, before = _office(data), _law(data)
    _tell(office.serve(id_, on=day, by=by, now=_now()))
    if transactions is not None:
        tell_touched(transactions, before, _law(data), out, format_)


@orders.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--day", type=Day(), required=True, help="The day it was served.")
@_by
@_on
@data_option
@output_options
def amend(  # noqa: PLR0913, PLR0917 - click passes one argument an option
    file: Path,
    day: date,
    by: str,
    transactions: str | None,
    data: Path | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Serve another text of an order: it counts from this day on."""
    from sluis.store.orders import read_order

    office, before = _office(data), _law(data)
    _tell(office.amend(read_order(file), on=day, by=by, now=_now()))
    if transactions is not None:
        tell_touched(transactions, before, _law(data), out, format_)


@orders.command()
@click.argument("id_", metavar="ID")
@click.option("--day", type=Day(), required=True, help="The last day it binds.")
@click.option("--reason", required=True, help="Why it ends.")
@_by
@_on
@data_option
@output_options
def end(  # noqa: PLR0913, PLR0917 - click passes one argument an option
    id_: str,
    day: date,
    reason: str,
    by: str,
    transactions: str | None,
    data: Path | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """End an order: this is the last day on which it binds."""
    office, before = _office(data), _law(data)
    _tell(office.end(id_, on=day, reason=reason, by=by, now=_now()))
    if transactions is not None:
        tell_touched(transactions, before, _law(data), out, format_)


@orders.command()
@click.argument("id_", metavar="ID")
@click.option("--reason", required=True, help="Why it is laid aside.")
@_by
@data_option
def withdraw(id_: str, reason: str, by: str, data: Path | None) -> None:
    """Lay a draft aside."""
    _tell(_office(data).withdraw(id_, reason=reason, by=by, now=_now()))


def _office(data: Path | None) -> Any:
    from sluis.store.home import Home
    from sluis.store.orders import Orders

    return Orders(Home.open(data))


def _law(data: Path | None) -> Law:
    from sluis.store.law import load_law
    from sluis.store.orders import overlay

    return load_law(overlay(data))


def _now() -> datetime:
    return datetime.now(tz=UTC)


def _row(made: Any) -> dict[str, Any]:
    return {
        "order": made.id,
        "state": made.state,
        "addressee": made.rule.get("addressee"),
        "since": made.since,
        "until": made.until,
        "title": made.rule.get("title", {}).get("en"),
        "title_nl": made.rule.get("title", {}).get("nl"),
    }


def _tell(made: Any) -> None:
    said = {
        "draft": "a draft; it binds nobody until it is served",
        "withdrawn": "laid aside",
        "in_force": f"in force since {made.versions[-1]['in_force'][0]}"
        if made.versions
        else "",
        "ended": f"ended; its last day is {made.until}",
    }[made.state]
    click.echo(f"{made.id} is {said}.", err=True)


def tell_touched(  # noqa: PLR0913 - what is compared, and how it is told
    file: str,
    before: Law,
    after: Law,
    out: Path | None,
    format_: str | None,
    *,
    valid_on: date | None = None,
) -> None:
    """Say which transactions come out otherwise under another law."""
    from sluis.core.reach import reached
    from sluis.formats.transaction import read_transactions

    refused: list[int] = []

    def readable() -> Iterator[Any]:
        for line, id_, read in read_transactions(read_lines(file), after.vocabulary):
            if isinstance(read, SluisError):
                refused.append(line)
                refuse_line(line=line, id=id_, error=read)
            else:
                yield read

    rows = [
        asdict(one) for one in reached(readable(), before, after, valid_on=valid_on)
    ]
    write_rows(rows, out=out, format_=format_, columns=TOUCHED)
    click.echo(f"{len(rows)} lines change their outcome.", err=True)
    if refused:
        raise SystemExit(EXIT_REFUSED)
