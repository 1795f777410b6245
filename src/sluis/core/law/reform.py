"""Another law from this one: thresholds moved, criteria dropped.

A reform says what changes, and from when. It makes a new law with a hash of its
own; the law it starts from stays as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sluis.core.errors import InvalidInput, SluisError
from sluis.core.goods import Vocabulary
from sluis.core.law.model import Entry, Law, Version
from sluis.core.law.node import Node
from sluis.core.law.predicate import AtLeast, Combine, Compare
from sluis.core.quantity import read_quantity
from sluis.core.time import Day, Interval, VagueDay, parse_day

_KEYS = {"entry", "code", "threshold", "set", "drop"}
_OUTER = {"changes", "from", "title"}


class ReformError(SluisError):
    """A reform changes something that is not there, or changes nothing."""

    code = "invalid-reform"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happens to one entry.

    Attributes:
        entry: The entry's code or id.
        set: New threshold by paragraph, as text with a unit.
        drop: Paragraphs that fall away.
    """

    entry: str
    set: Mapping[str, str]
    drop: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reform:
    """Several changes, from a day.

    Attributes:
        changes: What changes.
        start: The first day; ``None`` means for as long as the entry exists.
        title: Its name, as written.
    """

    changes: tuple[Change, ...]
    start: Day | None = None
    title: str | None = None


def read_reform(data: Mapping[str, Any]) -> Reform:
    """Read a reform: one change, or several under ``changes``.

    A change is ``{"entry": "9A101", "set": {"a.1": "300 N"}, "drop": ["a.2"]}``;
    ``{"entry": …, "code": "a.1", "threshold": "300 N"}`` says the same shorter.

    Raises:
        InvalidInput: It has another shape.
    """
    if not isinstance(data, Mapping):
        raise InvalidInput("a reform is a mapping")
    inner = data.get("changes")
    if inner is None:
        inner = [{key: value for key, value in data.items() if key not in _OUTER}]
    elif set(data) - _OUTER:
        _refuse(set(data) - _OUTER, "")
    if not isinstance(inner, list) or not inner:
        raise InvalidInput("changes is a list of changes", path="changes")
    start = data.get("from")
    return Reform(
        changes=tuple(_change(one, f"changes[{n}]") for n, one in enumerate(inner)),
        start=None if start is None else parse_day(str(start), path="from"),
        title=None if data.get("title") is None else str(data["title"]),
    )


def _change(data: Any, path: str) -> Change:
    if not isinstance(data, Mapping) or not isinstance(data.get("entry"), str):
        raise InvalidInput("a change names its entry", path=f"{path}.entry")
    if set(data) - _KEYS:
        _refuse(set(data) - _KEYS, f"{path}.")
    limits = data.get("set", {})
    if not isinstance(limits, Mapping):
        raise InvalidInput("set gives thresholds by paragraph", path=f"{path}.set")
    limits = dict(limits)
    if "threshold" in data:
        limits[str(data.get("code", ""))] = data["threshold"]
    drop = data.get("drop", [])
    if not isinstance(drop, list):
        raise InvalidInput("drop is a list of paragraphs", path=f"{path}.drop")
    if not limits and not drop:
        raise InvalidInput(
            "the change changes nothing", path=path, remedy="give set or drop"
        )
    return Change(
        entry=data["entry"],
        set={str(code): str(limit) for code, limit in limits.items()},
        drop=tuple(str(code) for code in drop),
    )


def _refuse(keys: set[str], at: str) -> None:
    name = sorted(keys)[0]
    raise InvalidInput(
        f"{name!r} means nothing in a reform",
        path=f"{at}{name}",
        remedy="use entry, set, drop, code and threshold, changes, from, title",
    )


def apply(law: Law, reform: Reform) -> Law:
    """Give the law as it would be.

    Args:
        law: The law to start from.
        reform: What changes.

    Raises:
        ReformError: An entry or paragraph is not there, or has no threshold.
        UnitError: A threshold is measured in something else.
    """
    entries = dict(law.entries)
    for change in reform.changes:
        entry = law.rule(change.entry)
        if not isinstance(entry, Entry):
            raise ReformError(f"{change.entry} is not an entry of a control list")
        entry = entries[entry.id]
        touched: set[str] = set()
        versions: list[Version] = []
        for version in entry.versions:
            versions += _reformed(version, change, reform.start, law, touched)
        for code in (*change.set, *change.drop):
            if code not in touched:
                raise ReformError(
                    f"{entry.code} has no paragraph {code!r} that can change so",
                    remedy=f"sluis law show {entry.code} names its paragraphs",
                )
        entries[entry.id] = replace(entry, versions=tuple(versions))
    digest = hashlib.sha256(f"{law.hash}{reform!r}".encode()).hexdigest()
    return replace(law, entries=entries, hash=digest)


def _reformed(
    version: Version, change: Change, start: Day | None, law: Law, touched: set[str]
) -> list[Version]:
    when = _apply(version.when, change, law.vocabulary, touched)
    if when is version.when:
        return [version]
    period = version.in_force
    if start is None or (period.start is not None and period.start.first >= start):
        return [replace(version, when=when)]
    if period.end is not None and period.end.last < start:
        return [version]
    eve = Day.fromordinal(start.toordinal() - 1)
    first = VagueDay(start, start)
    known = min(version.known_since, first)
    return [
        replace(version, in_force=Interval(period.start, VagueDay(eve, eve))),
        replace(
            version,
            when=when,
            in_force=Interval(first, period.end),
            known_since=known,
        ),
    ]


def _apply(
    node: Node | None, change: Change, words: Vocabulary, touched: set[str]
) -> Node | None:
    """Rebuild a condition; the same object comes back where nothing changes."""
    if node is None or node.code in change.drop:
        touched |= {node.code} if node is not None and node.code else set()
        return None
    if isinstance(node, Compare) and node.code is not None and node.code in change.set:
        touched.add(node.code)
        unit = words.parameters[node.parameter].unit or ""
        limit = read_quantity(change.set[node.code], unit, path=f"set.{node.code}")
        return replace(node, threshold=limit)
    # The threshold of an exception is not that of the paragraph.
    if not isinstance(node, Combine | AtLeast) or (
        isinstance(node, Combine) and node.how == "none"
    ):
        return node
    return _with_parts(node, [_apply(p, change, words, touched) for p in node.parts])


def _with_parts(node: Combine | AtLeast, parts: list[Node | None]) -> Node:
    if all(new is old for new, old in zip(parts, node.parts, strict=True)):
        return node
    kept = tuple(part for part in parts if part is not None)
    if not kept:
        raise ReformError(
            f"nothing would be left of paragraph {node.code or 'the entry'}",
            remedy="drop the paragraph itself",
        )
    return replace(node, parts=kept)
