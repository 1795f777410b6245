from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

import traffic
from core.casework.licences import term
from office.test_customs_acts import fill_in
from sluis.core.casework.condition_library import ConditionCode
from sluis.core.casework.licence_states import WrongState
from sluis.core.custody.chain import trace
from sluis.core.custody.policy import Policy
from sluis.core.errors import InvalidInput
from sluis.formats.paper import PaperRefused
from sluis.office import worker
from sluis.office.access.errors import Refused
from sluis.office.cases.queries import latest_case
from sluis.office.custody import queries as custody
from sluis.office.custody.sweep import divergences
from sluis.office.customs import services as customs
from sluis.office.licences import duties, services
from sluis.office.licences.models import Duty

pytestmark = pytest.mark.django_db

LEFT = date(2026, 6, 2)
ARRIVED = date(2026, 6, 20)
PAPER = b"\x89PNG\r\n\x1a\n" + b"0" * 40


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
    facts = {
        "kind": "delivery_receipt",
        "happened_on": ARRIVED,
        "said": "signed",
        "name": "receipt.png",
        "content": PAPER,
    }
    return services.show(user, row.pk, **(facts | changes))


def test_it_works(at, shipped):
    row = duty("delivery_verification")
    assert (row.about, row.due_on) == ("26NL000001", LEFT + timedelta(days=90))
    assert not Duty.objects.filter(condition__code="post_shipment_check").exists()

    show(at.applicant, row)

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
        show(at.applicant, row, content=b"x" * (services.MOST_BYTES + 1))
    with pytest.raises(InvalidInput, match="missing"):
        show(at.applicant, row, name="", content=b"")
    for name, content in (
        ("receipt.pdf", b"MZ"),
        ("receipt.exe", b"MZ"),
        ("receipt.png", b""),
        ("receipt.pdf", b"%PDF-1.7 /JavaScript"),
    ):
        with pytest.raises(PaperRefused):
            show(at.applicant, row, name=name, content=content)
    assert not row.evidence.exists()


def test_a_breach_is_found_by_an_officer_and_stays(at, shipped):
    row = duty("delivery_verification")
    with pytest.raises(Refused):
        services.breach(at.applicant, row.pk, what="gone")
    services.breach(at.first, row.pk, what="delivered to another")

    with pytest.raises(WrongState):
        show(at.applicant, row)


def test_a_waiver_takes_two_people(at, shipped):
    row = duty("delivery_verification")
    services.waive(at.first, row.pk, reason="the war")
    with pytest.raises(Refused, match="yourself"):
        services.waive(at.first, row.pk, reason="")
    done = services.waive(at.second, row.pk, reason="")

    assert duties.state_of(done, traffic.FAR) == "waived"


def verdicts(at, item, *days):
    """Give what custody finds of an item on each day."""
    return [
        trace(
            item,
            custody.reports_of(item),
            custody.known_parties(),
            custody.known_papers(),
            Policy(),
            valid_on=day,
        ).verdict
        for day in days
    ]


def shipped_with_serials(at, licence, mrn, left, *serials):
    goods = traffic.line(licence, quantity=len(serials), serials=serials)
    declared = traffic.declared(licence, mrn=mrn, lines=(goods,), lodged_on=left)
    customs.lodge(at.customs, declared)
    customs.exit_(at.customs, mrn, on=left)
    return [f"{ITEM}{one}" for one in serials]


ITEM = "https://sluis.example/id/obj/maker-bv/t-400/"


@pytest.fixture
def proving(at):
    """A licence that asks for proof of delivery within 90 days."""
    return traffic.licensed(
        at, conditions=(term(ConditionCode.DELIVERY_VERIFICATION, days=90),)
    )


def test_what_left_can_be_traced_and_is_overdue_in_custody(at, proving):
    item, _ = shipped_with_serials(at, proving, "26NL000001", LEFT, "D-1", "D-2")
    reports = custody.reports_of(item)
    papers = custody.known_papers()
    found = trace(item, reports, custody.known_parties(), papers, Policy())

    assert found.anchor.id.endswith(f"/{proving.number}/26NL000001")
    late = LEFT + timedelta(days=91)
    assert verdicts(at, item, ARRIVED, late) == ["D1", "D2"]


def test_each_shipment_of_a_licence_is_overdue_by_its_own_day(at, proving):
    later = LEFT + timedelta(days=60)
    first = shipped_with_serials(at, proving, "26NL000001", LEFT, "D-1")[0]
    second = shipped_with_serials(at, proving, "26NL000002", later, "D-2")[0]

    between = LEFT + timedelta(days=100)
    assert verdicts(at, first, between) == ["D2"]
    assert verdicts(at, second, between, later + timedelta(days=91)) == ["D1", "D2"]


def test_proof_of_delivery_reaches_custody_with_its_grade(at, proving):
    item = shipped_with_serials(at, proving, "26NL000001", LEFT, "D-1")[0]
    show(at.applicant, duty("delivery_verification"), kind="import_declaration")

    assert verdicts(at, item, traffic.FAR) == ["D0"]
    grades = {
        said.reliability + str(said.credibility)
        for report in custody.reports_of(item)
        for said in report.statements
    }
    assert grades == {"A1", "B2"}


def test_the_sweep_of_all_items_finds_what_is_overdue(at, proving):
    item = shipped_with_serials(at, proving, "26NL000001", LEFT, "D-1")[0]
    done = shipped_with_serials(at, proving, "26NL000002", LEFT, "D-2")[0]
    show(at.applicant, Duty.objects.get(about="26NL000002"))

    found = {
        one.item: one.verdict
        for one in divergences(Policy(), valid_on=LEFT + timedelta(days=91))
    }
    assert (found[item], found.get(done, "D0")) == ("D2", "D0")


