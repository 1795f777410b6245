"""Reading the reports that bear on items: many items at once, each event once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

import orjson

from sluis.core.custody.keys import item_key
from sluis.core.custody.report import Event, Report, Statement, report_of
from sluis.office.custody import models

T = TypeVar("T")

_CHUNK = 400
_SIBLINGS = 500
_ROUNDS = 8
_LEADING = frozenset({"parent", "input", "output"})
_TRAVELS = frozenset({"item", "child"})


def parts(values: Iterable[T], size: int = _CHUNK) -> Iterator[list[T]]:
    """Cut what is asked for into what one statement may hold."""
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part


class Families:
    """What the record says of items, with what was read kept for the next one.

    A family is an item's own events, those of packages and things it was in, and
    of what it was made from or into; its company is goods that travelled with it.

    Attributes:
        numbers: Hash of each event that was read to its number in the record.
    """

    def __init__(self) -> None:
        self._events: dict[str, tuple[int, ...]] = {}
        self._named: dict[int, tuple[tuple[str, str], ...]] = {}
        self._read: dict[int, tuple[models.Event, Event]] = {}
        self._reports: dict[tuple[int, tuple[str, ...]], Report] = {}
        self.numbers: dict[str, int] = {}

    def ahead(self, items: Iterable[str], *, company: bool = True) -> None:
        """Read for many items together what will be asked of each."""
        events = self.lineage(items)
        if company:
            events |= self._events_of(self._company(events))
        self._fetch(events)

    def lineage(self, items: Iterable[str]) -> set[int]:
        """Give the events of items and of what carried them or they became."""
        seen: set[str] = set()
        front = {item_key(item) for item in items}
        events: set[int] = set()
        for _ in range(_ROUNDS):
            seen |= front
            found = self._events_of(front)
            leads = {
                name
                for _, name, role in self._names_of(found - events)
                if role in _LEADING
            }
            events |= found
            front = leads - seen
            if not front:
                break
        return events

    def with_company(self, item: str) -> set[int]:
        """Give the events of an item's family and of its company."""
        events = self.lineage([item])
        return events | self._events_of(self._company(events)[:_SIBLINGS])

    def lies_in(self, names: Iterable[str]) -> set[str]:
        """Give the names and all that ever lay in them or came of them."""
        front, seen = set(names), set(names)
        while front:
            led = {
                event
                for event, name, role in self._names_of(self._events_of(front))
                if role in _LEADING and name in front
            }
            front = {name for _, name, _ in self._names_of(led)} - seen
            seen |= front
        return seen

    def _company(self, events: set[int]) -> list[str]:
        named = self._names_of(events)
        return [name for _, name, role in sorted(named) if role in _TRAVELS]

    def reports(self, events: Collection[int]) -> list[Report]:
        """Give events as reports, in the order they came in."""
        self._fetch(events)
        rows = [self._read[pk] for pk in sorted(events)]
        declared = {
            row.hash: tuple(
                event.body["errorDeclaration"].get("correctiveEventIDs") or ()
            )
            for row, event in rows
            if row.declares_error
        }
        return [
            self._report(row, event, declared.get(row.hash, ()))
            for row, event in rows
            if not row.declares_error
        ]

    def _report(
        self, row: models.Event, event: Event, corrections: tuple[str, ...]
    ) -> Report:
        key = (row.pk, corrections)
        if key not in self._reports:
            self._reports[key] = report_of(
                event, known_until=row.known_until, corrections=corrections
            )
        return self._reports[key]

    def _events_of(self, names: Iterable[str]) -> set[int]:
        wanted = set(names)
        for part in parts(sorted(wanted - self._events.keys())):
            found: dict[str, list[int]] = defaultdict(list)
            rows = models.EventItem.objects.filter(item__in=part)
            for item, event in rows.values_list("item", "event_id"):
                found[item].append(event)
            self._events.update((name, tuple(found[name])) for name in part)
        return {event for name in wanted for event in self._events[name]}

    def _names_of(self, events: Iterable[int]) -> Iterator[tuple[int, str, str]]:
        wanted = set(events)
        for part in parts(sorted(wanted - self._named.keys())):
            found: dict[int, list[tuple[str, str]]] = defaultdict(list)
            rows = models.EventItem.objects.filter(event__in=part)
            for event, item, role in rows.values_list("event_id", "item", "role"):
                found[event].append((item, role))
            self._named.update((event, tuple(found[event])) for event in part)
        for event in wanted:
            for name, role in self._named[event]:
                yield event, name, role

    def _fetch(self, events: Iterable[int]) -> None:
        for part in parts(sorted(set(events) - self._read.keys())):
            rows = list(models.Event.objects.filter(pk__in=part))
            said = statements_of(part)
            for row in rows:
                self._read[row.pk] = (row, event_of(row, said.get(row.pk, ())))
                if not row.declares_error:
                    self.numbers[row.hash] = row.pk


def statements_of(events: Iterable[int]) -> dict[int, list[Statement]]:
    """Give what is said of events, by the events' ids in the record."""
    said: dict[int, list[Statement]] = defaultdict(list)
    for part in parts(events):
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
