"""The words for codes, days and numbers, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sluis.core.casework.goods_match import plain_unit

Word = str | Promise

OUTCOMES: dict[str, tuple[Word, str]] = {
    "prohibited": (gettext_lazy("Prohibited"), "stop"),
    "licence_required": (gettext_lazy("Licence required"), "care"),
    "notify_authority": (gettext_lazy("Report to the authority and wait"), "care"),
    "undecided": (gettext_lazy("Undecided: a fact is missing"), "ask"),
    "general_authorisation": (gettext_lazy("General authorisation"), "go"),
    "no_licence": (gettext_lazy("No licence needed"), "go"),
}
"""Outcome to word and tone."""

DIVERGENCE: dict[str, Word] = {
    "D0": gettext_lazy("arrived, with graded proof"),
    "D1": gettext_lazy("in transit, in time"),
    "D2": gettext_lazy("overdue"),
    "D3": gettext_lazy("delivered to another than the licensed end user"),
    "D4": gettext_lazy("moved on against a condition"),
    "D5": gettext_lazy("reported at two places"),
    "D6": gettext_lazy("a party that did not exist then"),
    "D7": gettext_lazy("found at an interdiction"),
    "D8": gettext_lazy("the quantity does not balance"),
}

LEVELS: dict[str, tuple[Word, str]] = {
    "low": (gettext_lazy("Low"), "go"),
    "elevated": (gettext_lazy("Elevated"), "care"),
    "high": (gettext_lazy("High"), "stop"),
}

ANCHORS: dict[str, Word] = {
    "licence": gettext_lazy("licence"),
    "declaration": gettext_lazy("customs declaration"),
    "catch_all": gettext_lazy("catch-all decision"),
    "none": gettext_lazy("none found"),
}

FLAGS: dict[str, tuple[Word, str]] = {
    "off_licence": (gettext_lazy("not on the licence"), "stop"),
    "condition_breached": (gettext_lazy("against a condition"), "stop"),
    "party_dissolved": (gettext_lazy("the party had ceased to exist"), "stop"),
    "party_not_formed": (gettext_lazy("the party did not exist yet"), "stop"),
    "party_life_uncertain": (gettext_lazy("the party may not have existed"), "ask"),
    "in_package": (gettext_lazy("inside a package"), ""),
    "told_ahead": (gettext_lazy("told before it is said to have happened"), "ask"),
}
"""Flag of a step to word and tone; a flag without a word here counts as bad."""

CONDITIONS: dict[str, Word] = {
    "consignee_named": gettext_lazy("through the named consignee"),
    "end_user_only": gettext_lazy("for the named end user only"),
    "no_resale_or_re_export": gettext_lazy("no resale or re-export"),
    "quantity": gettext_lazy("no more than granted"),
}

STATUS: dict[str, tuple[Word, str]] = {
    "stated": (gettext_lazy("stated by a source"), "go"),
    "illustrative": (gettext_lazy("illustrative"), "ask"),
}


def tag(words: Mapping[str, tuple[Word, str]], code: object) -> dict[str, Any]:
    """Give the word and tone of a code; an unknown code stands for itself."""
    word, tone = words.get(str(code), (str(code), ""))
    return {"word": word, "tone": tone}


def said(value: object, language: str) -> str:
    """Choose the reader's language of a text that may be given in several."""
    if isinstance(value, Mapping):
        return str(value.get(language) or value.get("en") or "")
    return "" if value is None else str(value)


UNITS: dict[str, Word] = {"piece": gettext_lazy("pieces")}
"""Units that are written by a word; all others stand for themselves."""


def unit(code: object) -> str:
    """Write a unit as the reader's language does, whatever its spelling."""
    return str(UNITS.get(plain_unit(str(code or "")) or "", code or ""))


def country(code: object) -> str:
    """Name a country or territory in the reader's language; else give its code."""
    from sluis.store.law import load_law

    name = load_law().vocabulary.territories.get(str(code))
    return said(name, get_language() or "en") if name else str(code or "")


def plain(code: object) -> str:
    """Write a code that has no word of its own as words."""
    return str(code).replace("_", " ")


def short(name: object) -> str:
    """Shorten an address of our own to its last step; a name stays as it is."""
    text = str(name)
    return text.rpartition("/")[2] if text.startswith("https://") else text


def day(value: object) -> str:
    """Write a day, or a moment's day; what is no day is given as it is.

    A year or a month alone stays one: nothing is made more exact than it was.
    """
    if value is None:
        return _("not known")
    text = str(value)
    try:
        moment = datetime.fromisoformat(text) if len(text) >= 10 else None
    except ValueError:
        moment = None
    if moment is None:
        return text
    return formats.date_format(moment.date(), "j F Y")


def moment(value: object) -> str:
    """Write a moment with its time, in the place where the office stands."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return day(value)
    if at.tzinfo is not None:
        at = timezone.localtime(at)
    return formats.date_format(at, "j F Y H:i")


def span(value: object) -> str:
    """Write a span of days; open ends are said, equal ends are one day."""
    if not isinstance(value, list | tuple):
        return day(value)
    first = value[0] if value else None
    last = value[1] if len(value) > 1 else None
    if first is None and last is None:
        return _("not known")
    if first is None:
        return _("until %(day)s") % {"day": day(last)}
    if last is None:
        return _("from %(day)s") % {"day": day(first)}
    if day(first) == day(last):
        return day(first)
    return _("between %(first)s and %(last)s") % {
        "first": day(first),
        "last": day(last),
    }


def number(value: object) -> str:
    """Write a number as the reader's language does."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    whole = isinstance(value, float) and value.is_integer()
    return formats.number_format(int(value) if whole else value)


def percent(value: float) -> str:
    """Write a share of one as a percentage, with a decimal only if it says more."""
    return f"{number(round(float(value) * 100, 1))} %"
