"""``sluis trace``: from an item to the paper it left on, and the verdict."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TextIO

import click
import orjson

from sluis.cli.custody import unknown_item
from sluis.cli.run import EXIT_REFUSED, data_option, read_lines, refuse_line
from sluis.core.custody.keys import short_name
from sluis.core.errors import UnreadableFile
from sluis.core.time import parse_day

_CLASSES = {
    "D0": "arrived, with graded proof",
    "D1": "in transit, in time",
    "D2": "overdue, no proof of arrival",
    "D3": "delivered to another than the licensed end user",
    "D4": "moved on against a condition",
    "D5": "reported at two places",
    "D6": "a party that did not exist then",
    "D7": "found at an interdiction",
    "D8": "quantity does not balance",
}
_FLAGS = {
    "off_licence": "outside the licence",
    "condition_breached": "against a condition",
    "party_dissolved": "party no longer existed",
    "party_not_formed": "party did not exist yet",
    "party_life_uncertain": "party may not have existed",
    "seized": "seized",
    "assembled": "built in",
    "in_package": "inside a package",
    "told_ahead": "told before it is said to have happened",
}
_REASONS = {
    "grade": "too weakly graded",
    "continuity": "does not join the chain",
    "two_places": "puts the goods elsewhere",
    "party_dissolved": "a party did not exist then",
    "retracted": "declared an error by its source",
}


@click.command()
@click.argument("items", nargs=-1, metavar="ITEM…")
@click.option("--items", "items_file", help="A file with one item a line.")
@click.option("--as-of", help="Leave out what happened after this day.")
@click.option("--known-on", help="Leave out what became known after this day.")
@click.option(
    "--policy",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Another policy file (default: the standing policy).",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["json", "table", "dot"]),
    help="Default: table on a terminal, json elsewhere.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the result to this file (default: standard output).",
)
@data_option
def trace(  # noqa: PLR0913, PLR0917 - one parameter an option
    items: tuple[str, ...],
    items_file: str | None,
    as_of: str | None,
    known_on: str | None,
    policy: Path | None,
    format_: str | None,
    out: Path | None,
    data: Path | None,
) -> None:
    """Trace items from the paper they left on to where they were last seen.

    JSON is one object a line, in the order of the items.
    """
    wanted = [*items, *_listed(items_file)]
    if not wanted:
        raise click.UsageError("name an item, or a file of items with --items")
    valid_day = parse_day(as_of, path="--as-of") if as_of else _today()
    known_day = parse_day(known_on, path="--known-on") if known_on else None
    chosen = format_ or ("table" if out is None and sys.stdout.isatty() else "json")
    traces, missing = _traces(wanted, valid_day, known_day, policy, data)
    if out is None:
        _write(traces, sys.stdout, chosen)
    else:
        partial = out.with_name(f".{out.name}.partial")
        with partial.open("w", encoding="utf-8") as stream:
            _write(traces, stream, chosen)
        partial.replace(out)
    if missing:
        sys.exit(EXIT_REFUSED)


def _today() -> date:
    return datetime.now(tz=UTC).date()


def _listed(path: str | None) -> Iterator[str]:
    if path is not None:
        for _, line in read_lines(path):
            text = line.decode("utf-8", errors="replace").strip()
            if text and not text.startswith("#"):
                yield text


def _traces(
    wanted: Sequence[str],
    valid_day: date,
    known_day: date | None,
    policy: Path | None,
    data: Path | None,
) -> tuple[list[tuple[dict[str, Any], Mapping[str, str]]], bool]:
    from sluis.core.custody import trace as find
    from sluis.office.start import start

    standing = _policy(policy)
    start(data)
    from sluis.office.custody import queries

    named = queries.known_items(wanted)
    parties, papers = queries.known_parties(), queries.known_papers()
    links = queries.known_links()
    rows: list[tuple[dict[str, Any], Mapping[str, str]]] = []
    missing = False
    for line, item in enumerate(wanted, start=1):
        if _key(item) not in named:
            missing = True
            refuse_line(line=line, id=item, error=unknown_item(item))
    known = [item for item in wanted if _key(item) in named]
    for item, reports in queries.reports_each(known):
        found = find(
            item,
            reports,
            parties,
            papers,
            standing,
            valid_on=valid_day,
            known_on=known_day,
            links=links,
        )
        names = {
            key: f"{fact.name} ({fact.country})" if fact.country else fact.name
            for key, fact in found.parties.items()
            if fact.name
        }
        rows.append((found.as_dict(), names))
    return rows, missing


def _key(item: str) -> str:
    from sluis.core.custody.keys import item_key

    return item_key(item)


def _policy(path: Path | None) -> Any:
    from sluis.formats.custody_policy import read_policy, standing_policy

    if path is None:
        return standing_policy()
    try:
        return read_policy(path.read_bytes(), path=str(path))
    except OSError as problem:
        raise UnreadableFile(
            f"cannot be read: {problem.strerror}", path=str(path)
        ) from problem


def _write(
    traces: Sequence[tuple[dict[str, Any], Mapping[str, str]]],
    stream: TextIO,
    format_: str,
) -> None:
    if format_ == "json":
        for found, _ in traces:
            stream.write(orjson.dumps(found).decode() + "\n")
    elif format_ == "dot":
        stream.write(dot(traces))
    else:
        from rich.console import Console

        width = None if stream.isatty() else 100
        console = Console(file=stream, width=width, highlight=False)
        for found, names in traces:
            console.print(tree(found, names))
            console.print()


def tree(found: Mapping[str, Any], names: Mapping[str, str]) -> Any:
    """Draw a trace as a tree for people.

    Args:
        found: A trace in the shape of the contract.
        names: Party to the name it is shown by; others show their identifier.
    """
    from rich.text import Text
    from rich.tree import Tree

    title = Text.assemble(("Item ", "dim"), (short_name(found["item"]), "bold"))
    title.append(f"   {found['item']}", style="dim")
    root = Tree(title, guide_style="dim")
    root.add(_anchor_line(found, names))
    gaps = {gap["after_hop"]: gap for gap in found["gaps"]}
    for hop in found["chain"]:
        branch = root.add(_hop_line(hop, names))
        branch.add(_evidence_line(hop))
        if hop["hop"] in gaps:
            root.add(_gap_line(gaps[hop["hop"]], names))
    if not found["chain"]:
        root.add(Text("nothing was known of where it went", style="italic"))
    _add_conflicts(root, found, names)
    root.add(_verdict_line(found, names))
    return root


def _name(party: str | None, names: Mapping[str, str]) -> str:
    if party is None:
        return "not said"
    return names.get(party) or short_name(party)


def _anchor_line(found: Mapping[str, Any], names: Mapping[str, str]) -> Any:
    from rich.text import Text

    anchor = found["anchor"]
    kinds = {
        "licence": "Licence",
        "declaration": "Export declaration",
        "catch_all": "Catch-all decision",
    }
    if anchor["type"] == "none":
        return Text("No licence or declaration is known", style="yellow")
    line = Text.assemble(
        (f"{kinds[anchor['type']]} ", "dim"), (short_name(anchor["id"]), "bold")
    )
    if found["licensed_end_user"]:
        line.append("  end user ", style="dim")
        line.append(_name(found["licensed_end_user"], names))
    return line


def _hop_line(hop: Mapping[str, Any], names: Mapping[str, str]) -> Any:
    from rich.text import Text

    verbs = {"assembly": "built into", "seizure": "seized by", "sighting": "seen with"}
    verb = verbs.get(hop["kind"], "to")
    bad = {"off_licence", "condition_breached", "party_dissolved", "party_not_formed"}
    style = "red" if bad & set(hop["flags"]) else "bold"
    to = hop["to"]
    if hop["kind"] == "seizure" and (to is None or to == hop["via"]):
        verb = f"seized at {short_name(hop['place'])}" if hop["place"] else "seized"
        to = None
    line = Text.assemble((f"{hop['hop']}. ", "dim"), (_days(hop["event_time"]), "cyan"))
    if hop["from"] is not None and hop["kind"] != "sighting":
        line.append(f"  {_name(hop['from'], names)}")
    line.append(f"  {verb}", style="dim")
    if to is not None:
        line.append(f"  {_name(to, names)}", style=style)
    elif hop["kind"] != "seizure":
        line.append("  not said", style="italic")
    if hop["via"]:
        line.append(f"  in {short_name(hop['via'])}", style="dim")
    for flag in hop["flags"]:
        if flag in _FLAGS and flag not in {"seized", "assembled", "in_package"}:
            line.append(f"  [{_FLAGS[flag]}]", style="red")
    return line


def _evidence_line(hop: Mapping[str, Any]) -> Any:
    from rich.text import Text

    said = ", ".join(hop["sources"]) or "source not named"
    papers = ", ".join(hop["documents"])
    line = Text(f"{hop['grade']}  {_percent(hop['probability'])}  {said}", style="dim")
    if papers:
        line.append(f": {papers}", style="dim italic")
    if hop["known_since"]:
        line.append(f"  known since {hop['known_since']}", style="dim")
    return line


def _gap_line(gap: Mapping[str, Any], names: Mapping[str, str]) -> Any:
    from rich.text import Text

    line = Text.assemble(
        ("⋯ gap ", "yellow"), (_days(gap["window"]), "cyan"), ("  ", "")
    )
    line.append(
        f"from {_name(gap['from'], names)} to {_name(gap['to'], names)}", style="yellow"
    )
    if gap["candidates"]:
        who = ", ".join(_name(c, names) for c in gap["candidates"])
        line.append(f"; could be {who}", style="yellow")
    else:
        line.append("; nobody known could fill it", style="yellow")
    return line


def _add_conflicts(
    root: Any, found: Mapping[str, Any], names: Mapping[str, str]
) -> Any:
    from rich.text import Text

    if not found["conflicts"]:
        return
    branch = root.add(Text("Reports left out, and why", style="magenta"))
    for conflict in found["conflicts"]:
        line = Text.assemble((_days(conflict["event_time"]), "cyan"))
        line.append(
            f"  {_name(conflict['from'], names)} to {_name(conflict['to'], names)}"
        )
        line.append(f"  {conflict['grade']}", style="dim")
        line.append(f"  {_REASONS[conflict['reason']]}", style="magenta")
        if conflict["sources"]:
            line.append(f"  ({' / '.join(conflict['sources'])})", style="dim")
        branch.add(line)


def _verdict_line(found: Mapping[str, Any], names: Mapping[str, str]) -> Any:
    from rich.text import Text

    verdict = found["verdict"]
    if verdict is None:
        return Text("Verdict: none can be told from what is known", style="bold yellow")
    line = Text("Verdict ", style="bold")
    line.append(f"{verdict} {_CLASSES[verdict]}", style="bold red")
    others = [c for c in found["classes"] if c != verdict]
    if others:
        line.append("; also " + ", ".join(f"{c} {_CLASSES[c]}" for c in others))
    line.append(f"  ({_percent(found['confidence'])}, policy {found['policy']})")
    line.append(f"\nLast holder {_name(found['last_holder'], names)}")
    return line


def _percent(share: float) -> str:
    return ">99%" if share > 0.99 else f"{share:.0%}"


def _days(window: Sequence[str]) -> str:
    first, last = window[0][:10], window[1][:10]
    return first if first == last else f"{first}…{last}"


def dot(traces: Sequence[tuple[Mapping[str, Any], Mapping[str, str]]]) -> str:
    """Draw traces as one Graphviz graph.

    Args:
        traces: Traces in the shape of the contract, each with its names.
    """
    lines = ["digraph custody {", "  rankdir=LR; node [shape=box];"]
    for found, names in traces:
        item = short_name(found["item"])
        for hop in found["chain"]:
            start = _quoted(_name(hop["from"] or _before(found, hop), names))
            end = _quoted(_name(hop["to"], names))
            label = f"{item} {hop['hop']}. {_days(hop['event_time'])} {hop['grade']}"
            flags = set(hop["flags"]) - {"in_package"}
            style = ", color=red" if flags else ""
            lines.append(f"  {start} -> {end} [label={_quoted(label)}{style}];")
        for gap in found["gaps"]:
            start = _quoted(_name(gap["from"], names))
            end = _quoted(_name(gap["to"], names))
            label = f"{item} gap {_days(gap['window'])}"
            lines.append(f"  {start} -> {end} [label={_quoted(label)}, style=dashed];")
    return "\n".join([*lines, "}", ""])


def _before(found: Mapping[str, Any], hop: Mapping[str, Any]) -> str | None:
    earlier = [h["to"] for h in found["chain"] if h["hop"] < hop["hop"]]
    return earlier[-1] if earlier else None


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
