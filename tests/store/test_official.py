"""The official text is attached by edition and hash, or refused."""

import gzip
import json
from datetime import date

import pytest

from sluis.core.errors import UnreadableFile
from sluis.store.home import Home
from sluis.store.official import attach, edition_on

TEXT = (
    "9A101 Turbojet engines, as follows;\n"
    "9A101.a Engines having all of the following:\n"
    "9A101.a.1 Thrust greater than 400 N;\n"
    "9A101.a Note: a note.\n"
    "9A101.b Engines for missiles."
)


def published(**changes):
    return {
        "valid_from": "2025-11-15",
        "source_url": "https://example.org/list",
        "attribution": "(c) European Union",
        "entries": [{"entry_code": "9A101", "verbatim_text": TEXT}],
        **changes,
    }


@pytest.fixture
def home(tmp_path):
    return Home.open(tmp_path / "data")


@pytest.fixture
def file(tmp_path):
    def write(said, name="list.json"):
        path = tmp_path / name
        data = said if isinstance(said, bytes) else json.dumps(said).encode()
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    return write


def test_it_is_kept_once_plain_or_packed(home, file):
    first, new = attach(home, file(published()))
    again, anew = attach(home, file(published(), "list.json.gz"))
    assert (new, anew) == (True, False)
    assert first.sha256 == again.sha256
    assert len(list((home.path / "official-text").iterdir())) == 1


def test_a_paragraph_is_found_with_its_notes_and_those_inside_it(home, file):
    edition, _ = attach(home, file(published()))
    assert edition.lines("9A101.a") == TEXT.split("\n")[1:4]
    assert edition.lines("9A101.a.1") == ["9A101.a.1 Thrust greater than 400 N;"]
    assert len(edition.lines("9A101")) == 5
    assert edition.lines("9A999") == []


def test_the_newest_edition_of_the_day_is_shown(home, file):
    attach(home, file(published()))
    attach(home, file(published(valid_from="2024-11-08"), "older.json"))
    assert edition_on(home, date(2024, 1, 1)) is None
    assert edition_on(home, date(2025, 1, 1)).valid_from == date(2024, 11, 8)
    assert edition_on(home, date(2026, 1, 1)).valid_from == date(2025, 11, 15)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (b"%PDF-1.7", "no JSON"),
        ([1], "no entries"),
        ({"entries": []}, "no entries"),
        (published(entries=[{"code": "9A101"}]), "no entry"),
        (published(entries=[{"entry_code": "ML10", "verbatim_text": ""}]), "no entry"),
        (published(entries=published()["entries"] * 2), "twice"),
    ],
)
def test_another_file_is_refused_and_nothing_is_kept(home, file, said, words):
    with pytest.raises(UnreadableFile, match=words) as refused:
        attach(home, file(said))
    assert refused.value.remedy
    assert not list(home.path.glob("official-text/*"))


def test_a_file_that_is_not_there_or_cut_is_refused(home, tmp_path, file):
    with pytest.raises(UnreadableFile):
        attach(home, tmp_path / "nothing.json")
    cut = file(published(), "cut.json.gz")
    cut.write_bytes(cut.read_bytes()[:40])
    with pytest.raises(UnreadableFile):
        attach(home, cut)
