"""What can concern goods of one kind: the lists of a day with the kind put in.

Most of a control list cannot concern a given kind of goods. So the conditions are
worked out once a kind as far as the kind decides them, and what remains is kept
with the facts it reads. A fact more then costs only the conditions that read it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeAlias

from sluis.core.law.circumstances import (
    ActivityIs,
    Cn,
    ContextIs,
    Destination,
    EndUseIs,
    FinalDestination,
    Knowledge,
    OnNationalList,
)
from sluis.core.law.model import Version
from sluis.core.law.node import Node, within
from sluis.core.law.predicate import (
    Among,
    AtLeast,
    Claimed,
    Combine,
    Compare,
    KindIs,
    ListedIn,
    Specified,
)
from sluis.core.law.snapshot import Paragraph, Snapshot, narrowed
from sluis.core.truth import Truth

TRANSACTION = "transaction"
"""The fact that stands for all that a transaction says beside its goods."""

ANYTHING = "*"
"""The fact of a condition of which it is not known what it reads."""

_LISTS = "lists"
_FACTS: tuple[tuple[type[Node] | tuple[type[Node], ...], str], ...] = (
    (KindIs, "kind"),
    (Cn, "cn_code"),
    (Claimed, "claim"),
    (OnNationalList, "parameters.on_national_list_of"),
    (
        (ActivityIs, ContextIs, Destination, EndUseIs, FinalDestination, Knowledge),
        TRANSACTION,
    ),
)

Remainder: TypeAlias = Node | bool
Names: TypeAlias = frozenset[str]


def fact_of(leaf: Node) -> str:
    """Name the fact that a condition without parts reads."""
    if isinstance(leaf, ListedIn):
        return f"list:{leaf.listing}"
    parameter = getattr(leaf, "parameter", None)
    if parameter is not None:
        return f"parameters.{parameter}"
    return next((fact for kind, fact in _FACTS if isinstance(leaf, kind)), ANYTHING)


def _own(node: Node) -> Names:
    """Name the facts that a condition reads itself, and not by its parts."""
    if isinstance(node, Specified) or node.parts_of():
        return frozenset()
    fact = fact_of(node)
    return frozenset({fact, _LISTS} if isinstance(node, ListedIn) else {fact})


def remains(node: Node, decide: Callable[[Node], Truth]) -> Remainder:
    """Work a condition out as far as its leaves are decided.

    Args:
        node: The condition.
        decide: Tells whether a leaf holds; ``None`` where it is to be kept.

    Returns:
        A verdict, or the condition that is left; the same one if nothing fell away.
    """
    if isinstance(node, Combine):
        return _combined(node, decide)
    if isinstance(node, AtLeast):
        return _counted(node, decide)
    verdict = decide(node)
    return node if verdict is None else verdict


def _combined(node: Combine, decide: Callable[[Node], Truth]) -> Remainder:
    settles = node.how != "all"  # the verdict of a part that ends the matter
    parts: list[Node] = []
    for part in node.parts:
        rest = remains(part, decide)
        if rest is settles:
            return node.how == "any"
        if not isinstance(rest, bool):
            parts.append(rest)
    if not parts:
        return node.how != "any"
    return node if _same(parts, node.parts) else replace(node, parts=tuple(parts))


def _counted(node: AtLeast, decide: Callable[[Node], Truth]) -> Remainder:
    rests = [remains(part, decide) for part in node.parts]
    parts = [rest for rest in rests if not isinstance(rest, bool)]
    count = node.count - sum(rest is True for rest in rests)
    if count <= 0:
        return True
    if len(parts) < count:
        return False
    if _same(parts, node.parts):
        return node
    return replace(node, count=count, parts=tuple(parts))


def _same(parts: list[Node], before: tuple[Node, ...]) -> bool:
    return len(parts) == len(before) and all(
        one is other for one, other in zip(parts, before, strict=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Test:
    """The condition of an entry or paragraph, as far as the kind leaves it open.

    Attributes:
        paragraph: Where it stands.
        node: The condition itself; ``None`` where the kind decides it.
        kinds: The question of the kind, where the kind is not exact enough.
        unless: The exception to the whole rule.
        parts: The conditions that must hold.
        nodes: These and the exception.
    """

    paragraph: Paragraph
    node: Node | None
    kinds: Node | None
    unless: Node | None
    parts: tuple[Node, ...] = field(init=False)
    nodes: tuple[Node, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Gather the conditions that must hold, and all that are read."""
        must = tuple(one for one in (self.node, self.kinds) if one is not None)
        every = must if self.unless is None else (*must, self.unless)
        object.__setattr__(self, "parts", must)
        object.__setattr__(self, "nodes", every)


