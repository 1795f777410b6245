"""Writing the record of custody. A whole document goes in, or nothing of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import orjson
from django.db import connection, transaction

from sluis.core.custody.hash import utc_milliseconds
from sluis.core.custody.keys import item_key
from sluis.core.custody.master import links, papers, party_facts
from sluis.core.custody.report import Event, MasterData, Statement
from sluis.core.errors import InvalidInput, Problems, SluisError
from sluis.formats.epcis import read_document
from sluis.office.custody import models

_CHUNK = 400
_CHAIN_LOCK = 7_301_201
GENESIS = "0" * 64
"""The hash that stands before the first statement."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """What became of a document.

    Attributes:
        sha256: Hash of its bytes.
        events: How many events it holds.
        captured: Reports that were new.
        duplicates: Reports that this source had made before.
        retracted: Events whose known interval was closed.
        masterdata: Facts of parties and papers that were new.
    """

    sha256: str
    events: int
    captured: int
    duplicates: int
    retracted: int
    masterdata: int

    def as_dict(self) -> dict[str, Any]:
        """Give the summary for machines."""
        return {
            "sha256": self.sha256,
            "events": self.events,
            "captured": self.captured,
            "duplicates": self.duplicates,
            "retracted": self.retracted,
            "masterdata": self.masterdata,
        }


def capture(
    data: bytes,
    *,
    name: str = "",
    said: Statement | None = None,
    now: datetime | None = None,
) -> Captured:
    """Read a document and keep it, all of it or nothing.

    Args:
        data: An EPCIS document, JSON or XML.
        name: Name of the file, for people.
        said: What holds where the document says nothing itself: source, grade,
            marking, document, day of knowledge.
        now: The moment of capture; ``None`` means this one. Where no day of
            knowledge is given, it is this day.

    Raises:
        UnreadableFile: It is neither JSON nor XML, or is cut off.
        Problems: It breaks the schema, or a grade, marking or date is none.
    """
    document = read_document(data, path=name)
    moment = now or datetime.now(tz=UTC)
    default = said or Statement()
    if default.known_since is None:
        default = replace(default, known_since=moment.date())
    _check_lengths(document.events)
    _check_masterdata(document.masterdata)
    with transaction.atomic():
        _lock()
        kept = _capture_row(data, document, name, default, moment)
        batch = _Batch(kept, default)
        captured, duplicates, retracted = batch.write(document.events)
        facts = _write_masterdata(document.masterdata, kept, default)
    return Captured(
        sha256=document.sha256,
        events=len(document.events),
        captured=captured,
        duplicates=duplicates,
        retracted=retracted,
        masterdata=facts,
    )


def _check_lengths(events: Sequence[Event]) -> None:
    problems: list[SluisError] = [
        InvalidInput(
            f"an identifier has {len(item)} characters; the limit is 500",
            path=f"epcisBody.eventList[{index}]",
        )
        for index, event in enumerate(events)
        for item, _ in _items(event.body)
        if len(item) > 500
    ]
    problems.extend(
        InvalidInput(
            "the eventID is longer than 500 characters",
            path=f"epcisBody.eventList[{index}].eventID",
        )
        for index, event in enumerate(events)
        if len(event.event_id or "") > 500
    )
    if problems:
        raise Problems(problems)


def _check_masterdata(rows: Sequence[MasterData]) -> None:
    """Refuse now what a trace could not read later: nothing kept can be mended."""
    problems: list[SluisError] = []
    for index, row in enumerate(rows):
        try:
            party_facts([row])
            papers([row])
            links([row])
        except SluisError as error:
            problems.append(error)
        if len(row.vocabulary) > 500 or len(row.id) > 500:
            problems.append(
                InvalidInput("an id has more than 500 characters", path=f"[{index}]")
            )
    if problems:
        raise Problems(problems)


def _lock() -> None:
    """Let one capture write at a time, so that the chain of hashes has no forks.

    SQLite's transactions are immediate, which is enough.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])


def _capture_row(
    data: bytes, document: Any, name: str, said: Statement, moment: datetime
) -> models.Capture:
    row, _ = models.Capture.objects.defer("document").get_or_create(
        sha256=document.sha256,
        source=(said.source or "")[:200],
        defaults={
            "name": name[-500:],
            "syntax": document.syntax,
            "document": data,
            "created": (document.created or "")[:40],
            "captured_at": moment,
        },
    )
    return row


