"""What became of earlier shipments counts in the risk of the next application."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

import casework
import cast
import traffic
from core.casework import licences as core
from core.casework.licences import term
from sluis.core.casework.condition_library import ConditionCode
from sluis.core.casework.states import ApplicationKind
from sluis.office.applications.deliveries import deliveries_of
from sluis.office.applications.runs import inputs_of, run
from sluis.office.applications.services import drafts
from sluis.office.customs import services as customs
from sluis.office.licences import services
from sluis.office.licences.models import Duty

pytestmark = pytest.mark.django_db

LEFT = date(2026, 6, 2)
CONSIGNEE = next(one.name for one in core.grant().parties if one.role == "consignee")


@pytest.fixture
def at():
    return traffic.desk()


@pytest.fixture
def shipped(at):
    licence = traffic.licensed(
        at,
        conditions=(term(ConditionCode.DELIVERY_VERIFICATION, days=90),),
    )
    customs.lodge(at.customs, traffic.declared(licence))
    customs.exit_(at.customs, "26NL000001", on=LEFT)
    return licence


def risk(at, day):
    parties = [
        {"role": "consignee", "name": CONSIGNEE, "country": "TW"},
        {"role": "end_user", **casework.END_USER},
    ]
    content = casework.content(planned_on=day.isoformat(), parties=parties)
    kind = ApplicationKind.INDIVIDUAL
    case = drafts.start(at.applicant, at.maker, kind, content)
    inputs = inputs_of(case)
    return inputs, run("risk", inputs, None).result


def found(result):
    return {one["id"]: one["evidence"] for one in result["indicators"]}


def test_a_shipment_without_proof_counts_and_names_its_declaration(at, shipped):
    _, result = risk(at, LEFT + timedelta(days=400))
    (evidence,) = found(result)["no-delivery-proof"]
    assert "26NL000001" in evidence
    assert "no-delivery-proof" not in {one["id"] for one in result["not_evaluated"]}


def test_proof_takes_the_sign_away(at, shipped):
    before, _ = risk(at, LEFT + timedelta(days=400))
    Duty.objects.filter(about="26NL000001").update(met_on=LEFT + timedelta(days=20))

    after, result = risk(at, LEFT + timedelta(days=400))

    assert before.hash_of("risk") != after.hash_of("risk")  # it is run again
    assert "no-delivery-proof" not in found(result)


def test_a_breach_counts_as_a_diversion(at, shipped):
    duty = Duty.objects.get(condition__code="delivery_verification")
    services.breach(at.first, duty.pk, what="delivered to another")

    _, result = risk(at, timezone.localdate() + timedelta(days=400))

    assert "26NL000001" in found(result)["diverted-before"][0]


def test_the_shipments_of_another_exporter_are_not_told(at, shipped):
    other = cast.organisation(name="Another Exporter", eori="NL777")
    assert deliveries_of(other) == ()
    assert len(deliveries_of(at.maker)) == 1