@dataclass(frozen=True, kw_only=True, eq=False)
class Plan:
    """The paragraphs that can concern goods of a kind, and what they read.

    Attributes:
        on: The law of the day.
        kind: The kind; ``None`` when it is not known.
    """

    on: Snapshot
    kind: str | None
    _tests: dict[tuple[str, bool], tuple[Test, ...]] = field(default_factory=dict)
    _reads: dict[Node, Names] = field(default_factory=dict)
    _open: set[object] = field(default_factory=set)

    @cached_property
    def kinds(self) -> Names | None:
        """The kind and all above it; ``None`` when the kind is not known."""
        if self.kind is None:
            return None
        return self.on.law.vocabulary.line_of(self.kind)

    @cached_property
    def below(self) -> Names:
        """The kinds below the kind, which the good could still be."""
        words = self.on.law.vocabulary
        return frozenset(
            code
            for code in words.kinds
            if self.kind is not None
            and code != self.kind
            and self.kind in words.line_of(code)
        )

    @cached_property
    def rows(self) -> tuple[Test, ...]:
        """The paragraphs of all lists that can concern the kind."""
        found = (
            self._test(paragraph, paragraph.node, paragraph.kinds)
            for paragraphs in self.on.paragraphs.values()
            for paragraph in paragraphs
        )
        return tuple(one for one in found if one is not None)

    @cached_property
    def in_doubt(self) -> bool:
        """Whether the text of any of them is in doubt on the day."""
        return any(test.paragraph.in_force is None for test in self.rows)

    def tests(self, code: str, *, any_kind: bool) -> tuple[Test, ...]:
        """Give the conditions of an entry or paragraph.

        Args:
            code: Its code.
            any_kind: Whether only the performance counts, and not the kind.
        """
        found = self._tests.get((code, any_kind))
        if found is None:
            paragraphs = self.on.paragraphs.get(code.split(".", maxsplit=1)[0], ())
            found = tuple(self._of(paragraphs, code, any_kind=any_kind))
            self._tests[code, any_kind] = found
        return found

    def touched(self, name: str) -> tuple[int, ...]:
        """Give the places of the rows that a fact bears on."""
        return self._touched.get(name, self._touched[ANYTHING])

    def bears_on(self, name: str, node: Node) -> bool:
        """Tell whether a fact can change what a condition says."""
        read = self.reads(node)
        return name in read or _LISTS in read or ANYTHING in read

    def reads(self, node: Node) -> Names:
        """Name the facts that a condition reads."""
        found = self._reads.get(node)
        if found is None:
            if node in self._open:
                return frozenset({ANYTHING})  # a circle: be careful
            self._open.add(node)
            parts = node.parts_of()
            if isinstance(node, Specified):
                parts = tuple(self._inside(node))
            found = _own(node).union(*(self.reads(part) for part in parts))
            self._open.discard(node)
            self._reads[node] = found
        return found

    def read_by(self, version: Version) -> Names:
        """Name the facts that a version of a rule reads, lists as ``list:name``."""
        kind = frozenset() if version.applies is None else frozenset({"kind"})
        nodes = (node for node in (version.when, version.unless) if node is not None)
        return kind.union(*(self.reads(node) for node in nodes))

    @cached_property
    def _touched(self) -> Mapping[str, tuple[int, ...]]:
        rows: dict[str, set[int]] = {ANYTHING: set()}
        for place, test in enumerate(self.rows):
            for name in self._read_by_row(test):
                rows.setdefault(name, set()).add(place)
        always = rows[ANYTHING]
        return {name: tuple(sorted(rows[name] | always)) for name in rows}

    @cached_property
    def limits(self) -> Mapping[str, tuple[float, ...]]:
        """Values of each quantity, one between any two that the rules tell apart.

        What the rules say of a quantity changes at their limits only. So these
        values stand for all others: one below the least limit, one above the
        largest, one between each two, and the limit itself where it is told apart
        from both sides.
        """
        ways: dict[str, dict[float, set[str]]] = {}
        for node in self._compared():
            values = ways.setdefault(node.parameter, {})
            values.setdefault(node.threshold.value, set()).add(_SIDE[node.operator])
        return {name: tuple(_apart(values)) for name, values in ways.items()}

    @cached_property
    def often(self) -> Mapping[str, int]:
        """How many conditions on the goods read each fact."""
        _ = self._touched  # reads every row, and so gathers its conditions
        leaves = (node for node in self._reads if not node.parts_of())
        return Counter(name for leaf in leaves for name in self.reads(leaf))

    def _compared(self) -> Iterator[Compare]:
        _ = self._touched  # reads every row, and so gathers its conditions
        yield from (node for node in self._reads if isinstance(node, Compare))
        versions = (
            *(version for _, version, _ in self.on.rules),
            *(version for _, version in self.on.authorisations),
        )
        for version in versions:
            for root in (version.when, version.unless):
                for node in root.walk() if root else ():
                    if isinstance(node, Compare):
                        yield node

    def _read_by_row(self, test: Test) -> Names:
        before = (
            node
            for code in test.paragraph.version.other_than
            for other in self.tests(code, any_kind=False)
            for node in other.nodes
        )
        return frozenset().union(*(self.reads(n) for n in (*test.nodes, *before)))

    def _inside(self, node: Specified) -> Iterator[Node]:
        for code in node.codes:
            for test in self.tests(code, any_kind=node.any_kind):
                yield from test.nodes

    def _of(
        self, paragraphs: Iterable[Paragraph], code: str, *, any_kind: bool
    ) -> Iterator[Test]:
        for paragraph in paragraphs:
            node = condition_at(paragraph, code, any_kind=any_kind)
            if node is not None:
                kinds = None if any_kind else paragraph.kinds
                test = self._test(paragraph, node, kinds)
                if test is not None:
                    yield test

    def _test(
        self, paragraph: Paragraph, node: Node, kinds: KindIs | None
    ) -> Test | None:
        """Put the kind in; ``None`` when the paragraph cannot hold for it."""
        of_kind = True if kinds is None else remains(kinds, self._decide)
        if of_kind is False:
            return None
        unless = self._exception(paragraph.version)
        rest = remains(node, self._decide)
        if rest is False or unless is True:
            return None
        return Test(
            paragraph=paragraph,
            node=None if rest is True else rest,
            kinds=None if of_kind is True else of_kind,
            unless=None if unless is False else unless,
        )

    def _exception(self, version: Version) -> Remainder:
        return (
            False if version.unless is None else remains(version.unless, self._decide)
        )

    def _decide(self, leaf: Node) -> Truth:
        if isinstance(leaf, KindIs):
            return self.is_kind(leaf.kinds)
        if isinstance(leaf, Specified) and leaf not in self._open:
            self._open.add(leaf)
            possible = any(
                self.tests(code, any_kind=leaf.any_kind) for code in leaf.codes
            )
            self._open.discard(leaf)
            return None if possible else False
        return None

    def is_kind(self, kinds: Names) -> Truth:
        """Tell whether the good is of one of these kinds."""
        if self.kinds is None:
            return None
        if not kinds.isdisjoint(self.kinds):
            return True
        return False if kinds.isdisjoint(self.below) else None


