from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

import traffic
from core.casework.licences import term
from sluis.core.casework.condition_library import ConditionCode
from sluis.core.casework.licence_states import WrongState
from sluis.core.custody.chain import trace
from sluis.core.custody.policy import Policy
from sluis.core.errors import InvalidInput
from sluis.office import worker
from sluis.office.access.errors import Refused
from sluis.office.custody import queries as custody
from sluis.office.customs import services as customs
from sluis.office.licences import duties
from sluis.office.licences.models import Duty

pytestmark = pytest.mark.django_db

LEFT = date(2026, 6, 2)
ARRIVED = date(2026, 6, 20)


@pytest.fixture
def at():
    return traffic.desk()


@pytest.fixture
def shipped(at):
    """A shipment that left under a licence with duties; gives its licence."""
    licence = traffic.licensed(
        at,
        conditions=(
            term(ConditionCode.DELIVERY_VERIFICATION, days=90),
            term(ConditionCode.POST_SHIPMENT_CHECK, days=180),
            term(ConditionCode.REPORTING, days=100),
        ),
    )
    customs.lodge(at.customs, traffic.declared(licence))
    customs.exit_(at.customs, "26NL000001", on=LEFT)
    return licence


def duty(code: str) -> Duty:
    return Duty.objects.get(condition__code=code)


def show(user, row, **changes):
    facts = {"kind": "delivery_receipt", "happened_on": ARRIVED, "said": "signed"}
    return duties.show(user, row.pk, **(facts | changes))


def test_it_works(at, shipped):
    row = duty("delivery_verification")
    assert (row.about, row.due_on) == ("26NL000001", LEFT + timedelta(days=90))
    assert not Duty.objects.filter(condition__code="post_shipment_check").exists()

    show(at.applicant, row, name="receipt.pdf", content=b"%PDF-")

    assert duty("delivery_verification").met_on is not None
    assert duty("post_shipment_check").due_on == ARRIVED + timedelta(days=180)
    assert row.evidence.get().sha256


def test_a_periodic_duty_comes_back(at, shipped):
    first = duty("reporting")
    show(at.applicant, first, kind="usage_report", happened_on=first.counted_from)

    rows = Duty.objects.filter(condition__code="reporting").order_by("id")
    assert [one.counted_from for one in rows] == [
        first.counted_from,
        first.due_on + timedelta(days=1),
    ]


def test_each_duty_is_reminded_of_once_and_overdue_stays_listed(shipped):
    row = duty("delivery_verification")
    day = row.due_on - timedelta(days=5)

    first = [one for one in duties.remind(day) if one.about == row.about]
    again = [one for one in duties.remind(day) if one.about == row.about]
    late = [
        one
        for one in duties.remind(row.due_on + timedelta(days=1))
        if one.about == row.about
    ]

    assert [(one.state, one.new) for one in first] == [("due", True)]
    assert [one.new for one in again] == [False]
    assert [one.state for one in late] == ["overdue"]
    assert duties.remind(row.counted_from - timedelta(days=200)) == []


def test_the_worker_reminds_without_being_asked(shipped):
    row = duty("delivery_verification")
    Duty.objects.filter(pk=row.pk).update(due_on=timezone.localdate())

    worker._round(tidy=True, look=False)

    row.refresh_from_db()
    assert row.reminded_at is not None


def test_evidence_that_cannot_be_is_refused(at, shipped):
    row = duty("delivery_verification")

    with pytest.raises(InvalidInput, match="does not show"):
        show(at.applicant, row, kind="usage_report")
    with pytest.raises(InvalidInput, match="cannot have happened"):
        show(at.applicant, row, happened_on=LEFT - timedelta(days=1))
    with pytest.raises(InvalidInput, match="10 MB"):
        show(at.applicant, row, content=b"x" * (duties.MOST_BYTES + 1))


def test_a_breach_is_found_by_an_officer_and_stays(at, shipped):
    row = duty("delivery_verification")
    with pytest.raises(Refused):
        duties.breach(at.applicant, row.pk, what="gone")
    duties.breach(at.first, row.pk, what="delivered to another")

    with pytest.raises(WrongState):
        show(at.applicant, row)


def test_a_waiver_takes_two_people(at, shipped):
    row = duty("delivery_verification")
    duties.waive(at.first, row.pk, reason="the war")
    with pytest.raises(Refused, match="yourself"):
        duties.waive(at.first, row.pk, reason="")
    done = duties.waive(at.second, row.pk, reason="")

    assert duties.state_of(done, traffic.FAR) == "waived"


def test_what_left_can_be_traced_and_is_overdue_in_custody(at):
    licence = traffic.licensed(
        at, conditions=(term(ConditionCode.DELIVERY_VERIFICATION, days=90),)
    )
    goods = traffic.line(licence, quantity=2, serials=("D-1", "D-2"))
    customs.lodge(at.customs, traffic.declared(licence, lines=(goods,)))
    customs.exit_(at.customs, "26NL000001", on=LEFT)

    item = "https://sluis.example/id/obj/maker-bv/t-400/D-1"
    found = {
        day: trace(
            item,
            custody.reports_of(item),
            custody.known_parties(),
            custody.known_papers(),
            Policy(),
            valid_on=day,
        )
        for day in (ARRIVED, LEFT + timedelta(days=91))
    }

    assert found[ARRIVED].anchor.id.endswith(licence.number)
    assert [one.verdict for one in found.values()] == ["D1", "D2"]
