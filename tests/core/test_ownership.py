"""Half or more, through chains and sums of several owners, on a day."""

from datetime import date

from sluis.core.ownership import owned_by_listed
from sluis.core.party import Stake


def by(owner, percent, **more):
    return Stake(owner=owner, percent=percent, **more)


def test_it_works():
    found = owned_by_listed({"c": [by("listed", 50)]}, {"listed"})
    assert found["c"].percent == 50
    assert found["c"].owners == ("listed",)
    assert found["c"].as_dict()["path"][0]["asset"] == "c"


def test_less_than_half_is_not_owned():
    assert owned_by_listed({"c": [by("listed", 49.9)]}, {"listed"}) == {}


def test_several_listed_owners_count_together():
    found = owned_by_listed({"c": [by("a", 30), by("b", 25)]}, {"a", "b"})
    assert (found["c"].percent, found["c"].owners) == (55, ("a", "b"))


def test_a_chain_is_followed_and_shown_step_by_step():
    stakes = {"c": [by("a", 60)], "d": [by("c", 50)], "e": [by("d", 100), by("x", 1)]}
    found = owned_by_listed(stakes, {"a"})
    assert set(found) == {"c", "d", "e"}
    path = [(link.stake.owner, link.asset) for link in found["e"].path]
    assert path == [("a", "c"), ("c", "d"), ("d", "e")]
    assert found["e"].owners == ("a",)


def test_a_chain_and_a_listed_owner_count_together():
    stakes = {"c": [by("a", 60)], "d": [by("c", 30), by("b", 20)]}
    assert owned_by_listed(stakes, {"a", "b"})["d"].owners == ("a", "b")


def test_a_circle_of_owners_ends():
    stakes = {"c": [by("d", 60), by("a", 40)], "d": [by("c", 60), by("a", 40)]}
    assert owned_by_listed(stakes, {"a"}) == {}
    stakes["d"] = [by("c", 40), by("a", 60)]
    assert set(owned_by_listed(stakes, {"a"})) == {"c", "d"}


def test_a_stake_counts_on_the_days_it_was_held():
    stake = by("a", 60, since=date(2020, 1, 1), until=date(2021, 1, 1))
    for day, owned in (
        (date(2019, 12, 31), False),
        (date(2020, 6, 1), True),
        (date(2021, 1, 2), False),
        (None, False),
    ):
        assert ("c" in owned_by_listed({"c": [stake]}, {"a"}, day)) is owned


def test_control_and_shares_that_are_not_known_own_nothing():
    stakes = {"c": [Stake(owner="a", kind="control"), by("a", None)]}
    assert owned_by_listed(stakes, {"a"}) == {}


def test_two_sources_on_one_stake_count_it_once():
    assert owned_by_listed({"c": [by("a", 30), by("a", 25)]}, {"a"}) == {}
