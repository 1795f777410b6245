"""A proposal in the reader's words, as it stands before who decides on it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sluis.core.casework.condition_library import Language
from sluis.core.casework.conditions import read_term, wording
from sluis.office.applications import words
from sluis.office.applications.forms.goods import UNITS
from sluis.office.ui.words import said, tag

Json = dict[str, Any]


def proposal_shown(file: Json) -> Json | None:
    """Give what is proposed on a case; ``None`` where nothing is, or may be seen."""
    inner = file["file"] or {}
    proposal = inner.get("proposal")
    if not proposal:
        return None
    language: Language = "nl" if get_language() == "nl" else "en"
    asked = {one["code"]: said(one["question"], language) for one in inner["criteria"]}
    return {
        **proposal,
        "tag": tag(words.OUTCOMES, proposal["outcome"]),
        "grounds": [asked.get(code, code) for code in proposal["grounds"]],
        "goods": list(_goods(proposal, file["content"]["goods"])),
        "sentences": [
            wording(
                read_term(one["code"], one["parameters"], one.get("line"), path=""),
                language,
            )
            for one in proposal["conditions"]
        ],
    }


def _goods(proposal: Json, goods: list[Json]) -> Iterator[str]:
    """Say how much of each line would be granted, of how much that is asked."""
    granted = {one["line"]: one.get("quantity") for one in proposal["lines"]}
    units = {code: str(word) for code, word in UNITS}
    for good in goods:
        asked = good["quantity"]
        if asked is None or (granted and good["line"] not in granted):
            continue
        yield _("%(granted)s of %(asked)s %(unit)s: %(what)s") % {
            "granted": _plain(granted.get(good["line"]) or asked),
            "asked": _plain(asked),
            "unit": units.get(good["unit"] or "piece", good["unit"]),
            "what": good["description"],
        }


def _plain(quantity: str) -> str:
    return f"{Decimal(quantity).normalize():f}"
