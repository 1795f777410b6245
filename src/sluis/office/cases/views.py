"""The pages of cases that a breach opened."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sluis.office.access.who import who
from sluis.office.cases import queries
from sluis.office.licences.words import EVIDENCE
from sluis.office.ui.words import DIVERGENCE, said, short

PER_PAGE = 25


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Show the cases that a person may see, the newest first."""
    page = Paginator(queries.breach_cases(who(request)), PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [
        {
            "pk": one.pk,
            "title": said(one.answers["title"], get_language() or "en"),
            "licence": one.answers["licence"]["number"],
            "made_at": one.made_at,
        }
        for one in page
    ]
    context = {"page": page, "rows": rows, "data_twin": "/api/v1/cases"}
    return render(request, "cases/list.html", context)


@require_safe
def case_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case: what was found, under which licence, and where the goods were."""
    case = queries.breach_case(who(request), pk)
    language = get_language() or "en"
    told = deepcopy(case.answers)
    for one in told["duty"]["evidence"]:
        one["word"] = EVIDENCE.get(one["kind"], one["kind"])
    for one in told["traces"]:
        one |= {
            "short": short(one["item"]),
            "word": DIVERGENCE.get(one["verdict"], ""),
            "holder": short(one["last_holder"]) if one["last_holder"] else _("unknown"),
        }
    title = said(told["title"], language)
    context = {
        "case": case,
        "title": title,
        "told": told,
        "sentence": said(told["condition"], language),
        "parties": list(_parties(told["licence"]["grant"]["parties"])),
        "data_twin": f"/api/v1/cases/{pk}",
        "breadcrumbs": [(reverse("case-files"), _("Cases")), ("", title)],
    }
    return render(request, "cases/case_file.html", context)


def _parties(parties: list[dict[str, Any]]) -> list[tuple[str, str]]:
    roles = {"consignee": _("Consignee"), "end_user": _("End user")}
    return [
        (roles[one["role"]], ", ".join(filter(None, (one["name"], one["country"]))))
        for one in parties
        if one["role"] in roles
    ]
