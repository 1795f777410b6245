"""The SQL that means the same in every engine, and its way to each of them.

Statements are written in DuckDB's dialect, inside a subset. What lies outside is
where engines were seen to differ, so :func:`check` refuses it.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlglot
from sqlglot import exp

from sluis.core.errors import SluisError


class ForbiddenSql(SluisError):
    """A statement uses a construct in which engines differ."""

    code = "forbidden-sql"


_BANNED: tuple[tuple[type[exp.Expr], str], ...] = (
    (exp.AnyValue, "any_value picks a row of its own; use min or max"),
    (exp.First, "first has no order; use min or a window"),
    (exp.Last, "last has no order; use max or a window"),
    (exp.Concat, "concat differs on NULL; use || over coalesce"),
    (exp.ConcatWs, "concat_ws differs on NULL; use || over coalesce"),
    (exp.Bracket, "subscripts start at 0 or 1"),
    (exp.Rand, "random is never the same twice"),
    (exp.CurrentTimestamp, "the time is an argument, not a function"),
    (exp.CurrentDate, "the day is an argument, not a function"),
    (exp.GenerateSeries, "range differs in a projection"),
    (exp.Div, "a division by zero is infinite or an error; multiply instead"),
)
_BANNED_NAMES = {
    "hash": "hashes differ by engine",
    "now": "the time is an argument, not a function",
    "random": "random is never the same twice",
    "range": "range differs in a projection",
}


def problems(tree: exp.Expr) -> Iterator[str]:
    """Give what a statement may not use.

    Args:
        tree: The statement, as sqlglot read it.
    """
    for node in tree.walk():
        for banned, why in _BANNED:
            if isinstance(node, banned):
                yield why
        if isinstance(node, exp.Anonymous) and node.name.lower() in _BANNED_NAMES:
            yield _BANNED_NAMES[node.name.lower()]
        if isinstance(node, exp.Sum) and _floats(node):
            yield "a sum of floats depends on the order; sum decimals"


def check(statement: str) -> exp.Expr:
    """Read a statement and refuse what engines do not agree on.

    Raises:
        ForbiddenSql: It uses a banned construct.
    """
    tree = sqlglot.parse_one(statement, read="duckdb")
    found = next(problems(tree), None)
    if found is not None:
        raise ForbiddenSql(found, remedy="stay inside the subset of the dialect")
    return tree


def to_spark(statement: str) -> str:
    """Write a statement in Spark's dialect.

    Raises:
        ForbiddenSql: It uses a banned construct.
    """
    tree = check(statement)
    for node in list(tree.find_all(exp.ArrayOverlaps)):
        call = exp.Anonymous(
            this="ARRAYS_OVERLAP",
            expressions=[node.this.copy(), node.expression.copy()],
        )
        node.replace(call)
    return tree.sql(dialect="spark")


def _floats(node: exp.Sum) -> bool:
    kind = node.this
    return isinstance(kind, exp.Cast) and kind.to.is_type("float", "double")
