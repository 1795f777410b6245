"""Health: is the process alive, and can it do its work?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sluis.core.errors import SluisError
from sluis.office.api.problem import problem
from sluis.office.start import pending
from sluis.store.in_force import law_in_force


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer that the process runs; touches nothing else."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer whether the database can be used and is up to date.

    An error in the rules that ``SLUIS_LAW`` names is told here too; while the
    edition before it is in force, the service stays ready.
    """
    try:
        steps = pending()
    except SluisError as error:
        return problem(503, detail="the database cannot be used", code=error.code)
    if steps:
        return problem(
            503, detail=f"the database lacks {len(steps)} steps", code="not-migrated"
        )
    try:
        refused = law_in_force().refused
    except SluisError as error:
        return problem(503, detail=f"the law is refused: {error}", code=error.code)
    told = {} if refused is None else {"law_refused": refused.as_dict()}
    return JsonResponse({"status": "ok", **told})
