"""``sluis goods``: the words that transactions may use."""

from __future__ import annotations

from pathlib import Path

import click

from sluis.cli.run import output_options, write_rows


@click.group()
def goods() -> None:
    """Name kinds of goods and what can be asked of them."""


@goods.command()
@output_options
def kinds(out: Path | None, format_: str | None) -> None:
    """Name the kinds of goods."""
    from sluis.store.law import load_law

    words = load_law().vocabulary
    rows = (
        {
            "kind": kind.code,
            "parent": kind.parent,
            "title": kind.title["en"],
            "title_nl": kind.title["nl"],
        }
        for kind in words.kinds.values()
    )
    write_rows(rows, out=out, format_=format_)


@goods.command()
@click.argument("kind", required=False)
@output_options
def parameters(kind: str | None, out: Path | None, format_: str | None) -> None:
    """Name the parameters of KIND, or all of them."""
    from sluis.store.law import load_law

    words = load_law().vocabulary
    chosen = (
        list(words.parameters.values()) if kind is None else words.parameters_of(kind)
    )
    rows = (
        {
            "parameter": one.code,
            "unit": one.unit,
            "type": one.type,
            "kinds": list(one.kinds),
            "question": one.question["en"],
            "question_nl": one.question["nl"],
        }
        for one in chosen
    )
    write_rows(rows, out=out, format_=format_)
