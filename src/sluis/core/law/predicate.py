"""Conditions on goods, and how conditions are joined: a tree that knows no engine."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sluis.core.law.node import (
    UNTESTED,
    Facts,
    Gate,
    Node,
    Operator,
    distance,
    labelled,
    named_gap,
    plain_gate,
    within,
)
from sluis.core.quantity import Quantity
from sluis.core.truth import Truth, any_of, at_least

_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
    "eq": operator.eq,
}
_FULL = len("3A001")
"""Shorter codes name a category or a group; they need no full stop below them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Compare(Node):
    """A quantity against a threshold.

    Attributes:
        parameter: What is compared.
        operator: ``gt``, ``ge``, ``lt``, ``le`` or ``eq``.
        threshold: The limit.
        scope: Whether it only tells cases apart.
    """

    parameter: str
    operator: Operator
    threshold: Quantity
    scope: bool = False

    def test(self, facts: Facts) -> Truth:
        """Compare; unknown without the quantity."""
        value = facts.values.get(self.parameter)
        if not isinstance(value, Quantity):
            return None
        return _OPERATORS[self.operator](value.value, self.threshold.value)

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name the parameter."""
        return _parameter(self.parameter, self.test(facts))

    def gates(self, facts: Facts) -> list[Gate]:
        """Give the comparison with its margin."""
        value = facts.values.get(self.parameter)
        if not isinstance(value, Quantity) or self.test(facts):
            return []
        limit = self.threshold.value
        margin = (value.value - limit) / abs(limit) if limit else None
        return [
            Gate(
                code=self.code,
                parameter=self.parameter,
                operator=self.operator,
                value=value.value,
                threshold=limit,
                unit=self.threshold.unit,
                margin=None if margin is None else round(margin, 6),
                scope=self.scope,
            )
        ]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Is(Node):
    """A yes-or-no criterion that is asked, never inferred."""

    parameter: str

    def test(self, facts: Facts) -> Truth:
        """Give the fact itself."""
        value = facts.values.get(self.parameter)
        return value if isinstance(value, bool) else None

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name the parameter."""
        return _parameter(self.parameter, self.test(facts))

    def gates(self, facts: Facts) -> list[Gate]:
        """Give the criterion, without margin."""
        return plain_gate(self, self.parameter, facts)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Among(Node):
    """A text, or one of several texts, among those named."""

    parameter: str
    values: frozenset[str]

    def test(self, facts: Facts) -> Truth:
        """Tell whether any of the texts is among them."""
        value = facts.values.get(self.parameter)
        if isinstance(value, tuple):
            return not self.values.isdisjoint(value)
        return value in self.values if isinstance(value, str) else None

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name the parameter."""
        return _parameter(self.parameter, self.test(facts))

    def gates(self, facts: Facts) -> list[Gate]:
        """Give the criterion, without margin."""
        return plain_gate(self, self.parameter, facts)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Under(Node):
    """A text that names an entry at or below those named.

    ``3A001.b.1`` lies under ``3A001``, ``3A`` and ``3``. A text that says less,
    such as ``3A001`` where ``3A001.b`` is asked, leaves it open.
    """

    parameter: str
    codes: tuple[str, ...]

    def test(self, facts: Facts) -> Truth:
        """Tell whether the entry lies there."""
        named = facts.values.get(self.parameter)
        if not isinstance(named, str):
            return None
        if any(lies_under(named, code) for code in self.codes):
            return True
        wider = any(lies_under(code, named) for code in self.codes)
        return None if wider else False

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name the parameter."""
        return _parameter(self.parameter, self.test(facts))

    def gates(self, facts: Facts) -> list[Gate]:
        """Give the criterion, without margin."""
        return plain_gate(self, self.parameter, facts)


