"""A day's changes of a list against everybody who was screened before.

Screens only 100 changed names against all customers, and for a part of them also
everything, which must come out the same; a difference fails the run.

    python benchmarks/lists.py [--quick]
"""

from __future__ import annotations

import argparse
import csv
import gzip
import itertools
import os
import sys
import time
from pathlib import Path

from sluis.core.party import PartyQuery
from sluis.core.rescreening import WHOLE, rescreen
from sluis.core.screening import build_index, screen
from sluis.formats.lists import read_list

SHARED = Path(
    os.environ.get("SLUIS_SHARED", Path(__file__).resolve().parents[2] / "shared")
)
LIST = SHARED / "data" / "parties" / "ofac" / "sdn_2023-12-28.csv.gz"
PEOPLE = SHARED / "data" / "names" / "negatives_global_50k.csv.gz"
CHANGED = 100


def customers(count: int) -> list[PartyQuery]:
    """Give parties whose names are those of real people, mixed."""
    with gzip.open(PEOPLE, "rt", encoding="utf-8") as stream:
        names = [row["full_name"].split() for row in csv.DictReader(stream)]
    mixed = (
        " ".join((*names[n % len(names)][:-1], names[n * 7 % len(names)][-1]))
        for n in itertools.count()
    )
    return [
        PartyQuery(id=str(n), names=(name,), schema="Person")
        for n, name in enumerate(itertools.islice(mixed, count))
    ]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    if not LIST.is_file() or not PEOPLE.is_file():
        print(f"skipped: the shared test data is not at {SHARED}")
        return 0
    entities = read_list(LIST).entities
    new = entities[:: len(entities) // CHANGED][:CHANGED]
    ids = {entity.id for entity in new}
    before = build_index(entity for entity in entities if entity.id not in ids)
    list(screen(customers(10), before))  # compiled before the clock starts

    asked = customers(1_000 if quick else 5_000)
    standing = list(screen(asked, before, limit=WHOLE))
    whole = list(screen(asked, build_index(entities), limit=WHOLE))
    delta = list(rescreen(standing, asked, changed=ids, entities=new, sources={}))
    if delta != whole:
        print("WRONG: screening what changed differs from screening everything")
        return 1

    everybody = customers(20_000 if quick else 1_000_000)
    nobody = ({"matches": []} for _ in everybody)
    start, begun = time.perf_counter(), time.process_time()
    answers = rescreen(nobody, everybody, changed=ids, entities=new, sources={})
    touched = sum(bool(answer["matches"]) for answer in answers)
    seconds, cpu = time.perf_counter() - start, time.process_time() - begun
    print(
        f"{len(everybody):,} customers against {CHANGED} changed names:"
        f" {seconds:.1f} s ({cpu:.1f} s of CPU), {touched:,} touched;"
        f" {cpu / len(everybody) * 1e6:.1f} s of CPU a million"
    )
    print(f"equal to a full run for {len(asked):,} customers")
    return 0


if __name__ == "__main__":
    sys.exit(main())
