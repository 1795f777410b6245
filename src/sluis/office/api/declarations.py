"""Declarations over HTTP: taken in, looked at, decided on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field, StringConstraints

from sluis.core.casework.declaration_states import DeclarationState
from sluis.formats.declaration import DeclarationShape
from sluis.office.access.who import who
from sluis.office.api.carried import Carried
from sluis.office.api.described import refusals
from sluis.office.customs import queries, services
from sluis.office.customs.shown import declaration_json, summary, taken_json

router = Router(tags=["declarations"])

Mrn = Annotated[str, StringConstraints(max_length=100)]
_READ = refusals()
_ACT = refusals(s409="It contradicts what came before, or its state does not allow it")


Version = Annotated[int, Field(ge=1, le=9999)]
Reason = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00]*\S[^\x00]*$"),
]


class Deciding(Carried):
    """What an officer decides on goods that are held."""

    version: Version
    decision: Literal["release", "refuse"]
    reason: Reason


class Holding(Carried):
    """A hold of released goods, or a longer one; 10 working days without a day."""

    version: Version
    reason: Reason
    until: date | None = None


class Cancelling(Carried):
    """Why a declaration is cancelled."""

    reason: Reason


class Exiting(Carried):
    """The day on which released goods left."""

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
    return Status(201 if taken.new else 200, taken_json(taken, who(request)))


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
    return declaration_json(queries.declaration(who(request), mrn), who(request))


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
        form=asked.form,
    )
    return declaration_json(queries.declaration(user, mrn), user)


@router.post(
    "/declarations/{mrn}/hold",
    summary="Stop released goods that have not left, or hold them longer",
    openapi_extra=_ACT,
)
def hold(request: HttpRequest, mrn: Mrn, asked: Holding) -> dict[str, Any]:
    """Hold them as an officer, with a reason; what they reserved is given back."""
    user = who(request)
    services.hold(
        user,
        mrn,
        version=asked.version,
        reason=asked.reason,
        until=asked.until,
        form=asked.form,
    )
    return declaration_json(queries.declaration(user, mrn), user)


@router.post(
    "/declarations/{mrn}/cancellation",
    summary="Cancel a declaration as it stands",
    openapi_extra=_ACT,
)
def cancel(request: HttpRequest, mrn: Mrn, asked: Cancelling) -> dict[str, Any]:
    """Cancel it with a reason; all it drew is given back."""
    user = who(request)
    services.cancel(user, mrn, reason=asked.reason, form=asked.form)
    return declaration_json(queries.declaration(user, mrn), user)


@router.post(
    "/declarations/{mrn}/exit",
    summary="Say that released goods have left",
    openapi_extra=_ACT,
)
def leave(request: HttpRequest, mrn: Mrn, asked: Exiting) -> dict[str, Any]:
    """Write the quantity off, and start the clocks that run from exit."""
    return summary(services.exit_(who(request), mrn, on=asked.on, form=asked.form))
