"""Goods that lie just outside a limit of the law."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlglot import exp

from sluis.core.law.node import Node
from sluis.core.law.predicate import Combine, Compare
from sluis.engine.determine import Bulk, Group
from sluis.engine.epochs import Passage
from sluis.engine.outcome_sql import Statement
from sluis.engine.predicate_sql import compile_node, name, number
from sluis.engine.term import CERTAIN, Term, both, invert, known
from sluis.formats.flat import column_of

_TOLD = ("id", "line", "exporter", "destination", "description", "value", "currency")


def near(bulk: Bulk, within: float) -> Iterator[dict[str, Any]]:
    """Find lines that lie within a share of a limit, on the permitted side.

    Args:
        bulk: The law and the lines.
        within: The share, such as 0.1.

    Yields:
        A row a line and limit: the line's ``id``, ``line``, ``kind``, ``exporter``,
        ``destination``, ``description``, ``value``; the ``code`` of the paragraph,
        ``parameter``, ``value_of_parameter``, ``threshold``, ``unit`` and ``margin``;
        and ``alone``: whether nothing else keeps the line out (``None`` where a fact
        is missing to say so).
    """
    for group in bulk.groups():
        for passages in bulk.epochs.passages.values():
            for passage in passages:
                for node in limits_of(passage.paragraph.node):
                    yield from _at_limit(bulk, group, passage, node, within)


def limits_of(node: Node) -> Iterator[Compare]:
    """Give the limits of a condition, those of its exceptions left out."""
    if isinstance(node, Compare):
        if not node.scope and node.threshold.value and node.operator != "eq":
            yield node
    elif not (isinstance(node, Combine) and node.how == "none"):
        for part in node.parts_of():
            yield from limits_of(part)


def _at_limit(
    bulk: Bulk, group: Group, passage: Passage, node: Compare, within: float
) -> Iterator[dict[str, Any]]:
    goods = bulk.goods(group)
    subject = column_of(node.parameter)
    if not goods.has(subject) or not goods.concerns(passage):
        return
    goods.taken = node  # whatever the quantity, as if it were reached
    alone = goods.row(passage)
    goods.taken = None
    there = bulk.epochs.truth(tuple(inside is not False for inside in passage.in_force))
    close = both((invert(compile_node(node, goods)), _close(node, within), there))
    if alone.can == {False} or close.can == {False}:
        return
    goods.layer({"close": known(close), "alone": alone})
    told = [one for one in _TOLD if one in goods.columns]
    kept = [*told, subject, "close", *(["alone"] if not alone.decided else [])]
    lines = Statement(goods, {}).lines(kept)
    bulk.tables()
    limit = node.threshold.value
    for row in bulk.engine.sql(f"SELECT * FROM ({lines}) AS n WHERE close").to_pylist():
        value = row[subject]
        inner = node.code or ""
        code = passage.paragraph.entry.code
        yield {
            **{one: row.get(one) for one in _TOLD},
            "kind": group.kind,
            "code": f"{code}.{inner}" if inner else passage.paragraph.code,
            "parameter": node.parameter,
            "value_of_parameter": value,
            "threshold": limit,
            "unit": node.threshold.unit,
            "margin": round((value - limit) / abs(limit), 6),
            "alone": alone.value if alone.decided else row["alone"],
        }


def _close(node: Compare, within: float) -> Term:
    limit = node.threshold.value
    reach = abs(limit) * within
    between = exp.Between(
        this=name(column_of(node.parameter)),
        low=number(limit - reach),
        high=number(limit + reach),
    )
    return Term(between, CERTAIN)


def counted_by(rows: Iterable[dict[str, Any]], by: str) -> list[dict[str, Any]]:
    """Count near lines by destination, exporter or entry, the most first.

    Returns:
        A row each: it, ``lines``, ``alone`` (those that nothing else keeps out),
        ``exporters`` and ``codes``.
    """
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        key = row["code"].split(".")[0] if by == "entry" else row[by]
        sums = found.setdefault(
            key or "",
            {"lines": set(), "alone": set(), "exporters": set(), "codes": set()},
        )
        line = row["id"], row["line"]
        sums["lines"].add(line)
        sums["codes"].add(row["code"])
        if row["alone"]:
            sums["alone"].add(line)
        if row["exporter"] is not None:
            sums["exporters"].add(row["exporter"])
    counted = [
        {
            by: key or None,
            "lines": len(sums["lines"]),
            "alone": len(sums["alone"]),
            "exporters": len(sums["exporters"]),
            "codes": sorted(sums["codes"]),
        }
        for key, sums in found.items()
    ]
    return sorted(counted, key=lambda row: (-row["lines"], row[by] or ""))
