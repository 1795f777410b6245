"""``/api/v1``: people, organisations, one's own keys, and the audit trail."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import orjson
from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from sluis.office.access.errors import NotVisible
from sluis.office.access.roles import OrganisationKind, Role
from sluis.office.api.described import refusals
from sluis.office.audit.models import Entry
from sluis.office.audit.queries import trail
from sluis.office.people import queries, services
from sluis.office.people import tokens as keys
from sluis.office.people.models import ApiToken, Membership, Organisation, User

router = Router(tags=["people"])

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]


class OrganisationOut(Schema):
    """An organisation."""

    id: int
    kind: OrganisationKind
    name: str
    country: str
    eori: str | None
    blocked_at: datetime | None


class OrganisationIn(Schema):
    """An organisation to add."""

    kind: OrganisationKind
    name: Annotated[str, Field(min_length=1, max_length=200)]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    eori: Annotated[str, Field(max_length=17)] = ""


class RoleOut(Schema):
    """A role that a person has today."""

    role: Role
    organisation: OrganisationOut
    since: date


class PersonOut(Schema):
    """A person who can sign in, or could."""

    id: int
    name: str
    email: str
    active: bool
    roles: list[RoleOut]


class KeyOut(Schema):
    """A key of one's own; the key itself is only told when it is made."""

    id: int
    name: str
    beginning: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    key: str | None = None


class KeyIn(Schema):
    """A key to make."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    scopes: Annotated[list[str], Field(min_length=1, max_length=50)]
    days: Annotated[int, Field(ge=1, le=keys.LONGEST_DAYS)] = 90


class EntryOut(Schema):
    """A row of the audit trail."""

    number: int
    at: datetime
    actor: str
    act: str
    kind: str
    object_id: str
    object_name: str
    details: dict[str, Any]
    prev_hash: str
    row_hash: str


@router.get(
    "/organisations",
    summary="The organisations that the asker may see",
    response=list[OrganisationOut],
    openapi_extra=refusals(),
)
def organisations(request: HttpRequest) -> list[OrganisationOut]:
    """List them by name."""
    return [_organisation(one) for one in queries.organisations(request.user)]


@router.post(
    "/organisations",
    summary="Add an organisation",
    response={201: OrganisationOut},
    openapi_extra=refusals(s400="The request is not JSON"),
)
def add_organisation(
    request: HttpRequest, given: OrganisationIn
) -> Status[OrganisationOut]:
    """Add one, as an administrator."""
    made = services.add_organisation(_me(request), **given.dict())
    return Status(201, _organisation(made))


@router.get(
    "/organisations/{int:pk}",
    summary="An organisation",
    response=OrganisationOut,
    openapi_extra=refusals(),
)
def organisation(request: HttpRequest, pk: Id) -> OrganisationOut:
    """Give one that the asker may see."""
    return _organisation(queries.organisation(request.user, pk))


@router.get(
    "/people",
    summary="The people that the asker may see",
    response=list[PersonOut],
    openapi_extra=refusals(),
)
def people(request: HttpRequest) -> list[PersonOut]:
    """List them by name, with the roles of theirs that may be seen."""
    return [_person(one) for one in queries.people(request.user)]


@router.get(
    "/people/{int:pk}",
    summary="A person",
    response=PersonOut,
    openapi_extra=refusals(),
)
def person(request: HttpRequest, pk: Id) -> PersonOut:
    """Give one that the asker may see."""
    return _person(queries.person(request.user, pk))


@router.get(
    "/tokens",
    summary="One's own keys",
    response=list[KeyOut],
    openapi_extra=refusals(),
)
def tokens(request: HttpRequest) -> list[KeyOut]:
    """List those that are not revoked, the latest first."""
    return [_key(one) for one in queries.keys(_me(request))]


@router.post(
    "/tokens",
    summary="Make a key",
    response={201: KeyOut},
    openapi_extra=refusals(s400="The request is not JSON"),
)
def make_token(request: HttpRequest, given: KeyIn) -> Status[KeyOut]:
    """Make a key for one's own programs; it is told this once."""
    made, secret = keys.make_token(
        _me(request), name=given.name, asked=given.scopes, days=given.days
    )
    return Status(201, _key(made, secret))


@router.delete(
    "/tokens/{int:pk}",
    summary="End a key",
    response={204: None},
    openapi_extra=refusals(),
)
def revoke_token(request: HttpRequest, pk: Id) -> Status[None]:
    """End a key at once."""
    user = _me(request)
    keys.revoke_token(user, queries.key(user, pk))
    return Status(204, None)


@router.get(
    "/audit",
    summary="The audit trail",
    response=list[EntryOut],
    openapi_extra=refusals(),
)
def audit(
    request: HttpRequest,
    before: Annotated[Id | None, Query()] = None,
    act: str = "",
    actor: str = "",
) -> list[EntryOut]:
    """Give 100 rows, the latest first; ``before`` goes on where a page ended."""
    found = trail(request.user, before=before, act=act, actor=actor)
    return [_entry(one) for one in found]


def _me(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise NotVisible("there is no such thing")
    return request.user


def _organisation(found: Organisation) -> OrganisationOut:
    return OrganisationOut(
        id=found.pk,
        kind=OrganisationKind(found.kind),
        name=found.name,
        country=found.country,
        eori=found.eori or None,
        blocked_at=found.blocked_at,
    )


def _person(found: User) -> PersonOut:
    held: list[Membership] = found.held  # type: ignore[attr-defined]  # prefetched
    return PersonOut(
        id=found.pk,
        name=found.name,
        email=found.email,
        active=found.is_active,
        roles=[
            RoleOut(
                role=Role(one.role),
                organisation=_organisation(one.organisation),
                since=one.since,
            )
            for one in held
        ],
    )


def _key(found: ApiToken, secret: str | None = None) -> KeyOut:
    return KeyOut(
        id=found.pk,
        name=found.name,
        beginning=found.beginning,
        scopes=found.scopes,
        created_at=found.created_at,
        expires_at=found.expires_at,
        last_used_at=found.last_used_at,
        key=secret,
    )


def _entry(found: Entry) -> EntryOut:
    return EntryOut(
        number=found.number,
        at=found.at,
        actor=found.actor,
        act=found.act,
        kind=found.kind,
        object_id=found.object_id,
        object_name=found.object_name,
        details=orjson.loads(found.details),
        prev_hash=found.prev_hash,
        row_hash=found.row_hash,
    )
