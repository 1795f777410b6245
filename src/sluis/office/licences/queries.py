"""Reading licences and their balances, for those who may see them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from sluis.core.casework.condition_library import LIBRARY, ConditionCode, Language
from sluis.core.casework.conditions import wording
from sluis.core.casework.licence_states import LicenceState
from sluis.core.licence import Balance, LedgerEntry, balance
from sluis.formats.grant import read_grant
from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import visible
from sluis.office.licences import models
from sluis.office.licences.differing import changes
from sluis.office.licences.ledger import allowance_of, carried, entry_of
from sluis.office.licences.models import Act, Duty, Evidence, Licence
from sluis.office.licences.state import state_of

if TYPE_CHECKING:
    from sluis.core.casework.grant import Grant
    from sluis.office.people.models import User

Balances = tuple[Mapping[int, Balance], Mapping[int, Balance]]
"""Of quantities and of values, each by the number of the line."""


def licences(user: User) -> QuerySet[Licence]:
    """Give the licences that a person may see, the newest first."""
    return visible(user, Licence).select_related("organisation")


def licence(user: User, number: str) -> Licence:
    """Give one licence.

    Raises:
        NotVisible: There is none for this person.
    """
    found = (
        licences(user)
        .filter(number=number)
        .prefetch_related("acts__proposed_by", "acts__confirmed_by", "lines__entries")
        .first()
    )
    if found is None:
        raise NotVisible(f"there is no licence {number}")
    return found


def act(one: Licence, act_id: int) -> Act:
    """Give something done to a licence, or proposed.

    Raises:
        NotVisible: There is no such thing.
    """
    found = one.acts.select_related("proposed_by", "confirmed_by", "dropped_by")
    row = found.filter(pk=act_id).first()
    if row is None:
        raise NotVisible(_("There is no such proposal."))
    return row


def licence_by_number(number: str) -> Licence | None:
    """Give a licence to whoever owns the machine, or holds its signed document."""
    return Licence.objects.select_related("organisation").filter(number=number).first()


_SETTLED = Q(met_on=None, breached_on=None, waived_on=None)
DUTY_FILTERS = ("open", "overdue", "closed")
"""What duties can be asked for."""


def duties(user: User, state: str, today: date) -> QuerySet[Duty]:
    """Give what a person may see of what must be shown, the first due first.

    Args:
        user: The person.
        state: ``open``, ``overdue``, or ``closed``: shown, waived or breached.
        today: The day.
    """
    rows = visible(user, Duty).select_related(
        "condition__licence__organisation",
        "waiver_proposed_by",
        "waived_by",
        "case",
    )
    if state == "closed":
        return rows.exclude(_SETTLED).order_by("-due_on", "-id")
    rows = rows.filter(_SETTLED)
    return rows.filter(due_on__lt=today) if state == "overdue" else rows


def stopped(today: date) -> list[str]:
    """Give the numbers of licences that were suspended, revoked or annulled.

    It is for narrowing what a person may see, and tells nobody anything by itself.
    """
    rows = Licence.objects.filter(
        acts__act__in=("suspend", "revoke", "annul"), acts__confirmed_at__isnull=False
    )
    return [
        one.number
        for one in rows.distinct().prefetch_related("acts")
        if state_of(one, {}, today)
        in {LicenceState.SUSPENDED, LicenceState.REVOKED, LicenceState.ANNULLED}
    ]


def duties_under(user: User, one: Licence) -> list[Duty]:
    """Give all that must be or was shown under a licence, the first due first."""
    rows = visible(user, Duty).filter(condition__licence=one)
    return list(rows.select_related("condition").order_by("due_on", "id"))


def duty(user: User, pk: int) -> Duty:
    """Give one duty.

    Raises:
        NotVisible: There is none for this person.
    """
    found = (
        visible(user, Duty)
        .select_related(
            "condition__licence__organisation",
            "waiver_proposed_by",
            "waived_by",
            "case",
        )
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotVisible(_("There is no such duty."))
    return found


def evidence(user: User, duty_id: int, place: int) -> Evidence:
    """Give a paper that was shown for a duty.

    Raises:
        NotVisible: There is none for this person.
    """
    found = duty(user, duty_id).evidence.filter(pk=place).exclude(sha256="").first()
    if found is None:
        raise NotVisible(_("There is no such paper."))
    return found


def title_of(row: Duty, language: Language) -> str:
    """Give what a duty is called."""
    return LIBRARY[ConditionCode(row.condition.code)].title[language]


def sentence_of(row: Duty, language: Language) -> str:
    """Give the condition that a duty comes from, as the licence writes it."""
    term = grant_of(row.condition.licence).conditions[row.condition.place]
    return wording(term, language)


def shipment_of(user: User, row: Duty) -> str | None:
    """Give the declaration a duty is about, if it is about one that a person sees."""
    rows = visible(user, apps.get_model("customs.Declaration"))
    return row.about if rows.filter(reference=row.about).exists() else None


def authority_of(one: Licence) -> str | None:
    """Give the name of the authority whose officer decided; ``None`` is not known."""
    held = one.decided_by.memberships.filter(organisation__kind="authority")
    first = held.select_related("organisation").order_by("since", "id").first()
    return first.organisation.name if first else None


def changes_of(one: Licence, language: Language) -> list[tuple[str, str, str]]:
    """Tell in what a licence differs from the one for its application before it."""
    old = one.replaces
    if old is None or old.application != one.application:
        return []
    return list(changes(grant_of(old), grant_of(one), language))


def grant_of(one: Licence) -> Grant:
    """Give what a licence says."""
    return read_grant(one.grant)


def balances_of(one: Licence, day: date) -> Balances:
    """Give what is left of a licence at the end of a day."""
    grant = grant_of(one)
    rows = {line.number: line for line in one.lines.all()}
    earlier = _earlier(one)
    found: tuple[dict[int, Balance], dict[int, Balance]] = ({}, {})
    for goods in grant.goods:
        entries = list(rows[goods.line].entries.all())
        for of_value in (False, True):
            allowance = allowance_of(one.number, goods, of_value=of_value)
            if allowance is not None:
                mine = [entry_of(row) for row in entries if row.of_value is of_value]
                mine += earlier.get((goods.line, of_value), ())
                found[of_value][goods.line] = balance(allowance, mine, day)
    return found


def _earlier(one: Licence) -> dict[tuple[int, bool], list[LedgerEntry]]:
    """Give what stands under the licences whose place this one took, by line."""
    found: dict[tuple[int, bool], list[LedgerEntry]] = {}
    if one.edition == 1:
        return found
    rows = models.LedgerEntry.objects.filter(
        line__licence__application=one.application,
        line__licence__edition__lt=one.edition,
    ).select_related("line__licence")
    by_licence: dict[tuple[int, bool, str], list[LedgerEntry]] = {}
    for row in rows:
        key = (row.line.number, row.of_value, row.line.licence.number)
        by_licence.setdefault(key, []).append(entry_of(row))
    for (line, of_value, number), entries in by_licence.items():
        found.setdefault((line, of_value), []).extend(carried(number, entries))
    return found
