"""The law of one day, as known on another, and a good measured by its lists."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, Literal, TypeAlias, TypeGuard

from sluis.core.goods import Value
from sluis.core.law.model import (
    Authorisation,
    Entry,
    Law,
    Membership,
    Rule,
    Version,
    moments,
    versions_on,
)
from sluis.core.law.predicate import (
    Among,
    Combine,
    Gate,
    KindIs,
    Node,
    distance,
    nearest,
    within,
)
from sluis.core.time import AsOf, Day
from sluis.core.transaction import Item, Transaction
from sluis.core.truth import Truth, all_of, any_of, negate

Verdict: TypeAlias = Literal["met", "not_met", "undecided", "claimed"]

_MOST_KEPT = 20_000
_FINDINGS = {"eu-annex-i": "in_annex_i"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A first-level paragraph of an entry, on a day.

    Attributes:
        code: Its code, such as ``9A101.a``.
        entry: The entry.
        version: The version.
        in_force: Whether the version is in force; ``None`` inside a vague bound.
        kinds: The kinds it can concern.
        node: Its condition.
    """

    code: str
    entry: Entry
    version: Version
    in_force: Truth
    kinds: KindIs | None
    node: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a paragraph says of a good.

    Attributes:
        code: The paragraph, or the claimed code.
        listing: The list.
        entry: The entry; ``None`` for a claim that this law has no entry for.
        version: The version that was applied.
        verdict: What came out.
        missing: Facts that keep it open.
        gates: The parts that fail it.
        nearest: The failing quantity nearest to its threshold.
        specified_in: The entry that goes before this one, when it does.
    """

    code: str
    listing: str
    entry: Entry | None = None
    version: Version | None = None
    verdict: Verdict
    missing: frozenset[str] = frozenset()
    gates: tuple[Gate, ...] = ()
    nearest: Gate | None = None
    specified_in: str | None = None

    @property
    def truth(self) -> Truth:
        """Whether the good is listed here; a claim stands until it is refuted."""
        return {"met": True, "claimed": True, "not_met": False, "undecided": None}[
            self.verdict
        ]


@dataclass(frozen=True, kw_only=True, eq=False)
class Snapshot:
    """The law of a day.

    Attributes:
        law: The whole law.
        valid_on: A day in the period without change that was asked for.
        known_on: Likewise for what was known; ``None`` means all.
    """

    law: Law
    valid_on: Day
    known_on: Day | None
    kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    def versions(self, rule: Rule) -> list[tuple[Version, Truth]]:
        """Give the versions of a rule that can be in force."""
        return versions_on(rule, self.valid_on, self.known_on)

    @cached_property
    def rules(self) -> list[tuple[Rule, Version, Truth]]:
        """Measures and orders that can be in force."""
        return [
            (rule, version, inside)
            for rule in (*self.law.measures.values(), *self.law.orders.values())
            for version, inside in self.versions(rule)
        ]

    @cached_property
    def authorisations(self) -> list[tuple[Authorisation, Version]]:
        """General authorisations in force."""
        return [
            (rule, version)
            for rule in self.law.authorisations.values()
            for version, inside in self.versions(rule)
            if inside
        ]

    @cached_property
    def paragraphs(self) -> dict[str, list[Paragraph]]:
        """Paragraphs of control lists, by code of their entry."""
        return {
            entry.code: [
                paragraph
                for version, inside in self.versions(entry)
                for paragraph in _paragraphs(entry, version, inside)
            ]
            for entry in self.law.entries.values()
        }

    def membership(self, country: str, group: str) -> Membership | None:
        """Give a country's place in a group on the day, open ends included."""
        for one in self.law.groups.get(group, {}).get(country, ()):
            if one.in_force.contains(self.valid_on) is not False:
                return one
        return None

    def keep(self, key: Any, value: Any) -> None:
        """Keep a result for the next good of the same kind."""
        if len(self.kept) >= _MOST_KEPT:
            self.kept.clear()
        self.kept[key] = value


@lru_cache(maxsize=4)
def _moments(law: Law) -> tuple[list[Day], list[Day]]:
    return moments(law)


@lru_cache(maxsize=512)
def _snapshot(law: Law, valid_on: Day, known_on: Day | None) -> Snapshot:
    return Snapshot(law=law, valid_on=valid_on, known_on=known_on)


def law_on(law: Law, as_of: AsOf) -> Snapshot:
    """Give the law of a day, shared by all days on which it is the same."""
    valid, known = _moments(law)
    known_on = None
    if as_of.known_on is not None:
        known_on = _latest(known, as_of.known_on)
    return _snapshot(law, _latest(valid, as_of.valid_on), known_on)


