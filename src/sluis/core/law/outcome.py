"""What follows for one line: which rules hit it, and how strict the outcome is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from sluis.core.law.model import (
    Authorisation,
    Duty,
    Effect,
    Order,
    Rule,
    Version,
)
from sluis.core.law.predicate import KindIs, ListedIn, within
from sluis.core.law.snapshot import Situation, in_force_of
from sluis.core.time import Interval, VagueDay
from sluis.core.transaction import KnownOrder
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Whether a general authorisation can be used.

    Attributes:
        rule: The authorisation.
        version: Its version.
        usable: ``yes``, ``no``, or ``if``: when what is open turns out well.
        why: The reason, as a code: ``destination``, ``excluded``, ``barred``,
            ``open`` or ``covered``.
        about: The paragraph or the facts the reason is about.
    """

    rule: Authorisation
    version: Version
    usable: Literal["yes", "no", "if"]
    why: Literal["destination", "excluded", "barred", "open", "covered"]
    about: tuple[str, ...] = ()


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

    A fact more decides what was open and changes nothing that was decided, so
    only the open rules are tested again.
    """
    found = [hit for hit in before if hit.truth and hit.known is None]
    opened = {id(hit.version) for hit in before if hit.truth is None}
    for rule, version, inside in facts.on.rules:
        if id(version) in opened:
            tested = _test(facts, rule, version, inside)
            found += [] if tested is None else [tested]
    return found + [hit for hit in _known_orders(facts) if hit.truth is not False]


def uses(facts: Situation) -> list[Use]:
    """Give the general authorisations for what is listed."""
    if facts.activity != "export":
        return []
    return [
        _use(facts, rule, version)
        for rule, version in facts.on.authorisations
        if facts.listed_in(rule.listing)
    ]


def weigh(found: list[Hit], usable: list[Use]) -> Outcome:
    """Give the outcome of a line from its hits and authorisations."""
    waived = any(use.usable != "no" for use in usable)
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


def _law_hits(facts: Situation) -> Iterator[Hit]:
    for rule, version, inside in facts.on.rules:
        if isinstance(rule, Order) and not _addressed(rule.addressee, facts):
            continue
        hit = _test(facts, rule, version, inside)
        if hit is not None:
            yield hit


def _test(facts: Situation, rule: Rule, version: Version, inside: Truth) -> Hit | None:
    parts = [] if version.when is None else [version.when]
    if version.applies is not None:
        parts.append(_kinds(version.applies))
    in_force = facts.in_force(rule, version, inside)
    truth = all_of((in_force, *(part.test(facts) for part in parts)))
    if truth is False:
        return None
    missing = frozenset[str]()
    if version.unless is not None:
        truth = all_of((truth, negate(version.unless.test(facts))))
        missing |= version.unless.missing(facts)
    if truth is None:
        missing = missing.union(*(part.missing(facts) for part in parts))
        if in_force is None:
            missing |= {in_force_of(rule)}
    return Hit(
        rule=rule,
        version=version,
        truth=truth,
        missing=missing if truth is None else frozenset(),
        effect=version.effect or "duty",
        entries=_entries(version, facts) if truth else (),
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


def _use(facts: Situation, rule: Authorisation, version: Version) -> Use:
    listed = [
        row.code for row in facts.rows() if row.truth and row.listing == rule.listing
    ]
    excluded = [
        code for code in listed if any(within(code, one) for one in version.excludes)
    ]
    if excluded:
        return _answer(rule, version, "no", "excluded", excluded)
    place = facts.transaction.destination
    if place is None:
        return _answer(rule, version, "if", "open", ["destination"])
    if version.group is not None and not facts.member(place, version.group):
        return _answer(rule, version, "no", "destination", [place])
    barred = None if version.unless is None else version.unless.test(facts)
    if version.unless is not None and barred is None:
        missing = sorted(version.unless.missing(facts))
        return _answer(rule, version, "if", "open", missing)
    if barred:
        return _answer(rule, version, "no", "barred", [])
    return _answer(rule, version, "yes", "covered", listed)


def _answer(
    rule: Authorisation,
    version: Version,
    usable: Literal["yes", "no", "if"],
    why: Literal["destination", "excluded", "barred", "open", "covered"],
    about: list[str],
) -> Use:
    return Use(rule=rule, version=version, usable=usable, why=why, about=tuple(about))


def _addressed(addressee: str, facts: Situation) -> bool:
    # Orders bind, and are shown to, the one they name; nobody else learns of them.
    name = facts.transaction.exporter.name
    return name is not None and _folded(name) == _folded(addressee)


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
