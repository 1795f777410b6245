"""Conditions of the law as SQL over flat lines.

Each node becomes the expression that has, row by row, the truth that
:meth:`sluis.core.law.predicate.Node.test` gives for the same facts. What the kind
of the goods decides, and what no column tells, is worked out beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Protocol

from sqlglot import exp

from sluis.core.law.circumstances import (
    LEVELS,
    USES,
    ActivityIs,
    Cn,
    ContextIs,
    Destination,
    EndUseIs,
    FinalDestination,
    Knowledge,
    OnNationalList,
)
from sluis.core.law.node import Node
from sluis.core.law.predicate import (
    Among,
    AtLeast,
    Claimed,
    Combine,
    Compare,
    Given,
    Is,
    KindIs,
    ListedIn,
    ListedUnder,
    Specified,
    Stated,
    Under,
)
from sluis.engine.term import (
    ANY,
    CERTAIN,
    FALSE,
    TRUE,
    UNKNOWN,
    Term,
    both,
    case,
    column,
    either,
    invert,
    known,
    unknown,
)
from sluis.formats.flat import circumstance_column, column_of

_FULL = len("3A001")
_SIGNS: dict[str, type[exp.Expr]] = {
    "gt": exp.GT,
    "ge": exp.GTE,
    "lt": exp.LT,
    "le": exp.LTE,
    "eq": exp.EQ,
}


class Scope(Protocol):
    """What the compiler asks about the lines and the law around a condition."""

    taken: Compare | None
    """A comparison that is taken to hold."""

    def has(self, column: str) -> bool:
        """Whether any line states this column."""

    def several(self, parameter: str) -> bool:
        """Whether a parameter holds a list of texts."""

    def limit(self, node: Compare) -> exp.Expr:
        """The threshold of a comparison."""

    def kind_is(self, kinds: frozenset[str]) -> Term:
        """Whether the goods are of these kinds."""

    def listed_in(self, listing: str) -> Term:
        """Whether the goods are in a list."""

    def specified_in(self, code: str, *, any_kind: bool) -> Term:
        """Whether the goods are specified in an entry or paragraph."""

    def shared(self, key: Hashable, make: Callable[[], Term]) -> Term:
        """Work a term out once for all conditions that ask the same."""

    def listed_under(self, codes: tuple[str, ...]) -> Term:
        """Whether the goods are listed in any of these entries or paragraphs."""

    def member(self, place: str, group: str) -> Term:
        """Whether the country in a column belongs to a group on the day."""

    def members(self, places: str, group: str) -> Term:
        """Whether any country of a list in a column belongs to a group."""

    @property
    def territories(self) -> Sequence[str]:
        """All codes of countries."""


def compile_node(node: Node, scope: Scope) -> Term:
    """Give the SQL of a condition.

    Args:
        node: The condition.
        scope: The lines and the law around it.

    Raises:
        TypeError: There is no SQL for this sort of node.
    """
    return _COMPILERS[type(node)](node, scope)


def name(column_name: str) -> exp.Expr:
    """Give a column, quoted."""
    return exp.column(exp.to_identifier(column_name, quoted=True))


def number(value: float) -> exp.Expr:
    """Give a double. With an exponent no dialect takes it for a decimal."""
    text = repr(abs(value))
    literal = exp.Literal.number(text if "e" in text else f"{text}e0")
    return exp.Neg(this=literal) if value < 0 else literal


def text(value: str) -> exp.Expr:
    """Give a text."""
    return exp.Literal.string(value)


def among(subject: exp.Expr, values: Iterable[str]) -> exp.Expr:
    """Tell whether a text is one of several."""
    words: list[exp.Expr] = [text(one) for one in sorted(values)]
    if len(words) == 1:
        return exp.EQ(this=subject, expression=words[0])
    return exp.In(this=subject, expressions=words)


def overlap(subject: exp.Expr, values: Iterable[str]) -> exp.Expr:
    """Tell whether a list has any of several texts."""
    words = exp.Array(expressions=[text(one) for one in sorted(values)])
    return exp.ArrayOverlaps(this=subject, expression=words)


def begins(subject: exp.Expr, start: str) -> exp.Expr:
    """Tell whether a text begins so."""
    return exp.StartsWith(this=subject, expression=text(start))


def inside(subject: exp.Expr, code: str) -> exp.Expr:
    """Tell whether a code is another or lies inside it."""
    same = exp.EQ(this=subject, expression=text(code))
    return exp.Paren(this=exp.Or(this=same, expression=begins(subject, f"{code}.")))


def around(code: str) -> list[str]:
    """Give a code and those it lies inside, by its full stops."""
    parts = code.split(".")
    return [".".join(parts[:n]) for n in range(1, len(parts) + 1)]


def _compare(node: Compare, scope: Scope) -> Term:
    if node is scope.taken:
        return TRUE
    subject = column_of(node.parameter)
    if not scope.has(subject):
        return UNKNOWN
    sign = _SIGNS[node.operator]
    return Term(sign(this=name(subject), expression=scope.limit(node)), ANY)


def _is(node: Is, scope: Scope) -> Term:
    subject = column_of(node.parameter)
    return column(subject) if scope.has(subject) else UNKNOWN


def _among(node: Among, scope: Scope) -> Term:
    subject = column_of(node.parameter)
    if not scope.has(subject):
        return UNKNOWN
    if scope.several(node.parameter):
        return Term(overlap(name(subject), node.values), ANY)
    return Term(among(name(subject), node.values), ANY)


def _under(node: Under, scope: Scope) -> Term:
    subject = column_of(node.parameter)
    if not scope.has(subject):
        return UNKNOWN
    there = [inside(name(subject), code) for code in node.codes]
    there += [begins(name(subject), c) for c in node.codes if len(c) < _FULL]
    wider = {one for code in node.codes for one in around(code)}
    wider |= {code[:n] for code in node.codes for n in range(1, min(len(code), _FULL))}
    return case(
        [
            (Term(exp.Is(this=name(subject), expression=exp.null()), CERTAIN), UNKNOWN),
            (either(Term(one, ANY) for one in there), TRUE),
            (Term(among(name(subject), wider), ANY), UNKNOWN),
        ],
        FALSE,
    )


def _given(node: Given, scope: Scope) -> Term:
    subject = column_of(node.parameter)
    if not scope.has(subject):
        return UNKNOWN
    stated = exp.Not(this=exp.Is(this=name(subject), expression=exp.null()))
    return case([(Term(stated, CERTAIN), TRUE)], UNKNOWN)


def _stated(node: Stated, scope: Scope) -> Term:
    subject = column_of(node.parameter)
    return known(column(subject)) if scope.has(subject) else FALSE


def _claimed(node: Claimed, scope: Scope) -> Term:
    if not scope.has("control_code"):
        return FALSE
    claim = name("control_code")
    return known(either(Term(inside(claim, code), ANY) for code in node.codes))


def _specified(node: Specified, scope: Scope) -> Term:
    return either(
        scope.specified_in(code, any_kind=node.any_kind) for code in node.codes
    )


def _cn(node: Cn, scope: Scope) -> Term:
    if not scope.has("cn_code"):
        return UNKNOWN
    return scope.shared(("cn", node.prefixes), lambda: _begun(node))


def _begun(node: Cn) -> Term:
    starts = [Term(begins(name("cn_code"), one), ANY) for one in node.prefixes]
    shorter = {one[:n] for one in node.prefixes for n in range(1, len(one))}
    nothing = exp.Is(this=name("cn_code"), expression=exp.null())
    return case(
        [
            (Term(nothing, CERTAIN), UNKNOWN),
            (either(starts), TRUE),
            (Term(among(name("cn_code"), shorter), ANY), UNKNOWN),
        ],
        FALSE,
    )


def _destination(node: Destination, scope: Scope) -> Term:
    key = "destination", node.countries, node.group, node.via, node.buyer
    return scope.shared(key, lambda: _anywhere(node, scope))


def _anywhere(node: Destination, scope: Scope) -> Term:
    hits = [_place("destination", node, scope) if scope.has("destination") else UNKNOWN]
    if scope.has("known_final_destination"):
        # None stated means that there is no further place to look at.
        beyond = _place("known_final_destination", node, scope)
        hits.append(_if_stated("known_final_destination", beyond))
    lists = ["via"] if node.via else []
    lists += ["consignee_country", "end_user_country"] if node.buyer else []
    for places in lists:
        if scope.has(places):
            hits.append(_if_stated(places, _places(places, node, scope)))
    return either(hits)


def _if_stated(subject: str, term: Term) -> Term:
    nothing = Term(exp.Is(this=name(subject), expression=exp.null()), CERTAIN)
    return case([(nothing, FALSE)], term)


def _place(subject: str, node: Destination, scope: Scope) -> Term:
    ways = []
    if node.countries:
        ways.append(Term(among(name(subject), node.countries), ANY))
    if node.group is not None:
        member = scope.member(subject, node.group)
        nothing = Term(exp.Is(this=name(subject), expression=exp.null()), CERTAIN)
        ways.append(case([(nothing, UNKNOWN)], member))
    return either(ways)


def _places(subject: str, node: Destination, scope: Scope) -> Term:
    ways = []
    if node.countries:
        ways.append(Term(overlap(name(subject), node.countries), ANY))
    if node.group is not None:
        ways.append(scope.members(subject, node.group))
    return either(ways)


def _final_destination(node: FinalDestination, scope: Scope) -> Term:
    if not scope.has("known_final_destination"):
        return FALSE
    beyond = invert(scope.member("known_final_destination", node.outside))
    return _if_stated("known_final_destination", beyond)


def _activity(node: ActivityIs, scope: Scope) -> Term:
    if not scope.has("activity"):
        return UNKNOWN
    return Term(among(name("activity_by_law"), node.activities), ANY)


def _stated_use(fact: str, scope: Scope) -> Term:
    subject = f"end_use_{fact}"
    return column(subject) if scope.has(subject) else UNKNOWN


def _context(node: ContextIs, scope: Scope) -> Term:
    subject = circumstance_column(node.fact)
    fact = column(subject) if scope.has(subject) else UNKNOWN
    return known(fact) if node.stated else fact


def _knowledge(node: Knowledge, scope: Scope) -> Term:
    key = "knowledge", node.level, node.uses
    return scope.shared(key, lambda: _known_use(node, scope))


def _known_use(node: Knowledge, scope: Scope) -> Term:
    informed = _stated_use(LEVELS[node.level], scope)
    used = TRUE
    if node.uses:
        used = scope.shared(("uses", node.uses), lambda: _used(node.uses, scope))
    branches = [(both((unknown(informed), unknown(used))), FALSE)]
    if node.level == "informed":
        branches.append((both((known(informed), unknown(used))), TRUE))
    return case(branches, both((informed, used)))


def _used(uses: Iterable[str], scope: Scope) -> Term:
    used = either(_stated_use(use, scope) for use in uses)
    stated = known(either(_stated_use(use, scope) for use in USES))
    return case([(both((unknown(used), stated)), FALSE)], used)


def _national(node: OnNationalList, scope: Scope) -> Term:
    subject = column_of("on_national_list_of")
    if not scope.has(subject):
        return FALSE
    states = {node.state}
    if not node.own:
        states = set(scope.territories) - states
    return known(Term(overlap(name(subject), states), ANY))


def _combine(node: Combine, scope: Scope) -> Term:
    parts = [compile_node(part, scope) for part in node.parts]
    if node.how == "all":
        return both(parts)
    return either(parts) if node.how == "any" else invert(either(parts))


def _at_least(node: AtLeast, scope: Scope) -> Term:
    parts = [compile_node(part, scope) for part in node.parts]
    sure = _count([known(part) for part in parts])
    possible = _count([invert(known(invert(part))) for part in parts])
    needed = exp.Literal.number(node.count)
    enough = Term(exp.GTE(this=sure, expression=needed), CERTAIN)
    short = Term(exp.LT(this=possible, expression=needed), CERTAIN)
    return case([(enough, TRUE), (short, FALSE)], UNKNOWN)


def _count(terms: list[Term]) -> exp.Expr:
    ones = [
        exp.Case(
            ifs=[exp.If(this=term.sql, true=exp.Literal.number(1))],
            default=exp.Literal.number(0),
        )
        for term in terms
    ]
    total: exp.Expr = ones[0]
    for one in ones[1:]:
        total = exp.Add(this=total, expression=one)
    return exp.Paren(this=total)


_COMPILERS: dict[type[Node], Callable[..., Term]] = {
    ActivityIs: _activity,
    Among: _among,
    AtLeast: _at_least,
    Claimed: _claimed,
    Cn: _cn,
    Combine: _combine,
    Compare: _compare,
    ContextIs: _context,
    Destination: _destination,
    EndUseIs: lambda node, scope: _stated_use(node.use, scope),
    FinalDestination: _final_destination,
    Given: _given,
    Is: _is,
    KindIs: lambda node, scope: scope.kind_is(node.kinds),
    Knowledge: _knowledge,
    ListedUnder: lambda node, scope: scope.listed_under(node.codes),
    ListedIn: lambda node, scope: scope.listed_in(node.listing),
    OnNationalList: _national,
    Specified: _specified,
    Stated: _stated,
    Under: _under,
}
