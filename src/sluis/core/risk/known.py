"""What the law and a determination tell a risk assessment of an export."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sluis.core.law.model import Law
from sluis.core.risk.facts import Embargo
from sluis.core.transaction import Transaction

_EMBARGO: Mapping[str, Embargo] = {"yes": "yes", "contested": "ask", "party": "ask"}


def embargoes_on(law: Law, export: Transaction) -> dict[str, Embargo]:
    """Tell for each country of an export whether an arms embargo held that day.

    Without a date nothing is told.
    """
    day = export.date
    if day is None:
        return {}
    members = law.groups["arms-embargo"]
    countries = {export.destination, *(party.country for party in export.parties)}
    found: dict[str, Embargo] = {}
    for country in filter(None, countries):
        found[country] = "no"
        for one in members.get(country, ()):
            if one.in_force.contains(day):
                found[country] = _EMBARGO[one.standing]
    return found


def margins_in(determination: Mapping[str, Any]) -> dict[int, float | None]:
    """Give for each line how far its goods are from the threshold nearest to them.

    Args:
        determination: In the shape of the contracts.
    """
    margins: dict[int, float | None] = {}
    for item in determination["items"]:
        near = [
            entry["nearest"]["margin"]
            for entry in item["entries"]
            if entry.get("nearest") and entry["nearest"].get("margin") is not None
        ]
        margins[item["line"]] = min(near, key=abs, default=None)
    return margins


def military_use_in(determination: Mapping[str, Any]) -> dict[int, bool | None]:
    """Tell for each line whether an order of the authority reaches its goods."""
    shared = determination.get("bases") or []
    return {
        item["line"]: any("/order/" in b["rule"] for b in [*item["bases"], *shared])
        or None
        for item in determination["items"]
    }
