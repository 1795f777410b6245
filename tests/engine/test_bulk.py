"""The law as SQL says what the law says at the desk."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from engine.random_lines import Maker
from sluis.core.determination import determine
from sluis.core.law.outcome import OUTCOMES
from sluis.core.law.plan import plan_for
from sluis.core.law.reform import apply, read_reform
from sluis.core.law.situation import Situation
from sluis.core.law.snapshot import law_on
from sluis.core.time import AsOf
from sluis.core.whatif import what_if
from sluis.engine.base import engine_named
from sluis.engine.determine import Bulk, classified, determined
from sluis.engine.outcome_sql import Statement
from sluis.engine.population import read_population, write_lines
from sluis.engine.radar import counted_by, near
from sluis.engine.whatif import Curve, compare, curve
from sluis.formats.transaction import read_transaction
from sluis.store.law import load_law

KINDS = ("turbojet_engine", "gyroscope", "laser", "uav", "camera", "alloy", None)
"""Kinds of many limits, of few, of components, and goods of no stated kind."""
SOME = ("turbojet_engine", "computer", "electronic_component")
"""A kind with many facts, one with kinds below it, and one for whole categories."""
DAY = date(2026, 1, 5)
SPREAD = 6
LOWER = {"entry": "9A101", "set": {"a.1": "300 N"}}


def engine(id_="t1", thrust="392 N", consumption="0.16 kg/(N*h)", **item):
    return {
        "id": id_,
        "date": "2010-01-01",
        "activity": "export",
        "destination": "TW",
        "exporter": {"name": "Example"},
        "items": [
            {
                "kind": "turbojet_engine",
                "quantity": 30,
                "unit": "piece",
                "value": {"amount": "100.1", "currency": "EUR"},
                "parameters": {
                    "max_thrust": thrust,
                    "specific_fuel_consumption": consumption,
                    "dry_weight": "3 kg",
                    "first_stage_rotor_diameter": "0.14 m",
                    "incorporates_9E003_technology": False,
                    "designed_or_modified_for_missile": False,
                    "designed_or_modified_for_uav_9A012_or_9A112a": False,
                    "specially_designed_for_military_use": False,
                },
                **item,
            }
        ],
    }


def outcomes(path, law, **days):
    """Determine a file in DuckDB."""
    with engine_named("duckdb") as duckdb:
        lines = read_population(path, duckdb, law.vocabulary)
        bulk = Bulk(duckdb, lines, law, **days)
        found = {}
        for group in bulk.groups():
            for row in duckdb.sql(bulk.weigh(group, ["id"])).to_pylist():
                found[row["id"]] = OUTCOMES[row["outcome"]]
        return found, lines, len(bulk.settled)


@pytest.mark.parametrize("kind", KINDS)
def test_random_goods_have_the_outcome_of_the_desk(kind, tmp_path):
    law = load_law()
    # Goods of no stated kind meet every entry there is, so a few are enough.
    made = list(Maker(law, seed=7).transactions(kind, 2 if kind is None else 12))
    write_lines(made, tmp_path / "lines.parquet", law.vocabulary)
    found, lines, _ = outcomes(tmp_path / "lines.parquet", law)
    assert lines.refused == []
    assert found == {one.id: determine(one, law).outcome for one in made}


@pytest.mark.parametrize("part", range(SPREAD))
def test_every_paragraph_says_of_every_kind_what_it_says_at_the_desk(part, tmp_path):
    law = load_law()
    maker = Maker(law, seed=part)
    kinds = sorted(law.vocabulary.kinds)[part::SPREAD]
    goods = {
        one.id: replace(one, known_on=None, items=(unclaimed(one.items[0]),))
        for kind in kinds
        for one in maker.transactions(kind, 6)
    }
    write_lines(goods.values(), tmp_path / "lines.parquet", law.vocabulary)
    on = law_on(law, AsOf(valid_on=DAY, known_on=None))
    with engine_named("duckdb") as duckdb:
        lines = read_population(tmp_path / "lines.parquet", duckdb, law.vocabulary)
        bulk = Bulk(duckdb, lines, law, valid_on=DAY)
        for group in bulk.groups():
            for id_, told in paragraphs(bulk, group).items():
                one = goods[id_]
                facts = Situation(on=on, on_day=DAY, transaction=one, item=one.items[0])
                rows = [row for row in facts.rows() if row.entry is not None]
                want = sorted((row.code, str(row.truth)) for row in rows)
                # Of paragraphs of no kind in particular the desk tells those that hold.
                named = {row.code for row in rows}
                assert sorted(t for t in told if t[0] in named) == want
                assert all(t == "False" for code, t in told if code not in named)


def unclaimed(item):
    return replace(item, control_code=None)


def paragraphs(bulk, group):
    """Give what each paragraph says of each line of a group."""
    goods = bulk.goods(group)
    rows = goods.measured
    for n, row in enumerate(rows):
        goods.place(f"told_{n}", row.truth.sql)
    told = [f"told_{n}" for n in range(len(rows))]
    statement = Statement(goods, {}).lines(["id", *told])
    bulk.tables()
    return {
        line["id"]: [
            (row.code, str(line[name])) for row, name in zip(rows, told, strict=True)
        ]
        for line in bulk.engine.sql(statement).to_pylist()
    }


def test_the_paragraphs_of_all_kinds_are_all_of_annex_i():
    law = load_law()
    on = law_on(law, AsOf(valid_on=DAY, known_on=None))
    met = {
        test.paragraph.entry.id
        for kind in law.vocabulary.kinds
        for test in plan_for(on, kind).rows
    }
    annex = {e.id for e in law.entries.values() if e.listing == "eu-annex-i"}
    assert met >= {one for one in annex if on.paragraphs[law.entries[one].code]}


@pytest.mark.parametrize("kind", SOME)
def test_open_lines_are_settled_at_once_as_they_are_one_by_one(kind, tmp_path):
    law = load_law()
    made = list(Maker(law, seed=11).transactions(kind, 40))
    write_lines(made, tmp_path / "lines.parquet", law.vocabulary)
    told = []
    for few in (0, 1_000):
        with engine_named("duckdb") as duckdb:
            lines = read_population(tmp_path / "lines.parquet", duckdb, law.vocabulary)
            rows = determined(Bulk(duckdb, lines, law, few=few))
            told.append(sorted(str(row) for one in rows for row in one.to_pylist()))
    assert told[0] == told[1]


def test_goods_are_classified_by_the_first_paragraph_they_are_in(tmp_path):
    law = load_law()
    rows = [
        engine("t1", thrust="450 N", consumption="0.14 kg/(N*h)"),
        engine("t2"),
        engine("t3", thrust=None, consumption="0.14 kg/(N*h)"),
    ]
    path = write(tmp_path / "lines.jsonl", *rows)
    with engine_named("duckdb") as duckdb:
        lines = read_population(path, duckdb, law.vocabulary)
        (found,) = classified(Bulk(duckdb, lines, law, valid_on=DAY))
    told = {row["id"]: (row["listed"], row["code"]) for row in found.to_pylist()}
    assert told == {"t1": (True, "9A101.a"), "t2": (False, None), "t3": (None, None)}


def test_a_day_and_a_day_of_knowledge_count_for_all_lines(tmp_path):
    law = load_law()
    made = list(Maker(law, seed=3).transactions("turbojet_engine", 12))
    write_lines(made, tmp_path / "lines.parquet", law.vocabulary)
    days = {"valid_on": date(2016, 5, 12), "known_on": date(2012, 6, 1)}
    found, _, _ = outcomes(tmp_path / "lines.parquet", law, **days)
    assert found == {one.id: determine(one, law, **days).outcome for one in made}


def write(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_a_wrong_line_is_refused_and_the_others_go_on(tmp_path):
    path = write(
        tmp_path / "lines.jsonl",
        engine("t1"),
        engine("t2", thrust="392 kg"),
        {"id": "t3", "date": "2010-01-01", "kind": "engine_of_gold"},
    )
    found, lines, _ = outcomes(path, load_law())
    assert set(found) == {"t1"}
    assert [(number, id_) for number, id_, _ in lines.refused] == [(2, "t2"), (3, "t3")]


def test_csv_of_flat_lines_is_read_with_numbers_and_with_units(tmp_path):
    path = tmp_path / "lines.csv"
    path.write_text(
        "id,date,activity,destination,kind,p_max_thrust,p_specific_fuel_consumption\n"
        "t1,2010-01-01,export,CN,turbojet_engine,450,0.14\n"
        "t2,2010-01-01,export,CN,turbojet_engine,0.45 kN,\n"
        "t3,2010-01-01,export,CN,turbojet_engine,-5,\n"
    )
    found, lines, _ = outcomes(path, load_law())
    assert found["t1"] == "licence_required"
    assert found["t2"] == "undecided"
    assert [id_ for _, id_, _ in lines.refused] == ["t3"]


def test_parquet_of_another_writer_is_checked_as_well(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    day = date(2010, 1, 1)
    table = pa.table(
        {
            "id": ["t1", "t2", "t3"],
            "date": [day, None, day],
            "kind": ["turbojet_engine", "turbojet_engine", "turbojet_engine"],
            "p_max_thrust": [392.0, 392.0, -1.0],
        }
    )
    pq.write_table(table, tmp_path / "lines.parquet")
    found, lines, _ = outcomes(tmp_path / "lines.parquet", load_law())
    assert set(found) == {"t1"}
    paths = {id_: error.path for _, id_, error in lines.refused}
    assert paths == {"t2": "date", "t3": "p_max_thrust"}


def test_a_reform_is_compared_as_at_the_desk(tmp_path):
    law = load_law()
    rows = [
        engine("t1"),
        engine("t2", consumption="0.14 kg/(N*h)"),
        engine("t3", thrust="450 N", consumption="0.14 kg/(N*h)"),
    ]
    path = write(tmp_path / "lines.jsonl", *rows)
    reformed = apply(law, read_reform(LOWER))
    with engine_named("duckdb") as duckdb:
        lines = read_population(path, duckdb, law.vocabulary)
        bulks = [Bulk(duckdb, lines, one) for one in (law, reformed)]
        moved = tmp_path / "changed.jsonl"
        found = compare(*bulks, changed=moved)
    desk = what_if(law, LOWER, [read_transaction(row, law.vocabulary) for row in rows])
    assert found["outcomes"] == desk["outcomes"]
    assert found["gates"] == desk["gates"]
    changed = [json.loads(line)["id"] for line in moved.read_text().splitlines()]
    assert changed == [one["id"] for one in desk["changed"]] == ["t2"]


def test_a_curve_says_what_each_threshold_catches(tmp_path):
    law = load_law()
    path = write(tmp_path / "lines.jsonl", engine("t1", consumption="0.14 kg/(N*h)"))
    with engine_named("duckdb") as duckdb:
        lines = read_population(path, duckdb, law.vocabulary)
        points = curve(Bulk(duckdb, lines, law), Curve.parse("9A101.a.1=380:400:4"))
    caught = {point["threshold"]: point["lines"] for point in points}
    assert caught == {380: 1, 384: 1, 388: 1, 392: 0, 396: 0, 400: 0}
    assert points[0]["value"] == {"EUR": "100.1"}


def test_392_of_400_newton_is_found_near_with_the_second_gate(tmp_path):
    law = load_law()
    path = write(tmp_path / "lines.jsonl", engine("t1"))
    with engine_named("duckdb") as duckdb:
        lines = read_population(path, duckdb, law.vocabulary)
        found = list(near(Bulk(duckdb, lines, law), 0.1))
    by_parameter = {row["parameter"]: row for row in found}
    thrust = by_parameter["max_thrust"]
    assert (thrust["code"], thrust["margin"]) == ("9A101.a.1", -0.02)
    assert thrust["alone"] is False
    (row,) = counted_by(found, "destination")
    assert (row["destination"], row["lines"], row["alone"]) == ("TW", 1, 0)
