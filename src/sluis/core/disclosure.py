"""One case for several readers: markings, overviews, and proof that they agree.

Every part of a case has a marking of the Traffic Light Protocol 2.0. An overview
holds the parts that its audience may see and, for the others, only a salted
hash. All overviews of one case have the same root hash, so two readers can see
that they were shown the same case; and nothing can be learnt from the hash of a
part that was kept back, since its salt is kept back too.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sluis.core.errors import InvalidInput, UnknownValue

Marking: TypeAlias = Literal[
    "TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"
]

MARKINGS: tuple[Marking, ...] = (
    "TLP:CLEAR",
    "TLP:GREEN",
    "TLP:AMBER",
    "TLP:AMBER+STRICT",
    "TLP:RED",
)
"""From what everyone may see to what only named people may see."""

AUDIENCES: dict[str, Marking] = {
    "public": "TLP:CLEAR",
    "regimes": "TLP:GREEN",
    "panel": "TLP:AMBER",
    "authority": "TLP:RED",
}
"""Who reads, and the strictest marking they may see."""

OWN = "own"
"""In a rule: the part carries its marking itself, under ``marking``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Which parts of a case have which marking.

    Attributes:
        path: Steps joined by dots; ``*`` stands for any one step. The part that
            matches is shown or kept back whole. A last ``**`` stands for each
            single value at any depth below.
        marking: One of :data:`MARKINGS`, or :data:`OWN`.
    """

    path: str
    marking: str


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a case that is shown or kept back whole.

    Attributes:
        path: Its steps from the top; list places are numbers.
        value: JSON.
        marking: Who may see it.
    """

    path: tuple[str | int, ...]
    value: Any
    marking: Marking


def strictest(markings: Iterable[str | None]) -> Marking:
    """Give the strictest marking; what is not marked counts as ``TLP:RED``.

    Raises:
        UnknownValue: One of them is no marking.
    """
    found = [_rank(marking) for marking in markings]
    return MARKINGS[max(found)] if found else "TLP:RED"


def may_see(audience: str, marking: str | None) -> bool:
    """Tell whether an audience may see a marking; unmarked is ``TLP:RED``.

    Raises:
        UnknownValue: There is no such audience or marking.
    """
    if audience not in AUDIENCES:
        raise UnknownValue(
            f"{audience!r} is not an audience",
            remedy="choose one of " + ", ".join(AUDIENCES),
        )
    return _rank(marking) <= _rank(AUDIENCES[audience])


def _rank(marking: str | None) -> int:
    if marking is None:
        return len(MARKINGS) - 1
    for rank, known in enumerate(MARKINGS):
        if known == marking:
            return rank
    raise UnknownValue(
        f"{marking!r} is not a marking", remedy="write one of " + ", ".join(MARKINGS)
    )


def parts_of(case: Mapping[str, Any], rules: Sequence[Rule]) -> list[Part]:
    """Take a case apart by its markings.

    The first rule that matches a part decides, from the top of the case down.
    A value that no rule reaches is ``TLP:RED``: what is new stays inside until
    someone has marked it.

    Raises:
        UnknownValue: A rule or a part names a marking that does not exist.
    """
    patterns = [(tuple(rule.path.split(".")), rule.marking) for rule in rules]
    return list(_parts(case, (), patterns))


_Patterns: TypeAlias = Sequence[tuple[tuple[str, ...], str]]


def _parts(
    value: Any, path: tuple[str | int, ...], patterns: _Patterns
) -> Iterator[Part]:
    inner = isinstance(value, Mapping | list | tuple) and bool(value)
    for pattern, marking in patterns:
        if _matches(pattern, path, inner=inner):
            if marking == OWN:
                own = value.get("marking") if isinstance(value, Mapping) else None
                marking = strictest([own])  # noqa: PLW2901  # the part's own word
            yield Part(path, value, strictest([marking]))
            return
    if not inner:
        yield Part(path, value, "TLP:RED")
    elif isinstance(value, Mapping):
        for key in value:
            yield from _parts(value[key], (*path, key), patterns)
    else:
        for place, one in enumerate(value):
            yield from _parts(one, (*path, place), patterns)


def _matches(
    pattern: tuple[str, ...], path: tuple[str | int, ...], *, inner: bool
) -> bool:
    if not path:
        return False
    if pattern[-1] == "**":
        pattern = pattern[:-1]
        if inner or len(path) <= len(pattern):
            return False
        path = path[: len(pattern)]
    return len(pattern) == len(path) and all(
        step in {"*", str(here)} for step, here in zip(pattern, path, strict=True)
    )


