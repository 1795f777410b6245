"""What another law would change over a whole population, in sum."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson

from sluis.core.errors import InvalidInput, UnknownValue
from sluis.core.law.model import Entry, Law
from sluis.core.law.node import Node
from sluis.core.law.outcome import OUTCOMES
from sluis.core.law.predicate import Combine, Compare, Specified
from sluis.engine.base import Engine
from sluis.engine.determine import Bulk, Group
from sluis.engine.outcome_sql import Statement
from sluis.engine.predicate_sql import compile_node
from sluis.engine.term import Term, both, either, invert, known

COUNTED = ("quantity", "unit", "value", "currency", "destination", "exporter")
_KEY = ("id", "line")


@dataclass(slots=True)
class Sums:
    """What lines of one outcome come to."""

    lines: int = 0
    quantity: dict[str, Decimal] = field(default_factory=dict)
    value: dict[str, Decimal] = field(default_factory=dict)
    destinations: set[str] = field(default_factory=set)
    exporters: set[str] = field(default_factory=set)

    def as_dict(self) -> dict[str, Any]:
        """Give the shape of :func:`sluis.core.whatif.what_if`."""
        return {
            "lines": self.lines,
            "quantity": {
                unit: _plain(self.quantity[unit]) for unit in sorted(self.quantity)
            },
            "value": {money: _plain(self.value[money]) for money in sorted(self.value)},
            "destinations": sorted(self.destinations),
            "exporters": len(self.exporters),
        }


def _plain(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


Tally = dict[str, Sums]


def add_up(engine: Engine, statement: str, into: Tally) -> None:
    """Add the lines of a statement to the sums of their outcomes."""
    engine.keep("counted", statement)
    for row in engine.sql(
        "SELECT outcome, unit, currency, count(*) AS lines, sum(quantity) AS quantity, "
        "sum(value) AS value FROM counted GROUP BY outcome, unit, currency"
    ).to_pylist():
        sums = into.setdefault(OUTCOMES[row["outcome"]], Sums())
        sums.lines += row["lines"]
        for amounts, key, amount in (
            (sums.quantity, row["unit"] or "", row["quantity"]),
            (sums.value, row["currency"] or "", row["value"]),
        ):
            if amount is not None:
                amounts[key] = amounts.get(key, Decimal(0)) + amount
    for column in ("destination", "exporter"):
        for row in engine.sql(
            f"SELECT DISTINCT outcome, {column} AS one FROM counted "
            f"WHERE {column} IS NOT NULL"
        ).to_pylist():
            sums = into.setdefault(OUTCOMES[row["outcome"]], Sums())
            (sums.destinations if column == "destination" else sums.exporters).add(
                row["one"]
            )
    engine.drop("counted")


def concerned(before: Law, after: Law) -> Callable[[str | None], bool]:
    """Tell which kinds of goods two laws can treat differently."""
    old, new = before.rules(), after.rules()
    changed = {
        id_ for id_ in old.keys() | new.keys() if old.get(id_) is not new.get(id_)
    }
    rules = [law[id_] for id_ in changed for law in (old, new) if id_ in law]
    if before is after or any(not isinstance(rule, Entry) for rule in rules):
        return lambda _: True
    kinds: set[str] | None = set()
    codes = {rule.code for rule in rules if isinstance(rule, Entry)}
    grown = True
    while grown:  # entries that look into those that change
        more = {e.code for e in after.entries.values() if _looks_into(e, codes)}
        grown = not more <= codes
        codes |= more
    for law in (before, after):
        for entry in law.entries.values():
            for version in entry.versions if entry.code in codes else ():
                named = (version.applies or set()) | (version.components or set())
                kinds = None if kinds is None or not named else kinds | named
    line_of = after.vocabulary.line_of
    return lambda kind: (
        kinds is None
        or kind is None
        or not kinds.isdisjoint(line_of(kind))
        or any(kind in line_of(one) for one in kinds)
    )


def _looks_into(entry: Entry, codes: set[str]) -> bool:
    for version in entry.versions:
        seen = set(version.other_than)
        for root in (version.when, version.unless):
            for node in root.walk() if root is not None else ():
                if isinstance(node, Specified):
                    seen |= set(node.codes)
        if not codes.isdisjoint(one.split(".", maxsplit=1)[0] for one in seen):
            return True
    return False


def compare(
    before: Bulk,
    after: Bulk,
    *,
    changed: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """Compare the outcomes of a population under two laws.

    Args:
        before: The law as it is, before the lines.
        after: The law as it would be, before the same lines.
        changed: Where to write the lines whose outcome changes, as JSON Lines.
        progress: Called with the number of lines that were done.

    Returns:
        ``outcomes`` (sums before and after), ``changed`` (how many lines change, by
        outcome before and after), and ``gates`` (lines for which a changed criterion
        gives way and another still keeps them out), as the desk's
        :func:`sluis.core.whatif.what_if` has them.

    Raises:
        InvalidInput: Lines that change share an id, so they cannot be told apart.
    """
    engine, population = before.engine, before.population
    sums: tuple[Tally, Tally] = ({}, {})
    moves: dict[tuple[str, str], int] = {}
    gates: dict[tuple[str, str], int] = {}
    hit = concerned(before.law, after.law)
    whole = before.valid_on != after.valid_on or before.known_on != after.known_on
    key = [one for one in _KEY if one in population.columns]
    stream = None if changed is None else changed.open("wb")
    try:
        after.groups()
        for group in before.groups():
            carry = (*key, *COUNTED)
            engine.keep("under_one", before.weigh(group, carry))
            add_up(engine, "SELECT * FROM under_one", sums[0])
            if not whole and not hit(group.kind):
                add_up(engine, "SELECT * FROM under_one", sums[1])
            else:
                engine.keep("under_two", after.weigh(group, carry))
                add_up(engine, "SELECT * FROM under_two", sums[1])
                for row in _moved(engine, key, group.lines):
                    move = OUTCOMES[row["was"]], OUTCOMES[row["will"]]
                    moves[move] = moves.get(move, 0) + 1
                    if stream is not None:
                        told = {one: row[one] for one in key}
                        told |= {"before": move[0], "after": move[1]}
                        stream.write(orjson.dumps(told) + b"\n")
                for gate, lines in _still(before, after, group).items():
                    gates[gate] = gates.get(gate, 0) + lines
            if progress is not None:
                progress(group.lines)
    finally:
        if stream is not None:
            stream.close()
    return {
        "law_hash": {"before": before.law.hash, "after": after.law.hash},
        "outcomes": {
            outcome: {
                when: tally.get(outcome, Sums()).as_dict()
                for when, tally in zip(("before", "after"), sums, strict=True)
            }
            for outcome in OUTCOMES
        },
        "changed": [
            {"before": was, "after": will, "lines": lines}
            for (was, will), lines in sorted(moves.items())
        ],
        "gates": [
            {"code": code, "parameter": parameter, "lines": lines}
            for (code, parameter), lines in sorted(gates.items())
        ],
        "settled": len(before.settled) + len(after.settled),
    }


def _moved(engine: Engine, key: Sequence[str], lines: int) -> list[dict[str, Any]]:
    """Give the lines whose outcome changes, by id."""
    on = " AND ".join(f"a.{one} = b.{one}" for one in key)
    both_ = f"under_one AS a JOIN under_two AS b ON {on}"
    (count,) = engine.sql(f"SELECT count(*) AS n FROM {both_}").to_pylist()
    if count["n"] != lines:
        raise InvalidInput(
            "lines share an id, so what changes cannot be told apart",
            path="id",
            remedy="give every line an id and line number of its own",
        )
    told = ", ".join(f"a.{one}" for one in key)
    order = ", ".join(f"a.{one} NULLS LAST" for one in key)
    rows: list[dict[str, Any]] = engine.sql(
        f"SELECT {told}, a.outcome AS was, b.outcome AS will FROM {both_} "
        f"WHERE a.outcome <> b.outcome ORDER BY {order}"
    ).to_pylist()
    return rows


def _still(before: Bulk, after: Bulk, group: Group) -> dict[tuple[str, str], int]:
    """Count lines for which a changed criterion gives way and another does not."""
    goods = after.goods(group)
    terms: dict[str, Term] = {}
    gates: dict[str, tuple[str, str]] = {}
    for entry in after.law.entries.values():
        if before.law.entries.get(entry.id) is entry:
            continue
        old = {p.paragraph.code: p for p in before.epochs.passages.get(entry.code, ())}
        for passage in after.epochs.passages[entry.code]:
            code = passage.paragraph.code
            if code not in old:
                continue
            was = {_name(n): n for n in _musts(old[code].paragraph.node)}
            will = {_name(n): n for n in _musts(passage.paragraph.node)}
            opened = either(
                both((_fails(node, goods), invert(_fails(will[one], goods))))
                if one in will
                else _fails(node, goods)
                for one, node in was.items()
                if will.get(one) is not node
            )
            for node in will.values():
                stays = both((opened, _fails(node, goods)))
                if stays.can != {False}:
                    key = f"gate_{len(terms)}"
                    terms[key], gates[key] = stays, (code, _name(node)[1])
    terms = {one: term for one, term in goods.layer(terms).items() if not term.decided}
    if not terms:
        return {}
    lines = Statement(goods, {}).lines(list(terms))
    after.tables()
    counted = ", ".join(
        f"sum(CASE WHEN {one} THEN 1 ELSE 0 END) AS {one}" for one in terms
    )
    (row,) = after.engine.sql(f"SELECT {counted} FROM ({lines}) AS g").to_pylist()
    found: dict[tuple[str, str], int] = {}
    for one, lines_ in row.items():
        if lines_:
            found[gates[one]] = found.get(gates[one], 0) + int(lines_)
    return found


def _musts(node: Node) -> Iterator[Node]:
    """Give what must all hold for a condition to hold."""
    if isinstance(node, Combine) and node.how == "all":
        for part in node.parts:
            yield from _musts(part)
    else:
        yield node


def _name(node: Node) -> tuple[str | None, str]:
    parameter = getattr(node, "parameter", None) or next(
        (getattr(n, "parameter", None) for n in node.walk() if hasattr(n, "parameter")),
        None,
    )
    return node.code, parameter or node.code or type(node).__name__


def _fails(node: Node, goods: Any) -> Term:
    return known(invert(compile_node(node, goods)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A threshold that is tried at several values.

    Attributes:
        code: The paragraph, such as ``9A101.a.1``.
        thresholds: The values, in the parameter's unit.
    """

    code: str
    thresholds: tuple[float, ...]

    @classmethod
    def parse(cls, text: str) -> Curve:
        """Read ``9A101.a.1=100:1000:25``: from, to, step.

        Raises:
            InvalidInput: It is not written so.
        """
        code, _, numbers = text.partition("=")
        try:
            low, high, step = (Decimal(one) for one in numbers.split(":"))
            if not (
                code and step > 0 and high >= low and (high - low) / step <= 10_000
            ):
                raise ValueError
        except (ValueError, ArithmeticError) as problem:
            raise InvalidInput(
                f"{text!r} is not a curve",
                path="curve",
                remedy="write CODE=FROM:TO:STEP, such as 9A101.a.1=100:1000:25",
            ) from problem
        count = int((high - low) / step) + 1
        return cls(
            code=code, thresholds=tuple(float(low + n * step) for n in range(count))
        )


