"""The public overview, made into what the first page shows."""

from __future__ import annotations

from typing import Any


def page_of(case: dict[str, Any], language: str) -> dict[str, Any]:
    """Arrange a case for its page, in one language."""
    return {"case": case, "language": language}
