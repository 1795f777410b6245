"""`sluis law diff` says what the two official texts say, read independently of us.

What changed is taken from the Norwegian list of 2022 and the consolidated text of
2025 alone: numbers of paragraphs, and the figures in each.
"""

import re
from datetime import date
from fractions import Fraction

import pytest

from law.norwegian_list import read_norwegian_list
from law.official_list import figures, paragraphs, read_list
from law.test_annex_i import FINISHED
from sluis.core.law.difference import changes
from sluis.store.law import load_law

BEFORE, AFTER = date(2022, 1, 1), date(2025, 11, 15)

ASKED_IN_WORDS = {
    "1B228.c.2": "the temperatures of a compatible material are in the question",
    "3B001.f.1.b": "the newer copy has a technical note (0.35) within the paragraph",
    "6A008.l.4": "the newer copy has a technical note (1500 m) within the paragraph",
}
"""Paragraphs with figures that changed and that our law asks as one criterion."""


@pytest.fixture(scope="module")
def texts(shared):
    folder = shared / "data" / "goods" / "eu"
    old = folder / "norway_list2_dual_use_2022.txt.gz"
    new = sorted(folder.glob("annex_i_*.json.gz"))
    if not old.exists() or not new:
        pytest.skip("the two official texts are not in the shared data")
    return read_norwegian_list(old), read_list(new[0])


@pytest.fixture(scope="module")
def found():
    every = changes(load_law(), BEFORE, AFTER, listing="eu-annex-i")
    return [one for one in every if one.code[0] in FINISHED]


def parted(texts, code):
    return [paragraphs(code, text[code])[0] for text in texts]


def common(texts):
    old, new = texts
    return [code for code in new if code in old and code[0] in FINISHED]


def test_the_entries_that_came_and_went_are_those_of_the_texts(texts, found):
    old, new = texts
    assert {one.code for one in found if one.what == "rule_added"} == {
        code for code in new if code not in old and code[0] in FINISHED
    }
    assert {one.code for one in found if one.what == "rule_removed"} == {
        code for code in old if code not in new and code[0] in FINISHED
    }


@pytest.mark.parametrize(("what", "side"), [("added", 1), ("removed", 0)])
def test_the_paragraphs_that_came_and_went_are_those_of_the_texts(
    texts, found, what, side
):
    expected = set()
    for code in common(texts):
        sides = parted(texts, code)
        expected |= {
            f"{code}.{number}"
            for number in sides[side].keys() - sides[1 - side].keys()
            if number
        }
    told = {one.code for one in found if one.what == f"paragraph_{what}"}
    assert told == expected


def test_every_figure_that_changed_is_told_where_it_changed(texts, found):
    told = {one.code for one in found}
    missing = []
    for code in common(texts):
        old, new = parted(texts, code)
        for number in old.keys() & new.keys():
            place = f"{code}.{number}" if number else code
            if figures(old[number]) != figures(new[number]) and not any(
                one == place or one.startswith(f"{place}.") for one in told
            ):
                missing.append(place)
    assert missing == list(ASKED_IN_WORDS)


def test_every_limit_that_is_told_to_have_changed_stands_so_in_the_texts(texts, found):
    old, new = texts
    words = load_law().vocabulary.parameters
    limits = [one for one in found if one.what == "limit_changed"]
    assert len(limits) > 20
    for one in limits:
        entry = one.code.split(".")[0]
        limit = one.new["en"].removeprefix(words[one.parameter].title["en"])
        was, now = numbers(one.old["en"]), numbers(limit)
        assert was, one.code
        assert was != now, one.code
        assert was <= stated(old[entry]), one.code
        assert now <= stated(new[entry]), one.code


def numbers(text):
    """Every number as it stands, years and all."""
    found = re.findall(r"(?<![\w.*])\d+(?:\.\d+)?(?:e-?\d+)?", text.replace(",", "."))
    return {Fraction(one) for one in found}


def stated(text):
    return figures(text) | numbers(text)
