"""What an editor of law should mend, though the law can be loaded with it.

The loader refuses what has no meaning. This looks at what has one but is likely
a slip: a hole between two versions of an entry, a paragraph that is there twice,
a reference to an entry or paragraph that does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Any, TypeAlias

from sluis.core.errors import SluisError
from sluis.core.time import Day, VagueDay
from sluis.store.law_file import Key, LawFile

Loaded: TypeAlias = tuple[LawFile, Key, Mapping[str, Any]]
"""A rule as it was read: its file, its key there, and what it says."""

_REFERENCES = ("specified_in", "performance_of", "under", "other_than", "excludes")
_INNER = ("all", "any", "none", "of")
_ROOTS = ("when", "unless")


class Finding(SluisError):
    """Something in a rule that is likely a slip."""

    code = "law-finding"


def lint(rules: Iterable[Loaded]) -> list[Finding]:
    """Look for slips in rules that can be loaded.

    Args:
        rules: All rules, those of the package included, since rules refer to
            each other.

    Returns:
        The findings, each with file, line and remedy.
    """
    known = list(rules)
    codes = _codes(known)
    return [
        Finding(f"{data['id']}: {message}", path=file.place(key), remedy=remedy)
        for file, start, data in known
        for key, message, remedy in _findings(start, data, codes)
    ]


_Told: TypeAlias = "tuple[Key, str, str]"


def _findings(start: Key, rule: Mapping[str, Any], codes: set[str]) -> Iterator[_Told]:
    if rule["type"] == "entry":
        yield from _holes(start, rule)
    yield from _dangling(start, rule, codes)
    for n, version in enumerate(rule["versions"]):
        seen: set[str] = set()
        for root in _ROOTS:
            if root in version:
                key = (*start, "versions", n, root)
                yield from _twice(key, version[root], None, seen)


def _holes(start: Key, rule: Mapping[str, Any]) -> Iterator[_Told]:
    periods = sorted(
        (_bound(one["in_force"][0], first=True), _end(one["in_force"][1]), n)
        for n, one in enumerate(rule["versions"])
    )
    for (_, end, _), (begin, _, n) in pairwise(periods):
        if end < begin - timedelta(days=1):
            yield (
                (*start, "versions", n, "in_force"),
                f"nothing is in force between {end} and {begin}",
                "let a version end on the day before the next one starts",
            )


def _bound(written: Any, *, first: bool) -> Day:
    if written is None:
        return Day.min
    day = VagueDay.parse(str(written))
    return day.first if first else day.last


def _end(written: Any) -> Day:
    return Day.max if written is None else _bound(written, first=False)


def _twice(key: Key, node: Any, around: str | None, seen: set[str]) -> Iterator[_Told]:
    code = node.get("code", around)
    if code is not None and code != around:
        if code in seen:
            yield (
                (*key, "code"),
                f"paragraph {code} is there twice",
                "put its parts together under one code",
            )
        seen.add(code)
    for name in _INNER:
        for n, part in enumerate(node.get(name, ())):
            yield from _twice((*key, name, n), part, code, seen)


def _nodes(key: Key, node: Any) -> Iterator[tuple[Key, Mapping[str, Any]]]:
    yield key, node
    for name in _INNER:
        for n, part in enumerate(node.get(name, ())):
            yield from _nodes((*key, name, n), part)


def references(start: Key, rule: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """Give the entries and paragraphs that a rule looks into, with their place."""
    for n, version in enumerate(rule["versions"]):
        here: Key = (*start, "versions", n)
        places = [(here, version)]
        for root in _ROOTS:
            if root in version:
                places += _nodes((*here, root), version[root])
        for key, said in places:
            for name in _REFERENCES:
                named = said.get(name, ())
                for one in (named,) if isinstance(named, str) else named:
                    yield (*key, name), one


def _dangling(start: Key, rule: Mapping[str, Any], codes: set[str]) -> Iterator[_Told]:
    for key, one in references(start, rule):
        if one not in codes:
            yield (
                key,
                f"{one} is neither an entry nor a paragraph of one",
                "enter it, or name one that sluis law list has",
            )


def _codes(rules: Iterable[Loaded]) -> set[str]:
    """Gather entries, their paragraphs, and the categories and groups (``9A``)."""
    found = {f"{category}{group}" for category in range(10) for group in "ABCDE"}
    found |= {str(category) for category in range(10)}
    for _, _, rule in rules:
        if rule["type"] != "entry":
            continue
        code = rule["code"]
        found.add(code)
        for version in rule["versions"]:
            for root in _ROOTS:
                if root in version:
                    inside = _nodes((), version[root])
                    found |= {
                        f"{code}.{node['code']}" for _, node in inside if "code" in node
                    }
    return found
