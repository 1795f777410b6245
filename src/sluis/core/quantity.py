"""Values with units, compared exactly with thresholds.

Quantities are read with pint in decimal arithmetic and turned into the one
unit that the parameter has in the law's vocabulary, then rounded once to a
double. The desk and the bulk engines compare those doubles, so they agree to
the last bit.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from sluis.core.errors import InvalidInput, SluisError, UnknownValue

if TYPE_CHECKING:
    import pint

Written: TypeAlias = str | int | float | dict[str, Any]
"""A quantity as authors write it: text, a bare number, or ``{value, unit}``."""

_NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*\Z")
_COMMA = re.compile(r"\s*[+-]?\d+,\d")
_ROOT = re.compile(r"(?:sqrt|√)\s*(\(\s*\w+\s*\)|\w+)")
_SIGNS = str.maketrans(
    {"µ": "u", "μ": "u", "°": "deg", "·": "*", "×": "*", "²": "**2", "³": "**3"}
)

# One letter, two things: to an accelerometer "g" is standard gravity, on a
# scale it is a gram. The dimension of the parameter tells which is meant.
_GRAVITY = {
    "g": "g_0",
    "mg": "milli_g0",
    "ug": "micro_g0",
    "micro g": "micro_g0",
    "milli g": "milli_g0",
}
_SPELLINGS = {"%": "percent", "kp": "kilopond", "": "dimensionless"}
_LONG = re.compile(r"\b(?:km|nmi)\b")


class UnitError(SluisError):
    """A quantity has a unit of another dimension than its parameter."""

    code = "wrong-unit"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the unit of its parameter.

    Attributes:
        value: The number in ``unit``, rounded once to a double.
        unit: The parameter's own unit, as the vocabulary writes it.
        written: What the author wrote, kept for display.
    """

    value: float
    unit: str
    written: str


def read_quantity(given: Written, unit: str, *, path: str | None = None) -> Quantity:
    """Read a quantity and turn it into the unit of its parameter.

    Args:
        given: Text such as ``"392 N"``, ``{"value": 392, "unit": "N"}``, or a bare
            number, which is allowed only for a parameter without a unit.
        unit: The parameter's unit in the vocabulary. ``g``, ``mg`` and ``ug`` are
            fractions of standard gravity there; masses are in ``kg``.
        path: Where it stands in the input, for the error.

    Raises:
        InvalidInput: It is not a number with a unit.
        UnknownValue: The unit does not exist, or could mean two things here.
        UnitError: The unit measures something else.
    """
    text = _text(given, unit, path)
    try:
        return _read(text, unit)
    except SluisError as problem:
        raise type(problem)(
            problem.message, path=path, remedy=problem.remedy
        ) from problem


def check_unit(unit: str, *, path: str | None = None) -> None:
    """Refuse a unit that the vocabulary may not use.

    Raises:
        UnknownValue: The unit does not exist.
    """
    read_quantity(f"1 {unit}", unit, path=path)


@lru_cache(maxsize=65536)
def _read(text: str, unit: str) -> Quantity:
    number, given_unit = _split(text, unit)
    factor = _factor(given_unit, unit)
    if factor is None:
        raise UnitError(
            f"{text!r} is not measured in {unit or 'a plain number'}",
            remedy=f"write it in {unit or 'no unit'}",
        )
    slope, offset = factor
    try:
        value = float(number * slope + offset)
    except (DecimalException, OverflowError) as problem:
        raise InvalidInput(
            f"{text!r} is out of all bounds", remedy="write a smaller number"
        ) from problem
    if not math.isfinite(value):
        raise InvalidInput(
            f"{text!r} is not a finite number", remedy="write a smaller number"
        )
    return Quantity(value, unit, text)


def _text(given: Written, unit: str, path: str | None) -> str:
    if isinstance(given, str):
        return given.strip()
    if isinstance(given, dict):
        if set(given) != {"value", "unit"} or not _plain(given["value"]):
            raise InvalidInput(
                "a quantity is {value, unit}",
                path=path,
                remedy=f'write {{"value": 1, "unit": "{unit}"}}',
            )
        return f"{given['value']} {given['unit']}".strip()
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise InvalidInput(
            "a quantity was expected", path=path, remedy=f'write "1 {unit}"'.rstrip()
        )
    if unit:
        raise InvalidInput(
            f"{given} has no unit", path=path, remedy=f"write it in {unit}"
        )
    return str(given)


def _plain(value: Any) -> bool:
    return isinstance(value, int | float | str) and not isinstance(value, bool)


def _split(text: str, unit: str) -> tuple[Decimal, str]:
    found = _NUMBER.match(text)
    if not found or _COMMA.match(text):
        raise InvalidInput(
            f"{text!r} is not a number with a unit",
            remedy=f"write a number and {unit or 'no unit'}, with a decimal point",
        )
    if unit and not found[2]:
        raise InvalidInput(f"{text!r} has no unit", remedy=f"write it in {unit}")
    return Decimal(found[1]), found[2]


@lru_cache(maxsize=4096)
def _factor(unit: str, target: str) -> tuple[Decimal, Decimal] | None:
    """Slope and offset that turn ``unit`` into ``target``; ``None`` if they differ."""
    import pint

    if _plain_unit(unit) == "nm" and _LONG.search(target):
        raise UnknownValue(
            "'nm' is a nanometre, and could be meant as a nautical mile",
            remedy="write nmi for nautical miles",
        )
    registry = _registry()
    try:
        wanted = _parsed(registry, target, gravity=True)
        given = _parsed(registry, unit, gravity=_accelerates(wanted))
        zero = registry.Quantity(Decimal(0), given).to(wanted)
        one = registry.Quantity(Decimal(1), given).to(wanted)
    except pint.DimensionalityError:
        return None
    except Exception as problem:  # pint's parser raises many kinds of error
        raise UnknownValue(
            f"{unit!r} is not a unit", remedy=f"write it in {target or 'no unit'}"
        ) from problem
    offset = Decimal(zero.magnitude)
    return Decimal(one.magnitude) - offset, offset


def _parsed(registry: pint.UnitRegistry[Any], unit: str, *, gravity: bool) -> Any:
    plain = _plain_unit(unit)
    if gravity and plain in _GRAVITY:
        plain = _GRAVITY[plain]
    return registry.parse_units(_SPELLINGS.get(plain, plain))


def _plain_unit(unit: str) -> str:
    return _ROOT.sub(r"(\1)**0.5", unit.translate(_SIGNS).strip())


def _accelerates(unit: Any) -> bool:
    return bool(unit.dimensionality == {"[length]": 1, "[time]": -2})


@lru_cache(maxsize=1)
def _registry() -> pint.UnitRegistry[Any]:
    import pint

    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(
        non_int_type=Decimal, cache_folder=None
    )
    registry.define("micro_g0 = 1e-6 * standard_gravity")
    registry.define("milli_g0 = 1e-3 * standard_gravity")
    registry.define("piece = []")
    return registry