def curve(bulk: Bulk, wanted: Curve) -> list[dict[str, Any]]:
    """Tell what a paragraph would catch at each threshold.

    Returns:
        A row a threshold: ``lines`` that the paragraph specifies, ``open`` lines of
        which a fact is missing, and the lines' ``value``, ``destinations`` and
        ``exporters``.

    Raises:
        UnknownValue: There is no such threshold.
    """
    import pyarrow as pa

    entry, _, inner = wanted.code.partition(".")
    engine = bulk.engine
    engine.table("thresholds", pa.table({"threshold": list(wanted.thresholds)}))
    engine.sql_view("moving_lines", "SELECT * FROM lines CROSS JOIN thresholds")
    found: dict[float, dict[str, Any]] = {}
    units: set[str] = set()
    for group in bulk.groups():
        for passage in bulk.epochs.passages.get(entry, ()):
            for node in passage.paragraph.node.walk():
                if isinstance(node, Compare) and node.code == inner:
                    units.add(node.threshold.unit)
                    _caught(bulk, group, passage, node, found)
    if not units:
        raise UnknownValue(
            f"{wanted.code} is not a threshold of this law",
            path="curve",
            remedy=f"sluis law show {entry} names its paragraphs",
        )
    (unit,) = units
    return [_point(one, unit, found.get(one, {})) for one in wanted.thresholds]


