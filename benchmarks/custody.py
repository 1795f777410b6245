"""How fast and how well a population of goods is traced, beside its peers.

    python benchmarks/custody.py [--quick] [--items N]

A population is made from a seed: items in consignments, one to five transfers
each, missing and false reports, diverted goods. Every figure comes from one run:
the same population goes to DuckDB and SQLite, and to Polars, NetworkX and igraph
in `.venv-peers` (see `make peers`). Fails when an answer is wrong; speed alone
never fails it. One JSON object a line.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

import custody_world
from sluis.core.custody.policy import Policy
from sluis.core.custody.population import Chains, most_likely
from sluis.core.custody.rows import Array, Items, Papers, Reach, Rows, group

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".venv-peers" / "bin" / "python"
DAY = 1_440
TODAY = date(2026, 6, 30)


def say(work: str, **figures: Any) -> None:
    """Print one line of figures."""
    shown = {
        k: float(f"{v:.4g}") if isinstance(v, float) else v for k, v in figures.items()
    }
    print(json.dumps({"work": work, **shown}), flush=True)


def best(work: Callable[[], Any], times: int = 5) -> tuple[float, Any]:
    """Give the shortest of a few runs, and the last result."""
    shortest, result = float("inf"), None
    for _ in range(times):
        start = time.perf_counter()
        result = work()
        shortest = min(shortest, time.perf_counter() - start)
    return shortest, result


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Reports as they arrive, what items left on, and the answer key.

    Attributes:
        item: The item of each report.
        columns: Columns of the reports, for `group`.
        items: What items left on.
        diverted: Whether each item went elsewhere; for scoring only.
    """

    item: Array
    columns: dict[str, Array]
    items: Items
    diverted: Array

    def rows(self) -> Rows:
        """Group the reports by item."""
        return group(self.item, self.columns, items=len(self.diverted))


