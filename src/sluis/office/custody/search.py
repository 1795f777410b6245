"""Asking the record by the standard's queries, page by page.

Indexes narrow what is asked; what they cannot say is tested event by event. A page
may hold fewer events than were asked for where much has to be looked through; as
long as there is more, it names the next.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from django.db.models import Q, QuerySet

from sluis.core.custody.keys import item_key
from sluis.core.custody.report import Event
from sluis.core.errors import SluisError
from sluis.formats.epcis.condition import QueryParameterError
from sluis.formats.epcis.query import Query
from sluis.office.custody import families, models

_LOOKED_THROUGH = 20_000
"""How many events one page may cost; the next page goes on from there."""


class QueryTooLarge(SluisError):
    """More events are asked for than ``maxEventCount`` allows."""

    code = "query-too-large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An event that is asked for.

    Attributes:
        id: Its place in the record.
        event: The event with what is said beside it.
        record_time: When it came into the record.
    """

    id: int
    event: Event
    record_time: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of an answer; ``next_token`` is ``None`` on the last."""

    found: tuple[Found, ...]
    next_token: str | None


def find(query: Query, token: str | None = None, *, after: int = 0) -> Page:
    """Give a page of the events that a query asks for.

    Args:
        query: The query.
        token: The ``next_token`` of the page before.
        after: Leave out events up to this id, for standing queries.

    Raises:
        QueryTooLarge: There are more than ``maxEventCount``.
        InvalidInput: The token is none of ours.
    """
    if token is None and query.most is not None:
        _refuse_more_than(query, query.most)
    rows = _narrowed(query).filter(pk__gt=after)
    given = 0
    if token is not None:
        place, id_, given = _opened(token)
        rows = rows.filter(_beyond(query, place, id_))
    wanted = query.per_page
    if query.limit is not None:
        wanted = min(wanted, query.limit - given)
    taken: list[models.Event] = []
    last: models.Event | None = None
    for seen, row in enumerate(_read(rows, query)):
        if len(taken) == wanted or seen == _LOOKED_THROUGH:
            break
        last = row
        if query.accepts(orjson.loads(row.body), orjson.loads(row.namespaces)):
            taken.append(row)
    else:
        last = None
    given += len(taken)
    if query.limit is not None and given >= query.limit:
        last = None
    return Page(
        found=tuple(_found(taken)),
        next_token=None if last is None else _closed(query, last, given),
    )


def everything(query: Query, *, after: int = 0) -> Iterator[Found]:
    """Give all events that a query asks for, page by page."""
    token: str | None = None
    query = replace(query, most=None)
    while True:
        page = find(query, token, after=after)
        yield from page.found
        token = page.next_token
        if token is None:
            return


def since(query: Query, after: int) -> tuple[Page, int]:
    """Give the events of a query beyond an id, in the order of the record.

    Captures take their ids one after the other and are seen in that order, so an
    event that is seen later has a higher id: nothing is passed over.

    Args:
        query: The query; its order and limits do not count here.
        after: The highest id that was considered before.

    Returns:
        The events, and the highest id that has now been considered.
    """
    query = replace(query, order_by=None, limit=None, most=None)
    newest = newest_event()
    page = find(query, after=after)
    if page.next_token is not None:
        _, last, _ = _opened(page.next_token)
        return page, last
    return page, max([after, newest, *(found.id for found in page.found)])


def newest_event() -> int:
    """Give the highest id of an event; 0 when there is none."""
    newest = models.Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    return int(newest or 0)


def one(event_id: str) -> tuple[Found, ...]:
    """Give the event of this id or hash, and its declarations of error.

    Args:
        event_id: The ``eventID``, or the event's hash.
    """
    rows = models.Event.objects.filter(Q(event_id=event_id) | Q(hash=event_id))
    return tuple(_found(list(rows.select_related("facet").order_by("id")[:100])))


def values(field: str, after: str, count: int) -> list[str]:
    """Give the values that events have in a field, in order.

    Args:
        field: A column of facets, or ``item``.
        after: Only those beyond this one.
        count: How many at most.
    """
    if field == "item":
        rows: QuerySet[Any] = models.EventItem.objects.all()
    else:
        rows = models.EventFacet.objects.exclude(**{field: ""})
    listed = rows.filter(**{f"{field}__gt": after}).order_by(field)
    return list(listed.values_list(field, flat=True).distinct()[:count])


def has(field: str, value: str) -> bool:
    """Whether any event has this value in a field; see :func:`values`."""
    if field == "item":
        return models.EventItem.objects.filter(item=value).exists()
    return models.EventFacet.objects.filter(**{field: value}).exists()


def within(places: frozenset[str]) -> frozenset[str]:
    """Give places and all that lies within them, by the children of master data."""
    inner: dict[str, set[str]] = {}
    rows = models.MasterDatum.objects.exclude(children="[]")
    for element, children in rows.values_list("element", "children"):
        known = inner.setdefault(item_key(element), set())
        known.update(item_key(child) for child in orjson.loads(children))
    seen: set[str] = set()
    front = set(places)
    while front:
        seen |= front
        front = {child for place in front for child in inner.get(place, ())} - seen
    return frozenset(seen)


_LISTS = {
    "types": "facet__type__in",
    "actions": "facet__action__in",
    "biz_steps": "facet__biz_step__in",
    "dispositions": "facet__disposition__in",
    "read_points": "facet__read_point__in",
    "biz_locations": "facet__biz_location__in",
}
_TIMES = {"event_time": "event_time", "record_time": "facet__record_time"}


def _narrowed(query: Query) -> QuerySet[models.Event]:
    lookup = query.lookup
    rows = models.Event.objects.select_related("facet")
    for name, path in _LISTS.items():
        wanted = getattr(lookup, name)
        if wanted is not None:
            rows = rows.filter(**{path: sorted(wanted)})
    for name, path in _TIMES.items():
        earliest, latest = getattr(lookup, name)
        if earliest is not None:
            rows = rows.filter(**{f"{path}__gte": earliest})
        if latest is not None:
            rows = rows.filter(**{f"{path}__lt": latest})
    for keys in lookup.items:
        named = models.EventItem.objects.filter(item__in=sorted(keys))
        rows = rows.filter(pk__in=named.values("event"))
    if lookup.event_ids is not None:
        ids = sorted(lookup.event_ids)
        rows = rows.filter(Q(event_id__in=ids) | Q(hash__in=ids))
    if lookup.known_on is not None:
        known = models.Statement.objects.filter(known_since__lte=lookup.known_on)
        rows = rows.filter(pk__in=known.values("event"))
    return rows


def _order(query: Query) -> str | None:
    return None if query.order_by is None else _TIMES[_SNAKE[query.order_by]]


_SNAKE = {"eventTime": "event_time", "recordTime": "record_time"}


def _read(rows: QuerySet[models.Event], query: Query) -> Iterator[models.Event]:
    order = _order(query)
    if order is None:
        ordered = rows.order_by("pk")
    elif query.descending:
        ordered = rows.order_by(f"-{order}", "-pk")
    else:
        ordered = rows.order_by(order, "pk")
    limit = query.per_page + 1 if not query.conditions else _LOOKED_THROUGH + 1
    return ordered[:limit].iterator(chunk_size=200)


def _beyond(query: Query, place: str, id_: int) -> Q:
    order = _order(query)
    if order is None:
        return Q(pk__gt=id_)
    side = "lt" if query.descending else "gt"
    moment = datetime.fromisoformat(place)
    return Q(**{f"{order}__{side}": moment}) | Q(**{order: moment, f"pk__{side}": id_})


def _closed(query: Query, row: models.Event, given: int) -> str:
    place = ""
    if query.order_by == "eventTime":
        place = row.event_time.isoformat()
    elif query.order_by == "recordTime":
        place = row.facet.record_time.isoformat()
    return base64.urlsafe_b64encode(orjson.dumps([place, row.pk, given])).decode()


def _opened(token: str) -> tuple[str, int, int]:
    try:
        place, id_, given = orjson.loads(base64.urlsafe_b64decode(token))
        if place:
            datetime.fromisoformat(place)
        return str(place), int(id_), int(given)
    except (ValueError, TypeError) as problem:
        raise QueryParameterError(
            "is not a token of this server",
            path="nextPageToken",
            remedy="take it from the Link header of the page before",
        ) from problem


def _refuse_more_than(query: Query, most: int) -> None:
    asked = replace(query, most=None, limit=most + 1, per_page=1000, order_by=None)
    count = sum(1 for _ in everything(asked))
    if count > most:
        raise QueryTooLarge(
            f"more than {most} events are asked for",
            path="maxEventCount",
            remedy="narrow the query, or ask page by page without maxEventCount",
        )


def _found(rows: Sequence[models.Event]) -> Iterator[Found]:
    said = families.statements_of([row.pk for row in rows])
    for row in rows:
        yield Found(
            id=row.pk,
            event=families.event_of(row, said.get(row.pk, ())),
            record_time=row.facet.record_time,
        )


def parameters_of(row: models.NamedQuery) -> Mapping[str, Any]:
    """Give the parameters of a named query."""
    read: Mapping[str, Any] = orjson.loads(row.query)
    return read
