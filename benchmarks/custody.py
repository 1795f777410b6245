"""How fast item events are hashed and kept, and whether the answers are right.

    python benchmarks/custody.py [EVENTS]

Hashing is compared with the floor: sha-256 of the same text, already made.
Capture is measured on a database of its own, from bytes to a committed record.
Fails when an answer is wrong; speed alone never fails it.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

ITEMS = 30


def event(number: int) -> dict[str, Any]:
    """Make an event of 30 items, different for every number."""
    moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    base = f"https://sluis.example/id/obj/maker-a/engine-x/{number}"
    return {
        "type": "ObjectEvent",
        "eventTime": moment.isoformat(),
        "eventTimeZoneOffset": "+01:00",
        "action": "OBSERVE",
        "bizStep": "shipping",
        "disposition": "in_transit",
        "epcList": [f"{base}-{item}" for item in range(ITEMS)],
        "readPoint": {"id": "urn:epc:id:sgln:4012345.00005.0"},
        "sourceList": [
            {"type": "possessing_party", "source": "urn:epc:id:pgln:4012345.00225"}
        ],
        "destinationList": [
            {"type": "possessing_party", "destination": "urn:epc:id:pgln:0614141.00777"}
        ],
        "sluis:source": {"sluis:name": "a source", "sluis:reliability": "B"},
        "sluis:knownSince": "2020-02-01",
    }


def timed(name: str, count: int, work: Callable[[], Any]) -> Any:
    """Run once, print how many events a second, and give the result."""
    start = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    rate = round(count / seconds)
    print(json.dumps({"work": name, "events_per_second": rate, "seconds": seconds}))
    return result


def hashing(events: list[dict[str, Any]]) -> None:
    """Hash events, and the same texts bare; then check what must hold."""
    from sluis.core.custody.hash import event_hash, pre_hash

    event_hash(events[0])
    hashes = timed("event hash", len(events), lambda: [event_hash(e) for e in events])
    texts = [pre_hash(e).encode() for e in events]
    floor = timed(
        "floor: sha-256 of the text",
        len(texts),
        lambda: [hashlib.sha256(t).hexdigest() for t in texts],
    )
    assert [h[len("ni:///sha-256;") : -len("?ver=CBV2.0")] for h in hashes] == floor
    assert len(set(hashes)) == len(events), "two events share a hash"
    other = {**events[0], "epcList": events[0]["epcList"][::-1]}
    assert event_hash(other) == hashes[0], "the order of items changed the hash"


def capturing(events: list[dict[str, Any]]) -> None:
    """Capture one document of all events, twice, and give it back."""
    from sluis.formats.epcis import read_document, write_document
    from sluis.office.start import start

    start()
    from sluis.office.custody import queries, services

    data = json.dumps(events).encode()
    read = timed("read and check", len(events), lambda: read_document(data))
    first = timed("capture", len(events), lambda: services.capture(data))
    again = timed("capture again", len(events), lambda: services.capture(data))
    assert (first.captured, first.duplicates) == (len(events), 0)
    assert (again.captured, again.duplicates) == (0, len(events))
    item = events[len(events) // 2]["epcList"][3]
    reports = timed("reports of one item", 1, lambda: queries.reports_of(item))
    assert item in reports[0].items
    written = timed(
        "export",
        len(events),
        lambda: write_document(queries.events(), created="2026-01-01T00:00:00Z"),
    )
    returned = [e.hash for e in read_document(written).events]
    assert returned == [e.hash for e in read.events], "an event came back changed"
    assert queries.verify() is None


def main() -> None:
    """Measure on as many events as asked for."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    events = [event(number) for number in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SLUIS_DATA"] = folder
        os.environ.pop("DATABASE_URL", None)
        hashing(events)
        capturing(events)


if __name__ == "__main__":
    main()
