"""Lists of parties over HTTP: an exporter's blocked ones, and those watched."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import StringConstraints

from sluis.office.access.who import who
from sluis.office.api.compliance_asked import (
    ACT,
    READ,
    Asked,
    Key,
    Limit,
    Offset,
    Reference,
    Words,
    own,
)
from sluis.office.applications.queries import find as application
from sluis.office.compliance import matching, queries, shown
from sluis.office.compliance.models import BlockedParty, WatchedParty
from sluis.office.compliance.services import parties
from sluis.office.compliance.services.parties import Facts
from sluis.office.people.models import User

router = Router(tags=["compliance"])


class PartyGiven(Asked):
    """What a list says of a party."""

    name: Annotated[Words, StringConstraints(max_length=300)]
    reason: Annotated[Words, StringConstraints(max_length=2000)]
    source: Annotated[Words, StringConstraints(max_length=500)]
    since: date
    until: date | None = None
    country: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = ""

    @property
    def facts(self) -> Facts:
        """What the services take of it."""
        names = ("name", "reason", "source", "since", "until", "country")
        return Facts(**{name: getattr(self, name) for name in names})


class Blocking(PartyGiven):
    """A party to block, and for whom, where one works for several exporters."""

    organisation: Key | None = None


class Changing(PartyGiven):
    """All that is so of a party, and why it is changed."""

    why: Annotated[Words, StringConstraints(max_length=500)]


class Withdrawing(Asked):
    """Why an entry was a mistake."""

    why: Annotated[Words, StringConstraints(max_length=500)]


@router.get(
    "/compliance/blocked-parties",
    summary="Parties one's exporter blocked",
    openapi_extra=READ,
)
def blocked(
    request: HttpRequest, offset: Offset = 0, limit: Limit = 50
) -> dict[str, Any]:
    """Give what the list says now of each, ended and withdrawn ones too."""
    return _list(who(request), BlockedParty, offset, limit)


@router.post(
    "/compliance/blocked-parties",
    summary="Block a party",
    response={201: dict[str, Any]},
    openapi_extra=ACT,
)
def block(request: HttpRequest, asked: Blocking) -> Any:
    """Put it on the list of one's exporter."""
    user = who(request)
    home = own(user, asked.organisation)
    made = parties.block(user, home, asked.facts, asked.carried)
    return Status(201, shown.party_json(made))


@router.get(
    "/compliance/blocked-parties/{number}",
    summary="A blocked party",
    openapi_extra=READ,
)
def blocked_party(request: HttpRequest, number: Key) -> dict[str, Any]:
    """Give what the list says, and all it ever said."""
    return _entry(who(request), BlockedParty, number)


@router.post(
    "/compliance/blocked-parties/{number}/changes",
    summary="Say something else of a blocked party",
    openapi_extra=ACT,
)
def change_blocked(
    request: HttpRequest, number: Key, asked: Changing
) -> dict[str, Any]:
    """Keep the change; what was known before stays."""
    return _change(who(request), BlockedParty, number, asked)


@router.post(
    "/compliance/blocked-parties/{number}/withdrawal",
    summary="Withdraw a blocked party that was a mistake",
    openapi_extra=ACT,
)
def withdraw_blocked(
    request: HttpRequest, number: Key, asked: Withdrawing
) -> dict[str, Any]:
    """Keep that it was a mistake; the entry stays to be read."""
    return _withdraw(who(request), BlockedParty, number, asked)


@router.get(
    "/compliance/watched-parties",
    summary="Parties the authority watches",
    openapi_extra=READ,
)
def watched(
    request: HttpRequest, offset: Offset = 0, limit: Limit = 50
) -> dict[str, Any]:
    """Give what the list says now of each, ended and withdrawn ones too."""
    return _list(who(request), WatchedParty, offset, limit)


@router.post(
    "/compliance/watched-parties",
    summary="Watch a party",
    response={201: dict[str, Any]},
    openapi_extra=ACT,
)
def watch(request: HttpRequest, asked: PartyGiven) -> Any:
    """Put it on the authority's list."""
    made = parties.watch(who(request), asked.facts, asked.carried)
    return Status(201, shown.party_json(made))


@router.get(
    "/compliance/watched-parties/{number}",
    summary="A watched party",
    openapi_extra=READ,
)
def watched_party(request: HttpRequest, number: Key) -> dict[str, Any]:
    """Give what the list says, and all it ever said."""
    return _entry(who(request), WatchedParty, number)


@router.post(
    "/compliance/watched-parties/{number}/changes",
    summary="Say something else of a watched party",
    openapi_extra=ACT,
)
def change_watched(
    request: HttpRequest, number: Key, asked: Changing
) -> dict[str, Any]:
    """Keep the change; what was known before stays."""
    return _change(who(request), WatchedParty, number, asked)


@router.post(
    "/compliance/watched-parties/{number}/withdrawal",
    summary="Withdraw a watched party that was a mistake",
    openapi_extra=ACT,
)
def withdraw_watched(
    request: HttpRequest, number: Key, asked: Withdrawing
) -> dict[str, Any]:
    """Keep that it was a mistake; the entry stays to be read."""
    return _withdraw(who(request), WatchedParty, number, asked)


@router.get(
    "/compliance/matches/{reference}",
    summary="Parties of an application that are on a list of one's own",
    openapi_extra=READ,
)
def matches(request: HttpRequest, reference: Reference) -> dict[str, Any]:
    """Give blocked ones to the exporter, and watched ones to officers."""
    user = who(request)
    case = application(user, reference)
    found = matching.watched_in(user, case)
    return {
        "application": case.reference,
        "blocked": shown.matches_json(matching.blocked_in(user, case)),
        "watched": None if found is None else shown.matches_json(found),
    }


def _list(user: User, model: Any, offset: int, limit: int) -> dict[str, Any]:
    rows = queries.listed_parties(user, model)
    page = rows[offset : offset + limit]
    return {"count": rows.count(), "results": [shown.party_json(one) for one in page]}


def _entry(user: User, model: Any, number: int) -> dict[str, Any]:
    history = queries.party_history(user, model, number)
    return {
        **shown.party_json(history[0]),
        "history": [shown.party_json(one) for one in history],
    }


def _change(user: User, model: Any, number: int, asked: Changing) -> dict[str, Any]:
    parties.change(user, model, number, asked.facts, why=asked.why, form=asked.carried)
    return _entry(user, model, number)


def _withdraw(
    user: User, model: Any, number: int, asked: Withdrawing
) -> dict[str, Any]:
    parties.withdraw(user, model, number, why=asked.why, form=asked.carried)
    return _entry(user, model, number)
