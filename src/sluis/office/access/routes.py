"""Every address of the site, as declared by the applications.

An address that nobody declared here is not answered.
"""

from __future__ import annotations

from sluis.office.access.kinds import (
    applications,
    audit,
    cases,
    compliance,
    custody,
    customs,
    licences,
    parties,
    people,
    public,
    screening,
)
from sluis.office.access.route import Audience, Route

ROUTES: tuple[Route, ...] = (
    *public.ROUTES,
    *people.ROUTES,
    *applications.ROUTES,
    *licences.ROUTES,
    *customs.ROUTES,
    *custody.ROUTES,
    *screening.ROUTES,
    *compliance.ROUTES,
    *parties.ROUTES,
    *cases.ROUTES,
    *audit.ROUTES,
)
"""Every declared address."""

_EXACT = {route.path: route for route in ROUTES if not route.path.endswith("*")}
_BELOW = sorted(
    ((route.path[:-1], route) for route in ROUTES if route.path.endswith("*")),
    key=lambda pair: -len(pair[0]),
)

AREAS: tuple[str, ...] = tuple(
    sorted(
        {
            route.area
            for route in ROUTES
            if route.area and route.audience in {Audience.SIGNED_IN, Audience.FIRST_RUN}
        }
    )
)
"""The parts of the API that keys are made for."""


def route_of(path: str) -> Route | None:
    """Find what was declared of an address; the longest beginning counts.

    Args:
        path: As in the URL configuration.
    """
    if path in _EXACT:
        return _EXACT[path]
    return next((route for start, route in _BELOW if path.startswith(start)), None)
