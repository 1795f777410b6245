"""Write what was captured back as one EPCIS 2.0 JSON-LD document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from sluis.core.custody.report import VOCABULARY, Event, MasterData, Statement
from sluis.formats.epcis.prefixes import used_prefixes

_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"


def write_document(
    events: Iterable[Event],
    masterdata: Iterable[MasterData] = (),
    *,
    created: str,
    query: str | None = None,
    subscription: str | None = None,
) -> bytes:
    """Write events with what is said beside them, and master data.

    Args:
        events: In the order they shall stand.
        masterdata: Vocabulary elements, kept in their order by vocabulary.
        created: The document's creation time, with its zone.
        query: The name of the query they answer; ``None`` makes a document that
            can be captured again as it is.
        subscription: The subscription they are sent for, if any.

    Returns:
        JSON whose events have the hashes they had when they were captured.
    """
    events = list(events)
    shared = _shared(events)
    bodies: list[dict[str, Any]] = []
    for event in events:
        body = {
            "type": event.body["type"],
            **event.body,
            **said_members(event.statements),
        }
        own = {
            prefix: address
            for prefix, address in event.namespaces.items()
            if shared.get(prefix) != address
        }
        if own:
            body["@context"] = own
        bodies.append(body)
    document: dict[str, Any] = {
        "@context": [_CONTEXT, shared],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": created,
    }
    rows = vocabularies(masterdata)
    if rows:
        document["epcisHeader"] = {"epcisMasterData": {"vocabularyList": rows}}
    document["epcisBody"] = {"eventList": bodies}
    if query is not None:
        document["type"] = "EPCISQueryDocument"
        document["epcisBody"] = {
            "queryResults": {
                **({"subscriptionID": subscription} if subscription else {}),
                "queryName": query,
                "resultsBody": {"eventList": bodies},
            }
        }
    return orjson.dumps(
        document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    )


def _shared(events: Sequence[Event]) -> dict[str, str]:
    """Give the prefixes on which every event that uses them agrees.

    One that an event uses without declaring must not be declared over its head.
    """
    meant: dict[str, set[str | None]] = {"sluis": {VOCABULARY}}
    for event in events:
        for prefix in used_prefixes(event.body):
            meant.setdefault(prefix, set()).add(event.namespaces.get(prefix))
    agreed: dict[str, str] = {}
    for prefix in sorted(meant):
        addresses = meant[prefix]
        (address, *others) = addresses
        if not others and address is not None:
            agreed[prefix] = address
    return agreed


def said_members(statements: tuple[Statement, ...]) -> dict[str, Any]:
    """Spell statements as extension members.

    Statements of one event that differ in marking or day cannot share members;
    the first's are written, and the earliest day.
    """
    said: dict[str, Any] = {}
    sources = [source for source in map(_source, statements) if source]
    if sources:
        said["sluis:source"] = sources if len(sources) > 1 else sources[0]
    markings = [s.marking for s in statements if s.marking]
    if markings:
        said["sluis:marking"] = min(markings, key=_STRICTEST.index)
    days = [s.known_since for s in statements if s.known_since]
    if days:
        said["sluis:knownSince"] = min(days).isoformat()
    return said


_STRICTEST = ("TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR")


def _source(statement: Statement) -> dict[str, Any]:
    values = {
        "sluis:name": statement.source,
        "sluis:reliability": statement.reliability,
        "sluis:credibility": statement.credibility,
        "sluis:document": statement.document,
    }
    return {key: value for key, value in values.items() if value is not None}


def vocabularies(masterdata: Iterable[MasterData]) -> list[dict[str, Any]]:
    """Give master data as lists of vocabularies, in their order."""
    grouped: dict[str, list[Mapping[str, Any]]] = {}
    for row in masterdata:
        element: dict[str, Any] = {
            "id": row.id,
            "attributes": [
                {"id": key, "attribute": value} for key, value in row.attributes.items()
            ],
        }
        if row.known_since is not None:
            day = row.known_since.isoformat()
            element["attributes"].append(
                {"id": f"{VOCABULARY}knownSince", "attribute": day}
            )
        if row.children:
            element["children"] = list(row.children)
        grouped.setdefault(row.vocabulary, []).append(element)
    return [
        {"type": kind, "vocabularyElementList": rows} for kind, rows in grouped.items()
    ]
