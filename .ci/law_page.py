"""Write docs/law.md from the law's own data; --check tells if it is out of date."""

import sys
from pathlib import Path

from sluis.core.law.model import Entry, Order, Rule
from sluis.store.law import load_law

PAGE = Path(__file__).parent.parent / "docs" / "law.md"
HEAD = """# What law is in Sluis

For anyone who relies on an outcome: every measure, order and general authorisation
that is entered, with its period and what is not certain about it. `sluis law list`
names the entries of the control lists. This page is written from the law's own data
by `python .ci/law_page.py`.

No rule counts as checked until someone compared it with the act; `sluis law show`
tells which were. What is not entered is asked for where the data knows of it, and is
otherwise not seen: the sanctions of single states, lists of persons (see
[screening](screening.md)), and the goods annexes that are asked as one question.

"""


def main() -> int:
    """Write the page, or compare it."""
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
    if not same:
        print("docs/law.md is out of date: run python .ci/law_page.py")  # noqa: T201 - a command
    return 0 if same else 1


def page() -> str:
    """Give the whole page."""
    law = load_law()
    acts: dict[str, list[str]] = {}
    links: dict[str, str] = {}
    for rule in sorted(law.rules().values(), key=lambda one: one.id):
        if isinstance(rule, Entry):
            continue
        for act, url, line in _lines(rule):
            acts.setdefault(act, []).append(line)
            links[act] = url
    parts = [HEAD]
    for act in sorted(acts):
        parts.append(f"## {act}\n\n[Official text]({links[act]})\n\n")
        parts.append("| article | rule | effect | in force | not certain |\n")
        parts.append("| --- | --- | --- | --- | --- |\n")
        parts += [f"{line}\n" for line in acts[act]]
        parts.append("\n")
    parts.append("## Groups of countries\n\n| group | countries |\n| --- | --- |\n")
    for name, members in sorted(law.groups.items()):
        parts.append(f"| {name} | {' '.join(sorted(members))} |\n")
    return "".join(parts)


def _lines(rule: Rule) -> list[tuple[str, str, str]]:
    found = []
    for version in rule.versions:
        start, end = version.in_force.start, version.in_force.end
        period = f"{start or '…'} to {end or '…'}"
        effect = version.effect or "general authorisation"
        if isinstance(rule, Order):
            effect = f"{effect} (order)"
        cells = (
            version.article,
            rule.title["en"],
            effect.replace("_", " "),
            period,
            version.confidence or "",
        )
        line = "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"
        found.append((version.source.act["en"], version.source.url, line))
    return found


if __name__ == "__main__":
    raise SystemExit(main())
