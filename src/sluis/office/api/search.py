"""``GET /api/v1/search``: across everything that the asker may see."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from sluis.office.ui.search import LONGEST, find

router = Router(tags=["search"])


class ResultOut(Schema):
    """Something that was found."""

    path: str = Field(description="Its page.")
    title: str = Field(description="What it is called.")
    note: str = Field(description="What it is about.")


class FoundOut(Schema):
    """What was found of one kind of object."""

    kind: str = Field(description="The kind of object.")
    total: int = Field(description="How many there are.")
    results: list[ResultOut] = Field(description="The newest of them.")


_PROBLEM = {"application/problem+json": {"schema": {"type": "object"}}}
_REFUSED = {
    401: "Nobody is signed in",
    403: "This key was not made for it",
    422: "What is asked cannot be answered",
}


@router.get(
    "/search",
    response=list[FoundOut],
    summary="Search across everything",
    openapi_extra={
        "responses": {
            status: {"description": told, "content": _PROBLEM}
            for status, told in _REFUSED.items()
        }
    },
)
def search(
    request: HttpRequest,
    q: Annotated[
        str, Field(max_length=LONGEST, description="Words that must all be there.")
    ],
) -> list[FoundOut]:
    """Find what holds every word, of what you may see."""
    return [
        FoundOut(
            kind=group.source.code,
            total=group.total,
            results=[
                ResultOut(path=one.path, title=one.title, note=one.note)
                for one in group.results
            ],
        )
        for group in find(request.user, q)
    ]
