from __future__ import annotations

import copy
import json

import pytest

from sluis.core.disclosure import (
    Rule,
    may_see,
    overview,
    parts_of,
    strictest,
    verify,
)
from sluis.core.errors import InvalidInput, UnknownValue

CASE = {
    "title": "A case",
    "hops": [
        {"marking": "TLP:CLEAR", "to": "a recipient"},
        {"marking": "TLP:AMBER", "to": "an entity"},
        {"marking": "TLP:RED", "to": "a source"},
    ],
    "serial": "D-1001",
}
RULES = [
    Rule(path="title", marking="TLP:CLEAR"),
    Rule(path="hops.*", marking="own"),
    Rule(path="serial", marking="TLP:AMBER"),
]
KEY = b"a secret of the authority"


def made(audience: str, case=CASE, rules=RULES):
    return overview(parts_of(case, rules), audience, key=KEY)


def test_it_works():
    assert made("public")["content"] == {
        "title": "A case",
        "hops": [{"marking": "TLP:CLEAR", "to": "a recipient"}],
    }


def test_a_panel_sees_more_than_the_public_and_less_than_the_authority():
    shown = [made(who)["shown"] for who in ("public", "panel", "authority")]

    assert shown == [2, 4, 5]


def test_nothing_that_is_withheld_stands_anywhere_in_an_overview():
    written = json.dumps(made("public"))

    assert "D-1001" not in written
    assert "entity" not in written


def test_all_overviews_of_a_case_have_one_root():
    assert made("public")["root"] == made("panel")["root"]


@pytest.mark.parametrize("audience", ["public", "regimes", "panel", "authority"])
def test_an_overview_verifies_after_a_way_through_json(audience):
    assert verify(json.loads(json.dumps(made(audience))))


def test_a_changed_value_does_not_verify():
    changed = copy.deepcopy(made("panel"))
    changed["content"]["serial"] = "D-1002"

    assert not verify(changed)


def test_an_added_value_does_not_verify():
    changed = copy.deepcopy(made("public"))
    changed["content"]["verdict"] = "guilty"

    assert not verify(changed)


def test_a_removed_value_does_not_verify():
    changed = copy.deepcopy(made("public"))
    del changed["content"]["title"]

    assert not verify(changed)


def test_a_removed_proof_does_not_verify():
    changed = copy.deepcopy(made("public"))
    changed["proof"].pop()

    assert not verify(changed)


def test_an_overview_of_nonsense_does_not_verify():
    assert not verify({})


def test_a_value_without_a_rule_stays_inside():
    found = made("panel", {**CASE, "informant": "somebody"})

    assert "informant" not in found["content"]


def test_a_part_without_its_own_marking_stays_inside():
    found = made("panel", {"hops": [{"to": "somebody"}]})

    assert found["content"] == {}


def test_a_marking_that_changes_changes_the_overview():
    rules = [Rule(path="serial", marking="TLP:CLEAR"), *RULES[:2]]

    assert made("public", rules=rules)["content"]["serial"] == "D-1001"


def test_two_stars_mark_each_value_below():
    rules = [Rule(path="a.**", marking="TLP:CLEAR")]

    assert made("public", {"a": {"b": {"c": 1}}}, rules)["content"] == {
        "a": {"b": {"c": 1}}
    }


def test_a_rule_for_one_value_goes_before_two_stars():
    rules = [
        Rule(path="hops.*.to", marking="TLP:CLEAR"),
        Rule(path="hops.**", marking="TLP:AMBER"),
    ]
    case = {"hops": [{"to": "an entity", "day": "2017-02-20"}]}

    assert made("public", case, rules)["content"] == {"hops": [{"to": "an entity"}]}
    assert made("panel", case, rules)["content"] == case


def test_the_same_value_at_two_places_has_two_hashes():
    case = {"a": "same", "b": "same"}
    hashes = [one["hash"] for one in made("public", case, [])["proof"]]

    assert len(set(hashes)) == 2


def test_another_key_gives_other_hashes():
    parts = parts_of(CASE, RULES)

    assert overview(parts, "public", key=b"1")["root"] != made("public")["root"]


def test_an_overview_without_a_key_is_refused():
    with pytest.raises(InvalidInput, match="secret"):
        overview(parts_of(CASE, RULES), "public", key=b"")


def test_what_is_not_marked_is_for_named_people_only():
    assert not may_see("panel", None)
    assert may_see("authority", None)


def test_the_strictest_of_several_markings_counts():
    assert strictest(["TLP:CLEAR", "TLP:AMBER"]) == "TLP:AMBER"
    assert strictest([]) == "TLP:RED"


def test_an_unknown_audience_or_marking_is_refused():
    with pytest.raises(UnknownValue, match="audience"):
        may_see("everyone", "TLP:CLEAR")
    with pytest.raises(UnknownValue, match="marking"):
        may_see("public", "TLP:BLUE")
