"""From parties to other exports, ranked, with the reason for each."""

from __future__ import annotations

from datetime import date

from sluis.core.custody import Export, Link, Policy, rank

FRONT = Link(a="trader", b="front", type="director")


def export(name, day=None, **parties):
    return Export(id=name, parties=parties, day=day)


def test_an_export_to_a_seed_comes_before_one_to_its_neighbour():
    rows = rank(
        ["trader"],
        [export("far", consignee="front"), export("near", consignee="trader")],
        [FRONT],
    )
    assert [row["export"] for row in rows] == ["near", "far"]
    assert rows[1]["reasons"][0]["path"] == ["trader", "director", "front"]


def test_exports_that_touch_nobody_are_not_named():
    assert rank(["trader"], [export("other", consignee="clinic")], [FRONT]) == []


def test_the_case_itself_can_be_left_out():
    rows = rank(["trader"], [export("case", consignee="trader")], exclude=["case"])
    assert rows == []


def test_a_hub_is_reached_and_not_passed():
    links = [Link(a=f"party {n}", b="address:tower", type="address") for n in range(80)]
    links.append(Link(a="trader", b="address:tower", type="address"))
    rows = rank(["trader"], [export("x", consignee="party 3")], links)
    assert rows == []
    lenient = Policy(hub_degree=1000)
    rows = rank(["trader"], [export("x", consignee="party 3")], links, lenient)
    assert [row["export"] for row in rows] == ["x"]


def test_a_crowded_way_weighs_less_than_a_narrow_one():
    def ways(width):
        links = [Link(a="trader", b="address:a", type="address")]
        links += [Link(a=f"p{n}", b="address:a", type="address") for n in range(width)]
        return rank(["trader"], [export("x", consignee="p0")], links)[0]["score"]

    assert ways(2) > ways(20)


def test_several_reasons_add_up():
    both = export("both", consignee="front", end_user="trader")
    one = export("one", end_user="trader")
    rows = rank(["trader"], [both, one], [FRONT])
    assert rows[0]["export"] == "both"
    assert rows[0]["score"] > rows[1]["score"]


def test_a_tie_that_had_ended_is_no_reason():
    ended = Link(a="trader", b="front", type="director", until=date(2015, 1, 1))
    late = export("late", date(2019, 1, 1), consignee="front")
    early = export("early", date(2014, 1, 1), consignee="front")
    rows = rank(["trader"], [late, early], [ended])
    assert [row["export"] for row in rows] == ["early"]


def test_a_tie_that_was_not_known_then_is_no_reason():
    tie = Link(a="trader", b="front", type="owner", known_since=date(2021, 1, 1))
    exports = [export("x", consignee="front")]
    assert rank(["trader"], exports, [tie], known_on=date(2020, 1, 1)) == []
    assert rank(["trader"], exports, [tie], known_on=date(2021, 1, 1))
