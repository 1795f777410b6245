"""The replayed case on a terminal, made for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

WIDTH = 100
"""Columns the output is laid out for."""

Answers = Mapping[str, Any]

OUTCOMES = {
    "prohibited": ("prohibited", "bold red"),
    "licence_required": ("licence needed", "yellow"),
    "notify_authority": ("report and wait", "yellow"),
    "undecided": ("undecided", "magenta"),
    "general_authorisation": ("general authorisation", "cyan"),
    "no_licence": ("no licence needed", "green"),
}
LEVELS = {"low": "green", "elevated": "yellow", "high": "bold red"}
CLASSES = {
    "D0": "arrived, with proof",
    "D1": "on the way, in time",
    "D2": "overdue, no proof of arrival",
    "D3": "delivered to another than the licensed end user",
    "D4": "moved on against a condition",
    "D5": "reported at two places",
    "D6": "a party that did not exist then",
    "D7": "found at an interdiction",
    "D8": "quantities do not balance",
}
FLAGS = {
    "off_licence": "not on the licence",
    "condition_breached": "against its conditions",
    "party_dissolved": "had ceased to exist",
    "party_not_formed": "did not exist yet",
    "party_life_uncertain": "may not have existed",
}
CONDITIONS = {
    "consignee_named": "through the named consignee",
    "end_user_only": "for the named end user only",
    "no_resale_or_re_export": "no resale or re-export",
    "quantity": "no more than granted",
}
MADE_UP = "○"
IN_PART = "◐"
STATED = "●"


def show(answers: Answers, console: Console) -> None:
    """Print the answers: short sections, figures with their sources.

    Args:
        answers: What :func:`sluis.demo.replay` gave.
        console: Where to; laid out for :data:`WIDTH` columns.
    """
    origins = {row["fact"]: row for row in answers["provenance"]}
    sections = (
        ("Was a licence needed?", _determinations(answers, origins)),
        ("What could be noticed, with what was knowable then?", _risk(answers)),
        ("Where did the goods go?", _custody(answers)),
        ("Where did they leave the licensed path?", _divergence(answers)),
        ("Where do the sources contradict each other?", _contradictions(answers)),
        ("Which other exports touch the same parties?", _network(answers)),
        ("What would another list have changed?", _whatif(answers)),
        ("Who may see what?", _overviews(answers)),
    )
    console.print()
    console.print(Text(answers["title"]["en"], style="bold"))
    console.print(_legend(answers))
    for number, (heading, body) in enumerate(sections, start=1):
        console.print()
        console.print(Rule(f"[bold]{number}  {heading}", align="left", style="dim"))
        console.print(Padding(body, (0, 0, 0, 3)))


def _legend(answers: Answers) -> Text:
    rows = answers["provenance"]
    marks = [_mark(row) for row in rows]
    text = Text(style="dim")
    text.append(
        "Computed from the goods, the law of each day and what each source states;"
        " nothing is written down beforehand.\n"
    )
    text.append(
        f"{STATED} stated by a source ({marks.count(STATED)} facts)   "
        f"{IN_PART} stated in part ({marks.count(IN_PART)})   "
        f"{MADE_UP} illustrative, where the sources are silent"
        f" ({marks.count(MADE_UP)})",
        style="not dim",
    )
    return text


def _table(*columns: tuple[str, int | None]) -> Table:
    """Make a table; a column has its width, or ``None`` for what is left."""
    table = Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 2, 0, 0),
        header_style="dim",
        expand=True,
    )
    for heading, width in columns:
        ratio = 1 if width is None else None
        table.add_column(heading, width=width, ratio=ratio, overflow="fold")
    return table


def _mark(row: Mapping[str, Any] | None) -> str:
    if row is None or not row["sources"]:
        return MADE_UP
    return STATED if row["status"] == "stated" else IN_PART


def _determinations(answers: Answers, origins: Mapping[str, Any]) -> RenderableType:
    table = _table(("Day", 12), ("Export", 25), ("Outcome", 14), ("Why", None))
    said: set[str] = set()
    for one in answers["determinations"]:
        word, style = OUTCOMES[one["outcome"]]
        mark = _mark(origins.get(f"transactions.{one['id']}.date"))
        table.add_row(
            f"{one['when']} {mark}",
            one["what"]["en"],
            Text(word, style=style),
            Group(*_why(one, said)),
        )
    return table


def _why(one: Mapping[str, Any], said: set[str]) -> Iterator[Text]:
    """Say what decided, and which gates of the list did not; each once in full."""
    bases, near = dict(_bases(one)), dict(_near(one))
    reasons = bases | near or dict(_far(one))
    for short, full in reasons.items():
        yield Text(f"{short}, as above" if full in said else full)
        said.add(full)
    for question in one.get("questions", [])[:1]:
        yield Text(question["question"]["en"], style="magenta")


def _near(one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name each gate of the list that the goods stay behind, where it is near."""
    for item in one["items"]:
        for entry in item["entries"]:
            near = entry.get("nearest")
            if entry["verdict"] == "not_met" and near and _close(near):
                gates = [g for g in entry.get("gates") or [near] if _measured(g)]
                short = f"{entry['code']} not met"
                yield short, f"{short}: {' and '.join(map(_gate, gates))}"


