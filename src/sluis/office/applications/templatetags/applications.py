"""Words for the codes of applications: ``{% load applications %}``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language

from sluis.core.casework.condition_library import LIBRARY, ConditionCode
from sluis.office.applications import words
from sluis.office.ui.words import tag

register = template.Library()

_PLAIN: Mapping[str, Mapping[str, Any]] = {
    "kind": words.KINDS,
    "queue": words.QUEUES,
    "role": words.ROLES,
    "purpose": words.PURPOSES,
}
_TONED = {"state": words.STATES, "flag": words.FLAGS}


@register.filter
def word(code: str, what: str) -> Any:
    """Give the word of a code, or word and tone where it has one."""
    if what in _TONED:
        return tag(_TONED[what], code)
    return _PLAIN[what].get(code, code)


@register.filter
def condition(code: str) -> str:
    """Give the name of a condition."""
    title = LIBRARY[ConditionCode(code)].title
    return title["nl" if get_language() == "nl" else "en"]
