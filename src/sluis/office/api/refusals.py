"""Every operation says in OpenAPI what else it may answer than what was asked for."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

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


class DescribedAPI(NinjaAPI):
    """An API whose description names the refusals of every operation.

    An operation that describes a status itself keeps its own words.
    """

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
        found.setdefault("components", {}).setdefault("schemas", {})["Problem"] = (
            _DOCUMENT
        )
        for operations in found["paths"].values():
            for operation in operations.values():
                for status, words in _refusals(operation).items():
                    operation["responses"].setdefault(
                        status,
                        {
                            "description": words,
                            "content": {
                                _PROBLEM: {
                                    "schema": {"$ref": "#/components/schemas/Problem"}
                                }
                            },
                        },
                    )
        return found


def _refusals(operation: dict[str, Any]) -> dict[int | str, str]:
    """Say what an operation may refuse, by what it takes."""
    found: dict[int | str, str] = {
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
    if operation.get("security"):
        found |= {401: "Nobody is signed in", 403: "This is not allowed to you"}
    return found
