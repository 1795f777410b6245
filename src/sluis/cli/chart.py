"""Pictures of results, drawn without a browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click


def draw(rows: Sequence[Mapping[str, Any]], to: Path) -> None:
    """Draw a threshold curve: lines caught at each threshold, by each law.

    Args:
        rows: Points with ``law``, ``threshold``, ``unit``, ``lines`` and ``code``.
        to: The picture, ``.svg`` or ``.png``.
    """
    import altair as alt

    if to.suffix not in {".svg", ".png"}:
        raise click.UsageError("a picture ends in .svg or .png")
    unit = rows[0]["unit"]
    names = {"before": "the law as it is", "after": "the law as it would be"}
    data = [
        {"law": names[row["law"]], "threshold": row["threshold"], "lines": row["lines"]}
        for row in rows
    ]
    picture = (
        alt.Chart({"values": data}, title=f"Lines caught by {rows[0]['code']}")
        .mark_line(interpolate="step-after")
        .encode(
            x=alt.X("threshold:Q", title=f"threshold in {unit or 'its unit'}"),
            y=alt.Y("lines:Q", title="lines"),
            strokeDash=alt.StrokeDash("law:N", title=None),
            color=alt.Color("law:N", title=None),
        )
        .properties(width=640, height=320)
    )
    picture.save(str(to))
