"""What stays open after the law was weighed, settled sort by sort.

:func:`sluis.core.law.asking.settled` takes an open line as decided where every
answer to one question leads to the same outcome. Here the answers are tried on all
sorts of lines at once: each sort is put before the law again with each answer that
the law tells apart. What only a person's file can say (notices, vague dates, goods
whose kind is not exact) is left to the interpreter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pyarrow as pa

from sluis.core.law.asking import (
    ANOTHER_CN,
    MOST_ANSWERS,
    OWN_ANSWER,
    prefixes,
    settled,
    values,
)
from sluis.core.law.authorising import uses
from sluis.core.law.outcome import hits, weigh
from sluis.core.law.plan import plan_for
from sluis.core.law.situation import Situation
from sluis.core.law.snapshot import Snapshot, law_on
from sluis.core.quantity import Quantity
from sluis.core.time import AsOf
from sluis.core.transaction import ACTIVITIES, END_USE_FACTS
from sluis.engine.base import Engine, engine_named
from sluis.engine.goods_sql import ANSWER, ASKED_PLACE, Goods
from sluis.engine.outcome_sql import RANK, Statement
from sluis.engine.signature import Signature
from sluis.formats.flat import (
    COLUMNS,
    circumstance_column,
    circumstance_of,
    column_of,
    parameter_of,
)

Settled: TypeAlias = tuple[int, str | None]
"""The place of an outcome in :data:`OUTCOMES`, and the rule that leads to it."""

_FIRM = [place for one, place in RANK.items() if one not in OWN_ANSWER]
_COUNTS = "context.embargo_counts."


@dataclass(frozen=True, slots=True, eq=False)
class Settling:
    """Sorts of open lines of one group.

    Attributes:
        goods: The lines' goods, as the first statement read them.
        reader: How the signatures of sorts are read.
        addressed: Names of exporters that each order addresses, by its id.
        claims: What claimed codes stand for.
        few: Up to so many sorts the interpreter is quicker.
        rule: Whether the strictest rule is told as well.
    """

    goods: Goods
    reader: Signature
    addressed: Mapping[str, frozenset[str]]
    claims: pa.Table | None
    few: int
    rule: bool

    def settle(self, signatures: Sequence[str]) -> Iterator[tuple[str, Settled]]:
        """Settle sorts of lines.

        Yields:
            Each signature with what it is settled to.
        """
        at_once = [] if self._inexact else self._at_once(signatures)
        if len(at_once) <= self.few:
            at_once = []
        chosen = set(at_once)
        for signature in signatures:
            if signature not in chosen:
                yield signature, self._at_the_desk(signature)
        if at_once:
            with engine_named("duckdb") as engine:
                found = self._tried(engine, at_once)
            yield from zip(at_once, found, strict=True)

    @property
    def _inexact(self) -> bool:
        """Whether the kind itself is a question."""
        return not self.goods.exact

    def _at_once(self, signatures: Sequence[str]) -> list[str]:
        contested = self.goods.epochs.contested
        return [
            one
            for one in signatures
            if self.reader.undecided(one)
            and contested.isdisjoint(self.reader.countries(one))
        ]

    def _at_the_desk(self, signature: str) -> Settled:
        law = self.goods.law
        transaction, day, known = self.reader.line(signature, law)
        on = law_on(law, AsOf(valid_on=day, known_on=known))
        (item,) = transaction.items
        facts = Situation(on=on, on_day=day, transaction=transaction, item=item)
        found = hits(facts)
        outcome = settled(facts, found, weigh(found, uses(facts)))
        told = [hit for hit in found if hit.effect != "duty"]
        told.sort(key=lambda hit: (hit.effect != outcome, not hit.truth))
        if told and told[0].effect != outcome:
            told.sort(key=lambda hit: not hit.truth)
        rule = next((hit.rule.id for hit in told if hit.rule is not None), None)
        return RANK[outcome], rule

    def _tried(self, engine: Engine, signatures: Sequence[str]) -> list[Settled]:
        """Try all answers on all sorts."""
        trial = _Trial(self)
        statement = trial.statement()
        engine.table("sorts", self.reader.table(signatures, trial.columns))
        engine.table("answers", trial.answers())
        self._tables(engine, trial.goods)
        engine.sql_view("tried", trial.lines("e.nth = 0"))
        firm = ", ".join(str(place) for place in _FIRM)
        # First kept, then chosen from: a filter is moved below all layers, and there
        # each of them is worked out again wherever it is used.
        engine.keep("first", statement)
        engine.keep("promising", f"SELECT * FROM first WHERE outcome IN ({firm})")
        engine.sql_view("tried", trial.lines("e.nth > 0", also="promising"))
        engine.keep("further", statement)
        found = engine.sql(
            "WITH apart AS (SELECT DISTINCT p.sort, p.name FROM promising AS p "
            "JOIN further AS f ON f.sort = p.sort AND f.name = p.name "
            "WHERE f.outcome <> p.outcome), "
            "same AS (SELECT p.sort, p.outcome, row_number() OVER "
            "(PARTITION BY p.sort ORDER BY p.name) AS place FROM promising AS p "
            "LEFT JOIN apart AS a ON a.sort = p.sort AND a.name = p.name "
            "WHERE a.sort IS NULL) "
            "SELECT s.sort, f.outcome FROM sorts AS s LEFT JOIN same AS f "
            "ON f.sort = s.sort AND f.place = 1 ORDER BY s.sort"
        )
        undecided = RANK["undecided"]
        outcomes = [
            undecided if one is None else one
            for one in found.column("outcome").to_pylist()
        ]
        rules = self._rules(engine, outcomes) if self.rule else [None] * len(outcomes)
        return list(zip(outcomes, rules, strict=True))

    def _rules(self, engine: Engine, outcomes: Sequence[int]) -> list[str | None]:
        """Name the rule that leads to the outcome of each sort."""
        goods = _again(self.goods, source="sorts", answers=False)
        statement = Statement(goods, self.addressed, ["sort"]).rules_by_outcome()
        self._tables(engine, goods)
        rows = engine.sql(f"SELECT * FROM ({statement}) AS r ORDER BY sort").to_pylist()
        return [
            row.get(f"rule_{outcome}") or row["rule"]
            for row, outcome in zip(rows, outcomes, strict=True)
        ]

    def _tables(self, engine: Engine, goods: Goods) -> None:
        """Name the small tables that statements join to the sorts."""
        engine.table("calendar", goods.epochs.by_epoch())
        engine.table("places", goods.epochs.places())
        if self.claims is not None and self.claims.num_rows:
            engine.table("claims", self.claims)


def _again(goods: Goods, *, source: str, answers: bool) -> Goods:
    """Give the goods of the same lines with every fact that can be asked for."""
    words = goods.law.vocabulary
    columns = {
        *(column_of(code) for code in words.parameters),
        *(circumstance_column(code) for code in words.circumstances),
        *(one for one in COLUMNS if one not in {"kind", "control_code", "context"}),
    }
    if goods.claimed:
        columns.add("control_code")
    return Goods(
        goods.epochs,
        goods.kind,
        frozenset(columns),
        claimed=goods.claimed,
        entry=goods.entry,
        source=source,
        by_epoch=True,
        answers=answers,
    )


@dataclass(eq=False)
class _Trial:
    """The statement that puts sorts before the law with one fact more.

    Attributes:
        of: The sorts.
        goods: Their goods, with every fact that can be asked for.
        asked: The column of each fact that is tried, by the fact's name.
    """

    of: Settling
    goods: Goods = field(init=False)
    asked: dict[str, str] = field(init=False)
    _statement: str = field(init=False)

    def __post_init__(self) -> None:
        """Write the statement, which tells what it reads."""
        self.goods = _again(self.of.goods, source="tried", answers=True)
        carried = ["sort", "name"]
        self._statement = Statement(self.goods, self.of.addressed, carried).tried()
        named = ((_fact_of(one, self.goods), one) for one in sorted(self.goods.read))
        self.asked = {fact: one for fact, one in named if fact is not None}

    def statement(self) -> str:
        """Give the statement."""
        return self._statement

    @property
    def columns(self) -> list[str]:
        """The columns that the sorts need."""
        return sorted(self.goods.read | {"destination"})

    def lines(self, which: str, *, also: str | None = None) -> str:
        """Write the sorts with each answer put in."""
        asked = {column: fact for fact, column in self.asked.items()}
        types = self.of.reader.types(self.columns)
        cells = ["s.sort", "s.epoch", "e.name"]
        for column in self.columns:
            cell = f's."{column}"'
            fact = asked.get(column)
            if fact is not None:
                given = _CELLS[str(types[column])]
                cell = f"CASE WHEN e.name = '{fact}' THEN e.{given} ELSE {cell} END"
            cells.append(f'{cell} AS "{column}"')
        cells += [f"e.{ASKED_PLACE}", f"e.truth AS {ANSWER}"]
        open_ = " ".join(
            f"WHEN '{fact}' THEN s.\"{column}\" IS NULL"
            for fact, column in self.asked.items()
        )
        places = [
            f"s.{one} = e.{ASKED_PLACE}" for one in _PLACES if one in self.columns
        ]
        joined = (
            f"JOIN {also} AS p ON p.sort = s.sort AND p.name = e.name" if also else ""
        )
        return (
            f"SELECT {', '.join(cells)} FROM sorts AS s "
            f"JOIN answers AS e ON e.at_epoch = s.epoch {joined} "
            f"WHERE {which} AND CASE WHEN e.{ASKED_PLACE} IS NOT NULL "
            f"THEN {' OR '.join(places)} ELSE CASE e.name {open_} ELSE FALSE END END"
        )

    def answers(self) -> pa.Table:
        """Give the answers that the law tells apart, by epoch and fact."""
        rows: list[dict[str, Any]] = []
        for epoch, on in enumerate(self.goods.epochs.snapshots):
            for fact in self.asked:
                given = list(self._answers(on, fact))
                if len(given) <= MOST_ANSWERS:
                    rows += [
                        {"at_epoch": epoch, "name": fact, "nth": nth, key: value}
                        for nth, (key, value) in enumerate(given)
                    ]
            for country in sorted(self.goods.epochs.contested):
                rows += [
                    {
                        "at_epoch": epoch,
                        "name": f"{_COUNTS}{country}",
                        "nth": nth,
                        "truth": truth,
                        ASKED_PLACE: country,
                    }
                    for nth, truth in enumerate((True, False))
                ]
        return pa.Table.from_pylist(rows, schema=_ANSWERS)

    def _answers(self, on: Snapshot, fact: str) -> Iterator[tuple[str, Any]]:
        room, _, code = fact.partition(".")
        if room == "parameters":
            for _, value in values(plan_for(on, self.goods.kind), code):
                if isinstance(value, Quantity):
                    yield "number", value.value
                else:
                    yield "truth" if isinstance(value, bool) else "word", value
        elif fact == "cn_code":
            yield from (("word", one) for one in (*prefixes(on), ANOTHER_CN))
        elif fact == "activity":
            yield from (("word", one) for one in ACTIVITIES)
        else:
            yield from (("truth", one) for one in (True, False))


_PLACES = ("destination", "known_final_destination")
_CELLS = {"double": "number", "bool": "truth", "string": "word"}
_ANSWERS = pa.schema(
    [
        ("at_epoch", pa.int32()),
        ("name", pa.string()),
        ("nth", pa.int32()),
        ("number", pa.float64()),
        ("truth", pa.bool_()),
        ("word", pa.string()),
        (ASKED_PLACE, pa.string()),
    ]
)


def _fact_of(column: str, goods: Goods) -> str | None:
    """Name the fact of a column as questions do; ``None`` when it is never tried."""
    words = goods.law.vocabulary
    if column in {"activity", "cn_code"}:
        return column
    use = column.removeprefix("end_use_")
    if use != column and use in END_USE_FACTS:
        return f"end_use.{use}"
    circumstance = circumstance_of(column, words)
    if circumstance is not None:
        return f"context.{circumstance}"
    parameter = parameter_of(column, words)
    if parameter is None or parameter.type in {"texts", "countries"}:
        return None  # of several at once one is no answer for all
    return f"parameters.{parameter.code}"