def _latest(days: list[Day], day: Day) -> Day:
    place = bisect_right(days, day)
    return days[place - 1] if place else Day.min


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Situation:
    """One line of a transaction before the law of a day: what conditions ask.

    Attributes:
        on: The law of the day.
        on_day: The day itself.
        transaction: The transaction.
        item: The line.
        settled: Whether versions with a vague bound are taken to be in force, by
            the question's name.
    """

    on: Snapshot
    on_day: Day
    transaction: Transaction
    item: Item
    settled: Mapping[str, bool] = field(default_factory=dict)
    _rows: list[list[Row]] = field(default_factory=list, init=False, repr=False)

    @property
    def kinds(self) -> frozenset[str] | None:
        """The kind and all above it."""
        kind = self.item.kind
        return None if kind is None else self.on.law.vocabulary.line_of(kind)

    @property
    def below(self) -> frozenset[str]:
        """The kinds below the given one."""
        kind = self.item.kind
        return frozenset() if kind is None else _below(self.on.law, kind)

    @property
    def values(self) -> Mapping[str, Value]:
        """The known parameters."""
        return self.item.parameters

    @property
    def cn_code(self) -> str | None:
        """Digits of the Combined Nomenclature."""
        return self.item.cn_code

    @property
    def claim(self) -> str | None:
        """The claimed code."""
        return self.item.control_code

    @property
    def activity(self) -> str | None:
        """The activity: what goes to a Member State of the day is a transfer."""
        activity, place = self.transaction.activity, self.transaction.destination
        if place is None or activity not in {"export", "intra_eu_transfer"}:
            return activity
        inside = self.member(place, "eu")
        return "intra_eu_transfer" if inside else "export"

    def in_force(self, rule: Rule, version: Version, inside: Truth) -> Truth:
        """Whether a version is in force, or taken to be.

        One answer settles two versions that meet on a vague day: the later one
        is in force, or the earlier one still is.
        """
        if inside is not None:
            return inside
        answer = self.settled.get(in_force_of(rule))
        return negate(answer) if _gives_way(rule, version, self.on_day) else answer

    def member(self, country: str, group: str) -> Truth:
        """Whether a country belongs to a group on the day."""
        found = self.on.membership(country, group)
        if found is None:
            return False
        if found.standing == "yes":
            return found.in_force.contains(self.on.valid_on)
        counts = self.transaction.context.embargo_counts.get(country)
        return all_of((counts, found.in_force.contains(self.on.valid_on)))

    def open_member(self, country: str, group: str) -> frozenset[str]:
        """What is missing to say so."""
        if self.member(country, group) is not None:
            return frozenset()
        return frozenset({f"context.embargo_counts.{country}"})

    def specified_in(self, code: str, *, any_kind: bool) -> Truth:
        """Whether the good is specified in an entry or paragraph."""
        return any_of(test for test, _ in self._tests(code, any_kind=any_kind))

    def open_in(self, code: str, *, any_kind: bool) -> frozenset[str]:
        """What is missing to say so."""
        return frozenset().union(
            *(open_ for _, open_ in self._tests(code, any_kind=any_kind))
        )

    def gates_in(self, code: str, *, any_kind: bool) -> list[Gate]:
        """Give what fails the entry or paragraph, by its nearest way."""
        ways = [
            [_inside(gate, paragraph.entry.code) for gate in node.gates(self)]
            for paragraph in self.on.paragraphs.get(code.split(".", maxsplit=1)[0], ())
            for node in _nodes_at(paragraph, code, any_kind=any_kind)
        ]
        return min((way for way in ways if way), key=distance, default=[])

    def _tests(
        self, code: str, *, any_kind: bool
    ) -> Iterator[tuple[Truth, frozenset[str]]]:
        for paragraph in self.on.paragraphs.get(code.split(".", maxsplit=1)[0], ()):
            for node in _nodes_at(paragraph, code, any_kind=any_kind):
                if any_kind:
                    parts: tuple[Node, ...] = (node,)
                else:
                    parts = (node, *([paragraph.kinds] if paragraph.kinds else []))
                unless = paragraph.version.unless
                verdicts = [part.test(self) for part in parts]
                if unless is not None:
                    verdicts.append(negate(unless.test(self)))
                truth = all_of(verdicts)
                open_ = frozenset[str]()
                if truth is None:
                    asked = parts if unless is None else (*parts, unless)
                    open_ = open_.union(*(part.missing(self) for part in asked))
                yield truth, open_

    def listed_in(self, listing: str) -> Truth:
        """Whether the good is in a whole list, or tagged with a regime."""
        rows = [row for row in self.rows() if _belongs(row, listing)]
        found = any_of(row.truth for row in rows)
        if found is None and self._finding(listing) is False:
            return False
        return found

    def open_in_list(self, listing: str) -> frozenset[str]:
        """What is missing to say so."""
        return frozenset().union(
            *(
                row.missing
                for row in self.rows()
                if _belongs(row, listing) and row.truth is None
            )
        )

    def rows(self) -> list[Row]:
        """Measure the good by every entry that could concern it."""
        if not self._rows:
            rows = _with_claim(self, _with_finding(self, list(_measure(self))))
            self._rows.append(rows)
        return self._rows[0]

    def _finding(self, listing: str) -> Truth:
        value = self.values.get(_FINDINGS.get(listing, ""))
        return value if isinstance(value, bool) else None


