"""The gate: what every request passes before its view is called.

It tells who asks, turns away who may not come, and knows no address that was not
declared. What may be done to one object is for the services to say.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from ninja.utils import check_csrf

from sluis.core.errors import SluisError
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.route import Audience, Route
from sluis.office.access.routes import route_of
from sluis.office.access.rules import Denied, may
from sluis.office.access.table import kind_named
from sluis.office.api.problem import problem, refusal

_LOG = logging.getLogger(__name__)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_MACHINES = ("/api/", "/epcis/")
"""Addresses for programs: they are told to sign in, not sent to a form."""


class Gate:
    """Django's middleware that stands before every view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on; what is answered to a person, nobody keeps."""
        answer = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in answer:
            add_never_cache_headers(answer)
        return answer

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
    ) -> HttpResponse | None:
        """Answer instead of the view where the asker may not come.

        Raises:
            NotVisible: There is no such page for this asker (404).
            Refused: It is not for this asker's role (403).
        """
        try:
            _check_address(request, kwargs)
            return self._turn_away(request)
        except SluisError as error:
            if _for_machines(request):
                return refusal(error)
            raise

    @staticmethod
    def _turn_away(request: HttpRequest) -> HttpResponse | None:
        match = request.resolver_match
        route = route_of(match.route) if match else None
        if route is None:
            _LOG.error("%s is not declared in access/kinds", match and match.route)
        if route is None or route.audience is Audience.NOBODY:
            raise NotVisible(_("There is no such page."))
        if route.audience is Audience.ANYONE:
            return None
        if turned_away := _identify(request, route):
            return turned_away
        if request.user.is_authenticated:
            _check(request, route)
            return None
        if route.audience is Audience.FIRST_RUN and not _accounts_exist():
            return None
        if _for_machines(request):
            return _unknown(_("Sign in, or send a key as Authorization: Bearer."))
        return redirect_to_login(request.get_full_path(), "/account/login/")


def _check_address(request: HttpRequest, kwargs: Mapping[str, Any]) -> None:
    """Refuse an address with a sign that PostgreSQL keeps in no text."""
    if any("\x00" in str(word) for word in kwargs.values()):
        raise NotVisible(_("There is no such page."))
    asked = [] if _for_machines(request) else request.GET.values()
    if any("\x00" in str(word) for word in asked):
        raise BadRequest("a question holds a sign that is no text")


def _identify(request: HttpRequest, route: Route) -> HttpResponse | None:
    """Find out who asks: a program by its key, or a person by the session."""
    from sluis.office.people.tokens import holder

    if not _for_machines(request):
        return None
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        token = holder(secret.strip())
        if token is None:
            return _unknown(_("This key opens nothing: it is unknown or has ended."))
        scope = f"{route.area}:{'read' if request.method in _SAFE else 'write'}"
        if scope not in token.scopes:
            raise Refused(_("This key was not made for %(scope)s.") % {"scope": scope})
        request.user = token.user
        return None
    if request.user.is_authenticated and check_csrf(request):
        raise Refused(_("The session's CSRF token is missing or wrong."))
    return None


def _check(request: HttpRequest, route: Route) -> None:
    if not route.kind:
        return
    kind = kind_named(route.kind)
    act = route.reads if request.method in _SAFE else route.writes or route.reads
    answer = may(request.user, act, apps.get_model(kind.model))
    if not isinstance(answer, Denied):
        return
    if not answer.visible:
        raise NotVisible(_("There is no such page."))
    if not route.about_one:  # else only the service knows whether it may be seen
        raise Refused(answer.reason)


def _for_machines(request: HttpRequest) -> bool:
    return request.path.startswith(_MACHINES)


def _accounts_exist() -> bool:
    from sluis.office.people.queries import accounts_exist

    return accounts_exist()


def _unknown(detail: str) -> HttpResponse:
    answer = problem(401, detail=detail, code="not-signed-in")
    answer["WWW-Authenticate"] = "Bearer"
    return answer
