"""Chains, gaps, contradictions and verdicts of small worlds made here."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from sluis.core.custody import (
    Link,
    Paper,
    PartyFact,
    Policy,
    Report,
    Statement,
    divergence,
    trace,
)
from sluis.core.custody.report import Anchor
from sluis.core.time import VagueDay

ITEM = "https://sluis.example/id/obj/m/x/1"
LICENCE = Paper(
    id="licence-1",
    exporter="maker",
    consignee="consignee",
    end_user="user",
    conditions=("no_re_export",),
    quantity=2,
    known_since=date(2020, 1, 1),
)
START = datetime(2020, 1, 1, tzinfo=UTC)


def report(event, day, sender, receiver, grade="B2", **more):
    moment = START + timedelta(days=day)
    said = Statement(
        reliability=grade[0],
        credibility=int(grade[1]),
        source=more.pop("source", event),
        document=f"paper {event}",
        known_since=more.pop("known", moment.date()),
    )
    values = {
        "event": event,
        "kind": "transfer",
        "items": (ITEM,),
        "sender": sender,
        "receiver": receiver,
        "earliest": moment,
        "latest": moment,
        "statements": (said,),
    }
    return Report(**{**values, **more})


SHIPPED = report(
    "e1", 10, "maker", "consignee", anchors=(Anchor(type="licence", id="licence-1"),)
)
ARRIVED = report("e2", 30, "consignee", "user")
ONWARD = report("e3", 40, "consignee", "trader", known=date(2021, 5, 1))
SEIZED = report("e9", 400, None, "navy", "A1", kind="seizure")
PARTIES = (PartyFact(id="trader", dissolved=VagueDay.parse("2019")),)


def found(*reports, **options):
    options.setdefault("valid_on", date(2022, 1, 1))
    return trace(ITEM, reports, options.pop("parties", ()), [LICENCE], **options)


def test_goods_that_arrived_with_proof_are_d0():
    chain = found(SHIPPED, ARRIVED)
    assert chain.verdict == "D0"
    assert chain.last_holder == "user"
    assert chain.anchor == Anchor(type="licence", id="licence-1")
    assert [hop.probability > 0.9 for hop in chain.hops] == [True, True]


def test_a_weak_paper_of_arrival_is_no_proof():
    weak = report("e2", 30, "consignee", "user", "D4")
    assert found(SHIPPED, weak).verdict == "D2"


def test_a_report_of_what_was_yet_to_happen_is_kept_and_flagged():
    day = SHIPPED.earliest.date()
    ahead = report("e1", 10, "maker", "consignee", known=day - timedelta(days=9))
    assert "told_ahead" in found(ahead).hops[0].flags
    zones = report("e1", 10, "maker", "consignee", known=day - timedelta(days=1))
    assert "told_ahead" not in found(zones).hops[0].flags


def test_goods_on_the_way_are_in_time_and_then_overdue():
    assert found(SHIPPED, valid_on=date(2020, 2, 1)).verdict == "D1"
    assert found(SHIPPED, valid_on=date(2020, 12, 1)).verdict == "D2"


def test_delivery_to_another_is_d3_and_breaches_the_condition():
    chain = found(SHIPPED, ONWARD)
    assert chain.verdict == "D3"
    assert set(chain.classes.holding) == {"D3", "D4"}
    assert chain.hops[1].flags == ("off_licence", "condition_breached")


def test_without_the_condition_nothing_is_breached():
    free = replace(LICENCE, conditions=())
    chain = trace(ITEM, [SHIPPED, ONWARD], (), [free])
    assert set(chain.classes.holding) == {"D3"}


def test_moving_on_after_arrival_is_d4():
    on = report("e4", 60, "user", "trader")
    assert set(found(SHIPPED, ARRIVED, on).classes.holding) == {"D4"}


def test_a_party_that_no_longer_existed_is_d6():
    chain = found(SHIPPED, ONWARD, parties=PARTIES)
    assert "party_dissolved" in chain.hops[1].flags
    assert "D6" in chain.classes.holding


def test_a_party_dissolved_in_the_year_of_the_event_is_uncertain():
    vague = (PartyFact(id="trader", dissolved=VagueDay.parse("2020")),)
    chain = found(SHIPPED, ONWARD, parties=vague)
    assert "party_life_uncertain" in chain.hops[1].flags
    assert "D6" not in chain.classes.holding


def test_a_seizure_is_on_every_chain_and_leaves_a_gap_with_candidates():
    trader = report("e5", 200, "trader", "smuggler", items=("other",))
    chain = found(SHIPPED, ONWARD, trader, SEIZED)
    assert chain.verdict == "D7"
    assert [hop.movement.event for hop in chain.hops] == ["e1", "e3", "e9"]
    (gap,) = chain.gaps
    assert gap["after_hop"] == 2
    assert gap["window"] == ["2020-02-10T00:00:00Z", "2021-02-04T00:00:00Z"]
    assert gap["candidates"] == ["smuggler"]


def test_a_shared_address_names_a_candidate_but_a_crowded_one_does_not():
    def tie(party):
        return Link(a=party, b="address:harbour road 1", type="address")

    few = [tie("trader"), tie("https://x.example/front")]
    crowd = [tie(f"https://x.example/{n}") for n in range(40)]
    chain = found(SHIPPED, ONWARD, SEIZED, links=few)
    assert chain.gaps[0]["candidates"] == ["https://x.example/front"]
    chain = found(SHIPPED, ONWARD, SEIZED, links=few + crowd)
    assert chain.gaps[0]["candidates"] == []


def test_a_contradiction_is_kept_with_its_reason_and_both_sources():
    chain = found(SHIPPED, report("e2", 30, "consignee", "user", "D4"), ONWARD)
    (conflict,) = chain.conflicts
    assert conflict["reason"] == "grade"
    assert conflict["with"] == "e3"
    assert set(conflict["sources"]) == {"e2", "e3"}


def test_a_contradiction_that_is_well_graded_is_d5():
    there = report("e2", 30, "consignee", "elsewhere", "B2")
    chain = found(SHIPPED, there, report("e3", 31, "consignee", "user", "A1"))
    assert chain.conflicts[0]["reason"] == "two_places"
    assert "D5" in chain.classes.holding


def test_two_papers_of_one_source_count_once():
    once = found(SHIPPED)
    again = report("e1b", 12, "maker", "consignee", source="e1")
    other = report("e1c", 12, "maker", "consignee", source="somebody else")
    assert found(SHIPPED, again).hops[0].probability == once.hops[0].probability
    assert found(SHIPPED, other).hops[0].probability > once.hops[0].probability


def test_a_dated_and_a_vague_report_of_one_movement_give_the_dated_time():
    vague = report("e1b", 0, "maker", "consignee", latest=START + timedelta(days=60))
    (hop,) = found(vague, SHIPPED).hops
    assert (hop.movement.earliest, hop.movement.latest) == (
        SHIPPED.earliest,
        SHIPPED.latest,
    )


def test_reports_whose_times_overlap_follow_the_goods():
    vague = report("e0", 0, "consignee", "trader", latest=START + timedelta(days=90))
    chain = found(vague, SHIPPED)
    assert [hop.movement.event for hop in chain.hops] == ["e1", "e0"]
    assert chain.gaps == ()


def test_settled_cases_say_whom_to_believe_when_two_papers_disagree():
    arrived = report("e2", 30, "consignee", "user", "B2")
    onward = report("e3", 31, "consignee", "trader", "C2")
    assert found(SHIPPED, arrived, onward).last_holder == "user"
    settled = Policy(contradictions={"B2/C2": 0.98})
    chain = found(SHIPPED, arrived, onward, policy=settled)
    assert chain.last_holder == "trader"
    assert chain.confidence > 0.9


def test_shipping_and_receipt_are_one_hop():
    chain = found(SHIPPED, report("e1b", 25, "maker", "consignee"))
    assert len(chain.hops) == 1
    assert chain.as_dict()["chain"][0]["event_time"] == [
        "2020-01-11T00:00:00Z",
        "2020-01-26T00:00:00Z",
    ]


def test_what_happens_to_a_package_happens_to_what_is_in_it():
    packing = {"type": "AggregationEvent", "kind": "note", "parent": "box"}
    packed = report("p1", 5, None, None, action="ADD", **packing)
    opened = report("p2", 20, None, None, action="DELETE", **packing)
    later = report("e5", 40, "consignee", "trader", items=("box",))
    shipped = replace(SHIPPED, items=("box",))
    chain = found(packed, shipped, opened, later)
    assert [hop.movement.event for hop in chain.hops] == ["e1"]
    assert chain.hops[0].flags == ("in_package",)
    assert chain.anchor is not None


def test_custody_goes_on_in_what_goods_were_built_into():
    built = report(
        "e6",
        300,
        None,
        None,
        "B1",
        type="AssociationEvent",
        kind="assembly",
        action="ADD",
        parent="missile",
    )
    seized = replace(SEIZED, items=("missile",))
    chain = found(SHIPPED, ONWARD, built, seized)
    assert [hop.movement.kind for hop in chain.hops][-2:] == ["assembly", "seizure"]
    assert chain.hops[-1].movement.via == "missile"
    assert [gap["after_hop"] for gap in chain.gaps] == [2]


def test_a_new_serial_leads_back_to_the_old_one():
    made = report(
        "t1",
        100,
        None,
        None,
        type="TransformationEvent",
        kind="note",
        action=None,
        outputs=("new",),
    )
    chain = trace("new", [SHIPPED, ONWARD, made], (), [LICENCE])
    assert [hop.movement.event for hop in chain.hops] == ["e1", "e3"]


def test_more_pieces_than_were_licensed_is_d8():
    more = replace(SHIPPED, items=(ITEM, "2", "3"))
    assert "D8" in found(more, ARRIVED).classes.holding
    counted = replace(SHIPPED, items=(ITEM, "lot"), counts=(("lot", 1.0),))
    assert "D8" not in found(counted, ARRIVED).classes.holding


def test_a_retracted_report_is_left_out_and_kept():
    wrong = replace(ONWARD, known_until=date(2021, 6, 1), corrections=("e2",))
    assert found(SHIPPED, wrong, known_on=date(2021, 5, 20)).verdict == "D3"
    chain = found(SHIPPED, wrong, known_on=date(2021, 6, 2))
    assert chain.verdict == "D2"
    assert chain.conflicts[0]["reason"] == "retracted"
    assert chain.conflicts[0]["with"] == "e2"


def test_what_became_known_later_is_left_out():
    assert found(SHIPPED, ONWARD, known_on=date(2021, 4, 30)).verdict == "D2"
    assert found(SHIPPED, ONWARD, known_on=date(2021, 5, 1)).verdict == "D3"


def test_the_first_day_it_could_be_known_is_the_first_on_which_the_verdict_shows_it():
    said = divergence(ITEM, [SHIPPED, ONWARD, SEIZED], PARTIES, [LICENCE])
    assert said is not None
    assert (said["hop"], said["class"], said["to"]) == (2, "D3", "trader")
    assert said["happened"] == ["2020-02-10T00:00:00Z", "2020-02-10T00:00:00Z"]
    assert said["first_knowable"] == "2021-02-04"
    assert said["then"]["verdict"] == "D7"
    earlier = replace(
        ONWARD,
        statements=(replace(ONWARD.statements[0], known_since=date(2020, 3, 1)),),
    )
    said = divergence(ITEM, [SHIPPED, earlier, SEIZED], PARTIES, [LICENCE])
    assert said is not None
    assert said["first_knowable"] == "2020-03-01"


def test_goods_that_stayed_on_the_path_have_no_divergence():
    assert divergence(ITEM, [SHIPPED, ARRIVED], (), [LICENCE]) is None


def test_a_sensor_found_without_a_licence_hangs_on_its_declaration():
    declared = replace(SHIPPED, anchors=(Anchor(type="declaration", id="d1"),))
    chain = trace(ITEM, [declared, SEIZED])
    assert chain.as_dict()["anchor"] == {"type": "declaration", "id": "d1"}
    assert chain.verdict == "D7"
    assert chain.as_dict()["licensed_end_user"] is None


def test_an_item_nobody_told_of_has_no_verdict():
    shape = trace(ITEM, []).as_dict()
    assert shape["anchor"] == {"type": "none", "id": None}
    assert (shape["verdict"], shape["chain"]) == (None, [])


def test_the_policy_decides_how_much_a_gap_costs():
    stray = report("e7", 50, "stranger", "user", "C3")
    strict, lenient = Policy(gap=6.0), Policy(gap=0.5, version="lenient")
    assert len(found(SHIPPED, stray, policy=strict).hops) == 1
    chain = found(SHIPPED, stray, policy=lenient)
    assert (len(chain.hops), chain.policy) == (2, "lenient")


PLAYERS = st.sampled_from(["maker", "consignee", "user", "trader", None])
WORLDS = st.lists(
    st.tuples(
        st.integers(0, 300),
        PLAYERS,
        PLAYERS,
        st.sampled_from("ABCDEF"),
        st.integers(1, 6),
    ),
    max_size=7,
)


@given(WORLDS)
def test_every_world_gives_a_chain_in_time_order_with_sound_probabilities(world):
    reports = [
        report(f"e{n}", day, sender, receiver, f"{letter}{figure}")
        for n, (day, sender, receiver, letter, figure) in enumerate(world)
    ]
    chain = trace(ITEM, reports, PARTIES, [LICENCE], valid_on=date(2022, 1, 1))
    for before, after in combinations([hop.movement for hop in chain.hops], 2):
        assert before.earliest <= after.latest
    assert all(0.0 <= hop.probability <= 1.0 for hop in chain.hops)
    assert 0.0 <= chain.confidence <= 1.0 + 1e-9
    cited = {event for hop in chain.as_dict()["chain"] for event in hop["events"]}
    assert not cited & {conflict["event"] for conflict in chain.conflicts}


def test_what_happened_before_the_item_was_made_is_kept_and_flagged():
    made = report("e0", 20, None, None, kind="note", action="ADD", step="commissioning")
    hops = found(made, SHIPPED, ARRIVED).hops
    assert "before_made" in hops[0].flags
    assert "before_made" not in hops[1].flags
    ended = replace(made, step="decommissioning")
    assert "before_made" not in found(ended, SHIPPED).hops[0].flags
    output = replace(made, step=None, type="TransformationEvent", items=("part",))
    remade = replace(output, outputs=(ITEM,), action=None)
    assert "before_made" in found(remade, SHIPPED).hops[0].flags
