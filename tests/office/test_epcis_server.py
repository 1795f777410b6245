"""The EPCIS interface of a real server: what it answered, a kill does not take."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

import databases

pytestmark = pytest.mark.database

EVENT = {
    "type": "ObjectEvent",
    "eventTime": "2017-02-20T00:00:00Z",
    "eventTimeZoneOffset": "+08:00",
    "action": "OBSERVE",
    "epcList": ["https://sluis.example/id/obj/maker-a/engine-x/T-1001"],
}


@pytest.fixture(autouse=True)
def _listeners_on_this_machine(monkeypatch):
    """Let servers send to a private address, which they refuse elsewhere."""
    monkeypatch.setenv("SLUIS_PRIVATE_WEBHOOKS", "1")


def test_what_was_answered_as_captured_survives_a_kill(home, serving):
    sent = []
    with _killed(home) as address:
        for number in range(5):
            items = [f"{EVENT['epcList'][0]}-{number}-{n}" for n in range(20)]
            sent += items
            _post(f"{address}/epcis/capture", {**EVENT, "epcList": items})
    with serving(home) as again, urlopen(f"{again}/epcis/events") as answer:  # noqa: S310
        told = json.load(answer)
    events = told["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert sorted(item for e in events for item in e["epcList"]) == sorted(sent)


@contextmanager
def _killed(home):
    """Run a server, and kill it with its workers without warning."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [
            sys.executable,
            *("-c", "from sluis.cli import main; main()"),
            *("serve", "--port", str(port)),
        ],
        env=databases.environment(home),
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(f"{address}/healthz", server)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(30)


def _wait(address, server):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(address, timeout=10):  # noqa: S310
                return
        except (URLError, ConnectionError):
            time.sleep(0.05)  # the server's start has no other sign


def test_the_examples_of_the_page_run(home, serving, root):
    page = (root / "docs" / "epcis.md").read_text()
    examples = re.findall(r"^```sh\n(.*?)^```$", page, flags=re.M | re.S)
    told = [text for text in examples if "curl" in text]
    assert len(told) >= 4
    with serving(home) as address:
        for text in told:
            script = text.replace("http://127.0.0.1:8000", address)
            done = subprocess.run(
                ["sh", "-e", "-c", script.replace("curl ", "curl -sS ")],
                cwd=root,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert done.returncode == 0, (text, done.stdout, done.stderr)


class Listener:
    """Takes what a worker sends; may keep the first sender waiting for ever."""

    def __init__(self, *, hold):
        self.sent = queue.Queue()
        self.hold = threading.Event() if hold else None
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                held, listener.hold = listener.hold, None
                listener.sent.put((self.headers["Idempotency-Key"], body))
                if held is not None:
                    held.wait(60)
                    return
                self.send_response(204)
                self.end_headers()

            def log_message(self, *args):
                pass

        self.held = self.hold
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/"

    def close(self):
        if self.held is not None:
            self.held.set()
        self.server.shutdown()
        self.server.server_close()


def _post(address, body):
    asked = Request(  # noqa: S310 - our own address
        address, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urlopen(asked, timeout=30) as answer:  # noqa: S310
        return answer.headers["Location"]


def _subscribed(address, listener):
    _post(f"{address}/epcis/queries", {"name": "all", "query": {}})
    to = {"dest": listener.address, "stream": True}
    return _post(f"{address}/epcis/queries/all/subscriptions", to)


def test_the_worker_beside_the_server_tells_subscribers(home, serving):
    listener = Listener(hold=False)
    try:
        with serving(home) as address:
            _subscribed(address, listener)
            _post(f"{address}/epcis/capture", EVENT)
            _, body = listener.sent.get(timeout=60)
        assert EVENT["epcList"][0].encode() in body
    finally:
        listener.close()


def test_what_a_killed_worker_had_in_hand_is_sent_again(home, sluis):
    listener = Listener(hold=True)
    try:
        with _killed(home) as address:
            _subscribed(address, listener)
            _post(f"{address}/epcis/capture", EVENT)
            first = listener.sent.get(timeout=60)
        past = "update custody_subscription set not_before = '2020-01-01'"
        databases.execute(home, past)  # or it is five minutes in the worker's hand
        done = sluis("worker", "--once")
        assert done.returncode == 0, done.stderr
        assert listener.sent.get(timeout=60) == first
        assert sluis("worker", "--once").returncode == 0
        assert listener.sent.empty()
    finally:
        listener.close()
