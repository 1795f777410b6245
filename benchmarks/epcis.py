"""How fast EPCIS events are hashed, captured and asked for, beside plain parts.

    python benchmarks/epcis.py [--quick] [EVENTS]

Hashing stands beside the floor (sha-256 of the same text, already made); capture
beside what anyone could build in an hour: ``json.loads``, ``jsonschema`` and rows
into SQLite without hash, statement, correction or facet. All in one run, in
processor time of this process, on one core. Questions go over HTTP to a real
server, in time as waited. A wrong answer fails; speed alone never does.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote

MAKER = "https://sluis.example/id/obj/maker-a/engine-x"


def event(number: int, items: int) -> dict[str, Any]:
    """Make an event of so many items, different for every number."""
    moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    return {
        "type": "ObjectEvent",
        "eventTime": moment.isoformat(),
        "eventTimeZoneOffset": "+01:00",
        "action": "OBSERVE",
        "bizStep": "shipping",
        "disposition": "in_transit",
        "epcList": [f"{MAKER}/{number}-{item}" for item in range(items)],
        "readPoint": {"id": "urn:epc:id:sgln:4012345.00005.0"},
        "sourceList": [
            {"type": "possessing_party", "source": "urn:epc:id:pgln:4012345.00225"}
        ],
        "destinationList": [
            {"type": "possessing_party", "destination": "urn:epc:id:pgln:0614141.00777"}
        ],
    }


def rate(count: int, work: Callable[[], Any], repeats: int = 3) -> tuple[int, Any]:
    """Give events a second of processor time, the best of a few, and the result."""
    best, result = float("inf"), None
    for _ in range(repeats):
        start = time.process_time()
        result = work()
        best = min(best, time.process_time() - start)
    return round(count / best), result


def say(**row: Any) -> None:
    """Print one line of the result."""
    print(json.dumps(row))


def hashing(count: int) -> None:
    """Hash events of one and of thirty items, beside their texts."""
    from sluis.core.custody import spelling
    from sluis.core.custody.hash import EventHasher

    for items in (1, 30):
        events = [event(number, items) for number in range(count)]

        def hashed(events: list[dict[str, Any]] = events) -> list[str]:
            spelling.utc_milliseconds.cache_clear()
            hasher = EventHasher()
            return [hasher.hash(one) for one in events]

        ours, hashes = rate(count, hashed)
        texts = [EventHasher().text(one).encode() for one in events]
        floor, digests = rate(
            count,
            lambda texts=texts: [hashlib.sha256(t).hexdigest() for t in texts],
        )
        assert [h[len("ni:///sha-256;") :][:64] for h in hashes] == digests
        say(
            work="event hash",
            items=items,
            events_per_second=ours,
            floor_sha256=floor,
            share_of_floor=round(ours / floor, 3),
        )


def plain(data: bytes, folder: Path) -> int:
    """Keep events as anyone would first: parse, validate, insert, commit."""
    import jsonschema

    from sluis.formats.epcis import schema

    validator = jsonschema.Draft202012Validator(
        {**schema._definitions(), "$ref": "#/$defs/ObjectEvent"}
    )
    database = sqlite3.connect(folder / "plain.sqlite3", isolation_level=None)
    database.execute("pragma journal_mode=wal")
    database.execute("pragma synchronous=full")
    database.execute("create table event (id integer primary key, body text)")
    database.execute("create table item (event integer, item text)")
    database.execute("create index by_item on item (item)")
    database.execute("begin")
    rows = json.loads(data)
    for number, one in enumerate(rows):
        validator.validate(one)
        database.execute("insert into event values (?, ?)", (number, json.dumps(one)))
        database.executemany(
            "insert into item values (?, ?)", [(number, i) for i in one["epcList"]]
        )
    database.execute("commit")
    database.close()
    return len(rows)


def capturing(count: int, folder: Path) -> None:
    """Capture documents of events, beside the plain way."""
    from sluis.office.start import start

    start()
    from sluis.office.custody import queries, services

    services.capture(json.dumps([event(10**6, 1)]).encode())  # compiles the schema
    for place, items in enumerate((1, 3, 30)):
        events = [event(number + place * count, items) for number in range(count)]
        data = json.dumps(events).encode()
        ours, done = rate(count, lambda data=data: services.capture(data), repeats=1)
        assert (done.captured, done.duplicates) == (count, 0)
        own = folder / str(items)
        own.mkdir()
        few = json.dumps(events[: count // 10]).encode()
        peer, kept = rate(
            count // 10, lambda few=few, own=own: plain(few, own), repeats=1
        )
        assert kept == count // 10
        say(
            work="capture, durable",
            items=items,
            events_per_second=ours,
            plain_jsonschema_sqlite=peer,
            times_plain=round(ours / peer, 1),
        )
    assert queries.verify() is None


def asking(count: int, folder: Path, times: int) -> None:
    """Ask a real server for the events of one serial, many times."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [
            sys.executable,
            *("-c", "from sluis.cli import main; main()"),
            *("serve", "--port", str(port)),
        ],
        env={**os.environ, "SLUIS_DATA": str(folder)},
        stderr=subprocess.DEVNULL,
    )
    try:
        connection = _connected(port)
        waited = []
        for turn in range(times):
            item = f"{MAKER}/{count * 2 + turn % count}-7"
            place = f"/epcis/events?MATCH_anyEPC={quote(item, safe='')}"
            start = time.perf_counter()
            connection.request("GET", place)
            told = json.loads(connection.getresponse().read())
            waited.append((time.perf_counter() - start) * 1000)
            results = told["epcisBody"]["queryResults"]["resultsBody"]
            (one,) = results["eventList"]
            assert item in one["epcList"]
        waited = sorted(waited[20:])
        say(
            work="one serial to its events over HTTP",
            p50_ms=round(statistics.median(waited), 2),
            p99_ms=round(waited[int(len(waited) * 0.99)], 2),
        )
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def _connected(port: int) -> HTTPConnection:
    deadline = time.monotonic() + 60
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except ConnectionError:
            assert time.monotonic() < deadline, "the server does not start"
            time.sleep(0.05)
        else:
            return connection


def main() -> None:
    """Measure on as many events as asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under a minute")
    parser.add_argument("events", nargs="?", type=int)
    given = parser.parse_args()
    count = given.events or (2_000 if given.quick else 20_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["SLUIS_DATA"] = name
        os.environ.pop("DATABASE_URL", None)
        hashing(count)
        capturing(count, folder)
        asking(count, folder, 300 if given.quick else 2_000)


if __name__ == "__main__":
    main()
