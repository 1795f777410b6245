"""What follows for one line: which rules hit it, and how strict the outcome is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from sluis.core.law.authorising import Use, uses
from sluis.core.law.model import (
    Duty,
    Effect,
    Order,
    Rule,
    Version,
)
from sluis.core.law.node import Node
from sluis.core.law.plan import ANYTHING, TRANSACTION, fact_of, remains
from sluis.core.law.predicate import KindIs, ListedIn
from sluis.core.law.rows import in_force_of
from sluis.core.law.situation import Situation
from sluis.core.time import Interval, VagueDay
from sluis.core.transaction import END_USE_FACTS, Context, KnownOrder
from sluis.core.truth import Truth, all_of, negate

Outcome: TypeAlias = Literal[
    "prohibited",
    "licence_required",
    "notify_authority",
    "undecided",
    "general_authorisation",
    "no_licence",
]
OUTCOMES: tuple[Outcome, ...] = (
    "prohibited",
    "licence_required",
    "notify_authority",
    "undecided",
    "general_authorisation",
    "no_licence",
)
"""Outcomes, strictest first."""

_NO_CONTEXT = Context()
_RANK = {outcome: place for place, outcome in enumerate(OUTCOMES)}
_FORMS = frozenset(
    [
        "b",
        "v",
        "bv",
        "n",
        "nv",
        "vof",
        "cv",
        "ltd",
        "limited",
        "llc",
        "inc",
        "gmbh",
        "ag",
        "sa",
        "sas",
        "co",
    ]
)

CHANGED_DESTINATION = Duty(
    what="report_changed_destination",
    who="exporter",
    legal_basis="Bsg Article 3(2)",
    text={
        "en": "As soon as another destination than the order names becomes "
        "plausible, report it with reasons.",
        "nl": "Meld met redenen zodra een andere bestemming dan de beschikking noemt "
        "aannemelijk wordt.",
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A rule that applies to a line, or could.

    Attributes:
        rule: The rule; ``None`` for an order that only the file knows of.
        version: Its version; ``None`` likewise.
        known: The order that the file knows of, and its place in the file.
        truth: Whether it applies.
        missing: Facts that keep it open.
        effect: What follows.
        entries: Listed paragraphs that made it apply.
    """

    rule: Rule | None = None
    version: Version | None = None
    known: tuple[int, KnownOrder] | None = None
    truth: Truth
    missing: frozenset[str] = frozenset()
    effect: Effect
    entries: tuple[str, ...] = ()

    @property
    def waivable(self) -> bool:
        """Whether a general authorisation can stand in for the licence."""
        return self.version is not None and self.version.waivable

    @property
    def duties(self) -> tuple[Duty, ...]:
        """What must be done when it applies."""
        if self.version is not None:
            return self.version.duties
        known = self.known
        return (CHANGED_DESTINATION,) if known and known[1].authority == "NL" else ()


def strictest(outcomes: Iterable[Outcome]) -> Outcome:
    """Give the strictest outcome; of none, that no licence is needed."""
    return min(outcomes, key=_RANK.__getitem__, default="no_licence")


def stricter(effect: str, outcome: Outcome) -> bool:
    """Tell whether an effect is stricter than an outcome."""
    return effect in _RANK and _RANK[effect] < _RANK[outcome]


def hits(facts: Situation) -> list[Hit]:
    """Give the rules that apply to a line, and those that could."""
    found = list(_law_hits(facts))
    found += [hit for hit in _known_orders(facts) if hit.truth is not False]
    return found


def again(facts: Situation, before: list[Hit]) -> list[Hit]:
    """Give the hits after one more fact is known.

    A fact more decides what was open and changes nothing that was decided. So only
    the open rules that read it, or read a list that it changed, are tested again.

    Args:
        facts: The line with the fact.
        before: The hits without it.
    """
    found = [hit for hit in before if hit.known is None]
    if facts.before is None:
        found = [hit for hit in found if hit.truth]
        opened = {id(hit.version) for hit in before if hit.truth is None}
        rules = [rule for rule in live_rules(facts) if id(rule.version) in opened]
    else:
        opened = {
            id(hit.version)
            for hit in found
            if hit.truth is None and hit.version and _shifted(facts, hit.version)
        }
        found = [hit for hit in found if id(hit.version) not in opened]
        rules = [rule for rule in live_rules(facts) if id(rule.version) in opened]
    found += [hit for hit in (_test(facts, rule) for rule in rules) if hit is not None]
    return found + [hit for hit in _known_orders(facts) if hit.truth is not False]


