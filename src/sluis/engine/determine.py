"""The law over a whole population: the outcome of every line.

Lines are taken kind by kind. The engine weighs the rules; where something is
missing, the interpreter settles one line for all that no rule tells apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa
from sqlglot import exp

from sluis.core.law.model import Law
from sluis.core.law.node import within
from sluis.core.law.outcome import same_name
from sluis.core.time import Day
from sluis.engine.authorising_sql import claim_columns
from sluis.engine.base import Engine
from sluis.engine.epochs import Days, Epochs
from sluis.engine.goods_sql import Goods
from sluis.engine.outcome_sql import RANK, Statement
from sluis.engine.population import Population
from sluis.engine.predicate_sql import text
from sluis.engine.settling import Settled, Settling
from sluis.engine.signature import Signature
from sluis.engine.term import known


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Lines that one statement reads.

    Attributes:
        kind: Their kind; ``None`` when they state none.
        claimed: Whether they claim a code.
        entry: Of lines without a kind, the entry they claim.
        lines: How many they are.
    """

    kind: str | None
    claimed: bool
    entry: str | None
    lines: int


@dataclass(eq=False)
class Bulk:
    """A law, before the lines of a population.

    Attributes:
        engine: Where the lines are.
        population: The lines.
        law: The law.
        valid_on: The day whose law counts; ``None`` means the lines' own dates.
        known_on: Only rules published by this day count; ``None`` means the lines'
            own days of knowledge, and without one all that is known.
        few: Up to so many sorts of open lines the interpreter settles one by one.
        settled: What sorts of open lines were settled to, by their
            signature and whether the rule was asked for.
    """

    engine: Engine
    population: Population
    law: Law
    valid_on: Day | None = None
    known_on: Day | None = None
    few: int = 300
    settled: dict[tuple[str, bool], Settled] = field(default_factory=dict)
    _epochs: Epochs | None = None
    _claimed: pa.Table | None = None
    _filled: dict[str | None, frozenset[str]] | None = None

    @property
    def epochs(self) -> Epochs:
        """The law over the days of the lines."""
        if self._epochs is None:
            self._epochs = Epochs.spanning(
                self.law, self._days(), valid_on=self.valid_on, known_on=self.known_on
            )
        return self._epochs

    def _days(self) -> list[Days]:
        columns = [one for one in ("date", "known_on") if self._has(one)]
        if not columns:
            return [(None, None)]
        rows = self.engine.sql(f"SELECT DISTINCT {', '.join(columns)} FROM lines")
        return [(row.get("date"), row.get("known_on")) for row in rows.to_pylist()]

    def _has(self, column: str) -> bool:
        return column in self.population.columns

    def groups(self, kinds: Iterable[str | None] | None = None) -> list[Group]:
        """Give the groups of lines, the largest first.

        Args:
            kinds: Only lines of these kinds; ``None`` means all.
        """
        columns = [one for one in ("kind", "control_code") if self._has(one)]
        if not columns:
            return [
                Group(kind=None, claimed=False, entry=None, lines=self.population.count)
            ]
        rows = self.engine.sql(
            f"SELECT {', '.join(columns)}, count(*) AS lines FROM lines "
            f"GROUP BY {', '.join(columns)}"
        ).to_pylist()
        wanted = None if kinds is None else set(kinds)
        counts: dict[tuple[str | None, bool, str | None], int] = {}
        for row in rows:
            kind, claim = row.get("kind"), row.get("control_code")
            if wanted is not None and kind not in wanted:
                continue
            entry = None if kind is not None or claim is None else self._entry_of(claim)
            key = kind, claim is not None, entry
            counts[key] = counts.get(key, 0) + row["lines"]
        if self._claimed is None:
            claims = {row["control_code"] for row in rows if row.get("control_code")}
            self._claimed = self._claims(claims)
        found = [
            Group(kind=kind, claimed=claimed, entry=entry, lines=lines)
            for (kind, claimed, entry), lines in counts.items()
        ]
        return sorted(found, key=lambda g: (-g.lines, g.kind or "", g.entry or ""))

    def _entry_of(self, claim: str) -> str | None:
        code = claim.split(".", maxsplit=1)[0]
        return code if code in self.epochs.passages else None

    def _claims(self, claims: set[str]) -> pa.Table:
        """Give the table of what claimed codes stand for where nothing is measured."""
        law = self.law
        listings = {entry.listing for entry in law.entries.values()}
        listings |= {tag for entry in law.entries.values() for tag in entry.regimes}
        table: dict[str, list[Any]] = {"claim": [], "claim_entry": []}
        for claim in sorted(claims):
            listing = "eu-military-list" if claim.startswith("ML") else "eu-annex-i"
            entry = next(
                (e for e in law.entries.values() if within(claim, e.code)), None
            )
            tags = {listing, *(() if entry is None else entry.regimes)}
            table["claim"].append(claim)
            table["claim_entry"].append(self._entry_of(claim))
            for one in listings:
                table.setdefault(f"claim_{one}", []).append(one in tags)
            for column, truth in claim_columns(law, claim):
                table.setdefault(column, []).append(truth)
        types = {"claim": pa.string(), "claim_entry": pa.string()}
        return pa.table(
            {
                name: pa.array(cells, types.get(name, pa.bool_()))
                for name, cells in table.items()
            }
        )

    def filled(self, kind: str | None) -> frozenset[str]:
        """Give the columns that some line of a kind fills."""
        if self._filled is None:
            columns = sorted(self.population.columns)
            by = '"kind"' if self._has("kind") else "CAST(NULL AS VARCHAR)"
            counted = ", ".join(
                f'count("{one}") AS "{one}"' for one in columns if one != "kind"
            )
            rows = self.engine.sql(
                f"SELECT {by} AS kind, {counted} FROM lines GROUP BY {by}"
            ).to_pylist()
            self._filled = {
                row.pop("kind"): frozenset(one for one, count in row.items() if count)
                for row in rows
            }
        also = {"kind"} & self.population.columns
        return self._filled.get(kind, frozenset()) | also

    def goods(self, group: Group) -> Goods:
        """Give the lines of a group to the compiler."""
        columns = self.filled(group.kind)
        if self._has("control_code"):
            columns |= {"control_code"}
        return Goods(
            self.epochs,
            group.kind,
            columns,
            claimed=group.claimed,
            entry=group.entry,
        )

    @cached_property
    def addressed(self) -> dict[str, frozenset[str]]:
        """Give the exporters that each order addresses, by the order's id."""
        if not self.law.orders or not self._has("exporter"):
            return {}
        rows = self.engine.sql("SELECT DISTINCT exporter FROM lines")
        names = [one for one in rows.column("exporter").to_pylist() if one is not None]
        return {
            order.id: frozenset(n for n in names if same_name(n, order.addressee))
            for order in self.law.orders.values()
        }

    def weigh(self, group: Group, carry: Sequence[str], *, rule: bool = False) -> str:
        """Determine a group of lines.

        Args:
            group: Which.
            carry: Columns of the lines to hand on.
            rule: Whether the strictest rule is told as well.

        Returns:
            A statement for the lines: the carried columns, ``outcome``, ``rule``
            where it was asked for. It stands until the next group is weighed.
        """
        goods = self.goods(group)
        there = [one for one in carry if one in goods.columns]
        statement = Statement(goods, self.addressed, there, rule=rule)
        sql, signature = statement.outcome()
        self.tables()
        self.engine.keep("weighed", _same_columns(sql, there, carry, rule=rule))
        self._settle(goods, signature, rule=rule)
        return self._settled(carry, rule=rule)

    def tables(self) -> None:
        """Name the small tables that statements join to the lines."""
        self.engine.table("calendar", self.epochs.calendar())
        self.engine.table("places", self.epochs.places())
        if self._claimed is not None and self._claimed.num_rows:
            self.engine.table("claims", self._claimed)

    def _settle(self, goods: Goods, reader: Signature, *, rule: bool) -> None:
        """Settle each sort of open lines once."""
        open_ = self.engine.sql(
            "SELECT DISTINCT signature FROM weighed WHERE signature IS NOT NULL"
        )
        signatures = sorted(open_.column("signature").to_pylist())
        new = [one for one in signatures if (one, rule) not in self.settled]
        settling = Settling(
            goods=goods,
            reader=reader,
            addressed=self.addressed,
            claims=self._claimed,
            few=self.few,
            rule=rule,
        )
        for one, outcome in settling.settle(new):
            self.settled[one, rule] = outcome
        found = {one: self.settled[one, rule] for one in signatures}
        self.engine.table(
            "settled",
            pa.table(
                {
                    "of": pa.array(list(found), pa.string()),
                    "found": pa.array([one for one, _ in found.values()], pa.int8()),
                    "found_by": pa.array(
                        [one for _, one in found.values()], pa.string()
                    ),
                }
            ),
        )

    def _settled(self, carry: Sequence[str], *, rule: bool) -> str:
        cells = [f'"{one}"' for one in carry]
        cells.append("coalesce(found, outcome) AS outcome")
        if rule:
            cells.append("CASE WHEN found IS NULL THEN rule ELSE found_by END AS rule")
        return (
            f"SELECT {', '.join(cells)} FROM weighed "
            "LEFT JOIN settled ON settled.of = weighed.signature"
        )


