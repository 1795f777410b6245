"""From a proposal and what was asked for to what a licence is made from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from sluis.core.casework.conditions import read_term
from sluis.core.casework.grant import (
    Grant,
    LicenceKind,
    LicensedGoods,
    LicensedParty,
)
from sluis.core.casework.states import ApplicationKind
from sluis.core.transaction import Money, commodity_code
from sluis.office.applications.content import Content, Good
from sluis.office.applications.standing import last_run

if TYPE_CHECKING:
    from sluis.office.applications.models import Application, Proposal

_BASIS = {
    ApplicationKind.TRANSIT: "7",
    ApplicationKind.BROKERING: "6",
    ApplicationKind.TECHNICAL_ASSISTANCE: "8",
}
_LISTED, _CAUGHT = "3", "4"
"""Article 3 asks a licence for what Annex I lists, Article 4 for what it does not."""


def grant_of(
    case: Application, proposal: Proposal, *, decided_by: int, on: date
) -> Grant:
    """Say what a decision on a proposal grants.

    Args:
        case: The application.
        proposal: A proposal to grant, with its days.
        decided_by: Id of the second person.
        on: The day of the decision.
    """
    version = case.versions.get(number=proposal.version)
    content = Content.of(version.body)
    kind = ApplicationKind(case.kind)
    return Grant(
        application=case.reference,
        organisation=case.organisation_id,
        kind=cast("LicenceKind", kind.value),
        proposed_by=proposal.proposed_by_id,
        decided_by=decided_by,
        decided_on=on,
        valid_from=proposal.valid_from or on,
        valid_until=proposal.valid_until or on,
        legal_basis=legal_basis(case, content),
        parties=tuple(_parties(case, content)),
        goods=tuple(_goods(content, proposal)),
        destination=content.destination,
        destinations=tuple(content.destinations),
        via=tuple(content.via) or None,
        end_use=content.end_use.description,
        conditions=tuple(
            read_term(
                one["code"],
                one.get("parameters") or {},
                one.get("line"),
                path=f"conditions[{place}]",
            )
            for place, one in enumerate(proposal.conditions)
        ),
    )


def legal_basis(case: Application, content: Content) -> str:
    """Give the article the licence rests on, by what the determination found."""
    article = _BASIS.get(ApplicationKind(case.kind))
    if article is None:
        listed = any(good.control_code for good in content.goods) or not _by_order(case)
        article = _LISTED if listed else _CAUGHT
    return f"Regulation (EU) 2021/821, Article {article}"


def _by_order(case: Application) -> bool:
    run = last_run(case, "determination")
    return run is not None and "/order/" in run.result


def _parties(case: Application, content: Content) -> Iterator[LicensedParty]:
    owner = case.organisation
    yield LicensedParty(
        role="exporter",
        name=owner.name,
        country=owner.country,
        identifier=owner.eori or None,
    )
    for party in content.parties:
        if party.name:
            yield LicensedParty(
                role=party.role,
                name=party.name,
                country=party.country,
                identifier=party.register_number,
                address=party.address,
            )


def _goods(content: Content, proposal: Proposal) -> Iterator[LicensedGoods]:
    granted = {one["line"]: one for one in proposal.lines}
    for good in content.goods:
        if granted and good.line not in granted:
            continue
        one = granted.get(good.line, {})
        yield LicensedGoods(
            line=good.line,
            description=good.description or "",
            quantity=_number(one.get("quantity")) or good.quantity,
            unit=good.unit or "piece",
            value=_value(good, _number(one.get("amount"))),
            control_code=good.control_code,
            cn_code=commodity_code(good.cn_code) if good.cn_code else None,
            product=good.product,
        )


def _value(good: Good, amount: Decimal | None) -> Money | None:
    if good.value is None:
        return None
    return Money(
        amount=good.value.amount if amount is None else amount,
        currency=good.value.currency,
    )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
