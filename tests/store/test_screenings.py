"""A screening is kept as it was asked and answered, and can be run again."""

import json
from dataclasses import replace
from datetime import date

import pytest

from sluis.core.errors import UnknownValue, UnreadableFile
from sluis.core.party import PartyQuery
from sluis.core.time import VagueDay
from sluis.store import screenings as module
from sluis.store.editions import Editions
from sluis.store.home import Home
from sluis.store.rule import Rule
from sluis.store.screening import Code, chosen, code, ready
from sluis.store.screenings import Recording, Screenings

PARTIES = (
    PartyQuery(
        id="a",
        names=("Ann Exampel", "Анна"),
        schema="Person",
        countries=("IR", "NL"),
        birth_dates=(
            VagueDay.parse("1970"),
            VagueDay.parse("1970-01-02"),
            VagueDay.parse("1971-03/1972"),
        ),
        identifiers=("AB 123456",),
        addresses=("Street 1, Town",),
    ),
    PartyQuery(id=None, names=("Quite Other",)),
)


@pytest.fixture
def home(tmp_path):
    return Home.open(tmp_path / "data")


@pytest.fixture
def lay(home, tmp_path):
    """Import an edition of a list that names these persons."""

    def run(day, *names):
        rows = [
            {"id": f"p-{n}", "schema": "Person", "properties": {"name": [name]}}
            for n, name in enumerate(names)
        ]
        path = tmp_path / f"own-list_{day}.json"
        path.write_text("\n".join(map(json.dumps, rows)))
        return Editions(home).import_file(path, allow_shrink=True)

    return run


def record(home, parties=PARTIES, **rule):
    asked = Rule(**rule)
    editions = Editions(home)
    recording = Recording(
        home, ready(editions, chosen(editions, asked), asked), "command"
    )
    answers = [one.answer for one in recording.run(parties)]
    return recording.record, answers


def test_it_works(home, lay):
    edition = lay("2024-01-01", "Ann Example")
    made, answers = record(home, limit=3)
    assert (made.parties, made.rule.limit, made.code) == (2, 3, code())
    assert [used.name for used in made.editions] == [edition.name]
    assert made.editions[0].source_sha256 == edition.sha256
    kept = list(Screenings(home).answers(made.id))
    assert [one.party for one in kept] == list(PARTIES)
    assert [one.answer for one in kept] == json.loads(json.dumps(answers))
    assert list(Screenings(home).records()) == [made]
    again = Screenings(home).replay(made.id)
    assert again.equal
    assert again.differences == ()


def test_it_is_run_again_against_the_editions_of_then(home, lay):
    lay("2024-01-01", "Ann Example")
    made, _ = record(home)
    lay("2024-01-02", "Somebody Else")
    assert Screenings(home).replay(made.id).equal
    newer, _ = record(home)
    assert newer.result != made.result
    records = Screenings(home).records()
    assert {one.id for one in records} == {made.id, newer.id}


def test_the_day_and_the_lists_are_kept(home, lay):
    lay("2024-01-01", "Ann Example")
    lay("2024-01-02", "Somebody Else")
    day = date(2024, 1, 1)
    made, _ = record(home, as_of=day, known_on=date.max, against=("own-list",))
    (kept,) = Screenings(home).records()
    assert kept.rule == Rule(as_of=day, known_on=date.max, against=("own-list",))
    assert Screenings(home).replay(made.id).equal


def test_other_code_says_what_it_answers_otherwise(home, lay, monkeypatch):
    lay("2024-01-01", "Ann Example")
    made, _ = record(home)
    whole = module.ready

    def stricter(editions, used, rule):
        return whole(editions, used, replace(rule, threshold=0.99))

    monkeypatch.setattr(module, "ready", stricter)
    monkeypatch.setattr(module, "code", lambda: Code(version="9", digest="other"))
    again = Screenings(home).replay(made.id).as_dict()
    assert again["equal"] is False
    assert again["code"]["changed"] is True
    (difference,) = again["differences"]
    assert difference["id"] == "a"
    assert [match["match"] for match in difference["was"]] == [True]
    assert difference["is"] == []


def test_an_edition_that_is_gone_or_changed_is_said(home, lay):
    edition = lay("2024-01-01", "Ann Example")
    made, _ = record(home)
    place = Editions(home).place(edition)
    whole = place.read_bytes()
    place.write_bytes(whole[:-1])
    with pytest.raises(UnreadableFile, match="not as it was"):
        Screenings(home).replay(made.id)
    place.unlink()
    with pytest.raises(UnreadableFile, match="not there any more"):
        Screenings(home).replay(made.id)


@pytest.mark.parametrize("harm", [lambda data: data[:-9], lambda data: b"x" + data])
def test_a_damaged_record_is_said(home, lay, harm):
    lay("2024-01-01", "Ann Example")
    made, _ = record(home)
    (path,) = home.path.glob("screenings/*/*.zst")
    path.write_bytes(harm(path.read_bytes()))
    with pytest.raises(UnreadableFile, match="damaged"):
        list(Screenings(home).answers(made.id))


def test_a_record_of_which_a_line_was_taken_is_said(home, lay):
    import pyarrow as pa

    lay("2024-01-01", "Ann Example")
    made, _ = record(home)
    (path,) = home.path.glob("screenings/*/*.zst")
    with pa.input_stream(str(path), compression="zstd") as stream:
        lines = stream.read().splitlines(keepends=True)
    with pa.CompressedOutputStream(str(path), "zstd") as stream:
        stream.write(b"".join(lines[:-1]))
    with pytest.raises(UnreadableFile, match="not hold what its heading says"):
        Screenings(home).replay(made.id)


@pytest.mark.parametrize("id_", ["", "../x", "20240101T000000000000Z-000000"])
def test_an_id_that_none_has_is_refused(home, id_):
    with pytest.raises(UnknownValue, match="screen records"):
        Screenings(home).record(id_)


def test_a_screening_that_was_broken_off_leaves_nothing(home, lay):
    lay("2024-01-01", "Ann Example")
    editions = Editions(home)
    against = ready(editions, chosen(editions, Rule()), Rule())
    run = Recording(home, against, "command").run(PARTIES)
    next(run)
    run.close()
    assert [p for p in home.path.glob("screenings/*/*") if p.is_file()] == []


def test_parties_many_more_than_a_block_are_all_kept(home, lay):
    lay("2024-01-01", "Ann Example")
    many = [
        PartyQuery(id=str(n), names=(f"Ann Exampel {n} of the town",))
        for n in range(2000)
    ]
    made, answers = record(home, many)
    kept = list(Screenings(home).answers(made.id))
    assert [one.party.id for one in kept] == [answer["id"] for answer in answers]
    assert Screenings(home).replay(made.id).equal
