"""Our law of 2022 is what the Norwegian list of that year says, number by number."""

from datetime import date

import pytest

from law.norwegian_list import read_norwegian_list
from law.official_list import differences
from law.test_annex_i import FILES, FINISHED, FOLDER
from sluis.core.law.model import versions_on
from sluis.core.time import Interval, VagueDay
from sluis.store.law import load_law
from sluis.store.law_file import read_yaml

DAY = date(2022, 1, 1)
"""Annex I as Regulation (EU) 2021/821 brought it: the Norwegian list has note 2 of
2B352.f.2 as it was before Delegated Regulation (EU) 2022/1 (7 January 2022)."""

NEWER = {
    *("1C513", "2B510", "2E503", "3A501", "3A502", "3A504", "3B501", "3B503"),
    *("3B504", "3C507", "3C508", "3C509", "3D507", "3E505", "4A506", "4A507"),
    *("2D352", "3D006"),
}
"""Entries that came later: sixteen in November 2025, two before."""


@pytest.fixture(scope="module")
def norwegian(shared):
    path = shared / "data" / "goods" / "eu" / "norway_list2_dual_use_2022.txt.gz"
    if not path.exists():
        pytest.skip("the Norwegian list of 2022 is not in the shared data")
    return read_norwegian_list(path)


def entries():
    """Give each finished entry with what it said on the day."""
    for path in FILES:
        entry = read_yaml(path)
        if path.stem[0] in FINISHED:
            yield entry, [one for one in entry["versions"] if in_force(one)]


def in_force(version):
    bounds = [
        None if one is None else VagueDay.parse(str(one)) for one in version["in_force"]
    ]
    return Interval(*bounds).contains(DAY)


def test_every_paragraph_and_figure_of_2022_is_in_our_law_of_that_day(norwegian, words):
    told = {
        entry["code"]: found
        for entry, versions in entries()
        for version in versions
        if (
            found := differences(
                {**entry, "versions": [version]}, norwegian[entry["code"]], words
            )
        )
    }
    assert told == {}


def test_the_entries_of_2022_are_those_of_the_norwegian_list(norwegian):
    ours = {entry["code"] for entry, versions in entries() if versions}
    assert ours == {code for code in norwegian if code[0] in FINISHED}


def test_what_came_later_is_not_in_the_law_of_2022():
    assert {entry["code"] for entry, versions in entries() if not versions} == NEWER


def test_no_entry_has_two_texts_on_one_day():
    for entry in load_law().entries.values():
        if entry.listing == "eu-annex-i":
            on_the_day = versions_on(entry, DAY)
            assert [inside for _, inside in on_the_day] in ([], [True]), entry.code


def test_a_figure_of_another_edition_is_noticed(norwegian, words):
    newer = read_yaml(FOLDER / "4A003.yaml")
    told = differences(newer, norwegian["4A003"], words)
    assert "b: 29 is missing" in told
    assert "the limit 70 is not there" in told


# --- the reader of the Norwegian list ---


def lines(norwegian, code):
    parted = (line.partition(" ") for line in norwegian[code].split("\n"))
    return {
        number: words
        for number, _, words in parted
        if not words.startswith(("Note", "N.B.", "Technical Note"))
    }


def test_page_headers_and_numbers_are_left_out(norwegian):
    assert len(norwegian) == 366
    for text in norwegian.values():
        assert "CATEGORY" not in text
        assert not [line for line in text.split("\n") if line.endswith("continued")]


def test_a_list_that_runs_over_a_page_keeps_its_numbers(norwegian):
    assert lines(norwegian, "2E003")["2E003.b.2.d.1"] == "Temperature;"
    assert lines(norwegian, "1B118")["1B118.c.2.b"].startswith("Kneading teeth/pins")


def test_a_list_within_a_note_is_no_paragraph(norwegian):
    assert set(lines(norwegian, "0B006")) == {"0B006"}
    assert lines(norwegian, "1C001")["1C001.b"].startswith("Materials not transparent")


def test_an_item_after_the_last_of_a_list_belongs_to_the_list_around_it(norwegian):
    assert "directional solidification" in lines(norwegian, "9D004")["9D004.c"]


def test_a_raised_power_comes_back_behind_its_ten(norwegian):
    assert "2 x 108 Hz but less than 3 x 1012 Hz" in norwegian["1C001"]
    assert "less than 14 x 106 N/m2" in norwegian["1C001"].replace("N/m ;", "N/m2;")


def test_an_entry_may_open_with_its_first_paragraph(norwegian):
    assert set(lines(norwegian, "9E101")) >= {"9E101.a", "9E101.b"}
