"""Conditions as a licence lays them down: read, worded, counted and watched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from sluis.core.casework.condition_library import (
    LIBRARY,
    ConditionCode,
    DueRule,
    Language,
    ParameterOf,
)
from sluis.core.errors import InvalidInput, SluisError, UnknownValue

Given: TypeAlias = str | int | Decimal | tuple[str, ...]
"""What a parameter of a condition can hold."""


class ConditionState(StrEnum):
    """Where one duty of a condition stands."""

    WAITING = "waiting"
    DUE = "due"
    OVERDUE = "overdue"
    MET = "met"
    BREACHED = "breached"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionTerm:
    """A condition as a licence lays it down.

    Attributes:
        code: Which condition.
        parameters: What was filled in, by name.
        line: The line of goods it is about; ``None`` is the whole licence.
    """

    code: ConditionCode
    parameters: Mapping[str, Given] = field(default_factory=dict)
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One thing that must be shown by a day.

    Attributes:
        due_on: Last day; ``None`` while what it counts from has not happened.
        met_on: When it was shown.
        breached_on: When it was found not to be kept.
        waived_on: When two people let it go.
    """

    due_on: date | None
    met_on: date | None = None
    breached_on: date | None = None
    waived_on: date | None = None

    def state(self, today: date, *, remind_days: int = 14) -> ConditionState:
        """Give where the duty stands on a day.

        Args:
            today: The day.
            remind_days: So many days before the last one it becomes due.
        """
        if _by(self.waived_on, today):
            return ConditionState.WAIVED
        if _by(self.breached_on, today):
            return ConditionState.BREACHED
        if _by(self.met_on, today):
            return ConditionState.MET
        if self.due_on is None or today < self.due_on - timedelta(days=remind_days):
            return ConditionState.WAITING
        return ConditionState.OVERDUE if today > self.due_on else ConditionState.DUE


def _by(day: date | None, today: date) -> bool:
    return day is not None and day <= today


def wording(term: ConditionTerm, language: Language) -> str:
    """Give a condition's sentence as the licence writes it.

    Args:
        term: A term without problems.
        language: ``en`` or ``nl``.
    """
    written = {name: _written(value) for name, value in term.parameters.items()}
    return LIBRARY[term.code].text[language].format_map(written)


def _written(value: Given) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def due_days(term: ConditionTerm, counted_from: date) -> date | None:
    """Give the last day on which a condition's evidence may come.

    Args:
        term: The condition.
        counted_from: The day of exit, of delivery, or of the period's start.

    Returns:
        ``None`` for a condition that has no such day.
    """
    days = term.parameters.get("days")
    counting = {DueRule.AFTER_EXIT, DueRule.AFTER_DELIVERY, DueRule.PERIODIC}
    if LIBRARY[term.code].due not in counting or not isinstance(days, int):
        return None
    return counted_from + timedelta(days=days)


def read_term(
    code: str, parameters: Mapping[str, object], line: int | None, *, path: str
) -> ConditionTerm:
    """Make a term from what a form or a file says.

    Args:
        code: The condition's code.
        parameters: By name; numbers may be text.
        line: The line it is about.
        path: Where it stands, for errors.

    Raises:
        UnknownValue: There is no such condition.
        InvalidInput: A parameter is not of its type.
    """
    try:
        kind = LIBRARY[ConditionCode(code)]
    except ValueError:
        raise UnknownValue(
            f"{code!r} is not a condition",
            path=f"{path}.code",
            remedy=f"choose one of {', '.join(ConditionCode)}",
        ) from None
    known = {one.name: one for one in kind.parameters}
    read: dict[str, Given] = {}
    for name, value in parameters.items():
        if value is None or value == "":
            continue
        if name not in known:
            raise UnknownValue(
                f"{code} has no parameter {name!r}",
                path=f"{path}.parameters.{name}",
                remedy=f"it has {', '.join(known) or 'none'}",
            )
        read[name] = _read(known[name], value, f"{path}.parameters.{name}")
    return ConditionTerm(code=kind.code, parameters=read, line=line)


def _read(parameter: ParameterOf, value: object, path: str) -> Given:
    text = str(value).strip()
    if parameter.type == "days":
        if not re.fullmatch(r"[1-9]\d{0,3}", text):
            raise InvalidInput(
                f"{text!r} is not a number of days", path=path, remedy="write 1 to 9999"
            )
        return int(text)
    if parameter.type == "quantity":
        if not re.fullmatch(r"\d{1,15}(\.\d{1,6})?", text) or not Decimal(text):
            raise InvalidInput(
                f"{text!r} is not a quantity",
                path=path,
                remedy="write a number above zero with a decimal point",
            )
        return Decimal(text)
    if parameter.type == "text":
        return text
    parts = value if isinstance(value, list | tuple) else text.split(",")
    codes = tuple(str(part).strip() for part in parts)
    if not all(re.fullmatch("[A-Z]{2}", one) for one in codes):
        raise InvalidInput(
            f"{text!r} are not countries", path=path, remedy="write codes, such as NL"
        )
    return codes


def problems_of_terms(
    terms: Sequence[ConditionTerm], lines: Sequence[int]
) -> Iterator[SluisError]:
    """Tell what is wrong with a licence's conditions.

    Args:
        terms: The conditions.
        lines: The numbers of the licence's lines.
    """
    for place, term in enumerate(terms):
        path = f"conditions[{place}]"
        for parameter in LIBRARY[term.code].parameters:
            if parameter.name not in term.parameters:
                yield InvalidInput(
                    f"{term.code} needs {parameter.name}",
                    path=f"{path}.parameters.{parameter.name}",
                    remedy="fill it in",
                )
        if term.line is not None and term.line not in lines:
            yield UnknownValue(f"there is no line {term.line}", path=f"{path}.line")
