"""The pages of denials: what this and other states refused, and recording one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluis.core.errors import SluisError
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.rules import may, require
from sluis.office.access.who import who
from sluis.office.applications import queries
from sluis.office.applications.forms.denial import DenialForm
from sluis.office.applications.models import Denial
from sluis.office.applications.services.denials import record_denial
from sluis.office.audit.queries import history
from sluis.office.ui.carrying import fresh

PER_PAGE = 50


@require_safe
def denials(request: HttpRequest) -> HttpResponse:
    """Show the denials one may see, the latest first."""
    user = who(request)
    page = Paginator(queries.denials(user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "may_record": may(user, "record", Denial),
        "data_twin": "/api/v1/denials",
        "breadcrumbs": [("", _("Denials"))],
    }
    return render(request, "applications/denials.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """Record a denial that another state notified."""
    user = who(request)
    require(user, "record", Denial)
    form = DenialForm(
        request.POST if request.method == "POST" else None, initial=fresh()
    )
    if request.method == "POST" and form.is_valid():
        facts, carried = form.facts()
        try:
            return redirect("denial", record_denial(user, facts, carried).pk)
        except (NotVisible, Refused):
            raise
        except SluisError as error:
            form.blame(error)
    context = {
        "form": form,
        "title": _("Record a denial"),
        "lead": _("Applications with the same parties or goods are flagged with it."),
        "button": _("Record"),
        "back": "/denials/",
        "breadcrumbs": [("/denials/", _("Denials")), ("", _("Record a denial"))],
    }
    status = 422 if form.errors else 200
    return render(request, "applications/form.html", context, status=status)


@require_safe
def denial(request: HttpRequest, number: int) -> HttpResponse:
    """Show a denial, and what was done to it."""
    user = who(request)
    row = queries.denial(user, number)
    context = {
        "denial": row,
        "history": history(user, row),
        "data_twin": f"/api/v1/denials/{row.pk}",
        "breadcrumbs": [("/denials/", _("Denials")), ("", str(row))],
    }
    return render(request, "applications/denial.html", context)