def _caught(
    bulk: Bulk, group: Group, passage: Any, node: Compare, found: dict[float, Any]
) -> None:
    goods = bulk.goods(group)
    goods.source, goods.moving = "moving_lines", node
    truth = goods.layer({"caught": goods.row(passage)})["caught"]
    if truth.can == {False}:
        return
    there = [
        one
        for one in ("value", "currency", "destination", "exporter")
        if one in goods.columns
    ]
    kept = [*there, "threshold", *(["caught"] if not truth.decided else [])]
    lines = Statement(goods, {}).lines(kept)
    bulk.tables()
    caught = "caught" if not truth.decided else truth.text()
    cells = {
        one: one if one in there else f"CAST(NULL AS {_TYPES[one]})" for one in _TYPES
    }
    bulk.engine.keep(
        "caught_lines",
        f"SELECT threshold, {caught} AS caught, "
        + ", ".join(f"{cell} AS {one}" for one, cell in cells.items())
        + f" FROM ({lines}) AS m WHERE coalesce({caught}, TRUE)",
    )
    for row in bulk.engine.sql(
        "SELECT threshold, currency, sum(CASE WHEN caught THEN 1 ELSE 0 END) AS lines, "
        "sum(CASE WHEN caught IS NULL THEN 1 ELSE 0 END) AS open_lines, "
        "sum(CASE WHEN caught THEN value END) AS value "
        "FROM caught_lines GROUP BY threshold, currency"
    ).to_pylist():
        point = found.setdefault(row["threshold"], {})
        point["lines"] = point.get("lines", 0) + int(row["lines"])
        point["open"] = point.get("open", 0) + int(row["open_lines"])
        if row["value"] is not None:
            money = point.setdefault("value", {})
            key = row["currency"] or ""
            money[key] = money.get(key, Decimal(0)) + row["value"]
    for column in ("destination", "exporter"):
        for row in bulk.engine.sql(
            f"SELECT DISTINCT threshold, {column} AS one FROM caught_lines "
            f"WHERE caught AND {column} IS NOT NULL"
        ).to_pylist():
            found[row["threshold"]].setdefault(column, set()).add(row["one"])


_TYPES = {
    "value": "DECIMAL(18, 4)",
    "currency": "VARCHAR",
    "destination": "VARCHAR",
    "exporter": "VARCHAR",
}


def _point(threshold: float, unit: str, point: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "threshold": threshold,
        "unit": unit,
        "lines": point.get("lines", 0),
        "open": point.get("open", 0),
        "value": {one: _plain(v) for one, v in sorted(point.get("value", {}).items())},
        "destinations": len(point.get("destination", ())),
        "exporters": len(point.get("exporter", ())),
    }
