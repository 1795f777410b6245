"""Reading the record of custody, as values of the core.

Rights come with the people's rooms of a later issue; until then this record is
reached by the command line and the demonstration of one person's data folder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, TypeVar

import orjson

from sluis.core.custody.keys import item_key
from sluis.core.custody.master import (
    Paper,
    PartyFact,
    as_known,
    links,
    papers,
    party_facts,
)
from sluis.core.custody.network import Export, Link
from sluis.core.custody.report import (
    Event,
    MasterData,
    Report,
    Statement,
    report_of,
)
from sluis.office.custody import models
from sluis.office.custody.record import GENESIS, statement_hash

T = TypeVar("T")

_CHUNK = 400
_SIBLINGS = 500
_ROUNDS = 8


def _parts(values: Iterable[T]) -> Iterator[list[T]]:
    """Cut what is asked for into what one statement may hold."""
    rest = iter(values)
    while part := list(islice(rest, _CHUNK)):
        yield part


def known_items(items: Iterable[str]) -> set[str]:
    """Tell which of these items the record names at all."""
    keys = {item_key(item) for item in items}
    rows = models.EventItem.objects
    return {key for key in keys if rows.filter(item=key).exists()}


def reports_of(item: str, known_on: date | None = None) -> list[Report]:
    """Give the reports that bear on an item, whole families of it.

    That is: its own, those of packages and things it was in, of what it was made
    from or into, and of goods that travelled with it (for who dealt with whom).

    Args:
        item: Any spelling of its identifier.
        known_on: Leave out what became known later; ``None`` leaves nothing out.
    """
    return reports_for([item], known_on)


def reports_for(items: Iterable[str], known_on: date | None = None) -> list[Report]:
    """Give the reports that bear on any of the items; see :func:`reports_of`."""
    found = [report for _, report in _reports(_family(items))]
    known = (report.as_known(known_on) for report in found)
    return [report for report in known if report is not None]


def all_reports() -> list[Report]:
    """Give every report of the record, in the order they came in."""
    return [report for _, report in _reports(None)]


def _family(items: Iterable[str]) -> set[int]:
    """Give the ids of the events to read: by item, by carrier, by company kept."""
    rows = models.EventItem.objects
    seen: set[str] = set()
    front = {item_key(item) for item in items}
    events: set[int] = set()
    for _ in range(_ROUNDS):
        seen |= front
        found = set(_events_of(front))
        beside = rows.filter(event__in=found - events, role__in=_LEADING)
        leads = set(beside.values_list("item", flat=True))
        events |= found
        front = leads - seen
        if not front:
            break
    company = rows.filter(event__in=events, role__in=("item", "child"))
    siblings = set(company.values_list("item", flat=True)[:_SIBLINGS]) - seen
    return events | set(_events_of(siblings))


_LEADING = ("parent", "input", "output")


def _events_of(items: Iterable[str]) -> Iterator[int]:
    for part in _parts(sorted(items)):
        for row in models.EventItem.objects.filter(item__in=part).only("event"):
            yield row.event_id


def _reports(events: set[int] | None) -> Iterator[tuple[int, Report]]:
    rows = list(_rows(events))
    declared = _declarations(rows)
    for row, event in rows:
        if row.declares_error:
            continue
        yield (
            row.pk,
            report_of(
                event,
                known_until=row.known_until,
                corrections=declared.get(row.hash, ()),
            ),
        )


def _declarations(
    rows: Sequence[tuple[models.Event, Event]],
) -> dict[str, tuple[str, ...]]:
    return {
        row.hash: tuple(event.body["errorDeclaration"].get("correctiveEventIDs") or ())
        for row, event in rows
        if row.declares_error
    }


def _rows(events: set[int] | None) -> Iterator[tuple[models.Event, Event]]:
    if events is None:
        chosen: Iterable[Any] = [models.Event.objects.order_by("id")]
    else:
        chosen = [
            models.Event.objects.filter(pk__in=part).order_by("id")
            for part in _parts(sorted(events))
        ]
    for query in chosen:
        rows = list(query)
        said = statements_of([row.pk for row in rows])
        for row in rows:
            yield row, event_of(row, said.get(row.pk, ()))


def statements_of(events: Sequence[int]) -> dict[int, list[Statement]]:
    """Give what is said of events, by the events' ids in the record."""
    said: dict[int, list[Statement]] = defaultdict(list)
    for part in _parts(events):
        for statement in models.Statement.objects.filter(event__in=part):
            said[statement.event_id].append(_statement(statement))
    return said


def event_of(row: models.Event, said: Sequence[Statement]) -> Event:
    """Give a row of the record as an event with what is said of it."""
    return Event(
        body=orjson.loads(row.body),
        namespaces=orjson.loads(row.namespaces),
        hash=row.hash,
        statements=tuple(said) or (Statement(known_since=row.known_since),),
    )


def _statement(row: models.Statement) -> Statement:
    return Statement(
        reliability=row.reliability or None,
        credibility=row.credibility,
        marking=row.marking or None,
        source=row.source or None,
        document=row.document or None,
        known_since=row.known_since,
    )


def events(item: str | None = None) -> Iterator[Event]:
    """Give events as they were captured, declarations of error among them.

    Args:
        item: Only events that name this item; ``None`` means all.
    """
    chosen = None if item is None else set(_events_of([item_key(item)]))
    for _, event in _rows(chosen):
        yield event


def masterdata() -> list[MasterData]:
    """Give every dated fact of parties and papers, in the order they came in."""
    return [
        MasterData(
            vocabulary=row.vocabulary,
            id=row.element,
            attributes=orjson.loads(row.attributes),
            children=tuple(orjson.loads(row.children)),
            known_since=row.known_since,
        )
        for row in models.MasterDatum.objects.all()
    ]


def known_parties() -> list[PartyFact]:
    """Give the dated facts of parties."""
    return party_facts(masterdata())


def known_papers() -> list[Paper]:
    """Give the dated facts of licences, decisions and declarations."""
    return papers(masterdata())


def known_links() -> list[Link]:
    """Give the ties of parties that master data tell of."""
    return links(masterdata())


def known_exports(known_on: date | None = None) -> list[Export]:
    """Give every export that hangs on a paper of the record."""
    merged = as_known(known_papers(), known_on)
    return [export_of(paper) for paper in merged.values()]


def export_of(paper: Paper) -> Export:
    """Give a paper as an export that can be found by its parties."""
    roles = {
        "exporter": paper.exporter,
        "consignee": paper.consignee,
        "end_user": paper.end_user,
        **{f"intermediary {n}": p for n, p in enumerate(paper.intermediaries, 1)},
    }
    return Export(
        id=paper.id,
        parties={role: party for role, party in roles.items() if party is not None},
        day=paper.issued.first if paper.issued else None,
        items=paper.items,
    )


def verify() -> str | None:
    """Recompute the chain of statements.

    Returns:
        ``None`` when it is whole, else what is broken, in words.
    """
    before = GENESIS
    # Never the documents themselves: one may be as large as the memory.
    query = models.Statement.objects.select_related("event", "capture").defer(
        "capture__document", "event__body", "event__namespaces"
    )
    for row in query.order_by("id").iterator(chunk_size=2000):
        expected = statement_hash(row, row.event, row.capture.sha256)
        if row.prev_hash != before or row.row_hash != expected:
            return f"the chain breaks at statement {row.pk} on {row.event.hash}"
        before = row.row_hash
    return None
