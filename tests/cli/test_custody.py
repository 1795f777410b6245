"""``sluis custody``: capture, export, hash."""

from __future__ import annotations

import json

import pytest

from sluis.formats.epcis import read_document

pytestmark = pytest.mark.database


@pytest.fixture
def example(root):
    return root / "examples" / "events.jsonld"


def errors(result):
    return [json.loads(line) for line in result.stderr.splitlines() if line[:1] == "{"]


def test_it_works(sluis, example):
    result = sluis("custody", "capture", example)
    assert result.returncode == 0, result.stderr
    row = json.loads(result.stdout)
    assert (row["captured"], row["duplicates"], row["masterdata"]) == (7, 0, 8)
    again = json.loads(sluis("custody", "capture", example).stdout)
    assert (again["captured"], again["duplicates"]) == (0, 7)


def test_what_is_exported_has_the_same_hashes(sluis, example, tmp_path):
    sluis("custody", "capture", example)
    out = tmp_path / "out.jsonld"
    assert sluis("custody", "export", "--out", out).returncode == 0
    hashes = sluis("custody", "hash", out).stdout.splitlines()
    assert hashes == [e.hash for e in read_document(example.read_bytes()).events]
    again = sluis("custody", "capture", out)
    assert json.loads(again.stdout)["captured"] == 0
    item = "https://sluis.example/id/obj/maker-a/pump-x/P-1"
    one = json.loads(sluis("custody", "export", "--item", item).stdout)
    # What happened to the box it was in names the box.
    assert len(one["epcisBody"]["eventList"]) == 6


def test_a_bad_document_is_refused_with_its_place_and_the_others_go_in(
    sluis, example, tmp_path
):
    bad = tmp_path / "bad.jsonld"
    document = json.loads(example.read_text())
    document["epcisBody"]["eventList"][3]["action"] = "CREATE"
    bad.write_text(json.dumps(document))
    result = sluis("custody", "capture", bad, example)
    assert result.returncode == 1
    (row,) = errors(result)
    assert row["id"] == str(bad)
    assert row["error"]["path"] == "epcisBody.eventList[3].action"
    assert json.loads(result.stdout)["captured"] == 7


def test_a_file_that_is_cut_off_or_missing_ends_with_3(sluis, example, tmp_path):
    cut = tmp_path / "cut.jsonld"
    cut.write_bytes(example.read_bytes()[:500])
    result = sluis("custody", "capture", cut, tmp_path / "none.xml", example)
    assert result.returncode == 3
    assert len(errors(result)) == 2
    assert json.loads(result.stdout)["captured"] == 7
    assert sluis("custody", "hash", cut).returncode == 3


def test_the_options_speak_where_the_document_is_silent(sluis, tmp_path):
    path = tmp_path / "event.json"
    event = {
        "type": "ObjectEvent",
        "eventTime": "2017-02-20T00:00:00Z",
        "eventTimeZoneOffset": "+08:00",
        "action": "OBSERVE",
        "epcList": ["urn:item:1"],
    }
    path.write_text(json.dumps(event))
    options = ("--source", "a bank", "--grade", "C3", "--marking", "TLP:RED")
    result = sluis("custody", "capture", path, *options, "--known-since", "2019-12-10")
    assert result.returncode == 0, result.stderr
    (kept,) = json.loads(sluis("custody", "export").stdout)["epcisBody"]["eventList"]
    assert kept["sluis:source"]["sluis:reliability"] == "C"
    assert kept["sluis:knownSince"] == "2019-12-10"
    wrong = sluis("custody", "capture", path, "--grade", "Z9")
    assert wrong.returncode == 2


def test_an_unknown_item_cannot_be_exported(sluis):
    result = sluis("custody", "export", "--item", "urn:nobody")
    assert result.returncode == 2
    assert "no event names urn:nobody" in result.stderr


def test_the_record_can_be_verified(sluis, example):
    sluis("custody", "capture", example)
    assert sluis("custody", "verify").returncode == 0
