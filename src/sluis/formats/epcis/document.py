"""Read a whole document: which syntax, which events, which master data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from sluis.core.custody.hash import EventHasher
from sluis.core.custody.report import VOCABULARY, Event, MasterData
from sluis.core.errors import InvalidInput, Problems, SluisError, UnreadableFile
from sluis.core.time import parse_day
from sluis.formats.epcis import schema
from sluis.formats.epcis.prefixes import used_prefixes
from sluis.formats.epcis.statement import lift
from sluis.formats.epcis.xml import read_xml

MAX_BYTES = 256 * 1024 * 1024
"""A larger document is refused; sources send such amounts in parts."""

MAX_DEPTH = 50
"""Deeper nesting is refused: no event of the standard needs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that was read and found valid.

    Attributes:
        events: Its events, in document order.
        paths: Where each stands, such as ``epcisBody.eventList[3]``.
        masterdata: Its vocabulary elements.
        created: When its sender says it was made, as written.
        sha256: Hash of the bytes, the identity of the evidence.
        syntax: ``json`` or ``xml``.
    """

    events: tuple[Event, ...]
    paths: tuple[str, ...]
    masterdata: tuple[MasterData, ...]
    created: str | None
    sha256: str
    syntax: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """A document taken apart, not yet checked event by event."""

    events: Sequence[Any]
    paths: Sequence[str]
    namespaces: Sequence[Mapping[str, str]]
    vocabularies: Sequence[Any]
    created: str | None
    depth: int
    ignored: frozenset[str] = frozenset()
    problems: tuple[SluisError, ...] = ()


def read_document(
    data: bytes, *, path: str = "", refused: list[SluisError] | None = None
) -> Document:
    """Read an EPCIS document, a bare event or a list of events.

    Args:
        data: The bytes, JSON or XML.
        path: Name of the file, for errors that concern all of it.
        refused: Takes what is wrong with single events, which are left out;
            ``None`` means that one bad event refuses the document.

    Raises:
        UnreadableFile: It is neither JSON nor XML, or is cut off.
        Problems: It breaks the schema; every problem with the field's path.
    """
    if len(data) > MAX_BYTES:
        raise InvalidInput(
            f"the document has {len(data):,} bytes; the limit is {MAX_BYTES:,}",
            path=path or None,
            remedy="send it in parts",
        )
    text = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    is_xml = text[:1] == b"<" or data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    parts = _xml_parts(data, path) if is_xml else _json_parts(text, path)
    events, problems = _checked(parts)
    if parts.problems or (problems and refused is None):
        raise Problems([*parts.problems, *problems])
    if refused is not None:
        refused.extend(problems)
    return Document(
        events=tuple(event for event, _ in events),
        paths=tuple(place for _, place in events),
        masterdata=tuple(_masterdata(parts.vocabularies)),
        created=parts.created,
        sha256=hashlib.sha256(data).hexdigest(),
        syntax="xml" if is_xml else "json",
    )


def _checked(
    parts: _Parts,
) -> tuple[list[tuple[Event, str]], list[SluisError]]:
    events: list[tuple[Event, str]] = []
    problems: list[SluisError] = []
    reader = _EventReader(parts.ignored)
    deep = parts.depth > MAX_DEPTH
    rows = zip(parts.events, parts.paths, parts.namespaces, strict=True)
    for body, path, namespaces in rows:
        found = schema.problems_of_event(body, path)
        if deep and not found and _depth(body) > MAX_DEPTH:
            found = [InvalidInput(f"nested deeper than {MAX_DEPTH} levels", path=path)]
        if found:
            problems.extend(found)
            continue
        try:
            events.append((reader.read(body, path, namespaces), path))
        except Problems as refused:
            problems.extend(refused.errors)
    return events, problems


class _EventReader:
    """Reads checked events; those of one document share what their hasher knows."""

    def __init__(self, ignored: frozenset[str]) -> None:
        self._ignored = ignored | {"@context"}
        self._names: Mapping[str, str] | None = None
        self._hasher = EventHasher()

    def read(
        self, body: Mapping[str, Any], path: str, namespaces: Mapping[str, str]
    ) -> Event:
        names = namespaces
        if "@context" in body:
            names = {**namespaces, **context_namespaces(body["@context"])}
        if names != self._names:
            self._names, self._hasher = names, EventHasher(names)
        kept, statements = lift(body, names, path)
        if not self._ignored.isdisjoint(kept):
            kept = {k: v for k, v in kept.items() if k not in self._ignored}
        return Event(
            body=kept,
            namespaces=_used(kept, names),
            hash=self._hasher.hash(kept),
            statements=statements,
        )


def _used(body: Any, names: Mapping[str, str]) -> dict[str, str]:
    """Keep the namespaces that the event uses, so that it stands by itself."""
    if not names:
        return {}
    return {prefix: names[prefix] for prefix in used_prefixes(body) if prefix in names}


def context_namespaces(context: Any) -> dict[str, str]:
    """Give the prefixes that a JSON-LD context declares."""
    names: dict[str, str] = {}
    for part in context if isinstance(context, list) else [context]:
        if isinstance(part, dict):
            names.update({k: v for k, v in part.items() if isinstance(v, str)})
    return names


def _json_parts(text: bytes, path: str) -> _Parts:
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError as problem:
        raise UnreadableFile(
            f"is neither JSON nor XML: {problem.msg} at line {problem.lineno},"
            f" column {problem.colno}",
            path=path or None,
            remedy="check that the file is whole, in UTF-8, and EPCIS",
        ) from problem
    depth = _depth(given)
    if depth > MAX_DEPTH + 8:
        raise InvalidInput(
            f"the document is nested deeper than {MAX_DEPTH} levels", path=path or None
        )
    if b"\\u0000" in text:
        raise InvalidInput("the document holds the character U+0000", path=path or None)
    if isinstance(given, list):
        return _bare(given, "[{}]", depth)
    if not isinstance(given, dict):
        raise Problems([InvalidInput("is not an EPCIS document", path=path or None)])
    if given.get("type") in schema.EVENT_TYPES:
        return _bare([given], "", depth)
    return _envelope(given, depth)


def _bare(events: list[Any], form: str, depth: int) -> _Parts:
    paths = [form.format(i) for i in range(len(events))]
    return _Parts(
        events=events,
        paths=paths,
        namespaces=[{}] * len(events),
        vocabularies=(),
        created=None,
        depth=depth,
    )


def _envelope(given: dict[str, Any], depth: int) -> _Parts:
    problems = schema.problems_of_envelope(given)
    if problems:
        raise Problems([*problems, *_events_anyway(given)])
    body = given["epcisBody"]
    header = given.get("epcisHeader") or {}
    vocabularies = (header.get("epcisMasterData") or {}).get("vocabularyList") or []
    ignored: frozenset[str] = frozenset()
    if given["type"] == "EPCISQueryDocument":
        results = body["queryResults"]
        events = results["resultsBody"]["eventList"]
        place = "epcisBody.queryResults.resultsBody.eventList[{}]"
        vocabularies = results["resultsBody"].get("vocabularyList") or vocabularies
        ignored = _ignored(results)
    elif "eventList" in body:
        events, place = body["eventList"], "epcisBody.eventList[{}]"
    else:
        events, place = [body["event"]], "epcisBody.event"
    names = context_namespaces(given.get("@context"))
    return _Parts(
        events=events,
        paths=[place.format(i) for i in range(len(events))],
        namespaces=[names] * len(events),
        vocabularies=vocabularies,
        created=given.get("creationDate"),
        depth=depth,
        ignored=ignored,
    )


def _events_anyway(given: dict[str, Any]) -> Iterator[SluisError]:
    """Name the events' problems too, so that a sender mends all in one go."""
    body = given.get("epcisBody")
    events = body.get("eventList") if isinstance(body, dict) else None
    for index, event in enumerate(events if isinstance(events, list) else []):
        yield from schema.problems_of_event(event, f"epcisBody.eventList[{index}]")


