"""The pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sluis.office.api.problem import problem, wants_problem
from sluis.office.ui.overview import page_of
from sluis.office.ui.queries import public_case


@require_safe
def case(request: HttpRequest) -> HttpResponse:
    """Show the latest case as anyone may see it, or how to make one."""
    found = public_case()
    if found is None:
        return render(request, "ui/empty.html")
    language = get_language() or "en"
    return render(request, "ui/case.html", page_of(found, language))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be understood."""
    return _error(request, 400, _("This request cannot be understood"))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that may not be made."""
    return _error(request, 403, _("You may not do this"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request for a page that is not there."""
    return _error(request, 404, _("There is no such page"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a request that went wrong here."""
    return _error(request, 500, _("Something went wrong on our side"))


def _error(request: HttpRequest, status: int, title: str) -> HttpResponse:
    if wants_problem(request):
        return problem(status)
    return render(request, "ui/error.html", {"title": title}, status=status)
