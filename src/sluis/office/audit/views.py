"""The pages of the audit trail."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sluis.office.audit.queries import PAGE, first_unsealed, trail


@never_cache
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """Show the trail, the latest first, for those who check it."""
    given = request.GET.get("before", "")
    asked = {name: request.GET.get(name, "").strip() for name in ("act", "actor")}
    before = int(given) if given.isdecimal() and len(given) < 19 else None
    found = trail(request.user, before=before, **asked)
    return render(
        request,
        "audit/trail.html",
        {
            "entries": found,
            "shown": len(found),
            "broken": first_unsealed(reversed(found)),
            "older": found[-1].number if len(found) == PAGE else None,
            "asked": asked,
            "data_twin": "/api/v1/audit",
        },
    )
