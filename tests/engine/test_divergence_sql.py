"""The divergence sweep over arrays and in plain SQL give the same classes."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from sluis.core.custody.policy import Policy
from sluis.core.custody.population import Tables, known_by, valid_before
from sluis.core.custody.rows import NEVER, UNKNOWN, Items, group
from sluis.core.custody.sweep import NAMES, classes, states, verdicts

ITEMS, REPORTS, PARTIES = 2_000, 6_000, 7
POLICY = Policy()


def population(seed):
    random = np.random.default_rng(seed)

    def party(count, unknown=0.1):
        drawn = random.integers(0, PARTIES, count)
        return np.where(random.random(count) < unknown, UNKNOWN, drawn)

    begin = random.integers(18_000 * 1_440, 18_400 * 1_440, REPORTS)
    known = begin // 1_440 + random.integers(0, 300, REPORTS)
    columns = {
        "sender": party(REPORTS),
        "receiver": party(REPORTS),
        "earliest": begin,
        "latest": begin + random.integers(0, 3, REPORTS) * 1_440,
        "grade": random.integers(0, 36, REPORTS),
        "kind": random.choice([0, 1, 1, 1, 1, 2, 3], REPORTS),
        "known_from": known,
        "known_until": np.where(random.random(REPORTS) < 0.05, known + 100, NEVER),
        "dead": random.random(REPORTS) < 0.03,
        "dead_known": known + 50,
    }
    items = {
        "paper": np.zeros(ITEMS),
        "exporter": party(ITEMS),
        "consignee": party(ITEMS, 0.3),
        "end_user": party(ITEMS, 0.3),
        "due": np.where(random.random(ITEMS) < 0.5, -1, 18_300),
        "forbids": random.random(ITEMS) < 0.5,
        "over": random.random(ITEMS) < 0.1,
    }
    item = random.integers(0, ITEMS, REPORTS).astype(np.int32)
    types = dict.fromkeys(("forbids", "over"), np.uint8)
    typed = {n: v.astype(types.get(n, np.int32)) for n, v in items.items()}
    return item, columns, Items(**typed)


def null(values, missing=UNKNOWN):
    return pa.array(values.astype(np.int64), mask=np.asarray(values == missing))


def by_sql(item, columns, items, valid_on, known_on):
    chance = Tables.of(POLICY).chance[columns["grade"]]
    reports = pa.table(
        {
            "item": item,
            "report": np.arange(REPORTS),
            "sender": null(columns["sender"]),
            "receiver": null(columns["receiver"]),
            "earliest": columns["earliest"],
            "latest": columns["latest"],
            "kind": columns["kind"],
            "counts": chance >= POLICY.serious,
            "proves": chance >= POLICY.proof,
            "dead": columns["dead"].astype(np.int8),
            "dead_known": null(columns["dead_known"], NEVER),
            "known_from": null(columns["known_from"], NEVER),
            "known_until": null(columns["known_until"], NEVER),
        }
    )
    papers = pa.table(
        {
            "item": np.arange(ITEMS),
            "exporter": null(items.exporter),
            "consignee": null(items.consignee),
            "end_user": null(items.end_user),
            "due": null(items.due),
            "forbids": items.forbids.astype(bool),
            "over": items.over.astype(bool),
        }
    )
    rule = pa.table(
        {
            "valid_before": [valid_before(valid_on)],
            "today": [valid_before(valid_on) // 1_440 - 1],
            "known_on": pa.array(
                [None if known_on is None else known_by(known_on)], pa.int64()
            ),
            "same_movement": [POLICY.same_movement_days * 1_440],
            "overdue": [POLICY.overdue_days],
        }
    )
    with duckdb.connect() as connection:
        connection.register("reports", reports)
        connection.register("items", papers)
        connection.register("rule", rule)
        statement = files("sluis.engine").joinpath("sql/divergence.sql").read_text()
        rows = connection.execute(statement).fetchnumpy()
    found = np.zeros(ITEMS, np.uint16)
    found[rows["item"]] = rows["classes"]
    return found


@pytest.mark.parametrize("known_on", [None, date(2019, 10, 1)])
@pytest.mark.parametrize("valid_on", [date(2019, 8, 1), date(2021, 1, 1)])
def test_arrays_and_sql_give_the_same_classes(valid_on, known_on):
    item, columns, items = population(1)
    rows = group(item, columns, items=ITEMS)
    found = classes(rows, items, POLICY, valid_on=valid_on, known_on=known_on)
    assert np.array_equal(found, by_sql(item, columns, items, valid_on, known_on))
    bits = [(found >> n & 1).sum() for n in range(9) if n != 1]
    assert min(bits) > 0, "a class that never holds is not tested"
    assert NAMES[verdicts(found)[found & 128 > 0][0]] == "D7"


def test_what_stands_after_each_report_says_the_same_as_reading_all_of_them():
    item, columns, items = population(2)
    rows = group(item, columns, items=ITEMS)
    made = states(rows, items, POLICY)
    for valid_on in (date(2019, 8, 1), date(2021, 1, 1)):
        whole = classes(rows, items, POLICY, valid_on=valid_on)
        read = classes(rows, items, POLICY, valid_on=valid_on, made=made)
        assert np.array_equal(whole, read)


def test_without_a_report_that_counts_no_class_is_told():
    rows = group(
        np.zeros(0, np.int32),
        dict.fromkeys(("sender", "receiver", "earliest"), np.zeros(0, np.int32)),
        items=1,
    )
    items = Items(
        **{
            name: np.full(1, -1, kind)
            for name, kind in {
                "paper": np.int32, "exporter": np.int32, "consignee": np.int32,
                "end_user": np.int32, "due": np.int32,
            }.items()
        },
        forbids=np.zeros(1, np.uint8),
        over=np.ones(1, np.uint8),
    )  # fmt: skip
    found = classes(rows, items, valid_on=date(2020, 1, 1))
    assert (found[0], verdicts(found)[0]) == (0, -1)
