"""The law of one day, as known on another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeGuard

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
from sluis.core.law.node import Node
from sluis.core.law.predicate import Among, Combine, KindIs
from sluis.core.time import AsOf, Day
from sluis.core.truth import Truth

if TYPE_CHECKING:
    from sluis.core.law.plan import Plan

_MOST_KEPT = 20_000


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


@dataclass(frozen=True, kw_only=True, eq=False)
class Snapshot:
    """The law of a day.

    Attributes:
        law: The whole law.
        valid_on: A day in the period without change that was asked for.
        known_on: Likewise for what was known; ``None`` means all.
        kept: Results, for the next good that differs in nothing that counts.
        plans: What can concern a kind of goods, by kind.
    """

    law: Law
    valid_on: Day
    known_on: Day | None
    kept: dict[Any, Any] = field(default_factory=dict, repr=False)
    plans: dict[str | None, Plan] = field(default_factory=dict, repr=False)

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


@lru_cache(maxsize=4096)
def narrowed(node: Node, code: str) -> Node | None:
    """Give the condition of an inner paragraph, with what its heading asks."""
    if node.code == code:
        return node
    if not isinstance(node, Combine) or node.how == "none":
        return None
    for part in node.parts:
        inner = narrowed(part, code)
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
