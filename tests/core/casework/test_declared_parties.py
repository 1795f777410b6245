from __future__ import annotations

from datetime import date

import pytest

from sluis.core.casework.declared_parties import DeclaredParty, party_findings
from sluis.core.casework.findings import outside
from sluis.core.risk.facts import PartyFact
from sluis.core.time import VagueDay

DAY = date(2019, 4, 8)


def party(**known) -> DeclaredParty:
    return DeclaredParty(path="consignee", name="Example Trading", **known)


def ended(when: str, known: date = date(2015, 1, 1)) -> PartyFact:
    return PartyFact(
        party="Example Trading",
        known_since=known,
        source="company register",
        dissolved=VagueDay.parse(when),
    )


def exists(known: date) -> PartyFact:
    return PartyFact(
        party="Example Trading", known_since=known, source="a visit", exists=True
    )


def codes(*parties: DeclaredParty) -> list[str]:
    return [one.code for one in party_findings(parties, DAY)]


def test_it_works():
    (found,) = party_findings([party(facts=(ended("2014"),))], DAY)

    assert found.code == "party-gone"
    assert found.weight == "hold"
    assert found.sentence("en") == (
        "Example Trading ceased to exist: 2014 (company register)."
    )
    assert found.sentence("nl").startswith("Example Trading heeft opgehouden")


@pytest.mark.parametrize(
    ("facts", "gone"),
    [
        ((ended("2014"),), True),
        ((ended("2019"),), True),  # it may have ended before the day, or after it
        ((ended("2020"),), False),
        ((ended("2014"), exists(date(2018, 1, 1))), False),
        ((exists(date(2013, 1, 1)), ended("2014")), True),
        ((), False),
    ],
)
def test_what_became_known_last_counts(facts, gone):
    assert codes(party(facts=facts)) == (["party-gone"] if gone else [])


def test_every_reason_is_given_and_nothing_known_gives_none():
    known = party(listed=("X",), denied=("DE 1",), watched=("Y",))

    assert codes(known) == ["party-listed", "party-denied", "party-watched"]
    assert codes(party()) == []


def test_outside_reads_that_a_party_is_looked_into_and_not_why():
    known = party(listed=("X",), denied=("DE 1",), watched=("Y",))

    told = outside(party_findings([known], DAY))

    assert [one.code for one in told] == ["party-listed", "party-looked-into"]
    assert "DE 1" not in told[1].sentence("en")
    assert told[1].licensed is None