def _far(one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name what was looked at in vain, where nothing is near."""
    entries = [entry for item in one["items"] for entry in item["entries"]]
    codes = [entry["code"] for entry in entries if "." in entry["code"]]
    if codes and all(entry["verdict"] == "not_met" for entry in entries):
        yield "on no list", f"on no list: {', '.join(codes)} are not met, nor nearly"


def _close(near: Mapping[str, Any]) -> bool:
    margin = near.get("margin")
    return margin is not None and abs(margin) < 0.1


def _measured(gate: Mapping[str, Any]) -> bool:
    return gate.get("margin") is not None


def _gate(gate: Mapping[str, Any]) -> str:
    name = gate["parameter"].replace("_", " ")
    side = "below" if gate["margin"] < 0 else "above"
    return (
        f"{name} {gate['value']:g} {gate['unit']} is {abs(gate['margin']):.1%}"
        f" {side} {gate['threshold']:g}"
    )


def _bases(one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    inside = [base for item in one["items"] for base in item["bases"]]
    for base in (*inside, *one["bases"]):
        since = (base.get("in_force") or [None])[0]
        short = "the order alone" if "/order/" in base["rule"] else base["legal_basis"]
        full = f"{base['legal_basis']}, in force since {since or 'before'}"
        if "/order/" in base["rule"]:
            full = f"{short}: {full}"
        yield short, full


def _risk(answers: Answers) -> RenderableType:
    listed = {
        (row["known_on"], row["transaction"]): row for row in answers["screening"]
    }
    table = _table(
        ("Known on", 10),
        ("What happens", 17),
        ("Lists", 7),
        ("Risk", 13),
        ("Signs, new ones first", None),
    )
    before: set[str] = set()
    for row in answers["risk"]:
        screened = listed[row["known_on"], row["transaction"]]
        hits = [m for r in screened["results"] for m in r["matches"] if m["match"]]
        table.add_row(
            row["known_on"],
            row["what"]["en"],
            Text(f"{len(hits)} found", style="bold red") if hits else "nothing",
            _bar(row),
            _signs(row, before),
        )
        before |= {one["id"] for one in row["indicators"]}
    note = Text(
        "Lists: the demonstration's own notices. Weights: "
        f"{answers['risk'][0]['policy']}, a judgement, not learnt. "
        "Signs that lack a fact are counted as neither seen nor absent.",
        style="dim",
    )
    return Group(table, note)


def _bar(row: Mapping[str, Any]) -> Text:
    full = round(row["score"] * 10)
    text = Text()
    text.append("█" * full, style=LEVELS[row["level"]])
    text.append("░" * (10 - full), style="dim")
    text.append(f"\n{row['score']:.2f} {row['level']}", style=LEVELS[row["level"]])
    return text


def _signs(row: Mapping[str, Any], before: set[str]) -> Text:
    text = Text()
    fresh = [one for one in row["indicators"] if one["id"] not in before]
    for one in fresh:
        text.append(f"+ {one['text']}\n")
    rest = len(row["indicators"]) - len(fresh)
    if rest:
        text.append(f"  and {rest} seen before\n", style="dim")
    text.rstrip()
    return text


def _custody(answers: Answers) -> RenderableType:
    events = {
        row["value"]: row
        for row in answers["provenance"]
        if row["fact"].startswith("events.")
    }
    trees: list[RenderableType] = []
    for trace in answers["custody"]:
        trees.append(_tree(trace, events))
        trees.append(Text())
    return Group(*trees[:-1])


def _short(name: str | None) -> str:
    if name is None:
        return "someone not known"
    return name.rpartition("/")[2] if name.startswith("https://") else name


def _paper(trace: Mapping[str, Any]) -> str:
    anchor = trace["anchor"]
    if anchor["id"] is None:
        return "no paper known"
    return f"{anchor['type'].replace('_', ' ')} {_short(anchor['id'])} {MADE_UP}"


def _tree(trace: Mapping[str, Any], origins: Mapping[str, Any]) -> Tree:
    head = Text()
    head.append(_short(trace["item"]), style="bold")
    head.append(f" {MADE_UP}  {trace['goods']}, on {_paper(trace)}\n")
    head.append(f"{trace['verdict']} ", style="bold red")
    head.append(CLASSES.get(trace["verdict"], ""), style="red")
    if trace["licensed_end_user"]:
        head.append(f"; licensed for: {trace['licensed_end_user']}", style="dim")
    tree = Tree(head, guide_style="dim")
    gaps = {gap["after_hop"]: gap for gap in trace["gaps"]}
    for hop in trace["chain"]:
        tree.add(_hop(hop, origins.get(hop["event"])))
        if hop["hop"] in gaps:
            tree.add(_gap(gaps[hop["hop"]]))
    for conflict in trace["conflicts"]:
        tree.add(_conflict(conflict))
    return tree


def _hop(hop: Mapping[str, Any], origin: Mapping[str, Any] | None) -> Group:
    text = Text(f"{hop['hop']} ")
    if hop["kind"] == "assembly":
        text.append(f"built into missile {_short(hop['to'])}", style="bold")
    elif hop["kind"] == "seizure":
        text.append(f"seized by {_short(hop['to'])}", style="bold")
    else:
        text.append(f"{_short(hop['from'])} → {_short(hop['to'])}", style="bold")
    flags = [FLAGS[flag] for flag in hop["flags"] if flag in FLAGS]
    if flags:
        text.append("  ✗ " + ", ".join(flags), style="red")
    known = Text(
        f"{_span(hop['event_time'])} {_mark(origin)} · grade {hop['grade']}"
        f" · probability {hop['probability']:.0%} · {'; '.join(hop['documents'])}",
        style="dim",
    )
    return Group(text, Padding(known, (0, 0, 0, 2)))


def _gap(gap: Mapping[str, Any]) -> Text:
    text = Text("┄ gap: ", style="magenta")
    text.append(f"nobody reports who passed it on from {_short(gap['from'])}")
    if gap["candidates"]:
        text.append("; possible: " + ", ".join(map(_short, gap["candidates"])))
    return text


def _conflict(conflict: Mapping[str, Any]) -> Text:
    text = Text("≠ contradicted: ", style="magenta")
    sources = conflict["sources"]
    where = f"{_short(conflict.get('from'))} → {_short(conflict.get('to'))}"
    text.append(f"{where}, says {sources[0]}", style="none")
    text.append(
        f" (grade {conflict.get('grade', 'F6')}, set aside: {conflict['reason']};"
        f" against {', '.join(sources[1:])})",
        style="dim",
    )
    return text


def _span(times: Sequence[str | None]) -> str:
    days = [str(one)[:10] if one else "?" for one in times]
    return days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"


def _divergence(answers: Answers) -> RenderableType:
    table = _table(
        ("Item", 6),
        ("Left the path", None),
        ("Overdue since", 13),
        ("First knowable", 20),
        ("Conditions broken", 22),
    )
    for one in answers["divergence"]:
        broken = [
            CONDITIONS[row["condition"]]
            for row in one["conditions"]
            if row["kept"] is False
        ]
        table.add_row(
            _short(one["item"]),
            _left(one),
            one["overdue_since"] or "-",
            _first(one),
            "; ".join(broken) or "-",
        )
    note = Text(
        "Overdue: 90 days after it left there was no proof of arrival better than the"
        " recipient's own word.",
        style="dim",
    )
    return Group(table, note)


def _left(one: Mapping[str, Any]) -> str:
    if one["hop"] is None:
        return "not known to have left it"
    where = f"{_short(one['from'])} → {_short(one['to'])}"
    if not one["conditions"]:
        return f"no licence to leave; hop {one['hop']}: {CLASSES[one['class']]}"
    return f"hop {one['hop']}, {where}: {CLASSES[one['class']]}"


def _first(one: Mapping[str, Any]) -> str:
    if one["hop"] is None or one["first_knowable"] is None:
        return "-"
    then = one.get("then")
    how = CLASSES[then["verdict"]] if then else ""
    return f"{one['first_knowable']}\n{how}"


def _contradictions(answers: Answers) -> RenderableType:
    table = _table(("About", 24), ("Source", 24), ("Says", None))
    for row in answers["contradictions"]:
        about = f"{row['subject']}: {row['property'].replace('_', ' ')}"
        for place, claim in enumerate(row["claims"]):
            last = place == len(row["claims"]) - 1
            table.add_row(
                about if place == 0 else "",
                f"{_who(claim)}, {claim['place']}",
                claim["text"],
                end_section=last,
            )
    return table


def _who(claim: Mapping[str, Any]) -> str:
    name = str(claim["source"])
    for word in ("Ministers", "Members", "United Nations Panel", "China"):
        if name.startswith(word):
            return {
                "Members": "Parliament's question",
                "United Nations Panel": "UN Panel",
                "China": "China, to the UN Panel",
            }.get(word, word)
    return name


def _network(answers: Answers) -> RenderableType:
    table = _table(("Score", 5), ("Export", 9), ("Goods", 22), ("Because", None))
    for row in answers["network"]:
        reason = row["reasons"][0]
        way = " – ".join(_short(step) for step in reason["path"])
        table.add_row(
            f"{row['score']:.2f}",
            f"{row['export']} {MADE_UP}",
            row["goods"],
            f"{_short(reason['party'])} is its {reason['role'].replace('_', ' ')}"
            + (f" ({way})" if len(reason["path"]) > 1 else ""),
        )
    return table


def _whatif(answers: Answers) -> RenderableType:
    table = _table(
        ("If the list had said", 30),
        ("Consumption", 14),
        ("Then, in 2010", 18),
        ("Because", None),
    )
    last = ""
    for row in answers["whatif"]:
        word, style = OUTCOMES[row["after"]]
        what = row["what"]["en"]
        table.add_row(
            what if what != last else "",
            row["consumption"],
            Text(word if row["changed"] else f"still {word}", style=style),
            row["why"],
        )
        last = what
    return table


def _overviews(answers: Answers) -> RenderableType:
    from sluis.core.disclosure import verify

    table = _table(
        ("Reader", 8),
        ("Cleared for", 11),
        ("Shown", 10),
        ("Kept back", 10),
        ("Same case", 14),
        ("Verifies", None),
    )
    roots = {one["root"] for one in answers["overviews"].values()}
    for name, one in answers["overviews"].items():
        table.add_row(
            name,
            one["cleared_for"],
            f"{one['shown']} parts",
            f"{one['withheld']} parts",
            f"{one['root'][:12]}…" if len(roots) == 1 else "no",
            "yes" if verify(one) else "no",
        )
    return table