@lru_cache(maxsize=131_072)
def lies_under(code: str, above: str) -> bool:
    """Tell whether a code is another, or a paragraph, entry or group below it."""
    return within(code, above) or (len(above) < _FULL and code.startswith(above))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Given(Node):
    """That a parameter exists for the good; not stated is not known."""

    parameter: str

    def test(self, facts: Facts) -> Truth:
        """Tell whether it is stated."""
        return True if self.parameter in facts.values else None

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name the parameter."""
        return _parameter(self.parameter, self.test(facts))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stated(Node):
    """A criterion that counts where a file states it, and is not asked for."""

    parameter: str

    def test(self, facts: Facts) -> Truth:
        """Tell whether it is stated to be so."""
        return facts.values.get(self.parameter) is True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Claimed(Node):
    """That the applicant claims one of these codes, or a paragraph of one."""

    codes: tuple[str, ...]

    def test(self, facts: Facts) -> Truth:
        """Compare the claimed code; none claimed is none of them."""
        claim = facts.claim
        return claim is not None and any(within(claim, code) for code in self.codes)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Specified(Node):
    """That the good is specified in one of several entries or paragraphs.

    Attributes:
        codes: The entries or paragraphs.
        any_kind: Whether only the performance counts: a sensor inside a system
            is measured by the entry of the sensor.
    """

    codes: tuple[str, ...]
    any_kind: bool = False

    def test(self, facts: Facts) -> Truth:
        """Tell whether any of them holds."""
        return any_of(
            facts.specified_in(code, any_kind=self.any_kind) for code in self.codes
        )

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name what the entries miss."""
        if self.test(facts) is not None:
            return frozenset()
        return frozenset().union(
            *(facts.open_in(code, any_kind=self.any_kind) for code in self.codes)
        )

    def gates(self, facts: Facts) -> list[Gate]:
        """Give what fails the nearest of the entries."""
        if self.test(facts) is not False:
            return []
        ways = [facts.gates_in(code, any_kind=self.any_kind) for code in self.codes]
        plain = [Gate(code=self.code, parameter=f"specified in {self.codes[0]}")]
        return min((way for way in ways if way), key=distance, default=plain)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListedIn(Node):
    """That the good is in a list as a whole, or tagged with a regime."""

    listing: str

    def test(self, facts: Facts) -> Truth:
        """Tell whether any entry of the list holds."""
        return facts.listed_in(self.listing)

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name what the list's entries miss."""
        if self.test(facts) is not None:
            return frozenset()
        return facts.open_in_list(self.listing)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListedUnder(Node):
    """That the good is listed in one of these, by measure or by its claim.

    What lists a good elsewhere decides that it is not listed here. So this suits
    lists that pick out entries of a whole list, such as Annex IV.
    """

    codes: tuple[str, ...]

    def test(self, facts: Facts) -> Truth:
        """Tell whether any of them lists the good."""
        return any_of(facts.listed_under(code) for code in self.codes)

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name what keeps the open ones open."""
        if self.test(facts) is not None:
            return frozenset()
        return frozenset().union(
            *(
                facts.open_under(code)
                for code in self.codes
                if facts.listed_under(code) is None
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KindIs(Node):
    """That the good is of one of these kinds."""

    kinds: frozenset[str]

    def test(self, facts: Facts) -> Truth:
        """Tell so; unknown when the given kind is above one of them."""
        if facts.kinds is None:
            return None
        if not self.kinds.isdisjoint(facts.kinds):
            return True
        return False if self.kinds.isdisjoint(facts.below) else None

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name the kind."""
        return frozenset({"kind"}) if self.test(facts) is None else frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Combine(Node):
    """All, any or none of several parts.

    Attributes:
        how: Which.
        parts: The parts.
    """

    how: Literal["all", "any", "none"]
    parts: tuple[Node, ...]

    def test(self, facts: Facts) -> Truth:
        """Combine the parts' verdicts."""
        found = facts.truths.get(self, UNTESTED)
        if found is UNTESTED:
            found = facts.recall(self)
            if found is UNTESTED:
                found = facts.truths[self] = self._combined(facts)
        return found

    def _combined(self, facts: Facts) -> Truth:
        settles = self.how != "all"  # the verdict of a part that ends the matter
        unknown = False
        for part in self.parts:
            verdict = part.test(facts)
            if verdict is settles:
                return self.how == "any"
            unknown = unknown or verdict is None
        return None if unknown else self.how != "any"

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name what the open parts miss."""
        return _gaps(self, facts)

    def gates(self, facts: Facts) -> list[Gate]:
        """Give what fails: of ``all`` every failing part, of ``any`` the nearest."""
        if self.test(facts) is not False:
            return []
        if self.how == "none":
            return [_exception(self, facts)]
        found = [
            [labelled(gate, self.code) for gate in part.gates(facts)]
            for part in self.parts
            if part.test(facts) is False
        ]
        if self.how == "all":
            return [gate for gates in found for gate in gates]
        if all(gate.margin is None for gates in found for gate in gates):
            return [gate for gates in found for gate in gates]
        return min((gates for gates in found if gates), key=distance, default=[])

    def parts_of(self) -> tuple[Node, ...]:
        """Give the parts."""
        return self.parts


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AtLeast(Node):
    """A number of several parts."""

    count: int
    parts: tuple[Node, ...]

    def test(self, facts: Facts) -> Truth:
        """Count the parts that hold."""
        found = facts.truths.get(self, UNTESTED)
        if found is UNTESTED:
            found = facts.recall(self)
        if found is UNTESTED:
            found = at_least(self.count, (part.test(facts) for part in self.parts))
            facts.truths[self] = found
        return found

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name what the open parts miss."""
        return _gaps(self, facts)

    def gates(self, facts: Facts) -> list[Gate]:
        """Give what fails in each part."""
        if self.test(facts) is not False:
            return []
        return [gate for part in self.parts for gate in part.gates(facts)]

    def parts_of(self) -> tuple[Node, ...]:
        """Give the parts."""
        return self.parts


def _gaps(node: Combine | AtLeast, facts: Facts) -> frozenset[str]:
    found = facts.recall_gaps(node)
    if found is None:
        found = frozenset()
        if node.test(facts) is None:
            found = found.union(*[part.missing(facts) for part in node.parts])
        facts.gaps[node] = found
    return found


def _parameter(name: str, value: Truth) -> frozenset[str]:
    return named_gap(f"parameters.{name}", value)


def _exception(node: Combine, facts: Facts) -> Gate:
    for part in node.walk():
        name = getattr(part, "parameter", None)
        if part is not node and name is not None and part.test(facts):
            return Gate(code=node.code, parameter=f"exception: {name}")
    return Gate(code=node.code, parameter="exception")
