"""FollowTheMoney entities, in and out."""

import json

import pytest

from sluis.core.errors import UnreadableFile
from sluis.formats.ftm import read_entity, write_entity
from sluis.formats.lists import read_list

COMPANY = {
    "id": "NK-1",
    "caption": "Example Trading",
    "schema": "Company",
    "datasets": ["some_list"],
    "properties": {
        "name": ["Example Trading", "Торговля Пример"],
        "alias": ["Exempel"],
        "weakAlias": ["EXT"],
        "country": ["ru", "suhh"],
        "registrationNumber": ["123456789"],
        "incorporationDate": ["2009-04"],
        "dissolutionDate": ["2014"],
        "topics": ["sanction"],
    },
}
SANCTION = {"id": "s-1", "schema": "Sanction", "properties": {"entity": ["NK-1"]}}


def lay(tmp_path, *lines):
    path = tmp_path / "entities.ftm.json"
    path.write_text("".join(line + "\n" for line in lines))
    return path


def test_it_works(tmp_path):
    read = read_list(lay(tmp_path, json.dumps(COMPANY), json.dumps(SANCTION)))
    assert (read.list_id, read.format) == ("some-list", "ftm-jsonl")
    (entity,) = read.entities
    assert entity.id == "NK-1"
    assert [(name.text, name.kind) for name in entity.names] == [
        ("Example Trading", "primary"),
        ("Торговля Пример", "primary"),
        ("Exempel", "alias"),
        ("EXT", "weak"),
    ]
    assert entity.countries == ("RU",)
    assert str(entity.incorporated) == "2009-04"
    assert str(entity.dissolved) == "2014"
    assert entity.identifiers[0].value == "123456789"


def test_a_person_may_be_named_in_parts():
    person = read_entity(
        {
            "id": "p",
            "schema": "Person",
            "properties": {"firstName": ["Ivan"], "lastName": ["Example"]},
        }
    )
    assert person.caption == "Ivan Example"


def test_what_is_written_reads_as_the_same():
    entity = read_entity(COMPANY)
    again = read_entity(write_entity(entity))
    assert again.names == entity.names
    assert again.countries == entity.countries
    assert again.dissolved == entity.dissolved
    assert again.lists == entity.lists


@pytest.mark.parametrize(
    "line",
    ['{"id": "x", "sch', '{"id": "x"}', '{"id": 1, "schema": "Person"}'],
)
def test_a_line_that_is_no_entity_is_refused_with_its_number(tmp_path, line):
    with pytest.raises(UnreadableFile) as refused:
        read_list(lay(tmp_path, json.dumps(COMPANY), line))
    assert refused.value.path.endswith(":2")


def test_two_entities_of_one_id_are_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="twice"):
        read_list(lay(tmp_path, json.dumps(COMPANY), json.dumps(COMPANY)))