def condition_at(paragraph: Paragraph, code: str, *, any_kind: bool) -> Node | None:
    """Give the condition of a code in a paragraph: its own, or the one inside."""
    if any_kind and isinstance(paragraph.node, Among):
        return None  # components: a performance has none
    if within(paragraph.code, code):
        node: Node | None = paragraph.node
    elif within(code, paragraph.code):
        node = narrowed(paragraph.node, code[len(paragraph.entry.code) + 1 :])
    else:
        node = None
    return without_kinds(node) if any_kind and node is not None else node


def without_kinds(node: Node) -> Node:
    """Take the tests of the kind out of a condition."""
    if not isinstance(node, Combine):
        return node
    parts = tuple(
        without_kinds(part) for part in node.parts if not isinstance(part, KindIs)
    )
    return node if parts == node.parts else replace(node, parts=parts)


_SIDE = {"gt": "below", "le": "below", "ge": "above", "lt": "above", "eq": "on"}
"""With which side of a limit the limit itself goes."""


def _apart(limits: Mapping[float, set[str]]) -> Iterator[float]:
    values = sorted(limits)
    yield values[0] - max(1.0, abs(values[0]))
    for value, following in zip(values, (*values[1:], None), strict=True):
        if limits[value] & {"on"} or len(limits[value]) > 1:
            yield value
        if following is None:
            yield value + max(1.0, abs(value))
        else:
            yield (value + following) / 2


def plan_for(on: Snapshot, kind: str | None) -> Plan:
    """Give the plan of a kind, made once for the law of a day."""
    found = on.plans.get(kind)
    if found is None:
        found = on.plans[kind] = Plan(on=on, kind=kind)
    return found
