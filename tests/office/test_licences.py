from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

import cast
import traffic
from core.casework.licences import TODAY
from sluis.core.casework.licence_states import LicenceAct, LicenceState, WrongState
from sluis.core.errors import InvalidInput, Problems
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.roles import Role
from sluis.office.audit.models import Entry
from sluis.office.licences import queries, services
from sluis.office.licences.models import LedgerEntry, Licence
from sluis.office.licences.state import state_of

pytestmark = pytest.mark.django_db

BASIS = {"basis": "Regulation (EU) 2021/821, Article 16(3)", "reason": "new facts"}


@pytest.fixture
def at():
    return traffic.desk()


def state(licence: Licence, day: date = TODAY) -> LicenceState:
    found = Licence.objects.get(pk=licence.pk)
    return state_of(found, queries.balances_of(found, day)[0], day)


def test_it_works(at):
    made = traffic.licensed(at)

    assert made.number == f"NL-2026-{made.pk:06d}"
    assert state(made) is LicenceState.ACTIVE
    quantities, values = queries.balances_of(made, TODAY)
    assert (quantities[1].remaining, values[1].remaining) == (30, 300000)
    assert Entry.objects.filter(act="licence.issued", user=at.second).exists()


def test_issuing_twice_is_once(at):
    assert traffic.licensed(at) == traffic.licensed(at)


def test_one_person_cannot_issue_alone(at):
    with pytest.raises(Problems, match="same person"):
        services.issue(at.second, traffic.granted(at, proposed_by=at.second.pk))
    with pytest.raises(Refused):
        services.issue(at.first, traffic.granted(at))
    with pytest.raises(NotVisible):
        services.issue(cast.person("nobody"), traffic.granted(at))


def test_the_database_refuses_one_person_too(at):
    made = traffic.licensed(at)

    with pytest.raises(IntegrityError), transaction.atomic():
        Licence.objects.filter(pk=made.pk).update(decided_by=at.first)


def test_a_suspension_holds_at_once_and_takes_two_to_lift(at):
    made = traffic.licensed(at)
    services.propose(
        at.first, made.number, act=LicenceAct.SUSPEND, effective_on=TODAY, **BASIS
    )
    assert state(made) is LicenceState.SUSPENDED

    lifted = services.propose(
        at.first, made.number, act=LicenceAct.RESUME, effective_on=TODAY, **BASIS
    )
    assert state(made) is LicenceState.SUSPENDED
    with pytest.raises(Refused, match="yourself"):
        services.confirm(at.first, made.number, lifted.pk)
    services.confirm(at.second, made.number, lifted.pk)
    assert state(made) is LicenceState.ACTIVE
    with pytest.raises(WrongState, match="already"):
        services.confirm(at.second, made.number, lifted.pk)


def test_annulled_acts_from_the_start_and_revoked_from_its_date(at):
    earlier = date(2026, 2, 1)
    revoked = traffic.licensed(at)
    annulled = traffic.licensed(at, application="A-2")
    for made, act in ((revoked, LicenceAct.REVOKE), (annulled, LicenceAct.ANNUL)):
        row = services.propose(
            at.first, made.number, act=act, effective_on=TODAY, **BASIS
        )
        services.confirm(at.second, made.number, row.pk)

    assert state(revoked, earlier) is LicenceState.ACTIVE
    assert state(revoked) is LicenceState.REVOKED
    assert state(annulled, earlier) is LicenceState.ANNULLED


def test_the_holder_may_surrender_and_nothing_else(at):
    made = traffic.licensed(at)

    with pytest.raises(Refused):
        services.propose(
            at.applicant,
            made.number,
            act=LicenceAct.SUSPEND,
            effective_on=TODAY,
            **BASIS,
        )
    services.propose(
        at.applicant, made.number, act=LicenceAct.SURRENDER, effective_on=TODAY, **BASIS
    )
    assert state(made) is LicenceState.SURRENDERED


def test_an_amended_licence_takes_the_place_of_the_old_one(at):
    old = traffic.licensed(at)
    new = traffic.licensed(at, application="A-2", replaces=old.number, valid_from=TODAY)

    assert state(old) is LicenceState.REPLACED
    assert state(old, date(2026, 5, 31)) is LicenceState.ACTIVE
    assert state(new) is LicenceState.ACTIVE
    with pytest.raises(InvalidInput, match="issuing another"):
        services.propose(
            at.first, new.number, act=LicenceAct.REPLACE, effective_on=TODAY, **BASIS
        )


def test_another_exporter_does_not_see_it(at):
    made = traffic.licensed(at)
    other = cast.organisation(name="Another B.V.")
    stranger = cast.person("bob", Role.APPLICANT, organisation=other)

    assert list(queries.licences(at.applicant)) == [made]
    assert list(queries.licences(stranger)) == []
    with pytest.raises(NotVisible):
        queries.licence(stranger, made.number)


def test_the_ledger_cannot_be_changed_or_shortened(at):
    made = traffic.licensed(at)
    row = LedgerEntry.objects.create(
        line=made.lines.get(),
        of_value=False,
        message="m",
        type="reserve",
        quantity=1,
        on=TODAY,
        declaration="d",
    )

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        LedgerEntry.objects.filter(pk=row.pk).update(quantity=2)
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        row.delete()
