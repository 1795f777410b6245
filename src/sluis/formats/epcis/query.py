"""The query parameters of EPCIS 2.0 (section 8.2.7.1), read and applied.

A query comes as parameters of an address, where values are parted by ``|``, or as
a JSON object, where they are lists. :func:`read_query` checks every parameter and
refuses what it does not know; :meth:`Query.accepts` tells whether an event is
asked for. What a database can look up by itself stands in :class:`Lookup`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from sluis.core.custody.keys import item_key
from sluis.core.custody.report import VOCABULARY
from sluis.core.custody.spelling import full_word, utc_milliseconds
from sluis.core.errors import Problems, SluisError
from sluis.core.time import parse_day
from sluis.formats.epcis import condition
from sluis.formats.epcis.condition import QueryParameterError
from sluis.formats.epcis.own_field import Condition
from sluis.formats.epcis.schema import EVENT_TYPES

KNOWN_ON = "sluis:knownOn"
"""Our own parameter: only what had become known by this day."""

Within: TypeAlias = Callable[[frozenset[str]], frozenset[str]]
"""Gives places and all that lies within them, by master data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What narrows a query before any event is read; ``None`` does not narrow."""

    types: frozenset[str] | None = None
    actions: frozenset[str] | None = None
    biz_steps: frozenset[str] | None = None
    dispositions: frozenset[str] | None = None
    read_points: frozenset[str] | None = None
    biz_locations: frozenset[str] | None = None
    items: tuple[frozenset[str], ...] = ()
    event_ids: frozenset[str] | None = None
    declares_error: bool | None = None
    event_time: tuple[datetime | None, datetime | None] = (None, None)
    record_time: tuple[datetime | None, datetime | None] = (None, None)
    known_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query that was read.

    Attributes:
        lookup: What a database can look up by itself; it has been applied when
            :meth:`accepts` is asked.
        conditions: What is left to be asked of each event.
        order_by: ``eventTime`` or ``recordTime``; ``None`` is the order of capture.
        descending: The latest first, which the standard takes for granted.
        limit: Give no more than these (``eventCountLimit``).
        most: Refuse if there are more (``maxEventCount``).
        per_page: How many in one answer.
        given: The parameters as they can be written down.
    """

    lookup: Lookup = field(default_factory=Lookup)
    conditions: tuple[Condition, ...] = ()
    order_by: str | None = None
    descending: bool = True
    limit: int | None = None
    most: int | None = None
    per_page: int = 30
    given: Mapping[str, Any] = field(default_factory=dict)

    def accepts(self, body: Mapping[str, Any], names: Mapping[str, str]) -> bool:
        """Whether an event that the lookup lets through is asked for.

        Args:
            body: The event's JSON form.
            names: Prefix to address, for its own fields.
        """
        return all(asked(body, names) for asked in self.conditions)


def read_query(
    parameters: Mapping[str, Any],
    names: Mapping[str, str] | None = None,
    *,
    within: Within = frozenset,
) -> Query:
    """Read the parameters of a query.

    Args:
        parameters: Name to value; a text holds several parted by ``|``.
        names: Prefix to address, for names of own fields.
        within: Gives places and all that lies within them.

    Raises:
        Problems: Of :class:`QueryParameterError`, one a parameter that is wrong.
    """
    query = Query()
    problems: list[SluisError] = []
    for name, given in parameters.items():
        if name in {"@context", "nextPageToken"}:
            continue
        try:
            query = _with(query, name, _values(name, given), names or {}, within)
        except QueryParameterError as error:
            error.path = name
            problems.append(error)
    if query.limit is not None and query.most is not None:
        problems.append(
            QueryParameterError(
                "eventCountLimit and maxEventCount exclude each other",
                path="maxEventCount",
                remedy="leave one of them out",
            )
        )
    if problems:
        raise Problems(problems)
    kept = {k: v for k, v in parameters.items() if k not in {"nextPageToken"}}
    return replace(query, given=kept)


def _values(name: str, given: Any) -> list[Any]:
    listed = given if isinstance(given, list) else [given]
    values: list[Any] = []
    for one in listed:
        if isinstance(one, str):
            if "\x00" in one:
                raise QueryParameterError("holds the character U+0000")
            values.extend(part for part in one.split("|") if part)
        elif isinstance(one, bool | int | float):
            values.append(one)
        elif one is not None:
            raise QueryParameterError("is neither a text nor a number")
    if not values and not name.startswith("EXISTS_"):
        raise QueryParameterError("has no value")
    return values


def _with(
    query: Query,
    name: str,
    values: list[Any],
    names: Mapping[str, str],
    within: Within,
) -> Query:
    if name in _CONTROLS:
        return replace(query, **{_CONTROLS[name][0]: _CONTROLS[name][1](values)})
    if name in _LOOKUPS:
        return replace(
            query, lookup=_narrowed(query.lookup, name, _LOOKUPS[name], values)
        )
    if name in {"WD_readPoint", "WD_bizLocation"}:
        place = "read_points" if name == "WD_readPoint" else "biz_locations"
        wanted = within(frozenset(item_key(_text(v)) for v in values))
        return replace(query, lookup=_meet(query.lookup, place, wanted))
    if name.startswith("MATCH_"):
        query = _matching(query, name, values)
    else:
        asked = condition.condition(name, values, names)
        if asked is None:
            raise QueryParameterError(
                "is not a parameter of EPCIS queries",
                remedy="write one of the standard's parameters; own fields need a"
                " namespace, as in EQ_example:field",
            )
        query = replace(query, conditions=(*query.conditions, asked))
    return query


