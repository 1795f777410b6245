"""Three-valued conditions as SQL, folded as far as they are decided.

SQL's ``AND``, ``OR`` and ``NOT`` are Kleene's, with ``NULL`` for "not known". A
term remembers which of the three it can still be, so that what a kind of goods
or a missing column decides never reaches the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from sluis.core.truth import Truth


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A condition in SQL.

    Attributes:
        sql: The expression.
        can: The truths it can have.
    """

    sql: exp.Expr
    can: frozenset[Truth]

    @property
    def decided(self) -> bool:
        """Whether it is a constant, ``NULL`` included."""
        return len(self.can) == 1

    @property
    def value(self) -> Truth:
        """The constant it is."""
        (value,) = self.can
        return value

    def text(self) -> str:
        """Write it in the common dialect."""
        return self.sql.sql("duckdb")


ANY: frozenset[Truth] = frozenset({True, False, None})
CERTAIN: frozenset[Truth] = frozenset({True, False})
TRUE = Term(exp.true(), frozenset({True}))
FALSE = Term(exp.false(), frozenset({False}))
UNKNOWN = Term(
    exp.Cast(this=exp.null(), to=exp.DataType.build("boolean")), frozenset([None])
)


def constant(value: Truth) -> Term:
    """Give the term that is always so."""
    return UNKNOWN if value is None else TRUE if value else FALSE


def column(name: str, can: frozenset[Truth] = ANY) -> Term:
    """Give a column of truths."""
    return Term(exp.column(exp.to_identifier(name, quoted=True)), can)


def both(terms: Iterable[Term]) -> Term:
    """Tell whether all hold."""
    return _combined(list(terms), exp.And, ends=False)


def either(terms: Iterable[Term]) -> Term:
    """Tell whether any holds."""
    return _combined(list(terms), exp.Or, ends=True)


def invert(term: Term) -> Term:
    """Tell whether it does not hold."""
    if term.decided:
        value = term.value
        return constant(None if value is None else not value)
    can = frozenset(None if one is None else not one for one in term.can)
    return Term(exp.Not(this=exp.Paren(this=term.sql)), can)


def known(term: Term) -> Term:
    """Tell whether it surely holds; what is not known does not."""
    if None not in term.can:
        return term
    if True not in term.can:
        return FALSE
    if False not in term.can:
        return Term(exp.Not(this=_is_null(term)), CERTAIN)
    return Term(exp.Coalesce(this=term.sql, expressions=[exp.false()]), CERTAIN)


def unknown(term: Term) -> Term:
    """Tell whether it is not known."""
    if term.decided or None not in term.can:
        return constant(term.can == {None})
    return Term(_is_null(term), CERTAIN)


def case(branches: Sequence[tuple[Term, Term]], otherwise: Term) -> Term:
    """Give the first branch whose condition surely holds."""
    kept: list[tuple[Term, Term]] = []
    for condition, result in branches:
        if True not in condition.can:
            continue
        if condition.can == {True}:
            otherwise = result
            break
        kept.append((condition, result))
    if not kept:
        return otherwise
    can = otherwise.can.union(*(result.can for _, result in kept))
    if len(can) == 1:
        return otherwise
    ifs = [exp.If(this=condition.sql, true=result.sql) for condition, result in kept]
    return Term(exp.Case(ifs=ifs, default=otherwise.sql), can)


def _is_null(term: Term) -> exp.Expr:
    return exp.Is(this=exp.Paren(this=term.sql), expression=exp.null())


def _combined(terms: list[Term], node: type[exp.Connector], *, ends: bool) -> Term:
    """Combine terms; one that is ``ends`` for certain settles the matter."""
    open_: list[Term] = []
    nothing = False
    for term in terms:
        if term.can == {ends}:
            return term
        if term.can == {None}:
            nothing = True
        elif term.can != {not ends}:
            open_.append(term)
    if nothing and not any(ends in term.can for term in open_):
        return UNKNOWN
    if not open_:
        return UNKNOWN if nothing else constant(not ends)
    can: set[Truth] = set().union(*(term.can for term in open_))
    if nothing:
        open_.append(UNKNOWN)
        can = (can & {ends}) | {None}
    elif not all((not ends) in term.can for term in open_):
        can.discard(not ends)
    return Term(_balanced([term.sql for term in open_], node), frozenset(can))


def _balanced(parts: list[exp.Expr], node: type[exp.Connector]) -> exp.Expr:
    """Join parts as a flat tree, so that long lists do not nest deep."""
    if len(parts) == 1:
        return parts[0]
    return exp.Paren(this=_joined(parts, node))


def _joined(parts: list[exp.Expr], node: type[exp.Connector]) -> exp.Expr:
    # The parts of one list need no brackets between them, which is what costs
    # readers of SQL the most time.
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return node(
        this=_joined(parts[:half], node), expression=_joined(parts[half:], node)
    )
