"""Whose parties are watched: those of open applications and of living licences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from sluis.core.casework.routing import Flag
from sluis.core.party import PartyQuery
from sluis.formats.tabular import read_party
from sluis.office.access.rules import visible
from sluis.office.applications.matches import named_in
from sluis.office.applications.models import Application
from sluis.office.applications.standing import content_of
from sluis.office.licences.models import Licence

if TYPE_CHECKING:
    from sluis.office.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A party that an application names.

    Attributes:
        party: As it is screened.
        application: Key of the application.
        reference: Its reference, or the number of the licence that came of it.
        since: The day it was received.
    """

    party: PartyQuery
    application: int
    reference: str
    since: date | None


def watched_cases() -> QuerySet[Application]:
    """Give the applications that are open, or whose licence is not over."""
    today = timezone.localdate()
    living = Licence.objects.filter(valid_until__gte=today).values("application")
    return (
        Application.objects.filter(submitted_version__isnull=False)
        .filter(Q(ended_on=None) | Q(reference__in=living))
        .select_related("organisation")
        .order_by("received_on", "id")
    )


def watched() -> Iterator[Watched]:
    """Give every party of them, for whoever sweeps over all of them."""
    licences = dict(Licence.objects.values_list("application", "number"))
    for case in watched_cases():
        owner = case.organisation
        exporter = {"name": owner.name, "country": owner.country}
        for one in named_in(content_of(case), exporter, case.reference):
            yield Watched(
                party=read_party(one),
                application=case.pk,
                reference=licences.get(case.reference, case.reference),
                since=case.received_on,
            )


def with_a_match() -> QuerySet[Application]:
    """Give those of which a party may be listed, or was found to be."""
    return watched_cases().filter(flags__icontains=Flag.PARTY_MATCH.value)


def may_be_listed(user: User | AnonymousUser, reference: str) -> bool:
    """Tell whether a party of an application may be listed, to who reads its file."""
    seen = visible(user, Application, "read_internal").filter(reference=reference)
    return with_a_match().filter(pk__in=seen.values("pk")).exists()
