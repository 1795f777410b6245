"""EPCIS 2.0 over HTTP: captured, asked for, given back with the same hashes."""

from __future__ import annotations

import json
from urllib.parse import quote, unquote, urlsplit

import pytest

from sluis.core.errors import Problems, SluisError
from sluis.formats.epcis import read_document
from sluis.formats.epcis.query import read_query
from sluis.office.custody import models, queries

pytestmark = pytest.mark.django_db

ITEM = "urn:epc:id:sgtin:4012345.011111.9876"
LINK = "https://id.gs1.org/01/04012345111118/21/9876"
EVENT = {
    "type": "ObjectEvent",
    "eventTime": "2017-02-20T00:00:00Z",
    "eventTimeZoneOffset": "+08:00",
    "action": "OBSERVE",
    "bizStep": "receiving",
    "disposition": "in_progress",
    "epcList": [ITEM],
    "readPoint": {"id": "urn:epc:id:sgln:4012345.00005.122"},
    "bizLocation": {"id": "https://sluis.example/id/loc/warehouse-1"},
    "bizTransactionList": [{"type": "po", "bizTransaction": "urn:x:order:1"}],
    "sourceList": [{"type": "possessing_party", "source": "urn:x:party:a"}],
    "ex:seal": {"ex:by": "customs", "colour": "red", "#text": "17"},
    "@context": {"ex": "https://ns.example.com/"},
}
OTHER = {
    "type": "AggregationEvent",
    "eventTime": "2018-02-20T00:00:00Z",
    "eventTimeZoneOffset": "+00:00",
    "eventID": "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8",
    "action": "ADD",
    "bizStep": "packing",
    "parentID": "urn:epc:id:sscc:4012345.0000000111",
    "childEPCs": ["https://sluis.example/id/obj/maker-a/engine-x/T-1"],
    "childQuantityList": [{"epcClass": "urn:x:lot:1", "quantity": 28, "uom": "KGM"}],
    "sensorElementList": [
        {
            "sensorMetadata": {"time": "2018-02-20T00:00:00Z", "deviceID": "urn:x:d"},
            "sensorReport": [{"type": "Temperature", "value": 26, "uom": "CEL"}],
        }
    ],
}


def send(client, body, place="capture", kind="application/json", **headers):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(f"/epcis/{place}", data, content_type=kind, headers=headers)


def asked(client, place="events", accept="application/json", **headers):
    answer = client.get(f"/epcis/{place}", headers={"Accept": accept, **headers})
    assert answer.status_code == 200, answer.content
    return answer


def given(answer):
    return answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]


@pytest.fixture
def two(client):
    assert send(client, [EVENT, OTHER]).status_code == 202


def test_it_works(client):
    answer = send(client, EVENT)
    assert answer.status_code == 202
    job = client.get(urlsplit(answer["Location"]).path).json()
    assert (job["running"], job["success"], job["errors"]) == (False, True, [])
    (event,) = given(asked(client))
    assert event["epcList"] == [ITEM]
    assert event["recordTime"].endswith("Z")
    assert event["eventID"] == read_document(json.dumps(EVENT).encode()).events[0].hash
    (listed,) = asked(client, "capture").json()
    assert listed == job


def test_an_event_comes_back_by_its_id_its_hash_and_its_location(client):
    answer = send(client, OTHER, "events")
    assert answer.status_code == 201
    location = urlsplit(answer["Location"]).path
    (event,) = given(client.get(location))
    assert event["eventID"] == OTHER["eventID"]
    by_id = asked(client, f"events/{quote(OTHER['eventID'], safe='')}")
    assert given(by_id) == [event]
    assert send(client, OTHER, "events").status_code == 409
    assert client.get("/epcis/events/urn:uuid:none").status_code == 404


