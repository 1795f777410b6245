"""The addresses of the yente API answer in its shapes."""

import json

import pytest

from sluis.store.editions import Editions
from sluis.store.home import Home

PARTIES = [
    {
        "id": "p-1",
        "schema": "Person",
        "properties": {
            "name": ["Ann Example"],
            "alias": ["Anna Beispiel"],
            "birthDate": ["1970-01-02"],
            "nationality": ["nl"],
            "topics": ["sanction"],
        },
    },
    {"id": "c-1", "schema": "Company", "properties": {"name": ["Example Works"]}},
    {
        "id": "o-1",
        "schema": "Ownership",
        "properties": {"owner": ["p-1"], "asset": ["c-1"], "percentage": ["60"]},
    },
    {
        "id": "s-1",
        "schema": "Sanction",
        "properties": {"entity": ["p-1"], "startDate": ["2020-01-02"]},
    },
]


@pytest.fixture
def lists(monkeypatch, tmp_path):
    monkeypatch.setenv("SLUIS_DATA", str(tmp_path / "data"))
    path = tmp_path / "own-list_2024-01-01.json"
    path.write_text("\n".join(json.dumps(row) for row in PARTIES))
    Editions(Home.open()).import_file(path)


pytestmark = pytest.mark.usefixtures("lists")


def ask(client, queries, **parameters):
    return client.post(
        "/match/default",
        {"queries": queries},
        content_type="application/json",
        query_params=parameters,
    )


ANN = {"schema": "Person", "properties": {"name": ["Ann Example"]}}


def test_it_works(client):
    told = ask(client, {"a": ANN, "b": {"schema": "Person", **ANN}}).json()
    assert set(told["responses"]) == {"a", "b"}
    answer = told["responses"]["a"]
    assert (answer["status"], answer["total"]) == (200, {"value": 1, "relation": "eq"})
    (result,) = answer["results"]
    assert (result["id"], result["match"], result["score"]) == ("p-1", True, 1.0)
    assert result["schema"] == "Person"
    assert result["caption"] == "Ann Example"
    assert result["datasets"] == ["own-list"]
    assert result["properties"]["name"] == ["Ann Example"]
    assert result["explanations"]["name"]["score"] == 1.0
    assert told["limit"] == 5
    assert "name" in told["matcher"]
    assert answer["query"]["properties"] == ANN["properties"]


@pytest.mark.parametrize(
    "left_out",
    [
        {"exclude_schema": "Person"},
        {"exclude_dataset": "own-list"},
        {"include_dataset": "other"},
        {"exclude_entity_ids": "p-1"},
        {"topics": "debarment"},
        {"limit": "0"},
    ],
)
def test_what_the_asker_leaves_out_is_left_out(client, left_out):
    told = ask(client, {"a": ANN}, **left_out).json()
    assert told["responses"]["a"]["results"] == []


def test_a_threshold_moves_the_match_and_the_score_stays(client):
    near = {"schema": "Person", "properties": {"name": "Ann Exampel"}}
    (low,) = ask(client, {"a": near}, threshold="0.6").json()["responses"]["a"][
        "results"
    ]
    (high,) = ask(client, {"a": near}, threshold="0.99").json()["responses"]["a"][
        "results"
    ]
    assert (low["match"], high["match"]) == (True, False)
    assert low["score"] == high["score"]


