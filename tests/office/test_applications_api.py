from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

import casework
import cast
from sluis.office.access.roles import Role

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/applications"


@pytest.fixture
def sent(client):
    """Send something as somebody; ``sent(ann, address, body)``."""

    def send(user, address, body=None):
        client.force_login(user)
        if body is None:
            return client.get(address)
        return client.post(address, body, content_type="application/json")

    return send


@pytest.fixture
def ann():
    return casework.applicant()


@pytest.fixture
def olga():
    return casework.officer()


def acts(case):
    return f"{ADDRESS}/{case.reference}/acts"


def test_it_works(sent, ann, olga):
    begun = sent(ann, ADDRESS, {"kind": "individual", "content": casework.given()})
    assert begun.status_code == 201, begun.content
    reference = begun.json()["reference"]

    handed_in = sent(ann, f"{ADDRESS}/{reference}/acts", {"act": "submit"})

    assert handed_in.json()["state"] == "submitted"
    seen = sent(olga, f"{ADDRESS}/{reference}").json()
    assert seen["runs"]["determination"]["outcome"] == "undecided"
    assert seen["runs"]["determination"]["result"]["questions"]
    assert "undecided" in seen["flags"]
    assert seen["runs"]["stale"] is False
    assert {one["act"] for one in seen["acts"]} == {"find_incomplete", "find_complete"}


def test_the_applicant_sees_neither_runs_nor_file_nor_internal_notes(sent, ann, olga):
    case = casework.in_assessment(ann, olga)
    for shared in (False, True):
        body = {"act": "note", "text": f"shared: {shared}", "shared": shared}
        assert sent(olga, acts(case), body).status_code == 200

    seen = sent(ann, f"{ADDRESS}/{case.reference}").json()

    assert seen["runs"] is None
    assert seen["file"] is None
    assert "flags" not in seen
    assert [note["text"] for note in seen["notes"]] == ["shared: True"]
    assert seen["notes"][0]["by"] is None


def test_whom_it_does_not_concern_finds_nothing(sent, client, ann):
    case = casework.submitted(ann)
    other = cast.organisation(name="Other B.V.")
    eve = cast.person("eve", Role.APPLICANT, organisation=other)

    for address in (ADDRESS, f"{ADDRESS}/{case.reference}"):
        assert client.get(address).status_code in {401, 404}
    assert sent(eve, ADDRESS).json() == {"count": 0, "results": []}
    for address in ("", "/versions/1", f"/documents/{'ab' * 32}"):
        answer = sent(eve, f"{ADDRESS}/{case.reference}{address}")
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
    assert sent(eve, acts(case), {"act": "submit"}).status_code == 404


def test_what_cannot_be_now_is_409_with_every_reason(sent, ann, olga):
    case = casework.submitted(ann)

    answer = sent(
        olga, acts(case), {"act": "ask", "text": "?", "answer_by": "2099-1-1"}
    )
    assert answer.status_code == 422
    answer = sent(
        olga, acts(case), {"act": "ask", "text": "?", "answer_by": "2099-01-01"}
    )

    assert answer.status_code == 409
    assert answer.json()["code"] == "not-now"


def test_a_stale_form_is_409_and_says_what_changed(sent, ann, olga):
    case = casework.submitted(ann)
    sent(olga, acts(case), {"act": "find_complete"})

    answer = sent(ann, acts(case), {"act": "withdraw", "why": "x", "seen": 2})

    assert answer.status_code == 409
    assert answer.json()["code"] == "stale-form"
    assert "found complete by olga@" in answer.json()["detail"]


def test_the_same_key_twice_is_one_application(sent, ann):
    body = {"kind": "sondage", "content": casework.given(), "key": "once-only-1"}

    first, again = (sent(ann, ADDRESS, body).json() for _ in range(2))

    assert first["reference"] == again["reference"]
    assert sent(ann, ADDRESS).json()["count"] == 1


def test_a_proposal_by_json_and_a_decision_by_another(sent, ann, olga):
    case = casework.judged(ann, olga)
    today = timezone.localdate()
    proposal = {
        "act": "propose",
        "outcome": "grant",
        "reasons": "believable",
        "valid_from": today.isoformat(),
        "valid_until": (today + timedelta(days=300)).isoformat(),
        "conditions": [{"code": "no_re_export"}],
    }
    lies = sent(olga, acts(case), proposal).json()["file"]["proposal"]
    decision = {"act": "decide", "proposal": lies["id"]}

    assert sent(olga, acts(case), decision).status_code == 403
    decided = sent(casework.second(), acts(case), decision).json()

    assert decided["state"] == "decided"
    assert decided["decisions"][0]["decided_by"] == "Sem"
    seen = sent(ann, f"{ADDRESS}/{case.reference}").json()
    assert seen["decisions"][0]["outcome"] == "grant"
    assert seen["decisions"][0]["decided_by"] is None


def test_a_paper_is_added_and_given_back_byte_for_byte(client, sent, ann, olga):
    case = casework.submitted(ann)
    client.force_login(ann)
    paper = SimpleUploadedFile("data.csv", b"thrust;392 N\n")

    added = client.post(
        f"{ADDRESS}/{case.reference}/documents",
        {"document": paper, "purpose": "datasheet"},
    )

    assert added.status_code == 201, added.content
    sha256 = added.json()["documents"][0]["sha256"]
    given = sent(olga, f"{ADDRESS}/{case.reference}/documents/{sha256}")
    assert b"".join(given.streaming_content) == b"thrust;392 N\n"
    assert given["Content-Disposition"].startswith("attachment")


def test_a_paper_that_is_not_what_it_says_is_refused(client, ann):
    case = casework.started(ann)
    client.force_login(ann)

    answer = client.post(
        f"{ADDRESS}/{case.reference}/documents",
        {"document": SimpleUploadedFile("a.pdf", b"MZ"), "purpose": "contract"},
    )

    assert answer.status_code == 422
    assert answer.json()["code"] == "paper-refused"


def test_goods_of_the_catalogue_are_kept_all_or_none(sent, ann):
    good = {
        "code": "E-1",
        "description": "Engine",
        "kind": "turbojet_engine",
        "parameters": {"max_thrust": "392 N"},
    }
    wrong = {**good, "code": "E-2", "parameters": {"max_thrust": "392 kg"}}

    refused = sent(ann, "/api/v1/products", {"products": [good, wrong]})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["path"] == "[1].parameters.max_thrust"
    assert sent(ann, "/api/v1/products").json()["count"] == 0

    assert sent(ann, "/api/v1/products", {"products": [good]}).status_code == 200
    assert sent(ann, "/api/v1/products").json()["results"][0]["code"] == "E-1"


def test_desks_show_flags_and_whose_case_it_is(sent, ann, olga):
    casework.in_assessment(ann, olga)
    casework.started(ann, title="Still a draft")

    found = sent(olga, f"{ADDRESS}?queue=sensitive&mine=true").json()

    assert found["count"] == 1
    assert found["results"][0]["officer"] == "Olga"
    assert found["results"][0]["clock"]["running"] is True
