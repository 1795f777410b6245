"""Law over whole populations, and the interpreter that explains, side by side.

    python benchmarks/determination.py [--quick] [--lines N] [--many N] [--seed S]

Lines are made by seed: kinds as exporters have them, each with most of the facts
that its entries ask, values around the limits. Measured are the whole law (Annex I,
measures, orders, general authorisations) in DuckDB, a reform tried on the same lines,
the interpreter with its reasons, and as the peer ten paragraphs of Annex I written in
numpy, over the same columns. Whole Annex I alone is measured as well, and without
``--quick`` ten million lines before and after a reform. A wrong answer fails: outcomes
of the engine are compared with those of the interpreter.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sluis.core.determination import determine
from sluis.core.law.model import Law
from sluis.core.law.node import Node
from sluis.core.law.predicate import Among, Combine, Compare, Is, KindIs
from sluis.core.law.reform import apply, read_reform
from sluis.core.law.snapshot import Paragraph, law_on
from sluis.core.time import AsOf
from sluis.engine.base import Engine, engine_named
from sluis.engine.determine import Bulk, classified, determined
from sluis.engine.population import read_population
from sluis.engine.whatif import compare
from sluis.formats.flat import column_of, flat_schema, read_flat
from sluis.store.law import load_law

DAY = date(2026, 1, 5)
PLACES = ("CN", "US", "TR", "IN", "BR", "AU", "RU", "IR", "TW", "SG", "DE", "KR")
KINDS = (
    "turbojet_engine",
    "uav",
    "accelerometer",
    "gyroscope",
    "inertial_measurement_unit",
    "machine_tool",
    "pump",
    "valve",
    "camera",
    "laser",
    "oscilloscope",
    "signal_analyser",
    "computer",
    "carbon_fibre",
    "vacuum_pump",
    "radar",
)
REFORM = {"title": "300 N", "entry": "9A101", "set": {"a.1": "300 N"}}


class Columns:
    """Facts of lines by column, with what is not known apart.

    Args:
        law: The law whose limits the values lie around.
        seed: Where chance starts.
    """

    def __init__(self, law: Law, seed: int) -> None:
        self.law = law
        self.chance = np.random.default_rng(seed)
        self.on = law_on(law, AsOf(valid_on=DAY, known_on=None))

    def paragraphs(self, kind: str) -> list[Paragraph]:
        """Give the paragraphs that name a kind or one above it."""
        line = self.law.vocabulary.line_of(kind)
        return [
            one
            for group in self.on.paragraphs.values()
            for one in group
            if one.kinds is not None and not one.kinds.kinds.isdisjoint(line)
        ]

    def table(self, kind: str, lines: int) -> pa.Table:
        """Make lines of a kind."""
        days = self.chance.integers(0, 330, lines)
        columns: dict[str, Any] = {
            "id": np.char.add(f"{kind}-", np.arange(lines).astype(str)),
            "line": np.ones(lines, dtype=np.int32),
            "date": np.array([DAY + timedelta(days=n) for n in range(330)])[days],
            "activity": np.full(lines, "export"),
            "exporter": np.char.add(
                "Exporter ", self.chance.integers(0, 400, lines).astype(str)
            ),
            "destination": self.chance.choice(PLACES, lines),
            "kind": np.full(lines, kind),
            "quantity": [Decimal(1)] * lines,
            "unit": np.full(lines, "piece"),
            "value": [Decimal(100)] * lines,
            "currency": np.full(lines, "EUR"),
        }
        for code, nodes in self._asked(kind).items():
            columns[column_of(code)] = self._values(code, nodes, lines)
        schema = flat_schema(columns, self.law.vocabulary)
        return pa.table(
            [_typed(columns[one.name], one.type) for one in schema],
            schema=schema,
        )

    def _asked(self, kind: str) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for paragraph in self.paragraphs(kind):
            for node in paragraph.node.walk():
                if isinstance(node, Compare | Is | Among):
                    found.setdefault(node.parameter, []).append(node)
        return found

    def _values(self, code: str, nodes: Sequence[Node], lines: int) -> pa.Array:
        parameter = self.law.vocabulary.parameters[code]
        unknown = self.chance.random(lines) < 0.03
        if parameter.unit is not None:
            limits = [n.threshold.value for n in nodes if isinstance(n, Compare)]
            shares = self.chance.choice([0.5, 0.9, 0.98, 1.0, 1.02, 1.5], lines)
            values = np.abs(self.chance.choice(limits or [1.0], lines)) * shares
            most = parameter.most
            values = values if most is None else np.minimum(values, most)
            return pa.array(values, mask=unknown)
        if parameter.type == "bool":
            return pa.array(self.chance.random(lines) < 0.1, mask=unknown)
        words = sorted({w for n in nodes if isinstance(n, Among) for w in n.values})
        chosen = self.chance.choice([*words, "another"], lines)
        if parameter.type == "text":
            return pa.array(chosen, mask=unknown)
        return pa.array([[word] for word in chosen])


def _typed(values: Any, type_: pa.DataType) -> pa.Array:
    if isinstance(values, pa.Array):
        return values.cast(type_)
    return pa.array(values, type=type_)


class Numpy:
    """Paragraphs by hand: two arrays a condition, what holds and what is known."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table
        self.lines = table.num_rows
        self.columns: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    def column(self, code: str) -> tuple[np.ndarray, np.ndarray]:
        """Give the values of a parameter and where they are known."""
        found = self.columns.get(code)
        if found is None:
            column = self.table.column(column_of(code)).combine_chunks()
            known = ~column.is_null().to_numpy(zero_copy_only=False)
            values = column.to_numpy(zero_copy_only=False)
            found = self.columns[code] = (values, known)
        return found

    def test(self, node: Node) -> tuple[np.ndarray, np.ndarray]:
        """Give where a condition holds, and where it fails."""
        if isinstance(node, Combine):
            return self._combine(node)
        if isinstance(node, KindIs):
            return np.ones(self.lines, dtype=bool), np.zeros(self.lines, dtype=bool)
        values, known = self.column(node.parameter)
        if isinstance(node, Compare):
            with np.errstate(invalid="ignore"):
                true = _COMPARED[node.operator](values, node.threshold.value)
        elif isinstance(node, Among):
            true = np.isin(values, list(node.values))
        else:
            true = np.equal(values, True)  # noqa: FBT003 - an array may hold None
        true = true.astype(bool)
        return true & known, ~true & known

    def _combine(self, node: Combine) -> tuple[np.ndarray, np.ndarray]:
        parts = [self.test(part) for part in node.parts]
        if node.how == "all":
            true, false = parts[0]
            for other_true, other_false in parts[1:]:
                true, false = true & other_true, false | other_false
            return true, false
        true, false = parts[0]
        for other_true, other_false in parts[1:]:
            true, false = true | other_true, false & other_false
        return (true, false) if node.how == "any" else (false, true)


