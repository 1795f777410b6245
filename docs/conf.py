"""How the documentation is built; the command reference is made from the commands."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import click
from sphinx.application import Sphinx

from sluis.cli import main

project = "Sluis"
author = "the Sluis contributors"
copyright = "2026, the Sluis contributors"  # Sphinx reads this name
release = metadata.version("sluis")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
]
exclude_patterns = ["_build"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "Sluis"
autodoc_typehints = "none"
autodoc_member_order = "bysource"


def commands(group: click.Group, name: str) -> list[tuple[str, click.Command]]:
    """List a group's commands, those of its groups after it."""
    context = click.Context(group, info_name=name)
    found: list[tuple[str, click.Command]] = []
    for part in group.list_commands(context):
        command = group.get_command(context, part)
        if isinstance(command, click.Group):
            found += commands(command, f"{name} {part}")
        elif command is not None:
            found.append((f"{name} {part}", command))
    return found


def write_command_reference(app: Sphinx) -> None:
    """Write the page of all commands from their own help."""
    pages = [
        "# Commands",
        "For whoever types or scripts Sluis. Made from the commands' own help.",
    ]
    for name, command in commands(main, "sluis"):
        context = click.Context(command, info_name=name, max_content_width=88)
        pages += [f"## {name}", f"```text\n{command.get_help(context)}\n```"]
    target = Path(app.srcdir) / "reference" / "commands.md"
    target.parent.mkdir(exist_ok=True)
    text = "\n\n".join(pages) + "\n"
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Hook the generated page into the build."""
    app.connect("builder-inited", write_command_reference)
