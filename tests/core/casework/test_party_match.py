"""Named parties against a list of one's own."""

from __future__ import annotations

from sluis.core.casework.party_match import Named, match_parties

LISTED = (
    Named(key="1", name="Example Aero Institute", country="CN"),
    Named(key="2", name="Quiet Harbour Shipping"),
)


def party(name, country=None):
    return Named(key="p", name=name, country=country)


def test_a_slip_of_the_pen_hides_no_one():
    (found,) = match_parties([party("Example Aerro Inst.", "CN")], LISTED)
    assert found.listed.key == "1"
    assert found.score >= 0.7
    assert found.same_country is True


def test_another_country_is_told_and_does_not_decide():
    (found,) = match_parties([party("Example Aero Institute", "TW")], LISTED)
    assert found.same_country is False
    (found,) = match_parties([party("Quiet Harbour Shipping", "TW")], LISTED)
    assert found.same_country is None


def test_who_is_not_like_any_of_them_is_not_found():
    assert match_parties([party("Bakery De Zon")], LISTED) == ()
    assert match_parties([party("Example Aero Institute")], ()) == ()
    assert match_parties([], LISTED) == ()


def test_the_most_alike_come_first():
    parties = [
        Named(key="a", name="Example Aerro Inst."),
        Named(key="b", name="Quiet Harbour Shipping"),
    ]
    found = match_parties(parties, LISTED)
    assert [one.party.key for one in found] == ["b", "a"]
