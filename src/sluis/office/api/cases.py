"""Cases over HTTP: those that a breach opened, as they were found."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from sluis.office.access.who import who
from sluis.office.api.described import refusals
from sluis.office.cases import queries
from sluis.office.cases.models import CaseFile

router = Router(tags=["cases"])
_READ = refusals()


@router.get("/cases", summary="Cases one may see", openapi_extra=_READ)
def cases(
    request: HttpRequest,
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Field(ge=1, le=500)] = 50,
) -> dict[str, Any]:
    """Give a page of them, the newest first."""
    rows = queries.breach_cases(who(request))
    page = rows[offset : offset + limit]
    return {"count": rows.count(), "results": [_summary(one) for one in page]}


@router.get("/cases/{case_id}", summary="A case", openapi_extra=_READ)
def case(
    request: HttpRequest, case_id: Annotated[int, Field(ge=1, le=2**62)]
) -> dict[str, Any]:
    """Give all that was known when it was opened, and the law of that day."""
    found = queries.breach_case(who(request), case_id)
    return {
        **_summary(found),
        "law_hash": found.law_hash,
        "digest": found.digest,
        "answers": found.answers,
    }


def _summary(one: CaseFile) -> dict[str, Any]:
    return {
        "id": one.pk,
        "title": one.title,
        "licence": one.answers["licence"]["number"],
        "duty": one.answers["duty"]["id"],
        "opened_at": one.made_at.isoformat(),
    }
