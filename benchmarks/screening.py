"""Screening beside its floor: exhaustive RapidFuzz ``token_sort_ratio``.

Both screen the same names against the same official list in the same run, on one
thread. A listed name that is not found by its exact spelling fails the run.

    python benchmarks/screening.py [--quick]
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import random
import resource
import string
import sys
import time
from collections import defaultdict
from pathlib import Path

from rapidfuzz import fuzz, process, utils

from sluis.core.party import PartyQuery
from sluis.core.screening import NameIndex, build_index, screen
from sluis.formats.lists import read_list

THRESHOLD = 0.7
SHARED = Path(
    os.environ.get("SLUIS_SHARED", Path(__file__).resolve().parents[2] / "shared")
)
LIST = SHARED / "data" / "parties" / "ofac" / "sdn_2024-05-07.xml.gz"
INNOCENT = SHARED / "data" / "names" / "negatives_global_50k.csv.gz"


def variants(rng: random.Random, name: str) -> dict[str, str]:
    words = name.replace(",", "").split()
    place = rng.randrange(len(name))
    letter = rng.choice(string.ascii_uppercase)
    dropped = rng.randrange(len(words))
    joined = rng.randrange(max(1, len(words) - 1))
    return {
        "exact": name,
        "typo": name[:place] + letter + name[place + 1 :],
        "order": " ".join(rng.sample(words, len(words))),
        "joined": " ".join(words[:joined])
        + " "
        + "".join(words[joined : joined + 2])
        + " "
        + " ".join(words[joined + 2 :]),
        "dropped": " ".join(words[:dropped] + words[dropped + 1 :])
        if len(words) > 2
        else name,
    }


def questions(index: NameIndex, count: int) -> list[tuple[str, str | None, PartyQuery]]:
    """Give (class, id that is meant, query); innocents mean nobody."""
    rng = random.Random(20240507)
    able = [n for n, name in enumerate(index.names) if name.kind != "weak"]
    able = [n for n in able if len(index.names[n].text.split()) > 1]
    made = []
    for number in rng.sample(able, count // 10):
        entity = index.entities[index.owner[number]]
        for kind, text in variants(rng, index.names[number].text).items():
            query = PartyQuery(id=None, names=(text,), schema=entity.schema)
            made.append((kind, entity.id, query))
    with gzip.open(INNOCENT, "rt", encoding="utf-8") as stream:
        rows = [row["full_name"] for row in csv.DictReader(stream)]
    for name in rng.sample(rows, count - len(made)):
        query = PartyQuery(id=None, names=(name,), schema="Person")
        made.append(("innocent", None, query))
    rng.shuffle(made)
    return made


def ours(index: NameIndex, queries: list[PartyQuery]) -> list[set[str]]:
    return [
        {match["entity"] for match in answer["matches"] if match["match"]}
        for answer in screen(queries, index, threshold=THRESHOLD, limit=10_000)
    ]


def token_sort(index: NameIndex, queries: list[PartyQuery]) -> list[set[str]]:
    """Compare every query with every name; the floor that a peer gets for free."""

    def ready(text: str) -> str:
        return " ".join(sorted(utils.default_process(text).split()))

    names = [ready(name.text) for name in index.names]
    found: list[set[str]] = []
    for start in range(0, len(queries), 200):
        asked = [ready(query.names[0]) for query in queries[start : start + 200]]
        scores = process.cdist(
            asked, names, scorer=fuzz.ratio, score_cutoff=100 * THRESHOLD, workers=1
        )
        for row in scores:
            hits = row.nonzero()[0].tolist()
            found.append({index.entities[index.owner[hit]].id for hit in hits})
    return found


def recall(
    asked: list[tuple[str, str | None, PartyQuery]], found: list[set[str]]
) -> dict[str, float]:
    right: dict[str, list[bool]] = defaultdict(list)
    for (kind, meant, _), ids in zip(asked, found, strict=True):
        right[kind].append(bool(ids) if meant is None else meant in ids)
    return {kind: sum(hits) / len(hits) for kind, hits in sorted(right.items())}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="1,000 names, not 20,000")
    count = 1_000 if parser.parse_args().quick else 20_000
    if not (LIST.is_file() and INNOCENT.is_file()):
        print(f"skipped: the shared test data is not at {SHARED}; set SLUIS_SHARED")
        return 0
    entities = read_list(LIST).entities
    started = time.perf_counter()
    index = build_index(entities)
    built = time.perf_counter() - started
    asked = questions(index, count)
    queries = [query for _, _, query in asked]
    print(f"{count:,} names against {len(index.names):,} names of {LIST.name}")
    print(f"index built in {built:.2f} s")
    speeds, results = {}, {}
    for name, system in (("sluis", ours), ("token_sort_ratio", token_sort)):
        started = time.perf_counter()
        results[name] = recall(asked, system(index, queries))
        speeds[name] = count / (time.perf_counter() - started)
    kinds = list(results["sluis"])
    print(f"{'':18}{'names/s':>10}" + "".join(f"{kind:>10}" for kind in kinds))
    for name, classes in results.items():
        cells = "".join(f"{100 * classes[kind]:>9.1f}%" for kind in kinds)
        print(f"{name:18}{speeds[name]:>10,.0f}{cells}")
    print("(found at 0.70; for innocents, falsely found)")
    print(f"ratio of speed: {speeds['sluis'] / speeds['token_sort_ratio']:.1f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the run: {peak:,.0f} MB")
    if results["sluis"]["exact"] < 1:
        print("wrong: a listed name was not found by its exact spelling")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
