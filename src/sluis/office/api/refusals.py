"""Every operation says in OpenAPI what else it may answer than what was asked for."""

from __future__ import annotations

import re
from typing import Any

from django.urls import resolve
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from sluis.office.access.route import Audience
from sluis.office.access.routes import route_of

_PROBLEM = "application/problem+json"
_DOCUMENT: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "A problem document of RFC 9457.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "path": {"type": ["string", "null"]},
        "remedy": {"type": ["string", "null"]},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}


_KEY: dict[str, Any] = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key of one's own: sluis_…, made at /account/ or /api/v1/tokens.",
}
_JSON = {"application/json": {"schema": {"type": "object"}}}
_AT_THE_GATE = {
    401: "Nobody is signed in, or the key opens nothing",
    403: "This person, or this key, may not do this",
    404: "There is no such thing, as far as this person may know",
}
_ASKED: dict[bool, list[dict[str, list[str]]]] = {
    False: [{"key": []}],
    True: [{"key": []}, {}],
}
"""What is asked of whoever comes, by whether it is open while there is no account."""
_WORD = re.compile(r"{\w+}")


class GatedAPI(NinjaAPI):
    """An API whose description says what the gate before it asks and answers.

    An operation that describes a status itself keeps its own words.
    """

    def get_openapi_schema(
        self,
        *,
        path_prefix: str | None = None,
        path_params: dict[str, Any] | None = None,
    ) -> OpenAPISchema:
        """Give the description, with what the gate may answer added."""
        found = super().get_openapi_schema(
            path_prefix=path_prefix, path_params=path_params
        )
        parts = found.setdefault("components", {})
        parts.setdefault("schemas", {})["Problem"] = _DOCUMENT
        parts.setdefault("securitySchemes", {})["key"] = _KEY
        for path, operations in found["paths"].items():
            audience = _audience(path)
            if audience is Audience.ANYONE:
                continue
            for operation in operations.values():
                _add(operation, _AT_THE_GATE)
                operation["security"] = _ASKED[audience is Audience.FIRST_RUN]
        return found


def _audience(path: str) -> Audience | None:
    route = route_of(resolve(_WORD.sub("1", path)).route)
    return route.audience if route else None


def _add(operation: dict[str, Any], told: dict[int, str]) -> None:
    """Describe further answers of an operation: problem documents, by status."""
    schema = {"$ref": "#/components/schemas/Problem"}
    for status, words in told.items():
        operation["responses"].setdefault(
            status, {"description": words, "content": {_PROBLEM: {"schema": schema}}}
        )


class DescribedAPI(GatedAPI):
    """An API whose description names the refusals of every operation."""

    def get_openapi_schema(
        self,
        *,
        path_prefix: str | None = None,
        path_params: dict[str, Any] | None = None,
    ) -> OpenAPISchema:
        """Give the description, with the refusals of each operation added."""
        found = super().get_openapi_schema(
            path_prefix=path_prefix, path_params=path_params
        )
        for operations in found["paths"].values():
            for operation in operations.values():
                _add(operation, _refusals(operation))
                for status, answer in operation["responses"].items():
                    if str(status) in {"200", "201"}:
                        answer.setdefault("content", _JSON)
        return found


def _refusals(operation: dict[str, Any]) -> dict[int, str]:
    """Say what an operation may refuse, by what it takes."""
    found = {
        404: "There is no such thing, or nothing is recorded yet",
        422: "What was asked cannot be answered",
        503: "A list or record cannot be read",
    }
    if "requestBody" in operation:
        found |= {
            400: "The body cannot be read",
            413: "The body is too large",
            415: "This media type is not read",
        }
    return found
