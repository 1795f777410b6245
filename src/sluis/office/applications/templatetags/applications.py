"""Words for the codes of applications: ``{% load applications %}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sluis.core.casework.condition_library import LIBRARY, ConditionCode
from sluis.office.applications import words
from sluis.office.applications.answers import parameter_value
from sluis.office.applications.forms.statement import PROMISES, StatementForm
from sluis.office.ui.words import said, tag
from sluis.store.law import load_law

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


@register.filter
def statement_field(path: str) -> Any:
    """Name a field of an end-use statement as its form does, or a line of goods."""
    promise = path.removeprefix("undertakings.")
    if promise in PROMISES:
        return PROMISES[promise]
    code = next((name for name, at in StatementForm.paths.items() if at == path), path)
    if code in StatementForm.base_fields:
        return StatementForm.base_fields[code].label
    goods = re.fullmatch(r"goods\[(\d+)\](?:\.(\w+))?", path)
    if goods is None:
        return path
    about = {
        None: _("Goods, line %(line)s"),
        "quantity": _("Quantity of goods, line %(line)s"),
        "unit": _("Unit of goods, line %(line)s"),
    }
    return about[goods[2]] % {"line": goods[1]}


@register.filter
def goods_kind(code: str) -> str:
    """Name a kind of goods."""
    kind = load_law().vocabulary.kinds.get(code)
    return said(kind.title, get_language() or "en") if kind else code


@register.filter
def goods_parameter(code: str) -> str:
    """Name something that is known of a good."""
    parameter = load_law().vocabulary.parameters.get(code)
    return said(parameter.title, get_language() or "en") if parameter else code


register.filter("goods_value", parameter_value)
