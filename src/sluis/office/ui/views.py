"""The pages."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sluis.core.errors import SluisError
from sluis.office.access.roles import ROLE_NAMES, Role
from sluis.office.access.rules import roles_of
from sluis.office.api.problem import problem, wants_problem
from sluis.office.people.models import User
from sluis.office.ui.overview import page_of
from sluis.office.ui.queries import public_case
from sluis.office.ui.search import find
from sluis.office.ui.shelves import EXPORTER, shelves_of

STARTS = (
    (EXPORTER, "/applications/new/", gettext_lazy("Apply")),
    (
        EXPORTER | {Role.CUSTOMS_OFFICER},
        "/declarations/new/by-hand/",
        gettext_lazy("Declare"),
    ),
    (frozenset({Role.ADMINISTRATOR}), "/people/invite/", gettext_lazy("Invite")),
)
"""For whom, where, and what can be begun from the home page."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what to do next; who has not signed in is welcomed."""
    if not isinstance(request.user, User):
        return render(request, "ui/welcome.html", {"case": public_case()})
    roles = roles_of(request.user)
    starts = [
        {"path": path, "label": label}
        for who, path, label in STARTS
        if roles & who and is_valid_path(path)
    ]
    page = {
        "shelves": shelves_of(request.user),
        "roles": sorted(str(ROLE_NAMES[role]) for role in roles),
        "starts": starts,
    }
    return render(request, "ui/home.html", page)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search across everything that the person may see."""
    question = request.GET.get("q", "").strip()
    page = {
        "q": question,
        "found": find(request.user, question),
        "data_twin": f"/api/v1/search?{urlencode({'q': question})}",
    }
    return render(request, "ui/search.html", page)


@require_safe
def case(request: HttpRequest) -> HttpResponse:
    """Show the latest case as anyone may see it, or how to make one."""
    found = public_case()
    if found is None:
        return render(request, "ui/empty.html")
    page = page_of(found, get_language() or "en")
    return render(request, "ui/case.html", {**page, "data_twin": "/api/v1/case"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be understood, or is larger than may be."""
    if isinstance(exception, RequestDataTooBig):
        return _error(
            request,
            413,
            _("What you sent is too large"),
            _("Send a smaller file, or in several parts."),
        )
    return _error(
        request,
        400,
        _("This request cannot be understood"),
        _("Go back, load the page again and try once more."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that may not be made, with the reason where one is given."""
    reason = exception.message if isinstance(exception, SluisError) else ""
    return _error(request, 403, _("You may not do this"), reason)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that did not come from a page of ours, or lost its token."""
    return _error(
        request,
        403,
        _("This form is no longer valid"),
        _("Load the page again, then fill in and send the form once more."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request for a page that is not there, or not for this reader."""
    return _error(
        request,
        404,
        _("There is no such page"),
        _("Check the address, or sign in with the account that may see it."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a request that went wrong here."""
    return _error(
        request,
        500,
        _("Something went wrong on our side"),
        _("Nothing you sent was half kept. Try again in a minute."),
    )


def _error(
    request: HttpRequest, status: int, title: str, detail: str = ""
) -> HttpResponse:
    if wants_problem(request):
        return problem(status, detail=detail)
    page = {"title": title, "detail": detail, "status": status}
    return render(request, "ui/error.html", page, status=status)
