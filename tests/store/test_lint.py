"""The linter tells an editor what is wrong, with file, line and remedy."""

import pytest

from sluis.store.law import check_law

ENTRY = """id: test/list/9Z001
type: entry
code: 9Z001
list: eu-annex-i
title: {en: Test engines, nl: Testmotoren}
versions:
  - in_force: ["2014-02-01", "2014-12-31"]
    known_since: "2014-01-01"
    source: reg-428-2009
    article: Annex I
    applies: [turbojet_engine]
    when:
      any:
        - {code: a, p: max_thrust, gt: "400 N"}
        - {code: b, specified_in: 9A101.a}
    verified: null
  - in_force: ["2015-01-01", null]
    known_since: "2014-12-01"
    source: reg-428-2009
    article: Annex I
    applies: [turbojet_engine]
    when: {p: max_thrust, gt: "300 N"}
    verified: null
"""


@pytest.fixture
def found(tmp_path):
    """Check an entry in which some words were replaced; messages by line."""

    def check(old="", new=""):
        path = tmp_path / "9Z001.yaml"
        path.write_text(ENTRY.replace(old, new, 1) if old else ENTRY)
        told = check_law([path])
        for one in told:
            assert str(one.path).startswith(f"{path}:"), one
        return [(int(str(one.path).rpartition(":")[2]), one) for one in told]

    return check


def test_the_law_that_comes_with_sluis_is_clean():
    assert [str(one) for one in check_law()] == []


def test_a_sound_entry_has_no_finding(found):
    assert found() == []


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('["2015-01-01", null]', '["2015-03-01", null]', 17, "nothing is in force"),
        ("{code: b, specified", "{code: a, specified", 15, "a is there twice"),
        ("specified_in: 9A101.a", "specified_in: 9A101.z", 15, "9A101.z"),
        ("specified_in: 9A101.a", "performance_of: [7A999]", 15, "7A999"),
        ("    when:\n", "    other_than: [9A998]\n    when:\n", 12, "9A998"),
    ],
)
def test_a_slip_is_named_with_line_and_remedy(found, old, new, line, words):
    ((place, one),) = found(old, new)
    assert abs(place - line) <= 1
    assert words in one.message
    assert one.remedy


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('gt: "400 N"', 'gt: "400 kg"', "measured"),
        ('["2015-01-01", null]', '["2014-12-31", null]', "overlap"),
        ("p: max_thrust, gt", "p: max_trust, gt", "max_trust"),
        ("[turbojet_engine]", "[turbojet]", "turbojet"),
        ("source: reg-428-2009", "source: reg-1-1", "reg-1-1"),
        ("nl: Testmotoren", "de: Testtriebwerke", "nl"),
        ("article: Annex I", "artikel: Annex I", "artikel"),
    ],
)
def test_what_the_loader_refuses_is_found_too(found, old, new, words):
    told = found(old, new)
    assert any(words in one.message for _, one in told)
    assert told[0][1].remedy or words in {"overlap", "measured"}


def test_a_measure_may_lapse_and_come_back():
    """Article 2 of Regulation 267/2012 did: that is no hole in an entry."""
    assert [one for one in check_law() if "iran" in str(one)] == []
