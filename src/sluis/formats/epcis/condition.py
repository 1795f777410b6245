"""Single conditions of EPCIS queries: from a parameter to a test of an event."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sluis.core.custody.keys import canonical, item_key
from sluis.core.custody.spelling import full_word, utc_milliseconds
from sluis.core.errors import InvalidInput
from sluis.formats.epcis.own_field import (
    OPERATORS,
    Condition,
    attribute_condition,
    has_attribute,
    many,
    own_condition,
    sought_rows,
)


class QueryParameterError(InvalidInput):
    """A parameter of a query is unknown, or its value cannot be."""

    code = "query-parameter"


MATCHED: Mapping[str, tuple[str, ...]] = {
    "MATCH_epc": ("epcList", "childEPCs"),
    "MATCH_parentID": ("parentID",),
    "MATCH_inputEPC": ("inputEPCList",),
    "MATCH_outputEPC": ("outputEPCList",),
    "MATCH_anyEPC": (
        "epcList", "childEPCs", "inputEPCList", "outputEPCList", "parentID",
    ),
    "MATCH_epcClass": ("quantityList", "childQuantityList"),
    "MATCH_inputEPCClass": ("inputQuantityList",),
    "MATCH_outputEPCClass": ("outputQuantityList",),
    "MATCH_anyEPCClass": (
        "quantityList", "childQuantityList", "inputQuantityList",
        "outputQuantityList",
    ),
}  # fmt: skip
"""Which fields each of the parameters that match goods looks into."""

_QUANTITIES = MATCHED["MATCH_anyEPCClass"]
_PAIRED = {
    "bizTransaction": ("bizTransactionList", "BTT-"),
    "source": ("sourceList", "SDT-"),
    "destination": ("destinationList", "SDT-"),
}
_SENSOR_WORDS = frozenset(
    {
        "type", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod",
        "microorganism", "chemicalSubstance", "bizRules", "stringValue",
        "booleanValue", "hexBinaryValue", "uriValue", "component", "exception",
        "coordinateReferenceSystem",
    }
)  # fmt: skip
_SENSOR_TIMES = frozenset({"time", "startTime", "endTime"})
_SENSOR_NUMBERS = "value|minValue|maxValue|meanValue|sDev|percValue|percRank"
_MEASURED = re.compile(
    rf"(EQ|GT|GE|LT|LE)_(quantity|{_SENSOR_NUMBERS})(?:_([A-Z0-9]{{2,4}}))?\Z"
)
_PAIR = re.compile(r"EQ_(bizTransaction|source|destination)_(.+)\Z", re.DOTALL)
_ATTRIBUTE = re.compile(r"EQ_?ATTR_([^:]+:.+)_([^_]+)\Z", re.DOTALL)
_OWN = re.compile(
    r"(EQ|GT|GE|LT|LE|EXISTS)_(INNER_)?"
    r"(ILMD_|ERROR_DECLARATION_|SENSORELEMENT_|SENSORMETADATA_|SENSORREPORT_"
    r"|readPoint_|bizLocation_)?([A-Za-z][\w.+-]*:.+)\Z",
    re.DOTALL,
)


def condition(  # noqa: PLR0911 - one a family of parameters
    name: str, values: Sequence[Any], names: Mapping[str, str]
) -> Condition | None:
    """Give the condition that a parameter stands for.

    Args:
        name: The parameter, such as ``EQ_bizTransaction_po``.
        values: Its values; one of them must hold.
        names: Prefix to address, for names of own fields.

    Returns:
        ``None`` if there is no such parameter.

    Raises:
        InvalidInput: A value cannot be, such as a quantity that is no number.
    """
    simple = _SIMPLE.get(name)
    if simple is not None:
        return simple(values)
    if found := _MEASURED.match(name):
        return _measured(found[1], found[2], found[3], values)
    if found := _PAIR.match(name):
        return _paired(found[1], found[2], values)
    operator, _, rest = name.partition("_")
    if rest in _SENSOR_TIMES and operator in {"GE", "LT"}:
        return _sensor_time(operator, rest, _time(values[0]))
    if operator == "EQ" and rest in _SENSOR_WORDS:
        return _sensor_word(rest, values)
    if operator == "HASATTR" and ":" in rest:
        return has_attribute(rest, values, names)
    if found := _ATTRIBUTE.match(name):
        return attribute_condition(found[1], found[2], values, names)
    if found := _OWN.match(name):
        return own_condition(found, values, names)
    return None


def _time(value: Any) -> str:
    written = utc_milliseconds(str(value).replace(" ", "+"))
    if not (written.endswith("Z") and len(written) == 24):
        raise _refused(value, "a time with its zone")
    return written


def _refused(value: Any, what: str) -> InvalidInput:
    return QueryParameterError(f"{str(value)[:80]!r} is not {what}")


def _decimal(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError) as problem:
        raise _refused(value, "a number") from problem


# What an event says, as texts to compare.


def _words(field: str, family: str) -> Callable[[Sequence[Any]], Condition]:
    outer, _, inner = field.partition(".")

    def build(values: Sequence[Any]) -> Condition:
        wanted = {full_word(str(v), family) for v in values}

        def asked(body: Mapping[str, Any], names: Mapping[str, str]) -> bool:
            said = body.get(outer)
            if inner:
                said = (said or {}).get(inner)
            return any(full_word(v, family) in wanted for v in many(said))

        return asked

    return build


def _texts(field: str) -> Callable[[Sequence[Any]], Condition]:
    outer, _, inner = field.partition(".")

    def build(values: Sequence[Any]) -> Condition:
        wanted = {canonical(str(v)) for v in values}

        def asked(body: Mapping[str, Any], names: Mapping[str, str]) -> bool:
            said = body.get(outer)
            if inner:
                said = (said or {}).get(inner)
            return any(canonical(str(v)) in wanted for v in many(said))

        return asked

    return build


def _exists(field: str) -> Callable[[Sequence[Any]], Condition]:
    def build(values: Sequence[Any]) -> Condition:
        return lambda body, names: any(True for _ in sought_rows(body, field))

    return build


def _declared(operator: str) -> Callable[[Sequence[Any]], Condition]:
    def build(values: Sequence[Any]) -> Condition:
        bound = _time(values[0])

        def asked(body: Mapping[str, Any], names: Mapping[str, str]) -> bool:
            said = (body.get("errorDeclaration") or {}).get("declarationTime")
            return bool(said) and OPERATORS[operator](utc_milliseconds(said), bound)

        return asked

    return build


_SIMPLE: dict[str, Callable[[Sequence[Any]], Condition]] = {
    "EQ_persistentDisposition_set": _words("persistentDisposition.set", "Disp-"),
    "EQ_persistentDisposition_unset": _words("persistentDisposition.unset", "Disp-"),
    "EQ_errorReason": _words("errorDeclaration.reason", "ER-"),
    "EQ_correctiveEventID": _texts("errorDeclaration.correctiveEventIDs"),
    "EQ_transformationID": _texts("transformationID"),
    "EXISTS_errorDeclaration": _exists("errorDeclaration"),
    "EXISTS_sensorElementList": _exists("sensorElementList"),
    "EXISTS_sensorMetadata": _exists("sensorMetadata"),
    "EXISTS_sensorReport": _exists("sensorReport"),
    "EXISTS_ilmd": _exists("ilmd"),
    "GE_errorDeclarationTime": _declared("GE"),
    "LT_errorDeclarationTime": _declared("LT"),
    "GE_errorDeclaration_Time": _declared("GE"),
    "LT_errorDeclaration_Time": _declared("LT"),
}


def is_pattern(text: str) -> bool:
    """Whether an identifier stands for many."""
    return text.startswith("urn:epc:idpat:") and "*" in text


def matching(fields: Sequence[str], patterns: Sequence[str]) -> Condition:
    """Give the condition that one of the fields names goods that match.

    Args:
        fields: Lists of goods or of quantities.
        patterns: Identifiers in any spelling, or ``urn:epc:idpat:…`` with ``*``.
    """
    keys = {item_key(p) for p in patterns if not is_pattern(p)}
    forms = [_form(p) for p in patterns if is_pattern(p)]

    def named(text: str) -> bool:
        return item_key(text) in keys or any(f.fullmatch(text) for f in forms)

    def asked(body: Mapping[str, Any], names: Mapping[str, str]) -> bool:
        for field in fields:
            for one in many(body.get(field)):
                if named(one["epcClass"] if isinstance(one, dict) else one):
                    return True
        return False

    return asked


def _form(pattern: str) -> re.Pattern[str]:
    """Spell a pattern of URNs as an expression that Digital Links satisfy too."""
    scheme, _, rest = pattern.removeprefix("urn:epc:idpat:").partition(":")
    parts = rest.split(".")
    urn = r"\.".join(r"[^.]+" if p == "*" else re.escape(p) for p in parts)
    form = rf"urn:epc:(?:id|class):{scheme}:{urn}"
    if scheme in {"sgtin", "lgtin"} and len(parts) == 3 and parts[0].isdecimal():
        prefix, reference, serial = parts
        if reference == "*":
            key = rf"\d{prefix}\d+"
        else:
            key = rf"{re.escape(reference[:1])}{prefix}{re.escape(reference[1:])}\d"
        last = r"[^/?#]+" if serial == "*" else re.escape(serial)
        form += rf"|https?://.+/01/{key}/{'21' if scheme == 'sgtin' else '10'}/{last}"
    if scheme == "sscc" and len(parts) == 2 and parts[0].isdecimal():
        form += rf"|https?://.+/00/\d{parts[0]}\d+"
    return re.compile(form)


def _measured(
    operator: str, field: str, uom: str | None, values: Sequence[Any]
) -> Condition:
    numbers = [_decimal(v) for v in values]

    def holds(row: Mapping[str, Any]) -> bool:
        said = row.get(field)
        if not isinstance(said, int | float) or (uom and row.get("uom") != uom):
            return False
        if operator == "EQ":
            return said in numbers
        return any(OPERATORS[operator](said, number) for number in numbers)

    if field == "quantity":
        return lambda body, names: any(
            holds(row) for key in _QUANTITIES for row in many(body.get(key))
        )
    return lambda body, names: any(map(holds, sought_rows(body, "sensorReport")))


def _paired(kind: str, type_: str, values: Sequence[Any]) -> Condition:
    field, family = _PAIRED[kind]
    wanted_type = full_word(type_, family)
    wanted = {item_key(str(v)) for v in values}

    def asked(body: Mapping[str, Any], names: Mapping[str, str]) -> bool:
        return any(
            full_word(row.get("type") or "", family) == wanted_type
            and item_key(row[kind]) in wanted
            for row in many(body.get(field))
        )

    return asked


def _sensor_rows(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from sought_rows(body, "sensorMetadata")
    yield from sought_rows(body, "sensorReport")


def _sensor_time(operator: str, field: str, bound: str) -> Condition:
    return lambda body, names: any(
        OPERATORS[operator](utc_milliseconds(row[field]), bound)
        for row in _sensor_rows(body)
        if row.get(field)
    )


def _sensor_word(field: str, values: Sequence[Any]) -> Condition:
    wanted = {_spelled(v) for v in values}
    return lambda body, names: any(
        _spelled(row[field]) in wanted
        for row in _sensor_rows(body)
        if row.get(field) is not None
    )


def _spelled(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = canonical(str(value))
    for head in ("https://gs1.org/voc/", "https://www.gs1.org/voc/", "gs1:"):
        text = text.removeprefix(head)
    return text
