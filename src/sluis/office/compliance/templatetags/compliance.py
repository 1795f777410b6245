"""What compliance says on the pages of others: ``{% load compliance %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.utils.translation import gettext as _

from sluis.office.access.errors import NotVisible
from sluis.office.applications.queries import find
from sluis.office.compliance import keeping, matching
from sluis.office.compliance.party_views import BLOCKED, WATCHED
from sluis.office.compliance.views import record_line
from sluis.office.ui.words import percent

register = template.Library()


@register.inclusion_tag("compliance/parts/kept.html", takes_context=True)
def kept(context: Context, kind: keeping.Kind, number: str) -> dict[str, Any]:
    """One line that says how long a record is kept, and why."""
    try:
        found = keeping.record(context["request"].user, kind, number)
    except NotVisible:
        return {"row": None}
    return {"row": record_line(found)}


@register.inclusion_tag("compliance/parts/listed.html", takes_context=True)
def listed_parties(context: Context, reference: str) -> dict[str, Any]:
    """The parties of an application that may be on a list the reader sees."""
    user = context["request"].user
    case = find(user, reference)
    return {
        "lists": [
            {
                "title": _("Your organisation blocked a party of this application"),
                "rows": _rows(matching.blocked_in(user, case), BLOCKED),
            },
            {
                "title": _("The authority watches a party of this application"),
                "rows": _rows(matching.watched_in(user, case) or [], WATCHED),
            },
        ]
    }


def _rows(found: list[matching.Listed], kind: Any) -> list[dict[str, Any]]:
    return [
        {
            "match": one.match,
            "row": one.row,
            "percent": percent(one.match.score),
            "path": kind.address("party", one.row.number),
        }
        for one in found
    ]
