"""Parties to screen: each line on its own."""

import json

import pytest

from sluis.core.errors import SluisError, UnreadableFile
from sluis.formats.tabular import read_parties


def read(text):
    lines = text.encode().splitlines(keepends=True)
    return list(read_parties(enumerate(lines, start=1)))


def parties(text):
    return [party for _, _, party in read(text)]


def test_csv_works():
    (party,) = parties(
        "id,name,country,schema,birth_date,identifiers,colour\n"
        'q1,"Example, Ivan",nl,Person,1951-02,AB 1;CD 2,red\n'
    )
    assert party.id == "q1"
    assert party.names == ("Example, Ivan",)
    assert party.countries == ("NL",)
    assert party.schema == "Person"
    assert str(party.birth_dates[0]) == "1951-02"
    assert party.identifiers == ("AB 1", "CD 2")


def test_a_semicolon_and_a_byte_order_mark_do_no_harm():
    (party,) = parties("\ufeffid;name\nq1;Example, Ivan\n")
    assert party.names == ("Example, Ivan",)


def test_simple_json_lines_work():
    (party,) = parties('{"id": 1, "names": ["A B", "C"], "country": ["NL", "BE"]}\n')
    assert party.id == "1"
    assert party.names == ("A B", "C")
    assert party.countries == ("BE", "NL")
    assert party.schema is None


def test_followthemoney_entities_work():
    given = {
        "id": "x",
        "schema": "Vessel",
        "properties": {"name": ["SEA"], "imoNumber": ["IMO7406784"], "flag": ["pa"]},
    }
    (party,) = parties(json.dumps(given))
    assert party.schema == "Vessel"
    assert party.countries == ("PA",)
    assert party.identifiers == ("IMO7406784",)


@pytest.mark.parametrize(
    ("line", "code", "path"),
    [
        ('{"id": "q"', "invalid-input", None),
        ("not json", "invalid-input", None),
        ("[1]", "invalid-input", None),
        ('{"id": "q"}', "invalid-input", "name"),
        ('{"id": "q", "name": "--"}', "invalid-input", "name"),
        ('{"id": "q", "name": 7}', "invalid-input", "name"),
        ('{"id": "q", "name": "A", "country": "ZZ"}', "unknown-value", "country"),
        ('{"id": "q", "name": "A", "schema": "Banana"}', "unknown-value", "schema"),
        ('{"id": "q", "name": "A", "schema": []}', "invalid-input", "schema"),
        ('{"id": "q", "name": "A", "birth_date": "x"}', "invalid-input", "birth_date"),
        ('{"id": [], "name": "A"}', "invalid-input", "id"),
        ('{"properties": 7}', "invalid-input", "properties"),
        ('{"id": "ok", "name": "B"}', "duplicate-id", "id"),
    ],
)
def test_a_bad_line_is_refused_and_the_others_go_on(line, code, path):
    good = '{"id": "ok", "name": "A B"}'
    rows = read(f'{good}\n{line}\n{{"id": "last", "name": "C"}}\n')
    assert [number for number, _, _ in rows] == [1, 2, 3]
    error = rows[1][2]
    assert isinstance(error, SluisError)
    assert (error.code, error.path) == (code, path)
    assert rows[2][2].names == ("C",)


def test_a_bad_first_line_does_not_make_it_a_table():
    bad, good = parties('not json\n{"id": "q", "name": "A"}\n')
    assert isinstance(bad, SluisError)
    assert good.names == ("A",)


def test_several_problems_of_a_line_are_told_together():
    (error,) = parties('{"name": "A", "country": "ZZ", "birth_date": "x"}')
    assert "ZZ" in error.message
    assert "'x'" in error.message


def test_a_row_of_another_length_is_refused():
    rows = parties("id,name\nq1,A,B\nq2,C\n")
    assert isinstance(rows[0], SluisError)
    assert rows[1].names == ("C",)


def test_an_open_quote_is_refused():
    rows = parties('id,name\nq1,A\nq2,"C\n')
    assert rows[0].names == ("A",)
    assert isinstance(rows[1], SluisError)


def test_a_table_without_names_cannot_be_read():
    with pytest.raises(UnreadableFile, match="name"):
        read("a,b\n1,2\n")


def test_what_is_not_utf_8_cannot_be_read():
    with pytest.raises(UnreadableFile, match="UTF-8"):
        list(read_parties([(1, b"id,name\n"), (2, b"1,\xff\xfe\n")]))


def test_nothing_gives_nothing():
    assert read("") == []
