"""The API: the same answers as the command line, and problems in one shape."""

import json

import pytest

from sluis.store.editions import Editions
from sluis.store.home import Home

SDN = """<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="http://tempuri.org/sdnList.xsd">
  <publshInformation>
    <Publish_Date>05/07/2024</Publish_Date><Record_Count>1</Record_Count>
  </publshInformation>
  <sdnEntry>
    <uid>1</uid><lastName>EXAMPLE TRADING COMPANY</lastName>
    <sdnType>Entity</sdnType><programList><program>EXAMPLE</program></programList>
  </sdnEntry>
</sdnList>
"""

pytestmark = pytest.mark.django_db


@pytest.fixture
def lists(monkeypatch, tmp_path):
    monkeypatch.setenv("SLUIS_DATA", str(tmp_path / "data"))
    (tmp_path / "sdn.xml").write_text(SDN)
    Editions(Home.open()).import_file(tmp_path / "sdn.xml")


def ask(client, place, body):
    return client.post(f"/api/v1/{place}", body, content_type="application/json")


@pytest.mark.usefixtures("lists")
def test_a_listed_party_is_found(client):
    asked = {"parties": [{"id": "q1", "name": "Example Trading Co"}]}
    answer = ask(client, "screenings", asked)
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert told["results"][0]["id"] == "q1"
    assert told["results"][0]["matches"][0]["match"] is True
    assert told["editions"][0].startswith("us-ofac-sdn/2024-05-07")


@pytest.mark.usefixtures("lists")
def test_a_party_that_cannot_be_read_is_refused_and_the_others_are_answered(client):
    asked = {"parties": [{"id": "a"}, {"id": "b", "name": "Nobody In Particular"}]}
    told = ask(client, "screenings", asked).json()
    assert [one["id"] for one in told["results"]] == ["b"]
    assert told["refused"][0]["id"] == "a"
    assert told["refused"][0]["line"] == 1
    assert told["refused"][0]["error"]["remedy"]


@pytest.mark.usefixtures("lists")
def test_a_screening_is_recorded_and_run_again(client):
    asked = {"parties": [{"id": "a", "name": "Example Trading Co"}], "threshold": 0.9}
    id_ = ask(client, "screenings", asked).json()["screening"]
    again = ask(client, f"screenings/{id_}/replay", {}).json()
    assert (again["screening"], again["equal"]) == (id_, True)
    told = ask(client, "screenings", asked | {"record": False}).json()
    assert told["screening"] is None
    assert ask(client, "screenings/none/replay", {}).status_code == 422


def test_without_lists_the_problem_says_what_to_do(client, monkeypatch, tmp_path):
    monkeypatch.setenv("SLUIS_DATA", str(tmp_path))
    answer = ask(client, "screenings", {"parties": [{"name": "X"}]})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "no-lists"
    assert answer.json()["remedy"]


ENGINE = {
    "id": "t1",
    "date": "2010-01-01",
    "activity": "export",
    "exporter": {"name": "Example exporter", "country": "NL"},
    "dispatched_from": "NL",
    "destination": "CN",
    "items": [
        {
            "line": 1,
            "kind": "turbojet_engine",
            "quantity": 30,
            "unit": "piece",
            "parameters": {"max_thrust": "450 N"},
        }
    ],
}


def test_a_transaction_is_determined_as_at_the_command_line(client, sluis, tmp_path):
    told = ask(client, "determinations", {"transactions": [ENGINE]}).json()
    assert told["results"][0]["id"] == "t1"
    assert told["results"][0]["outcome"]
    assert told["law_hash"]
    (tmp_path / "t.jsonl").write_text(json.dumps(ENGINE) + "\n")
    typed = sluis("determine", tmp_path / "t.jsonl", "--format", "jsonl")
    assert json.loads(typed.stdout) == told["results"][0]


def test_a_transaction_that_is_wrong_is_refused_and_the_others_are_answered(client):
    wrong = {**ENGINE, "id": "t2", "destination": "XX"}
    told = ask(client, "determinations", {"transactions": [wrong, ENGINE]}).json()
    assert [one["id"] for one in told["results"]] == ["t1"]
    assert told["refused"][0]["id"] == "t2"
    assert "destination" in told["refused"][0]["error"]["path"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"parties": []},
        {"parties": [{"name": "X"}], "threshold": 2},
        {"parties": [{"name": "X"}], "as_of": "tomorrow"},
    ],
)
def test_a_request_of_another_shape_is_a_problem_with_places(client, body):
    answer = ask(client, "screenings", body)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"]


def test_what_is_not_json_is_a_problem(client):
    answer = client.post(
        "/api/v1/screenings", "{not json", content_type="application/json"
    )
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_a_wrong_method_is_a_problem(client):
    answer = client.put("/api/v1/case")
    assert answer.status_code == 405


def test_a_company_that_a_listed_party_owns_says_so(client, monkeypatch, tmp_path):
    monkeypatch.setenv("SLUIS_DATA", str(tmp_path / "data"))
    rows = [
        {"id": "p", "schema": "Person", "properties": {"name": ["Ann Example"]}},
        {
            "id": "c",
            "schema": "Company",
            "target": False,
            "properties": {"name": ["Harmless Holding"]},
        },
        {
            "id": "o",
            "schema": "Ownership",
            "properties": {"owner": ["p"], "asset": ["c"], "percentage": ["60"]},
        },
    ]
    path = tmp_path / "own_2024-01-01.json"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    Editions(Home.open()).import_file(path, list_id="own")
    told = ask(client, "screenings", {"parties": [{"name": "Harmless Holding"}]}).json()
    (found,) = told["results"][0]["matches"]
    assert found["why"]["ownership"]["owners"] == ["p"]
    assert found["why"]["ownership"]["percent"] == 60
    assert found["score"] == 1.0
