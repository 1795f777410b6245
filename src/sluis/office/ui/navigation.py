"""What stands in the bar over every page, for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import is_valid_path
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A part of the site with an address of its own.

    Attributes:
        path: Where it begins.
        label: What people call it.
        roles: Who works there; empty for everybody who signed in.
    """

    path: str
    label: str | Promise
    roles: frozenset[str] = frozenset()


EXPORTER = frozenset({"applicant", "compliance_officer"})
AUTHORITY = frozenset(
    {"licensing_officer", "second_officer", "policy_adviser", "liaison", "auditor"}
)
DESK = frozenset({"licensing_officer", "second_officer", "auditor"})
CUSTOMS = frozenset({"customs_officer"})
TRACING = frozenset({"investigator", "liaison"})
HOUSE = frozenset({"administrator", "auditor"})

PLACES = (
    Place(path="/", label=_("Home")),
    Place(path="/applications/", label=_("Applications"), roles=EXPORTER | AUTHORITY),
    Place(
        path="/licences/",
        label=_("Licences"),
        roles=EXPORTER | AUTHORITY | CUSTOMS | TRACING,
    ),
    Place(
        path="/declarations/",
        label=_("Customs"),
        roles=EXPORTER | AUTHORITY | CUSTOMS | TRACING,
    ),
    Place(path="/denials/", label=_("Denials"), roles=DESK),
    Place(
        path="/parties/",
        label=_("Parties"),
        roles=DESK | CUSTOMS | TRACING,
    ),
    Place(path="/goods/", label=_("Goods"), roles=EXPORTER),
    Place(
        path="/compliance/",
        label=_("Compliance"),
        roles=EXPORTER
        | CUSTOMS
        | frozenset({"licensing_officer", "second_officer", "investigator", "auditor"}),
    ),
    Place(path="/cases/", label=_("Cases"), roles=TRACING | HOUSE | AUTHORITY),
    Place(path="/organisations/", label=_("Organisations"), roles=HOUSE),
    Place(path="/people/", label=_("People"), roles=HOUSE),
    Place(path="/audit/", label=_("Audit"), roles=HOUSE),
)
"""Every part of the site, in the order of the work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One link of the navigation.

    Attributes:
        path: Where it leads.
        label: What it says.
        current: ``page`` on that very page, ``true`` below it, else empty.
    """

    path: str
    label: str | Promise
    current: str


def shell(request: HttpRequest) -> dict[str, object]:
    """Give every template the navigation, worked out only if it is drawn."""
    return {"navigation": SimpleLazyObject(lambda: list(_items(request)))}


def _items(request: HttpRequest) -> Iterator[Item]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return
    from sluis.office.access.rules import roles_of

    roles = {str(role) for role in roles_of(user)}
    for place in PLACES:
        if is_valid_path(place.path) and (not place.roles or roles & place.roles):
            yield Item(
                path=place.path,
                label=place.label,
                current=_current(place.path, request.path),
            )


def _current(place: str, path: str) -> str:
    if path == place:
        return "page"
    return "true" if place != "/" and path.startswith(place) else ""