_CARRIED = {
    "line": "INTEGER",
    "date": "DATE",
    "quantity": "DECIMAL(18, 4)",
    "value": "DECIMAL(18, 4)",
}


def _same_columns(
    sql: str, there: Sequence[str], carry: Sequence[str], *, rule: bool
) -> str:
    """Give the statements of all kinds the same columns."""
    cells = [
        f'"{one}"'
        if one in there
        else f'CAST(NULL AS {_CARRIED.get(one, "VARCHAR")}) AS "{one}"'
        for one in carry
    ]
    cells += ["CAST(outcome AS TINYINT) AS outcome", "signature"]
    cells += ["rule"] if rule else []
    return f"SELECT {', '.join(cells)} FROM ({sql}) AS one_kind"


def determined(
    bulk: Bulk, *, progress: Callable[[int], None] | None = None
) -> Iterator[pa.Table]:
    """Determine every line of a population.

    Yields:
        Tables with ``id``, ``line``, ``kind``, ``outcome`` and ``rule``, the
        strictest rule that leads to it.
    """
    carry = [one for one in ("id", "line", "kind") if one in bulk.population.columns]
    names = " ".join(f"WHEN {n} THEN '{one}'" for one, n in RANK.items())
    cells = ", ".join(f'"{one}"' for one in carry)
    for group in bulk.groups():
        statement = bulk.weigh(group, carry, rule=True)
        yield bulk.engine.sql(
            f"SELECT {cells}, CASE outcome {names} END AS outcome, rule "
            f"FROM ({statement}) AS d"
        )
        if progress is not None:
            progress(group.lines)


