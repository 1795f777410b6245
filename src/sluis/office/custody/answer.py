"""Writing what was found as the answer to a query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sluis.core.custody.keys import canonical
from sluis.core.custody.report import Event
from sluis.formats.epcis import write_document, write_xml
from sluis.office.custody.search import Found


def query_document(  # noqa: PLR0913 - the forms an answer may have
    found: Iterable[Found],
    *,
    query: str,
    xml: bool = False,
    epc_format: str = "No_Preference",
    urns: bool = False,
    subscription: str | None = None,
) -> bytes:
    """Write what was found as the answer to a query.

    Every event gets its record time, and its hash as its id if it has none; both
    stand outside the hash.

    Args:
        found: The events.
        query: The name of the query they answer.
        xml: Write XML, not JSON.
        epc_format: ``Always_GS1_Digital_Link`` turns URNs into links.
        urns: Write the words of the standard as URNs, in XML.
        subscription: The subscription they are sent for, in JSON.
    """
    events = [_presented(one, epc_format) for one in found]
    created = datetime.now(tz=UTC).isoformat(timespec="milliseconds")
    created = created.replace("+00:00", "Z")
    if xml:
        return write_xml(events, created=created, query=query, urns=urns)
    return write_document(
        events, created=created, query=query, subscription=subscription
    )


def _presented(found: Found, epc_format: str) -> Event:
    moment = found.record_time.astimezone(UTC).isoformat(timespec="milliseconds")
    body = {
        **found.event.body,
        "recordTime": moment.replace("+00:00", "Z"),
        "eventID": found.event.event_id or found.event.hash,
    }
    if epc_format == "Always_GS1_Digital_Link":
        body = {key: _as_links(value) for key, value in body.items()}
    return replace(found.event, body=body)


def _as_links(value: Any) -> Any:
    if isinstance(value, str):
        return canonical(value) if value.startswith("urn:epc:") else value
    if isinstance(value, list):
        return [_as_links(one) for one in value]
    if isinstance(value, Mapping):
        return {key: _as_links(one) for key, one in value.items()}
    return value