class _Batch:
    """Writes the events of one document and what is said of them."""

    def __init__(self, capture_: models.Capture, said: Statement) -> None:
        self.capture = capture_
        self.said = said
        last = models.Statement.objects.order_by("-id").first()
        self.prev_hash = last.row_hash if last else GENESIS

    def write(self, events: Sequence[Event]) -> tuple[int, int, int]:
        """Write events; give how many reports were new, known, and retractions."""
        captured = duplicates = 0
        for start in range(0, len(events), _CHUNK):
            chunk = events[start : start + _CHUNK]
            rows = self._rows(chunk)
            new, old = self._statements(chunk, rows)
            captured += new
            duplicates += old
        return captured, duplicates, self._close(events)

    def _rows(self, events: Sequence[Event]) -> dict[tuple[str, bool], models.Event]:
        hashes = {event.hash for event in events}
        rows = {
            (row.hash, row.declares_error): row
            for row in models.Event.objects.filter(hash__in=hashes)
        }
        fresh: dict[tuple[str, bool], tuple[models.Event, Event]] = {}
        for event in events:
            key = (event.hash, _declares_error(event))
            if key not in rows and key not in fresh:
                fresh[key] = (self._row(event), event)
        models.Event.objects.bulk_create(row for row, _ in fresh.values())
        models.EventItem.objects.bulk_create(
            models.EventItem(event=row, item=item, role=role)
            for row, event in fresh.values()
            for item, role in dict.fromkeys(_items(event.body))
        )
        rows.update({key: row for key, (row, _) in fresh.items()})
        return rows

    def _row(self, event: Event) -> models.Event:
        body = orjson.dumps(event.body)
        moment = utc_milliseconds(event.body["eventTime"])
        return models.Event(
            capture=self.capture,
            hash=event.hash,
            event_id=event.event_id or "",
            declares_error=_declares_error(event),
            body=body.decode(),
            namespaces=orjson.dumps(dict(event.namespaces)).decode(),
            record_sha256=hashlib.sha256(body).hexdigest(),
            event_time=datetime.fromisoformat(moment.replace("Z", "+00:00")),
            known_since=min(self._day(s) for s in event.statements),
        )

    def _day(self, statement: Statement) -> date:
        day = statement.known_since or self.said.known_since
        return day or date.max

    def _statements(
        self,
        events: Sequence[Event],
        rows: dict[tuple[str, bool], models.Event],
    ) -> tuple[int, int]:
        known = set(
            models.Statement.objects.filter(
                event__in=[row.pk for row in rows.values()]
            ).values_list("event_id", "source", "document")
        )
        fresh: list[models.Statement] = []
        duplicates = 0
        for event in events:
            row = rows[event.hash, _declares_error(event)]
            for said in event.statements:
                full = self._full(said)
                key = (row.pk, full.source or "", full.document or "")
                if key in known:
                    duplicates += 1
                    continue
                known.add(key)
                fresh.append(self._statement(row, full))
        models.Statement.objects.bulk_create(fresh)
        return len(fresh), duplicates

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

    def _statement(self, event: models.Event, said: Statement) -> models.Statement:
        row = models.Statement(
            event=event,
            capture=self.capture,
            reliability=said.reliability or "",
            credibility=said.credibility,
            marking=said.marking or "",
            source=said.source or "",
            document=said.document or "",
            known_since=self._day(said),
            prev_hash=self.prev_hash,
        )
        row.row_hash = statement_hash(row, event, self.capture.sha256)
        self.prev_hash = row.row_hash
        return row

    def _close(self, events: Sequence[Event]) -> int:
        """Close the known interval of events that are declared an error."""
        closed = 0
        for event in events:
            if _declares_error(event):
                closed += self._close_one(event)
        # A declaration may have come before the event it is about.
        plain = {e.hash for e in events if not _declares_error(e)}
        earlier = models.Event.objects.filter(declares_error=True, hash__in=plain)
        for row in earlier if len(plain) <= _CHUNK else ():
            closed += models.Event.objects.filter(
                hash=row.hash, declares_error=False, known_until=None
            ).update(known_until=row.known_since)
        return closed

    def _close_one(self, event: Event) -> int:
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
    said = [
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
    ]
    return hashlib.sha256(orjson.dumps(said)).hexdigest()


def _declares_error(event: Event) -> bool:
    return "errorDeclaration" in event.body


def _items(body: Any) -> Iterable[tuple[str, str]]:
    for key, role in _ROLES.items():
        given = body.get(key)
        for one in [given] if isinstance(given, str) else given or ():
            named = one["epcClass"] if isinstance(one, dict) else one
            yield item_key(named), role


def _write_masterdata(
    rows: Sequence[MasterData], kept: models.Capture, said: Statement
) -> int:
    fresh: dict[str, models.MasterDatum] = {}
    for row in rows:
        digest = hashlib.sha256(
            orjson.dumps(
                [
                    row.vocabulary,
                    row.id,
                    row.attributes,
                    row.children,
                    row.known_since,
                ],
                option=orjson.OPT_SORT_KEYS,
            )
        ).hexdigest()
        fresh[digest] = models.MasterDatum(
            capture=kept,
            vocabulary=row.vocabulary,
            element=row.id,
            attributes=orjson.dumps(row.attributes).decode(),
            children=orjson.dumps(row.children).decode(),
            known_since=row.known_since or said.known_since or kept.captured_at.date(),
            digest=digest,
        )
    known: set[str] = set()
    digests = list(fresh)
    for start in range(0, len(digests), _CHUNK):
        known.update(
            models.MasterDatum.objects.filter(
                digest__in=digests[start : start + _CHUNK]
            ).values_list("digest", flat=True)
        )
    added = [row for digest, row in fresh.items() if digest not in known]
    models.MasterDatum.objects.bulk_create(added)
    return len(added)
