"""Applications over HTTP: each page's JSON twin, by the same services and queries."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field, StringConstraints

from sluis.core.casework.routing import Queue
from sluis.core.casework.states import ApplicationKind, ApplicationState
from sluis.core.errors import UnknownValue
from sluis.office.access.errors import NotVisible
from sluis.office.access.who import who
from sluis.office.applications import queries
from sluis.office.applications.acts import Act
from sluis.office.applications.case_file import case_file, version_of
from sluis.office.applications.content import Content
from sluis.office.applications.services import catalogue, documents, drafts
from sluis.office.applications.services.acting import Form as Carried
from sluis.office.people.models import User

router = Router(tags=["applications"])

_PROBLEM = {"application/problem+json": {"schema": {"type": "object"}}}


def _answers(**told: str) -> dict[str, Any]:
    """Describe an operation's refusals."""
    every = {
        "401": "Nobody is signed in",
        "403": "This person may not do this",
        "404": "There is no such thing, as far as this person may know",
        "422": "What was sent cannot be taken",
        **{status.removeprefix("s"): text for status, text in told.items()},
    }
    return {
        "responses": {
            int(status): {"description": text, "content": _PROBLEM}
            for status, text in every.items()
        }
    }


_READ = _answers()
_ACT = _answers(
    s409="Not now: the state bars it, the form is stale, or another was first"
)
_Name = Annotated[str, StringConstraints(max_length=200)]
Reference = Annotated[str, StringConstraints(max_length=40)]


class _Asked(Schema):
    model_config = ConfigDict(extra="forbid")


class Starting(_Asked):
    """An application to begin; ``organisation`` where one may apply for several."""

    kind: ApplicationKind
    content: Annotated[dict[str, Any], Field(default_factory=dict)]
    organisation: int | None = None
    key: Annotated[str, StringConstraints(min_length=8, max_length=64)] | None = None


class ProductGiven(_Asked):
    """A good of the catalogue."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    description: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    kind: Annotated[str, StringConstraints(max_length=80)] = ""
    control_code: Annotated[str, StringConstraints(max_length=40)] = ""
    cn_code: Annotated[str, StringConstraints(max_length=10)] = ""
    parameters: Annotated[dict[str, Any], Field(default_factory=dict)]


class Catalogue(_Asked):
    """Goods to add to a catalogue, or to change there."""

    products: Annotated[list[ProductGiven], Field(min_length=1, max_length=5000)]
    organisation: int | None = None


class DenialGiven(_Asked):
    """A denial that another state notified."""

    state: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    reference: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    notified_on: date
    review_on: date
    goods: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    grounds: Annotated[str, StringConstraints(min_length=1, max_length=5000)]
    destination: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = ""
    parties: Annotated[list[_Name], Field(default_factory=list)]
    goods_kind: Annotated[str, StringConstraints(max_length=80)] = ""
    control_code: Annotated[str, StringConstraints(max_length=40)] = ""


@router.get("/applications", summary="Applications one may see", openapi_extra=_READ)
def applications(  # noqa: PLR0913, PLR0917 - one a filter
    request: HttpRequest,
    state: ApplicationState | None = None,
    queue: Queue | None = None,
    kind: ApplicationKind | None = None,
    text: Annotated[str, Field(max_length=200)] = "",
    mine: bool = False,  # noqa: FBT001, FBT002 - a query's parameter
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Give a page of them, the oldest first, with how the statutory term stands."""
    user = who(request)
    rows = queries.listed(
        user,
        state=state or "",
        queue=queue or "",
        kind=kind or "",
        text=text,
        mine=mine,
    )
    page = rows[offset : offset + limit]
    return {"count": rows.count(), "results": queries.rows_for(user, iter(page))}


@router.post(
    "/applications",
    summary="Begin an application",
    response={201: dict[str, Any]},
    openapi_extra=_ACT,
)
def start(request: HttpRequest, asked: Starting) -> Any:
    """Keep a draft; nothing is handed in."""
    user = who(request)
    case = drafts.start(
        user,
        _own(user, asked.organisation),
        asked.kind,
        Content.read(asked.content),
        Carried(key=asked.key),
    )
    return Status(201, case_file(user, case.reference))


