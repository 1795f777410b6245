"""Write docs/access.md from the table of access; --check tells if it is out of date."""

import os
import sys
import tempfile
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "access.md"
HEAD = """# Who may see and do what

For administrators and auditors: the one table that pages, endpoints, exports and search
ask. This page is written from it by `python .ci/access_page.py`; the table itself is in
`src/sluis/office/access/kinds/`.

An object that a role may not see does not exist for it: every address answers 404. What
may be seen and not done is refused with the reason (403). What the table does not name
is not allowed, and an address that is not declared is not answered.

**every** object; **lodged**: every object that was handed in, without drafts; **own**:
those of the organisation in which the person has the role; **referred**: those put
before the person or that organisation; **mine**: the person's own. Seeing goes with
every grant. Members of a blocked organisation see and do not act.

"""
ROLES = """## Roles

A role is held in an organisation, from a day until another. Roles marked with * decide
for others: they act only with a second factor.

| organisation | roles |
| --- | --- |
"""


def main() -> int:
    """Write the page, or compare it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("SLUIS_DATA", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sluis.office.settings")
        import django

        django.setup()
        text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
    if not same:
        print("docs/access.md is out of date: run python .ci/access_page.py")  # noqa: T201 - a command
    return 0 if same else 1


def page() -> str:
    """Give the whole page."""
    from sluis.office.access.roles import DECIDING, ROLES_OF, Role
    from sluis.office.access.table import TABLE

    parts = [HEAD, ROLES]
    for kind, roles in ROLES_OF.items():
        named = [f"{_words(role)}{'*' * (role in DECIDING)}" for role in sorted(roles)]
        parts.append(f"| {kind} | {', '.join(named)} |\n")
    for row in sorted(TABLE, key=lambda one: one.name):
        parts.append(f"\n## {row.name[0].upper()}{row.name[1:]}\n\n")
        parts.append("| role | which | may |\n| --- | --- | --- |\n")
        for role in Role:
            for grant in row.grants.get(role, ()):
                acts = ["see", *sorted(grant.acts - {"see"})]
                told = ", ".join(_words(act) for act in acts)
                parts.append(f"| {_words(role)} | {grant.scope} | {told} |\n")
    parts.append(_addresses())
    return "".join(parts)


def _addresses() -> str:
    from sluis.office.access.route import Audience
    from sluis.office.access.routes import AREAS, ROUTES

    heads = {
        Audience.ANYONE: "Open to anyone",
        Audience.FIRST_RUN: "Open while there is no account, then for who signed in",
        Audience.SIGNED_IN: "For who signed in",
    }
    parts = ["\n## Addresses\n"]
    for audience, head in heads.items():
        parts.append(f"\n### {head}\n\n| address | about |\n| --- | --- |\n")
        rows = sorted(
            (route.path, route.kind) for route in ROUTES if route.audience is audience
        )
        parts += [f"| `/{path}` | {kind} |\n" for path, kind in rows]
    scopes = ", ".join(f"`{area}:read`, `{area}:write`" for area in AREAS)
    parts.append(f"\nA key for a program has one or more of these scopes: {scopes}.\n")
    return "".join(parts)


def _words(name: str) -> str:
    return name.replace("_", " ")


if __name__ == "__main__":
    raise SystemExit(main())
