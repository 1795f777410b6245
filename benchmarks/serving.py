"""How long one screening over HTTP takes at a steady rate of requests.

    python benchmarks/serving.py [--quick] [--rate 200] [--seconds 20]

A real server (``sluis serve``) with OFAC's list of 2023-12-28 is asked at a fixed
rate, whatever the answers take, so that a slow answer makes the next ones wait as it
would for users. Time counts from the moment a request was due. Three ways are asked:
the yente ``/match``, ``/api/v1/screenings``, and the same without a record. The floor
beside them is ``/healthz``: what the server and the network cost without screening. A
party that is not found fails the bench; speed alone never does.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

SHARED = Path(os.environ.get("SLUIS_SHARED", Path(__file__).parents[2] / "shared"))
LIST = "data/parties/ofac/sdn_2023-12-28.csv.gz"
CLIENTS = 16
"""Connections that wait for answers; enough that none is the limit."""

Ask = Callable[[HTTPConnection, str], bool]


@contextmanager
def served(data: Path) -> Any:
    """Serve a data folder, and give the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from sluis.cli import main; main()"]
    server = subprocess.Popen(
        [*command, "serve", "--port", str(port)],
        env={**os.environ, "SLUIS_DATA": str(data)},
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            try:
                connection = HTTPConnection("127.0.0.1", port)
                connection.request("GET", "/healthz")
                connection.getresponse().read()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def post(connection: HTTPConnection, place: str, body: Any) -> Any:
    """Send JSON and read the answer."""
    headers = {"Content-Type": "application/json"}
    connection.request("POST", place, json.dumps(body), headers)
    response = connection.getresponse()
    told = response.read()
    return json.loads(told) if response.status == 200 else None


def health(connection: HTTPConnection, _: str) -> bool:
    """Ask whether the server lives."""
    connection.request("GET", "/healthz")
    response = connection.getresponse()
    response.read()
    return response.status == 200


def match(connection: HTTPConnection, name: str) -> bool:
    """Ask as a client of the yente API does."""
    example = {"schema": "LegalEntity", "properties": {"name": [name]}}
    told = post(connection, "/match/default", {"queries": {"q": example}})
    return bool(told and told["responses"]["q"]["results"])


def screening(*, record: bool) -> Ask:
    """Ask our own way, with or without keeping a record."""

    def ask(connection: HTTPConnection, name: str) -> bool:
        body = {"parties": [{"id": "q", "name": name}], "record": record}
        told = post(connection, "/api/v1/screenings", body)
        return bool(told and told["results"][0]["matches"])

    return ask


def measured(
    port: int, ask: Ask, names: list[str], rate: float
) -> tuple[list[float], int]:
    """Ask at a rate; give the milliseconds of each answer, and how many were wrong."""
    due: queue.Queue[tuple[float, str] | None] = queue.Queue()
    took: list[float] = []
    wrong: list[str] = []

    def client() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        while (one := due.get()) is not None:
            moment, name = one
            if not ask(connection, name):
                wrong.append(name)
            took.append((time.perf_counter() - moment) * 1000)

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for one in clients:
        one.start()
    start = time.perf_counter()
    for number, name in enumerate(names):
        moment = start + number / rate
        if (wait := moment - time.perf_counter()) > 0:
            time.sleep(wait)
        due.put((moment, name))
    for _ in clients:
        due.put(None)
    for one in clients:
        one.join()
    return took, len(wrong)


def main() -> int:
    """Run the bench; 1 if a listed party was not found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--seconds", type=float, default=20)
    given = parser.parse_args()
    source = SHARED / LIST
    if not source.is_file():
        print(f"left out: {source} is not there")
        return 0
    from sluis.store.editions import Editions

    count = int(given.rate * (2 if given.quick else given.seconds))
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        Editions(data).import_file(source)
        entities = list(Editions(data).entities())
        captions = [e.caption for e in entities if len(e.caption.split()) > 1]
        names = [captions[n * 7919 % len(captions)] for n in range(count)]
        with served(data) as port:
            ways: dict[str, Ask] = {
                "floor": health,
                "/match": match,
                "screenings, no record": screening(record=False),
                "screenings, recorded": screening(record=True),
            }
            for name, ask in ways.items():
                measured(port, ask, names[:50], 20)  # what is made ready once
                took, wrong = measured(port, ask, names, given.rate)
                cuts = statistics.quantiles(took, n=100)
                failed += wrong
                row = {"way": name, "asked": count, "per_second": given.rate}
                row |= {"p50_ms": round(cuts[49], 2), "p99_ms": round(cuts[98], 2)}
                print(json.dumps({**row, "not_found": wrong}), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
