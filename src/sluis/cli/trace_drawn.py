"""Traces for people: a tree on the terminal, and a graph for Graphviz."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sluis.core.custody.keys import short_name

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
    "before_made": "before it was made",
}
_REASONS = {
    "grade": "too weakly graded",
    "continuity": "does not join the chain",
    "two_places": "puts the goods elsewhere",
    "party_dissolved": "a party did not exist then",
    "retracted": "declared an error by its source",
}


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
    if "read" in found:
        root.add(_read_line(found["read"]))
    root.add(_anchor_line(found, names))
    gaps = {gap["after_hop"]: gap for gap in found["gaps"]}
    for hop in found["chain"]:
        branch = root.add(_hop_line(hop, names))
        branch.add(_evidence_line(hop))
        if hop["hop"] in gaps:
            root.add(_gap_line(gaps[hop["hop"]], names))
    if not found["chain"]:
        root.add(Text("nothing was known of where it went", style="italic"))
    if found["must_pass"]:
        who = ", ".join(_name(party, names) for party in found["must_pass"])
        root.add(Text(f"on every chain: {who}", style="cyan"))
    _add_conflicts(root, found, names)
    if "lot" in found:
        _add_lot(root, found["lot"], names)
    root.add(_verdict_line(found, names))
    return root


def _read_line(read: Mapping[str, Any]) -> Any:
    from rich.text import Text

    line = Text(f"may be {read['asked']}", style="yellow")
    taken = ", ".join(
        f"{one['read']} at {one['place']} is {one['stands']}" for one in read["read_as"]
    )
    line.append(f": {taken}" if taken else ": fits as read")
    return line


def _add_lot(root: Any, lot: Mapping[str, Any], names: Mapping[str, str]) -> None:
    from rich.text import Text

    branch = root.add(Text(f"Of {lot['pieces']} pieces that left", style="cyan"))
    if not lot["reports_agree"]:
        branch.add(Text("the reports cannot all be true", style="red"))
    for one in lot["passed"]:
        branch.add(Text(_passed(one, names)))


def _passed(one: Mapping[str, Any], names: Mapping[str, str]) -> str:
    who = _name(one["party"], names)
    return f"at least {one['least']} and at most {one['most']} passed through {who}"


def whole_text(whole: Mapping[str, Any], names: Mapping[str, str]) -> Any:
    """Say what several items say together.

    Args:
        whole: From :meth:`sluis.core.custody.passage.Together.as_dict`.
        names: Party to the name it is shown by.
    """
    from rich.text import Text

    lines = [f"Together: {whole['pieces']} pieces, by what is reported"]
    if whole["must_pass"]:
        who = ", ".join(_name(party, names) for party in whole["must_pass"])
        lines.append(f"  every chain of every piece passes {who}")
    lines += [f"  {_passed(one, names)}" for one in whole["passed"]]
    if whole["open"]:
        lines.append(f"  no chain without a gap is reported of {whole['open']}")
    return Text("\n".join(lines))


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
