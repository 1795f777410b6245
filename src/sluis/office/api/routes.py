"""The routes of ``/api/v1``."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from sluis.core.errors import SluisError
from sluis.office.api.problem import problem, refusal

api = NinjaAPI(
    title="Sluis",
    version="1",
    description="Export control, from the first question to the last trace.",
    docs_url=None,  # its page loads scripts from elsewhere
    urls_namespace="api",
)


@api.get("/case", summary="The public overview of the latest case")
def case(request: HttpRequest) -> dict[str, Any]:
    """Give the same facts as the first page: those marked for the public."""
    from sluis.office.ui.queries import public_case

    found = public_case()
    if found is None:
        raise Http404("no case is recorded yet; run: sluis demo")
    return found


class Asking(Schema):
    """Transactions to determine, and for which day."""

    transactions: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=1000)]
    as_of: date | None = None
    known_on: date | None = None


@api.post("/determinations", summary="Determine whether a licence is needed")
def determinations(request: HttpRequest, asked: Asking) -> dict[str, Any]:
    """Give, for each transaction in order, what it needs and why."""
    from sluis.office.api.determinations import determine_transactions

    return determine_transactions(
        asked.transactions, as_of=asked.as_of, known_on=asked.known_on
    )


class Screening(Schema):
    """Parties to screen, and against what."""

    parties: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=1000)]
    against: list[str] | None = None
    as_of: date | None = None
    threshold: Annotated[float, Field(ge=0, le=1)] = 0.7
    limit: Annotated[int, Field(ge=1, le=100)] = 5


@api.post("/screenings", summary="Screen parties against the imported lists")
def screenings(request: HttpRequest, asked: Screening) -> dict[str, Any]:
    """Give, for each party in order, the listed parties it could be."""
    from sluis.office.api.screenings import screen_parties

    return screen_parties(
        asked.parties,
        against=asked.against,
        as_of=asked.as_of,
        threshold=asked.threshold,
        limit=asked.limit,
    )


@api.exception_handler(SluisError)
def _refused(request: HttpRequest, error: SluisError) -> HttpResponse:
    return refusal(error)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, detail=str(error))


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, detail=error.message)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {
            "path": ".".join(str(part) for part in found["loc"]),
            "message": found["msg"],
        }
        for found in error.errors
    ]
    return problem(
        422,
        detail="the request does not have the shape that was agreed",
        code="invalid-input",
        errors=errors,
    )
