"""Conditions on own fields, which are known by the address of their namespace."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sluis.core.custody.keys import canonical
from sluis.core.custody.spelling import utc_milliseconds

Condition: TypeAlias = Callable[[Mapping[str, Any], Mapping[str, str]], bool]
"""Whether an event (its JSON form, its namespaces) is asked for."""

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "GT": lambda a, b: a > b,
    "GE": lambda a, b: a >= b,
    "LT": lambda a, b: a < b,
    "LE": lambda a, b: a <= b,
}


def many(value: Any) -> list[Any]:
    """Give what is one value or several as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def sought_rows(body: Mapping[str, Any], field: str) -> Iterator[Any]:
    """Give a field's value if there is one, and what sensors say one by one."""
    if field in {"sensorMetadata", "sensorReport"}:
        for element in many(body.get("sensorElementList")):
            yield from many(element.get(field))
    elif body.get(field):
        yield body[field]


def _is_named(
    key: str, wanted: str, names: Mapping[str, str], own: Mapping[str, str]
) -> bool:
    """Whether an event's field is the one that is asked for."""
    prefix, mark, local = key.partition(":")
    asked_prefix, _, asked_local = wanted.partition(":")
    if not mark:
        return False
    if asked_local.startswith("//") or asked_prefix == "urn":
        return own.get(prefix, "") + local == wanted
    address = names.get(asked_prefix)
    if address is None:
        return key == wanted
    return local == asked_local and own.get(prefix) == address


def _fields_of(
    body: Mapping[str, Any], part: str, names: Mapping[str, str]
) -> Iterator[Mapping[str, Any]]:
    match part:
        case "":
            yield body
        case "ILMD_":
            yield from many(body.get("ilmd"))
        case "ERROR_DECLARATION_":
            yield from many(body.get("errorDeclaration"))
        case "SENSORELEMENT_":
            yield from many(body.get("sensorElementList"))
        case "SENSORMETADATA_":
            yield from sought_rows(body, "sensorMetadata")
        case "SENSORREPORT_":
            yield from sought_rows(body, "sensorReport")
        case _:
            yield from many(body.get(part.removesuffix("_")))


def _inner(value: Any) -> Iterator[tuple[str, Any]]:
    """Give fields at any depth below a value."""
    for one in many(value):
        if isinstance(one, dict):
            for key, held in one.items():
                yield key, held
                yield from _inner(held)


def own_condition(
    found: re.Match[str], values: Sequence[Any], names: Mapping[str, str]
) -> Condition:
    """Give the condition on the value of an own field.

    Args:
        found: Operator, ``INNER_`` or nothing, the part of the event, the field.
        values: What it is compared with.
        names: Prefix to address, as the asker writes them.
    """
    operator, inner, part, wanted = found.groups()
    texts = {str(v) for v in values}

    def sought(body: Mapping[str, Any], own: Mapping[str, str]) -> Iterator[Any]:
        for fields in _fields_of(body, part or "", own):
            for key, value in fields.items():
                if inner:
                    if ":" not in key and not part:
                        continue
                    pairs: Iterator[tuple[str, Any]] = _inner(value)
                else:
                    pairs = iter(((key, value),))
                for name, held in pairs:
                    if _is_named(name, wanted, names, own):
                        yield from many(held)

    if operator == "EXISTS":
        return lambda body, own: any(True for _ in sought(body, own))
    if operator == "EQ":
        return lambda body, own: any(_equal(v, texts) for v in sought(body, own))
    bound = values[0]
    return lambda body, own: any(
        _compared(operator, v, bound) for v in sought(body, own)
    )


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("#text", value.get("@value", ""))
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _equal(value: Any, wanted: set[str]) -> bool:
    text = _plain(value)
    if text in wanted:
        return True
    if canonical(text) in {canonical(w) for w in wanted}:
        return True
    number = _as_number(text)
    return number is not None and number in {_as_number(w) for w in wanted}


def _as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _compared(operator: str, value: Any, bound: Any) -> bool:
    text, limit = _plain(value), str(bound)
    numbers = _as_number(text), _as_number(limit)
    if None not in numbers:
        return OPERATORS[operator](*numbers)
    try:
        return OPERATORS[operator](_moment(text), _moment(limit))
    except ValueError:
        return False


def _moment(text: str) -> datetime:
    written = utc_milliseconds(text.replace(" ", "+"))
    if not written.endswith("Z"):
        raise ValueError(text)
    return datetime.fromisoformat(written)


def has_attribute(
    field: str, values: Sequence[Any], names: Mapping[str, str]
) -> Condition:
    """Give the condition that an own field has one of these attributes."""
    wanted = {str(v) for v in values}

    def asked(body: Mapping[str, Any], own: Mapping[str, str]) -> bool:
        return any(
            attribute in wanted or attribute.partition(":")[2] in wanted
            for key, value in body.items()
            if _is_named(key, field, names, own)
            for one in many(value)
            if isinstance(one, dict)
            for attribute in one
        )

    return asked


def attribute_condition(
    field: str, attribute: str, values: Sequence[Any], names: Mapping[str, str]
) -> Condition:
    """Give the condition that an attribute of an own field has one of these values."""
    wanted = {str(v) for v in values}

    def asked(body: Mapping[str, Any], own: Mapping[str, str]) -> bool:
        return any(
            _equal(held, wanted)
            for key, value in body.items()
            if _is_named(key, field, names, own)
            for one in many(value)
            if isinstance(one, dict)
            for name, held in one.items()
            if attribute in {name, name.partition(":")[2]}
        )

    return asked