def _shifted(facts: Situation, version: Version) -> bool:
    """Tell whether one more fact bears on a rule, itself or by a list."""
    read = facts.plan.read_by(version)
    if facts.fact in read or ANYTHING in read:
        return True
    return any(
        facts.shifts(fact.removeprefix("list:"))
        for fact in read
        if fact.startswith("list:")
    )


def weigh(found: list[Hit], usable: list[Use]) -> Outcome:
    """Give the outcome of a line from its hits and authorisations."""
    waived = any(use.waives for use in usable)
    outcomes: list[Outcome] = [
        "general_authorisation" if waived and hit.waivable else hit.effect
        for hit in found
        if hit.truth and hit.effect != "duty"
    ]
    so_far = strictest(outcomes)
    if any(hit.truth is None and stricter(hit.effect, so_far) for hit in found):
        outcomes.append("undecided")
    return strictest(outcomes)


def addressed(facts: Situation) -> tuple[str, ...]:
    """Name the orders that address the exporter."""
    return tuple(
        rule.id
        for rule in facts.on.law.orders.values()
        if _addressed(rule.addressee, facts)
    )


def outcome_of(facts: Situation) -> Outcome:
    """Give the outcome of a line, without reasons."""
    return weigh(hits(facts), uses(facts))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LiveRule:
    """A rule that what a transaction says beside its goods leaves open.

    Attributes:
        rule: The rule.
        version: Its version.
        inside: Whether the version is in force; ``None`` inside a vague bound.
        parts: The conditions that are left.
        unless: The exception that is left.
    """

    rule: Rule
    version: Version
    inside: Truth
    parts: tuple[Node, ...]
    unless: Node | None


def live_rules(facts: Situation) -> tuple[LiveRule, ...]:
    """Give the rules that can hit a line, its transaction and kind put in.

    Most measures bind few activities and destinations. What is left of them is
    worked out once for all lines that say the same of these.
    """
    key = ("rules", facts.item.kind, *beside_goods(facts))
    found: tuple[LiveRule, ...] | None = facts.on.kept.get(key)
    if found is None:
        possible = (
            _alive(facts, rule, version, inside)
            for rule, version, inside in facts.on.rules
            if not isinstance(rule, Order) or _addressed(rule.addressee, facts)
        )
        found = tuple(one for one in possible if one is not None)
        facts.on.keep(key, found)
    return found


def beside_goods(facts: Situation) -> tuple[Any, ...]:
    """Give all that a transaction says beside its goods and counts for a rule."""
    transaction, use = facts.transaction, facts.transaction.end_use
    context = transaction.context
    return (
        addressed(facts),
        transaction.activity,
        transaction.destination,
        transaction.via,
        tuple((party.role, party.country) for party in transaction.parties),
        tuple(getattr(use, name) for name in END_USE_FACTS),
        None if context == _NO_CONTEXT else repr(context),
    )


def _alive(
    facts: Situation, rule: Rule, version: Version, inside: Truth
) -> LiveRule | None:
    def decide(leaf: Node) -> Truth:
        if isinstance(leaf, KindIs):
            return facts.plan.is_kind(leaf.kinds)
        return leaf.test(facts) if fact_of(leaf) == TRANSACTION else None

    parts: list[Node] = []
    for part in _conditions(version):
        rest = remains(part, decide)
        if rest is False:
            return None
        if rest is not True:
            parts.append(rest)
    unless = False if version.unless is None else remains(version.unless, decide)
    if unless is True:
        return None
    return LiveRule(
        rule=rule,
        version=version,
        inside=inside,
        parts=tuple(parts),
        unless=None if unless is False else unless,
    )


