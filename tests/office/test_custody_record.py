"""The durable record: all or nothing, once, and never changed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from sluis.core.custody.report import Statement
from sluis.core.errors import Problems, SluisError, UnreadableFile
from sluis.formats.epcis import read_document, write_document
from sluis.office.custody import models, queries, services

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
ITEM = "https://sluis.example/id/obj/maker-a/engine-x/T-1001"
EVENT = {
    "type": "ObjectEvent",
    "eventTime": "2017-02-20T00:00:00Z",
    "eventTimeZoneOffset": "+08:00",
    "eventID": "urn:uuid:e1",
    "action": "OBSERVE",
    "bizStep": "receiving",
    "epcList": [ITEM],
    "sourceList": [{"type": "possessing_party", "source": "urn:party:a"}],
    "destinationList": [{"type": "possessing_party", "destination": "urn:party:b"}],
}
SAID = {"sluis:source": {"sluis:name": "a bank", "sluis:reliability": "B"}}


def kept(*events, **options):
    return services.capture(json.dumps(list(events)).encode(), now=NOW, **options)


def counts():
    tables = (models.Capture, models.Event, models.Statement, models.MasterDatum)
    return [table.objects.count() for table in tables]


def test_it_works(root):
    done = services.capture((root / "examples" / "events.jsonld").read_bytes())
    assert (done.events, done.captured, done.masterdata) == (7, 7, 8)
    assert queries.verify() is None


def test_the_same_document_again_adds_nothing(root):
    data = (root / "examples" / "events.jsonld").read_bytes()
    services.capture(data)
    before = counts()
    done = services.capture(data)
    assert (done.captured, done.duplicates, done.masterdata) == (0, 7, 0)
    assert counts() == before


def test_one_event_of_two_sources_is_one_event_with_two_statements():
    kept({**EVENT, **SAID})
    done = kept(EVENT, said=Statement(source="customs", reliability="A"))
    assert (done.captured, done.duplicates) == (1, 0)
    assert models.Event.objects.count() == 1
    (report,) = queries.reports_of(ITEM)
    assert {s.source for s in report.statements} == {"a bank", "customs"}


def test_the_same_event_of_one_source_counts_once_within_a_document_too():
    done = kept({**EVENT, **SAID}, {**EVENT, **SAID})
    assert (done.captured, done.duplicates) == (1, 1)


def test_one_bad_event_keeps_the_whole_document_out():
    with pytest.raises(Problems):
        kept(EVENT, {**EVENT, "action": "CREATE"})
    with pytest.raises(UnreadableFile):
        services.capture(json.dumps(EVENT).encode()[:-5])
    assert counts() == [0, 0, 0, 0]


def test_a_failure_half_way_leaves_nothing(monkeypatch):
    def fail(*_arguments):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(services, "_write_masterdata", fail)
    with pytest.raises(DatabaseError):
        kept(EVENT)
    assert counts() == [0, 0, 0, 0]


def test_a_declaration_of_error_closes_the_event_and_keeps_both():
    kept({**EVENT, "sluis:knownSince": "2019-01-01"})
    error = {
        "declarationTime": "2021-03-24T00:00:00Z",
        "reason": "incorrect_data",
        "correctiveEventIDs": ["urn:uuid:e2"],
    }
    declared = {**EVENT, "errorDeclaration": error, "sluis:knownSince": "2021-03-24"}
    done = kept(declared)
    assert (done.captured, done.retracted) == (1, 1)
    (report,) = queries.reports_of(ITEM)
    assert report.known_until == date(2021, 3, 24)
    assert report.corrections == ("urn:uuid:e2",)
    assert len(list(queries.events())) == 2
    assert kept(declared).retracted == 0


def test_a_declaration_may_come_before_its_event():
    error = {"declarationTime": "2021-03-24T00:00:00Z", "reason": "did_not_occur"}
    kept({**EVENT, "errorDeclaration": error})
    assert kept(EVENT).retracted == 1
    (report,) = queries.reports_of(ITEM)
    assert report.known_until == NOW.date()


def test_nothing_of_the_record_can_be_changed_or_removed(root):
    services.capture((root / "examples" / "events.jsonld").read_bytes())
    changes = {
        models.Capture: {"name": "x"},
        models.Event: {"body": "{}"},
        models.EventItem: {"item": "x"},
        models.Statement: {"reliability": "A"},
        models.MasterDatum: {"attributes": "{}"},
    }
    for table, change in changes.items():
        rows = table.objects.filter(pk=table.objects.first().pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete(rows.db)


def test_a_known_interval_is_closed_once_and_never_opened():
    kept(EVENT)
    rows = models.Event.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(known_until=date(2020, 1, 1), body="{}")
    rows.update(known_until=date(2020, 1, 1))
    for other in (None, date(2021, 1, 1)):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(known_until=other)


def test_a_broken_chain_of_statements_is_told(monkeypatch):
    kept({**EVENT, **SAID})
    kept({**EVENT, "action": "ADD", **SAID})
    assert queries.verify() is None
    monkeypatch.setattr(queries, "GENESIS", "1" * 64)
    assert "statement" in str(queries.verify())


def test_the_day_of_knowledge_is_the_day_of_capture_unless_it_is_given():
    kept(EVENT)
    kept({**EVENT, "action": "ADD", "sluis:knownSince": "2019-12-10"})
    days = {r.statements[0].known_since for r in queries.reports_of(ITEM)}
    assert days == {NOW.date(), date(2019, 12, 10)}
    assert len(queries.reports_of(ITEM, known_on=date(2020, 1, 1))) == 1


def test_a_family_of_reports_reaches_through_packages_and_products():
    def packed(child, parent, kind):
        return {
            **{k: v for k, v in EVENT.items() if k not in {"epcList", "eventID"}},
            "type": kind,
            "action": "ADD",
            "parentID": parent,
            "childEPCs": [child],
        }

    box, missile = "urn:box:1", "urn:missile:1"
    seized = {**EVENT, "eventID": "urn:uuid:e3", "epcList": [missile]}
    shipped = {**EVENT, "eventID": "urn:uuid:e4", "epcList": [box]}
    other = {**EVENT, "eventID": "urn:uuid:e5", "epcList": ["urn:other:1"]}
    kept(
        packed(ITEM, box, "AggregationEvent"),
        shipped,
        packed(ITEM, missile, "AssociationEvent"),
        seized,
        other,
    )
    assert len(queries.reports_of(ITEM)) == 4
    assert queries.known_items([ITEM, "urn:nobody"]) == {ITEM}


def test_gs1_keys_are_one_item_however_they_were_written():
    urn = "urn:epc:id:sgtin:4012345.099999.XYZ"
    kept({**EVENT, "epcList": [urn]})
    link = "https://shop.example/01/04012345999990/21/XYZ"
    assert len(queries.reports_of(link)) == 1
    (event,) = queries.events(link)
    assert event.body["epcList"] == [urn]


def test_an_identifier_that_is_too_long_is_refused_with_its_place():
    with pytest.raises(Problems) as caught:
        kept(EVENT, {**EVENT, "epcList": ["urn:x:" + "1" * 600]})
    assert caught.value.errors[0].path == "[1]"


def test_parties_papers_ties_and_exports_come_from_master_data(root):
    services.capture((root / "examples" / "events.jsonld").read_bytes())
    assert {p.name for p in queries.known_parties() if p.name} >= {"exporter"}
    licence = next(p for p in queries.known_papers() if p.id.endswith("EX-2022-0007"))
    assert (licence.quantity, licence.forbids_onward) == (3.0, True)
    assert [link.type for link in queries.known_links()] == ["address", "address"]
    early = queries.known_exports(known_on=date(2022, 4, 1))
    assert [export.id for export in early] == [licence.id]


def test_every_valid_document_comes_back_with_its_hashes(shared):
    folder = shared / "data" / "epcis" / "openepcis"
    files = [
        path
        for kind in ("Documents", "Events")
        for path in sorted(folder.glob(f"**/Capture/{kind}/*"))
    ]
    assert len(files) > 40
    wanted = set()
    for path in files:
        data = path.read_bytes()
        wanted |= {event.hash for event in read_document(data).events}
        services.capture(data, name=path.name)
    written = write_document(
        queries.events(), queries.masterdata(), created="2026-01-01T00:00:00Z"
    )
    assert {event.hash for event in read_document(written).events} == wanted
    assert queries.verify() is None


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("Party", "dissolved", "long ago"),
        ("Party", "knownSince", "2014"),
        ("Party", "address", {"value": "x", "from": "once"}),
        ("Licence", "quantity", "many"),
        ("Licence", "due", "2022-13-01"),
    ],
)
def test_facts_that_could_not_be_read_later_are_refused_now(kind, name, value):
    voc = "https://sluis.example/voc/"
    element = {
        "id": "https://sluis.example/id/1",
        "attributes": [{"id": voc + name, "attribute": value}],
    }
    vocabulary = {"type": voc + kind, "vocabularyElementList": [element]}
    document = {
        "@context": "https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-01-01T00:00:00Z",
        "epcisHeader": {"epcisMasterData": {"vocabularyList": [vocabulary]}},
        "epcisBody": {"eventList": [EVENT]},
    }
    with pytest.raises(SluisError):
        services.capture(json.dumps(document).encode())
    assert counts() == [0, 0, 0, 0]
