"""Every number of Annex I is in our entries, and none that is not."""

import pytest

from law.official_list import differences, read_list
from sluis.store.law import PACKAGE, load_law
from sluis.store.law_file import read_yaml

FINISHED = "0123456789"
"""Categories of which every entry has been entered."""

FOLDER = PACKAGE / "eu" / "2021-821" / "annex-i"
FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.fixture(scope="module")
def official(shared):
    found = sorted((shared / "data" / "goods" / "eu").glob("annex_i_*.json.gz"))
    if not found:
        pytest.skip("the text of Annex I is not in the shared data")
    return read_list(found[0])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_entry_has_every_paragraph_and_figure_of_the_act(path, official, words):
    entry = read_yaml(path)
    assert entry["code"] == path.stem
    assert differences(entry, official[path.stem], words) == []


def test_no_entry_of_a_finished_category_is_missing(official):
    ours = {path.stem for path in FILES}
    assert ours <= official.keys()
    assert [one for one in official if one[0] in FINISHED and one not in ours] == []


def test_a_wrong_figure_and_a_lost_paragraph_are_noticed(official, words):
    entry = read_yaml(FOLDER / "9A101.yaml")
    whole = entry["versions"][-1]["when"]["any"][0]["all"]
    whole[0]["gt"] = "401 N"
    del whole[3]
    told = differences(entry, official["9A101"], words)
    assert "a.4 is missing" in told
    assert "a.1: 400 is missing" in told
    assert "the limit 401 is not there" in told


def test_every_entry_can_be_asked_for():
    codes = {entry.code for entry in load_law().entries.values()}
    assert {path.stem for path in FILES} <= codes