def population(seed: int, items: int, *, forged: bool = False) -> Population:
    """Make a population.

    2 % of items are diverted, 5 % of inner hops are missing, and 3 % of hops
    have a second, false report two letters weaker. With ``forged``, half of the
    diverted items also have a receipt of the end user, graded like any other.

    Args:
        seed: What it is made from.
        items: How many items.
        forged: Whether there are forged receipts.
    """
    random = np.random.default_rng(seed)
    parties = max(items // 5, 100)
    consignment = np.cumsum(random.random(items) < 1 / 30).astype(np.int32)
    count = int(consignment[-1]) + 1
    licence = random.integers(0, max(count // 3, 1), count)
    exporter_of = random.integers(0, parties // 20, licence.max() + 1)
    user_of = _skewed(random, parties, licence.max() + 1, 3)
    exporter = exporter_of[licence][consignment]
    user = user_of[licence][consignment]
    hops = random.choice(np.arange(1, 6), items, p=[0.4, 0.3, 0.2, 0.07, 0.03])
    diverted = random.random(items) < 0.02
    total = int(hops.sum())
    item = np.repeat(np.arange(items, dtype=np.int32), hops)
    start = np.concatenate([[0], np.cumsum(hops)[:-1]])
    hop = np.arange(total) - start[item]
    first, last = hop == 0, hop == hops[item] - 1
    middle = _skewed(random, parties, total, 2)
    middle[first] = _skewed(random, parties, count, 2)[consignment[item[first]]]
    receiver = np.where(last & ~diverted[item], user[item], middle)
    sender = np.roll(receiver, 1)
    sender[first] = exporter[item[first]]
    begun = random.integers(16_400 * DAY, 20_300 * DAY, count)[consignment]
    days = np.cumsum(random.integers(5 * DAY, 200 * DAY, total))
    earliest = begun[item] + days - days[start][item] + 5 * DAY
    grade = random.integers(0, 36, total)
    known = earliest // DAY + random.integers(0, 400, total)
    keep = first | last | (random.random(total) >= 0.05)
    false = np.flatnonzero(random.random(total) < 0.03)
    parts = [
        (item, sender, receiver, earliest, grade, known),
        (
            item[false],
            sender[false],
            _skewed(random, parties, len(false), 2),
            earliest[false] + 60,
            np.minimum(grade[false] + 12, 35),
            known[false],
        ),
    ]
    parts[0] = tuple(column[keep] for column in parts[0])
    went = receiver[start + hops - 1] != user
    if forged:
        picked = np.flatnonzero(went)
        picked = picked[random.random(len(picked)) < 0.5]
        at = (start + hops - 1)[picked]
        parts.append(
            (
                picked.astype(np.int32),
                sender[at],
                user[picked],
                earliest[at] - 30,
                random.integers(0, 36, len(picked)),
                known[at],
            )
        )
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = random.permutation(len(columns[0]))  # reports arrive in any order
    columns = [column[order] for column in columns]
    types = (np.int32, np.int32, np.int32, np.int32, np.uint8, np.uint16)
    names = ("item", "sender", "receiver", "earliest", "grade", "known_from")
    typed = {
        name: column.astype(kind)
        for name, column, kind in zip(names, columns, types, strict=True)
    }
    typed["source"] = np.arange(len(order), dtype=np.int32)
    none = np.full(items, -1, np.int32)
    return Population(
        item=typed.pop("item"),
        columns=typed,
        items=Items(
            paper=licence[consignment].astype(np.int32),
            exporter=exporter.astype(np.int32),
            consignee=none,
            end_user=user.astype(np.int32),
            due=none,
            forbids=np.ones(items, np.uint8),
            over=np.zeros(items, np.uint8),
        ),
        diverted=went,
    )


def _skewed(random: Any, parties: int, count: int, power: int) -> Array:
    drawn = (parties * random.random(count) ** power).astype(np.int32)
    return np.minimum(drawn, parties - 1)


def average_precision(score: Array, truth: Array) -> float:
    """Give the average precision; equal scores are one threshold."""
    values, place = np.unique(score, return_inverse=True)
    right = np.bincount(place, truth, len(values))[::-1].cumsum()
    shown = np.bincount(place, minlength=len(values))[::-1].cumsum()
    gained = np.diff(np.concatenate([[0], right])) / truth.sum()
    return float((gained * right / shown).sum())


def reliability(chance: Array, truth: Array) -> list[tuple[float, float, int]]:
    """Give (said, was so, cases) for ten bins of probability."""
    bin_ = np.minimum((chance * 10).astype(int), 9)
    return [
        (
            round(float(chance[bin_ == b].mean()), 4),
            round(float(truth[bin_ == b].mean()), 4),
            int((bin_ == b).sum()),
        )
        for b in range(10)
        if (bin_ == b).any()
    ]


def verdicts(items: int) -> Policy:
    """Score verdicts on forged receipts; learn on seeds that are not scored."""
    from sluis.core.custody.settled import learn

    settled = population(901, items, forged=True)
    policy = Policy()
    learned = learn(
        settled.rows(), settled.items, settled.diverted, policy, version="bench"
    )
    for seed in (11, 12, 13):
        made = population(seed, items, forged=True)
        rows, truth = made.rows(), made.diverted
        plain = most_likely(rows, made.items, policy).away
        found = most_likely(rows, made.items, learned).away
        newest = rows.receiver[rows.start[1:] - 1] != made.items.end_user
        bins = reliability(found, truth)
        error = sum(abs(said - was) * n for said, was, n in bins) / len(truth)
        say(
            "verdicts, half of the diverted with forged receipts",
            seed=seed,
            items=items,
            average_precision=average_precision(found, truth),
            average_precision_doctrine_only=average_precision(plain, truth),
            latest_report_precision=float(truth[newest].mean()),
            calibration_error=error,
            worst_bin_of_100_cases=max(
                abs(said - was) for said, was, n in bins if n >= 100
            ),
            reliability=bins,
        )
    return learned


def speed(made: Population, folder: Path, policy: Policy) -> None:
    """Measure index, sweep, chains and one serial; compare with DuckDB."""
    from sluis.core.custody.sweep import classes, states

    reports = len(made.item)
    made.rows()  # compile first
    seconds, rows = best(made.rows, 3)
    say("index: group by item", reports=reports, seconds=seconds)
    size = len(made.diverted)
    seconds, kept = best(lambda: states(rows, made.items, policy), 2)
    say("index: what stands after each report", seconds=seconds)
    arrays = [kept.last, kept.found, kept.deadline]
    limit, _ = best(lambda: sum(_read(a) for a in arrays), 9)
    sweep, found = best(
        lambda: classes(rows, made.items, policy, valid_on=TODAY, made=kept), 9
    )
    whole, again = best(lambda: classes(rows, made.items, policy, valid_on=TODAY), 3)
    assert np.array_equal(found, again), "the two forms of the sweep differ"
    then, _ = best(
        lambda: classes(
            rows, made.items, policy, valid_on=TODAY, known_on=date(2020, 9, 13)
        ),
        3,
    )
    duck = duckdb_sweep(made, folder, policy, found)
    say(
        "sweep of divergence classes",
        reports=reports,
        seconds=sweep,
        read_the_same_arrays=limit,
        times_reading=sweep / limit,
        from_all_columns=whole,
        as_of_a_day_of_knowledge=then,
        times_faster_than_duckdb=duck["sweep"] / sweep,
        left_the_path=int((found & 0b11011000 > 0).sum()),
    )
    room = Chains.empty(size)
    most_likely(rows, made.items, policy, out=room)
    seconds, _ = best(lambda: most_likely(rows, made.items, policy, out=room), 3)
    say("most likely chain and three more, all items", items=size, seconds=seconds)
    one_serial(made, rows, policy, folder, size)


def _read(array: Array) -> int:
    """Read an array once, with every core, as fast as memory gives."""
    from numba import njit, prange

    global _READ  # noqa: PLW0603 - compiled once
    if _READ is None:

        @njit(parallel=True)
        def read(words: Array) -> int:
            total = 0
            for i in prange(words.size):
                total += words[i]
            return total

        _READ = read
    words = array.view(np.uint8)
    return int(_READ(words[: len(words) // 8 * 8].view(np.int64)))


_READ: Any = None


def duckdb_sweep(
    made: Population, folder: Path, policy: Policy, found: Array
) -> dict[str, float]:
    """Load and sweep the same population with DuckDB; the classes must agree."""
    from importlib.resources import files

    import duckdb
    import pyarrow as pa
    import pyarrow.parquet as pq

    from sluis.core.custody.population import Tables

    def null(values: Array) -> Any:
        return pa.array(values, mask=values == -1)

    chance = Tables.of(policy).chance[made.columns["grade"]]
    count = len(made.item)
    table = pa.table(
        {
            "item": made.item,
            "report": np.arange(count, dtype=np.int32),
            "sender": null(made.columns["sender"]),
            "receiver": null(made.columns["receiver"]),
            "earliest": made.columns["earliest"],
            "latest": made.columns["earliest"],
            "kind": np.ones(count, np.int8),
            "counts": chance >= policy.serious,
            "proves": chance >= policy.proof,
            "dead": np.zeros(count, np.int8),
            "dead_known": pa.nulls(count, pa.int32()),
            "known_from": made.columns["known_from"].astype(np.int32),
            "known_until": pa.nulls(count, pa.int32()),
        }
    )
    items = pa.table(
        {
            "item": np.arange(len(made.diverted), dtype=np.int32),
            "exporter": null(made.items.exporter),
            "consignee": null(made.items.consignee),
            "end_user": null(made.items.end_user),
            "due": null(made.items.due),
            "forbids": made.items.forbids.astype(bool),
            "over": made.items.over.astype(bool),
        }
    )
    pq.write_table(table, folder / "reports.parquet")
    pq.write_table(items, folder / "items.parquet")
    day = (TODAY - date(1970, 1, 1)).days
    rule = pa.table(
        {
            "valid_before": [(day + 1) * DAY],
            "today": [day],
            "known_on": pa.nulls(1, pa.int64()),
            "same_movement": [policy.same_movement_days * DAY],
            "overdue": [policy.overdue_days],
        }
    )
    connection = duckdb.connect(str(folder / "peer.duckdb"))
    connection.execute("set threads = 2")
    start = time.perf_counter()
    connection.register("arrived", table)
    connection.execute(
        "create table reports as select * from arrived order by item, earliest"
    )
    load = time.perf_counter() - start
    connection.register("rule", rule)
    connection.execute(f"create table items as from '{folder / 'items.parquet'}'")
    statement = files("sluis.engine").joinpath("sql/divergence.sql").read_text()
    start = time.perf_counter()
    rows = connection.execute(statement).fetchnumpy()
    sweep = time.perf_counter() - start
    by_sql = np.zeros(len(made.diverted), np.uint16)
    by_sql[rows["item"]] = rows["classes"]
    assert np.array_equal(found, by_sql), "SQL and arrays give other classes"
    plain = (
        "select count(*) from (select item, arg_max(receiver, earliest) as last"
        " from reports where counts group by 1) join items using (item)"
        " where last <> end_user"
    )
    start = time.perf_counter()
    connection.execute(plain).fetchall()
    say(
        "duckdb",
        sorted_load=load,
        sweep=sweep,
        last_good_holder_only=time.perf_counter() - start,
        same_classes_as_arrays=True,
    )
    connection.close()
    return {"load": load, "sweep": sweep}


def one_serial(
    made: Population, rows: Rows, policy: Policy, folder: Path, size: int
) -> None:
    """Ask for chains by the text of a serial, and for a partly read one."""
    import sqlite3

    from sluis.core.custody.serials import find
    from sluis.store.custody_index import CustodyIndex
    from sluis.store.texts import Texts
    from sluis.store.ties import HalfLinks

    texts = [
        f"https://sluis.example/id/obj/m{n % 997}/x/{n * 2654435761 % 10**10:010d}"
        for n in range(size)
    ]
    start = time.perf_counter()
    named = Texts.of(texts)
    parties = Texts.of([f"party {n}" for n in range(max(size // 5, 100))])
    say("index: texts of serials", items=size, seconds=time.perf_counter() - start)
    papers = int(made.items.paper.max()) + 1
    index = CustodyIndex(
        rows=rows,
        items=made.items,
        reach=Reach.whole(size),
        papers=Papers.unbounded(papers),
        links=HalfLinks.of([], {}, len(parties)),
        item_texts=named,
        party_texts=parties,
        paper_texts=Texts.of([f"licence {n}" for n in range(papers)]),
        stamp="",
        policy=policy,
    )
    index.save(folder / "index")
    opened = CustodyIndex.open(folder / "index", policy)
    assert opened is not None
    asked = np.random.default_rng(5).integers(0, size, 2_000).tolist()
    opened.chain(texts[0])
    took = []
    for number in asked:
        start = time.perf_counter()
        found = opened.chain(texts[number])
        took.append(time.perf_counter() - start)
        assert found is not None
        assert found.item == number
    connection = sqlite3.connect(":memory:")
    connection.execute("create table serials(text text primary key, item integer)")
    connection.execute("create table reports(item integer, earliest integer)")
    named_rows = zip(texts, range(size), strict=True)
    connection.executemany("insert into serials values(?, ?)", named_rows)
    pairs = zip(made.item.tolist(), made.columns["earliest"].tolist(), strict=True)
    connection.executemany("insert into reports values(?, ?)", pairs)
    connection.execute("create index by_item on reports(item, earliest)")
    rows_only = []
    for number in asked:
        start = time.perf_counter()
        connection.execute(
            "select * from reports join serials using (item) where text = ?",
            [texts[number]],
        ).fetchall()
        rows_only.append(time.perf_counter() - start)
    say(
        "one serial as text to its chain, three alternatives",
        p50_microseconds=float(np.median(took) * 1e6),
        p99_microseconds=float(np.quantile(took, 0.99) * 1e6),
        sqlite_rows_only_p50=float(np.median(rows_only) * 1e6),
    )
    text = texts[asked[0]].rpartition("/")[2]
    pattern = f"{text[:3]}?{text[4:7]}*"
    find(pattern, named.data, named.begin)
    seconds, hits = best(lambda: find(pattern, named.data, named.begin), 2)
    assert any(one.item == asked[0] for one in hits)
    say("a partly read serial among all", seconds=seconds, candidates=len(hits))


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--items", type=int, default=5_000_000)
    given = parser.parse_args()
    size = 200_000 if given.quick else given.items
    with tempfile.TemporaryDirectory() as place:
        policy = Policy()
        speed(population(1, size), Path(place), policy)
        peers(Path(place))
    verdicts(100_000 if given.quick else 2_000_000)
    custody_world.run([2] if given.quick else [2, 3, 4], 60_000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    say("peak memory of the whole run", megabytes=peak)


def peers(folder: Path) -> None:
    """Run the peers in an environment of their own, if there is one."""
    import subprocess

    import pyarrow as pa
    import pyarrow.parquet as pq

    if not PEERS.exists():
        print("no .venv-peers: Polars, NetworkX and igraph were left out (make peers)")
        return
    random = np.random.default_rng(7)
    parties = 200_000
    links = random.integers(0, parties, (2, 3 * parties))
    pq.write_table(pa.table({"a": links[0], "b": links[1]}), folder / "links.parquet")
    seeds = random.integers(0, parties, 60)
    pq.write_table(pa.table({"party": seeds}), folder / "seeds.parquet")
    script = ROOT / "benchmarks" / "peers" / "trace_peers.py"
    subprocess.run([str(PEERS), str(script), str(folder)], check=False)


if __name__ == "__main__":
    main()
