"""The routes of ``/api/v1``."""

from __future__ import annotations

import logging
from datetime import date
from typing import Annotated, Any, Literal

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Schema, Status
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from sluis.core.errors import SluisError
from sluis.office.api.applications import router as applications
from sluis.office.api.cases import router as cases
from sluis.office.api.compliance import router as compliance
from sluis.office.api.compliance_parties import router as parties
from sluis.office.api.compliance_visits import router as visits
from sluis.office.api.declarations import router as declarations
from sluis.office.api.denials import router as denials
from sluis.office.api.duties import router as duties
from sluis.office.api.licences import router as licences
from sluis.office.api.parties import router as known_parties
from sluis.office.api.people import router as people
from sluis.office.api.problem import problem, refusal
from sluis.office.api.products import router as products
from sluis.office.api.refusals import DescribedAPI
from sluis.office.api.search import router as search

_LOG = logging.getLogger(__name__)

api = DescribedAPI(
    title="Sluis",
    version="1",
    description="Export control, from the first question to the last trace.",
    docs_url=None,  # its page loads scripts from elsewhere
    urls_namespace="api",
)
api.add_router("", search)
api.add_router("", people)


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


_PROBLEM = {"application/problem+json": {"schema": {"type": "object"}}}
_REFUSALS: dict[str, Any] = {
    "responses": {
        422: {"description": "What was asked cannot be answered", "content": _PROBLEM},
        503: {"description": "A list or record cannot be read", "content": _PROBLEM},
    }
}


class Screening(Schema):
    """Parties to screen, and against what."""

    parties: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=1000)]
    against: list[str] | None = None
    as_of: date | None = None
    known_on: date | None = None
    threshold: Annotated[float, Field(ge=0, le=1)] = 0.7
    limit: Annotated[int, Field(ge=1, le=100)] = 5
    record: bool = True


@api.post(
    "/screenings",
    summary="Screen parties against the imported lists",
    openapi_extra=_REFUSALS,
)
def screenings(request: HttpRequest, asked: Screening) -> dict[str, Any]:
    """Give, for each party in order, the listed parties it could be."""
    from sluis.office.api.screenings import screen_parties
    from sluis.store.rule import Rule

    rule = Rule(
        against=tuple(asked.against) if asked.against is not None else None,
        as_of=asked.as_of,
        known_on=asked.known_on,
        threshold=asked.threshold,
        limit=asked.limit,
    )
    return screen_parties(asked.parties, rule, record=asked.record)


@api.post(
    "/screenings/{screening}/replay",
    summary="Run a recorded screening again",
    openapi_extra=_REFUSALS,
)
def replay(request: HttpRequest, screening: str) -> dict[str, Any]:
    """Run it against the very editions it was run against, and compare."""
    from sluis.office.api.screenings import replay_screening

    return replay_screening(screening)


class Deciding(Schema):
    """A decision on one match of a recorded screening.

    ``by`` says who decides, where nobody has signed in.
    """

    party: Annotated[str, Field(min_length=1)]
    entity: Annotated[str, Field(min_length=1)]
    verdict: Literal["same", "not_same"]
    reason: Annotated[str, Field(min_length=1, max_length=5000)]
    by: Annotated[str, Field(max_length=200)] = ""


@api.post(
    "/screenings/{screening}/decisions",
    summary="Decide whether a party is a listed one",
    response={201: dict[str, Any]},
    openapi_extra=_REFUSALS,
)
def decide(request: HttpRequest, screening: str, asked: Deciding) -> Any:
    """Keep the decision; a former one on the same two is closed and stays."""
    from sluis.office.api.screenings import decide_match

    said = asked.dict()
    if request.user.is_authenticated:
        said["by"] = request.user
    return Status(201, decide_match(screening, **said))


@api.get(
    "/screenings/open",
    summary="The matches on which no decision stands",
    openapi_extra=_REFUSALS,
)
def to_decide(
    request: HttpRequest,
    screening: str | None = None,
    limit: Annotated[int, Field(ge=1, le=1000)] = 100,
) -> dict[str, Any]:
    """Give those of one screening, or of the newest of each party."""
    from sluis.office.api.screenings import matches_to_decide

    return matches_to_decide(screening, limit)


api.add_router("", applications)
api.add_router("", products)
api.add_router("", denials)
api.add_router("", licences)
api.add_router("", duties)
api.add_router("", cases)
api.add_router("", declarations)
api.add_router("", compliance)
api.add_router("", parties)
api.add_router("", visits)
api.add_router("", known_parties)


@api.exception_handler(SluisError)
def _refused(request: HttpRequest, error: SluisError) -> HttpResponse:
    return refusal(error)


@api.exception_handler(OperationalError)
def _busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
    _LOG.error("the database did not answer %s: %s", request.path, error)
    return problem(
        503,
        detail="the database did not answer in time",
        code="busy",
        remedy="look whether it was kept, and send it again if it was not",
    )


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
