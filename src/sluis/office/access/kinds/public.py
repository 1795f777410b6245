"""Addresses that are no object's: public ones, and the account's own."""

from __future__ import annotations

from sluis.office.access.route import Audience, Route

_ANYONE = (
    "",
    "case/",
    "language",
    "healthz",
    "readyz",
    "api/v1/",
    "api/v1/openapi.json",
    "api/v1/case",
    "api/v1/determinations",
    "api/v1/screenings",
    "epcis/openapi.json",
    "match/<str:dataset>",
    "search/<str:dataset>",
    "entities/<str:entity_id>",
    "entities/<str:entity_id>/adjacent",
    "entities/<str:entity_id>/adjacent/<str:prop>",
    "catalog",
    "algorithms",
    "invitations/<str:secret>/",
    "account/*",  # these sign people in, and ask for it themselves
)

_NOT_OFFERED = (
    "account/signup/*",  # by invitation only
    "account/email/*",  # an address is changed by an administrator
    "account/confirm-email/*",
    "account/social/*",
    "account/3rdparty/signup/*",
)

ROUTES = (
    Route(path="search/"),
    Route(path="api/v1/search"),
    *(Route(path=path, audience=Audience.ANYONE) for path in _ANYONE),
    *(Route(path=path, audience=Audience.NOBODY) for path in _NOT_OFFERED),
)
