"""Errors as RFC 9457 problem documents, in one shape for every address."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from sluis.core.errors import DataFolderError, Problems, SluisError, UnreadableFile
from sluis.office.access.errors import NotVisible, Refused

CONTENT_TYPE = "application/problem+json"
_NOT_NOW = frozenset(
    {
        *("not-now", "stale-form", "form-used", "already-decided"),
        *("wrong-state", "version-conflict", "declaration-unknown"),
        "balance-exceeded",
    }
)
"""Codes of what could be done, and not to the thing as it stands: 409."""


def problem(
    status: int, *, title: str | None = None, detail: str = "", **members: Any
) -> HttpResponse:
    """Make a problem document.

    Args:
        status: The HTTP status.
        title: What kind of problem it is; the status's own phrase by default.
        detail: What is wrong this time.
        **members: Further members, such as ``code`` or ``errors``; those that
            are ``None`` are left out.
    """
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
    }
    if detail:
        document["detail"] = detail
    document.update({key: value for key, value in members.items() if value is not None})
    return HttpResponse(
        orjson.dumps(document), status=status, content_type=CONTENT_TYPE
    )


def refusal(error: SluisError) -> HttpResponse:
    """Turn a refusal of Sluis into a problem document.

    What may not be seen is 404 and what may not be done 403; what is wrong with the
    input is 422; what is wrong with this server's own files is 503, without their
    place.
    """
    if isinstance(error, NotVisible | Refused):
        status = 404 if isinstance(error, NotVisible) else 403
        return problem(
            status, detail=error.message, code=error.code, remedy=error.remedy
        )
    if isinstance(error, UnreadableFile | DataFolderError):
        return problem(503, detail=error.message, code=error.code)
    errors = error.errors if isinstance(error, Problems) else ()
    return problem(
        409 if error.code in _NOT_NOW else 422,
        detail=error.message,
        code=error.code,
        path=error.path,
        remedy=error.remedy,
        errors=[part.as_dict() for part in errors] or None,
    )


def wants_problem(request: HttpRequest) -> bool:
    """Whether the asker is a machine rather than a person with a browser."""
    return request.path.startswith(("/api/", "/epcis/")) or not request.accepts(
        "text/html"
    )
