"""Standing queries: what is new is sent once, in order, until it is taken."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from sluis.office.custody import delivery, models, subscriptions, webhook
from sluis.office.worker import do_jobs

pytestmark = pytest.mark.django_db

QUERY = {"name": "ships", "query": {"EQ_bizStep": ["shipping"]}}
PLACE = "/epcis/queries/ships/subscriptions"


class Subscriber:
    """Takes what it is sent; answers with the statuses it was given, then 200."""

    def __init__(self, *statuses):
        self.statuses = list(statuses)
        self.sent = []
        taken = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                taken.sent.append((dict(self.headers), body))
                status = taken.statuses.pop(0) if taken.statuses else 200
                self.send_response(status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/told?by=sluis"

    def events(self):
        """The steps' items of each message, in the order they came."""
        return [
            [e["epcList"][0] for e in results(body)["resultsBody"]["eventList"]]
            for _, body in self.sent
        ]


def results(body):
    return json.loads(body)["epcisBody"]["queryResults"]


@contextmanager
def subscriber(*statuses):
    one = Subscriber(*statuses)
    thread = threading.Thread(target=one.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        one.server.shutdown()
        one.server.server_close()
        thread.join()


def post(client, place, body):
    answer = client.post(place, json.dumps(body), content_type="application/json")
    assert answer.status_code in {201, 202}, answer.content
    return answer


def ship(client, *items, step="shipping"):
    events = [
        {
            "type": "ObjectEvent",
            "eventTime": "2017-02-20T00:00:00Z",
            "eventTimeZoneOffset": "+00:00",
            "action": "OBSERVE",
            "bizStep": step,
            "epcList": [f"urn:x:{item}"],
        }
        for item in items
    ]
    post(client, "/epcis/capture", events)


@pytest.fixture(autouse=True)
def _receivers_on_this_machine(settings):
    settings.SLUIS_PRIVATE_WEBHOOKS = True


@pytest.fixture
def query(client):
    post(client, "/epcis/queries", QUERY)


def subscribe(client, to, **more):
    given = {"dest": to.address, **more}
    if "schedule" not in given:
        given["stream"] = True
    return post(client, PLACE, given).json()


def pass_time():
    """Let the rests after failures be over."""
    models.Subscription.objects.update(not_before=timezone.now())


def test_it_works(client, query):
    with subscriber() as to:
        made = subscribe(client, to, signatureToken="s3cret")
        ship(client, "a", "b")
        ship(client, "c", step="receiving")
        do_jobs()
    ((headers, body),) = to.sent
    assert to.events() == [["urn:x:a", "urn:x:b"]]
    assert results(body)["queryName"] == "ships"
    assert results(body)["subscriptionID"] == made["subscriptionID"]
    digest = hmac.digest(b"s3cret", body, hashlib.sha256)
    assert headers["GS1-Signature"] == base64.b64encode(digest).decode()


def test_nothing_is_sent_twice_and_nothing_old(client, query):
    ship(client, "old")
    with subscriber() as to:
        subscribe(client, to)
        ship(client, "a")
        do_jobs()
        do_jobs()
        ship(client, "b")
        do_jobs()
        do_jobs()
    assert to.events() == [["urn:x:a"], ["urn:x:b"]]


def test_what_fails_is_sent_again_as_it_was_and_before_what_is_newer(client, query):
    with subscriber(500, 503) as to:
        place = f"{PLACE}/{subscribe(client, to)['subscriptionID']}"
        ship(client, "a")
        do_jobs()
        ship(client, "b")
        do_jobs()
        assert len(to.sent) == 1, "it rests before it tries again"
        told = client.get(place).json()
        assert told["sluis:lastError"] == "it answered 500"
        assert told["sluis:waiting"]["attempts"] == 1
        assert "lastNotifiedAt" not in told
        pass_time()
        do_jobs()
        pass_time()
        do_jobs()
        told = client.get(place).json()
    assert to.events() == [["urn:x:a"]] * 3 + [["urn:x:b"]]
    keys = [headers["Idempotency-Key"] for headers, _ in to.sent]
    assert len(set(keys[:3])) == 1
    assert keys[3] != keys[0]
    assert len({body for _, body in to.sent[:3]}) == 1
    assert "sluis:waiting" not in told
    assert "sluis:lastError" not in told
    assert told["lastNotifiedAt"]


def test_a_worker_lost_between_sending_and_noting_sends_the_same_again(
    client, query, monkeypatch
):
    with subscriber() as to:
        subscribe(client, to)
        ship(client, "a")
        sent = webhook.send

        def killed(*args, **kwargs):
            sent(*args, **kwargs)
            raise SystemExit

        with monkeypatch.context() as patch:
            patch.setattr(webhook, "send", killed)
            do_jobs()
        do_jobs()
        assert len(to.sent) == 1, "another worker may have it in hand"
        pass_time()
        do_jobs()
        ship(client, "b")
        do_jobs()
    assert to.events() == [["urn:x:a"], ["urn:x:a"], ["urn:x:b"]]
    assert to.sent[0][0]["Idempotency-Key"] == to.sent[1][0]["Idempotency-Key"]
    assert to.sent[0][1] == to.sent[1][1]


def test_rests_grow_up_to_an_hour():
    rests = [delivery.rest_after(n).total_seconds() for n in (1, 2, 3, 12, 13, 1000)]
    assert rests == [1, 2, 4, 2048, 3600, 3600]


def test_much_is_parted_in_order(client, query, monkeypatch):
    monkeypatch.setattr(subscriptions, "PER_DELIVERY", 2)
    with subscriber() as to:
        subscribe(client, to)
        ship(client, "a", "b", "c", "d", "e")
        do_jobs()
    sent = to.events()
    assert [item for part in sent for item in part] == [f"urn:x:{n}" for n in "abcde"]
    assert max(map(len, sent)) == 2


def test_a_document_does_not_pass_its_size_unless_one_event_does(
    client, query, monkeypatch
):
    monkeypatch.setattr(subscriptions, "MAX_DOCUMENT", 900)
    with subscriber() as to:
        subscribe(client, to)
        ship(client, "a", "b", "c" * 400 + "-1")
        do_jobs()
    assert [len(part) for part in to.events()] == [1, 1, 1]


def test_a_schedule_runs_at_its_moment_and_tells_when_there_is_nothing(client, query):
    with subscriber() as to:
        subscribe(client, to, schedule={"hour": "1"}, reportIfEmpty=True)
        ship(client, "a")
        do_jobs()
        assert to.sent == []
        row = models.Subscription.objects.get()
        due = subscriptions.next_run(row)
        assert row.created_at < due <= row.created_at + timedelta(days=1)
        for expected in (["urn:x:a"], []):
            models.Subscription.objects.update(
                created_at=timezone.now() - timedelta(days=2),
                last_executed_at=timezone.now() - timedelta(days=1, seconds=1),
            )
            pass_time()
            do_jobs()
            assert to.events()[-1] == expected
    row.refresh_from_db()
    assert row.not_before == subscriptions.next_run(row)
    assert row.not_before > datetime.now(tz=UTC)


def test_a_schedule_with_nothing_new_is_silent_unless_it_is_asked_to_tell(
    client, query
):
    with subscriber() as to:
        subscribe(client, to, schedule={"hour": "1"})
        models.Subscription.objects.update(
            last_executed_at=timezone.now() - timedelta(days=2)
        )
        do_jobs()
    assert to.sent == []
    assert (
        models.Subscription.objects.get().last_executed_at.date()
        >= (timezone.now() - timedelta(days=1)).date()
    )


def test_an_initial_record_time_reaches_back(client, query):
    ship(client, "old")
    with subscriber() as to:
        subscribe(client, to, initialRecordTime="2001-01-01T00:00:00+01:00")
        do_jobs()
    assert to.events() == [["urn:x:old"]]


def test_an_initial_record_time_to_come_leaves_out_what_is_before(client, query):
    with subscriber() as to:
        subscribe(client, to, initialRecordTime="2999-01-01T00:00:00Z")
        ship(client, "early")
        do_jobs()
    assert to.sent == []


def test_an_ended_subscription_is_told_nothing(client, query):
    with subscriber(500) as to:
        made = subscribe(client, to)
        ship(client, "a")
        do_jobs()
        place = f"{PLACE}/{made['subscriptionID']}"
        assert client.delete(place).status_code == 204
        assert client.get(place).status_code == 404
        assert client.delete(place).status_code == 404
        pass_time()
        ship(client, "b")
        do_jobs()
    assert len(to.sent) == 1


def test_subscriptions_are_listed_without_their_tokens(client, query):
    with subscriber() as to:
        ids = [
            subscribe(client, to, signatureToken="s3cret")["subscriptionID"]
            for _ in range(3)
        ]
    answer = client.get(PLACE, {"perPage": "2"})
    assert [row["subscriptionID"] for row in answer.json()] == ids[:2]
    link = answer["Link"].partition(">")[0].lstrip("<")
    parts = urlsplit(link)
    rest = client.get(f"{parts.path}?{parts.query}")
    assert [row["subscriptionID"] for row in rest.json()] == ids[2:]
    assert b"s3cret" not in answer.content + rest.content


def test_a_redirection_is_not_followed(client, query):
    with subscriber(307) as to:
        subscribe(client, to)
        ship(client, "a")
        do_jobs()
    assert len(to.sent) == 1
    error = models.Subscription.objects.get().last_error
    assert error == "it answered 307; redirections are not followed"


def test_a_subscriber_that_is_away_is_told_of(client, query):
    with subscriber() as to:
        pass
    subscribe(client, to)
    ship(client, "a")
    do_jobs()
    assert "could not be reached" in models.Subscription.objects.get().last_error


@pytest.mark.parametrize(
    ("given", "path", "type_"),
    [
        ({"dest": "ftp://x.example/", "stream": True}, "dest", "Validation"),
        ({"dest": "file:///etc/passwd", "stream": True}, "dest", "Validation"),
        ({"dest": "http://", "stream": True}, "dest", "Validation"),
        ({"dest": "http://a.example:99999/", "stream": True}, "dest", "Validation"),
        ({"dest": "http://a\r\nX: y/", "stream": True}, "dest", "Validation"),
        ({"dest": "http://me:pw@a.example/", "stream": True}, "dest", "Validation"),
        ({"stream": True}, "dest", "Validation"),
        ({"dest": "http://a.example/"}, "schedule", "SubscriptionControls"),
        (
            {"dest": "http://a.example/", "stream": True, "schedule": {"hour": "1"}},
            "schedule",
            "SubscriptionControls",
        ),
        (
            {"dest": "http://a.example/", "schedule": {"hour": "25"}},
            "schedule.hour",
            "Validation",
        ),
        ({"dest": "http://a.example/", "schedule": {}}, "schedule", "Validation"),
        ({"dest": "http://a.example/", "schedule": []}, "schedule", "Validation"),
        ({"dest": "http://a.example/", "stream": "yes"}, "stream", "Validation"),
        (
            {"dest": "http://a.example/", "stream": True, "signatureToken": 1},
            "signatureToken",
            "Validation",
        ),
        (
            {"dest": "http://a.example/", "stream": True, "initialRecordTime": "now"},
            "initialRecordTime",
            "Validation",
        ),
        ({"dest": "http://a.example/", "strem": True}, "strem", "Validation"),
        ([], None, "Validation"),
    ],
)
def test_what_cannot_be_is_refused_with_its_member(client, query, given, path, type_):
    answer = client.post(PLACE, json.dumps(given), content_type="application/json")
    assert answer.status_code == 400
    told = answer.json()
    assert told["type"] == f"epcisException:{type_}Exception"
    assert told["errors"][0].get("path") == path
    assert not models.Subscription.objects.exists()


def test_a_query_with_a_limit_cannot_be_followed(client):
    limited = {"name": "few", "query": {"eventCountLimit": 5}}
    post(client, "/epcis/queries", limited)
    answer = client.post(
        "/epcis/queries/few/subscriptions",
        json.dumps({"dest": "http://a.example/", "stream": True}),
        content_type="application/json",
    )
    assert answer.status_code == 400
    assert answer.json()["type"] == "epcisException:SubscriptionControlsException"


def test_a_query_that_is_not_there_has_no_subscriptions(client, query):
    assert client.get("/epcis/queries/none/subscriptions").status_code == 404
    assert client.get(f"{PLACE}/not-an-id").status_code == 404


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "10.1.2.3", "169.254.169.254", "[::1]",
     "[::ffff:192.168.0.1]", "[fd00::1]"],
)  # fmt: skip
@pytest.mark.usefixtures("query")
def test_an_address_of_this_machine_or_its_networks_is_refused(client, settings, host):
    settings.SLUIS_PRIVATE_WEBHOOKS = False
    given = {"dest": f"http://{host}/told", "stream": True}
    answer = client.post(PLACE, json.dumps(given), content_type="application/json")
    assert answer.status_code == 400
    assert "private network" in answer.json()["detail"]


def test_a_name_that_turns_out_to_be_private_is_not_sent_to(settings, monkeypatch):
    settings.SLUIS_PRIVATE_WEBHOOKS = False
    with subscriber() as to:
        local = [(2, 1, 6, "", ("127.0.0.1", to.server.server_port))]
        monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: local)
        address = to.address.replace("127.0.0.1", "told.example")
        why = webhook.send(address, b"{}", token="", key="1")
    assert "private network" in why
    assert to.sent == []
