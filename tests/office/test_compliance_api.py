"""Compliance over HTTP: what pages do, and what is answered to bad requests."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

import casework
import compliance
import traffic
from sluis.office.compliance.services import parties

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/compliance"
TODAY = timezone.localdate()
PARTY = {
    "name": "Example Aero Institute",
    "country": "CN",
    "reason": "It resold",
    "source": "A letter",
    "since": "2026-03-01",
}


@pytest.fixture
def at():
    return traffic.desk()


@pytest.fixture
def cora(at):
    return compliance.officer_of(at.maker)


def post(client, path, **body):
    return client.post(f"{ROOT}/{path}", body, content_type="application/json")


def test_a_programme(client, at, cora):
    client.force_login(cora)
    asked = client.get(f"{ROOT}/questions").json()
    assert len(asked["questions"]) == 32
    draft = post(client, "programmes").json()
    path = f"programmes/{draft['id']}"
    told = post(
        client, f"{path}/answers", question=compliance.QUESTION, standing="not_in_place"
    ).json()
    assert told["result"]["unplanned"] == [compliance.QUESTION]
    added = client.post(
        f"{ROOT}/{path}/evidence",
        {
            "document": SimpleUploadedFile("a.txt", b"Text"),
            "question": compliance.QUESTION,
        },
    )
    assert added.status_code == 201
    made = post(client, f"{path}/submissions")
    assert made.status_code == 201
    version = made.json()

    client.force_login(at.first)
    assert client.get(f"{ROOT}/submissions").json()["count"] == 1
    said = post(client, f"submissions/{version['id']}/remarks", text="Plan it")
    assert said.json()["remarks"][0]["text"] == "Plan it"
    assert client.get(f"{ROOT}/{path}").status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"question": "no.such", "standing": "partly"}, 422, "invalid-input"),
        (
            {"question": compliance.QUESTION, "standing": "perfect"},
            422,
            "invalid-input",
        ),
        (
            {"question": compliance.QUESTION, "standing": "partly", "seen": 99},
            409,
            "stale-form",
        ),
        (
            {"question": compliance.QUESTION, "standing": "partly", "action": "x"},
            422,
            "invalid-input",
        ),
    ],
)
def test_a_wrong_answer_is_a_problem(client, cora, body, status, code):
    client.force_login(cora)
    draft = post(client, "programmes").json()
    answer = post(client, f"programmes/{draft['id']}/answers", **body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_parties_and_what_they_match(client, at, cora):
    client.force_login(cora)
    made = post(client, "blocked-parties", **PARTY)
    assert made.status_code == 201
    number = made.json()["number"]
    changed = post(
        client,
        f"blocked-parties/{number}/changes",
        **(PARTY | {"until": "2026-09-01"}),
        why="It ended",
        seen=made.json()["row"],
    ).json()
    assert [one["until"] for one in changed["history"]] == ["2026-09-01", None]
    stale = post(
        client,
        f"blocked-parties/{number}/withdrawal",
        why="late",
        seen=made.json()["row"],
    )
    assert stale.status_code == 409
    post(client, "blocked-parties", **PARTY)
    case = _draft(cora, at)
    found = client.get(f"{ROOT}/matches/{case.reference}").json()
    assert [one["party"] for one in found["blocked"]] == [PARTY["name"]]
    assert found["watched"] is None
    assert client.get(f"{ROOT}/watched-parties").status_code == 404


def test_the_watch_list(client, at):
    client.force_login(at.first)
    made = post(client, "watched-parties", **PARTY)
    assert made.status_code == 201
    number = made.json()["number"]
    gone = post(client, f"watched-parties/{number}/withdrawal", why="A mistake")
    assert gone.json()["withdrawn"] is True
    assert client.get(f"{ROOT}/watched-parties/{number}").status_code == 200
    assert client.get(f"{ROOT}/blocked-parties").status_code == 404


def test_a_visit(client, at, cora):
    client.force_login(at.customs)
    planned = post(
        client,
        "visits",
        organisation=at.maker.pk,
        planned_on=TODAY.isoformat(),
        announced=False,
        purpose="Records",
    )
    assert planned.status_code == 201
    path = f"visits/{planned.json()['reference']}"
    early = post(client, f"{path}/acts", act="report", text="Too soon")
    assert (early.status_code, early.json()["code"]) == (409, "wrong-state")
    for body in (
        {"act": "hold", "held_on": TODAY.isoformat(), "participants": "A. Person"},
        {
            "act": "find",
            "severity": "infringement",
            "text": "None",
            "wanted": "Some",
            "due_on": (TODAY + timedelta(days=9)).isoformat(),
        },
        {"act": "report", "text": "One finding"},
    ):
        assert post(client, f"{path}/acts", **body).status_code == 200

    client.force_login(cora)
    said = post(client, f"{path}/findings/1/acts", act="answer", text="Some now")
    assert said.json()["state"] == "answered"
    assert post(client, f"{path}/acts", act="close").status_code == 403
    client.force_login(at.customs)
    wrong = post(
        client, f"{path}/findings/1/acts", act="close", text="x", due_on="2027-01-01"
    )
    assert wrong.status_code == 422
    post(client, f"{path}/findings/1/acts", act="close", text="Seen")
    assert post(client, f"{path}/acts", act="close").json()["state"] == "closed"
    assert client.get(f"{ROOT}/visits").json()["count"] == 1


def test_records(client, at, cora):
    licence = traffic.licensed(at)
    client.force_login(cora)
    told = client.get(f"{ROOT}/records", {"kind": "licence"}).json()
    assert told["results"][0]["number"] == licence.number
    assert told["results"][0]["waits_for"] == "licence_in_use"
    client.force_login(at.customs)
    assert client.get(f"{ROOT}/records").status_code == 404


def test_what_is_not_there_is_404(client, at, cora):
    client.force_login(cora)
    for path in (
        "programmes/999",
        "submissions/999",
        "blocked-parties/999",
        "visits/V-1",
        "visits/V-1/findings/1",
        "matches/A-1",
    ):
        assert client.get(f"{ROOT}/{path}").status_code == 404, path


def test_who_works_for_several_exporters_says_for_which(client, at, cora):
    import cast
    from sluis.office.people import services as people

    other = cast.organisation(name="Another")
    people.give_role(None, cora, other, "compliance_officer")
    client.force_login(cora)
    assert post(client, "blocked-parties", **PARTY).status_code == 422
    made = post(client, "blocked-parties", **PARTY, organisation=other.pk)
    assert made.status_code == 201
    assert parties.BlockedParty.objects.get().organisation == other


def _draft(cora, at):
    from sluis.core.casework.states import ApplicationKind
    from sluis.office.applications.services import drafts

    return drafts.start(cora, at.maker, ApplicationKind.INDIVIDUAL, casework.content())
