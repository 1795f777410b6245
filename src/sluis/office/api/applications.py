"""Applications over HTTP: each page's JSON twin, by the same services and queries."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile
from pydantic import Field, StringConstraints

from sluis.core.casework.routing import Queue
from sluis.core.casework.states import ApplicationKind, ApplicationState
from sluis.office.access.who import who
from sluis.office.api.casework import ACT, READ, Asked, Reference, own_of
from sluis.office.applications import queries
from sluis.office.applications.acts import Act
from sluis.office.applications.case_file import case_file, version_of
from sluis.office.applications.content import Content
from sluis.office.applications.services import documents, drafts
from sluis.office.once.services import Form as Carried

router = Router(tags=["applications"])


class Starting(Asked):
    """An application to begin; ``organisation`` where one may apply for several."""

    kind: ApplicationKind
    content: Annotated[dict[str, Any], Field(default_factory=dict)]
    organisation: int | None = None
    key: Annotated[str, StringConstraints(min_length=8, max_length=64)] | None = None


@router.get("/applications", summary="Applications one may see", openapi_extra=READ)
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
    openapi_extra=ACT,
)
def start(request: HttpRequest, asked: Starting) -> Any:
    """Keep a draft; nothing is handed in."""
    user = who(request)
    case = drafts.start(
        user,
        own_of(user, asked.organisation),
        asked.kind,
        Content.read(asked.content),
        Carried(key=asked.key),
    )
    return Status(201, case_file(user, case.reference))


@router.get("/applications/{reference}", summary="One application", openapi_extra=READ)
def application(request: HttpRequest, reference: Reference) -> dict[str, Any]:
    """Give all of it that one may see, and what one could do to it now."""
    return case_file(who(request), reference)


@router.post(
    "/applications/{reference}/acts",
    summary="Do something to an application",
    openapi_extra=ACT,
)
def act(request: HttpRequest, reference: Reference, asked: Act) -> dict[str, Any]:
    """Do one act, told apart by ``act``; give the application after it."""
    user = who(request)
    asked.do(user, reference)
    return case_file(user, reference)


@router.get(
    "/applications/{reference}/versions/{number}",
    summary="One version of an application",
    openapi_extra=READ,
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
    openapi_extra=ACT,
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
    openapi_extra=READ,
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
