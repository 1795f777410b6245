"""Which parties of an application may be on a list of one's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from sluis.core.casework.party_match import Match, Named, match_parties
from sluis.office.access.rules import may, visible
from sluis.office.applications.models import Application
from sluis.office.applications.standing import content_of
from sluis.office.compliance.models import BlockedParty, WatchedParty
from sluis.office.compliance.models.parties import ListedParty

if TYPE_CHECKING:
    from sluis.office.people.models import User

L = TypeVar("L", BlockedParty, WatchedParty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A party of an application that may be one of a list.

    Attributes:
        match: The two names, and how alike they are.
        row: What the list says of the party today.
    """

    match: Match
    row: BlockedParty | WatchedParty


def in_force(rows: QuerySet[L]) -> QuerySet[L]:
    """Keep what a list says today."""
    today = timezone.localdate()
    return rows.filter(
        Q(until=None) | Q(until__gte=today),
        replaced_by=None,
        withdrawn=False,
        since__lte=today,
    )


def blocked_in(user: User, case: Application) -> list[Listed]:
    """Give the parties that the applicant itself blocked, for who sees that list."""
    rows = visible(user, BlockedParty).filter(organisation=case.organisation_id)
    return _listed(case, in_force(rows))


def watched_in(user: User, case: Application) -> list[Listed] | None:
    """Give the parties that the authority watches; ``None`` for who may not know."""
    if not may(user, "see", WatchedParty):
        return None
    return _listed(case, in_force(visible(user, WatchedParty)))


def watched_under(
    parties: Sequence[Named], after: date | None = None
) -> dict[str, list[str]]:
    """Give the entries of the watch list that declared parties may be.

    For the authority's own findings; an exporter is never shown them.

    Args:
        parties: The parties.
        after: Only what was recorded after this day; ``None`` gives all.

    Returns:
        Names of entries, by the key of the party that each may be.
    """
    known = in_force(WatchedParty.objects.all())
    if after is not None:
        known = known.filter(recorded_at__date__gt=after)
    found: dict[str, list[str]] = {}
    for match in match_parties(parties, _named(known)):
        found.setdefault(match.party.key, []).append(match.listed.name)
    return found


def parties_of(case: Application) -> tuple[Named, ...]:
    """Give everyone an application names, each name and country once."""
    content = content_of(case)
    user = content.statement.end_user
    named = [(one.name, one.country) for one in content.parties]
    named.append((user.name, user.country))
    named.append((content.payment.payer, content.payment.payer_country))
    named.append((content.statement.signatory, None))
    distinct = dict.fromkeys((name, country) for name, country in named if name)
    return tuple(
        Named(key=str(place), name=str(name), country=country or None)
        for place, (name, country) in enumerate(distinct)
    )


def _listed(case: Application, rows: QuerySet[L]) -> list[Listed]:
    by_key = {str(row.pk): row for row in rows}
    return [
        Listed(match=match, row=by_key[match.listed.key])
        for match in match_parties(parties_of(case), _named(by_key.values()))
    ]


def _named(rows: Iterable[ListedParty]) -> list[Named]:
    return [
        Named(key=str(row.pk), name=row.name, country=row.country or None)
        for row in rows
    ]
