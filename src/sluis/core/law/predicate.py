"""Conditions of rules: a tree of immutable nodes that knows no engine.

Every node answers three questions about the same facts: whether it holds
(:meth:`Node.test`), which missing facts keep it open (:meth:`Node.missing`), and
which parts fail it (:meth:`Node.gates`).
"""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, Literal, Protocol, TypeAlias

from sluis.core.goods import Text, Value
from sluis.core.quantity import Quantity
from sluis.core.transaction import Transaction
from sluis.core.truth import Truth, all_of, any_of, at_least, negate

Operator: TypeAlias = Literal["gt", "ge", "lt", "le", "eq"]
Level: TypeAlias = Literal["informed", "aware", "suspects"]
Use: TypeAlias = Literal[
    "military", "wmd", "missile", "listed_military_item_part", "cyber_surveillance"
]

_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
    "eq": operator.eq,
}
_FULL = len("3A001")
"""Shorter codes name a category or a group; they need no full stop below them."""

LEVELS: dict[Level, str] = {
    "informed": "informed_by_authority",
    "aware": "exporter_aware",
    "suspects": "exporter_suspects",
}
USES: tuple[Use, ...] = (
    "military",
    "wmd",
    "missile",
    "listed_military_item_part",
    "cyber_surveillance",
)
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
        return _plain_gate(self, self.parameter, facts)


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
        return _plain_gate(self, self.parameter, facts)


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
        return _plain_gate(self, self.parameter, facts)


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
class Cn(Node):
    """That the CN code begins with one of these."""

    prefixes: tuple[str, ...]

    def test(self, facts: Facts) -> Truth:
        """Compare digits; a shorter code than the prefix can still be it."""
        code = facts.cn_code
        if code is None:
            return None
        if code.startswith(self.prefixes):
            return True
        return None if any(p.startswith(code) for p in self.prefixes) else False

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name the CN code."""
        return frozenset({"cn_code"}) if self.test(facts) is None else frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Destination(Node):
    """That the goods go to one of these places.

    Attributes:
        countries: Codes of countries.
        group: A group of countries, by date.
        via: Whether passing through counts as well.
        buyer: Whether the country of a buyer or user counts as well.
    """

    countries: frozenset[str] = frozenset()
    group: str | None = None
    via: bool = False
    buyer: bool = False

    def test(self, facts: Facts) -> Truth:
        """Look at the destination, what is known after it, and the way."""
        return any_of(self._hit(place, facts) for place in self._places(facts))

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name the destination, or the question about a contested embargo."""
        if self.test(facts) is not None:
            return frozenset()
        names: set[str] = set()
        for place in self._places(facts):
            if place is None:
                names.add("destination")
            elif self.group is not None:
                names |= facts.open_member(place, self.group)
        return frozenset(names)

    def _places(self, facts: Facts) -> list[str | None]:
        transaction = facts.transaction
        places: list[str | None] = [transaction.destination]
        if transaction.context.known_final_destination is not None:
            places.append(transaction.context.known_final_destination)
        if self.via:
            places += transaction.via
        if self.buyer:
            places += [
                party.country
                for party in transaction.parties
                if party.role in {"consignee", "end_user"} and party.country
            ]
        return places

    def _hit(self, place: str | None, facts: Facts) -> Truth:
        if place is None:
            return None
        if place in self.countries:
            return True
        return facts.member(place, self.group) if self.group is not None else False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FinalDestination(Node):
    """That the operator or the authority knows a destination beyond a group.

    The rule binds by what is known at the time, so none stated means none known.
    """

    outside: str

    def test(self, facts: Facts) -> Truth:
        """Look at the known final destination."""
        place = facts.transaction.context.known_final_destination
        return False if place is None else negate(facts.member(place, self.outside))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ActivityIs(Node):
    """That this is one of these activities."""

    activities: frozenset[str]

    def test(self, facts: Facts) -> Truth:
        """Compare the activity."""
        activity = facts.activity
        return None if activity is None else activity in self.activities

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name the activity."""
        return frozenset({"activity"}) if self.test(facts) is None else frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EndUseIs(Node):
    """That a use is stated, whoever knows of it."""

    use: Use

    def test(self, facts: Facts) -> Truth:
        """Give the stated use."""
        value: Truth = getattr(facts.transaction.end_use, self.use)
        return value

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name the use."""
        return _named(f"end_use.{self.use}", self.test(facts))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ContextIs(Node):
    """That a circumstance of the transaction is so.

    Attributes:
        fact: Its code.
        stated: Whether it counts where a file states it, and is not asked for.
    """

    fact: str
    stated: bool = False

    def test(self, facts: Facts) -> Truth:
        """Give the stated fact."""
        known = facts.transaction.context.facts.get(self.fact)
        return known is True if self.stated else known

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name the fact."""
        return _named(f"context.{self.fact}", self.test(facts))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Knowledge(Node):
    """That the exporter was informed, is aware, or suspects such a use.

    Article 4 binds by what an exporter was told or knows. So where neither the
    knowledge nor the use is stated there is nothing known, and it does not hold;
    where one of the two is stated, the other is asked for.

    Attributes:
        level: Who knows, and how surely.
        uses: The uses; empty means the level alone counts.
    """

    level: Level
    uses: tuple[Use, ...] = ()

    def test(self, facts: Facts) -> Truth:
        """Put knowledge and use together."""
        known, used = self._known(facts), self._used(facts)
        if known is None and used is None:
            return False
        if known and used is None and self.level == "informed":
            # An authority informs of such uses only: its word stands for the use.
            return True
        return all_of((known, used))

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name the knowledge or the uses that are open."""
        if self.test(facts) is not None:
            return frozenset()
        if self._known(facts) is None:
            return frozenset({f"end_use.{LEVELS[self.level]}"})
        end_use = facts.transaction.end_use
        return frozenset(
            f"end_use.{use}" for use in self.uses if getattr(end_use, use) is None
        )

    def _known(self, facts: Facts) -> Truth:
        value: Truth = getattr(facts.transaction.end_use, LEVELS[self.level])
        return value

    def _used(self, facts: Facts) -> Truth:
        # Where a use is stated, what is known is that use, and not another.
        end_use = facts.transaction.end_use
        used = any_of(getattr(end_use, use) for use in self.uses)
        if not self.uses:
            return True
        stated = any(getattr(end_use, use) is True for use in USES)
        return False if used is None and stated else used


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OnNationalList(Node):
    """That the good is on the national list of the exporter's or another state.

    Attributes:
        own: The exporter's own state, or any other.
        state: The code of the own state.
    """

    own: bool
    state: str

    def test(self, facts: Facts) -> Truth:
        """Look at the stated lists; not stated means that none is claimed."""
        lists = facts.values.get("on_national_list_of")
        if not isinstance(lists, tuple):
            return False
        return any((one == self.state) == self.own for one in lists)


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
            [_labelled(gate, self.code) for gate in part.gates(facts)]
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


