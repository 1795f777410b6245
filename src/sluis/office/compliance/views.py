"""The first page of compliance, and how long records are kept."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sluis.core.casework.visit_states import VisitState
from sluis.office.access.rules import may
from sluis.office.access.who import who
from sluis.office.compliance import keeping, queries, words
from sluis.office.compliance.asking import below
from sluis.office.compliance.matching import in_force
from sluis.office.compliance.models import BlockedParty, Visit, WatchedParty
from sluis.office.compliance.shown import programme_json
from sluis.office.people.models import User
from sluis.office.ui.words import tag

PER_PAGE = 50
FEW = 5
"""Of each sort on the first page; the rest is one step further."""


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show how compliance stands: an exporter's own, or what officers look at."""
    user, today = who(request), timezone.localdate()
    own = queries.own_organisations(user)
    visits = queries.visits(user).exclude(
        state__in=[VisitState.CLOSED.value, VisitState.CANCELLED.value]
    )
    standing = queries.standing_submissions(user)
    context = {
        "exporter": bool(own),
        "programmes": _own_programmes(user) if own else [],
        "to_begin": _to_begin(user),
        "standing": standing.count(),
        "late": standing.filter(due_again__lt=today).count(),
        "visits": [visit_line(one) for one in visits[:FEW]],
        "findings": [finding_line(one) for one in queries.unsettled(user)[:FEW]],
        "blocked": _counted(user, BlockedParty),
        "watched": _counted(user, WatchedParty),
        "may_plan": bool(may(user, "conduct", Visit)),
    }
    return render(request, "compliance/overview.html", context)


@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """Show how long each record is kept, the first that may go first."""
    user = who(request)
    asked = request.GET.get("kind", "")
    kind = next((one for one in keeping.KINDS if one == asked), None)
    page = Paginator(keeping.records(user, kind), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": [record_line(one) for one in page],
        "kinds": words.SUBJECTS.items(),
        "kind": kind or "",
        "data_twin": "/api/v1/compliance/records",
        "breadcrumbs": below(("", _("Records and their terms"))),
    }
    return render(request, "compliance/records.html", context)


def record_line(one: keeping.Record) -> dict[str, Any]:
    """Give a record with its term in words."""
    today = timezone.localdate()
    from_ = one.keeping.destroy_from
    return {
        "one": one,
        "kind": words.SUBJECTS[one.kind],
        "may_go": from_ is not None and from_ <= today,
        "waits": words.WAITS[one.keeping.waits_for] if one.keeping.waits_for else "",
        "grounds": [
            {
                "one": ground,
                "event": words.EVENTS[ground.event],
                "law": words.LAWS[ground.rule.legal_basis],
            }
            for ground in one.keeping.grounds
        ],
    }


def visit_line(one: Visit) -> dict[str, Any]:
    """Give a visit for a list."""
    return {"one": one, "state": tag(words.VISITS, one.state)}


def finding_line(one: Any) -> dict[str, Any]:
    """Give a finding for a list."""
    today = timezone.localdate()
    return {
        "one": one,
        "state": tag(words.FINDINGS, one.state),
        "severity": tag(words.SEVERITIES, one.severity),
        "late": bool(one.due_on and one.due_on < today),
    }


def _own_programmes(user: User) -> list[dict[str, Any]]:
    found = []
    for row in queries.programmes(user):
        told = programme_json(row)
        versions = told["versions"]
        found.append(
            {"row": row, "told": told, "last": versions[0] if versions else None}
        )
    return found


def _to_begin(user: User) -> bool:
    begun = set(queries.programmes(user).values_list("organisation", flat=True))
    own = queries.own_organisations(user, act=True)
    return any(one.pk not in begun for one in own)


def _counted(user: User, model: Any) -> int | None:
    """Count a list as it holds today; ``None`` for who may not see it."""
    if not may(user, "see", model):
        return None
    return int(in_force(queries.listed_parties(user, model)).count())
