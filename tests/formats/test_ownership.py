"""Statements on who owns whom: read whole, or refused with every bad line named."""

import json
from datetime import date

import pytest

from sluis.core.errors import Problems, SluisError, UnreadableFile
from sluis.core.party import Stake
from sluis.formats.lists import read_list

HEADING = "owner,owned,share,since,until,source\n"


@pytest.fixture
def file(tmp_path):
    def write(text, name="owners_2024-01-01.csv"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def test_it_works(file):
    rows = "Ann  Example,Daughter Ltd,51 %,2020-01-02,,register\n"
    rows += "DAUGHTER LIMITED,Grandchild BV,60,,2023-04-05,\n"
    read = read_list(file(HEADING + rows))
    assert (read.format, read.list_id) == ("ownership", "owners")
    ann, daughter, grandchild = read.entities
    assert [e.caption for e in read.entities] == [
        "Ann Example",
        "Daughter Ltd",
        "Grandchild BV",
    ]
    assert not any(e.listed for e in read.entities)
    since = date(2020, 1, 2)
    assert daughter.stakes == (
        Stake(owner=ann.id, percent=51, since=since, source="register"),
    )
    until = date(2023, 4, 5)
    assert grandchild.stakes == (Stake(owner=daughter.id, percent=60, until=until),)


def test_json_lines_and_ids_are_read(file):
    row = {"owner_id": "ofac-1", "owner": None, "owned": "Daughter", "share": 50}
    row |= {"owned_country": "nl"}
    read = read_list(file(json.dumps(row) + "\n", "owners_2024-01-01.jsonl"))
    by_id, daughter = read.entities
    assert (by_id.id, by_id.names) == ("ofac-1", ())
    assert daughter.countries == ("NL",)
    assert daughter.stakes == (Stake(owner="ofac-1", percent=50),)


def test_a_share_that_is_not_known_stays_so(file):
    read = read_list(file(HEADING + "A One,B Two,,,,\n"))
    assert read.entities[1].stakes[0].percent is None


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (",B Two,50,,,", ":2.owner"),
        ("A One,...,50,,,", ":2.owned"),
        ("A One,a one,50,,,", ":2"),
        ("A One,B Two,101,,,", ":2.share"),
        ("A One,B Two,half,,,", ":2.share"),
        ("A One,B Two,50,2020,,", ":2.since"),
        ("A One,B Two,50,2020-01-02,2019-01-01,", ":2.until"),
    ],
)
def test_what_is_no_statement_is_refused_with_its_place(file, row, place):
    good = "C Three,D Four,50,,,\n"
    with pytest.raises(Problems) as refused:
        read_list(file(f"{HEADING}{row}\n{good}{row}\n"))
    assert [error.path.endswith(place) for error in refused.value.errors] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    "text", [HEADING, HEADING + "A,B\n", "owner,owned,shares\nA,B,5\n", HEADING + '"A']
)
def test_a_file_that_is_cut_or_has_other_columns_is_refused(file, text):
    with pytest.raises(UnreadableFile):
        read_list(file(text))


def test_a_country_that_is_none_is_refused(file):
    text = "owner,owned,share,owned_country\nA One,B Two,50,ZZ\n"
    with pytest.raises(SluisError, match="not a country"):
        read_list(file(text))