def _conditions(version: Version) -> list[Node]:
    parts = [] if version.when is None else [version.when]
    return parts if version.applies is None else [*parts, _kinds(version.applies)]


def _law_hits(facts: Situation) -> Iterator[Hit]:
    for live in live_rules(facts):
        hit = _test(facts, live)
        if hit is not None:
            yield hit


def _test(facts: Situation, live: LiveRule) -> Hit | None:
    rule, version = live.rule, live.version
    in_force = facts.in_force(rule, version, live.inside)
    truth = all_of((in_force, *(part.test(facts) for part in live.parts)))
    if truth is False:
        return None
    missing = frozenset[str]()
    if live.unless is not None:
        truth = all_of((truth, negate(live.unless.test(facts))))
    if truth is None and facts.reasons:
        missing = missing.union(*(part.missing(facts) for part in live.parts))
        if live.unless is not None:
            missing |= live.unless.missing(facts)
        if in_force is None:
            missing |= {in_force_of(rule)}
    return Hit(
        rule=rule,
        version=version,
        truth=truth,
        missing=missing,
        effect=version.effect or "duty",
        entries=_entries(version, facts) if truth and facts.before is None else (),
    )


@lru_cache(maxsize=1024)
def _kinds(kinds: frozenset[str]) -> KindIs:
    return KindIs(kinds=kinds)


@lru_cache(maxsize=1024)
def _lists(version: Version) -> tuple[str, ...]:
    nodes = () if version.when is None else version.when.walk()
    return tuple(node.listing for node in nodes if isinstance(node, ListedIn))


def _entries(version: Version, facts: Situation) -> tuple[str, ...]:
    lists = version.when is not None and _lists(version)
    if not lists:
        return ()
    return tuple(
        row.code
        for row in facts.rows()
        if row.truth
        and (
            row.listing in lists
            or (row.entry is not None and not set(lists).isdisjoint(row.entry.regimes))
        )
    )


def _known_orders(facts: Situation) -> Iterator[Hit]:
    for place, order in enumerate(facts.transaction.context.orders):
        if order.addressee is not None and not _addressed(order.addressee, facts):
            continue
        named = f"context.orders[{place}]"
        goods: Truth = True
        missing: set[str] = set()
        if order.kind is not None:
            node = _kinds(frozenset({order.kind}))
            goods = node.test(facts)
            missing |= node.missing(facts)
        elif order.text is not None:
            said = facts.item.description
            goods = True if said and same_words(said, order.text) else None
            goods = facts.settled.get(f"{named}.goods", goods)
            if goods is None:
                missing.add(f"{named}.goods")
        period = Interval(
            None if order.start is None else VagueDay.parse(order.start),
            None if order.until is None else VagueDay.parse(order.until),
        ).contains(facts.on_day)
        if period is None:
            period = facts.settled.get(f"{named}.in_force")
            if period is None:
                missing.add(f"{named}.in_force")
        truth = all_of((goods, period))
        yield Hit(
            known=(place, order),
            truth=truth,
            missing=frozenset(missing) if truth is None else frozenset(),
            effect="licence_required",
        )


def _addressed(addressee: str, facts: Situation) -> bool:
    # Orders bind, and are shown to, the one they name; nobody else learns of them.
    name = facts.transaction.exporter.name
    return name is not None and same_name(name, addressee)


def same_name(name: str, other: str) -> bool:
    """Tell whether two names are one, but for accents, case and legal form."""
    return _folded(name) == _folded(other)


@lru_cache(maxsize=65536)
def _folded(name: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", name).casefold()
    words = re.findall(
        r"\w+", "".join(c for c in plain if not unicodedata.combining(c))
    )
    while len(words) > 1 and words[-1] in _FORMS:
        words.pop()
    return tuple(words)


def same_words(description: str, text: str) -> bool:
    """Tell whether a description has every word of a text."""
    return set(_folded(text)) <= set(_folded(description))