def within(code: str, outer: str) -> bool:
    """Tell whether a code is an entry or paragraph, or lies inside it."""
    return code == outer or code.startswith(f"{outer}.")


def distance(gates: list[Gate]) -> tuple[int, float]:
    """Say how far a way is blocked: by criteria first, then by the widest margin."""
    hard = sum(gate.scope or gate.margin is None for gate in gates)
    widest = max((abs(g.margin) for g in gates if g.margin is not None), default=0.0)
    return hard, widest


def nearest(gates: Iterable[Gate]) -> Gate | None:
    """Give the failing quantity that is nearest to its threshold."""
    measured = [g for g in gates if g.margin is not None and not g.scope]
    return min(measured, key=lambda g: abs(g.margin or 0.0), default=None)


def _parameter(name: str, value: Truth) -> frozenset[str]:
    return _named(f"parameters.{name}", value)


def _named(name: str, value: Truth) -> frozenset[str]:
    return frozenset({name}) if value is None else frozenset()


def _plain_gate(node: Node, parameter: str, facts: Facts) -> list[Gate]:
    if node.test(facts) is not False:
        return []
    return [Gate(code=node.code, parameter=parameter)]


def _labelled(gate: Gate, code: str | None) -> Gate:
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


def _exception(node: Combine, facts: Facts) -> Gate:
    for part in node.walk():
        name = getattr(part, "parameter", None)
        if part is not node and name is not None and part.test(facts):
            return Gate(code=node.code, parameter=f"exception: {name}")
    return Gate(code=node.code, parameter="exception")
