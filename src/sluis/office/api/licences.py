"""Licences over HTTP: each page's JSON twin, by the same services and queries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field, StringConstraints

from sluis.core.casework.amendment import AmendedLine, Amendment
from sluis.core.casework.condition_library import ConditionCode
from sluis.core.casework.conditions import read_term
from sluis.core.casework.licence_states import LicenceAct
from sluis.office.access.who import who
from sluis.office.api.carried import Carried
from sluis.office.api.described import refusals
from sluis.office.licences import queries, services
from sluis.office.licences.shown import act_json, licence_json, summary
from sluis.office.once.services import UNSEEN

router = Router(tags=["licences"])

Number = Annotated[str, StringConstraints(max_length=40)]
_Words = Annotated[
    str, StringConstraints(min_length=1, pattern=r"^[^\x00]*\S[^\x00]*$")
]
ActId = Annotated[int, Field(ge=1, le=2**62)]
Amount = Annotated[Decimal, Field(gt=0, max_digits=15, decimal_places=4)]
_READ = refusals()
_ACT = refusals(s409="The licence's state does not allow it")


class AmendedLineShape(Schema):
    """What changes in a line of goods; what is absent stays as it was."""

    model_config = ConfigDict(extra="forbid")

    line: Annotated[int, Field(ge=1, le=9999)]
    quantity: Amount | None = None
    amount: Amount | None = None


class ConditionShape(Schema):
    """A condition of the library, with its parameters."""

    model_config = ConfigDict(extra="forbid")

    code: ConditionCode
    parameters: dict[str, str | int | list[str]] = Field(default_factory=dict)
    line: Annotated[int, Field(ge=1, le=9999)] | None = None


class AmendmentShape(Schema):
    """What an amended licence says; ``conditions`` are all it has then."""

    model_config = ConfigDict(extra="forbid")

    valid_until: date
    lines: list[AmendedLineShape] = Field(default_factory=list, max_length=1000)
    conditions: Annotated[list[ConditionShape], Field(max_length=100)]

    def amendment(self) -> Amendment:
        """Give it as the core has it."""
        return Amendment(
            valid_until=self.valid_until,
            lines=tuple(AmendedLine(**one.dict()) for one in self.lines),
            conditions=tuple(
                read_term(
                    one.code,
                    one.parameters,
                    one.line,
                    path=f"amendment.conditions[{place}]",
                )
                for place, one in enumerate(self.conditions)
            ),
        )


class Proposing(Carried):
    """Something to be done to a licence; ``replace`` takes an amendment."""

    act: LicenceAct
    effective_on: date
    basis: Annotated[_Words, StringConstraints(max_length=300)]
    reason: Annotated[_Words, StringConstraints(max_length=2000)]
    amendment: AmendmentShape | None = None


class Dropping(Carried):
    """Why a proposal is dropped."""

    why: Annotated[_Words, StringConstraints(max_length=2000)]


@router.get("/licences", summary="Licences one may see", openapi_extra=_READ)
def licences(
    request: HttpRequest,
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Field(ge=1, le=500)] = 50,
) -> dict[str, Any]:
    """Give a page of them, the newest first, with the state of today."""
    rows = queries.licences(who(request))
    page = rows.prefetch_related("acts", "lines__entries")[offset : offset + limit]
    today = timezone.localdate()
    return {"count": rows.count(), "results": [summary(one, today) for one in page]}


@router.get("/licences/{number}", summary="A licence", openapi_extra=_READ)
def licence(
    request: HttpRequest, number: Number, as_of: date | None = None
) -> dict[str, Any]:
    """Give all of a licence as it stands on a day; without one, today."""
    found = queries.licence(who(request), number)
    return licence_json(found, as_of or timezone.localdate())


@router.post(
    "/licences/{number}/acts",
    summary="Suspend, resume, revoke, annul, amend or surrender a licence",
    response={201: dict[str, Any]},
    openapi_extra=_ACT,
)
def propose(request: HttpRequest, number: Number, asked: Proposing) -> Any:
    """Do it, or propose it where a second person must confirm."""
    row = services.propose(
        who(request),
        number,
        act=asked.act,
        effective_on=asked.effective_on,
        basis=asked.basis,
        reason=asked.reason,
        amendment=asked.amendment.amendment() if asked.amendment else None,
        form=asked.form,
    )
    return Status(201, act_json(row))


@router.post(
    "/licences/{number}/acts/{act_id}/confirmation",
    summary="Confirm what another person proposed",
    openapi_extra=_ACT,
)
def confirm(
    request: HttpRequest,
    number: Number,
    act_id: ActId,
    asked: Carried | None = None,
) -> dict[str, Any]:
    """Make it hold; an amendment issues the licence that takes this one's place."""
    form = asked.form if asked else UNSEEN
    return act_json(services.confirm(who(request), number, act_id, form))


@router.post(
    "/licences/{number}/acts/{act_id}/drop",
    summary="Drop a proposal, one's own or a colleague's",
    openapi_extra=_ACT,
)
def drop(
    request: HttpRequest, number: Number, act_id: ActId, asked: Dropping
) -> dict[str, Any]:
    """Drop it with a reason; it never holds."""
    user = who(request)
    return act_json(services.drop(user, number, act_id, why=asked.why, form=asked.form))
