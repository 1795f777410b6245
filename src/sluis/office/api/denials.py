"""Denials of other states over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field, StringConstraints

from sluis.office.access.who import who
from sluis.office.api.casework import READ, Asked, Name
from sluis.office.applications import queries
from sluis.office.applications.services import denials as recording

router = Router(tags=["applications"])


class DenialGiven(Asked):
    """A denial that another state notified."""

    state: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    reference: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    notified_on: date
    review_on: date
    goods: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    grounds: Annotated[str, StringConstraints(min_length=1, max_length=5000)]
    destination: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = ""
    parties: Annotated[list[Name], Field(default_factory=list)]
    goods_kind: Annotated[str, StringConstraints(max_length=80)] = ""
    control_code: Annotated[str, StringConstraints(max_length=40)] = ""


@router.get("/denials", summary="Denials one may see", openapi_extra=READ)
def denials(
    request: HttpRequest,
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Field(ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """Give a page of them, the latest first."""
    rows = queries.denials(who(request))
    page = rows[offset : offset + limit]
    return {
        "count": rows.count(),
        "results": [queries.denial_json(row) for row in page],
    }


@router.post(
    "/denials",
    summary="Record a denial that another state notified",
    response={201: dict[str, Any]},
    openapi_extra=READ,
)
def record_denial(request: HttpRequest, asked: DenialGiven) -> Any:
    """Keep it; applications that resemble it are flagged from then on."""
    given = {**asked.dict(), "parties": tuple(asked.parties)}
    row = recording.record_denial(who(request), recording.DenialFacts(**given))
    return Status(201, queries.denial_json(row))


@router.get("/denials/{int:number}", summary="One denial", openapi_extra=READ)
def denial(
    request: HttpRequest, number: Annotated[int, Field(ge=1, le=2**53)]
) -> dict[str, Any]:
    """Give all that was notified of it."""
    return queries.denial_json(queries.denial(who(request), number))
