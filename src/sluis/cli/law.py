"""``sluis law``: what a rule says, how it came to say it, and whether it is sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sluis.cli.determine import Day
from sluis.cli.orders import tell_touched
from sluis.cli.run import (
    EXIT_REFUSED,
    EXIT_UNREADABLE,
    data_option,
    output_options,
    show_error,
    wants_table,
    write_rows,
    write_text,
)
from sluis.cli.whatif import end, on_option, plain, population_on
from sluis.core.law.difference import Change, changes, version_changes
from sluis.core.law.model import (
    Authorisation,
    Entry,
    Law,
    Order,
    Rule,
    Version,
    versions_on,
)
from sluis.core.law.node import within
from sluis.core.law.outline import Line, outline

if TYPE_CHECKING:
    from sluis.store.official import Edition

_LISTED = (("rule", "rule"), ("type", "type"), ("code", "code"), ("title", "title"))
_HISTORY = (
    ("in_force", "in force"),
    ("known_since", "known since"),
    ("legal_basis", "act"),
    ("changes", "what changed"),
    ("confidence", "not certain"),
)
_CHANGES = (
    ("code", "code"),
    ("what", "what"),
    ("old", "old"),
    ("new", "new"),
    ("margin_percent", "change %"),
    ("in_doubt", "in doubt"),
)
_SHOWN = (
    ("code", "code"),
    ("words", "what it asks"),
    ("parameter", "fact"),
    ("limit", "limit"),
    ("question", "question"),
    ("official", "official text"),
)


@click.group()
def law() -> None:
    """Read, compare and check the law that Sluis applies."""


@law.command("list")
@click.option("--as-of", type=Day(), help="Only what is in force on this day.")
@click.option("--list", "listing", help="Only entries of this list: eu-annex-i.")
@output_options
def list_(
    as_of: date | None, listing: str | None, out: Path | None, format_: str | None
) -> None:
    """Name the rules; their number goes to standard error."""
    from sluis.store.law import load_law

    rows = [
        {
            "rule": rule.id,
            "type": type(rule).__name__.lower(),
            "code": _code(rule),
            "versions": len(rule.versions),
            "title": rule.title["en"],
            "title_nl": rule.title["nl"],
        }
        for rule in load_law().rules().values()
        if (as_of is None or versions_on(rule, as_of)) and _is_of(rule, listing)
    ]
    write_rows(rows, out=out, format_=format_, columns=_LISTED)
    entries = sum(row["type"] == "entry" for row in rows)
    click.echo(f"{len(rows)} rules, of which {entries} entries", err=True)


@law.command()
@click.argument("code")
@click.option("--as-of", type=Day(), help="The law of this day (default: today).")
@data_option
@output_options
def show(
    code: str,
    as_of: date | None,
    data: Path | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Say what the rule CODE says on a day: its conditions, questions and sources.

    Where the official text was attached with `sluis law import-text`, it stands
    beside each paragraph.
    """
    from sluis.store.home import Home
    from sluis.store.law import load_law
    from sluis.store.official import edition_on

    whole = load_law()
    rule = whole.rule(code)
    day = as_of or date.today()  # noqa: DTZ011 - the law's day is a civil day
    official = edition_on(Home.open(data), day) if _is_of(rule, "eu-annex-i") else None
    found = versions_on(rule, day)
    if not found:
        click.echo(f"{rule.id} is not in force on {day}.", err=True)
    if wants_table(out, format_):
        sheets = (
            _sheet(rule, version, _tree(whole, version, code, rule, official), official)
            for version, _ in found
        )
        write_text("\n".join(sheets), out=out)
        return
    rows = [
        {
            **_row(rule, version),
            "in_force_on_the_day": inside,
            "conditions": _tree(whole, version, code, rule, official),
            "official_text": _source_of(official),
        }
        for version, inside in found
    ]
    if format_ == "csv":
        rows = [line for row in rows for line in row["conditions"]]
    write_rows(rows, out=out, format_=format_, columns=_SHOWN)


@law.command()
@click.argument("code")
@output_options
def history(code: str, out: Path | None, format_: str | None) -> None:
    """Show every version of the rule CODE, and what each one changed."""
    from sluis.store.law import load_law

    whole = load_law()
    rule = whole.rule(code)
    ordered = sorted(rule.versions, key=_start)
    changed: list[list[Change]] = [[]] + [
        version_changes(rule, before, after, whole.vocabulary)
        for before, after in pairwise(ordered)
    ]
    rows = [
        {
            **_row(rule, version),
            "changes": [one.in_words("en") for one in found],
            "changes_nl": [one.in_words("nl") for one in found],
        }
        for version, found in zip(ordered, changed, strict=True)
    ]
    write_rows(rows, out=out, format_=format_, columns=_HISTORY)