def test_one_bad_event_refuses_a_document_or_is_left_out_as_the_sender_wishes(client):
    bad = {**OTHER, "action": "CREATE"}
    refused = send(client, [EVENT, bad])
    assert refused.status_code == 400
    assert refused["Content-Type"] == "application/problem+json"
    told = refused.json()
    assert told["type"] == "epcisException:ValidationException"
    assert told["errors"][0]["path"] == "[1].action"
    assert models.Event.objects.count() == 0
    taken = send(client, [EVENT, bad], **{"GS1-Capture-Error-Behaviour": "proceed"})
    assert taken.status_code == 202
    job = client.get(urlsplit(taken["Location"]).path).json()
    assert (job["success"], job["captureErrorBehaviour"]) == (False, "proceed")
    assert [error["path"] for error in job["errors"]] == ["[1].action"]
    assert models.Event.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"<epcis", "application/xml", 400),
        (b"{}", "text/plain", 415),
        (b"[]", "application/json", 202),
    ],
)
def test_what_cannot_be_read_is_refused_in_the_standards_words(
    client, body, kind, status
):
    assert send(client, body, kind=kind).status_code == status


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ("", 2),
        ("eventType=ObjectEvent", 1),
        ("eventType=ObjectEvent%7CAggregationEvent", 2),
        ("GE_eventTime=2018-01-01T00:00:00Z", 1),
        ("LT_eventTime=2017-02-20T08:00:00%2B08:00", 0),
        ("GE_recordTime=2017-01-01T00:00:00Z", 2),
        ("EQ_action=OBSERVE", 1),
        ("EQ_bizStep=receiving", 1),
        ("EQ_bizStep=https://ref.gs1.org/cbv/BizStep-receiving|packing", 2),
        ("EQ_bizStep=urn:epcglobal:cbv:bizstep:receiving", 1),
        ("EQ_disposition=in_progress", 1),
        ("EQ_readPoint=https://id.gs1.org/414/4012345000054/254/122", 1),
        ("WD_bizLocation=https://sluis.example/id/loc/warehouse-1", 1),
        (f"MATCH_epc={ITEM}", 1),
        (f"MATCH_epc={quote(LINK, safe='')}", 1),
        (f"MATCH_anyEPC={LINK}|urn:epc:id:sscc:4012345.0000000111", 2),
        ("MATCH_epc=urn:epc:idpat:sgtin:4012345.*.*", 1),
        ("MATCH_epc=urn:epc:idpat:sgtin:4012345.011112.*", 0),
        ("MATCH_parentID=urn:epc:id:sscc:4012345.0000000111", 1),
        ("MATCH_parentID=urn:epc:id:sscc:4012345.0000000112", 0),
        ("MATCH_inputEPC=urn:x:1", 0),
        ("MATCH_epcClass=urn:x:lot:1", 1),
        ("EQ_quantity=28", 1),
        ("GT_quantity=28", 0),
        ("GE_quantity_KGM=28", 1),
        ("EQ_bizTransaction_po=urn:x:order:1", 1),
        ("EQ_bizTransaction_inv=urn:x:order:1", 0),
        ("EQ_source_possessing_party=urn:x:party:a", 1),
        ("EQ_destination_possessing_party=urn:x:party:a", 0),
        ("EQ_eventID=urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8", 1),
        ("EXISTS_errorDeclaration", 0),
        ("EXISTS_sensorElementList", 1),
        ("EQ_type=Temperature", 1),
        ("EQ_type=https://gs1.org/voc/Temperature", 1),
        ("GE_value_CEL=26", 1),
        ("GT_value_CEL=26", 0),
        ("LT_value_FAH=100", 0),
        ("EQ_deviceID=urn:x:d", 1),
        ("GE_time=2018-01-01T00:00:00Z", 1),
        ("EQ_ex:seal=17", 1),
        ("GT_ex:seal=16", 1),
        ("LT_ex:seal=17", 0),
        ("EXISTS_ex:seal", 1),
        ("EQ_https://ns.example.com/seal=17", 1),
        ("EQ_INNER_ex:by=customs", 1),
        ("EQ_INNER_ex:by=police", 0),
        ("HASATTR_ex:seal=colour", 1),
        ("EQATTR_ex:seal_colour=red", 1),
        ("EQATTR_ex:seal_colour=blue", 0),
        ("EQ_persistentDisposition_set=damaged", 0),
        ("sluis:knownOn=2016-01-01", 0),
        ("eventCountLimit=1", 1),
        ("maxEventCount=2", 2),
        ("orderBy=eventTime&orderDirection=ASC", 2),
    ],
)
@pytest.mark.usefixtures("two")
def test_every_parameter_of_the_standard_asks_what_it_says(client, parameters, count):
    assert len(given(asked(client, f"events?{parameters}"))) == count


