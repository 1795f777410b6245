"""What the conditions of a law tell apart, and so all that they can tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sluis.core.law.circumstances import Cn
from sluis.core.law.model import Law
from sluis.core.law.node import Node
from sluis.core.law.predicate import Among, Compare, Under


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """Where the conditions of a whole law draw lines, by parameter.

    Attributes:
        thresholds: Thresholds of quantities, rising.
        words: Texts that are named.
        whole: Parameters whose texts count letter by letter.
        cn: Beginnings of CN codes.
    """

    thresholds: Mapping[str, tuple[float, ...]]
    words: Mapping[str, frozenset[str]]
    whole: frozenset[str]
    cn: tuple[str, ...]

    @classmethod
    def of(cls, law: Law) -> Limits:
        """Gather them."""
        thresholds: dict[str, set[float]] = {}
        words: dict[str, set[str]] = {}
        whole: set[str] = set()
        cn: set[str] = set()
        for node in _nodes(law):
            if isinstance(node, Compare):
                thresholds.setdefault(node.parameter, set()).add(node.threshold.value)
            elif isinstance(node, Among):
                words.setdefault(node.parameter, set()).update(node.values)
            elif isinstance(node, Under):
                whole.add(node.parameter)
            elif isinstance(node, Cn):
                cn.update(node.prefixes)
        return cls(
            {code: tuple(sorted(found)) for code, found in thresholds.items()},
            {code: frozenset(found) for code, found in words.items()},
            frozenset(whole),
            tuple(sorted(cn)),
        )


def _nodes(law: Law) -> Iterator[Node]:
    for rule in law.rules().values():
        for version in rule.versions:
            for root in (version.when, version.unless):
                if root is not None:
                    yield from root.walk()
