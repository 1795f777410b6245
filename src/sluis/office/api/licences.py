"""Licences over HTTP: each page's JSON twin, by the same services and queries."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field, StringConstraints

from sluis.core.casework.licence_states import LicenceAct
from sluis.office.access.who import who
from sluis.office.api.described import refusals
from sluis.office.licences import queries, services
from sluis.office.licences.shown import act_json, licence_json, summary

router = Router(tags=["licences"])

Number = Annotated[str, StringConstraints(max_length=40)]
_Words = Annotated[
    str, StringConstraints(min_length=1, pattern=r"^[^\x00]*\S[^\x00]*$")
]
_READ = refusals()
_ACT = refusals(s409="The licence's state does not allow it")


class Proposing(Schema):
    """Something to be done to a licence."""

    model_config = ConfigDict(extra="forbid")

    act: LicenceAct
    effective_on: date
    basis: Annotated[_Words, StringConstraints(max_length=300)]
    reason: Annotated[_Words, StringConstraints(max_length=2000)]


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
    summary="Suspend, revoke, annul, resume or surrender a licence",
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
    act_id: Annotated[int, Field(ge=1, le=2**62)],
) -> dict[str, Any]:
    """Make it hold."""
    return act_json(services.confirm(who(request), number, act_id))
