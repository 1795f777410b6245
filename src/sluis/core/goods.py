"""What goods are and what can be said of them: kinds, parameters, countries.

The vocabulary is data (``law/kinds.yaml``, ``law/parameters.yaml``). This module
holds it and reads facts by it: a parameter that is absent is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal, TypeAlias

from sluis.core.errors import InvalidInput, UnknownValue
from sluis.core.quantity import Quantity, read_quantity

Text: TypeAlias = Mapping[str, str]
"""A text by language, ``en`` and ``nl``."""

Value: TypeAlias = Quantity | bool | str | tuple[str, ...]
"""What a parameter can hold."""

ParameterType: TypeAlias = Literal["quantity", "bool", "text", "texts", "countries"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of goods, in a tree.

    Attributes:
        code: Its name in files, such as ``turbojet_engine``.
        parent: The kind it is a sort of; ``None`` at the top.
        title: Its name for people.
    """

    code: str
    parent: str | None
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """Something that can be known of a good.

    Attributes:
        code: Its name in files, such as ``max_thrust``.
        type: What its values are.
        unit: The unit of its quantities, ``""`` for a plain number; ``None``
            when it is no quantity.
        kinds: The kinds it is asked of; none means any.
        title: Its name for people, in a sentence.
        question: How it is asked for.
        negative: Whether it may be below zero.
        most: The largest value that is possible, such as 100 of a share.
    """

    code: str
    type: ParameterType
    unit: str | None
    kinds: tuple[str, ...]
    title: Text
    question: Text
    negative: bool = False
    most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstance:
    """What is so of a transaction or not, beside the goods.

    Attributes:
        code: Its code, such as ``free_zone``.
        title: It inside a sentence, as "whether …".
        question: How it is asked for.
    """

    code: str
    title: Text
    question: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words that files may use.

    Attributes:
        kinds: Kinds of goods by code.
        parameters: Parameters by code.
        territories: Names of countries and territories by code.
        circumstances: What can be so of a transaction, by code.
    """

    kinds: Mapping[str, Kind]
    parameters: Mapping[str, Parameter]
    territories: Mapping[str, Text]
    circumstances: Mapping[str, Circumstance] = field(default_factory=dict)
    _lines: dict[str, frozenset[str]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def line_of(self, kind: str) -> frozenset[str]:
        """Give a kind and all the kinds above it."""
        if kind not in self._lines:
            line = {kind}
            parent = self.kinds[kind].parent
            while parent is not None:
                line.add(parent)
                parent = self.kinds[parent].parent
            self._lines[kind] = frozenset(line)
        return self._lines[kind]

    def parameters_of(self, kind: str) -> list[Parameter]:
        """Give the parameters a kind can be asked, its own before the general.

        Raises:
            UnknownValue: There is no such kind.
        """
        line = self.line_of(self.kind(kind).code)
        own = [p for p in self.parameters.values() if line.intersection(p.kinds)]
        return own + [p for p in self.parameters.values() if not p.kinds]

    def kind(self, code: object, *, path: str | None = None) -> Kind:
        """Look a kind up.

        Raises:
            UnknownValue: There is no such kind.
        """
        if isinstance(code, str) and code in self.kinds:
            return self.kinds[code]
        raise _unknown("kind of goods", code, self.kinds, path, "sluis goods kinds")

    def parameter(self, code: object, *, path: str | None = None) -> Parameter:
        """Look a parameter up.

        Raises:
            UnknownValue: There is no such parameter.
        """
        if isinstance(code, str) and code in self.parameters:
            return self.parameters[code]
        raise _unknown(
            "parameter", code, self.parameters, path, "sluis goods parameters"
        )

    def circumstance(self, code: object, *, path: str | None = None) -> Circumstance:
        """Look a circumstance up.

        Raises:
            UnknownValue: There is no such circumstance.
        """
        if isinstance(code, str) and code in self.circumstances:
            return self.circumstances[code]
        near = get_close_matches(str(code), self.circumstances, n=1)
        raise UnknownValue(
            f"{code!r} is not a circumstance",
            path=path,
            remedy=f"did you mean {near[0]}?" if near else "see circumstances.yaml",
        )

    def country(self, code: object, *, path: str | None = None) -> str:
        """Check a country or territory code.

        Raises:
            UnknownValue: It is not a code of ISO 3166-1 alpha-2.
        """
        if isinstance(code, str) and code in self.territories:
            return code
        raise UnknownValue(
            f"{code!r} is not a country",
            path=path,
            remedy="write its ISO 3166-1 alpha-2 code, such as NL",
        )

    def read_value(self, code: str, given: Any, *, path: str | None = None) -> Value:
        """Read the value of a parameter.

        Args:
            code: The parameter.
            given: What the file says; not ``None``.
            path: Where it stands, for the error.

        Raises:
            UnknownValue: The parameter, unit or country does not exist.
            UnitError: The unit measures something else.
            InvalidInput: It is no value of this parameter.
        """
        parameter = self.parameter(code, path=path)
        if parameter.unit is not None:
            quantity = read_quantity(given, parameter.unit, path=path)
            _check_size(quantity, parameter, path)
            return quantity
        if parameter.type == "bool":
            return _bool(code, given, path)
        if parameter.type == "text":
            return _text(code, given, path)
        values = tuple(_text(code, one, path) for one in _list(code, given, path))
        if parameter.type == "countries":
            return tuple(self.country(one, path=path) for one in values)
        return values


_ABSURD = 1e18
"""Nothing that a control list measures is as large, in the unit of its parameter."""


def _check_size(quantity: Quantity, parameter: Parameter, path: str | None) -> None:
    code, most = parameter.code, parameter.most
    if quantity.value < 0 and not parameter.negative:
        raise InvalidInput(
            f"{quantity.written!r} is below zero; {code} cannot be",
            path=path,
            remedy="write the size of the quantity",
        )
    if abs(quantity.value) > (_ABSURD if most is None else most):
        limit = "possible" if most is None else f"{most:g} {parameter.unit}"
        raise InvalidInput(
            f"{quantity.written!r} is more than {limit} for {code}",
            path=path,
            remedy="look at the figure and its unit",
        )


def _bool(code: str, given: Any, path: str | None) -> bool:
    if isinstance(given, bool):
        return given
    raise InvalidInput(
        f"{code} is yes or no, not {given!r}", path=path, remedy="write true or false"
    )


def _text(code: str, given: Any, path: str | None) -> str:
    if isinstance(given, str) and given.strip():
        return given.strip()
    raise InvalidInput(f"{code} is a text, not {given!r}", path=path)


def _list(code: str, given: Any, path: str | None) -> list[Any]:
    if isinstance(given, list):
        return given
    if isinstance(given, str):
        return [given]
    raise InvalidInput(f"{code} is a list of texts, not {given!r}", path=path)


def _unknown(
    what: str,
    code: object,
    known: Mapping[str, object],
    path: str | None,
    command: str,
) -> UnknownValue:
    near = get_close_matches(code, known, n=1) if isinstance(code, str) else []
    hint = f"did you mean {near[0]}? " if near else ""
    return UnknownValue(
        f"{code!r} is not a {what}", path=path, remedy=f"{hint}{command} lists them"
    )
