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
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sluis.core.errors import InvalidInput, SluisError, UnknownValue

if TYPE_CHECKING:
    import pint

_NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*\Z")

# Spellings of the field that pint reads otherwise or not at all. In this field
# "ug" is a millionth of standard gravity (accelerometer bias), never a microgram.
_SPELLINGS = {
    "ug": "micro_g0",
    "µg": "micro_g0",
    "μg": "micro_g0",
    "g": "g_0",
    "mg": "milli_g0",
    "%": "percent",
    "": "dimensionless",
}


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


@lru_cache(maxsize=1)
def _registry() -> pint.UnitRegistry[Any]:
    import pint

    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(
        non_int_type=Decimal, cache_folder=None
    )
    for definition in (
        "micro_g0 = 1e-6 * standard_gravity",
        "milli_g0 = 1e-3 * standard_gravity",
        "piece = []",
        "bit_count = []",
    ):
        registry.define(definition)
    return registry


@lru_cache(maxsize=4096)
def _factor(unit: str, target: str) -> tuple[Decimal, Decimal] | None:
    """Slope and offset that turn ``unit`` into ``target``; ``None`` if they differ."""
    import pint

    registry = _registry()
    try:
        zero = registry.Quantity(Decimal(0), _spelled(unit, target)).to(
            _spelled(target, target)
        )
        one = registry.Quantity(Decimal(1), _spelled(unit, target)).to(
            _spelled(target, target)
        )
    except pint.DimensionalityError:
        return None
    offset = Decimal(zero.magnitude)
    return Decimal(one.magnitude) - offset, offset


def _spelled(unit: str, target: str) -> str:
    # A bare gram and standard gravity share a letter; the parameter decides.
    if unit in {"g", "mg", "ug", "µg", "μg"} and target not in {"g", "mg", "ug"}:
        return unit.replace("µ", "u").replace("μ", "u")
    return _SPELLINGS.get(unit, unit)


def read_quantity(
    given: str | int | float | dict[str, Any], unit: str, *, path: str | None = None
) -> Quantity:
    """Read a quantity and turn it into the unit of its parameter.

    Args:
        given: Text such as ``"392 N"``, ``{"value": 392, "unit": "N"}``, or a bare
            number, which is allowed only for a parameter without a unit.
        unit: The parameter's unit in the vocabulary.
        path: Where it stands in the input, for the error.

    Raises:
        InvalidInput: It is not a number with a unit.
        UnknownValue: The unit does not exist.
        UnitError: The unit measures something else.
    """
    number, given_unit = _split(given, unit, path)
    import pint

    try:
        factor = _factor(given_unit, unit)
    except (pint.UndefinedUnitError, pint.errors.DefinitionSyntaxError) as problem:
        raise UnknownValue(
            f"{given_unit!r} is not a unit", path=path, remedy=f"write it in {unit}"
        ) from problem
    except Exception as problem:  # noqa: BLE001 - pint's parser raises many kinds
        raise UnknownValue(
            f"{given_unit!r} cannot be read as a unit",
            path=path,
            remedy=f"write it in {unit}",
        ) from problem
    if factor is None:
        raise UnitError(
            f"{_written(given)!r} is not measured in {unit or 'a plain number'}",
            path=path,
            remedy=f"write it in {unit or 'no unit'}",
        )
    slope, offset = factor
    value = float(number * slope + offset)
    if not math.isfinite(value):
        raise InvalidInput(f"{_written(given)!r} is not a finite number", path=path)
    return Quantity(value, unit, _written(given))


def _split(
    given: str | int | float | dict[str, Any], unit: str, path: str | None
) -> tuple[Decimal, str]:
    if isinstance(given, bool):
        raise InvalidInput(
            "a quantity was expected, not yes or no", path=path, remedy=f"give {unit}"
        )
    if isinstance(given, dict):
        if set(given) != {"value", "unit"} or isinstance(given["value"], bool):
            raise InvalidInput(
                "a quantity is {value, unit}",
                path=path,
                remedy=f'write {{"value": 1, "unit": "{unit}"}}',
            )
        given = f"{given['value']} {given['unit']}"
    if isinstance(given, int | float):
        if unit:
            raise InvalidInput(
                f"{given} has no unit", path=path, remedy=f"write it in {unit}"
            )
        given = str(given)
    found = _NUMBER.match(given)
    if not found:
        raise InvalidInput(
            f"{given!r} is not a number with a unit",
            path=path,
            remedy=f"write a number and {unit or 'no unit'}, with a decimal point",
        )
    return Decimal(found[1]), found[2]


def _written(given: str | int | float | dict[str, Any]) -> str:
    if isinstance(given, dict):
        return f"{given.get('value')} {given.get('unit')}"
    return str(given).strip()
