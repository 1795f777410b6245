"""What the pages may show to whom."""

from __future__ import annotations

from typing import Any


def public_case() -> dict[str, Any] | None:
    """Give the latest case as anyone may see it.

    Only the overview for the public leaves this function: what is marked for a
    panel or an authority is not in it, so no page or endpoint can leak it.

    Returns:
        Title, time and law of the computation and the public overview; ``None``
        when no case is recorded yet.
    """
    from sluis.office.cases.queries import latest_case

    found = latest_case()
    if found is None:
        return None
    return {
        "title": found.title,
        "made_at": found.made_at,
        "law_hash": found.law_hash,
        "overview": found.answers["overviews"]["public"],
    }
