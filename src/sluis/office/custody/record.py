"""Rows of the record: events, what is said of them, and what was declared an error.

Everything that needs no lock is made before the record is locked; the rest goes
in by the thousand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any

import orjson
from django.db import connection

from sluis.core.custody.keys import item_key, item_keys
from sluis.core.custody.report import Event, Statement
from sluis.core.custody.spelling import full_word
from sluis.office.custody import bulk, models

GENESIS = "0" * 64
"""The hash that stands before the first statement."""

_CHUNK = 2_000
_EVENT = (
    "id", "capture_id", "hash", "event_id", "declares_error", "body", "namespaces",
    "record_sha256", "event_time", "known_since",
)  # fmt: skip
_FACET = (
    "event_id", "record_time", "type", "action", "biz_step", "disposition",
    "read_point", "biz_location",
)  # fmt: skip
_STATEMENT = (
    "event_id", "capture_id", "reliability", "credibility", "marking", "source",
    "document", "known_since", "prev_hash", "row_hash",
)  # fmt: skip
_ROLES = {
    "epcList": "item",
    "parentID": "parent",
    "childEPCs": "child",
    "inputEPCList": "input",
    "outputEPCList": "output",
    "quantityList": "class",
    "childQuantityList": "class",
    "inputQuantityList": "input",
    "outputQuantityList": "output",
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """An event made ready for the record before the record is locked."""

    event: Event
    key: tuple[str, bool]
    body: str
    record_sha256: str
    items: tuple[tuple[str, str], ...]
    moment: datetime


class Batch:
    """Writes the events of one document and what is said of them."""

    def __init__(self, capture_: models.Capture, said: Statement) -> None:
        self.capture = capture_
        self.said = said
        last = models.Statement.objects.order_by("-id").first()
        self.prev_hash = last.row_hash if last else GENESIS
        self.record_time = connection.ops.adapt_datetimefield_value(
            capture_.captured_at
        )

    def write(self, events: Sequence[Prepared]) -> tuple[int, int, int]:
        """Write events; give how many reports were new, known, and retractions."""
        captured = duplicates = closed = 0
        for start in range(0, len(events), _CHUNK):
            chunk = events[start : start + _CHUNK]
            known = self._known(chunk)
            before = set(known)
            self._events([one for one in chunk if one.key not in before], known)
            new, old = self._statements(chunk, known, before)
            captured += new
            duplicates += old
            closed += self._close_earlier(chunk, before)
        for one in events:
            if one.key[1]:
                closed += self._close(one.event)
        return captured, duplicates, closed

    def _known(self, events: Sequence[Prepared]) -> dict[tuple[str, bool], int]:
        rows = bulk.find(
            "select hash, declares_error, id from custody_event"
            " where hash in ({values})",
            {one.event.hash for one in events},
        )
        return {(hash_, bool(declares)): id_ for hash_, declares, id_ in rows}

    def _events(
        self, fresh: Sequence[Prepared], known: dict[tuple[str, bool], int]
    ) -> None:
        once = {one.key: one for one in fresh}
        ids = bulk.reserve(models.Event, len(once))
        rows, items, facets = [], [], []
        for id_, one in zip(ids, once.values(), strict=True):
            known[one.key] = id_
            rows.append(self._event_row(id_, one))
            facets.append((id_, self.record_time, *facets_of(one.event.body)))
            items.extend([(id_, item, role) for item, role in one.items])
        bulk.insert(models.Event, _EVENT, rows)
        bulk.insert(models.EventFacet, _FACET, facets)
        items.sort(key=itemgetter(1))  # the index grows in its own order
        bulk.insert(models.EventItem, ("event_id", "item", "role"), items)

    def _event_row(self, id_: int, one: Prepared) -> tuple[Any, ...]:
        event = one.event
        known_since = min(self._day(s) for s in event.statements)
        return (
            id_,
            self.capture.pk,
            event.hash,
            event.event_id or "",
            one.key[1],
            one.body,
            orjson.dumps(dict(event.namespaces)).decode(),
            one.record_sha256,
            connection.ops.adapt_datetimefield_value(one.moment),
            known_since.isoformat(),
        )

    def _day(self, statement: Statement) -> date:
        day = statement.known_since or self.said.known_since
        return day or date.max

    def _statements(
        self,
        events: Sequence[Prepared],
        known: dict[tuple[str, bool], int],
        before: set[tuple[str, bool]],
    ) -> tuple[int, int]:
        told = set(
            bulk.find(
                "select event_id, source, document from custody_statement"
                " where event_id in ({values})",
                {known[one.key] for one in events if one.key in before},
            )
            if before
            else ()
        )
        rows: list[tuple[Any, ...]] = []
        duplicates = 0
        for one in events:
            for said in one.event.statements:
                full = self._full(said)
                key = (known[one.key], full.source, full.document)
                if key in told:
                    duplicates += 1
                    continue
                told.add(key)
                rows.append(self._statement_row(key[0], one, full))
        bulk.insert(models.Statement, _STATEMENT, rows)
        return len(rows), duplicates

    def _full(self, said: Statement) -> Statement:
        graded = said.reliability is not None or said.credibility is not None
        return Statement(
            reliability=said.reliability if graded else self.said.reliability,
            credibility=said.credibility if graded else self.said.credibility,
            marking=said.marking or self.said.marking,
            source=(said.source or self.said.source or "")[:200],
            document=(said.document or self.said.document or "")[:1000],
            known_since=self._day(said),
        )

    def _statement_row(
        self, event_id: int, one: Prepared, said: Statement
    ) -> tuple[Any, ...]:
        told = (
            said.reliability or "",
            said.credibility,
            said.marking or "",
            said.source,
            said.document,
            self._day(said).isoformat(),
        )
        before = self.prev_hash
        self.prev_hash = _chained(
            before, one.event.hash, one.record_sha256, *told, self.capture.sha256
        )
        return (event_id, self.capture.pk, *told, before, self.prev_hash)

    def _close_earlier(
        self, events: Sequence[Prepared], before: set[tuple[str, bool]]
    ) -> int:
        """Close events whose declaration of error had come before them."""
        closed = 0
        for one in events:
            hash_, declares = one.key
            if not declares and (hash_, True) in before:
                declaration = models.Event.objects.get(hash=hash_, declares_error=True)
                closed += models.Event.objects.filter(
                    hash=hash_, declares_error=False, known_until=None
                ).update(known_until=declaration.known_since)
        return closed

    def _close(self, event: Event) -> int:
        """Close the known interval of an event that is declared an error."""
        standing = models.Event.objects.filter(declares_error=False, known_until=None)
        day = min(self._day(self._full(s)) for s in event.statements)
        closed = standing.filter(hash=event.hash).update(known_until=day)
        if not closed and event.event_id:
            closed = standing.filter(event_id=event.event_id).update(known_until=day)
        return closed


def statement_hash(
    row: models.Statement, event: models.Event, capture_sha256: str
) -> str:
    """Give the hash of a statement's row, of its event's record and the row before.

    Args:
        row: The statement, with ``prev_hash``.
        event: The event it is about.
        capture_sha256: Hash of the document it came in.
    """
    return _chained(
        row.prev_hash,
        event.hash,
        event.record_sha256,
        row.reliability,
        row.credibility,
        row.marking,
        row.source,
        row.document,
        row.known_since.isoformat(),
        capture_sha256,
    )


def _chained(*said: str | int | None) -> str:
    return hashlib.sha256(orjson.dumps(said)).hexdigest()


def declares_error(event: Event) -> bool:
    """Whether it says that an event was an error."""
    return "errorDeclaration" in event.body


def facets_of(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Give what events are most looked up by, in one spelling."""
    return (
        body["type"],
        body.get("action") or "",
        full_word(body.get("bizStep") or "", "BizStep-"),
        full_word(body.get("disposition") or "", "Disp-"),
        _place(body.get("readPoint")),
        _place(body.get("bizLocation")),
    )


def _place(given: Mapping[str, Any] | None) -> str:
    return item_key(given["id"]) if given else ""


def items_of(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the goods, packages and lots an event names, each with its role."""
    for key, role in _ROLES.items():
        given = body.get(key)
        if not given:
            continue
        named: list[Any] = [given] if isinstance(given, str) else given
        if isinstance(named[0], dict):
            named = [row["epcClass"] for row in named]
        for item in item_keys(named):
            yield item, role