def test_a_breach_opens_a_case_that_is_linked_both_ways(client, at, proving):
    item = shipped_with_serials(at, proving, "26NL000001", LEFT, "D-1")[0]
    row = duty("delivery_verification")
    show(at.applicant, row)
    services.breach(at.first, row.pk, what="The receipt is forged.")

    row.refresh_from_db()
    assert (duties.state_of(row, traffic.FAR), row.case.breach) == ("breached", row)
    told = row.case.answers
    assert told["licence"]["number"] == proving.number
    assert told["declaration"]["mrn"] == "26NL000001"
    assert told["duty"]["evidence"][0]["sha256"] == row.evidence.get().sha256
    assert [one["item"] for one in told["traces"]] == [item]
    assert latest_case() is None  # the first page shows no case of a breach

    client.force_login(at.first)
    assert f"/cases/{row.case.pk}/" in page(client, f"/duties/{row.pk}/")
    text = page(client, f"/cases/{row.case.pk}/")
    for link in (f"/duties/{row.pk}/", f"/licences/{proving.number}/", "26NL000001"):
        assert link in text
    assert f"/cases/{row.case.pk}/" in page(client, "/cases/")
    twin = client.get(f"/api/v1/cases/{row.case.pk}").json()
    assert twin["answers"]["found"]["what"] == "The receipt is forged."
    assert client.get("/api/v1/cases").json()["count"] == 1

    client.force_login(at.applicant)
    assert client.get(f"/cases/{row.case.pk}/").status_code == 404
    assert f"/cases/{row.case.pk}/" not in page(client, f"/duties/{row.pk}/")


def page(client, path, language="en"):
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Delivery verification"), ("nl", "Bewijs van aankomst")],
)
def test_what_is_overdue_is_named_in_words_to_the_exporter_and_the_officer(
    client, at, proving, language, name
):
    shipped_with_serials(at, proving, "26NL000001", LEFT, "D-1")
    row = duty("delivery_verification")
    for user in (at.applicant, at.first):
        client.force_login(user)
        for path in ("/", "/duties/", "/duties/?state=overdue", f"/duties/{row.pk}/"):
            assert name in page(client, path, language), path
        assert f"/duties/{row.pk}/" in page(client, f"/licences/{proving.number}/")


def test_evidence_is_handed_in_on_a_page_and_kept_as_it_came(client, at, shipped):
    row = duty("delivery_verification")
    client.force_login(at.applicant)
    path = f"/duties/{row.pk}/do/show/"
    sent = fill_in(client, path, kind="delivery_receipt", happened_on=str(ARRIVED))
    hostile = SimpleUploadedFile("receipt.pdf", b"MZ")
    answer = client.post(path, sent | {"document": hostile})
    assert answer.status_code == 409
    assert "document" in answer.context["form"].errors
    paper = SimpleUploadedFile("receipt.png", PAPER)
    assert client.post(path, sent | {"document": paper}).status_code == 302
    paper.seek(0)
    assert client.post(path, sent | {"document": paper}).status_code == 302  # twice
    kept = row.evidence.get()
    answer = client.get(f"/duties/{row.pk}/evidence/{kept.pk}/")
    assert (answer.content, answer["Content-Type"]) == (PAPER, "image/png")
    assert "attachment" in answer["Content-Disposition"]
    assert client.get(f"/duties/{row.pk}/do/breach/").status_code == 403


def test_a_waiver_is_proposed_and_confirmed_on_pages(client, at, shipped):
    row = duty("delivery_verification")
    path = f"/duties/{row.pk}/do/waive/"
    client.force_login(at.second)
    stale = fill_in(client, path, reason="mine")
    client.force_login(at.first)
    sent = fill_in(client, path, reason="The port is closed.")
    assert client.post(path, sent).status_code == 302
    assert client.post(path, fill_in(client, path)).status_code == 403
    client.force_login(at.second)
    late = client.post(path, stale)
    assert late.status_code == 409
    assert "Proposed: to waive it" in late.context["form"].non_field_errors()[0]
    assert "The port is closed." in page(client, path)
    assert client.post(path, fill_in(client, path)).status_code == 302
    row.refresh_from_db()
    assert row.waived_by == at.second


def test_duties_have_their_twins(client, at, shipped):
    row = duty("delivery_verification")
    client.force_login(at.applicant)
    path = f"/api/v1/duties/{row.pk}"
    listed = client.get("/api/v1/duties?state=overdue").json()["results"]
    assert row.pk in [one["id"] for one in listed]
    told = {"kind": "delivery_receipt", "happened_on": str(ARRIVED), "key": "once-only"}
    for _again in range(2):
        paper = SimpleUploadedFile("receipt.png", PAPER)
        answer = client.post(f"{path}/evidence", told | {"document": paper})
        assert answer.status_code == 200, answer.content
    [kept] = answer.json()["evidence"]
    assert client.get(f"{path}/evidence/{kept['id']}").content == PAPER

    def post(end, **body):
        return client.post(f"{path}/{end}", body, content_type="application/json")

    assert post("breach", what="forged").status_code == 403
    client.force_login(at.first)
    assert post("waiver", reason="late").json()["code"] == "wrong-state"
    stale = post("breach", what="forged", seen=0)
    assert (stale.status_code, stale.json()["code"]) == (409, "stale-form")
    assert post("breach", what="forged").json()["state"] == "breached"