def overview(parts: Sequence[Part], audience: str, *, key: bytes) -> dict[str, Any]:
    """Give what an audience may see of a case, with proof of the rest.

    Args:
        parts: All parts of the case, as :func:`parts_of` gives them.
        audience: A key of :data:`AUDIENCES`.
        key: The secret that salts are made from; the same for all overviews of
            one case, and never given away.

    Returns:
        ``audience``, ``cleared_for`` (the strictest marking in it), ``shown``
        and ``withheld`` (how many parts), ``content`` (the case without what is
        kept back), ``root`` and ``proof``: for each part, in order, its path and
        salt, or only its hash.

    Raises:
        UnknownValue: There is no such audience.
        InvalidInput: The key is empty, or two parts have one path.
    """
    if not key:
        raise InvalidInput("an overview needs a secret key for its salts")
    leaves: list[bytes] = []
    proof: list[dict[str, Any]] = []
    content: _Node = {}
    shown = 0
    seen: set[tuple[str | int, ...]] = set()
    for part in parts:
        if part.path in seen:
            raise InvalidInput("two parts have one path", path=_written(part.path))
        seen.add(part.path)
        salt = hmac.new(key, _written(part.path).encode(), hashlib.sha256).hexdigest()
        leaf = _leaf(salt, part.path, part.value)
        leaves.append(leaf)
        if may_see(audience, part.marking):
            shown += 1
            _put(content, part.path, part.value)
            proof.append({"path": list(part.path), "salt": salt})
        else:
            proof.append({"hash": leaf.hex()})
    return {
        "audience": audience,
        "cleared_for": AUDIENCES[audience],
        "shown": shown,
        "withheld": len(leaves) - shown,
        "root": _root(leaves).hex(),
        "content": _closed(content),
        "proof": proof,
    }


def verify(given: Mapping[str, Any]) -> bool:
    """Tell whether an overview is, part by part, of the case its root names.

    Args:
        given: An overview, as :func:`overview` gives it or as it was read back.
    """
    try:
        taken = _Taken(given["content"], _places(given["proof"]))
        leaves = [
            bytes.fromhex(one["hash"])
            if "hash" in one
            else _leaf(one["salt"], tuple(one["path"]), taken.value(one["path"]))
            for one in given["proof"]
        ]
        whole = taken.complete() and given["shown"] == taken.count
        return whole and _root(leaves).hex() == given["root"]
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return False


_Node: TypeAlias = dict[str | int, Any]


@dataclass(frozen=True, slots=True)
class _Whole:
    """A part's value inside the tree that is being built."""

    value: Any


def _put(tree: _Node, path: Sequence[str | int], value: Any) -> None:
    for step in path[:-1]:
        tree = tree.setdefault(step, {})
    tree[path[-1]] = _Whole(value)


def _closed(tree: Any) -> Any:
    """Turn places into lists; what is kept back leaves no hole in a list."""
    if isinstance(tree, _Whole):
        return tree.value
    if tree and all(isinstance(step, int) for step in tree):
        return [_closed(tree[place]) for place in sorted(tree)]
    return {step: _closed(inner) for step, inner in tree.items()}


def _places(proof: Sequence[Mapping[str, Any]]) -> dict[tuple[str | int, ...], int]:
    """Give where each list place of the case stands in the overview."""
    inside: dict[tuple[str | int, ...], set[int]] = {}
    for one in proof:
        path = tuple(one.get("path") or ())
        for depth, step in enumerate(path):
            if isinstance(step, int):
                inside.setdefault(path[:depth], set()).add(step)
    return {
        (*path, place): index
        for path, places in inside.items()
        for index, place in enumerate(sorted(places))
    }


class _Taken:
    """Looks values up in an overview, and notices what no proof covers."""

    def __init__(
        self, content: Any, places: Mapping[tuple[str | int, ...], int]
    ) -> None:
        self.content = content
        self.places = places
        self.count = 0
        self.covered: set[tuple[str | int, ...]] = set()

    def value(self, path: Sequence[str | int]) -> Any:
        here, real = self.content, []
        for depth, step in enumerate(path):
            found = step
            if isinstance(step, int):
                found = self.places[tuple(path[: depth + 1])]
            here = here[found]
            real.append(found)
        self.covered.add(tuple(real))
        self.count += 1
        return here

    def complete(self) -> bool:
        return all(self._known(path) for path in _leaves(self.content, ()))

    def _known(self, path: tuple[str | int, ...]) -> bool:
        return any(path[:depth] in self.covered for depth in range(1, len(path) + 1))


def _leaves(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, Mapping) and value:
        for key in value:
            yield from _leaves(value[key], (*path, key))
    elif isinstance(value, list) and value:
        for place, one in enumerate(value):
            yield from _leaves(one, (*path, place))
    elif path:
        yield path


def _written(path: Sequence[str | int]) -> str:
    return json.dumps(list(path), ensure_ascii=False, separators=(",", ":"))


def _leaf(salt: str, path: Sequence[str | int], value: Any) -> bytes:
    text = json.dumps(
        [salt, list(path), value],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    # The first byte tells leaves and nodes apart (RFC 6962, 2.1).
    return hashlib.sha256(b"\x00" + text.encode()).digest()


def _root(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(
        b"\x01" + _root(leaves[:half]) + _root(leaves[half:])
    ).digest()