_COMPARED: dict[str, Callable[[Any, float], Any]] = {
    "gt": np.greater,
    "ge": np.greater_equal,
    "lt": np.less,
    "le": np.less_equal,
    "eq": np.equal,
}


def by_hand(columns: Columns, kind: str) -> list[Paragraph]:
    """Choose paragraphs that hang on facts of the good alone."""
    plain = (Combine, Compare, Is, Among, KindIs)
    line = columns.law.vocabulary.line_of(kind)
    return [
        one
        for one in columns.paragraphs(kind)
        if one.version.unless is None
        and not one.version.other_than
        and all(isinstance(node, plain) for node in one.node.walk())
        and not any(
            isinstance(node, KindIs) and node.kinds.isdisjoint(line)
            for node in one.node.walk()
        )
        and not any(
            isinstance(node, Among)
            and columns.law.vocabulary.parameters[node.parameter].type != "text"
            for node in one.node.walk()
        )
    ]


def measure(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Give the time as waited, the processor time, and the result."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - wall, time.process_time() - cpu, result


def bulk_on(engine: Engine, folder: Path, law: Law) -> Bulk:
    return Bulk(engine, read_population(folder, engine, law.vocabulary), law)


def outcomes(engine: Engine, folder: Path, law: Law) -> dict[str, str]:
    bulk = bulk_on(engine, folder, law)
    return {
        row["id"]: row["outcome"]
        for batch in determined(bulk)
        for row in batch.select(["id", "outcome"]).to_pylist()
    }


def whole_law(engine: Engine, folder: Path, law: Law) -> int:
    bulk = bulk_on(engine, folder, law)
    return sum(batch.num_rows for batch in determined(bulk))


def whole_list(engine: Engine, folder: Path, law: Law) -> int:
    bulk = bulk_on(engine, folder, law)
    return sum(batch.num_rows for batch in classified(bulk))


def reform(engine: Engine, folder: Path, law: Law) -> int:
    before = bulk_on(engine, folder, law)
    after = Bulk(engine, before.population, apply(law, read_reform(REFORM)))
    compare(before, after)
    return before.population.count


def many(columns: Columns, lines: int, folder: Path) -> None:
    """Write many lines, a kind at a time so that few are in memory."""
    for kind in KINDS:
        pq.write_table(
            columns.table(kind, lines // len(KINDS)), folder / f"{kind}.parquet"
        )


def reform_of_many(columns: Columns, law: Law, lines: int) -> None:
    """Measure a reform on a population that is larger than memory should be."""
    before = peak()
    with tempfile.TemporaryDirectory(prefix="sluis-bench-") as name:
        folder = Path(name)
        many(columns, lines, folder)
        engine = engine_named("duckdb", memory="2GB")
        wall, cpu, done = measure(lambda: reform(engine, folder, law))
        engine.close()
    print(
        f"{done:,} lines before and after a reform: {wall:.0f} s as waited, "
        f"{cpu:.0f} s of CPU (peak memory before it {before:,.0f} MB)"
    )


def ten_by_hand(columns: Columns, tables: dict[str, pa.Table], each: int) -> float:
    """Measure the peer: ten paragraphs in numpy over the same columns."""
    chosen = [(kind, one) for kind in tables for one in by_hand(columns, kind)][:10]

    def ten() -> int:
        met = 0
        for kind, paragraph in chosen:
            true, _ = Numpy(tables[kind]).test(paragraph.node)
            met += int(true.sum())
        return met

    wall, _, _ = measure(ten)
    theirs = len(chosen) * each / wall
    print(
        f"peer, {len(chosen)} paragraphs in numpy by hand: {theirs:,.0f} "
        "paragraphs of a line/s"
    )
    return theirs


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def check(law: Law, folder: Path, sample: pa.Table) -> None:
    """Fail where the engine and the interpreter differ."""
    engine = engine_named("duckdb")
    try:
        told = outcomes(engine, folder, law)
    finally:
        engine.close()
    for row in sample.to_pylist():
        known = {name: value for name, value in row.items() if value is not None}
        want = determine(read_flat(known, law.vocabulary), law).outcome
        assert told[row["id"]] == want, (row["id"], told[row["id"]], want)


def interpret(law: Law, sample: pa.Table) -> tuple[float, int, int]:
    """Determine lines one by one, with all reasons in two languages."""
    given = [
        read_flat({k: v for k, v in row.items() if v is not None}, law.vocabulary)
        for row in sample.to_pylist()
    ]
    for one in given[: len(given) // 4]:  # the plans of kinds are made once
        determine(one, law)
    rest = given[len(given) // 4 :]
    _, cpu, found = measure(lambda: [determine(one, law) for one in rest])
    open_ = sum(one.outcome == "undecided" for one in found)
    return cpu, len(rest), open_


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--lines", type=int)
    parser.add_argument("--many", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    lines = options.lines or (40_000 if options.quick else 1_000_000)
    kinds = KINDS[:4] if options.quick else KINDS
    law = load_law()
    columns = Columns(law, options.seed)
    each = lines // len(kinds)
    with tempfile.TemporaryDirectory(prefix="sluis-bench-") as name:
        folder = Path(name)
        tables = {kind: columns.table(kind, each) for kind in kinds}
        for kind, table in tables.items():
            pq.write_table(table, folder / f"{kind}.parquet")
        count = each * len(kinds)
        print(f"{count:,} lines of {len(kinds)} kinds, seed {options.seed}")
        small = folder.parent / f"{folder.name}-sample"
        small.mkdir()
        per = 25 if options.quick else 50
        samples = [table.slice(0, per) for table in tables.values()]
        for kind, sample in zip(kinds, samples, strict=True):
            pq.write_table(sample, small / f"{kind}.parquet")
        for sample in samples:
            check(law, small, sample)
        print(f"engine and interpreter agree on {per * len(kinds)} lines")

        engine = engine_named("duckdb", memory="3GB")
        wall, cpu, done = measure(lambda: whole_law(engine, folder, law))
        assert done == count
        ours = count / wall
        print(f"whole law in DuckDB: {ours:,.0f} lines/s as waited, {cpu:.1f} s of CPU")

        wall, cpu, done = measure(lambda: whole_list(engine, folder, law))
        assert done == count
        listed = count / wall
        print(
            f"whole Annex I in DuckDB: {listed:,.0f} lines/s as waited, "
            f"{cpu:.1f} s of CPU"
        )
        wall, cpu, _ = measure(lambda: reform(engine, folder, law))
        print(f"before and after a reform: {wall:.1f} s as waited, {cpu:.1f} s of CPU")
        engine.close()

        theirs = ten_by_hand(columns, tables, each)
        weighed = sum(len(columns.paragraphs(kind)) for kind in kinds) / len(kinds)
        print(
            f"of ours each line meets {weighed:.0f} paragraphs of Annex I: "
            f"{listed * weighed:,.0f} paragraphs of a line/s, "
            f"{listed * weighed / theirs:.2f} times the peer; with all measures "
            f"{ours * weighed / theirs:.2f} times"
        )
        sample = pa.concat_tables(
            [table.slice(0, 60 if options.quick else 400) for table in tables.values()],
            promote_options="default",
        )
        cpu, some, open_ = interpret(law, sample)
        print(
            f"interpreter with reasons: {some / cpu:,.0f} transactions/s a core "
            f"({open_ / some:.0%} undecided, with their questions)"
        )
    if not options.quick:
        reform_of_many(columns, law, options.many)
    print(f"peak memory {peak():,.0f} MB")


if __name__ == "__main__":
    main()
