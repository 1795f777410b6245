"""The event hash of CBV 2.0: one fingerprint however an event was written.

Pure Python, offline. An event is its JSON form (as :mod:`sluis.formats.epcis`
gives it, from XML as well) and the namespaces of its extension members. Record
time, event id, error declaration and comments are left out, as the standard
says; so the same event from two papers has one hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sluis.core.custody.spelling import CBV, serials, spelled, utc_milliseconds

_GS1 = "https://gs1.org/voc/"
STANDARD_NAMESPACES: Mapping[str, str] = {
    "cbv": CBV,
    "gs1": _GS1,
    "epcis": "https://ref.gs1.org/epcis/",
    "cbvmda": "urn:epcglobal:cbv:mda",
}
"""Prefixes that every event may use without declaring them."""

_IGNORED = frozenset(
    {
        "@context", "type", "recordTime", "eventID", "errorDeclaration",
        "rdfs:comment", "comment", "#text",
    }
)  # fmt: skip
_TIMES = frozenset({"eventTime", "time", "startTime", "endTime"})
_BARE = {
    "bizStep": f"{CBV}BizStep-",
    "disposition": f"{CBV}Disp-",
    "component": f"{CBV}Comp-",
    "exception": _GS1,
}
_QUANTITY = ("epcClass", "quantity", "uom")
_METADATA = (
    "time", "startTime", "endTime", "deviceID", "deviceMetadata", "rawData",
    "dataProcessingMethod", "bizRules",
)  # fmt: skip
_REPORT = (
    "type", "exception", "deviceID", "deviceMetadata", "rawData",
    "dataProcessingMethod", "time", "microorganism", "chemicalSubstance", "value",
    "component", "stringValue", "booleanValue", "hexBinaryValue", "uriValue",
    "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue", "uom",
    "coordinateReferenceSystem",
)  # fmt: skip
# The published vectors keep certificationInfo after the offset, and put the lists of
# transactions, destinations and sources after the sensors, in one sorted row with
# ILMD and extensions; the table in the standard does not. The vectors decide.
_ORDER = (
    "eventTime", "eventTimeZoneOffset", "certificationInfo", "parentID", "epcList",
    "inputEPCList", "childEPCs", "quantityList", "childQuantityList",
    "inputQuantityList", "outputEPCList", "outputQuantityList", "action",
    "transformationID", "bizStep", "disposition", "persistentDisposition",
    "readPoint", "bizLocation", "sensorElementList",
)  # fmt: skip
_PAIRS = {
    "bizTransactionList": ("bizTransaction", "BTT-"),
    "sourceList": ("source", "SDT-"),
    "destinationList": ("destination", "SDT-"),
}


_STANDARD = frozenset({*_ORDER, *_PAIRS, "ilmd"})
_KNOWN = _STANDARD | _IGNORED
_KEPT = 1 << 14
_Writer: TypeAlias = Callable[[str, Any, Mapping[str, str]], str]


def event_hash(
    event: Mapping[str, Any],
    namespaces: Mapping[str, str] | None = None,
    *,
    ignore: Iterable[str] = (),
) -> str:
    """Give the event's hash as a ``ni`` address.

    Args:
        event: The event's JSON form.
        namespaces: Prefix to address, for its extension members.
        ignore: Extension members that take no part, as a query document may say.

    Returns:
        ``ni:///sha-256;…?ver=CBV2.0``.
    """
    return EventHasher(namespaces).hash(event, ignore=ignore)


def pre_hash(
    event: Mapping[str, Any],
    namespaces: Mapping[str, str] | None = None,
    *,
    ignore: Iterable[str] = (),
) -> str:
    """Give the text whose sha-256 is the event's hash.

    Args:
        event: The event's JSON form.
        namespaces: Prefix to address, for its extension members.
        ignore: Extension members that take no part.
    """
    return EventHasher(namespaces).text(event, ignore=ignore)


class EventHasher:
    """Hashes the events of one document.

    Words, places and parties come again and again in a document; what was spelled
    once under its namespaces is kept.
    """

    __slots__ = ("_names", "_plans", "_spelled")

    def __init__(self, namespaces: Mapping[str, str] | None = None) -> None:
        self._names = {**STANDARD_NAMESPACES, **(namespaces or {})}
        self._plans: dict[tuple[str, ...], _Plan] = {}
        self._spelled: dict[Any, str] = {}

    def hash(self, event: Mapping[str, Any], *, ignore: Iterable[str] = ()) -> str:
        """Give the event's hash; see :func:`event_hash`."""
        text = self.text(event, ignore=ignore)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return f"ni:///sha-256;{digest}?ver=CBV2.0"

    def text(self, event: Mapping[str, Any], *, ignore: Iterable[str] = ()) -> str:
        """Give the text that is hashed; see :func:`pre_hash`."""
        fields = tuple(event)
        plan = self._plans.get(fields)
        if plan is None:
            self._make_room(self._plans)
            plan = self._plans[fields] = _plan(fields)
        names = self._names
        kept = self._spelled
        parts: list[str] = []
        for key, write in plan.first:
            value = event[key]
            if type(value) is str and write is not _time:
                text = kept.get((key, value))
                parts.append(text or self._keep((key, value), write(key, value, names)))
            elif value is not None and value != []:
                parts.append(write(key, value, names))
        last: list[str] = []
        for key in plan.pairs:
            value = event[key]
            if value:
                last.append(self._pairs(key, value))
        if plan.more:
            rest = {k: v for k, v in event.items() if k not in set(ignore)}
            last.extend(_members(rest, _STANDARD, names))
            if event.get("ilmd"):
                inner = _members(event["ilmd"], frozenset(), names)
                last.append("ilmd" + "".join(inner))
        last.sort()
        return "".join(parts + last)

    def _pairs(self, key: str, value: Any) -> str:
        """Spell transactions, sources or destinations; one alone is remembered."""
        if len(value) > 1:
            return _pairs(key, value, self._names)
        row = value[0]
        known = (key, row.get("type"), row[_PAIRS[key][0]])
        return self._spelled.get(known) or self._keep(
            known, _pairs(key, value, self._names)
        )

    def _keep(self, known: Any, text: str) -> str:
        self._make_room(self._spelled)
        self._spelled[known] = text
        return text

    @staticmethod
    def _make_room(kept: dict[Any, Any]) -> None:
        if len(kept) > _KEPT:
            kept.clear()


