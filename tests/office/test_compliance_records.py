"""How long what the office has of an exporter is kept."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

import casework
import cast
import traffic
from sluis.core.casework.licence_states import LicenceAct
from sluis.core.casework.record_keeping import Event, Waits
from sluis.office.access.errors import NotVisible
from sluis.office.compliance import keeping
from sluis.office.customs import services as customs
from sluis.office.licences import services as licences

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return traffic.desk()


@pytest.fixture
def licence(at):
    return traffic.licensed(at)


def left(at, licence, day=date(2026, 6, 2), **changes):
    taken = customs.lodge(at.customs, traffic.declared(licence, **changes))
    customs.exit_(at.customs, taken.declaration.reference, on=day)
    return taken.declaration.reference


def test_an_export_is_kept_by_the_regulation(at, licence):
    reference = left(at, licence)
    found = keeping.record(at.applicant, "declaration", reference)
    assert found.keeping.keep_until == date(2031, 12, 31)
    assert found.keeping.grounds[0].event is Event.EXPORT
    assert found.path == f"/declarations/{reference}/"


def test_a_licence_in_use_has_no_last_day_and_an_ended_one_has(at, licence):
    left(at, licence)
    found = keeping.record(at.applicant, "licence", licence.number)
    assert found.keeping.waits_for is Waits.LICENCE_IN_USE
    assert found.keeping.grounds[0].on == date(2026, 6, 2)

    licences.propose(
        at.applicant,
        licence.number,
        act=LicenceAct.SURRENDER,
        effective_on=timezone.localdate(),
        basis="none",
        reason="all is delivered",
    )
    ended = keeping.record(at.applicant, "licence", licence.number)
    assert ended.keeping.keep_until == date(timezone.localdate().year + 5, 12, 31)


def test_goods_that_are_held_keep_the_licence_waiting(at, licence):
    taken = customs.lodge(at.customs, traffic.declared(licence, destination="TW"))
    found = keeping.record(at.applicant, "declaration", taken.declaration.reference)
    assert found.keeping.waits_for is Waits.GOODS_NOT_OUT


def test_an_open_application_waits_for_its_decision():
    ann = casework.applicant()
    case = casework.submitted(ann)
    found = keeping.record(ann, "application", case.reference)
    assert found.keeping.waits_for is Waits.DECISION


def test_the_list_has_every_record_one_may_see_and_no_other(at, licence):
    reference = left(at, licence)
    rows = keeping.records(at.applicant)
    assert [(one.kind, one.number) for one in rows] == [
        ("declaration", reference),
        ("licence", licence.number),
    ]
    assert [one.kind for one in keeping.records(at.applicant, "licence")] == ["licence"]
    other = cast.person(
        "otto", "compliance_officer", organisation=cast.organisation(name="Another")
    )
    assert keeping.records(other) == []
    for kind, number in (("declaration", reference), ("licence", licence.number)):
        with pytest.raises(NotVisible):
            keeping.record(other, kind, number)