def _ignored(results: Mapping[str, Any]) -> frozenset[str]:
    for key, value in results.items():
        if key.endswith(":ignoreFields") and isinstance(value, list):
            return frozenset(v for v in value if isinstance(v, str))
    return frozenset()


def _xml_parts(data: bytes, path: str) -> _Parts:
    read = read_xml(data, path=path)
    return _Parts(
        events=[event for event, _, _ in read.events],
        paths=[place for _, place, _ in read.events],
        namespaces=[names for _, _, names in read.events],
        vocabularies=read.vocabularies,
        created=read.created,
        depth=_depth([event for event, _, _ in read.events]),
        ignored=read.ignored,
        problems=read.problems,
    )


def _masterdata(vocabularies: Sequence[Any]) -> Iterator[MasterData]:
    """Give vocabulary elements; ``sluis:knownSince`` is the day of the fact."""
    for vocabulary in vocabularies:
        for element in vocabulary.get("vocabularyElementList") or []:
            if not element["id"] or not vocabulary["type"]:
                raise InvalidInput(
                    "an element of a vocabulary has no id, or the vocabulary no type",
                    path="epcisMasterData.vocabularyList",
                )
            attributes = {
                a["id"]: a.get("attribute") for a in element.get("attributes") or []
            }
            known = attributes.pop(f"{VOCABULARY}knownSince", None)
            known = attributes.pop("sluis:knownSince", known)
            yield MasterData(
                vocabulary=vocabulary["type"].replace("sluis:", VOCABULARY, 1)
                if vocabulary["type"].startswith("sluis:")
                else vocabulary["type"],
                id=element["id"],
                attributes=attributes,
                children=tuple(element.get("children") or ()),
                known_since=None
                if known is None
                else parse_day(str(known), path=f"{element['id']} knownSince"),
            )


def _depth(value: Any) -> int:
    """Give how deep objects and lists are nested, up to a little over the limit."""
    level = [value] if isinstance(value, dict | list) else []
    depth = 0
    while level and depth <= MAX_DEPTH + 8:
        depth += 1
        level = [
            inner
            for outer in level
            for inner in (outer.values() if type(outer) is dict else outer)
            if type(inner) is dict or type(inner) is list
        ]
    return depth
