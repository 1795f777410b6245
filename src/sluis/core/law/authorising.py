"""General authorisations: which could stand in for the licence of a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypeAlias

from sluis.core.law.circumstances import LEVELS, ContextIs, Knowledge
from sluis.core.law.model import Authorisation, Version
from sluis.core.law.node import Node
from sluis.core.law.predicate import Combine, KindIs
from sluis.core.law.rows import Row
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
    answer = partial(Use, rule=rule, version=version)
    refused = _refused(facts, version, covered)
    if refused is not None:
        why, about = refused
        return answer(usable="no", why=why, about=_once(about))
    needed = _asked(facts, version, covered)
    beside = [] if needed else _beside(facts, rule, version)
    needed = needed or sorted({name for row in beside for name in row.missing})
    bars = version.unless
    barring = [] if bars is None else sorted(bars.missing(facts))
    waives = not (needed or beside)
    if barring or not waives:
        # The first thing it is made for is asked before what could bar it.
        names = _once(barring if waives else needed)
        return answer(usable="if", why="open", about=names, waives=waives)
    return answer(usable="yes", why="covered", about=_once(codes), waives=True)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _refused(
    facts: Situation, version: Version, covered: Mapping[str, Truth]
) -> tuple[Why, list[str]] | None:
    """Say why it cannot be used, and what that is about."""
    out = [code for code, inside in covered.items() if inside is False]
    if out:
        return "excluded", out
    place = facts.transaction.destination
    if place is not None and _reaches(facts, version, place) is False:
        return "destination", [place]
    bars, made_for = version.unless, version.when
    if bars is not None and bars.test(facts):
        return "barred", _decisive(bars, facts, holds=True)
    if made_for is not None and made_for.test(facts) is False:
        return "condition", _decisive(made_for, facts, holds=False)
    return None


def _beside(facts: Situation, rule: Authorisation, version: Version) -> list[Row]:
    """Give the rows that could list the good where the authorisation does not reach.

    An authorisation that covers one paragraph says nothing of another, so it does
    not stand in for the licence while that other one is open. Without a kind, a
    claim stands for what the good is.
    """
    if facts.item.kind is None and facts.claim is not None:
        return []
    return [
        row
        for row in facts.rows()
        if row.truth is None and row.listing == rule.listing
        if not _covers(facts, version, row.code, measured=False)
    ]


def _covers(facts: Situation, version: Version, code: str, *, measured: bool) -> Truth:
    def lies_in(one: str) -> Truth:
        return facts.lies_in(code, one, measured=measured)

    inside: Truth = True
    if version.covers:
        inside = any_of(lies_in(one) for one in version.covers)
    return all_of((inside, negate(any_of(lies_in(one) for one in version.excludes))))


def _reaches(facts: Situation, version: Version, place: str) -> Truth:
    inside: Truth = True
    if version.group is not None:
        inside = facts.member(place, version.group)
    out = any_of(facts.member(place, group) for group in version.outside)
    return all_of((inside, negate(out)))


def _asked(
    facts: Situation, version: Version, covered: Mapping[str, Truth]
) -> list[str]:
    """Name what must be known before it stands, the first of it only."""
    if None in covered.values():
        return ["control_code"]
    place = facts.transaction.destination
    if place is None:
        return ["destination"]
    if _reaches(facts, version, place) is None:
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
