"""Licences and declarations of the office's tests, and the people who handle them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import cast
from core.casework import licences as core
from sluis.core.casework.declaration import Declaration as Declared
from sluis.core.casework.declaration import DeclaredDocument, DeclaredLine
from sluis.office.access.roles import Role
from sluis.office.licences import services
from sluis.office.licences.models import Licence
from sluis.office.people.models import Organisation, User

FAR = date(2099, 1, 1)


@dataclass(frozen=True)
class Desk:
    """An exporter, two officers of the authority and two of customs."""

    maker: Organisation
    applicant: User
    first: User
    second: User
    customs: User
    post: User


def desk() -> Desk:
    maker = cast.organisation(name="Maker B.V.", eori="NL001")
    return Desk(
        maker=maker,
        applicant=cast.person(
            "ann", Role.APPLICANT, Role.COMPLIANCE_OFFICER, organisation=maker
        ),
        first=cast.person("first", Role.LICENSING_OFFICER),
        second=cast.person("second", Role.SECOND_OFFICER),
        customs=cast.person("customs", Role.CUSTOMS_OFFICER),
        post=cast.person("post", Role.CUSTOMS_OFFICER),
    )


def granted(at: Desk, **changes: Any) -> Any:
    facts = {
        "organisation": at.maker.pk,
        "proposed_by": at.first.pk,
        "decided_by": at.second.pk,
    }
    return core.grant(**(facts | changes))


def licensed(at: Desk, **changes: Any) -> Licence:
    return services.issue(at.second, granted(at, **changes))


def declared(
    licence: Licence | None,
    mrn: str = "26NL000001",
    quantity: int | str = 10,
    **changes: Any,
) -> Declared:
    number = licence.number if licence else None
    documents = (DeclaredDocument(code="X060", reference=number),) if number else ()
    made = core.line(
        quantity=Decimal(quantity), documents=documents, value=core.line().value
    )
    return core.declaration(made, **({"reference": mrn} | changes))


def line(licence: Licence, **changes: Any) -> DeclaredLine:
    document = DeclaredDocument(code="X060", reference=licence.number)
    return core.line(**({"documents": (document,)} | changes))
