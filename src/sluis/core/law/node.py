"""What a condition of a rule is, and what it asks of the facts.

Every node answers three questions about the same facts: whether it holds
(:meth:`Node.test`), which missing facts keep it open (:meth:`Node.missing`), and
which parts fail it (:meth:`Node.gates`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, Protocol, TypeAlias

from sluis.core.goods import Text, Value
from sluis.core.transaction import Transaction
from sluis.core.truth import Truth

Operator: TypeAlias = Literal["gt", "ge", "lt", "le", "eq"]
NEAR = 0.10
"""A value closer to its threshold than this share of it is a near miss."""


class Untested(Enum):
    """That a condition has not been tested yet, which ``None`` cannot say."""

    UNTESTED = "untested"


UNTESTED = Untested.UNTESTED
Recalled: TypeAlias = Truth | Untested


class Facts(Protocol):
    """What conditions may ask. Answers are for one line of one transaction."""

    @property
    def truths(self) -> dict[Any, Truth]:
        """What was found for conditions with parts, to be found but once."""

    def recall(self, node: Node) -> Recalled:
        """What was found for a condition with one fact less."""

    @property
    def gaps(self) -> dict[Any, frozenset[str]]:
        """What conditions with parts miss, to be gathered but once."""

    def recall_gaps(self, node: Node) -> frozenset[str] | None:
        """What a condition was found to miss before."""

    @property
    def kinds(self) -> frozenset[str] | None:
        """The kind and all above it; ``None`` when the kind is unknown."""

    @property
    def below(self) -> frozenset[str]:
        """The kinds below the given one, which it could still be."""

    @property
    def values(self) -> Mapping[str, Value]:
        """The known parameters."""

    @property
    def cn_code(self) -> str | None:
        """Digits of the Combined Nomenclature."""

    @property
    def claim(self) -> str | None:
        """The code of a control list that the applicant claims."""

    @property
    def activity(self) -> str | None:
        """The activity by the law of the day."""

    @property
    def transaction(self) -> Transaction:
        """The whole transaction."""

    def specified_in(self, code: str, *, any_kind: bool) -> Truth:
        """Whether the good is specified in an entry or paragraph."""

    def open_in(self, code: str, *, any_kind: bool) -> frozenset[str]:
        """What is missing to say so."""

    def gates_in(self, code: str, *, any_kind: bool) -> list[Gate]:
        """What fails it there, by the nearest way."""

    def listed_in(self, listing: str) -> Truth:
        """Whether the good is in a whole list, or tagged with a regime."""

    def open_in_list(self, listing: str) -> frozenset[str]:
        """What is missing to say so."""

    def listed_under(self, code: str) -> Truth:
        """Whether the good is listed in an entry or paragraph, or claimed to be."""

    def open_under(self, code: str) -> frozenset[str]:
        """What is missing to say so."""

    def member(self, country: str, group: str) -> Truth:
        """Whether a country belongs to a group on the day."""

    def open_member(self, country: str, group: str) -> frozenset[str]:
        """What is missing to say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A part that fails, and by how much.

    Attributes:
        code: The paragraph, such as ``a.1``.
        parameter: What it tests.
        operator: How, for quantities.
        value: The good's value in ``unit``.
        threshold: The limit in ``unit``.
        unit: The parameter's unit.
        margin: ``(value - threshold) / threshold``; ``None`` when it is no
            quantity or the threshold is zero.
        scope: Whether it only tells cases apart, and is no measure of nearness.
    """

    code: str | None
    parameter: str
    operator: Operator | None = None
    value: float | None = None
    threshold: float | None = None
    unit: str | None = None
    margin: float | None = None
    scope: bool = False

    @property
    def near(self) -> bool:
        """Whether the value is less than a tenth away from the threshold."""
        return self.margin is not None and abs(self.margin) < NEAR


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Node(ABC):
    """A condition.

    Attributes:
        code: The paragraph it stands for, such as ``a.1``.
        text: What it means, where its fields do not say it.
    """

    code: str | None = None
    text: Text | None = None

    @abstractmethod
    def test(self, facts: Facts) -> Truth:
        """Tell whether it holds."""

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name the facts that keep it open; empty when it is decided."""
        return frozenset()

    def gates(self, facts: Facts) -> list[Gate]:
        """Give the parts that fail it; empty when it does not fail."""
        return []

    def parts_of(self) -> tuple[Node, ...]:
        """Give the nodes directly below."""
        return ()

    def walk(self) -> Iterator[Node]:
        """Give this node and all below, outermost first."""
        yield self
        for part in self.parts_of():
            yield from part.walk()


def distance(gates: list[Gate]) -> tuple[int, float]:
    """Say how far a way is blocked: by criteria first, then by the widest margin."""
    hard = sum(gate.scope or gate.margin is None for gate in gates)
    widest = max((abs(g.margin) for g in gates if g.margin is not None), default=0.0)
    return hard, widest


def nearest(gates: Iterable[Gate]) -> Gate | None:
    """Give the failing quantity that is nearest to its threshold."""
    measured = [g for g in gates if g.margin is not None and not g.scope]
    return min(measured, key=lambda g: abs(g.margin or 0.0), default=None)


def named_gap(name: str, value: Truth) -> frozenset[str]:
    """Name the fact when its value is not known."""
    return frozenset({name}) if value is None else frozenset()


def plain_gate(node: Node, parameter: str, facts: Facts) -> list[Gate]:
    """Give the one part of a node that measures nothing, when it fails."""
    if node.test(facts) is not False:
        return []
    return [Gate(code=node.code, parameter=parameter)]


def within(code: str, outer: str) -> bool:
    """Tell whether a code is an entry or paragraph, or lies inside it."""
    return code == outer or code.startswith(f"{outer}.")


def labelled(gate: Gate, code: str | None) -> Gate:
    """Give the gate with a paragraph, where it has none of its own."""
    if gate.code is not None or code is None:
        return gate
    return Gate(
        code=code,
        parameter=gate.parameter,
        operator=gate.operator,
        value=gate.value,
        threshold=gate.threshold,
        unit=gate.unit,
        margin=gate.margin,
        scope=gate.scope,
    )
