"""How the trail is shown on the page of the thing it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from django import template

from sluis.office.audit.words import ACTS

if TYPE_CHECKING:
    from sluis.office.audit.models import Entry

register = template.Library()


@register.filter
def act_words(act: str) -> Any:
    """Give an act in the reader's words."""
    return ACTS.get(act, act)


@register.filter
def act_reason(entry: Entry) -> str:
    """Give the reason that was given for an act, where one was."""
    told = orjson.loads(entry.details)
    return str(told.get("because") or told.get("why") or "")
