"""A transaction as its author describes it: who sends what where, and for what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from sluis.core.goods import Value
from sluis.core.time import Day
from sluis.core.truth import Truth

Activity: TypeAlias = Literal[
    "export", "intra_eu_transfer", "transit", "brokering", "technical_assistance"
]
Role: TypeAlias = Literal[
    "consignee", "intermediary", "end_user", "notify", "forwarder", "payer", "broker"
]
ACTIVITIES: tuple[Activity, ...] = (
    "export",
    "intra_eu_transfer",
    "transit",
    "brokering",
    "technical_assistance",
)
ROLES: tuple[Role, ...] = (
    "consignee",
    "intermediary",
    "end_user",
    "notify",
    "forwarder",
    "payer",
    "broker",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount in a currency (ISO 4217)."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Someone with a role in a transaction.

    Attributes:
        role: The role; ``None`` for the exporter.
        name: The name as written.
        country: Code of the country; ``None`` when unknown.
        id: The author's own identifier.
    """

    role: Role | None = None
    name: str | None = None
    country: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndUse:
    """What is said and known of the use; ``None`` means not known.

    Attributes:
        description: The use in the author's words.
        military: A military end use.
        wmd: A use for weapons of mass destruction.
        missile: A use for missiles that can carry them.
        listed_military_item_part: Parts for military items that left a Member
            State without authorisation.
        cyber_surveillance: Internal repression or serious violations of rights by
            means of cyber-surveillance.
        informed_by_authority: The authority informed the exporter.
        exporter_aware: The exporter is aware.
        exporter_suspects: The exporter has grounds for suspecting.
    """

    description: str | None = None
    military: Truth = None
    wmd: Truth = None
    missile: Truth = None
    listed_military_item_part: Truth = None
    cyber_surveillance: Truth = None
    informed_by_authority: Truth = None
    exporter_aware: Truth = None
    exporter_suspects: Truth = None


END_USE_FACTS = tuple(one.name for one in fields(EndUse) if one.name != "description")
"""What can be known of the use, apart from words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOrder:
    """An authority's notice that the author of a file knows of.

    Attributes:
        type: What it is called, such as ``ad_hoc_order``.
        authority: Country whose authority gave it.
        addressee: Whom it addresses; ``None`` means the exporter of this file.
        kind: Kind of goods it names.
        text: Goods in words, when no kind is named.
        start: From when, as written (a year is enough).
        until: Until when, as written.
    """

    type: str
    authority: str | None = None
    addressee: str | None = None
    kind: str | None = None
    text: str | None = None
    start: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Facts around a transaction; ``None`` means not known.

    Attributes:
        orders: Notices the author knows of.
        known_final_destination: Where a transferred good is known to go after.
        embargo_counts: By country: whether an embargo that is contested, or that
            aims at some in the country only, counts here.
        facts: Circumstances that are known to be so or not, by the codes of
            ``circumstances.yaml``, such as ``free_zone``.
    """

    orders: tuple[KnownOrder, ...] = ()
    known_final_destination: str | None = None
    embargo_counts: Mapping[str, bool] = field(default_factory=dict)
    facts: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of goods.

    Attributes:
        line: Its number in the transaction, from 1.
        description: The goods in words.
        kind: Code of the kind; ``None`` when unknown.
        control_code: The list entry the applicant claims.
        cn_code: Combined Nomenclature code, digits only.
        quantity: How many, in ``unit``.
        unit: Unit of the quantity.
        value: The statistical value.
        parameters: What is known of the goods, by parameter.
    """

    line: int
    description: str | None = None
    kind: str | None = None
    control_code: str | None = None
    cn_code: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    value: Money | None = None
    parameters: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """An export or another activity under control.

    Attributes:
        id: The author's identifier.
        date: The day it takes place; ``None`` when the file does not say.
        activity: What is done; ``None`` when unknown.
        exporter: Who sends, sells or helps.
        origin: Country of origin of the goods.
        dispatched_from: Country they leave from.
        destination: Country they go to; ``None`` when unknown.
        via: Countries on the way.
        parties: The others and their roles.
        end_use: What is known of the use.
        items: The goods.
        context: Facts around it.
        known_on: The transaction's own day of knowledge.
        ignored: Paths in the input that mean nothing to Sluis.
    """

    id: str
    date: Day | None = None
    activity: Activity | None = None
    exporter: Party = field(default_factory=Party)
    origin: str | None = None
    dispatched_from: str | None = None
    destination: str | None = None
    via: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    end_use: EndUse = field(default_factory=EndUse)
    items: tuple[Item, ...] = ()
    context: Context = field(default_factory=Context)
    known_on: Day | None = None
    ignored: tuple[str, ...] = ()


def plain(value: Value) -> Any:
    """Give a parameter's value as JSON has it."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, tuple):
        return list(value)
    return value.written


def commodity_code(written: str) -> str:
    """Give a code of the nomenclature as digits, without spaces and dots.

    Tariffs print ``8411 11 00`` or ``8411.11.00``; declarations carry ``84111100``.
    """
    return re.sub(r"[\s.]", "", written)
