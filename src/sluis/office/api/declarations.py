"""Declarations over HTTP: taken in, looked at, decided on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field, StringConstraints

from sluis.core.casework.declaration_states import DeclarationState
from sluis.formats.declaration import DeclarationShape
from sluis.office.access.who import who
from sluis.office.api.described import refusals
from sluis.office.customs import queries, services
from sluis.office.customs.shown import declaration_json, summary, taken_json

router = Router(tags=["declarations"])

Mrn = Annotated[str, StringConstraints(max_length=100)]
_READ = refusals()
_ACT = refusals(s409="It contradicts what came before, or its state does not allow it")


class Deciding(Schema):
    """What an officer decides on goods that are held."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=1, le=9999)]
    decision: Literal["release", "refuse"]
    reason: Annotated[
        str,
        StringConstraints(
            min_length=1, max_length=2000, pattern=r"^[^\x00]*\S[^\x00]*$"
        ),
    ]


class Exiting(Schema):
    """The day on which released goods left."""

    model_config = ConfigDict(extra="forbid")

    on: date


@router.post(
    "/declarations",
    summary="Take a declaration, correction or cancellation in",
    response={200: dict[str, Any], 201: dict[str, Any]},
    openapi_extra=_ACT,
)
def lodge(request: HttpRequest, asked: DeclarationShape) -> Any:
    """Check it and answer with the decision; the same message twice is one."""
    taken = services.lodge(who(request), asked.declaration())
    return Status(201 if taken.new else 200, taken_json(taken))


@router.get("/declarations", summary="Declarations one may see", openapi_extra=_READ)
def declarations(
    request: HttpRequest,
    state: DeclarationState | None = None,
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Field(ge=1, le=500)] = 50,
) -> dict[str, Any]:
    """Give a page of them, the newest first."""
    rows = queries.declarations(who(request), state)
    page = rows[offset : offset + limit]
    return {"count": rows.count(), "results": [summary(one) for one in page]}


@router.get("/declarations/{mrn}", summary="A declaration", openapi_extra=_READ)
def declaration(request: HttpRequest, mrn: Mrn) -> dict[str, Any]:
    """Give it with every version and decision."""
    return declaration_json(queries.declaration(who(request), mrn))


@router.post(
    "/declarations/{mrn}/decisions",
    summary="Release or refuse goods that are held",
    openapi_extra=_ACT,
)
def decide(request: HttpRequest, mrn: Mrn, asked: Deciding) -> dict[str, Any]:
    """Decide as an officer, with a reason."""
    user = who(request)
    services.decide(
        user,
        mrn,
        version=asked.version,
        decision=asked.decision,
        reason=asked.reason,
    )
    return declaration_json(queries.declaration(user, mrn))


@router.post(
    "/declarations/{mrn}/exit",
    summary="Say that released goods have left",
    openapi_extra=_ACT,
)
def leave(request: HttpRequest, mrn: Mrn, asked: Exiting) -> dict[str, Any]:
    """Write the quantity off, and start the clocks that run from exit."""
    return summary(services.exit_(who(request), mrn, on=asked.on))