def _inside(gate: Gate, entry: str) -> Gate:
    return replace(gate, code=entry if gate.code is None else f"{entry}.{gate.code}")


def _gives_way(rule: Rule, version: Version, day: Day) -> bool:
    """Whether it is in doubt on a day if another version has taken its place."""
    return any(
        other.in_force.start is not None
        and not other.in_force.start.exact
        and other.in_force.contains(day) is None
        and version.in_force.end is not None
        and version.in_force.end.last <= other.in_force.start.last
        for other in rule.versions
        if other is not version
    )


def in_force_of(rule: Rule) -> str:
    """Name the question whether a rule with a vague bound is in force."""
    return f"law:{rule.id}.in_force"


def _paragraphs(entry: Entry, version: Version, inside: Truth) -> Iterator[Paragraph]:
    kinds = None if version.applies is None else KindIs(kinds=version.applies)
    if version.components is not None:
        node = Among(parameter="specially_designed_for", values=frozenset({entry.code}))
        yield Paragraph(
            code=entry.code,
            entry=entry,
            version=version,
            in_force=inside,
            kinds=KindIs(kinds=version.components),
            node=node,
        )
    if version.when is None:
        return
    for letter, condition in _alternatives(version.when):
        yield Paragraph(
            code=entry.code if letter is None else f"{entry.code}.{letter}",
            entry=entry,
            version=version,
            in_force=inside,
            kinds=kinds,
            node=condition,
        )


def _alternatives(whole: Node) -> list[tuple[str | None, Node]]:
    """Part a condition into its lettered alternatives, each with all it needs.

    What stands beside the alternatives ("usable in missiles, and any of the
    following") is a part of each.
    """
    beside = whole.parts if isinstance(whole, Combine) and whole.how == "all" else ()
    choices = [part for part in (beside or (whole,)) if _is_choice(part)]
    if len(choices) != 1 or whole.code is not None:
        return [(None, whole)]
    choice = choices[0]
    shared = tuple(part for part in beside if part is not choice)
    return [
        (
            part.code,
            Combine(how="all", parts=(*shared, part), code=part.code)
            if shared
            else part,
        )
        for part in choice.parts
    ]


def _is_choice(node: Node) -> TypeGuard[Combine]:
    return (
        isinstance(node, Combine)
        and node.how == "any"
        and node.code is None
        and all(part.code is not None for part in node.parts)
    )


def _nodes_at(paragraph: Paragraph, code: str, *, any_kind: bool) -> list[Node]:
    """Give the conditions of a code in a paragraph: its own, or those inside."""
    if any_kind and isinstance(paragraph.node, Among):
        return []  # components: a performance has none
    if within(paragraph.code, code):
        nodes = [paragraph.node]
    elif within(code, paragraph.code):
        inner = _narrowed(paragraph.node, code[len(paragraph.entry.code) + 1 :])
        nodes = [] if inner is None else [inner]
    else:
        nodes = []
    return [_any_kind(node) for node in nodes] if any_kind else nodes


@lru_cache(maxsize=4096)
def _narrowed(node: Node, code: str) -> Node | None:
    """Give the condition of an inner paragraph, with what its heading asks."""
    if node.code == code:
        return node
    if not isinstance(node, Combine) or node.how == "none":
        return None
    for part in node.parts:
        inner = _narrowed(part, code)
        if inner is not None:
            heading = tuple(
                other
                for other in node.parts
                if node.how == "all"
                and other is not part
                and other.code in {None, node.code}
            )
            return Combine(how="all", parts=(*heading, inner)) if heading else inner
    return None


@lru_cache(maxsize=4096)
def _any_kind(node: Node) -> Node:
    """Take the tests of the kind out of a condition."""
    if not isinstance(node, Combine):
        return node
    parts = tuple(
        _any_kind(part) for part in node.parts if not isinstance(part, KindIs)
    )
    return replace(node, parts=parts)


@lru_cache(maxsize=4096)
def _below(law: Law, kind: str) -> frozenset[str]:
    words = law.vocabulary
    return frozenset(
        code for code in words.kinds if code != kind and kind in words.line_of(code)
    )


def _belongs(row: Row, listing: str) -> bool:
    if row.listing == listing:
        return True
    return row.entry is not None and listing in row.entry.regimes


