"""Amending what a licence says: the amended one takes the licence's place.

What a licence says never changes. An amendment makes another grant from it, for the
same application, and what left under the first counts for the second.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from sluis.core.casework.conditions import ConditionTerm
from sluis.core.casework.grant import Grant, LicensedGoods
from sluis.core.errors import InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendedLine:
    """What changes in a line of goods; ``None`` stays as it was.

    Attributes:
        line: Its number.
        quantity: How much may leave in all, what left before included.
        amount: What all of it may be worth, in the currency of the licence.
    """

    line: int
    quantity: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What an amended licence says otherwise.

    Attributes:
        valid_until: Its last day.
        lines: Lines of goods that change.
        conditions: All its conditions, those that stay included.
    """

    valid_until: date
    lines: tuple[AmendedLine, ...]
    conditions: tuple[ConditionTerm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing in which two grants differ.

    Attributes:
        what: ``valid_until``, ``quantity``, ``value`` or ``condition``.
        line: The line of goods; ``None`` is the whole.
        before: In the first; ``None`` is nothing.
        after: In the second; ``None`` is nothing.
    """

    what: Literal["valid_until", "quantity", "value", "condition"]
    line: int | None
    before: date | Decimal | ConditionTerm | None
    after: date | Decimal | ConditionTerm | None


def amended(
    grant: Grant, amendment: Amendment, *, number: str, proposed_by: int, begins: date
) -> Grant:
    """Give the grant that an amendment makes; nobody decided on it yet.

    Args:
        grant: What the licence says.
        amendment: What changes.
        number: Of the licence.
        proposed_by: Id of the user who proposes it.
        begins: First day of the amended licence.

    Raises:
        InvalidInput: It changes nothing, or a line that is not there.
    """
    lines = {one.line: one for one in amendment.lines}
    unknown = sorted(set(lines) - {one.line for one in grant.goods})
    if unknown:
        raise InvalidInput(f"there is no line {unknown[0]}", path="lines")
    made = replace(
        grant,
        proposed_by=proposed_by,
        decided_by=0,
        decided_on=begins,
        valid_from=begins,
        valid_until=amendment.valid_until,
        goods=tuple(_line(one, lines.get(one.line)) for one in grant.goods),
        conditions=amendment.conditions,
        replaces=number,
    )
    if not any(differences(grant, made)):
        raise InvalidInput(
            "it changes nothing",
            path="valid_until",
            remedy="change a day, a quantity, a value or a condition",
        )
    return made


def _line(goods: LicensedGoods, change: AmendedLine | None) -> LicensedGoods:
    if change is None:
        return goods
    value = goods.value
    if change.amount is not None:
        if value is None:
            raise InvalidInput(
                f"line {goods.line} has no value to change", path="lines.amount"
            )
        value = replace(value, amount=change.amount)
    quantity = goods.quantity if change.quantity is None else change.quantity
    return replace(goods, quantity=quantity, value=value)


def differences(first: Grant, second: Grant) -> Iterator[Difference]:
    """Tell in what two grants for one application differ, days of begin aside."""
    if first.valid_until != second.valid_until:
        yield Difference(
            what="valid_until",
            line=None,
            before=first.valid_until,
            after=second.valid_until,
        )
    later = {one.line: one for one in second.goods}
    for one in first.goods:
        other = later.get(one.line)
        quantity = other.quantity if other else None
        worth = one.value.amount if one.value else None
        value = other.value.amount if other and other.value else None
        if one.quantity != quantity:
            yield Difference(
                what="quantity", line=one.line, before=one.quantity, after=quantity
            )
        if worth != value:
            yield Difference(what="value", line=one.line, before=worth, after=value)
    for term in first.conditions:
        if term not in second.conditions:
            yield Difference(what="condition", line=term.line, before=term, after=None)
    for term in second.conditions:
        if term not in first.conditions:
            yield Difference(what="condition", line=term.line, before=None, after=term)
