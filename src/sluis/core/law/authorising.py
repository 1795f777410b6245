"""General authorisations: which could stand in for the licence of a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sluis.core.law.model import Authorisation, Version
from sluis.core.law.predicate import (
    LEVELS,
    Combine,
    ContextIs,
    KindIs,
    Knowledge,
    Node,
)
from sluis.core.law.situation import Situation
from sluis.core.truth import Truth, all_of, any_of, negate

Why: TypeAlias = Literal[
    "destination", "excluded", "barred", "condition", "open", "covered"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Whether a general authorisation can be used.

    Attributes:
        rule: The authorisation.
        version: Its version.
        usable: ``yes``, ``no``, or ``if``: when what is open turns out well.
        why: The reason, as a code: ``destination``, ``excluded``, ``barred``,
            ``condition``, ``open`` or ``covered``.
        about: The paragraphs or the facts the reason is about.
        waives: Whether it stands in for the licence. What bars it has to be
            stated, so it stands until that is; what it is made for, such as a
            repair, has to be stated too, so it does not stand until then.
    """

    rule: Authorisation
    version: Version
    usable: Literal["yes", "no", "if"]
    why: Why
    about: tuple[str, ...] = ()
    waives: bool = False


def uses(facts: Situation) -> list[Use]:
    """Give the general authorisations for what is listed."""
    if facts.activity != "export":
        return []
    return [
        _use(facts, rule, version)
        for rule, version in facts.on.authorisations
        if facts.listed_in(rule.listing)
    ]


def _use(facts: Situation, rule: Authorisation, version: Version) -> Use:
    codes = facts.listed_codes(rule.listing)
    covered = {
        code: _covers(facts, version, code, measured=measured)
        for code, measured in codes.items()
    }
    bars = version.unless
    barred = False if bars is None else bars.test(facts)
    fitting = True if version.when is None else version.when.test(facts)
    place = facts.transaction.destination
    reached = _reaches(facts, version, place)

    def answer(
        usable: Literal["yes", "no", "if"],
        why: Why,
        about: list[str],
        *,
        waives: bool = False,
    ) -> Use:
        names = tuple(dict.fromkeys(about))
        return Use(
            rule=rule,
            version=version,
            usable=usable,
            why=why,
            about=names,
            waives=waives,
        )

    out = [code for code, inside in covered.items() if inside is False]
    if out:
        return answer("no", "excluded", out)
    if reached is False and place is not None:
        return answer("no", "destination", [place])
    if bars is not None and barred:
        return answer("no", "barred", _decisive(bars, facts, holds=True))
    if version.when is not None and fitting is False:
        return answer("no", "condition", _decisive(version.when, facts, holds=False))
    asked = _asked(facts, version, place, covered, reached)
    open_bars = [] if bars is None or barred is False else sorted(bars.missing(facts))
    if asked or open_bars:
        # The first thing it is made for is asked before what could bar it.
        return answer("if", "open", asked or open_bars, waives=not asked)
    return answer("yes", "covered", list(codes), waives=True)


def _covers(facts: Situation, version: Version, code: str, *, measured: bool) -> Truth:
    def lies_in(one: str) -> Truth:
        return facts.lies_in(code, one, measured=measured)

    inside: Truth = True
    if version.covers:
        inside = any_of(lies_in(one) for one in version.covers)
    return all_of((inside, negate(any_of(lies_in(one) for one in version.excludes))))


def _reaches(facts: Situation, version: Version, place: str | None) -> Truth:
    if place is None:
        return None
    inside: Truth = True
    if version.group is not None:
        inside = facts.member(place, version.group)
    out = any_of(facts.member(place, group) for group in version.outside)
    return all_of((inside, negate(out)))


def _asked(
    facts: Situation,
    version: Version,
    place: str | None,
    covered: dict[str, Truth],
    reached: Truth,
) -> list[str]:
    """Name what must be known before it stands, the first of it only."""
    if None in covered.values():
        return ["control_code"]
    if place is None:
        return ["destination"]
    if reached is None:
        groups = (version.group, *version.outside)
        return sorted(
            name for one in groups if one for name in facts.open_member(place, one)
        )
    for part in _parts(version.when):
        if part.test(facts) is None:
            return sorted(part.missing(facts))
    return []


def _parts(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    if isinstance(node, Combine) and node.how == "all":
        return node.parts
    return (node,)


def _decisive(node: Node, facts: Situation, *, holds: bool) -> list[str]:
    """Name the facts that make a condition hold, or fail."""
    how = "any" if holds else "all"
    inner = isinstance(node, Combine) and node.how == how
    parts = node.parts_of() if inner else (node,)
    return [
        name
        for part in parts
        if part.test(facts) is holds
        for leaf in part.walk()
        for name in _named(leaf, facts)
    ]


def _named(leaf: Node, facts: Situation) -> Iterator[str]:
    if isinstance(leaf, ContextIs) and leaf.test(facts) is not None:
        yield f"context.{leaf.fact}"
    elif isinstance(leaf, KindIs):
        yield "kind"
    elif isinstance(leaf, Knowledge) and leaf.test(facts):
        yield f"end_use.{LEVELS[leaf.level]}"
        for use in leaf.uses:
            if getattr(facts.transaction.end_use, use):
                yield f"end_use.{use}"