def _measure(facts: Situation) -> Iterator[Row]:
    claim = facts.claim
    for paragraph in _considered(facts):
        if (
            facts.item.kind is None
            and claim
            and not within(claim, paragraph.entry.code)
        ):
            continue  # the claim stands for what the good is
        row = _measure_paragraph(facts, paragraph)
        # What concerns no kind in particular was considered only if it holds.
        if row.truth is not False or paragraph.kinds:
            yield row


def _considered(facts: Situation) -> list[Paragraph]:
    """Give the paragraphs that can concern a good of this kind."""
    key = ("considered", facts.item.kind)
    found: list[Paragraph] | None = facts.on.kept.get(key)
    if found is None:
        found = [
            paragraph
            for paragraphs in facts.on.paragraphs.values()
            for paragraph in paragraphs
            if not _other_kind(paragraph.kinds, facts)
            and not _other_kind(paragraph.node, facts)
        ]
        facts.on.keep(key, found)
    return found


def _measure_paragraph(facts: Situation, paragraph: Paragraph) -> Row:
    version = paragraph.version
    parts = [paragraph.node] + ([paragraph.kinds] if paragraph.kinds else [])
    unless = None if version.unless is None else version.unless.test(facts)
    in_force = facts.in_force(paragraph.entry, version, paragraph.in_force)
    truth = all_of(
        (
            *(part.test(facts) for part in parts),
            in_force,
            True if version.unless is None else negate(unless),
        )
    )
    first = next(
        (o for o in version.other_than if facts.specified_in(o, any_kind=False)), None
    )
    if first is not None:
        truth = False
    gates: tuple[Gate, ...] = ()
    missing: frozenset[str] = frozenset()
    if truth is None:
        missing = missing.union(*(part.missing(facts) for part in parts))
        if version.unless is not None:
            missing |= version.unless.missing(facts)
        if in_force is None:
            missing |= {in_force_of(paragraph.entry)}
    elif truth is False:
        gates = tuple(paragraph.node.gates(facts))
        if unless and not gates:
            gates = (
                Gate(code=None, parameter=f"exception: {_reason(version, facts)}"),
            )
    return Row(
        code=paragraph.code,
        listing=paragraph.entry.listing,
        entry=paragraph.entry,
        version=version,
        verdict="met" if truth else "undecided" if truth is None else "not_met",
        missing=missing,
        gates=gates,
        nearest=nearest(list(gates)),
        specified_in=first,
    )


def _other_kind(node: Node | None, facts: Situation) -> bool:
    if isinstance(node, KindIs):
        return node.test(facts) is False
    return (
        isinstance(node, Combine)
        and node.how == "all"
        and any(
            isinstance(part, KindIs) and part.test(facts) is False
            for part in node.parts
        )
    )


def _reason(version: Version, facts: Situation) -> str:
    for node in version.unless.walk() if version.unless else ():
        name: str | None = getattr(node, "parameter", None)
        if name is not None and node.test(facts):
            return name
    return ""


def _with_finding(facts: Situation, rows: list[Row]) -> list[Row]:
    """Add what was found by others, and what this law has not entered."""
    for listing, parameter in _FINDINGS.items():
        coverage = facts.on.law.coverage.get(listing)
        found = facts.values.get(parameter)
        if found is True:
            rows.append(Row(code=listing, listing=listing, verdict="claimed"))
            continue
        settled = found is False or facts.claim is not None
        if coverage is None or settled or _listed(rows, listing):
            continue
        if facts.kinds is None or coverage.kinds.isdisjoint(facts.kinds):
            missing = {f"parameters.{parameter}"}
            if facts.kinds is None:
                missing.add("kind")
            rows.append(
                Row(
                    code=listing,
                    listing=listing,
                    verdict="undecided",
                    missing=frozenset(missing),
                )
            )
    return rows


def _listed(rows: list[Row], listing: str) -> bool:
    return any(row.truth and row.listing == listing for row in rows)


def _with_claim(facts: Situation, rows: list[Row]) -> list[Row]:
    """Let a claimed code stand where the parameters do not decide it."""
    claim = facts.claim
    if claim is None:
        return rows
    own = [row for row in rows if within(row.code, claim) or within(claim, row.code)]
    if any(row.truth for row in own):
        return rows
    if any(row.truth is None for row in own):
        return [
            replace(row, verdict="claimed") if row in own and row.truth is None else row
            for row in rows
        ]
    if own:
        return rows  # measured, and not borne out
    listing = "eu-military-list" if claim.startswith("ML") else "eu-annex-i"
    entry = next(
        (e for e in facts.on.law.entries.values() if within(claim, e.code)), None
    )
    return [*rows, Row(code=claim, listing=listing, entry=entry, verdict="claimed")]
