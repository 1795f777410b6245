"""In what two licences for one application differ, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from sluis.core.casework.amendment import Difference, differences
from sluis.core.casework.condition_library import Language
from sluis.core.casework.conditions import ConditionTerm, wording
from sluis.core.casework.grant import Grant
from sluis.office.ui.words import day


def changes(
    first: Grant, second: Grant, language: Language
) -> Iterator[tuple[str, str, str]]:
    """Tell in what a later grant differs: what, before and after."""
    for one in differences(first, second):
        yield _what(one), _value(one.before, language), _value(one.after, language)


def _what(one: Difference) -> str:
    names = {
        "valid_until": _("Valid until"),
        "quantity": _("Quantity"),
        "value": _("Value"),
        "condition": _("Condition"),
    }
    if one.line is None:
        return names[one.what]
    return _("%(what)s of line %(line)s") % {"what": names[one.what], "line": one.line}


def _value(value: Any, language: Language) -> str:
    if value is None:
        return "–"
    if isinstance(value, ConditionTerm):
        return wording(value, language)
    if hasattr(value, "isoformat"):
        return day(value)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
