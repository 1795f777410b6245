"""What a decision grants: all that a licence is made from, and that it says.

The desk that decides hands a :class:`Grant` over; the desk of licences makes the
licence from it and from nothing else, so the document cannot say more or other
than was decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from sluis.core.casework.conditions import ConditionTerm, problems_of_terms
from sluis.core.errors import InvalidInput, Problems, SluisError
from sluis.core.licence import countable
from sluis.core.transaction import Money, Role

LicenceKind: TypeAlias = Literal[
    "individual", "global", "transit", "brokering", "technical_assistance"
]
"""Individual and global export, and the other activities that are licensed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LicensedParty:
    """Someone a licence names.

    Attributes:
        role: What they are in it; ``exporter`` is the holder.
        name: As the licence writes it.
        country: ISO 3166-1 alpha-2; ``None`` is not known.
        identifier: EORI or a register number; ``None`` is not known.
        address: As one line; ``None`` is not known.
    """

    role: Role | Literal["exporter"]
    name: str
    country: str | None = None
    identifier: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LicensedGoods:
    """One line of goods that may leave.

    Attributes:
        line: Its number in the licence, from 1.
        description: The goods in words.
        quantity: How much may leave, in ``unit``; ``None`` sets no limit, which
            only a global licence may do.
        unit: Of the quantity, such as ``piece``.
        value: What all of it may be worth; ``None`` sets no limit.
        control_code: The list entry; ``None`` for goods caught by an order.
        cn_code: Combined Nomenclature, digits only; ``None`` is not stated.
        product: The maker's type or article number; ``None`` is any.
        tolerance_percent: How much more than the quantity and the value may leave.
    """

    line: int
    description: str
    quantity: Decimal | None
    unit: str
    value: Money | None = None
    control_code: str | None = None
    cn_code: str | None = None
    product: str | None = None
    tolerance_percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A decision to grant, in full or in part.

    Attributes:
        application: Reference of the application.
        organisation: Id of the holder's organisation.
        kind: What is licensed.
        proposed_by: Id of the user who proposed it.
        decided_by: Id of the user who decided; never the same.
        decided_on: The day of the decision.
        valid_from: First day on which goods may leave.
        valid_until: Last day.
        legal_basis: Article and act, such as "Regulation (EU) 2021/821, Article 3".
        parties: Exactly one exporter, and everyone else the licence names.
        goods: What may leave.
        destination: Country of final destination; ``None`` only for a global
            licence, which names ``destinations``.
        destinations: Countries of a global licence.
        via: Countries the goods may pass; ``None`` sets no route.
        end_use: The use that was licensed, in words.
        conditions: What the holder must keep to.
        replaces: Number of the licence that this one takes the place of.
    """

    application: str
    organisation: int
    kind: LicenceKind
    proposed_by: int
    decided_by: int
    decided_on: date
    valid_from: date
    valid_until: date
    legal_basis: str
    parties: tuple[LicensedParty, ...]
    goods: tuple[LicensedGoods, ...]
    destination: str | None
    destinations: tuple[str, ...] = ()
    via: tuple[str, ...] | None = None
    end_use: str | None = None
    conditions: tuple[ConditionTerm, ...] = ()
    replaces: str | None = None


def check_grant(grant: Grant) -> None:
    """Refuse a grant from which no licence can be made.

    Raises:
        Problems: One person proposed and decided; a date, party, quantity or
            condition is missing or cannot be.
    """
    problems = [
        *_problems_of_frame(grant),
        *_problems_of_parties(grant.parties),
        *_problems_of_goods(grant),
        *problems_of_terms(grant.conditions, [one.line for one in grant.goods]),
    ]
    if problems:
        raise Problems(problems)


def _problems_of_frame(grant: Grant) -> list[SluisError]:
    found: list[SluisError] = []
    if grant.proposed_by == grant.decided_by:
        found.append(
            InvalidInput(
                "the same person proposed and decided",
                path="decided_by",
                remedy="let someone else decide",
            )
        )
    if grant.valid_until < grant.valid_from:
        found.append(
            InvalidInput(
                f"it would end on {grant.valid_until}, before it begins",
                path="valid_until",
                remedy="write a later day",
            )
        )
    if grant.kind != "global" and grant.destination is None:
        found.append(InvalidInput("has no destination", path="destination"))
    if grant.kind == "global" and not (grant.destinations or grant.destination):
        found.append(InvalidInput("names no country", path="destinations"))
    if not grant.goods:
        found.append(InvalidInput("has no goods", path="goods"))
    return found


def _problems_of_parties(parties: Sequence[LicensedParty]) -> list[SluisError]:
    found: list[SluisError] = []
    holders = sum(one.role == "exporter" for one in parties)
    if holders != 1:
        found.append(
            InvalidInput(f"names {holders} exporters, not one", path="parties")
        )
    found.extend(
        InvalidInput("has no name", path=f"parties[{place}].name")
        for place, one in enumerate(parties)
        if not one.name.strip()
    )
    return found


def _problems_of_goods(grant: Grant) -> list[SluisError]:
    found: list[SluisError] = []
    if len({one.line for one in grant.goods}) < len(grant.goods):
        found.append(InvalidInput("two lines have one number", path="goods"))
    for place, one in enumerate(grant.goods):
        path = f"goods[{place}]"
        if one.quantity is None and grant.kind != "global":
            found.append(InvalidInput("has no quantity", path=f"{path}.quantity"))
        if one.quantity is not None and one.quantity <= 0:
            found.append(
                InvalidInput(
                    f"{one.quantity} is not above zero", path=f"{path}.quantity"
                )
            )
        if one.value is not None and one.value.amount <= 0:
            found.append(
                InvalidInput(
                    f"{one.value.amount} is not above zero", path=f"{path}.value"
                )
            )
        worth = None if one.value is None else one.value.amount
        amounts = (one.quantity, worth, one.tolerance_percent)
        found.extend(
            InvalidInput(
                f"{much} has more than 11 digits or 4 decimals",
                path=path,
                remedy="round it, or choose a larger unit",
            )
            for much in amounts
            if much is not None and not countable(much)
        )
        if not 0 <= one.tolerance_percent <= 100:
            found.append(
                InvalidInput(
                    f"{one.tolerance_percent} is not a share in per cent",
                    path=f"{path}.tolerance_percent",
                )
            )
    return found