@pytest.mark.parametrize(
    "parameters",
    [
        "GE_eventDate=2026-01-01T00:00:00Z",
        "GE_eventTime=not-a-date",
        "EQ_action=SHIPPED",
        "orderDirection=SIDEWAYS",
        "eventType=Event",
        "perPage=0",
        "perPage=many",
        "GT_quantity=much",
        "MATCH_thing=urn:x:1",
        "eventCountLimit=1&maxEventCount=1",
        "EQ_bizStep=",
        "nextPageToken=x",
        "sluis:knownOn=2016",
    ],
)
@pytest.mark.usefixtures("two")
def test_a_parameter_that_cannot_be_is_refused_by_name(client, parameters):
    answer = client.get(f"/epcis/events?{parameters}")
    assert answer.status_code == 400
    told = answer.json()
    assert told["type"] == "epcisException:QueryParameterException"
    named = {unquote(part.partition("=")[0]) for part in parameters.split("&")}
    assert told["errors"][0]["path"] in named


@pytest.mark.parametrize("order", ["", "&orderBy=eventTime", "&orderBy=recordTime"])
def test_pages_follow_one_another_and_hold_each_event_once(client, order):
    days = [{**EVENT, "eventTime": f"2017-02-{d:02}T00:00:00Z"} for d in range(1, 8)]
    send(client, days)
    place, seen = f"/epcis/events?perPage=3&EQ_action=OBSERVE{order}", []
    while place:
        answer = client.get(place)
        seen += [event["eventTime"] for event in given(answer)]
        place = answer.get("Link", "").partition(">")[0].removeprefix("<")
    assert sorted(seen) == [day["eventTime"] for day in days]
    if "eventTime" in order:
        assert seen == sorted(seen, reverse=True)


@pytest.mark.usefixtures("two")
def test_more_than_is_wanted_is_refused(client):
    answer = client.get("/epcis/events?maxEventCount=1")
    assert answer.status_code == 413
    assert answer.json()["type"] == "epcisException:QueryTooLargeException"


@pytest.mark.usefixtures("two")
def test_the_answer_has_the_form_that_is_asked_for(client):
    written = asked(client, accept="application/xml")
    assert written["Content-Type"] == "application/xml"
    hashes = {event.hash for event in read_document(written.content).events}
    assert hashes == {event.hash for event in queries.events()}
    urns = asked(client, accept="text/xml", **{"GS1-CBV-XML-Format": "Always_URN"})
    assert b"urn:epcglobal:cbv:bizstep:receiving" in urns.content
    links = asked(client, **{"GS1-EPC-Format": "Always_GS1_Digital_Link"})
    assert given(links)[0]["epcList"] == [LINK]
    assert client.get("/epcis/events", headers={"Accept": "image/png"}).status_code == (
        406
    )
    wrong = client.get("/epcis/events", headers={"GS1-EPC-Format": "Any"})
    assert wrong.status_code == 400


@pytest.mark.usefixtures("two")
def test_what_events_name_can_be_browsed(client):
    top = asked(client, "").json()["member"]
    assert "bizSteps" in top
    steps = asked(client, "bizSteps").json()["member"]
    assert steps == [
        "https://ref.gs1.org/cbv/BizStep-packing",
        "https://ref.gs1.org/cbv/BizStep-receiving",
    ]
    for resource, value in (
        ("bizSteps", "receiving"),
        ("dispositions", "in_progress"),
        ("epcs", ITEM),
        ("epcs", LINK),
        ("readPoints", EVENT["readPoint"]["id"]),
        ("bizLocations", EVENT["bizLocation"]["id"]),
        ("eventTypes", "ObjectEvent"),
    ):
        place = f"{resource}/{quote(value, safe='')}"
        assert asked(client, place).json()["member"] == ["events"]
        assert len(given(asked(client, f"{place}/events"))) == 1, place
    assert client.get("/epcis/bizSteps/killing").status_code == 404
    first = asked(client, "epcs?perPage=1")
    assert 'rel="next"' in first["Link"]


@pytest.mark.usefixtures("two")
def test_a_query_has_a_name_until_it_is_removed(client):
    body = {"name": "arrivals", "query": {"EQ_bizStep": ["receiving"]}}
    assert send(client, body, "queries").status_code == 201
    assert send(client, body, "queries").status_code == 409
    assert asked(client, "queries").json()[0]["query"] == body["query"]
    assert asked(client, "queries/arrivals").json()["name"] == "arrivals"
    answer = asked(client, "queries/arrivals/events")
    assert len(given(answer)) == 1
    results = answer.json()["epcisBody"]["queryResults"]
    assert results["queryName"] == "arrivals"
    assert client.delete("/epcis/queries/arrivals").status_code == 204
    missing = client.get("/epcis/queries/arrivals")
    assert missing.status_code == 404
    assert missing.json()["type"] == "epcisException:NoSuchNameException"
    wrong = {"name": "x", "query": {"GE_eventDate": "2026-01-01T00:00:00Z"}}
    assert send(client, wrong, "queries").status_code == 400


