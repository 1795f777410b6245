"""Check events against our own schema, and say in words what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any

import jsonschema_rs
import orjson

from sluis.core.errors import InvalidInput, SluisError

EVENT_TYPES = frozenset(
    {
        "ObjectEvent",
        "AggregationEvent",
        "TransactionEvent",
        "TransformationEvent",
        "AssociationEvent",
    }
)
_DOCUMENTS = frozenset({"EPCISDocument", "EPCISQueryDocument"})

# Field to what it should have been, for values that fail a list or a pattern.
_EXPECTED = {
    "bizStep": ("a business step", "use a word of CBV 2.0 or an address of your own"),
    "disposition": ("a disposition", "use a word of CBV 2.0 or an address of your own"),
    "set": ("a disposition", "use a word of CBV 2.0 or an address of your own"),
    "unset": ("a disposition", "use a word of CBV 2.0 or an address of your own"),
    "reason": ("a reason", "write did_not_occur, incorrect_data or an address"),
    "eventTimeZoneOffset": ("a zone offset", "write it as +01:00"),
    "action": ("an action", "write OBSERVE, ADD or DELETE"),
    "type": ("a type of this list", "use a word of CBV 2.0 or an address of your own"),
    "uom": ("a unit", "write a code of UN/ECE Recommendation 20, such as KGM"),
}
_NEEDS = {
    "ObjectEvent": "an ObjectEvent needs epcList, quantityList, or a sensor with"
    " readPoint",
    "AggregationEvent": "an AggregationEvent needs parentID with ADD and DELETE,"
    " and children unless it is DELETE",
    "TransactionEvent": "a TransactionEvent needs epcList or quantityList",
    "TransformationEvent": "a TransformationEvent needs inputs and outputs, or a"
    " transformationID and one of them",
    "AssociationEvent": "an AssociationEvent needs children unless it is DELETE",
}


@lru_cache(maxsize=1)
def _definitions() -> dict[str, Any]:
    text = files("sluis.formats").joinpath("data/epcis-2.0.schema.json").read_bytes()
    schema: dict[str, Any] = orjson.loads(text)
    return schema


@lru_cache(maxsize=16)
def _validator(name: str) -> Any:
    schema = {**_definitions(), "$ref": f"#/$defs/{name}"}
    return jsonschema_rs.validator_for(schema, validate_formats=True)


def problems_of_event(event: Any, path: str) -> list[SluisError]:
    """Name everything that is wrong with an event.

    Args:
        event: The event's JSON form.
        path: Where it stands in its document.
    """
    if not isinstance(event, dict):
        return [InvalidInput("an event is an object", path=path or None)]
    kind = event.get("type")
    if kind not in EVENT_TYPES:
        return [
            InvalidInput(
                f"{kind!r} is not a type of event" if kind else "the type is missing",
                path=_join(path, ["type"]),
                remedy="write one of " + ", ".join(sorted(EVENT_TYPES)),
            )
        ]
    validator = _validator(kind)
    if validator.is_valid(event):
        return []
    return [_problem(e, path, kind) for e in validator.iter_errors(event)]


def problems_of_envelope(document: dict[str, Any]) -> list[SluisError]:
    """Name everything that is wrong with a document around its events."""
    kind = document.get("type")
    if kind not in _DOCUMENTS:
        return [
            InvalidInput(
                f"{kind!r} is not a document of EPCIS" if kind else "has no type",
                path="type",
                remedy="send an EPCISDocument, an event, or a list of events",
            )
        ]
    validator = _validator(kind)
    if validator.is_valid(document):
        return []
    return [_problem(e, "", kind) for e in validator.iter_errors(document)]


def _problem(error: Any, path: str, kind: str) -> InvalidInput:
    place: list[str | int] = list(error.instance_path)
    where = _join(path, place)
    field = next((p for p in reversed(place) if isinstance(p, str)), "")
    rule = type(error.kind).__name__
    if rule in {"PropertyNames", "AdditionalProperties"}:
        return InvalidInput(
            f"a field is not of the standard: {_short(error.message)}",
            path=where,
            remedy="own fields need a namespace, as in example:field",
        )
    if not place and rule in {"AnyOf", "OneOfNotValid"}:
        return InvalidInput(_NEEDS.get(kind, _short(error.message)), path=where)
    if rule == "Format":
        return InvalidInput(
            f"{_short(str(error.instance))!r} is not a time with its zone",
            path=where,
            remedy="write it as 2016-05-12T10:00:00+02:00",
        )
    if rule in {"Pattern", "Enum"}:
        noun, remedy = _EXPECTED.get(
            field, ("a URI", "write an address or identifier, urn:… or https://…")
        )
        return InvalidInput(
            f"{_short(str(error.instance))!r} is not {noun}", path=where, remedy=remedy
        )
    return InvalidInput(_short(error.message), path=where)


def _short(text: str) -> str:
    return text if len(text) <= 160 else text[:157] + "…"


def _join(path: str, place: Iterable[str | int]) -> str | None:
    for part in place:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{part}" if path else part
    return path or None
