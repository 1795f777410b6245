"""A licence and a declaration that agree, for tests to change one thing of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sluis.core.casework.condition_library import ConditionCode
from sluis.core.casework.conditions import ConditionTerm
from sluis.core.casework.declaration import (
    Declaration,
    DeclaredDocument,
    DeclaredLine,
    DeclaredParty,
)
from sluis.core.casework.grant import Grant, LicensedGoods, LicensedParty
from sluis.core.casework.licence_fit import StandingLicence
from sluis.core.casework.licence_states import Life
from sluis.core.licence import Allowance, LedgerEntry, balance
from sluis.core.transaction import Money

TODAY = date(2026, 6, 1)
NUMBER = "NL-2026-0001"


def grant(**changes: Any) -> Grant:
    """Thirty engines for a user in China by way of an agent in Taiwan."""
    made = Grant(
        application="A-2026-0001",
        organisation=1,
        kind="individual",
        proposed_by=1,
        decided_by=2,
        decided_on=date(2026, 1, 10),
        valid_from=date(2026, 1, 15),
        valid_until=date(2026, 12, 31),
        legal_basis="Regulation (EU) 2021/821, Article 3",
        parties=(
            LicensedParty(
                role="exporter", name="Maker B.V.", country="NL", identifier="NL001"
            ),
            LicensedParty(role="consignee", name="Agent Co. Ltd.", country="TW"),
            LicensedParty(role="end_user", name="User Works", country="CN"),
        ),
        goods=(
            LicensedGoods(
                line=1,
                description="miniature turbojet engine",
                quantity=Decimal(30),
                unit="piece",
                value=Money(amount=Decimal(300000), currency="EUR"),
                control_code="9A101",
                cn_code="84111100",
                product="T-400",
            ),
        ),
        destination="CN",
        via=("TW",),
    )
    return replace(made, **changes)


def term(code: ConditionCode, **parameters: Any) -> ConditionTerm:
    return ConditionTerm(code=code, parameters=parameters)


def standing(
    made: Grant | None = None, *entries: LedgerEntry, life: Life | None = None
) -> StandingLicence:
    made = made or grant()
    line = made.goods[0]
    quantity = Allowance(id=NUMBER, quantity=line.quantity or Decimal(0), unit="piece")
    value = Allowance(id=NUMBER, quantity=Decimal(300000), unit="EUR")
    return StandingLicence(
        number=NUMBER,
        grant=made,
        life=life or Life(valid_from=made.valid_from, valid_until=made.valid_until),
        quantities={1: balance(quantity, entries, TODAY)},
        values={1: balance(value, (), TODAY)},
    )


def line(**changes: Any) -> DeclaredLine:
    made = DeclaredLine(
        number=1,
        description="turbojet engines",
        cn_code="84111100",
        control_code="9A101.a",
        product="T-400",
        quantity=Decimal(10),
        unit="NAR",
        value=Money(amount=Decimal(100000), currency="EUR"),
        documents=(DeclaredDocument(code="X060", reference=NUMBER),),
    )
    return replace(made, **changes)


def declaration(*lines: DeclaredLine, **changes: Any) -> Declaration:
    made = Declaration(
        reference="26NL000001",
        lodged_on=TODAY,
        exporter=DeclaredParty(name="MAKER BV", country="NL", identifier="NL 001"),
        consignee=DeclaredParty(name="Agent Company Limited", country="TW"),
        end_user=DeclaredParty(name="User Works", country="CN"),
        destination="CN",
        via=("TW",),
        dispatched_from="NL",
        lines=lines or (line(),),
    )
    return replace(made, **changes)
