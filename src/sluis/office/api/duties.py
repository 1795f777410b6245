"""Duties after release over HTTP: what must be shown, and what was."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import Field, StringConstraints

from sluis.office.access.who import who
from sluis.office.api.carried import Carried
from sluis.office.api.described import refusals
from sluis.office.licences import queries, services
from sluis.office.licences.duty_views import paper
from sluis.office.licences.shown import duty_json

router = Router(tags=["duties"])

Id = Annotated[int, Field(ge=1, le=2**62)]
Words = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00]*\S[^\x00]*$"),
]
_READ = refusals()
_ACT = refusals(s409="It was changed, shown, breached or waived before")


class Showing(Carried):
    """What is shown for a duty; the paper comes beside it as ``document``."""

    kind: Annotated[str, StringConstraints(max_length=40)]
    happened_on: date
    said: Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")] = ""


class Breaching(Carried):
    """That a duty was not kept."""

    what: Words


class Waiving(Carried):
    """Why a duty is let go; to confirm a colleague's, no reason is needed."""

    reason: Words | None = None


@router.get(
    "/duties", summary="What must be shown, the first due first", openapi_extra=_READ
)
def duties(
    request: HttpRequest,
    state: Literal["open", "overdue", "closed"] = "open",
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Field(ge=1, le=500)] = 50,
) -> dict[str, Any]:
    """Give a page of the duties one may see."""
    rows = queries.duties(who(request), state, timezone.localdate())
    page = rows[offset : offset + limit]
    return {"count": rows.count(), "results": [duty_json(one) for one in page]}


@router.get("/duties/{duty_id}", summary="A duty", openapi_extra=_READ)
def duty(request: HttpRequest, duty_id: Id) -> dict[str, Any]:
    """Give it with what was shown."""
    return duty_json(queries.duty(who(request), duty_id))


@router.post(
    "/duties/{duty_id}/evidence", summary="Hand in evidence", openapi_extra=_ACT
)
def show(
    request: HttpRequest,
    duty_id: Id,
    asked: Form[Showing],
    document: File[UploadedFile | None] = None,
) -> dict[str, Any]:
    """Keep it; it meets the duty."""
    user = who(request)
    sent: dict[str, Any] = {}
    if document is not None:
        sent["name"] = document.name or ""
        sent["content"] = document.read(services.MOST_BYTES + 1)
    services.show(
        user,
        duty_id,
        kind=asked.kind,
        happened_on=asked.happened_on,
        said=asked.said,
        form=asked.form,
        **sent,
    )
    return duty_json(queries.duty(user, duty_id))


@router.get(
    "/duties/{duty_id}/evidence/{place}",
    summary="A paper of evidence",
    openapi_extra=_READ,
)
def evidence(request: HttpRequest, duty_id: Id, place: Id) -> Any:
    """Give its bytes."""
    return paper(queries.evidence(who(request), duty_id, place))


@router.post(
    "/duties/{duty_id}/breach", summary="Find that it was not kept", openapi_extra=_ACT
)
def breach(request: HttpRequest, duty_id: Id, asked: Breaching) -> dict[str, Any]:
    """Find it, and open a case with what is known."""
    user = who(request)
    services.breach(user, duty_id, what=asked.what, form=asked.form)
    return duty_json(queries.duty(user, duty_id))


@router.post(
    "/duties/{duty_id}/waiver",
    summary="Propose a waiver, or confirm one",
    openapi_extra=_ACT,
)
def waive(request: HttpRequest, duty_id: Id, asked: Waiving) -> dict[str, Any]:
    """Let it go, by two people."""
    user = who(request)
    services.waive(user, duty_id, reason=asked.reason or "", form=asked.form)
    return duty_json(queries.duty(user, duty_id))
