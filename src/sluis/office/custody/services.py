"""Writing the record of custody. A whole document goes in, or nothing of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import Any

import orjson
from django.db import connection, transaction

from sluis.core.custody.keys import item_key, item_keys
from sluis.core.custody.master import links, papers, party_facts
from sluis.core.custody.report import Event, MasterData, Statement
from sluis.core.custody.spelling import full_word, utc_milliseconds
from sluis.core.errors import InvalidInput, Problems, SluisError
from sluis.formats.epcis import Document, read_document
from sluis.office.custody import bulk, models

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
        hashes: The events' hashes, in document order.
        warnings: What was kept as reported, but is hard to believe.
    """

    sha256: str
    events: int
    captured: int
    duplicates: int
    retracted: int
    masterdata: int
    hashes: tuple[str, ...] = ()
    warnings: tuple[SluisError, ...] = ()

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


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An event made ready for the record before the record is locked."""

    event: Event
    key: tuple[str, bool]
    body: str
    record_sha256: str
    items: tuple[tuple[str, str], ...]
    moment: datetime


def capture(  # noqa: PLR0913 - the two ways of EPCIS, and what is said beside
    data: bytes,
    *,
    name: str = "",
    said: Statement | None = None,
    now: datetime | None = None,
    refused: list[SluisError] | None = None,
    single: bool = False,
) -> Captured:
    """Read a document and keep it, all of it or nothing.

    Args:
        data: An EPCIS document, JSON or XML.
        name: Name of the file, for people.
        said: What holds where the document says nothing itself: source, grade,
            marking, document, day of knowledge.
        now: The moment of capture; ``None`` means this one. Where no day of
            knowledge is given, it is this day.
        refused: Takes what is wrong with single events, and the others are kept;
            ``None`` means that one bad event keeps the whole document out.
        single: Whether the document must be one event.

    Raises:
        UnreadableFile: It is neither JSON nor XML, or is cut off.
        Problems: It breaks the schema, or a grade, marking or date is none.
    """
    document = read_document(data, path=name, refused=refused)
    if single and len(document.events) != 1:
        raise InvalidInput(
            f"one event is taken here, not {len(document.events)}",
            remedy="send documents to /epcis/capture",
        )
    moment = now or datetime.now(tz=UTC)
    default = said or Statement()
    if default.known_since is None:
        default = replace(default, known_since=moment.date())
    prepared = _prepared(document, refused)
    _check_masterdata(document.masterdata)
    with transaction.atomic():
        _lock()
        kept = _capture_row(data, document, name, default, moment)
        batch = _Batch(kept, default)
        captured, duplicates, retracted = batch.write(prepared)
        facts = _write_masterdata(document.masterdata, kept, default)
    return Captured(
        sha256=document.sha256,
        events=len(document.events),
        captured=captured,
        duplicates=duplicates,
        retracted=retracted,
        masterdata=facts,
        hashes=tuple(one.event.hash for one in prepared),
        warnings=tuple(_warnings(document, prepared, moment)),
    )


def _prepared(document: Document, refused: list[SluisError] | None) -> list[_Prepared]:
    """Make events ready; refuse identifiers that cannot be indexed."""
    problems: list[SluisError] = []
    ready: list[_Prepared] = []
    for event, path in zip(document.events, document.paths, strict=True):
        items = tuple(dict.fromkeys(_items(event.body)))
        problem = _too_long(event, items, path)
        if problem is not None:
            problems.append(problem)
            continue
        body = orjson.dumps(event.body)
        ready.append(
            _Prepared(
                event,
                (event.hash, _declares_error(event)),
                body.decode(),
                hashlib.sha256(body).hexdigest(),
                items,
                datetime.fromisoformat(utc_milliseconds(event.body["eventTime"])),
            )
        )
    if problems and refused is None:
        raise Problems(problems)
    if refused is not None:
        refused.extend(problems)
    return ready


def _too_long(
    event: Event, items: Sequence[tuple[str, str]], path: str
) -> SluisError | None:
    longest = max(map(len, [item for item, _ in items]), default=0)
    if longest > 500:
        return InvalidInput(
            f"an identifier has {longest} characters; the limit is 500",
            path=path or None,
        )
    for field in ("eventID", "bizStep", "disposition", "readPoint", "bizLocation"):
        given = event.body.get(field)
        text = given["id"] if isinstance(given, dict) else given
        if len(text or "") > 500:
            return InvalidInput(
                f"the {field} is longer than 500 characters",
                path=f"{path}.{field}" if path else field,
            )
    return None


def _warnings(
    document: Document, prepared: Sequence[_Prepared], moment: datetime
) -> Iterator[SluisError]:
    """Tell of what is kept as it was reported but is hard to believe."""
    latest = moment + timedelta(days=1)  # clocks and zones differ
    places = dict(zip(map(id, document.events), document.paths, strict=True))
    for one in prepared:
        if one.moment > latest:
            path = places[id(one.event)]
            yield InvalidInput(
                f"{one.event.body['eventTime']} lies in the future; kept as reported",
                path=f"{path}.eventTime" if path else "eventTime",
            )


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
        self.record_time = connection.ops.adapt_datetimefield_value(
            capture_.captured_at
        )

    def write(self, events: Sequence[_Prepared]) -> tuple[int, int, int]:
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

    def _known(self, events: Sequence[_Prepared]) -> dict[tuple[str, bool], int]:
        rows = bulk.find(
            "select hash, declares_error, id from custody_event"
            " where hash in ({values})",
            {one.event.hash for one in events},
        )
        return {(hash_, bool(declares)): id_ for hash_, declares, id_ in rows}

    def _events(
        self, fresh: Sequence[_Prepared], known: dict[tuple[str, bool], int]
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

    def _event_row(self, id_: int, one: _Prepared) -> tuple[Any, ...]:
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
        events: Sequence[_Prepared],
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
        self, event_id: int, one: _Prepared, said: Statement
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
        self, events: Sequence[_Prepared], before: set[tuple[str, bool]]
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


def _declares_error(event: Event) -> bool:
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


def _items(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, role in _ROLES.items():
        given = body.get(key)
        if not given:
            continue
        named = [given] if isinstance(given, str) else given
        if isinstance(named[0], dict):
            named = [row["epcClass"] for row in named]
        for item in item_keys(named):
            yield item, role


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
    found = bulk.find(
        "select digest from custody_masterdatum where digest in ({values})", fresh
    )
    known = {digest for (digest,) in found}
    added = [row for digest, row in fresh.items() if digest not in known]
    models.MasterDatum.objects.bulk_create(added)
    return len(added)
