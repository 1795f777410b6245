"""The desks of the accounts for showing hold work, all of it by the services."""

from __future__ import annotations

import pytest

from sluis.demo import compliance
from sluis.demo.desk import fill
from sluis.office.access.roles import Role
from sluis.office.applications import queries
from sluis.office.applications.standing import last_run
from sluis.office.compliance import matching
from sluis.office.compliance import queries as complying
from sluis.office.customs import queries as customs
from sluis.office.licences import queries as licences
from sluis.office.people.demonstration import make_cast
from sluis.store.home import Home

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(home, monkeypatch):
    monkeypatch.setenv("SLUIS_DATA", str(home))
    made = make_cast()
    assert fill(made, Home.open()) == 5
    return made


@pytest.fixture
def people(cast):
    return {account.role: account.user for account in cast}


def test_each_desk_finds_a_case_at_another_step(people):
    seen = queries.listed(people[Role.LICENSING_OFFICER])

    assert [case.state for case in seen] == [
        "decided",
        "proposed",
        "waiting_for_applicant",
        "submitted",
    ]
    own = queries.listed(people[Role.APPLICANT])
    assert sorted(case.state for case in own)[0:2] == ["decided", "draft"]


def test_the_order_is_why_the_engine_needs_a_licence(people):
    case = queries.listed(people[Role.LICENSING_OFFICER]).first()

    assert last_run(case, "determination").outcome == "licence_required"


def test_what_goes_another_way_is_held_and_the_rest_has_left(people):
    officer = people[Role.CUSTOMS_OFFICER]

    assert {row.reference: row.state for row in customs.declarations(officer)} == {
        "26NLDEMO0000000001": "exited",
        "26NLDEMO0000000002": "held",
    }
    licence = licences.licences(officer).get()
    quantities, _ = licences.balances_of(licence, licence.valid_until)
    assert quantities[1].remaining == 18


def test_a_commodity_code_is_licensed_as_digits_however_it_was_written(people):
    licence = licences.licences(people[Role.APPLICANT]).get()

    assert licences.grant_of(licence).goods[0].cn_code == "84111100"


def test_again_adds_nothing(cast, people):
    assert fill(cast, Home.open()) == 0
    assert queries.listed(people[Role.APPLICANT]).count() == 5


def test_compliance_has_an_example_for_each_who_works_with_it(cast, people):
    assert compliance.fill(cast)
    assert not compliance.fill(cast)

    own, customs_ = people[Role.COMPLIANCE_OFFICER], people[Role.CUSTOMS_OFFICER]
    assert complying.standing_submissions(customs_).get().remarks.count() == 1
    assert [one.state for one in complying.visits(own)] == ["reported"]
    assert complying.visits(customs_).count() == 2
    assert complying.unsettled(own).count() == 1
    case = next(
        one
        for one in queries.listed(people[Role.LICENSING_OFFICER])
        if one.state == "waiting_for_applicant"
    )
    assert matching.watched_in(people[Role.LICENSING_OFFICER], case)
    assert matching.blocked_in(own, case)
