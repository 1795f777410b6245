"""Which prefixes an event uses, in the names of its fields and in its values."""

from __future__ import annotations

from typing import Any


def used_prefixes(body: Any) -> set[str]:
    """Give everything that stands before a colon in a field's name or a value.

    Args:
        body: An event's JSON form, or a part of it.
    """
    found: set[str] = set()
    stack = [body]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            found.update(key.partition(":")[0] for key in value if ":" in key)
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
        elif isinstance(value, str) and ":" in value:
            found.add(value.partition(":")[0])
    return found