def classified(
    bulk: Bulk,
    listing: str = "eu-annex-i",
    *,
    progress: Callable[[int], None] | None = None,
) -> Iterator[pa.Table]:
    """Tell of every line whether its goods are in a control list.

    Args:
        bulk: The law before the lines.
        listing: The list, or a regime that entries are tagged with.
        progress: Called with the number of lines that were done.

    Yields:
        Tables with ``id``, ``line``, ``kind``, ``listed`` (``NULL`` when a fact is
        missing) and ``code``, the first paragraph that the goods are in; a claim
        beyond all paragraphs has none.
    """
    carry = [one for one in ("id", "line", "kind") if one in bulk.population.columns]
    for group in bulk.groups():
        goods = bulk.goods(group)
        listed = goods.listed_in(listing)
        goods.place("in_list", listed.sql)
        goods.place("code", _first_code(goods, listing))
        lines = Statement(goods, {}).lines([*carry, "in_list", "code"])
        bulk.tables()
        cells = ", ".join(f'"{one}"' for one in carry)
        yield bulk.engine.sql(
            f"SELECT {cells}, in_list AS listed, code FROM ({lines}) AS c"
        )
        if progress is not None:
            progress(group.lines)


def _first_code(goods: Goods, listing: str) -> exp.Expr:
    """Name the first paragraph of a list that surely holds."""
    ifs = [
        exp.If(this=held.sql, true=text(row.code))
        for row in goods.measured
        if row.belongs(listing) and True in (held := known(row.truth)).can
    ]
    nothing = exp.Cast(this=exp.null(), to=exp.DataType.build("text"))
    return exp.Case(ifs=ifs, default=nothing) if ifs else nothing
