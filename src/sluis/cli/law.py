"""``sluis law``: what a rule says, and how it came to say it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from sluis.cli.determine import Day
from sluis.cli.run import output_options, write_rows
from sluis.core.law.model import (
    Authorisation,
    Entry,
    Order,
    Rule,
    Version,
    versions_on,
)

COLUMNS = (
    ("rule", "rule"),
    ("in_force", "in force"),
    ("known_since", "known since"),
    ("source", "source"),
    ("text", "what it says"),
    ("confidence", "not certain"),
    ("verified", "checked"),
)


@click.group()
def law() -> None:
    """Read the law that Sluis applies."""


@law.command("list")
@output_options
def list_(out: Path | None, format_: str | None) -> None:
    """Name all rules."""
    from sluis.store.law import load_law

    rows = (
        {
            "rule": rule.id,
            "type": type(rule).__name__.lower(),
            "code": _code(rule),
            "versions": len(rule.versions),
            "title": rule.title["en"],
            "title_nl": rule.title["nl"],
        }
        for rule in load_law().rules().values()
    )
    write_rows(rows, out=out, format_=format_)


@law.command()
@click.argument("code")
@click.option("--as-of", type=Day(), help="The law of this day (default: today).")
@output_options
def show(code: str, as_of: date | None, out: Path | None, format_: str | None) -> None:
    """Say what the rule CODE says on a day."""
    from sluis.store.law import load_law

    rule = load_law().rule(code)
    day = as_of or date.today()  # noqa: DTZ011 - the law's day is a civil day
    rows = [
        {**_row(rule, version), "in_force_on_the_day": inside}
        for version, inside in versions_on(rule, day)
    ]
    if not rows:
        click.echo(f"{rule.id} is not in force on {day}.", err=True)
    write_rows(rows, out=out, format_=format_, columns=COLUMNS)


@law.command()
@click.argument("code")
@output_options
def history(code: str, out: Path | None, format_: str | None) -> None:
    """Show every version of the rule CODE."""
    from sluis.store.law import load_law

    rule = load_law().rule(code)
    rows = [_row(rule, version) for version in rule.versions]
    write_rows(rows, out=out, format_=format_, columns=COLUMNS)


def _row(rule: Rule, version: Version) -> dict[str, Any]:
    start, end = version.in_force.start, version.in_force.end
    return {
        "rule": rule.id,
        "code": _code(rule),
        "title": dict(rule.title),
        "in_force": [
            None if start is None else str(start),
            None if end is None else str(end),
        ],
        "known_since": str(version.known_since),
        "legal_basis": version.legal_basis,
        "source": version.source.url,
        "effect": version.effect,
        "addressee": rule.addressee if isinstance(rule, Order) else None,
        "text": version.text["en"],
        "text_nl": version.text["nl"],
        "confidence": version.confidence,
        "verified": None if version.verified is None else dict(version.verified),
        "paragraphs": _paragraphs(version),
    }


def _paragraphs(version: Version) -> list[str]:
    nodes = () if version.when is None else version.when.walk()
    return list(dict.fromkeys(node.code for node in nodes if node.code is not None))


def _code(rule: Rule) -> str | None:
    return rule.code if isinstance(rule, Entry | Authorisation) else None