@pytest.mark.parametrize(
    ("body", "parameters", "status"),
    [
        ("{", {}, 400),
        ("{}", {}, 400),
        ('{"queries": {"a": {"schema": "Person"}}}', {}, 400),
        ('{"queries": {"a": 1}}', {}, 400),
        (
            '{"queries": {"a": {"schema": "Pony", "properties": {"name": "X"}}}}',
            {},
            400,
        ),
        (json.dumps({"queries": {"a": ANN}}), {"limit": "many"}, 400),
        (json.dumps({"queries": {"a": ANN}}), {"threshold": "7"}, 400),
        (json.dumps({"queries": {str(n): ANN for n in range(101)}}), {}, 400),
    ],
)
def test_a_request_that_is_none_says_what_is_wrong(client, body, parameters, status):
    answer = client.post(
        "/match/default", body, content_type="application/json", query_params=parameters
    )
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_a_list_that_is_not_there_is_404(client):
    assert client.get("/search/none?q=x").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=example", {"p-1", "c-1"}),
        ("q=beispiel", {"p-1"}),
        ("q=exampel works", {"c-1"}),
        ("q=example&schema=Person", {"p-1"}),
        ("q=example&schema=LegalEntity", {"p-1", "c-1"}),
        ("q=example&countries=nl", {"p-1"}),
        ("q=nobody", set()),
        ("q=...", set()),
    ],
)
def test_search_finds_by_the_words_of_a_name(client, query, found):
    told = client.get(f"/search/own-list?{query}").json()
    assert {result["id"] for result in told["results"]} == found
    assert told["total"]["value"] == len(found)
    assert set(told["facets"]) == {"countries", "topics", "datasets"}


def test_an_entity_has_its_listing_and_its_holdings_beside_it(client):
    person = client.get("/entities/p-1").json()
    (sanction,) = person["properties"]["sanctions"]
    assert sanction["properties"]["startDate"] == ["2020-01-02"]
    (held,) = person["properties"]["ownershipOwner"]
    assert held["properties"]["asset"][0]["id"] == "c-1"
    assert held["properties"]["percentage"] == ["60"]
    flat = client.get("/entities/p-1?nested=false").json()
    assert "sanctions" not in flat["properties"]
    assert client.get("/entities/none").status_code == 404


def test_what_is_adjacent_comes_in_pages(client):
    told = client.get("/entities/c-1/adjacent").json()
    assert told["entity"]["id"] == "c-1"
    owners = told["adjacent"]["ownershipAsset"]
    assert owners["total"] == {"value": 1, "relation": "eq"}
    assert owners["results"][0]["properties"]["owner"][0]["id"] == "p-1"
    one = client.get("/entities/c-1/adjacent/ownershipAsset?limit=1").json()
    assert one["results"] == owners["results"]
    none = client.get("/entities/c-1/adjacent/sanctions").json()
    assert none["total"]["value"] == 0


def test_the_catalogue_and_the_algorithms_are_told(client):
    catalogue = client.get("/catalog").json()
    assert [row["name"] for row in catalogue["datasets"]] == ["default", "own-list"]
    assert all(row["load"] for row in catalogue["datasets"])
    told = client.get("/algorithms").json()
    assert told["best"] == told["default"] == told["algorithms"][0]["name"]


def test_without_lists_the_service_is_not_ready_to_match(client, monkeypatch, tmp_path):
    monkeypatch.setenv("SLUIS_DATA", str(tmp_path / "empty"))
    answer = ask(client, {"a": ANN})
    assert answer.status_code == 503
    assert answer.json()["code"] == "no-lists"


def test_a_party_on_two_lists_by_one_id_is_given_once_with_both(client, tmp_path):
    path = tmp_path / "second-list_2024-01-01.json"
    path.write_text(json.dumps(PARTIES[0] | {"properties": {"name": ["Ann Example"]}}))
    Editions(Home.open()).import_file(path)
    (result,) = ask(client, {"a": ANN}).json()["responses"]["a"]["results"]
    assert sorted(result["datasets"]) == ["own-list", "second-list"]
    assert "Anna Beispiel" in result["properties"]["alias"]


def test_who_is_owned_by_listed_parties_is_found_and_told(client, tmp_path):
    path = tmp_path / "owners_2024-01-01.csv"
    path.write_text("owner,owned,share,source\nExample Works,Lower Trading,75,paper\n")
    Editions(Home.open()).import_file(path)
    asked = {"schema": "Company", "properties": {"name": ["Lower Trading"]}}
    for dataset in ("default", "own-list"):
        (result,) = client.post(
            f"/match/{dataset}",
            {"queries": {"a": asked}},
            content_type="application/json",
        ).json()["responses"]["a"]["results"]
        assert result["features"]["ownership"] == 0.75
        told = result["explanations"]["ownership"]["detail"]
        assert "c-1 is like" in told
        assert "owns 75 % of" in told
        assert "(paper)" in told
