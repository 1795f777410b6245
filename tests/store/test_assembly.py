"""Statements of one's own lead from listed parties to those that they own."""

import json
from datetime import date

import pytest

from sluis.core.party import PartyQuery
from sluis.store.editions import Editions
from sluis.store.listing_changes import changes
from sluis.store.rule import Rule
from sluis.store.screening import chosen, ready


@pytest.fixture
def editions(home):
    return Editions(home)


@pytest.fixture
def lay(editions, tmp_path):
    """Import a list that names these companies by number."""

    def run(*names, day="2024-01-01", start=0, list_="own-list"):
        rows = [
            {"id": f"c-{n}", "schema": "Company", "properties": {"name": [name]}}
            for n, name in enumerate(names, start)
        ]
        path = tmp_path / f"{list_}_{day}.json"
        path.write_text("\n".join(map(json.dumps, rows)))
        editions.import_list(
            path, allow_shrink=True, known_since=date.fromisoformat(day)
        )

    return run


@pytest.fixture
def state(editions, tmp_path):
    def run(*rows, day="2024-01-01"):
        path = tmp_path / f"owners_{day}.csv"
        path.write_text(
            "owner,owned,share,since,owner_id\n" + "".join(f"{r}\n" for r in rows)
        )
        return editions.import_list(
            path, allow_shrink=True, known_since=date.fromisoformat(day)
        ).edition

    return run


def ask(editions, name, **rule):
    asked = Rule(**rule)
    against = ready(editions, chosen(editions, asked), asked)
    (one,) = against.screen([PartyQuery(id="q", names=(name,))])
    return [match for match in one.answer["matches"] if match["match"]]


def test_a_chain_that_begins_with_a_name_is_found_and_told(editions, lay, state):
    lay("Harmless Holding LLC")
    state(
        "Harmles Holding,Middle Trading BV,60,,",
        "Middle Trading BV,Lower Works GmbH,50,,",
    )
    (match,) = ask(editions, "Lower Works")
    owned = match["why"]["ownership"]
    assert owned["owners"] == ["c-0"]
    assert [step["kind"] for step in owned["path"]] == [
        "likeness",
        "ownership",
        "ownership",
    ]
    assert "Harmless Holding LLC" in owned["path"][0]["source"]
    assert match["lists"] == ["owners"]


def test_an_owner_may_be_named_by_its_id(editions, lay, state):
    lay("Harmless Holding LLC")
    state(",Middle Trading BV,60,,c-0")
    (match,) = ask(editions, "Middle Trading")
    assert [step["owner"] for step in match["why"]["ownership"]["path"]] == ["c-0"]


def test_who_is_not_owned_by_listed_parties_is_not_screened_against(
    editions, lay, state
):
    lay("Harmless Holding LLC")
    state(
        "Harmless Holding,Middle Trading BV,49,,",
        "Somebody Else,Lower Works GmbH,100,,",
        "Harmless Holding,Unsaid Share SA,,,",
    )
    for name in ("Middle Trading", "Lower Works", "Somebody Else", "Unsaid Share"):
        assert ask(editions, name) == []
    assert [m["entity"] for m in ask(editions, "Harmless Holding")] == ["c-0"]


def test_a_listed_party_may_be_owned_too(editions, lay, state):
    lay("Harmless Holding LLC", "Second Listed Company")
    state("Harmless Holding LLC,Third Party,100,,", "Third Party,Fourth Party,100,,")
    assert [m["entity"] for m in ask(editions, "Second Listed Company")] == ["c-1"]


def test_statements_count_whatever_list_is_asked_and_on_their_day(editions, lay, state):
    lay("Harmless Holding LLC")
    lay("Quite Other Company", list_="second", start=7)
    state("Harmless Holding,Middle Trading BV,60,2023-06-01,", day="2023-01-01")
    lay("Harmless Holding LLC", day="2022-01-01")
    assert ask(editions, "Middle Trading", against=("own-list",))
    assert ask(editions, "Middle Trading", against=("second",)) == []
    assert ask(editions, "Middle Trading", as_of=date(2023, 5, 31)) == []
    assert ask(editions, "Middle Trading", as_of=date(2023, 6, 1))


def test_a_new_listing_changes_those_it_owns(editions, lay, state):
    lay("Quite Other Company")
    state("Harmless Holding,Middle Trading BV,60,,")
    lay("Quite Other Company", "Harmless Holding LLC", day="2024-02-01")
    then = chosen(editions, Rule(known_on=date(2024, 1, 31)))
    differ = changes(editions, then, chosen(editions, Rule()), Rule())
    assert [e.caption for e in differ.then.index.entities] == []
    assert {e.caption for e in differ.now.index.entities} == {
        "Harmless Holding LLC",
        "Middle Trading BV",
    }