@pytest.mark.parametrize(
    ("place", "methods"),
    [
        ("", "OPTIONS, GET"),
        ("capture", "OPTIONS, POST, GET"),
        ("events", "OPTIONS, POST, GET"),
        ("events/urn:x:1", "OPTIONS, GET"),
        ("queries/x", "OPTIONS, GET, DELETE"),
        ("bizSteps/receiving/events", "OPTIONS, GET"),
    ],
)
def test_every_resource_says_what_it_offers(client, place, methods):
    answer = client.options(f"/epcis/{place}")
    assert (answer.status_code, answer["Allow"]) == (204, methods)
    assert answer["GS1-EPCIS-Version"] == "2.0"
    assert answer["GS1-EPCIS-Min"] == "1.2"


def test_a_declaration_of_error_is_given_beside_the_event(client):
    error = {"declarationTime": "2021-03-24T00:00:00Z", "reason": "incorrect_data"}
    send(client, [OTHER, {**OTHER, "errorDeclaration": error}])
    both = given(asked(client, f"events/{quote(OTHER['eventID'], safe='')}"))
    assert ["errorDeclaration" in event for event in both] == [False, True]
    declared = given(asked(client, "events?EXISTS_errorDeclaration"))
    assert declared == both[1:]
    for asked_for in (
        "EQ_errorReason=incorrect_data",
        "GE_errorDeclarationTime=2021-01-01T00:00:00Z",
    ):
        assert len(given(asked(client, f"events?{asked_for}"))) == 1


def test_what_was_known_on_a_day_leaves_out_what_came_later(client):
    send(client, [{**EVENT, "sluis:knownSince": "2019-12-10"}, OTHER])
    assert len(given(asked(client, "events?sluis:knownOn=2019-12-10"))) == 1
    assert given(asked(client, "events?sluis:knownOn=2019-12-09")) == []


def test_every_valid_document_is_captured_and_asked_back_with_its_hashes(
    client, shared
):
    folder = shared / "data" / "epcis"
    rows = json.loads((folder / "MANIFEST.json").read_text())
    wanted: set[str] = set()
    for row in rows:
        path = folder / row["path"]
        if row["kind"] in {"artefact"} or path.suffix in {".hashes", ".prehashes"}:
            continue
        data = path.read_bytes()
        kind = "application/xml" if path.suffix == ".xml" else "application/json"
        try:
            read = read_document(data)
        except (Problems, SluisError):
            answer = send(client, data, kind=kind)
            assert answer.status_code == 400, row["path"]
            assert answer.json()["errors"][0]["message"]
            continue
        assert row["kind"] != "invalid", row["path"]
        answer = send(client, data, kind=kind)
        assert answer.status_code == 202, (row["path"], answer.content)
        wanted |= {event.hash for event in read.events}
    place, seen = "/epcis/events?perPage=200", set()
    while place:
        answer = client.get(place)
        seen |= {event.hash for event in read_document(answer.content).events}
        place = answer.get("Link", "").partition(">")[0].removeprefix("<")
    assert seen == wanted
    assert len(wanted) > 110


def test_queries_that_must_be_refused_are_refused(shared):
    folder = shared / "data/epcis/openepcis/2.0/EPCIS/JSON/Query/Queries/Invalid"
    files = sorted(folder.iterdir())
    assert files
    for path in files:
        with pytest.raises(Problems):
            read_query(json.loads(path.read_text()))


def test_an_event_of_the_future_is_kept_and_the_job_says_so(client):
    late = {**OTHER, "eventTime": "2999-01-01T00:00:00Z"}
    answer = send(client, [EVENT, late], **{"GS1-Capture-Error-Behaviour": "proceed"})
    job = client.get(urlsplit(answer["Location"]).path).json()
    assert (job["success"], job["errors"]) == (True, [])
    (warning,) = job["sluis:warnings"]
    assert warning["path"] == "[1].eventTime"
    assert "lies in the future" in warning["message"]
    assert "kept" not in warning
    assert len(given(asked(client))) == 2