@dataclass(frozen=True, slots=True)
class _Plan:
    """In which order the fields of one shape of event are spelled.

    Attributes:
        first: Fields of the fixed order, each with its writer.
        pairs: Transactions, sources and destinations, which are sorted at the end.
        more: Whether there are extension members or ILMD.
    """

    first: tuple[tuple[str, _Writer], ...]
    pairs: tuple[str, ...]
    more: bool


def _plan(fields: tuple[str, ...]) -> _Plan:
    present = frozenset(fields)
    return _Plan(
        first=(
            ("type", _type),
            *((key, write) for key, write in _ORDERED if key in present),
        ),
        pairs=tuple(key for key in _PAIRS if key in present),
        more=not present <= _KNOWN - {"ilmd"},
    )


def _type(key: str, value: Any, names: Mapping[str, str]) -> str:
    return f"eventType={spelled(value, names)}"


def _plain(key: str, value: Any, names: Mapping[str, str]) -> str:
    return "".join(sorted(f"{key}={spelled(v, names)}" for v in _many(value)))


def _time(key: str, value: Any, names: Mapping[str, str]) -> str:
    return f"{key}={utc_milliseconds(value)}"


def _word(key: str, value: Any, names: Mapping[str, str]) -> str:
    return f"{key}={spelled(_full(value, _BARE[key]), names)}"


def _epcs(key: str, value: Any, names: Mapping[str, str]) -> str:
    if len(value) > 2 and "urn" not in names:
        together = serials(value)
        if together is not None:
            return key + together
    return key + "".join(sorted([f"epc={spelled(v, names)}" for v in value]))


def _quantities(key: str, value: Any, names: Mapping[str, str]) -> str:
    return key + "".join(sorted(_quantity(v, names) for v in value))


def _pairs(key: str, value: Any, names: Mapping[str, str]) -> str:
    return key + "".join(sorted(_pair(key, v, names) for v in value))


