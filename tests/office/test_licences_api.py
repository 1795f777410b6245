from __future__ import annotations

import pytest

import cast
import traffic
from sluis.formats.declaration import write_declaration
from sluis.office.access.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return traffic.desk()


@pytest.fixture
def licence(at):
    return traffic.licensed(at)


def post(client, path, body):
    return client.post(path, body, content_type="application/json")


def test_it_works(client, at, licence):
    client.force_login(at.customs)
    message = write_declaration(traffic.declared(licence, destination="TW"))

    answer = post(client, "/api/v1/declarations", message)

    assert answer.status_code == 201
    assert answer.json()["state"] == "held"
    finding = answer.json()["decision"]["findings"][0]
    assert (finding["declared"], finding["licensed"]) == ("TW", "CN")
    assert finding["nl"].startswith("Aangegeven bestemming is TW")
    assert post(client, "/api/v1/declarations", message).status_code == 200

    client.force_login(at.post)
    decided = post(
        client,
        "/api/v1/declarations/26NL000001/decisions",
        {"version": 1, "decision": "release", "reason": "the agent forwards them"},
    )
    assert decided.json()["state"] == "released"
    left = post(client, "/api/v1/declarations/26NL000001/exit", {"on": "2026-06-02"})
    assert left.json()["state"] == "exited"
    whole = client.get(f"/api/v1/licences/{licence.number}").json()
    balance = whole["balances"][0]
    assert (balance["written_off"], balance["remaining"]) == ("10", "20")
    assert "decided_by" not in whole["grant"]


def test_two_officers_act_on_a_licence(client, at, licence):
    client.force_login(at.first)
    path = f"/api/v1/licences/{licence.number}/acts"
    body = {
        "act": "revoke",
        "effective_on": "2026-06-01",
        "basis": "Article 16",
        "reason": "new facts",
    }
    row = post(client, path, body).json()
    assert row["confirmed_by"] is None
    confirm = f"{path}/{row['id']}/confirmation"
    assert post(client, confirm, {}).status_code == 403
    client.force_login(at.second)
    assert post(client, confirm, {}).json()["confirmed_by"] == "Second"
    assert post(client, confirm, {}).status_code == 409
    found = client.get(f"/api/v1/licences/{licence.number}?as_of=2026-06-02").json()
    assert found["state"] == "revoked"


def test_who_may_not_see_gets_404_everywhere(client, at, licence):
    message = write_declaration(traffic.declared(licence))
    client.force_login(at.customs)
    post(client, "/api/v1/declarations", message)
    other = cast.organisation(name="Another B.V.", eori="NL002")
    client.force_login(cast.person("bob", Role.APPLICANT, organisation=other))

    for path in (f"licences/{licence.number}", "declarations/26NL000001"):
        assert client.get(f"/api/v1/{path}").status_code == 404
    assert client.get("/api/v1/licences").json()["count"] == 0
    assert client.get("/api/v1/declarations").json()["count"] == 0
    assert post(client, "/api/v1/declarations", message).status_code == 404
    exit_ = post(client, "/api/v1/declarations/26NL000001/exit", {"on": "2026-06-02"})
    assert exit_.status_code == 404


def test_a_message_that_is_no_declaration_is_refused_at_its_place(client, at):
    client.force_login(at.customs)

    answer = post(client, "/api/v1/declarations", {"mrn": "x", "lines": [{}]})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"].endswith("lines.0.number")
