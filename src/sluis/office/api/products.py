"""The exporter's catalogue over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router
from pydantic import Field, StringConstraints

from sluis.office.access.who import who
from sluis.office.api.casework import READ, Asked, own_of
from sluis.office.applications import queries
from sluis.office.applications.services import catalogue

router = Router(tags=["applications"])


class ProductGiven(Asked):
    """A good of the catalogue."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    description: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    kind: Annotated[str, StringConstraints(max_length=80)] = ""
    control_code: Annotated[str, StringConstraints(max_length=40)] = ""
    cn_code: Annotated[str, StringConstraints(max_length=10)] = ""
    parameters: Annotated[dict[str, Any], Field(default_factory=dict)]


class Catalogue(Asked):
    """Goods to add to a catalogue, or to change there."""

    products: Annotated[list[ProductGiven], Field(min_length=1, max_length=5000)]
    organisation: int | None = None


@router.get("/products", summary="Goods of one's catalogue", openapi_extra=READ)
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
    "/products", summary="Add or change goods of a catalogue", openapi_extra=READ
)
def put_products(request: HttpRequest, asked: Catalogue) -> dict[str, Any]:
    """Keep all of them, or none where one cannot be."""
    user = who(request)
    facts = [catalogue.ProductFacts(**one.dict()) for one in asked.products]
    rows = catalogue.put_products(user, own_of(user, asked.organisation), facts)
    return {"results": [queries.product_json(row) for row in rows]}


@router.get(
    "/products/{int:pk}",
    summary="One good, and every version of it",
    openapi_extra=READ,
)
def product(
    request: HttpRequest, pk: Annotated[int, Field(ge=1, le=2**53)]
) -> dict[str, Any]:
    """Give what the catalogue says of it, and what it said before."""
    return queries.product_page(queries.product(who(request), pk))
