"""Three-valued truth: ``True``, ``False`` and ``None`` for "not known".

The operators are Kleene's strong ones, which are also SQL's, so a rule means
the same at the desk and over a whole population.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

Truth: TypeAlias = bool | None
"""A verdict; ``None`` means that it is not known, never that it is false."""


def all_of(values: Iterable[Truth]) -> Truth:
    """Tell whether every value holds.

    Args:
        values: Verdicts of the parts; none of them means ``True``.

    Returns:
        ``False`` if any is ``False``, else ``None`` if any is unknown, else ``True``.
    """
    unknown = False
    for value in values:
        if value is False:
            return False
        unknown = unknown or value is None
    return None if unknown else True


def any_of(values: Iterable[Truth]) -> Truth:
    """Tell whether at least one value holds.

    Args:
        values: Verdicts of the parts; none of them means ``False``.

    Returns:
        ``True`` if any is ``True``, else ``None`` if any is unknown, else ``False``.
    """
    unknown = False
    for value in values:
        if value is True:
            return True
        unknown = unknown or value is None
    return None if unknown else False


def negate(value: Truth) -> Truth:
    """Turn a verdict round; what is not known stays not known."""
    return None if value is None else not value


def at_least(count: int, values: Iterable[Truth]) -> Truth:
    """Tell whether ``count`` or more of the values hold.

    Args:
        count: How many must hold.
        values: Verdicts of the parts.

    Returns:
        ``True`` once enough hold, ``False`` once too few still can, else ``None``.
    """
    known = unknown = 0
    for value in values:
        known += value is True
        unknown += value is None
    if known >= count:
        return True
    return None if known + unknown >= count else False
