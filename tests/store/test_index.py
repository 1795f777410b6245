"""An index on disk answers as the one in memory does, and is made again if need be."""

from dataclasses import replace
from datetime import date

import pytest

from sluis.core.names.index import index_names
from sluis.core.party import Address, Entity, Identifier, Name, PartyQuery, Stake
from sluis.core.screening import screen
from sluis.core.time import VagueDay
from sluis.store.editions import Editions
from sluis.store.home import Home
from sluis.store.index import KEPT, Indexes

WHOLE = Entity(
    id="b",
    schema="Company",
    caption="Amber Turbines Ltd",
    names=(
        Name(text="Amber Turbines Ltd"),
        Name(text="Янтарь", kind="alias", lang="ru", script="Cyrl"),
    ),
    countries=("NL", "RU"),
    birth_dates=(VagueDay.parse("1970-01"),),
    identifiers=(Identifier(value="IMO 9074729", kind="IMO", country="NL"),),
    addresses=(Address(text="Kade 1", country="NL"),),
    programs=("X",),
    lists=("l",),
    listed_from=date(2020, 1, 2),
    incorporated=VagueDay.parse("1999"),
    topics=("sanction",),
    stakes=(Stake(owner="a", percent=51.0, since=date(2021, 3, 4)),),
    source="l/2024-01-01-00000000",
)
BARE = Entity(id="a", schema="Person", caption="Jan Jansen", names=(Name(text="Jan"),))


@pytest.fixture
def indexes(home):
    return Indexes(Home.open(home))


@pytest.fixture
def edition(home, tmp_path):
    path = tmp_path / "test-list.json"
    path.write_text('{"id":"p","schema":"Company","properties":{"name":["X"]}}\n')
    return Editions(Home.open(home)).import_file(path, dated=date(2024, 1, 1))


def test_it_works(indexes, edition):
    index = indexes.of([edition], lambda: [WHOLE, BARE])
    assert list(index.entities) == [BARE, WHOLE]
    queries = [PartyQuery(id="1", names=("Amber Turbine", "Yantar"))]
    in_memory = index_names([WHOLE, BARE])
    assert list(screen(queries, index)) == list(screen(queries, in_memory))


def test_it_is_made_once(indexes, edition):
    made = []
    for _ in range(2):
        indexes.of([edition], lambda: made.append(1) or [BARE])
    assert made == [1]


def test_another_edition_or_choice_has_another_index(indexes, edition):
    newer = replace(edition, sha256="1" * 64)
    chosen = [([edition], ""), ([newer], ""), ([edition], "on a day"), ([], "")]
    for number, (editions, choice) in enumerate(chosen):
        entity = replace(BARE, id=str(number))
        index = indexes.of(editions, lambda entity=entity: [entity], choice=choice)
        assert [each.id for each in index.entities] == [str(number)]


@pytest.mark.parametrize("damage", [None, 0, 5, 1000])
def test_a_damaged_or_deleted_index_is_made_again(indexes, edition, home, damage):
    indexes.of([edition], lambda: [WHOLE])
    path = next((home / "indexes").iterdir())
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:damage])
    assert list(indexes.of([edition], lambda: [WHOLE]).entities) == [WHOLE]


def test_an_empty_list_has_an_index(indexes, edition):
    index = indexes.of([edition], list)
    answers = screen([PartyQuery(id="1", names=("X Ltd",))], index)
    assert [answer["matches"] for answer in answers] == [[]]


def test_only_the_indexes_used_last_are_kept(indexes, edition, home):
    for number in range(KEPT + 2):
        indexes.of([edition], lambda: [BARE], choice=str(number))
    assert len(list((home / "indexes").iterdir())) == KEPT