@router.get("/applications/{reference}", summary="One application", openapi_extra=_READ)
def application(request: HttpRequest, reference: Reference) -> dict[str, Any]:
    """Give all of it that one may see, and what one could do to it now."""
    return case_file(who(request), reference)


@router.post(
    "/applications/{reference}/acts",
    summary="Do something to an application",
    openapi_extra=_ACT,
)
def act(request: HttpRequest, reference: Reference, asked: Act) -> dict[str, Any]:
    """Do one act, told apart by ``act``; give the application after it."""
    user = who(request)
    asked.do(user, reference)
    return case_file(user, reference)


@router.get(
    "/applications/{reference}/versions/{number}",
    summary="One version of an application",
    openapi_extra=_READ,
)
def version(
    request: HttpRequest,
    reference: Reference,
    number: Annotated[int, Field(ge=1, le=2**31 - 1)],
) -> dict[str, Any]:
    """Give what was asked for then, whole."""
    return version_of(who(request), reference, number)


@router.post(
    "/applications/{reference}/documents",
    summary="Add a paper to an application",
    response={201: dict[str, Any]},
    openapi_extra=_ACT,
)
def add_document(
    request: HttpRequest,
    reference: Reference,
    document: File[UploadedFile],
    purpose: Annotated[str, Form(...)],
) -> Any:
    """Take a paper in, or refuse it with the reason."""
    user = who(request)
    documents.add_document(
        user,
        reference,
        document.name or "",
        document.read(documents.MOST + 1),
        purpose=purpose,
    )
    return Status(201, case_file(user, reference))


@router.get(
    "/applications/{reference}/documents/{sha256}",
    summary="A paper of an application",
    response={200: bytes},
    openapi_extra=_READ,
)
def document(request: HttpRequest, reference: Reference, sha256: str) -> Any:
    """Give its bytes, to be kept and not to be opened in the browser."""
    return paper(queries.document_of(who(request), reference, sha256))


def paper(row: Any) -> FileResponse:
    """Answer with a paper's bytes, as a file to keep."""
    stream = documents.place_of(row.sha256).open("rb")
    answer = FileResponse(
        stream, as_attachment=True, filename=row.name, content_type=row.media_type
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@router.get("/products", summary="Goods of one's catalogue", openapi_extra=_READ)
def products(
    request: HttpRequest,
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Field(ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """Give a page of them by code."""
    rows = queries.products(who(request))
    page = rows[offset : offset + limit]
    return {
        "count": rows.count(),
        "results": [queries.product_json(row) for row in page],
    }


@router.post(
    "/products", summary="Add or change goods of a catalogue", openapi_extra=_READ
)
def put_products(request: HttpRequest, asked: Catalogue) -> dict[str, Any]:
    """Keep all of them, or none where one cannot be."""
    user = who(request)
    facts = [catalogue.ProductFacts(**one.dict()) for one in asked.products]
    rows = catalogue.put_products(user, _own(user, asked.organisation), facts)
    return {"results": [queries.product_json(row) for row in rows]}


@router.get("/denials", summary="Denials one may see", openapi_extra=_READ)
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
    openapi_extra=_READ,
)
def record_denial(request: HttpRequest, asked: DenialGiven) -> Any:
    """Keep it; applications that resemble it are flagged from then on."""
    given = {**asked.dict(), "parties": tuple(asked.parties)}
    row = catalogue.record_denial(who(request), catalogue.DenialFacts(**given))
    return Status(201, queries.denial_json(row))


def _own(user: User, id_: int | None) -> Any:
    """Give the organisation one applies for: the only one, or the one named."""
    own = queries.applying_for(user)
    named = [one for one in own if id_ is None or one.pk == id_]
    if len(named) == 1:
        return named[0]
    if not own:
        raise NotVisible("there is nothing one may apply for")
    raise UnknownValue(
        "name the organisation you apply for",
        path="organisation",
        remedy=f"one of {', '.join(str(one.pk) for one in own)}",
    )
