"""Screening beside its peers: how fast, and how much is found, class by class.

Sluis, exhaustive RapidFuzz ``token_sort_ratio`` and, where ``make peers`` has set it
up, nomenklatura's blocker with ``logic-v2`` answer the same queries against the same
official list in the same run. Queries are listed names distorted by seeds that were
never looked at while the matching was worked on, and innocent names. Speeds are of
processor time on one thread. A listed name that is not found by its own spelling
fails the run.

    python benchmarks/screening.py [--quick]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rapidfuzz import fuzz, process, utils

from distortions import HELD_OUT, Query, spoken
from quality import FLOOR, OFAC, Quality, judge, listed_names, sample, scores_of, table
from sluis.core.names.index import FAMILIES, NameIndex
from sluis.core.names.matching import Asked, find
from sluis.core.screening import build_index
from sluis.formats.lists import read_list

THRESHOLD_FLOOR = 0.7
CANDIDATES = 24
PEERS = Path(__file__).resolve().parents[1] / ".venv-peers" / "bin" / "python"
PEER = Path(__file__).parent / "peers" / "nomenklatura_screening.py"


def speed(queries: Sequence[Query], index: NameIndex) -> tuple[float, float, float]:
    """Give names a second, with every name scored and with few, and the loss."""

    def run(limit: int | None) -> tuple[float, set[tuple[int, int]]]:
        started = time.process_time()
        asked = Asked.of(
            [query.text for query in queries],
            [FAMILIES[query.family] for query in queries],
        )
        hits = find(asked, index, floor=THRESHOLD_FLOOR, limit_candidates=limit)
        seconds = time.process_time() - started
        found = set(zip(hits.queries.tolist(), hits.names.tolist(), strict=True))
        return len(queries) / seconds, found

    run(None)  # compiled code is loaded on the first call
    every, all_found = run(None)
    few, few_found = run(CANDIDATES)
    return every, few, 1 - len(few_found) / max(1, len(all_found))


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
    quick = parser.parse_args().quick
    if not OFAC.is_file():
        print(f"skipped: the shared test data is not at {OFAC}; set SLUIS_SHARED")
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
    every, limited, loss = speed(queries, index)
    systems: dict[str, Quality] = {"sluis": judge(queries, scores_of(queries, index))}
    speeds = {"sluis": every, f"sluis, {CANDIDATES} scored": limited}
    part = queries[:few]
    for name, system in (("token_sort", token_sort), ("nomenklatura", nomenklatura)):
        answer = system(part, index)
        if answer is not None:
            speeds[name] = answer[0]
            systems[f"{name} ({len(part):,})"] = judge(part, answer[1])
    for name, value in speeds.items():
        print(f"{name:24}{value:>12,.0f} names/s{every / value:>10.1f} x")
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
