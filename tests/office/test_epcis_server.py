"""The EPCIS interface of a real server: what it answered, a kill does not take."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import Request, urlopen

EVENT = {
    "type": "ObjectEvent",
    "eventTime": "2017-02-20T00:00:00Z",
    "eventTimeZoneOffset": "+08:00",
    "action": "OBSERVE",
    "epcList": ["https://sluis.example/id/obj/maker-a/engine-x/T-1001"],
}


def test_what_was_answered_as_captured_survives_a_kill(home, serving):
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
        env={**os.environ, "SLUIS_DATA": str(home)},
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # its workers are killed with it
    )
    try:
        _wait(f"{address}/healthz", server)
        sent = []
        for number in range(5):
            items = [f"{EVENT['epcList'][0]}-{number}-{n}" for n in range(20)]
            sent += items
            body = json.dumps({**EVENT, "epcList": items}).encode()
            asked = Request(  # noqa: S310 - our own address
                f"{address}/epcis/capture",
                body,
                {"Content-Type": "application/json"},
            )
            with urlopen(asked, timeout=30) as answer:  # noqa: S310
                assert answer.status == 202
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(30)
    with serving(home) as again, urlopen(f"{again}/epcis/events") as answer:  # noqa: S310
        told = json.load(answer)
    events = told["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert sorted(item for e in events for item in e["epcList"]) == sorted(sent)


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