def _matching(query: Query, name: str, values: list[Any]) -> Query:
    fields = condition.MATCHED.get(name)
    if fields is None:
        raise QueryParameterError("is not a parameter of EPCIS queries")
    patterns = [_text(v) for v in values]
    asked = condition.matching(fields, patterns)
    query = replace(query, conditions=(*query.conditions, asked))
    if any(condition.is_pattern(p) for p in patterns):
        return query
    keys = frozenset(item_key(p) for p in patterns)
    return replace(
        query, lookup=replace(query.lookup, items=(*query.lookup.items, keys))
    )


def _narrowed(
    lookup: Lookup,
    name: str,
    how: tuple[str, Callable[[Any], Any]],
    values: list[Any],
) -> Lookup:
    place, read = how
    wanted = frozenset(read(value) for value in values)
    if place == "known_on":
        return replace(lookup, known_on=min(wanted))
    if place in {"event_time", "record_time"}:
        earliest, latest = getattr(lookup, place)
        if name.startswith("GE_"):
            earliest = max(wanted | ({earliest} if earliest else set()))
        else:
            latest = min(wanted | ({latest} if latest else set()))
        bounds: Any = {place: (earliest, latest)}
        return replace(lookup, **bounds)
    return _meet(lookup, place, wanted)


def _meet(lookup: Lookup, place: str, wanted: frozenset[Any]) -> Lookup:
    """Narrow further: what two parameters say must both hold."""
    before = getattr(lookup, place)
    narrowed: Any = {place: wanted if before is None else before & wanted}
    return replace(lookup, **narrowed)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise QueryParameterError(f"{value!r} is not a text")
    return value


def moment(value: Any) -> datetime:
    """Read a time with its zone.

    Raises:
        QueryParameterError: It is none.
    """
    written = utc_milliseconds(str(value).replace(" ", "+"))
    try:
        return datetime.fromisoformat(written).astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        raise _no_time(value) from problem


def _no_time(value: Any) -> QueryParameterError:
    return QueryParameterError(
        f"{str(value)[:80]!r} is not a time with its zone",
        remedy="write it as 2016-05-12T10:00:00+02:00",
    )


def _moment(value: Any) -> datetime:
    if "T" not in str(value) or not utc_milliseconds(
        str(value).replace(" ", "+")
    ).endswith("Z"):
        raise _no_time(value)
    return moment(value)


def _one_of(allowed: Iterable[str]) -> Callable[[Any], str]:
    choices = frozenset(allowed)

    def read(value: Any) -> str:
        if value not in choices:
            raise QueryParameterError(
                f"{str(value)[:80]!r} cannot be",
                remedy="write one of " + ", ".join(sorted(choices)),
            )
        return str(value)

    return read


def _type(value: Any) -> str:
    text = _text(value)
    return text if ":" in text else _one_of(EVENT_TYPES)(text)


def _word(family: str) -> Callable[[Any], str]:
    return lambda value: full_word(_text(value), family)


def _place(value: Any) -> str:
    return item_key(_text(value))


def _day(value: Any) -> date:
    try:
        return parse_day(str(value))
    except SluisError as problem:
        raise QueryParameterError(problem.message, remedy=problem.remedy) from problem


_LOOKUPS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "eventType": ("types", _type),
    "EQ_action": ("actions", _one_of(("ADD", "OBSERVE", "DELETE"))),
    "EQ_bizStep": ("biz_steps", _word("BizStep-")),
    "EQ_disposition": ("dispositions", _word("Disp-")),
    "EQ_readPoint": ("read_points", _place),
    "EQ_bizLocation": ("biz_locations", _place),
    "EQ_eventID": ("event_ids", _text),
    "GE_eventTime": ("event_time", _moment),
    "LT_eventTime": ("event_time", _moment),
    "GE_recordTime": ("record_time", _moment),
    "LT_recordTime": ("record_time", _moment),
    KNOWN_ON: ("known_on", _day),
    f"{VOCABULARY}knownOn": ("known_on", _day),
}


def _number(low: int, high: int | None = None) -> Callable[[Sequence[Any]], int]:
    def read(values: Sequence[Any]) -> int:
        text = str(values[0])
        if not (text.isascii() and text.isdecimal()) or len(text) > 9:
            raise QueryParameterError(
                f"{text[:80]!r} is not a whole number", remedy=f"write {low} or more"
            )
        number = int(text)
        if number < low:
            raise QueryParameterError(f"{number} is less than {low}")
        return number if high is None else min(number, high)

    return read


_order = _one_of(("eventTime", "recordTime"))
_direction = _one_of(("ASC", "DESC"))
_CONTROLS: dict[str, tuple[str, Callable[[Sequence[Any]], Any]]] = {
    "orderBy": ("order_by", lambda values: _order(values[0])),
    "orderDirection": ("descending", lambda values: _direction(values[0]) == "DESC"),
    "eventCountLimit": ("limit", _number(1)),
    "maxEventCount": ("most", _number(1)),
    "perPage": ("per_page", _number(1, 1000)),
}
