"""Health: is the process alive, and can it do its work?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sluis.core.errors import SluisError
from sluis.office.api.problem import problem
from sluis.office.start import pending


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer that the process runs; touches nothing else."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer whether the database can be used and is up to date."""
    try:
        steps = pending()
    except SluisError as error:
        return problem(503, detail="the database cannot be used", code=error.code)
    if steps:
        return problem(
            503, detail=f"the database lacks {len(steps)} steps", code="not-migrated"
        )
    return JsonResponse({"status": "ok"})