@law.command()
@click.argument("before", type=Day())
@click.argument("after", type=Day())
@click.option("--list", "listing", help="Only entries of this list: eu-annex-i.")
@click.option("--code", help="Only what begins so: 9A, 6A005, 6A005.d.")
@output_options
def diff(  # noqa: PLR0913, PLR0917 - one parameter an option
    before: date,
    after: date,
    listing: str | None,
    code: str | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """List what the law of AFTER says otherwise than that of BEFORE."""
    from sluis.store.law import load_law

    found = [
        one
        for one in changes(load_law(), before, after, listing=listing)
        if code is None or one.code.upper().startswith(code.upper())
    ]
    as_table = wants_table(out, format_) or format_ == "csv"
    rows = (_change(one, flat=as_table) for one in found)
    write_rows(rows, out=out, format_=format_, columns=_CHANGES)
    rules = len({one.rule for one in found})
    click.echo(f"{len(found)} changes in {rules} rules", err=True)


@law.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@output_options
def lint(folder: Path | None, out: Path | None, format_: str | None) -> None:
    """Check the law, and the rules in FOLDER (default: SLUIS_LAW) on top of it.

    Ends with 0 when nothing is found, else with 1.
    """
    from sluis.store.law import check_law

    found = check_law([] if folder is None else [folder])
    rows = [one.as_dict() for one in found]
    columns = (("path", "place"), ("message", "what is wrong"), ("remedy", "remedy"))
    write_rows(rows, out=out, format_=format_, columns=columns)
    click.echo(f"{len(found)} findings", err=True)
    if found:
        raise SystemExit(EXIT_REFUSED)


@law.command("import-text")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@data_option
@click.pass_context
def import_text(ctx: click.Context, files: Sequence[Path], data: Path | None) -> None:
    """Attach the official text of Annex I, for `sluis law show` to display.

    FILES are the published list as JSON, plain or gzip. It is kept in the data
    folder, by edition and hash.
    """
    from sluis.core.errors import SluisError
    from sluis.store.home import Home
    from sluis.store.official import ONLY_AUTHENTIC, attach

    home, refused = Home.open(data), 0
    for path in files:
        try:
            edition, new = attach(home, path)
        except SluisError as error:
            show_error(error)
            refused += 1
            continue
        kept = "attached" if new else "was attached already"
        click.echo(
            f"{len(edition.entries)} entries of {edition.valid_from}: {kept} "
            f"(sha256 {edition.sha256[:12]}). {ONLY_AUTHENTIC['en']}",
            err=True,
        )
    if refused:
        ctx.exit(EXIT_UNREADABLE if refused == len(files) else EXIT_REFUSED)


@law.command()
@on_option
@click.option(
    "--within", "share", default="10%", show_default=True, help="How near, in per cent."
)
@click.option(
    "--by",
    type=click.Choice(["destination", "exporter", "entry"]),
    help="Count lines by this, instead of naming them.",
)
@click.option("--as-of", type=Day(), help="The law of this day, not of each date.")
@output_options
def near(  # noqa: PLR0913, PLR0917 - click passes one argument an option
    on: Path,
    engine_name: str,
    share: str,
    by: str | None,
    as_of: date | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Find lines just outside a limit of the control lists."""
    from sluis.engine.determine import Bulk
    from sluis.engine.radar import counted_by
    from sluis.engine.radar import near as found_near
    from sluis.store.law import load_law

    try:
        within = float(share.rstrip("% ")) / 100
    except ValueError as problem:
        raise click.UsageError(f"{share!r} is not a share; write 10%") from problem
    law_ = load_law()
    with population_on(on, engine_name, law_, dated=as_of is None) as (engine, lines):
        found = found_near(Bulk(engine, lines, law_, as_of), within)
        rows = map(plain, found) if by is None else counted_by(found, by)
        write_rows(rows, out=out, format_=format_)
        end(lines)


@law.command()
@click.argument("what", metavar="DAY|ORDER.yaml")
@click.option("--on", "transactions", required=True, help="Transactions, one a line.")
@data_option
@output_options
def preview(
    what: str,
    transactions: str,
    data: Path | None,
    out: Path | None,
    format_: str | None,
) -> None:
    """Say whom the law of a coming DAY, or a drafted ORDER, would touch.

    Each transaction is determined by the law of its own date, and again by that of
    DAY, or with the order served. Lines whose outcome changes are named.
    """
    from sluis.store.law import load_law
    from sluis.store.orders import law_with_text, overlay, read_order

    others = overlay(data)
    now = load_law(others)
    if Path(what).exists():
        after, day = law_with_text(read_order(Path(what)), others), None
    else:
        after, day = now, Day().convert(what, None, click.get_current_context())
    tell_touched(transactions, now, after, out, format_, valid_on=day)


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


def _tree(
    whole: Law, version: Version, asked: str, rule: Rule, official: Edition | None
) -> list[dict[str, Any]]:
    """Give the outline as rows, cut to the paragraph that was asked for."""
    name = _code(rule) or rule.id
    lines = outline(version, whole.vocabulary)
    if asked.upper().startswith(f"{name}.".upper()):
        lines = list(_below(lines, asked[len(name) + 1 :])) or lines
    return [
        {
            "depth": line.depth,
            "code": None if line.code is None else f"{name}.{line.code}",
            "words": line.words["en"],
            "words_nl": line.words["nl"],
            "parameter": line.parameter,
            "limit": line.limit,
            "question": None if line.question is None else line.question["en"],
            "question_nl": None if line.question is None else line.question["nl"],
            "official": _official(official, name, line),
        }
        for line in lines
    ]


def _below(lines: Sequence[Line], paragraph: str) -> Iterator[Line]:
    """Give the lines of a paragraph and those inside it."""
    depth: int | None = None
    for line in lines:
        if line.code is not None and within(line.code, paragraph):
            depth = line.depth if depth is None else depth
        elif depth is not None and line.depth <= depth:
            depth = None
        if depth is not None:
            yield line


def _official(official: Edition | None, name: str, line: Line) -> str | None:
    if official is None or line.code is None:
        return None
    own = f"{name}.{line.code} "
    return " ".join(
        one.removeprefix(own)
        for one in official.lines(f"{name}.{line.code}")
        if one.startswith(own)
    )


def _source_of(official: Edition | None) -> dict[str, str] | None:
    from sluis.store.official import ONLY_AUTHENTIC

    if official is None:
        return None
    return {
        "edition": str(official.valid_from),
        "source": official.source,
        "attribution": official.attribution,
        "note": ONLY_AUTHENTIC["en"],
    }


def _sheet(
    rule: Rule,
    version: Version,
    tree: Sequence[dict[str, Any]],
    official: Edition | None,
) -> str:
    """Lay a rule out for a person at a terminal."""
    row = _row(rule, version)
    since, until = row["in_force"]
    lines = [
        f"{row['code'] or rule.id}  {rule.title['en']}",
        f"in force     {since or '…'} to {until or 'now'}, "
        f"known since {row['known_since']}",
        f"act          {row['legal_basis']}",
        f"             {row['source']}",
    ]
    for name, said in (
        ("effect", row["effect"]),
        ("addressee", row["addressee"]),
        ("says", None if version.text == rule.title else row["text"]),
        ("not certain", row["confidence"]),
        ("checked", "not verified" if version.verified is None else row["verified"]),
    ):
        if said is not None:
            lines.append(f"{name:<12} {said}")
    lines.append("")
    for line in tree:
        indent = "  " * line["depth"]
        code = "" if line["code"] is None else f"{line['code']}  "
        lines.append(f"{indent}{code}{line['words']}")
        if line["question"] is not None:
            lines.append(f"{indent}    ? {line['question']}")
        if line["official"]:
            lines.append(f"{indent}    § {line['official']}")
    source = _source_of(official)
    if official is not None and source is not None:
        heading = official.entries.get(row["code"] or "", "").split("\n")[0]
        lines += ["", f"§ {heading}"]
        lines += [
            f"§ {source['source']}, text of {source['edition']}. {source['note']}"
        ]
    return "\n".join(lines) + "\n"


def _change(one: Change, *, flat: bool) -> dict[str, Any]:
    margin = None if one.margin is None else round(one.margin * 100, 2)
    return {
        "rule": one.rule,
        "code": one.code,
        "what": one.what,
        "old": one.old.get("en") if flat else dict(one.old),
        "new": one.new.get("en") if flat else dict(one.new),
        "parameter": one.parameter,
        "margin": one.margin,
        "margin_percent": margin,
        "in_doubt": ("yes" if one.in_doubt else None) if flat else one.in_doubt,
        "words": one.in_words("en"),
        "words_nl": one.in_words("nl"),
    }


def _start(version: Version) -> date:
    start = version.in_force.start
    return date.min if start is None else start.first


def _paragraphs(version: Version) -> list[str]:
    nodes = () if version.when is None else version.when.walk()
    return list(dict.fromkeys(node.code for node in nodes if node.code is not None))


def _code(rule: Rule) -> str | None:
    return rule.code if isinstance(rule, Entry | Authorisation) else None


def _is_of(rule: Rule, listing: str | None) -> bool:
    return listing is None or (isinstance(rule, Entry) and rule.listing == listing)
