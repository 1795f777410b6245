"""Screening beside its peers: how fast, and how much is found, class by class.

Sluis, exhaustive RapidFuzz ``token_sort_ratio`` and, where ``make peers`` has set it
up, nomenklatura's blocker with ``logic-v2`` answer the same queries against the same
official list in the same run. Queries are listed names distorted by seeds that were
never looked at while the matching was worked on, and innocent names. Speeds are of
processor time on one thread, and by the clock on two. A listed name that is not found
by its own spelling fails the run.

    python benchmarks/screening.py [--quick]
    python benchmarks/screening.py --lists    OFAC, UN, EU and CSL together
    python benchmarks/screening.py --changes  1,000,000 customers, 100 changed parties
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process, utils

from distortions import HELD_OUT, Query, spoken
from quality import (
    FLOOR,
    OFAC,
    PARTIES,
    draw,
    innocents,
    judge,
    listed_names,
    sample,
    scores_of,
    table,
)
from sluis.core.listing import once
from sluis.core.names.index import FAMILIES, NameIndex
from sluis.core.names.matching import Asked, find
from sluis.core.party import PartyQuery
from sluis.core.screening import build_index, screen
from sluis.formats.lists import read_list
from sluis.store.index import read_index, write_index

THRESHOLD_FLOOR = 0.7
ASKED_ABOUT = ("Person", "Organization", "Company")
LISTS = (
    OFAC,
    PARTIES / "un" / "un_consolidated_2024-05-15.xml.gz",
    PARTIES / "eu" / "eu_fsf_full_1_1_2021-03-02.xml.gz",
    PARTIES / "us_csl" / "csl_consolidated_2022-04.csv.gz",
)
CANDIDATES = 24
PEERS = Path(__file__).resolve().parents[1] / ".venv-peers" / "bin" / "python"
PEER = Path(__file__).parent / "peers" / "nomenklatura_screening.py"


def found_by(
    queries: Sequence[Query],
    index: NameIndex,
    *,
    limit: int | None = None,
    threads: int = 1,
) -> set[tuple[int, int]]:
    """Fold the queries, find what scores at least the floor, and give the pairs."""
    asked = Asked.of(
        [query.text for query in queries], [FAMILIES[query.family] for query in queries]
    )
    hits = find(
        asked, index, floor=THRESHOLD_FLOOR, limit_candidates=limit, threads=threads
    )
    return set(zip(hits.queries.tolist(), hits.names.tolist(), strict=True))


def speed(queries: Sequence[Query], index: NameIndex) -> tuple[dict[str, float], float]:
    """Give names a second by way of asking, and the loss with few names scored."""
    found_by(queries[:500], index, threads=2)  # compiled code is loaded by the first
    speeds: dict[str, float] = {}

    def timed(name: str, clock: Callable[[], float], **how: int) -> set[Any]:
        started = clock()
        found = found_by(queries, index, **how)
        speeds[name] = len(queries) / (clock() - started)
        return found

    timed("sluis, first time, 2 threads", time.perf_counter, threads=2)
    timed("sluis, 2 threads", time.perf_counter, threads=2)
    every = timed("sluis", time.process_time)
    few = timed(f"sluis, {CANDIDATES} scored", time.process_time, limit=CANDIDATES)
    return speeds, 1 - len(few) / max(1, len(every))


def four_lists() -> None:
    """Say how fast four lists together are made ready, loaded and searched."""
    entities = once(e for path in LISTS for e in read_list(path).entities)
    started = time.perf_counter()
    index = build_index(entities)
    built = time.perf_counter() - started
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "four.index"
        write_index(index, path)
        size = path.stat().st_size / 1e6
        started = time.perf_counter()
        mapped = read_index(path)
        loaded = time.perf_counter() - started
    queries = sample(listed_names(entities), each=60, calm=18_900, seed=HELD_OUT)
    speeds, loss = speed(queries, mapped)
    print(
        f"{len(entities):,} parties, {len(index.arrays.owner):,} names, of four lists:"
        f" built in {built:.1f} s, {size:,.0f} MB, loaded in {1000 * loaded:.0f} ms;"
        f" {len(queries):,} names asked, {100 * loss:.2f} % lost with {CANDIDATES}"
    )
    for name, value in speeds.items():
        print(f"{name:32}{value:>12,.0f} names/s")


def changes(customers: int) -> None:
    """Say how long many customers take against few changed parties."""
    rng = random.Random(HELD_OUT)
    entities = [
        entity for entity in read_list(OFAC).entities if entity.schema in ASKED_ABOUT
    ]
    changed = rng.sample(entities, 100)
    calm = [query.text.split() for query in innocents([], 60_000, HELD_OUT)]
    parties = [
        PartyQuery(
            id=str(number),
            names=(" ".join([*rng.choice(calm)[:1], *rng.choice(calm)[1:]]),),
            schema=rng.choice(ASKED_ABOUT),
        )
        for number in range(customers)
    ]
    started = time.perf_counter()
    index = build_index(changed)
    list(screen(parties[:100], index, threads=2))
    ready = time.perf_counter() - started
    started, cpu = time.perf_counter(), time.process_time()
    found = sum(bool(answer["matches"]) for answer in screen(parties, index, threads=2))
    print(
        f"{customers:,} customers against {len(changed)} changed parties:"
        f" {time.perf_counter() - started:.1f} s by the clock,"
        f" {time.process_time() - cpu:.1f} s of processor time, {found:,} with results"
        f" (made ready in {ready:.1f} s)"
    )


def token_sort(
    queries: Sequence[Query], index: NameIndex
) -> tuple[float, list[dict[str, float]]]:
    """Compare every query with every name; the floor that a peer gets for free."""

    def ready(text: str) -> str:
        return " ".join(sorted(utils.default_process(text).split()))

    names, owners, families = [], [], []
    for entity in index.entities:
        for name in entity.names:
            names.append(ready(name.text))
            owners.append(entity.id)
            families.append(entity.schema == "Person")
    rows: list[dict[str, float]] = []
    started = time.process_time()
    for start in range(0, len(queries), 200):
        part = queries[start : start + 200]
        scores = process.cdist(
            [ready(query.text) for query in part],
            names,
            scorer=fuzz.ratio,
            score_cutoff=60,
            workers=1,
        )
        for query, row in zip(part, scores, strict=True):
            found: dict[str, float] = {}
            for hit in row.nonzero()[0].tolist():
                if families[hit] == (query.family == "person"):
                    score = float(row[hit]) / 100
                    found[owners[hit]] = max(found.get(owners[hit], 0.0), score)
            rows.append(found)
    return len(queries) / (time.process_time() - started), rows


def nomenklatura(
    queries: Sequence[Query], index: NameIndex
) -> tuple[float, list[dict[str, float]]] | None:
    """Ask nomenklatura in its own environment; ``None`` where it is not set up."""
    if not PEERS.is_file():
        print("nomenklatura is not measured: run `make peers` to set it up")
        return None
    given = {
        "listed": [
            {
                "id": entity.id,
                "schema": entity.schema,
                "names": [name.text for name in entity.names],
            }
            for entity in index.entities
        ],
        "queries": [
            {
                "schema": "Person" if query.family == "person" else "Organization",
                "name": query.text,
            }
            for query in queries
        ],
    }
    done = subprocess.run(
        [str(PEERS), str(PEER)],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(f"nomenklatura is not measured: {done.stderr.strip()[-200:]}")
        return None
    answer = json.loads(done.stdout)
    return len(queries) / answer["seconds"], answer["scores"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer queries")
    parser.add_argument("--lists", action="store_true", help="four lists together")
    parser.add_argument("--changes", action="store_true", help="many customers")
    parser.add_argument("--chart", type=Path, help="draw what is found to this file")
    asked = parser.parse_args()
    quick = asked.quick
    if not OFAC.is_file():
        print(f"skipped: the shared test data is not at {OFAC}; set SLUIS_SHARED")
        return 0
    if asked.lists:
        four_lists()
        return 0
    if asked.changes:
        changes(100_000 if quick else 1_000_000)
        return 0
    entities = read_list(OFAC).entities
    started = time.process_time()
    index = build_index(entities)
    built = time.process_time() - started
    listed = listed_names(entities)
    each, calm, few = (40, 3_000, 300) if quick else (600, 89_200, 3_000)
    queries = sample(listed, each=each, calm=calm, seed=HELD_OUT)
    print(
        f"{len(queries):,} names against {len(index.arrays.owner):,} of {OFAC.name};"
        f" index built in {built:.1f} s"
    )
    speeds, loss = speed(queries, index)
    answers = {"sluis": (queries, scores_of(queries, index))}
    every = speeds["sluis"]
    part = queries[:few]
    for name, system in (("token_sort", token_sort), ("nomenklatura", nomenklatura)):
        answer = system(part, index)
        if answer is not None:
            speeds[name] = answer[0]
            answers[f"{name} ({len(part):,})"] = part, answer[1]
    systems = {name: judge(*answer) for name, answer in answers.items()}
    if asked.chart:
        draw(answers, asked.chart)
    for name, value in speeds.items():
        print(f"{name:32}{value:>12,.0f} names/s{every / value:>10.1f} x")
    print(
        f"lost with {CANDIDATES} scored: {100 * loss:.2f} % of what scores"
        f" {THRESHOLD_FLOOR}"
    )
    print(table(systems))
    print("thresholds:", systems["sluis"].thresholds, f"(floor {FLOOR})")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory: {peak:,.0f} MB")
    own = [
        Query("own", n.entity, n.family, spoken(n))
        for n in listed[:: len(listed) // 300]
    ]
    missed = [
        query.text
        for query, row in zip(own, scores_of(own, index, floor=0.9), strict=True)
        if query.entity not in row
    ]
    if missed:
        print(f"wrong: listed names not found by their own spelling: {missed[:5]}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
