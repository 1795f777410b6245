"""Reading what is known of parties."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from sluis.core.risk.facts import PartyFact
from sluis.core.time import VagueDay
from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import visible
from sluis.office.applications.history import name_key
from sluis.office.parties.models import Fact
from sluis.office.parties.told import What

if TYPE_CHECKING:
    from sluis.office.people.models import User

Named = tuple[str, str | None]
"""A party's name, and its country where that is known."""


def facts(user: User) -> QuerySet[Fact]:
    """Give the facts that a person may see, those withdrawn included."""
    return visible(user, Fact).select_related("recorded_by", "withdrawal__withdrawn_by")


def fact(user: User, number: int) -> Fact:
    """Give one fact.

    Raises:
        NotVisible: There is none for this person.
    """
    found = facts(user).filter(pk=number).first()
    if found is None:
        raise NotVisible("there is no such fact")
    return found


def names(user: User, text: str = "") -> list[dict[str, str]]:
    """Give of whom something is known: each name and country once, by name.

    Args:
        user: Who asks.
        text: Only names that hold it, or that fold to the same words.
    """
    rows = facts(user)
    if text := text.replace("\x00", "").strip():
        rows = rows.filter(Q(name__icontains=text) | Q(key=name_key(text)))
    found = rows.order_by("name", "country").values("name", "country").distinct()
    return [{"name": row["name"], "country": row["country"]} for row in found]


def about(user: User, name: str, country: str = "") -> QuerySet[Fact]:
    """Give the facts of one name, in any spelling that folds to the same words."""
    return _of(facts(user), name, country)


def known_of(parties: Iterable[Named]) -> tuple[PartyFact, ...]:
    """Give what is known of parties, under the names by which they are asked.

    For the runs of applications and the check of declarations, whose answers say
    which source they rest on. A fact without a country is of the name wherever it
    is; one of another country is of another party.
    """
    found: list[PartyFact] = []
    for name, country in dict.fromkeys(parties):
        rows = _of(Fact.objects.filter(withdrawal=None), name, country or "")
        found += [_as_known(row, name) for row in rows]
    return tuple(found)


def _of(rows: QuerySet[Fact], name: str, country: str) -> QuerySet[Fact]:
    key = name_key(name)
    if not key:
        return rows.none()
    rows = rows.filter(key=key)
    return rows.filter(Q(country="") | Q(country=country)) if country else rows


def _as_known(row: Fact, name: str) -> PartyFact:
    what, value = What(row.what), row.value
    return PartyFact(
        party=name,
        known_since=_day(row),
        source=row.source,
        country=row.country or None,
        incorporated=VagueDay.parse(value) if what is What.INCORPORATED else None,
        dissolved=VagueDay.parse(value) if what is What.DISSOLVED else None,
        exists=True if what is What.EXISTS else None,
        trading_company=value == "yes" if what is What.TRADING_COMPANY else None,
        same_name_as=value if what is What.SAME_NAME_AS else None,
    )


def _day(row: Fact) -> date:
    return timezone.localtime(row.recorded_at).date()
