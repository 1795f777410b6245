"""The index of the record gives what tracing each item gives, also when it grows."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime, timedelta

import pytest

from sluis.core.custody.policy import Policy
from sluis.core.custody.report import VOCABULARY, Statement
from sluis.core.custody.verdicts import ROWS, verdicts_of
from sluis.office.custody import index, services, sweep, traces

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
FIRST = date(2020, 1, 1)
BASE = "https://sluis.example/id"
PARTIES = [f"{BASE}/party/{name}" for name in ("maker", "agent", "user", "a", "b")]
DAYS = [FIRST + timedelta(days=n) for n in (60, 110, 400)]


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SLUIS_DATA", str(tmp_path))


def item(number):
    return f"{BASE}/obj/maker/x/{number:03d}"


def party(kind, who):
    return [{"type": "possessing_party", kind: who}]


class World:
    """Makes events from a seed, and captures them."""

    def __init__(self, seed):
        self.random = random.Random(seed)  # noqa: S311 - a test's world
        self.said = []

    def event(self, number):
        draw = self.random
        day = FIRST + timedelta(days=draw.randrange(120))
        event = {
            "type": "ObjectEvent",
            "eventTime": f"{day}T{draw.randrange(24):02d}:00:00Z",
            "eventTimeZoneOffset": "+00:00",
            "action": "OBSERVE",
            "bizStep": "shipping",
            "epcList": [item(number)],
            "sluis:source": {
                "sluis:name": draw.choice(["one", "two", "three"]),
                "sluis:reliability": draw.choice("ABCDEF"),
                "sluis:credibility": str(draw.randrange(1, 7)),
            },
            "sluis:knownSince": str(day + timedelta(days=draw.randrange(80))),
        }
        if draw.random() < 0.3:
            event["bizTransactionList"] = [
                {
                    "type": f"{VOCABULARY}BTT-export_licence",
                    "bizTransaction": f"{BASE}/licence/L{number % 4}",
                }
            ]
        return self._kind(event, number)

    def _kind(self, event, number):
        draw = self.random
        kind = draw.random()
        gave, took = draw.sample(PARTIES, 2)
        event["sourceList"] = party("source", gave)
        event["destinationList"] = party("destination", took)
        box = f"urn:epc:id:sscc:4012345.{number % 5:010d}"
        if kind < 0.1:
            event |= {"bizStep": f"{VOCABULARY}BizStep-seizing"}
            del event["sourceList"]
        elif kind < 0.2:
            del event["destinationList"]
        elif kind < 0.3:
            event["epcList"] = [box]
        elif kind < 0.4:
            event |= {"type": "AggregationEvent", "parentID": box, "bizStep": "packing"}
            event["action"] = draw.choice(["ADD", "ADD", "DELETE"])
            event["childEPCs"] = event.pop("epcList")
            del event["sourceList"], event["destinationList"]
        elif kind < 0.43:
            event |= {"type": "AssociationEvent", "action": "ADD"}
            event |= {
                "parentID": f"{BASE}/obj/maker/missile/1",
                "bizStep": "installing",
            }
            event["childEPCs"] = event.pop("epcList")
        elif kind < 0.46:
            event |= {"type": "TransformationEvent", "bizStep": "repairing"}
            del event["action"]
            event["inputEPCList"] = event.pop("epcList")
            event["outputEPCList"] = [item(number + 500)]
        return event

    def grow(self, events, numbers):
        made = [self.event(self.random.randrange(numbers)) for _ in range(events)]
        self.said += made
        keep(made)

    def correct(self, count):
        declared = self.random.sample(self.said, count)
        keep(
            [
                {
                    **event,
                    "errorDeclaration": {
                        "declarationTime": "2020-06-01T00:00:00Z",
                        "reason": "did_not_occur",
                    },
                    "sluis:knownSince": "2020-04-25",
                }
                for event in declared
            ]
        )


def keep(events):
    context = [{"sluis": VOCABULARY}]
    document = [{"@context": context, **event} for event in events]
    services.capture(json.dumps(document).encode(), now=NOW, said=Statement())


def papers(*, due):
    rows = [
        {
            "id": f"{BASE}/licence/L{n}",
            "attributes": [
                {"id": f"{VOCABULARY}exporter", "attribute": PARTIES[0]},
                {"id": f"{VOCABULARY}endUser", "attribute": PARTIES[2]},
                {"id": f"{VOCABULARY}intermediaries", "attribute": PARTIES[1]},
                {"id": f"{VOCABULARY}conditions", "attribute": "no_re_export"},
                {"id": f"{VOCABULARY}quantity", "attribute": 1 if n == 3 else 900},
                {"id": f"{VOCABULARY}due", "attribute": due},
                {"id": f"{VOCABULARY}items", "attribute": item(n)},
            ],
        }
        for n in range(4)
    ]
    dead = [
        {
            "id": PARTIES[4],
            "attributes": [{"id": f"{VOCABULARY}dissolved", "attribute": "2020-03"}],
        }
    ]
    listed = [
        {"type": f"{VOCABULARY}Licence", "vocabularyElementList": rows},
        {"type": f"{VOCABULARY}Party", "vocabularyElementList": dead},
    ]
    document = {
        "@context": [{"sluis": VOCABULARY}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2024-01-01T00:00:00Z",
        "epcisHeader": {"epcisMasterData": {"vocabularyList": listed}},
        "epcisBody": {"eventList": []},
    }
    services.capture(
        json.dumps(document).encode(), now=NOW, said=Statement(known_since=DAYS[0])
    )


def agree():
    policy = Policy()
    for valid_on in DAYS:
        for known_on in [*DAYS, None]:
            asked = {"valid_on": valid_on, "known_on": known_on}
            told = sweep.divergences(policy, every=True, least=0, **asked)
            assert told == sweep.divergences(policy, every=True, **asked), asked
            raised = [d for d in told if d.verdict not in sweep.ARRIVING]
            assert sweep.divergences(policy, least=0, **asked) == raised


def share_by_rows():
    made = index.standing(Policy(), least=0).base
    asked = {"valid_on": DAYS[2], "known_on": DAYS[2]}
    parts = (made.rows, made.items, made.reach, made.papers, Policy())
    return float((verdicts_of(*parts, **asked).how == ROWS).mean())


@pytest.mark.parametrize("seed", [1, 2])
def test_the_index_gives_what_each_trace_gives_before_and_after_new_events(seed):
    world = World(seed)
    papers(due="2020-03-01")
    world.grow(80, 30)
    agree()
    assert share_by_rows() > 0.25
    made = (index.folder() / "about.json").read_bytes()
    for number in range(3):
        world.grow(6, 40)
        world.correct(4)
        if number == 1:
            papers(due="2020-02-01")
        agree()
    assert (index.folder() / "about.json").read_bytes() == made
    asked = {"hops": 2, "policy": Policy()}
    for known_on in [*DAYS, None]:
        rows = sweep.network([PARTIES[3]], known_on=known_on, **asked)
        assert rows == sweep.network([PARTIES[3]], known_on=known_on, least=0, **asked)
    by_index, alone = (
        traces.wanted_of(["01?"], Policy(), candidates=9, least=least)
        for least in (0, index.WORTH)
    )
    assert [(one.item, one.read.score) for one in by_index] == [
        (one.item, one.read.score) for one in alone
    ]
    assert len(alone) == 9


def test_an_index_that_is_broken_or_of_another_record_is_made_again():
    world = World(4)
    world.grow(20, 8)
    agree()
    (index.folder() / "rows.sender.npy").write_bytes(b"cut")
    agree()
    (index.folder() / "items.paper.npy").unlink()
    agree()
    about = index.folder() / "about.json"
    other = about.read_bytes().replace(b'"stamp":"[', b'"stamp":"[9')
    assert other != about.read_bytes()
    about.write_bytes(other)
    agree()
    assert about.read_bytes() != other
