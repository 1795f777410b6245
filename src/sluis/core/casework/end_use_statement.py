"""The end-use statement: what it must hold, and where it and the application differ.

Regulation (EU) 2021/821, Article 12(4) asks for one with an individual licence.
Its contents follow what the authorities of the Union ask for: who exports, who
receives, who uses, what, where and for what, four undertakings, and who signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from sluis.core.truth import Truth

Undertaking: TypeAlias = Literal[
    "no_mass_destruction",
    "no_military_use_under_embargo",
    "no_re_export_without_consent",
    "inspection_allowed",
]
UNDERTAKINGS: tuple[Undertaking, ...] = (
    "no_mass_destruction",
    "no_military_use_under_embargo",
    "no_re_export_without_consent",
    "inspection_allowed",
)
"""What the end user promises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedParty:
    """A party as the statement or the application names it; ``None`` is not said."""

    name: str | None = None
    address: str | None = None
    country: str | None = None
    register_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedGood:
    """Goods as stated, on the line of the application they stand for."""

    line: int
    description: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndUseStatement:
    """What the end user declared; ``None`` is not said.

    Attributes:
        exporter: Who sends.
        consignee: Who receives.
        end_user: Who uses; the register number and the site are asked of this one.
        goods: What, by line of the application.
        contract: Number of the contract.
        end_use: For what the goods are used.
        place_of_use: The site where they are used.
        country_of_use: The country of that site.
        undertakings: What is promised.
        signatory: Name of who signed.
        function: Of the signatory with the end user.
        signed_on: The day of the signature.
        stamped: Whether it bears the end user's stamp.
        document: SHA-256 of the signed paper.
    """

    exporter: StatedParty = StatedParty()
    consignee: StatedParty = StatedParty()
    end_user: StatedParty = StatedParty()
    goods: tuple[StatedGood, ...] = ()
    contract: str | None = None
    end_use: str | None = None
    place_of_use: str | None = None
    country_of_use: str | None = None
    undertakings: frozenset[str] = frozenset()
    signatory: str | None = None
    function: str | None = None
    signed_on: date | None = None
    stamped: Truth = None
    document: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What the application says of the same things.

    Attributes:
        exporter: The applicant.
        consignee: The consignee; ``None`` where there is none.
        end_user: The end user.
        goods: The lines of goods.
        contract: Number of the contract.
        destination: Country of destination.
    """

    exporter: StatedParty
    consignee: StatedParty | None
    end_user: StatedParty | None
    goods: tuple[StatedGood, ...]
    contract: str | None
    destination: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to mend in a statement.

    Attributes:
        kind: ``missing``, ``differs`` from the application, or ``date``.
        path: Field of the statement.
        stated: What it says; ``None`` when it says nothing.
        expected: What the application says, where that is what differs.
    """

    kind: Literal["missing", "differs", "date"]
    path: str
    stated: str | None = None
    expected: str | None = None


def review(
    statement: EndUseStatement, application: Compared, today: date, *, valid_days: int
) -> tuple[Remark, ...]:
    """Tell what a statement lacks and where it and the application differ.

    What neither or only one of them says is not a difference.

    Args:
        statement: The statement.
        application: What it is compared with.
        today: The day of the comparison.
        valid_days: How old a signature may be.

    Returns:
        Remarks in the order of the form; empty when there is nothing to mend.
    """
    return (
        *_missing(statement, application),
        *_parties(statement, application),
        *_goods(statement, application),
        *_places(statement, application),
        *_dates(statement, today, valid_days),
    )


def _missing(said: EndUseStatement, application: Compared) -> Iterator[Remark]:
    wanted: list[tuple[str, object]] = [("exporter.name", said.exporter.name)]
    if application.consignee is not None:
        wanted.append(("consignee.name", said.consignee.name))
    for field in ("name", "address", "country", "register_number"):
        wanted.append((f"end_user.{field}", getattr(said.end_user, field)))
    for field in ("contract", "end_use", "place_of_use", "country_of_use"):
        wanted.append((field, getattr(said, field)))
    for path, value in wanted:
        if not value:
            yield Remark(kind="missing", path=path)
    stated = {good.line for good in said.goods}
    for good in application.goods:
        if good.line not in stated:
            yield Remark(kind="missing", path=f"goods[{good.line}]")
    for promise in UNDERTAKINGS:
        if promise not in said.undertakings:
            yield Remark(kind="missing", path=f"undertakings.{promise}")
    for field in ("signatory", "function", "signed_on", "document"):
        if not getattr(said, field):
            yield Remark(kind="missing", path=field)
    if said.stamped is None:
        yield Remark(kind="missing", path="stamped")


def _parties(said: EndUseStatement, application: Compared) -> Iterator[Remark]:
    pairs = (
        ("exporter", said.exporter, application.exporter),
        ("consignee", said.consignee, application.consignee),
        ("end_user", said.end_user, application.end_user),
    )
    for role, stated, expected in pairs:
        if expected is None:
            if stated.name:
                yield Remark(kind="differs", path=f"{role}.name", stated=stated.name)
            continue
        for field in ("name", "country", "register_number"):
            yield from _compare(
                f"{role}.{field}", getattr(stated, field), getattr(expected, field)
            )


def _goods(said: EndUseStatement, application: Compared) -> Iterator[Remark]:
    lines = {good.line: good for good in application.goods}
    for stated in said.goods:
        path = f"goods[{stated.line}]"
        asked = lines.get(stated.line)
        if asked is None:
            yield Remark(kind="differs", path=path, stated=stated.description)
            continue
        if stated.quantity is None:
            yield Remark(kind="missing", path=f"{path}.quantity")
        elif (
            asked.quantity is not None
            and (stated.unit or asked.unit) == asked.unit
            and stated.quantity != asked.quantity
        ):
            yield Remark(
                kind="differs",
                path=f"{path}.quantity",
                stated=f"{stated.quantity}",
                expected=f"{asked.quantity}",
            )
        yield from _compare(f"{path}.unit", stated.unit, asked.unit)


def _places(said: EndUseStatement, application: Compared) -> Iterator[Remark]:
    yield from _compare("contract", said.contract, application.contract)
    yield from _compare("country_of_use", said.country_of_use, application.destination)


def _dates(said: EndUseStatement, today: date, valid_days: int) -> Iterator[Remark]:
    if said.signed_on is None:
        return
    age = (today - said.signed_on).days
    if not 0 <= age <= valid_days:
        yield Remark(kind="date", path="signed_on", stated=said.signed_on.isoformat())


def _compare(path: str, stated: str | None, expected: str | None) -> Iterator[Remark]:
    if stated and expected and _plain(stated) != _plain(expected):
        yield Remark(kind="differs", path=path, stated=stated, expected=expected)


def _plain(text: str) -> str:
    """Give a text without case, spaces and points, which are no difference."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())
