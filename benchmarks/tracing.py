"""How fast and how well a population of goods is traced, beside its peers.

    python benchmarks/tracing.py [--quick] [--items N] [--world SHARED]

A population is made from a seed: items in consignments, one to five transfers
each, missing and false reports, diverted goods. Every figure comes from one run:
the same population goes to DuckDB and SQLite, and to Polars, NetworkX and igraph
in `.venv-peers` (see `make peers`). Fails when an answer is wrong; speed alone
never fails it. One JSON object a line.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from sluis.core.custody.policy import Policy
from sluis.core.custody.population import most_likely
from sluis.core.custody.rows import Array, Items, Rows, group

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


if __name__ == "__main__":
    verdicts(int(sys.argv[1]))
