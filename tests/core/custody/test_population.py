"""Chains of a population equal the chain of each item, and a search through all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from math import exp

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sluis.core.custody import Paper, PartyFact, Policy, Report, Statement, trace
from sluis.core.custody.population import most_likely
from sluis.core.custody.report import Anchor
from sluis.core.custody.rows import (
    SEIZURE,
    TRANSFER,
    UNKNOWN,
    Items,
    day_number,
    grade_code,
    group,
    minutes,
)
from sluis.core.time import VagueDay

START = datetime(2020, 1, 1, tzinfo=UTC)
PARTIES = ["maker", "consignee", "user", "trader", "broker"]
EARLIER = date(2019, 1, 1)
PAPER = Paper(
    id="licence",
    exporter="maker",
    consignee="consignee",
    end_user="user",
    known_since=EARLIER,
)
DISSOLVED = PartyFact(
    id="trader", dissolved=VagueDay.parse("2018"), known_since=EARLIER
)
POLICY = Policy(same_movement_days=20)

ONE = st.fixed_dictionaries(
    {
        "day": st.integers(0, 120),
        "days": st.sampled_from([0, 0, 5, 60]),
        "sender": st.sampled_from([*PARTIES, None]),
        "receiver": st.sampled_from(PARTIES),
        "grade": st.tuples(st.sampled_from("ABCDEF"), st.integers(1, 6)),
        "seized": st.sampled_from([False, False, False, True]),
        "source": st.sampled_from(["one", "two", None]),
        "known": st.integers(0, 200),
        "until": st.sampled_from([None, None, None, 100]),
    }
)
WORLDS = st.lists(
    ONE, max_size=8, unique_by=lambda r: (r["day"], r["days"], r["seized"])
)


def report(number, said):
    begin = START + timedelta(days=said["day"])
    kind = "seizure" if said["seized"] else "transfer"
    if kind == "transfer" and said["sender"] == said["receiver"]:
        kind = "sighting"
    return Report(
        event=f"e{number}",
        kind=kind,
        items=("item",),
        sender=None if kind == "seizure" else said["sender"],
        # Two reports of one seizure may name two takers; then rows and objects
        # judge life dates apart, so nobody here is dead who seizes.
        receiver="user" if kind == "seizure" else said["receiver"],
        earliest=begin,
        latest=begin + timedelta(days=said["days"]),
        anchors=(Anchor(type="licence", id="licence"),),
        known_until=until(said["until"]),
        statements=(
            Statement(
                reliability=said["grade"][0],
                credibility=said["grade"][1],
                source=said["source"],
                known_since=until(said["known"]),
            ),
        ),
    )


def until(days):
    return None if days is None else (START + timedelta(days=days)).date()


KINDS = {"sighting": 0, "transfer": TRANSFER, "seizure": SEIZURE}


def arrays(reports):
    def party(name):
        return UNKNOWN if name is None else PARTIES.index(name)

    def dead(r):
        return sum(p == "trader" for p in {r.sender, r.receiver})

    sources = {None: UNKNOWN, "one": 0, "two": 1}
    return group(
        np.zeros(len(reports), np.int32),
        {
            "sender": np.array([party(r.sender) for r in reports]),
            "receiver": np.array([party(r.receiver) for r in reports]),
            "earliest": np.array([minutes(r.earliest) for r in reports]),
            "latest": np.array([minutes(r.latest) for r in reports]),
            "kind": np.array([KINDS[r.kind] for r in reports]),
            "grade": np.array(
                [
                    grade_code(r.statements[0].reliability, r.statements[0].credibility)
                    for r in reports
                ]
            ),
            "source": np.array([sources[r.statements[0].source] for r in reports]),
            "known_from": np.array(
                [day_number(r.statements[0].known_since) for r in reports]
            ),
            "known_until": np.array([day_number(r.known_until) for r in reports]),
            "dead": np.array([dead(r) for r in reports]),
            "dead_known": np.zeros(len(reports)),
        },
        items=1,
    )


ITEM = Items(
    paper=np.zeros(1, np.int32),
    exporter=np.zeros(1, np.int32),
    consignee=np.ones(1, np.int32),
    end_user=np.full(1, 2, np.int32),
    due=np.full(1, -1, np.int32),
    forbids=np.zeros(1, np.uint8),
    over=np.zeros(1, np.uint8),
)


def members(mask):
    return [j for j in range(16) if mask >> j & 1]


@settings(max_examples=60, deadline=None)
@given(WORLDS, st.sampled_from([None, date(2020, 4, 1)]), st.booleans())
def test_the_population_gets_the_chain_that_the_item_gets(world, known_on, settled):
    reports = [report(n, said) for n, said in enumerate(world)]
    policy = POLICY
    if settled:
        policy = Policy(
            same_movement_days=20, contradictions={"A1/B2": 0.9, "B2/A1": 0.2}
        )
    whole = trace("item", reports, [DISSOLVED], [PAPER], policy, known_on=known_on)
    rows = arrays(reports)
    found = most_likely(rows, ITEM, policy, known_on=known_on)
    if whole.anchor is None:
        return  # no report was known yet, so neither was the paper
    assert abs(found.confidence[0] - whole.confidence) < 1e-5
    assert len(members(found.best[0, 0])) >= len(whole.hops)
    for place, other in enumerate(whole.alternatives, start=1):
        assert abs(found.probability[0, place] - other["probability"]) < 1e-4
        assert len(members(found.best[0, place])) == len(other["chain"])


@settings(max_examples=60, deadline=None)
@given(WORLDS)
def test_the_best_chains_are_those_of_a_search_through_every_chain(world):
    reports = [report(n, said) for n, said in enumerate(world)]
    rows = arrays(reports)
    policy = Policy(same_movement_days=0)
    found = most_likely(rows, ITEM, policy)
    from sluis.core.custody.chain import _cost, _forced, _weights
    from sluis.core.custody.movement import movements

    standing = [r for r in reports if r.known_until is None]
    steps = movements("item", standing, policy)
    facts = {"trader": DISSOLVED}
    weights = _weights(steps, PAPER, facts, policy)
    cost, held = _cost(steps, "maker", policy), _forced(steps, policy)
    every = []
    for size in range(len(steps) + 1):
        for nodes in combinations(range(len(steps)), size):
            if held <= set(nodes):
                links = zip((None, *nodes), nodes, strict=False)
                score = sum(weights[i] for i in nodes) - sum(cost(*k) for k in links)
                every.append((score, nodes))
    every.sort(key=lambda row: (-round(row[0], 9), -len(row[1]), row[1]))
    total = sum(exp(score) for score, _ in every)
    assert found.movements[0] == len(steps)
    for place, (score, nodes) in enumerate(every[:4]):
        assert abs(found.probability[0, place] - exp(score) / total) < 1e-5
        if place == 0 or every[place - 1][0] - score > 1e-6:
            assert tuple(members(found.best[0, place])) == nodes or any(
                abs(other - score) < 1e-6 and other_nodes != nodes
                for other, other_nodes in every
            )
    off = sum(
        exp(score)
        for score, nodes in every
        if nodes and steps[nodes[-1]].receiver in {"trader", "broker"}
    )
    assert abs(found.away[0] - off / total) < 1e-5


def test_an_item_without_reports_has_the_empty_chain():
    found = most_likely(arrays([]), ITEM)
    assert (found.best[0, 0], found.holder[0], found.confidence[0]) == (0, UNKNOWN, 1)


def test_an_item_with_more_movements_than_fit_says_so():
    said = {
        "days": 0, "sender": "maker", "grade": ("B", 2), "seized": False,
        "source": None, "known": 0, "until": None,
    }  # fmt: skip
    world = [{**said, "day": 30 * n, "receiver": PARTIES[1 + n % 4]} for n in range(40)]
    rows = arrays([report(n, s) for n, s in enumerate(world)])
    found = most_likely(rows, ITEM, POLICY)
    assert found.movements[0] == -1
