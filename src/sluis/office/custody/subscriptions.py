"""Subscriptions to named queries: made, listed, ended, and run.

A run takes the events since the run before, writes them down as a delivery and
moves on, in one transaction. Sending is :mod:`sluis.office.custody.delivery`'s.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import models as fields
from django.db import transaction

from sluis.core.custody.schedule import read_schedule
from sluis.core.errors import InvalidInput, SluisError
from sluis.formats.epcis.query import Query, read_query
from sluis.office.custody import jobs, models, search, webhook
from sluis.office.custody.answer import query_document

PER_DELIVERY = 1000
"""How many events one delivery holds at most; the next goes after it."""
MAX_DOCUMENT = 10_000_000
"""Bytes that a delivery should not pass; one event alone may."""


class ControlsError(InvalidInput):
    """What a subscription asks for cannot be."""

    code = "subscription-controls"


class NoSuchSubscription(SluisError):
    """The query has no subscription of this id."""

    code = "not-found"


def subscribe(
    query: models.NamedQuery, data: bytes, epc_format: str
) -> models.Subscription:
    """Subscribe to a query.

    Args:
        query: The query.
        data: JSON: ``dest``, ``signatureToken``, ``initialRecordTime``, and
            ``stream: true`` or ``schedule`` with ``reportIfEmpty``.
        epc_format: How EPCs are written, as the header says it.

    Raises:
        InvalidInput: A member is wrong or not known.
        ControlsError: The query cannot be followed, or it is not said when.
    """
    given = _read(data)
    stream, schedule = _when(given)
    asked = _query_of(query)
    if asked.limit is not None or asked.most is not None:
        raise ControlsError(
            "a query with eventCountLimit or maxEventCount cannot be followed",
            path="queryName",
            remedy="name a query without a limit, and subscribe to that",
        )
    destination = webhook.checked(given.get("dest"))
    token = _text(given, "signatureToken", 200)
    now = datetime.now(tz=UTC)
    since = _moment(given.get("initialRecordTime"))
    with transaction.atomic():
        return models.Subscription.objects.create(
            query=query,
            destination=destination,
            signature_token=token,
            epc_format=epc_format,
            schedule=orjson.dumps(schedule).decode(),
            stream=stream,
            report_if_empty=_flag(given, "reportIfEmpty"),
            initial_record_time=since or now,
            created_at=now,
            not_before=now,
            last_event=0 if since else search.newest_event(),
        )


_MEMBERS = (
    "dest", "signatureToken", "initialRecordTime", "stream", "schedule",
    "reportIfEmpty", "@context",
)  # fmt: skip


def _read(data: bytes) -> dict[str, Any]:
    try:
        given = orjson.loads(data)
    except orjson.JSONDecodeError as problem:
        raise InvalidInput(f"is not JSON: {problem.msg}") from problem
    if not isinstance(given, dict):
        raise InvalidInput("a subscription is an object")
    for name in given:
        if name not in _MEMBERS:
            raise InvalidInput(
                f"a subscription has no member {name[:40]!r}",
                path=name[:40],
                remedy=f"its members are {', '.join(_MEMBERS[:-1])}",
            )
    return given


def _when(given: Mapping[str, Any]) -> tuple[bool, Mapping[str, str]]:
    stream, schedule = _flag(given, "stream"), given.get("schedule")
    if stream == (schedule is not None):
        raise ControlsError(
            "a subscription has either stream: true or a schedule",
            path="schedule",
            remedy='give "stream": true, or a schedule as {"hour": "1"}',
        )
    if schedule is None:
        return True, {}
    if not isinstance(schedule, dict):
        raise InvalidInput("a schedule is an object", path="schedule")
    read_schedule(schedule)
    return False, schedule


def _flag(given: Mapping[str, Any], name: str) -> bool:
    value = given.get(name, False)
    if not isinstance(value, bool):
        raise InvalidInput("is true or false", path=name)
    return value


def _text(given: Mapping[str, Any], name: str, most: int) -> str:
    value = given.get(name) or ""
    if not isinstance(value, str) or len(value) > most or "\x00" in value:
        raise InvalidInput(f"is a text of at most {most} characters", path=name)
    return value


def _moment(given: Any) -> datetime | None:
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
        if moment.tzinfo is None:
            raise ValueError("it has no zone")
        return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as problem:
        raise InvalidInput(
            f"{str(given)[:40]!r} is no moment with a time zone",
            path="initialRecordTime",
            remedy="write it as 2026-01-31T09:00:00Z",
        ) from problem


def listed(
    query: models.NamedQuery, start: int, count: int
) -> list[models.Subscription]:
    """Give the subscriptions to a query in the order they were made."""
    return list(query.subscriptions.select_related("query")[start : start + count])


def one(query: models.NamedQuery, id_: str) -> models.Subscription:
    """Give a subscription.

    Raises:
        NoSuchSubscription: There is none of this id.
    """
    try:
        key = uuid.UUID(id_)
    except ValueError:
        key = uuid.UUID(int=0)
    row = query.subscriptions.select_related("query").filter(pk=key).first()
    if row is None:
        raise NoSuchSubscription(
            "the query has no subscription of this id", path="subscriptionID"
        )
    return row


def as_dict(row: models.Subscription) -> dict[str, Any]:
    """Give a subscription in the shape of the standard, never its token.

    Members of our own tell what has not been taken yet, and why.
    """
    waiting = row.deliveries.filter(delivered_at=None).first()
    when = (
        {"stream": True}
        if row.stream
        else {
            "schedule": orjson.loads(row.schedule),
            "reportIfEmpty": row.report_if_empty,
        }
    )
    moments = {
        "createdAt": row.created_at,
        "initialRecordTime": row.initial_record_time,
        "minRecordTime": row.last_executed_at or row.initial_record_time,
        "lastNotifiedAt": row.last_delivered_at,
    }
    told: dict[str, Any] = {
        "subscriptionID": str(row.pk),
        "queryName": row.query.name,
        "dest": row.destination,
        "epcFormat": row.epc_format,
        **when,
        **{name: jobs.written(at) for name, at in moments.items() if at is not None},
    }
    if row.last_error:
        told["sluis:lastError"] = row.last_error
    if waiting is not None:
        told["sluis:waiting"] = {
            "number": waiting.number,
            "events": waiting.events,
            "createdAt": jobs.written(waiting.created_at),
            "attempts": waiting.attempts,
            "nextAttemptAt": jobs.written(row.not_before),
        }
    return told


def due(now: datetime) -> fields.QuerySet[models.Subscription]:
    """Give the subscriptions that may have something to do."""
    newest = search.newest_event()
    waiting = models.Delivery.objects.filter(delivered_at=None)
    return models.Subscription.objects.filter(
        fields.Q(stream=False)
        | fields.Q(last_event__lt=newest)
        | fields.Q(pk__in=waiting.values("subscription")),
        not_before__lte=now,
    )


def next_run(row: models.Subscription) -> datetime | None:
    """Give the moment a subscription with a schedule runs next."""
    if row.stream:
        return None
    schedule = read_schedule(orjson.loads(row.schedule))
    return schedule.after(row.last_executed_at or row.created_at)


def run(key: uuid.UUID, now: datetime) -> models.Delivery | None:
    """Give what must be sent now: what waits, or else what is new.

    Args:
        key: The subscription's id.
        now: This moment.

    Returns:
        ``None`` when there is nothing to send, or no such subscription any more.
    """
    with transaction.atomic():
        rows = models.Subscription.objects.select_for_update(of=("self",))
        row = rows.select_related("query").filter(pk=key).first()
        if row is None:
            return None
        waiting = row.deliveries.filter(delivered_at=None).order_by("number").first()
        if waiting is not None:
            return waiting
        at = next_run(row)
        if not row.stream and (at is None or at > now):
            return None
        return _made(row, now)


def _made(row: models.Subscription, now: datetime) -> models.Delivery | None:
    page, considered, document = _document(row)
    row.last_event = considered
    if page.next_token is None:
        row.last_executed_at = now
    row.save(update_fields=["last_event", "last_executed_at"])
    if not page.found and not (row.report_if_empty and page.next_token is None):
        return None if page.next_token is None else _made(row, now)
    last = row.deliveries.aggregate(last=fields.Max("number"))["last"] or 0
    return models.Delivery.objects.create(
        subscription=row,
        number=last + 1,
        document=document,
        events=len(page.found),
        created_at=now,
    )


def _document(row: models.Subscription) -> tuple[search.Page, int, bytes]:
    """Write what is new; take fewer events while the document is too large."""
    query = _query_of(row.query)
    if row.initial_record_time != row.created_at:
        earliest, latest = query.lookup.record_time
        start = max(filter(None, (earliest, row.initial_record_time)))
        query = replace(
            query, lookup=replace(query.lookup, record_time=(start, latest))
        )
    count = PER_DELIVERY
    while True:
        query = replace(query, per_page=count)
        page, considered = search.since(query, row.last_event)
        document = query_document(
            page.found,
            query=row.query.name,
            epc_format=row.epc_format,
            subscription=str(row.pk),
        )
        if len(document) <= MAX_DOCUMENT or len(page.found) <= 1:
            return page, considered, document
        count = len(page.found) // 2


def _query_of(row: models.NamedQuery) -> Query:
    parameters = search.parameters_of(row)
    return read_query(parameters, jobs.prefixes_of(parameters), within=search.within)
