"""``sluis whatif``, ``sluis sweep determination``: the law over populations."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sluis.cli.determine import Day
from sluis.cli.run import EXIT_REFUSED, output_options, refuse_line, write_rows

if TYPE_CHECKING:
    import pyarrow as pa

    from sluis.core.law.model import Law
    from sluis.engine.base import Engine
    from sluis.engine.population import Population

COLUMNS = (
    ("outcome", "outcome"),
    ("before.lines", "lines before"),
    ("after.lines", "after"),
    ("before.value", "value before"),
    ("after.value", "after"),
    ("before.exporters", "exporters before"),
    ("after.exporters", "after"),
    ("before.destinations", "destinations before"),
    ("after.destinations", "after"),
)
CURVE_COLUMNS = (
    ("law", "law"),
    ("threshold", "threshold"),
    ("unit", "unit"),
    ("lines", "lines"),
    ("open", "open"),
    ("value", "value"),
    ("exporters", "exporters"),
    ("destinations", "destinations"),
)


def on_option(command: Any) -> Any:
    """Add ``--on FILE_OR_DIR`` and ``--engine``."""
    command = click.option(
        "--engine",
        "engine_name",
        type=click.Choice(["duckdb", "spark"]),
        default="duckdb",
        show_default=True,
        help="What runs it; the two agree exactly. Spark needs Java.",
    )(command)
    return click.option(
        "--on",
        "on",
        required=True,
        type=click.Path(path_type=Path),
        help="Parquet, CSV or JSON Lines of transactions or flat lines, or a folder.",
    )(command)


@contextmanager
def population_on(
    on: Path, engine_name: str, law: Law, *, dated: bool = True
) -> Iterator[tuple[Engine, Population]]:
    """Open lines in an engine, and tell which were refused."""
    from sluis.engine.base import engine_named
    from sluis.engine.population import read_population

    with engine_named(engine_name) as engine:
        population = read_population(on, engine, law.vocabulary, dated=dated)
        for line, id_, error in population.refused:
            refuse_line(line=line, id=id_, error=error)
        yield engine, population


def end(population: Population) -> None:
    """End with the documented code when lines were refused."""
    if population.refused:
        click.echo(f"{len(population.refused)} lines were refused.", err=True)
        raise SystemExit(EXIT_REFUSED)


def progress_on(total: int) -> Callable[[int], None]:
    """Give what shows progress on standard error, on a terminal."""
    done = 0

    def show(lines: int) -> None:
        nonlocal done
        done += lines
        if sys.stderr.isatty():
            click.echo(f"\r{done:,} of {total:,} lines", err=True, nl=done >= total)

    return show


@click.command()
@click.argument("reform", type=click.Path(path_type=Path))
@on_option
@click.option("--as-of", type=Day(), help="Apply the law of this day to all lines.")
@click.option("--known-on", type=Day(), help="Ignore what was published after it.")
@click.option(
    "--changed",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the lines whose outcome changes to this file, as JSON Lines.",
)
@click.option(
    "--curve",
    "curve_text",
    help="Try a threshold at many values: CODE=FROM:TO:STEP.",
)
@click.option(
    "--chart",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw the curve to this file, .svg or .png.",
)
@output_options
def whatif(  # noqa: PLR0913, PLR0917 - click passes one argument an option
    reform: Path,
    on: Path,
    engine_name: str,
    as_of: date | None,
    known_on: date | None,
    changed: Path | None,
    curve_text: str | None,
    chart: Path | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Say what the REFORM of the law would change for declared lines.

    REFORM is a YAML file; see the guide "Try a reform". With --curve, what the
    paragraph catches at each threshold, by the law as it is and as it would be.
    """
    from sluis.engine.determine import Bulk
    from sluis.engine.whatif import Curve, compare, curve
    from sluis.store.reform import load_reform

    reformed = load_reform(reform)
    law = reformed.before
    if chart is not None and curve_text is None:
        raise click.UsageError("--chart draws a --curve")
    wanted = None if curve_text is None else Curve.parse(curve_text)
    with population_on(on, engine_name, law, dated=as_of is None) as (engine, lines):
        before, after = (
            Bulk(engine, lines, one, as_of, known_on) for one in (law, reformed.after)
        )
        if wanted is not None:
            rows = [
                {"law": when, "code": wanted.code, **point}
                for when, bulk in (("before", before), ("after", after))
                for point in curve(bulk, wanted)
            ]
            if chart is not None:
                from sluis.cli.chart import draw

                draw(rows, chart)
            _write(rows, CURVE_COLUMNS, out, format_)
        else:
            found = compare(
                before,
                after,
                changed=changed,
                progress=progress_on(lines.count),
            )
            _show(found, reformed.title, out, format_)
        end(lines)


