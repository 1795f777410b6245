"""Writing the record of custody. A whole document goes in, or nothing of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from django.db import connection, transaction

from sluis.core.custody.master import links, papers, party_facts
from sluis.core.custody.report import Event, MasterData, Statement
from sluis.core.custody.spelling import utc_milliseconds
from sluis.core.errors import InvalidInput, Problems, SluisError
from sluis.formats.epcis import Document, read_document
from sluis.office.custody import bulk, models
from sluis.office.custody.record import Batch, Prepared, declares_error, items_of

_CHAIN_LOCK = 7_301_201


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
        batch = Batch(kept, default)
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


def _prepared(document: Document, refused: list[SluisError] | None) -> list[Prepared]:
    """Make events ready; refuse identifiers that cannot be indexed."""
    problems: list[SluisError] = []
    ready: list[Prepared] = []
    for event, path in zip(document.events, document.paths, strict=True):
        items = tuple(dict.fromkeys(items_of(event.body)))
        problem = _too_long(event, items, path)
        if problem is not None:
            problems.append(problem)
            continue
        body = orjson.dumps(event.body)
        ready.append(
            Prepared(
                event,
                (event.hash, declares_error(event)),
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
    document: Document, prepared: Sequence[Prepared], moment: datetime
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
