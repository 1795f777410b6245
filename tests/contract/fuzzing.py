"""What fuzzed requests are made of: an office with data, those who ask, hostile data.

Nothing here names an operation, save for the bodies that are better than made ones:
whatever the description of an API holds is fuzzed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.urls import resolve

import casework
import cast
import outsiders
import traffic
from sluis.formats.declaration import write_declaration
from sluis.office.access.roles import Role
from sluis.office.access.routes import route_of
from sluis.office.api.screenings import screen_parties
from sluis.office.custody import jobs, subscriptions
from sluis.office.people import services, tokens
from sluis.store.editions import Editions
from sluis.store.home import Home
from sluis.store.rule import Rule

ASKERS = (
    Role.COMPLIANCE_OFFICER,
    Role.LICENSING_OFFICER,
    Role.CUSTOMS_OFFICER,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
)
PLACE = "https://sluis.example/id/loc/warehouse-1"
EVENT = {
    "type": "ObjectEvent",
    "eventTime": "2017-02-20T00:00:00Z",
    "eventTimeZoneOffset": "+08:00",
    "action": "OBSERVE",
    "bizStep": "receiving",
    "disposition": "in_progress",
    "epcList": ["https://sluis.example/id/obj/maker-a/engine-x/T-1"],
    "quantityList": [{"epcClass": "urn:x:lot:1", "quantity": 28, "uom": "KGM"}],
    "readPoint": {"id": PLACE},
    "bizLocation": {"id": PLACE},
}
QUERY = {"name": "ours", "query": {"eventType": ["ObjectEvent"]}}
FOLLOWING = {
    "dest": "https://listener.example/",
    "schedule": {"hour": "3", "minute": "0", "second": "0"},
}
LISTED = {
    "id": "listed-1",
    "schema": "Company",
    "properties": {"name": ["Example Aero Institute"], "country": ["cn"]},
}
PARTY = {"id": "q1", "name": "Example Aero Institute", "country": "CN"}
TRANSACTION = {
    "id": "t1",
    "date": "2026-05-12",
    "activity": "export",
    "exporter": {"name": "The exporter", "country": "NL"},
    "dispatched_from": "NL",
    "destination": "CN",
    "via": ["TW"],
    "parties": [{"role": "end_user", "name": "Example Aero", "country": "CN"}],
    "end_use": {"description": "Target drones", "military": None},
    "items": [casework.GOOD],
}

Words = Mapping[str, object]


@dataclass(frozen=True)
class Office:
    """An office that holds something of everything.

    Attributes:
        keys: The headers of each asker; nobody has none.
        words: What addresses are filled with, by kind of object.
        bodies: What an operation may be sent, by its label.
    """

    keys: Mapping[str, Mapping[str, str]]
    words: Mapping[str, Sequence[Words]]
    bodies: Mapping[str, Any]

    def words_for(self, path: str) -> list[dict[str, str]]:
        """Give what fills a path of a description so that something is there.

        The words are quoted, as they stand in an address.
        """
        route = route_of(resolve(path.format_map(_Ones())).route)
        found = self.words.get(route.kind if route else "", ()) or ({},)
        return [
            {name: quote(str(word), safe="") for name, word in words.items()}
            for words in found
        ]


class _Ones(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "1"


def filled() -> Office:
    """Fill the database and the data folder."""
    words: dict[str, list[Words]] = {}
    for kind, make in outsiders.MAKERS.items():
        words[kind] = [make()[1]]
    words["application"] += [{"reference": reference} for reference in _applications()]
    words["custody event"] = list(_custody())
    words["decision on a match"] = [{"screening": _screening()}]
    keys: dict[str, Mapping[str, str]] = {"nobody": {}}
    for role in ASKERS:
        person = cast.person(f"asker-{role.value.replace('_', '-')}", role)
        if role is Role.COMPLIANCE_OFFICER:
            services.give_role(None, person, outsiders.outsider(), role)
        _, secret = tokens.make_token(
            person, name="fuzzing", asked=tokens.scopes(), days=1
        )
        keys[role.value] = {"Authorization": f"Bearer {secret}"}
    return Office(keys=keys, words=words, bodies=_bodies())


def _applications() -> Iterator[str]:
    """Bring applications to the desk, each to another state."""
    ann, olga = casework.applicant("fuzzed-ann"), casework.officer("fuzzed-olga")
    yield casework.started(ann).reference
    for bring in (casework.in_assessment, casework.judged, casework.proposed):
        yield bring(ann, olga).reference


def _custody() -> Iterator[Words]:
    job = jobs.capture(json.dumps([EVENT]).encode(), proceed=False)
    query = jobs.name_query(json.dumps(QUERY).encode())
    followed = subscriptions.subscribe(
        query, json.dumps(FOLLOWING).encode(), "No_Preference"
    )
    words = {"name": query.name, "subscription_id": followed.pk, "capture_id": job.pk}
    for value in (EVENT["epcList"][0], PLACE, "receiving", "in_progress"):
        yield {**words, "value": value, "event_id": json.loads(job.hashes)[0]}


def _screening() -> str:
    """Import a list of one, and record a screening that finds it."""
    home = Home.open()
    source = Path(home.path) / "listed.jsonl"
    source.write_text(json.dumps(LISTED))
    Editions(home).import_file(source, dated=date(2026, 1, 1))
    told = screen_parties([PARTY], Rule(), record=True)
    return str(told["screening"])


def _bodies() -> dict[str, Any]:
    """Give bodies that are taken, which made ones seldom are."""
    licence = traffic.declared(None, mrn="26NL777777")
    return {
        "POST /api/v1/applications": {
            "kind": "individual",
            "content": casework.given(),
            "organisation": outsiders.outsider().pk,
        },
        "POST /api/v1/declarations": write_declaration(licence),
        "POST /api/v1/determinations": {"transactions": [TRANSACTION]},
        "POST /api/v1/screenings": {"parties": [PARTY], "as_of": "2026-02-01"},
        "POST /epcis/capture": [EVENT],
        "POST /epcis/events": {**EVENT, "eventTime": "2018-02-20T00:00:00Z"},
        "POST /epcis/queries": {**QUERY, "name": "another"},
        "POST /epcis/queries/{name}/subscriptions": FOLLOWING,
    }


def _nested(depth: int) -> Any:
    found: Any = "deep"
    for _ in range(depth):
        found = [found] if depth % 2 else {"a": found}
    return found


def _fits(one: Any) -> bool:
    return isinstance(one, str | int) and one not in {"", "\ud800"}


HOSTILE: tuple[Any, ...] = (
    *(None, True, "", " ", "\x00", "a\x00b", "\ud800", "\u202e", "x" * 70_000),
    *(0, -1, 2**31, 2**63, -(2**63) - 1, 10**40, 1e308, float("inf"), float("nan")),
    *("NaN", "-Infinity", "1e999", "1e-999", "9" * 400, "٣", "-0", "0x10", "1_000"),
    *("0000-00-00", "0001-01-01", "2026-02-30", "9999-12-31", "10000-01-01"),
    *("2026-01-01T00:00:00+99:99", "2026-01-01T24:00:00Z", "9999-12-31T23:59:59-12:00"),
    *("<script>alert(1)</script>", "=cmd|' /C calc'!A0", "../../etc/passwd", "%00"),
    *("392 N/0", "1e400 kg", "1 kg^99999", "'; drop table people_user; --"),
    *([], {}, [None], {"": None}, ["a"] * 5_000, _nested(60), _nested(61)),
)
"""What stands where something else was meant."""


TEXTS = (
    *(
        "%00",
        "%FF",
        "%C0%80",
        "%ED%A0%80",
        "..%2F..%2Fetc%2Fpasswd",
        "%252e",
        "a" * 4000,
    ),
    *(quote(str(one)[:4000], safe="") for one in HOSTILE if _fits(one)),
)
"""What stands in an address, quoted, where something else was meant."""

_BODIES = (
    *(b"", b" ", b"{", b"null", b"[]", b'"text"', b"0", b"[" * 100_000),
    *(
        b'{"a":' * 20_000,
        b"9" * 5_000,
        b'{"a": NaN}',
        b'{"a": "\\ud800"}',
        b"\xff\xfe\x00",
    ),
    b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    b'<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]><a>&c;</a>',
)
_KINDS = (
    *("application/json; charset=utf-16", "application/json; charset=none", ""),
    *("application/xml", "text/plain", "application/x-www-form-urlencoded"),
    *("multipart/form-data", "multipart/form-data; boundary=x", "x" * 300),
)
RAW = (
    *(("application/json", body) for body in _BODIES),
    ("application/json", b"[" + b" " * 3_000_000),
    *(("application/xml", body) for body in _BODIES[-2:]),
    *((kind, body) for kind in _KINDS for body in (b"{}", b"--x\r\n\r\n\xff")),
)
"""Media types and bodies that no program sends that means well."""


def spoiled(body: Any, place: int, by: int) -> bytes:
    """Give a body as JSON, with one thing in it replaced by something hostile.

    Args:
        body: A good one.
        place: Counts the things in it, and starts again after the last.
        by: The place of the hostile thing.
    """
    places = list(_places(body, ()))
    found = _replaced(body, places[place % len(places)], HOSTILE[by])
    return json.dumps(found).encode()


def _places(body: Any, place: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    yield place
    if isinstance(body, Mapping):
        parts: Any = body.items()
    else:
        parts = enumerate(body) if isinstance(body, list) else ()
    for name, part in parts:
        yield from _places(part, (*place, name))


def _replaced(body: Any, place: tuple[Any, ...], by: Any) -> Any:
    if not place:
        return by
    found = deepcopy(body)
    holder = found
    for name in place[:-1]:
        holder = holder[name]
    holder[place[-1]] = by
    return found
