"""The register of parties over HTTP: each page's JSON twin."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field, StringConstraints

from sluis.office.access.who import who
from sluis.office.api.carried import Carried
from sluis.office.api.described import refusals
from sluis.office.parties import queries, services
from sluis.office.parties.dossier import dossier, fact_json
from sluis.office.parties.told import Told, What

router = Router(tags=["parties"])

_Text = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]
_Name = Annotated[
    str,
    StringConstraints(max_length=300, pattern=r"^[^\x00]*\S[^\x00]*$"),
]
_Country = Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")]
_Number = Annotated[int, Field(ge=1, le=2**53)]
_READ = refusals()
_ACT = refusals(s409="It was withdrawn already, or the key was used for another act")


class Recording(Carried):
    """What a source says of a party."""

    name: _Name
    country: _Country = ""
    register_number: _Text = ""
    what: What
    value: _Text
    source: _Text
    said_on: date


class Withdrawing(Carried):
    """Why a fact was a mistake."""

    why: _Text


@router.get("/parties", summary="Of whom something is known", openapi_extra=_READ)
def parties(
    request: HttpRequest,
    q: _Text = "",
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Field(ge=1, le=500)] = 50,
) -> dict[str, Any]:
    """Give each name and country once, by name."""
    rows = queries.names(who(request), q)
    return {"count": len(rows), "results": rows[offset : offset + limit]}


@router.get("/parties/dossier", summary="A party", openapi_extra=_READ)
def one(request: HttpRequest, name: _Name, country: _Country = "") -> dict[str, Any]:
    """Give what is known of a name, and where it is named."""
    return dossier(who(request), name, country)


@router.post(
    "/parties/facts",
    summary="Record what a source says of a party",
    response={201: dict[str, Any]},
    openapi_extra=_ACT,
)
def record(request: HttpRequest, asked: Recording) -> Any:
    """Keep it; applications that name the party are assessed with it from now on."""
    told = Told(**asked.model_dump(exclude={"seen", "key"}))
    return Status(201, fact_json(services.record(who(request), told, asked.form)))


@router.post(
    "/parties/facts/{number}/withdraw",
    summary="Say that a fact was a mistake",
    openapi_extra=_ACT,
)
def withdraw(
    request: HttpRequest, number: _Number, asked: Withdrawing
) -> dict[str, Any]:
    """Count it no more; it stays to be read."""
    user = who(request)
    services.withdraw(user, number, asked.why, asked.form)
    return fact_json(queries.fact(user, number))