def _place(key: str, value: Any, names: Mapping[str, str]) -> str:
    if len(value) == 1:
        return f"{key}id={spelled(value['id'], names)}"
    extra = _members(value, frozenset({"id"}), names)
    return f"{key}id={spelled(value['id'], names)}{''.join(extra)}"


def _sensors(key: str, value: Any, names: Mapping[str, str]) -> str:
    return key + "".join(sorted(_sensor(v, names) for v in value))


def _quantity(element: Mapping[str, Any], names: Mapping[str, str]) -> str:
    known = (k for k in _QUANTITY if element.get(k) is not None)
    return "quantityElement" + "".join(
        f"{k}={spelled(element[k], names)}" for k in known
    )


def _pair(key: str, entry: Mapping[str, Any], names: Mapping[str, str]) -> str:
    name, prefix = _PAIRS[key]
    kind = entry.get("type")
    text = f"{name}={spelled(entry[name], names)}"
    if kind is None:
        return text
    return f"type={spelled(_full(kind, CBV + prefix), names)}{text}"


def _persistent(key: str, value: Any, names: Mapping[str, str]) -> str:
    parts = [key]
    for side in ("set", "unset"):
        given = (_full(v, f"{CBV}Disp-") for v in _many(value.get(side) or []))
        parts.extend(sorted(f"{side}={spelled(v, names)}" for v in given))
    return "".join(parts)


_WRITERS: dict[str, _Writer] = {
    "eventTime": _time,
    **dict.fromkeys(_BARE, _word),
    **dict.fromkeys(("epcList", "inputEPCList", "outputEPCList", "childEPCs"), _epcs),
    **dict.fromkeys(
        (
            "quantityList",
            "childQuantityList",
            "inputQuantityList",
            "outputQuantityList",
        ),
        _quantities,
    ),
    "readPoint": _place,
    "bizLocation": _place,
    "persistentDisposition": _persistent,
    "sensorElementList": _sensors,
}
_ORDERED = tuple((key, _WRITERS.get(key, _plain)) for key in _ORDER)


def _sensor(element: Mapping[str, Any], names: Mapping[str, str]) -> str:
    text = "sensorElement"
    metadata = element.get("sensorMetadata")
    if metadata:
        text += "sensorMetadata" + _fields(metadata, _METADATA, names)
    reports = _many(element.get("sensorReport") or [])
    text += "".join(
        sorted("sensorReport" + _fields(r, _REPORT, names) for r in reports)
    )
    known = frozenset({"sensorMetadata", "sensorReport"})
    return text + "".join(_members(element, known, names))


def _fields(
    values: Mapping[str, Any], order: tuple[str, ...], names: Mapping[str, str]
) -> str:
    text = ""
    for key in order:
        value = values.get(key)
        if value is None:
            continue
        if key in _TIMES:
            text += f"{key}={utc_milliseconds(value)}"
        elif key in _BARE:
            text += f"{key}={spelled(_full(value, _BARE[key]), names)}"
        elif key == "type":
            text += f"{key}={spelled(_full(value, _GS1), names)}"
        else:
            text += f"{key}={spelled(value, names)}"
    return text + "".join(_members(values, frozenset(order), names))


def _members(
    values: Mapping[str, Any], known: frozenset[str], names: Mapping[str, str]
) -> list[str]:
    """Spell extension members, sorted by what is written."""
    texts: list[str] = []
    for key, value in values.items():
        if key not in known and key not in _IGNORED:
            full = _full_key(key, names)
            texts.extend(_member(full, v, names) for v in _many(value))
    texts.sort()
    return texts


def _member(key: str, value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, Mapping):
        text = value.get("#text")
        own = f"={spelled(text, names)}" if text not in {None, ""} else ""
        return key + own + "".join(_members(value, frozenset(), names))
    if isinstance(value, list):
        return key + "".join(sorted(_member(key, v, names) for v in value))
    text = spelled(value, names)
    return f"{key}={text}" if text else key


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _full_key(key: str, names: Mapping[str, str]) -> str:
    prefix, mark, local = key.partition(":")
    if mark and prefix in names:
        return f"{{{names[prefix]}}}{local}"
    return key


def _full(value: Any, prefix: str) -> Any:
    """Write a bare word of the standard as its address."""
    if isinstance(value, str) and ":" not in value:
        return prefix + value
    return value