def _show(
    found: Mapping[str, Any], title: str | None, out: Path | None, format_: str | None
) -> None:
    chosen = format_ or ("table" if out is None and sys.stdout.isatty() else "jsonl")
    if chosen == "jsonl":
        write_rows([{"title": title, **found}], out=out, format_=chosen)
        return
    rows = [{"outcome": one, **sums} for one, sums in found["outcomes"].items()]
    _write(rows, COLUMNS, out, chosen)
    for move in found["changed"]:
        click.echo(
            f"From {move['before']} to {move['after']}: {move['lines']} lines.",
            err=True,
        )
    for gate in found["gates"]:
        click.echo(
            f"Still kept out of {gate['code']} by {gate['parameter']}: "
            f"{gate['lines']} lines.",
            err=True,
        )


def _write(
    rows: list[dict[str, Any]],
    columns: Any,
    out: Path | None,
    format_: str | None,
) -> None:
    chosen = format_ or ("table" if out is None and sys.stdout.isatty() else "jsonl")
    if chosen != "jsonl":
        rows = [_flat(row) for row in rows]
    write_rows(rows, out=out, format_=chosen, columns=columns)


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Write amounts in several currencies, and many places, in one cell."""
    flat: dict[str, Any] = {}
    for key, value in row.items():
        if key in {"before", "after"}:
            flat[key] = _flat(value)
        elif isinstance(value, Mapping):
            flat[key] = ", ".join(f"{amount} {unit}" for unit, amount in value.items())
        elif key == "destinations" and isinstance(value, list):
            flat[key] = len(value)
        else:
            flat[key] = value
    return flat


@click.command()
@on_option
@click.option("--since", type=Day(), help="Only lines of this day or later.")
@click.option("--as-of", type=Day(), help="Apply the law of this day to all lines.")
@click.option("--known-on", type=Day(), help="Ignore what was published after it.")
@output_options
def determination(  # noqa: PLR0913, PLR0917 - click passes one argument an option
    on: Path,
    engine_name: str,
    since: date | None,
    as_of: date | None,
    known_on: date | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Determine every line: its outcome and the strictest rule.

    --out FILE.parquet writes Parquet.
    """
    from sluis.engine.determine import Bulk, determined
    from sluis.store.law import load_law

    law = load_law()
    with population_on(on, engine_name, law, dated=as_of is None) as (engine, lines):
        if since is not None:
            lines.since(engine, since)
        bulk = Bulk(engine, lines, law, as_of, known_on)
        rows = determined(bulk, progress=progress_on(lines.count))
        _give(rows, out, format_)
        click.echo(
            f"{lines.count:,} lines; {len(bulk.settled):,} sorts of open lines "
            "were settled.",
            err=True,
        )
        end(lines)


@click.command()
@on_option
@click.option("--as-of", type=Day(), help="Apply the law of this day to all lines.")
@click.option("--known-on", type=Day(), help="Ignore what was published after it.")
@output_options
def classification(  # noqa: PLR0913, PLR0917 - click passes one argument an option
    on: Path,
    engine_name: str,
    as_of: date | None,
    known_on: date | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Tell of every line whether its goods are in Annex I, and where.

    A line of which a fact is missing is neither in nor out: listed is empty.
    --out FILE.parquet writes Parquet.
    """
    from sluis.engine.determine import Bulk, classified
    from sluis.store.law import load_law

    law = load_law()
    with population_on(on, engine_name, law, dated=as_of is None) as (engine, lines):
        bulk = Bulk(engine, lines, law, as_of, known_on)
        _give(classified(bulk, progress=progress_on(lines.count)), out, format_)
        end(lines)


def _give(rows: Iterator[pa.Table], out: Path | None, format_: str | None) -> None:
    if out is not None and out.suffix == ".parquet":
        from sluis.engine.population import write_rows as write_parquet

        write_parquet(rows, out)
        return
    write_rows(
        (row for batch in rows for row in batch.to_pylist()), out=out, format_=format_
    )


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Write amounts as text, as JSON of the contracts has them."""
    return {
        key: f"{value.normalize():f}" if isinstance(value, Decimal) else value
        for key, value in row.items()
    }
