"""Read the policy of a trace: a JSON file of its own, with a version."""

from __future__ import annotations

from dataclasses import fields
from importlib.resources import files
from itertools import pairwise
from typing import Any

import orjson

from sluis.core.custody.policy import Policy
from sluis.core.errors import InvalidInput, Problems, SluisError, UnreadableFile

_TABLES = frozenset({"reliability", "credibility", "link_weights", "contradictions"})
_WHOLE = frozenset(
    {"same_movement_days", "overdue_days", "alternatives", "hub_degree", "max_hops"}
)

_ROWS = frozenset({"severity", "calibration"})


def standing_policy() -> Policy:
    """Give the policy that holds when no other is named."""
    data = files("sluis.formats").joinpath("data/custody-policy.json").read_bytes()
    return read_policy(data, path="custody-policy.json")


def read_policy(data: bytes, *, path: str = "") -> Policy:
    """Read a policy file.

    Args:
        data: JSON; members left out keep the standing figures, ``version`` must
            be given.
        path: Name of the file, for errors.

    Raises:
        UnreadableFile: It is not JSON.
        Problems: A member is unknown or no such figure.
    """
    try:
        given = orjson.loads(data)
    except orjson.JSONDecodeError as problem:
        raise UnreadableFile(f"is not JSON: {problem}", path=path) from problem
    if not isinstance(given, dict) or not isinstance(given.get("version"), str):
        raise Problems([InvalidInput("a policy has a version", path=path)])
    known = {field.name for field in fields(Policy)}
    problems: list[SluisError] = [
        InvalidInput(
            f"{name!r} is not a member of a policy",
            path=path,
            remedy="known are " + ", ".join(sorted(known)),
        )
        for name in sorted(set(given) - known)
    ]
    values: dict[str, Any] = {}
    for name in known & set(given):
        if _fits(name, given[name]):
            value = given[name]
            values[name] = _frozen(value) if name in _ROWS else value
        else:
            problems.append(
                InvalidInput(f"{given[name]!r} cannot be used", path=f"{path}.{name}")
            )
    if problems:
        raise Problems(problems)
    return Policy(**values)


def _fits(name: str, value: Any) -> bool:
    if name == "version":
        return isinstance(value, str)
    if name == "severity":
        return isinstance(value, list) and all(isinstance(v, str) for v in value)
    if name == "calibration":
        return _rises(value)
    if name in _TABLES:
        return isinstance(value, dict) and all(
            _number(v) and 0 < v < 1 for v in value.values()
        )
    whole = isinstance(value, int) if name in _WHOLE else True
    return _number(value) and whole and value >= 0


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _rises(value: Any) -> bool:
    """Whether these are pairs of shares that never fall."""
    if not isinstance(value, list):
        return False
    if not all(isinstance(v, list) and len(v) == 2 for v in value):
        return False
    if not all(_number(n) and 0 <= n <= 1 for pair in value for n in pair):
        return False
    return all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(value))


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
