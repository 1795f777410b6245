"""Two texts of a rule are compared paragraph by paragraph."""

from datetime import date

import pytest

from sluis.core.law.difference import changes
from sluis.store.law import load_law

HEAD = """id: test/list/9Z001
type: entry
code: 9Z001
list: eu-annex-i
title: {en: Test engines, nl: Testmotoren}
versions:
"""
VERSION = """  - in_force: [{period}]
    known_since: "2014-01-01"
    source: reg-428-2009
    article: Annex I
    applies: [{kinds}]
    when: {when}
    verified: null
"""
FIRST = '"2014-02-01", "2014-12-31"'
SECOND = '"2015-01-01", null'


@pytest.fixture
def compared(tmp_path):
    """Compare two conditions of one entry; what changed, in words."""

    def compare(old, new, *, kinds="turbojet_engine", second=SECOND):
        path = tmp_path / "9Z001.yaml"
        text = HEAD + VERSION.format(period=FIRST, when=old, kinds="turbojet_engine")
        path.write_text(text + VERSION.format(period=second, when=new, kinds=kinds))
        days = (date(2014, 6, 1), date(2015, 6, 1))
        found = changes(load_law([path]), *days, listing="eu-annex-i")
        return [one for one in found if one.code.startswith("9Z001")]

    return compare


def test_a_limit_that_moved_is_told_with_its_share(compared):
    (one,) = compared(
        '{any: [{code: a, p: max_thrust, gt: "400 N"}]}',
        '{any: [{code: a, p: max_thrust, ge: "300 N"}]}',
    )
    assert (one.code, one.what, one.parameter) == (
        "9Z001.a",
        "limit_changed",
        "max_thrust",
    )
    assert one.margin == pytest.approx(-0.25)
    assert one.in_words("en") == (
        "9Z001.a: maximum thrust 300 N or more, was more than 400 N (-25 %)"
    )
    assert "300 N of meer" in one.in_words("nl")


def test_a_limit_on_the_other_side_is_another_condition(compared):
    told = compared('{p: max_thrust, gt: "400 N"}', '{p: max_thrust, lt: "400 N"}')
    assert [one.what for one in told] == ["condition_removed", "condition_added"]


def test_paragraphs_come_and_go(compared):
    told = compared(
        '{any: [{code: a, is: civil_certified}, {code: b, p: dry_weight, lt: "1 kg"}]}',
        '{any: [{code: a, is: civil_certified}, {code: c, p: dry_weight, lt: "1 kg"}]}',
    )
    assert [(one.code, one.what) for one in told] == [
        ("9Z001.b", "paragraph_removed"),
        ("9Z001.c", "paragraph_added"),
    ]
    assert told[1].new["en"] == "dry weight: less than 1 kg"


def test_what_a_choice_gained_and_lost_is_told(compared):
    (one,) = compared(
        "{p: gyro_type, in: [mems, ring_laser]}",
        "{p: gyro_type, in: [mems, fibre_optic]}",
    )
    assert one.what == "choice_changed"
    assert "now also fibre_optic" in one.in_words("en")
    assert "no longer ring_laser" in one.in_words("en")


def test_an_exception_is_no_condition(compared):
    (one,) = compared(
        '{all: [{p: max_thrust, gt: "400 N"}]}',
        '{all: [{p: max_thrust, gt: "400 N"}], none: [{is: civil_certified}]}',
    )
    assert one.in_words("en").startswith("9Z001 now also asks: not: ")


def test_goods_that_an_entry_concerns_are_compared(compared):
    (one,) = compared(
        "{is: civil_certified}", "{is: civil_certified}", kinds="turbofan_engine"
    )
    assert (one.what, one.old["en"], one.new["en"]) == (
        "scope_changed",
        "concerns turbojet_engine",
        "concerns turbofan_engine",
    )


def test_a_day_on_which_the_text_is_not_known_is_marked(compared):
    told = compared(
        '{p: max_thrust, gt: "400 N"}',
        '{p: max_thrust, gt: "300 N"}',
        second='"2015-01-01/2015-12-31", null',
    )
    assert [one.in_doubt for one in told] == [True]


def test_a_rule_that_has_no_text_on_a_day_came_or_went():
    def told(before, after):
        found = changes(load_law(), before, after, listing="eu-annex-i")
        return {one.code: one.what for one in found if one.code == "2B510"}

    assert told(date(2022, 1, 1), date(2025, 11, 15)) == {"2B510": "rule_added"}
    assert told(date(2025, 11, 15), date(2022, 1, 1)) == {"2B510": "rule_removed"}
    assert told(date(2025, 11, 15), date(2025, 11, 16)) == {}


def test_all_rules_are_compared_without_a_list():
    found = changes(load_law(), date(2023, 7, 25), date(2023, 7, 26), listing=None)
    assert any(one.rule.startswith("eu/embargo/iran-uav") for one in found)
