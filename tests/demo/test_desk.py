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
    return make_cast()


def test_each_desk_finds_work_and_filling_them_again_adds_nothing(cast):
    people = {account.role: account.user for account in cast}
    assert fill(cast, Home.open()) == 5
    assert fill(cast, Home.open()) == 0

    seen = queries.listed(people[Role.LICENSING_OFFICER])
    assert [case.state for case in seen] == [
        "decided",
        "proposed",
        "waiting_for_applicant",
        "submitted",
    ]
    own = queries.listed(people[Role.APPLICANT])
    assert {case.state for case in own} - {case.state for case in seen} == {"draft"}
    assert last_run(seen[0], "determination").outcome == "licence_required"

    licence = licences.licences(people[Role.APPLICANT]).get()
    goods = licences.grant_of(licence).goods[0]
    assert goods.cn_code == "84111100"  # the catalogue has it as 8411 11 00
    officer = people[Role.CUSTOMS_OFFICER]
    assert {row.reference: row.state for row in customs.declarations(officer)} == {
        "26NLDEMO0000000001": "exited",
        "26NLDEMO0000000002": "held",
    }
    assert customs.declarations(people[Role.APPLICANT]).count() == 2
    quantities, _ = licences.balances_of(licence, licence.valid_until)
    assert quantities[1].remaining == 18


def test_compliance_has_an_example_for_each_who_works_with_it(cast):
    people = {account.role: account.user for account in cast}
    fill(cast, Home.open())
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
