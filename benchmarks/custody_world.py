"""Who truly held the goods of the synthetic trade world: chains against reports.

    python benchmarks/custody_world.py [--seeds 2,3,4] [--declarations 60000]

A world is made for each seed by `worldgen.py` of the shared data; it keeps who
truly held each item. Three answers are scored on the same items, single pieces of
which at least one report tells: the latest report wins; the licence or declaration
wins; and the most likely chain, which takes the exporter's declaration as one more
report of the exporter, graded C3. One JSON object a line. Leaves without an answer
where the shared data are missing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from sluis.core.custody.network import Export, Link, ListedTies, rank
from sluis.core.custody.policy import Policy
from sluis.core.custody.rows import (
    SEIZURE,
    SIGHTING,
    TRANSFER,
    UNKNOWN,
    Array,
    Items,
    Papers,
    Reach,
    Rows,
    grade_code,
    group,
)
from sluis.store.custody_index import CustodyIndex
from sluis.store.texts import Texts
from sluis.store.ties import HalfLinks

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("SLUIS_SHARED", ROOT.parent / "shared"))
DAY = 1_440
DECLARED = grade_code("C", 3)
ARRIVES, ONWARD, SPAN = 20, 40, 60
"""Days after a declaration on which its consignee and end user may expect goods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One world, as the tracer and its judge see it.

    Attributes:
        item: The item of each report.
        columns: Columns of the reports.
        items: What the items left on.
        declared: Day of each item's declaration.
        truth: True holders of each item after its exporter, in order.
        judged: Which items are scored.
    """

    item: Array
    columns: dict[str, Array]
    items: Items
    declared: Array
    truth: list[list[int]]
    judged: Array

    @classmethod
    def read(cls, folder: Path) -> World:
        """Read the tables of a world."""
        said, things, left, chain, asked = (
            pacsv.read_csv(folder / f"{name}.csv")
            for name in (
                "custody_reports", "items", "declarations", "truth_chain",
                "applications",
            )
        )  # fmt: skip
        ids = _whole(things, "item_id")
        number = _numbers(ids)
        row = _numbers(_whole(left, "declaration_id"))[_whole(things, "declaration_id")]
        items = _items(left, asked, row)
        reported = _whole(said, "item_id")
        kind = np.array(said["kind"].to_pylist())
        receiver = _whole(said, "receiver_id")
        # An inspection that found nothing says nothing of a holder.
        keep = (reported != UNKNOWN) & (receiver != UNKNOWN)
        truth, whole = _truth(chain, number, len(ids))
        item = number[reported[keep]]
        pieces = (_whole(things, "is_lot") == 0) & whole
        return cls(
            item=item,
            columns={k: v[keep] for k, v in _columns(said, kind, receiver).items()},
            items=items,
            declared=_days(left, "date")[row],
            truth=truth,
            judged=pieces & (np.bincount(item, minlength=len(ids)) > 0),
        )

    def rows(self, *, with_declarations: bool) -> Rows:
        """Group the reports by item, with what was declared as reports or not."""
        item, columns = self.item, dict(self.columns)
        if with_declarations:
            for who, after in ((self.items.consignee, ARRIVES), (_end(self), ONWARD)):
                given = np.flatnonzero(who != UNKNOWN)
                more = self._declared(given, who[given], after)
                item = np.concatenate([item, given])
                columns = {k: np.concatenate([v, more[k]]) for k, v in columns.items()}
        return group(item.astype(np.int32), columns, items=len(self.judged))

    def _declared(self, given: Array, who: Array, after: int) -> dict[str, Array]:
        day = self.declared[given]
        count = len(given)
        return {
            "sender": np.full(count, UNKNOWN),
            "receiver": who,
            "earliest": (day + after) * DAY,
            "latest": (day + after + SPAN) * DAY,
            "kind": np.full(count, TRANSFER),
            "grade": np.full(count, DECLARED),
            "source": self.items.exporter[given],
            "known_from": day,
        }


def _end(world: World) -> Array:
    """Give the end user, where it is another than the consignee."""
    items = world.items
    return np.where(items.end_user != items.consignee, items.end_user, UNKNOWN)


def _whole(table: pa.Table, name: str) -> Array:
    return table[name].fill_null(UNKNOWN).to_numpy().astype(np.int64)


def _days(table: pa.Table, name: str) -> Array:
    return table[name].cast(pa.int32()).to_numpy()


def _numbers(ids: Array) -> Array:
    number = np.full(ids.max() + 1, UNKNOWN)
    number[ids] = np.arange(len(ids))
    return number


def _items(left: pa.Table, asked: pa.Table, row: Array) -> Items:
    """Give what each item left on; a licence names the end user it was asked for."""
    columns = {
        name: _whole(left, f"{name}_id")[row].astype(np.int32)
        for name in ("exporter", "consignee", "end_user", "licence")
    }
    application = _numbers(_whole(asked, "application_id"))
    licensed = _whole(asked, "end_user_id")[
        application[np.maximum(columns["licence"], 0)]
    ]
    known = (columns["end_user"] == UNKNOWN) & (columns["licence"] != UNKNOWN)
    count = len(row)
    return Items(
        paper=np.zeros(count, np.int32),
        exporter=columns["exporter"],
        consignee=columns["consignee"],
        end_user=np.where(known, licensed, columns["end_user"]).astype(np.int32),
        due=np.full(count, -1, np.int32),
        forbids=np.ones(count, np.uint8),
        over=np.zeros(count, np.uint8),
    )


def _columns(said: pa.Table, kind: Array, receiver: Array) -> dict[str, Array]:
    seen = kind == "inspection"
    grades = zip(
        said["reliability"].to_pylist(), said["credibility"].to_pylist(), strict=True
    )
    return {
        "sender": np.where(seen, receiver, _whole(said, "sender_id")),
        "receiver": receiver,
        "earliest": _days(said, "event_from") * DAY,
        "latest": _days(said, "event_to") * DAY,
        "kind": np.select(
            [seen, kind == "seizure_record"], [SIGHTING, SEIZURE], TRANSFER
        ),
        "grade": np.array([grade_code(*grade) for grade in grades]),
        "source": _whole(said, "source_party_id"),
        "known_from": _days(said, "known_since"),
    }


def _truth(chain: pa.Table, number: Array, count: int) -> tuple[list[list[int]], Array]:
    """Give true holders after the exporter, and which items were never split."""
    item = number[_whole(chain, "item_id")]
    order = np.lexsort((_whole(chain, "step"), item))
    held: list[list[int]] = [[] for _ in range(count)]
    holder = _whole(chain, "holder_id")
    for at in order.tolist():
        held[item[at]].append(int(holder[at]))
    branches = np.zeros(count, np.int64)
    np.maximum.at(branches, item, _whole(chain, "branch"))
    return [_once(one[1:]) for one in held], branches == 0


def _once(holders: list[int]) -> list[int]:
    """Leave out a holder that only repeats the one before."""
    return [h for at, h in enumerate(holders) if at == 0 or holders[at - 1] != h]


def chains(world: World, policy: Policy) -> list[list[int]]:
    """Give the holders of the most likely chain of every item."""
    rows = world.rows(with_declarations=True)
    count = rows.items
    top = 1 + int(max(rows.receiver.max(), rows.sender.max()))
    index = CustodyIndex(
        rows=rows,
        items=world.items,
        reach=Reach.whole(count),
        papers=Papers.unbounded(1),
        links=HalfLinks.of([], {}, top),
        item_texts=Texts.of([str(n) for n in range(count)]),
        party_texts=Texts.of([str(n) for n in range(top)]),
        paper_texts=Texts.of(["paper"]),
        stamp="",
        policy=policy,
    )
    found: list[list[int]] = []
    for number in range(count):
        chain = index.chain(str(number))
        assert chain is not None
        took = [int(hop[1]) for hop in chain.hops if hop[1] is not None]
        found.append(_once(took))
    return found


def score(seed: int, folder: Path, policy: Policy) -> dict[str, Any]:
    """Score the three answers on one world."""
    world = World.read(folder)
    plain = world.rows(with_declarations=False)
    judged = np.flatnonzero(world.judged).tolist()
    told = [_once(plain.receiver[plain.of(n)].tolist()) for n in range(plain.items)]
    items = world.items
    end = np.where(items.end_user == UNKNOWN, items.consignee, items.end_user)
    papers = [
        _once([int(c), int(e)]) for c, e in zip(items.consignee, end, strict=True)
    ]
    ours = chains(world, policy)
    wrong = {
        f"{name}_{what}": sum(one[n][at:] != world.truth[n][at:] for n in judged)
        for name, one in (("latest_report", told), ("paper", papers), ("chain", ours))
        for what, at in (("last_holder", -1), ("whole_chain", 0))
    }
    return {
        "seed": seed,
        "items": len(judged),
        **{f"wrong_{name}": count for name, count in wrong.items()},
        **{
            f"times_fewer_{what}": wrong[f"latest_report_{what}"]
            / max(wrong[f"chain_{what}"], 1)
            for what in ("last_holder", "whole_chain")
        },
    }


def network(folder: Path, batches: int = 30) -> dict[str, Any]:
    """Time the way from 60 found items to other exports, over every export."""
    said, left, tied = (
        pacsv.read_csv(folder / f"{name}.csv").to_pylist()
        for name in ("custody_reports", "declarations", "party_links")
    )
    roles = ("exporter", "consignee", "end_user", "forwarder", "payer")
    exports = [
        Export(
            id=str(row["declaration_id"]),
            parties={r: str(row[f"{r}_id"]) for r in roles if row[f"{r}_id"]},
            day=row["date"],
        )
        for row in left
    ]
    links = [
        Link(a=str(row["party_a"]), b=str(row["party_b"]), type="owner") for row in tied
    ]
    links += [
        Link(a=str(row["sender_id"]), b=str(row["receiver_id"]), type="delivered_to")
        for row in said
        if row["sender_id"] and row["receiver_id"]
    ]
    ties = ListedTies(links)
    held: dict[int, set[str]] = {}
    for row in said:
        if row["item_id"] and row["receiver_id"]:
            held.setdefault(row["item_id"], set()).add(str(row["receiver_id"]))
    chance, things = np.random.default_rng(1), sorted(held)
    taken = []
    for _ in range(batches):
        found = chance.choice(things, 60, replace=False)
        seeds = sorted(set().union(*(held[int(one)] for one in found)))
        start = time.perf_counter()
        rank(seeds, exports, ties, Policy())
        taken.append((time.perf_counter() - start) * 1000)
    return {
        "exports": len(exports),
        "links": len(links),
        "p50_ms": round(float(np.median(taken)), 1),
        "most_ms": round(max(taken), 1),
    }


def run(seeds: list[int], declarations: int) -> None:
    """Make a world for each seed, and print its scores."""
    generator = SHARED / "world" / "worldgen.py"
    if not generator.exists():
        print("no shared data: the trade world was left out", file=sys.stderr)
        return
    for seed in seeds:
        with tempfile.TemporaryDirectory() as place:
            command = [sys.executable, str(generator), place, "--seed", str(seed)]
            command += ["--declarations", str(declarations), "--format", "csv"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            found = score(seed, Path(place), Policy())
            ranked = network(Path(place))
        print(json.dumps({"work": "true holders of the trade world", **found}))
        print(json.dumps({"work": "60 found items to ranked exports", **ranked}))


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", default="2,3,4")
    parser.add_argument("--declarations", type=int, default=60_000)
    given = parser.parse_args()
    run([int(seed) for seed in given.seeds.split(",")], given.declarations)


if __name__ == "__main__":
    main()
