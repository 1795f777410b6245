"""Compliance over HTTP: programmes, and how long records are kept."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile
from pydantic import StringConstraints

from sluis.core.casework.compliance_programme import Answer, Standing
from sluis.office.access.who import who
from sluis.office.api.compliance_asked import (
    ACT,
    READ,
    Asked,
    Key,
    Limit,
    Long,
    Offset,
    Small,
    own,
)
from sluis.office.compliance import keeping, queries, shown
from sluis.office.compliance.services import programmes

router = Router(tags=["compliance"])

_Any = Annotated[str, StringConstraints(max_length=5000, pattern=r"^[^\x00]*$")]


class Beginning(Asked):
    """Whose programme; may be left out where one works for one exporter."""

    organisation: Key | None = None


class Answering(Asked):
    """An answer on one question."""

    question: Small
    standing: Standing
    explanation: _Any = ""
    owner: Small = ""
    action: _Any = ""
    action_due: date | None = None


class Remarking(Asked):
    """A remark on a version, or on one of its questions."""

    text: Long
    question: Small = ""


@router.get(
    "/compliance/questions", summary="What a programme is asked", openapi_extra=READ
)
def questions(request: HttpRequest) -> dict[str, Any]:
    """Give every question in both languages, with its place in the source."""
    return shown.questions_json()


@router.get("/compliance/programmes", summary="Drafts one may see", openapi_extra=READ)
def drafts(request: HttpRequest) -> dict[str, Any]:
    """Give the drafts of one's own organisations, with what follows from each."""
    rows = queries.programmes(who(request))
    return {"count": rows.count(), "results": [shown.programme_json(r) for r in rows]}


@router.post(
    "/compliance/programmes",
    summary="Begin a programme",
    response={201: dict[str, Any]},
    openapi_extra=ACT,
)
def begin(request: HttpRequest, asked: Beginning) -> Any:
    """Begin it; one that is there is given."""
    user = who(request)
    home = own(user, asked.organisation)
    return Status(
        201, shown.programme_json(programmes.begin(user, home, asked.carried))
    )


@router.get("/compliance/programmes/{pk}", summary="A draft", openapi_extra=READ)
def draft(request: HttpRequest, pk: Key) -> dict[str, Any]:
    """Give a draft with its answers and what follows from them today."""
    return shown.programme_json(queries.programme(who(request), pk))


@router.post(
    "/compliance/programmes/{pk}/answers",
    summary="Answer a question",
    openapi_extra=ACT,
)
def answer(request: HttpRequest, pk: Key, asked: Answering) -> dict[str, Any]:
    """Keep the answer; give the draft after it."""
    given = Answer(**asked.model_dump(exclude={"seen", "key"}))
    row = programmes.answer(who(request), pk, given, asked.carried)
    return shown.programme_json(row)


@router.post(
    "/compliance/programmes/{pk}/evidence",
    summary="Add a paper that shows an answer",
    response={201: dict[str, Any]},
    openapi_extra=ACT,
)
def add_evidence(
    request: HttpRequest,
    pk: Key,
    document: File[UploadedFile],
    question: Annotated[str, Form(...)],
) -> Any:
    """Take a paper in, or refuse it with the reason."""
    data = document.read(programmes.MOST_BYTES + 1)
    row = programmes.add_evidence(who(request), pk, question, document.name or "", data)
    return Status(201, shown.programme_json(row))


@router.post(
    "/compliance/programmes/{pk}/submissions",
    summary="Submit a draft as a version",
    response={201: dict[str, Any]},
    openapi_extra=ACT,
)
def submit(request: HttpRequest, pk: Key, asked: Asked) -> Any:
    """Freeze the draft as it stands."""
    made = programmes.submit(who(request), pk, asked.carried)
    return Status(201, shown.submission_json(made))


@router.get(
    "/compliance/submissions", summary="Versions one may see", openapi_extra=READ
)
def submissions(
    request: HttpRequest,
    superseded: bool = False,  # noqa: FBT001, FBT002 - a query's parameter
    offset: Offset = 0,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Give the version that counts of each exporter; superseded ones where asked."""
    user = who(request)
    rows = (
        queries.submissions(user) if superseded else queries.standing_submissions(user)
    )
    page = rows[offset : offset + limit]
    return {
        "count": rows.count(),
        "results": [shown.submission_row(one) for one in page],
    }


@router.get("/compliance/submissions/{pk}", summary="A version", openapi_extra=READ)
def submission(request: HttpRequest, pk: Key) -> dict[str, Any]:
    """Give a version whole, with the remarks on it."""
    return shown.submission_json(queries.submission(who(request), pk))


@router.post(
    "/compliance/submissions/{pk}/remarks",
    summary="Remark on a version",
    response={201: dict[str, Any]},
    openapi_extra=ACT,
)
def remark(request: HttpRequest, pk: Key, asked: Remarking) -> Any:
    """Keep a remark, which the exporter reads."""
    user = who(request)
    programmes.remark(
        user, pk, text=asked.text, question=asked.question, form=asked.carried
    )
    return Status(201, shown.submission_json(queries.submission(user, pk)))


@router.get(
    "/compliance/records",
    summary="How long records are kept",
    openapi_extra=READ,
)
def records(
    request: HttpRequest,
    kind: keeping.Kind | None = None,
    offset: Offset = 0,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Give a page of them, the first that may go first, with every ground."""
    rows = keeping.records(who(request), kind)
    page = rows[offset : offset + limit]
    return {"count": len(rows), "results": [shown.record_json(one) for one in page]}
