"""Issuing licences: the first for an application, and those that take its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import orjson
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sluis.core.casework.grant import Grant, check_grant
from sluis.core.casework.licence_states import (
    LicenceAct,
    LicenceMove,
    LicenceState,
    WrongState,
    move,
)
from sluis.core.errors import InvalidInput
from sluis.formats.grant import read_grant, write_grant
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.roles import OrganisationKind
from sluis.office.access.rules import memberships_of, require, visible
from sluis.office.audit import services as audit
from sluis.office.licences import duties
from sluis.office.licences.models import Act, Condition, Licence, LicenceLine
from sluis.office.licences.queries import balances_of
from sluis.office.licences.state import life_of, move_of, state_of

if TYPE_CHECKING:
    from sluis.office.people.models import User

_OVER = frozenset(
    {
        LicenceState.EXPIRED,
        LicenceState.REVOKED,
        LicenceState.ANNULLED,
        LicenceState.SURRENDERED,
    }
)
"""States in which a licence needs no act for another to take its place."""


@transaction.atomic
def issue(user: User, grant: Grant) -> Licence:
    """Issue the licence that a decision grants.

    Issuing one grant twice gives the licence that is there. A second decision on the
    same application, as after an objection that was right, makes another licence: it
    takes the place of the first, and what left under that counts for it.

    Args:
        user: Who decided; the grant must say so too.
        grant: What was granted.

    Raises:
        Problems: No licence can be made from it.
        Refused: The user may not issue, or did not decide.
        WrongState: The licence that it would replace is suspended.
        InvalidInput: More has left than it allows, or it replaces another holder's.
    """
    check_grant(grant)
    require(user, "issue", Licence(organisation_id=grant.organisation))
    if grant.decided_by != user.pk:
        raise Refused("a licence is issued by the person who decided")
    rows = Licence.objects.select_for_update().filter(application=grant.application)
    last = rows.order_by("-edition").first()
    if last is None:
        old = None if grant.replaces is None else locked(user, grant.replaces)
    elif replace(grant, replaces=None) == replace(
        read_grant(last.grant), replaces=None
    ):
        return last
    else:
        old, grant = last, replace(grant, replaces=last.number)
    made = make(user, grant, old)
    if old is not None and _stands(old, grant.valid_from) not in _OVER:
        _replace(user, old, made, grant)
    return made


def make(user: User, grant: Grant, old: Licence | None) -> Licence:
    """Make a licence, in a transaction; the act that ends the old one is not done.

    Raises:
        WrongState: The old one was replaced before.
        InvalidInput: More has left than it allows, or the old one is of another.
    """
    check_grant(grant)
    if old is not None:
        _check_old(old, grant)
    made = _licence(user, grant, old)
    duties.begin_periods(made, grant)
    audit.record(user, "licence.issued", made, {"application": grant.application})
    return made


def _check_old(old: Licence, grant: Grant) -> None:
    if old.organisation_id != grant.organisation:
        raise InvalidInput(
            f"{old.number} is held by another organisation", path="replaces"
        )
    if Licence.objects.filter(replaces=old).exists():
        raise WrongState(
            _("Licence %(number)s was replaced before.") % {"number": old.number},
            path="replaces",
        )
    check_room(old, grant)


def check_room(old: Licence, grant: Grant) -> None:
    """Refuse a grant for the same application that allows less than left already.

    Raises:
        InvalidInput: More left, or is declared, than it allows of a line.
    """
    if old.application != grant.application:
        return
    quantities, values = balances_of(old, date.max)
    for measure, found in (("quantity", quantities), ("amount", values)):
        for goods in grant.goods:
            stands = found.get(goods.line)
            limit = goods.value.amount if goods.value else None
            limit = goods.quantity if measure == "quantity" else limit
            used = stands.reserved + stands.written_off if stands else None
            if used is None or limit is None:
                continue
            if used > limit * (1 + goods.tolerance_percent / 100):
                raise InvalidInput(
                    _("%(used)s of line %(line)s left already or is declared.")
                    % {"used": used.normalize(), "line": goods.line},
                    path=f"line_{goods.line}_{measure}",
                    remedy=_("Write that much or more."),
                )


def _licence(user: User, grant: Grant, old: Licence | None) -> Licence:
    same = old is not None and old.application == grant.application
    licence = Licence.objects.create(
        # The number is made from the row's key, which only the database can give.
        number=f"-{timezone.now().timestamp()}",
        organisation_id=grant.organisation,
        application=grant.application,
        edition=old.edition + 1 if old is not None and same else 1,
        kind=grant.kind,
        grant=orjson.dumps(write_grant(grant)).decode(),
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
        decided_on=grant.decided_on,
        proposed_by_id=grant.proposed_by,
        decided_by_id=grant.decided_by,
        replaces=old,
    )
    country = _country_of(user)
    licence.number = f"{country}-{grant.decided_on.year}-{licence.pk:06d}"
    licence.save(update_fields=["number"])
    LicenceLine.objects.bulk_create(
        LicenceLine(
            licence=licence,
            number=one.line,
            description=one.description[:1000],
            control_code=one.control_code or "",
            cn_code=one.cn_code or "",
            quantity=one.quantity,
            unit=one.unit,
            amount=None if one.value is None else one.value.amount,
            currency=one.value.currency if one.value else "",
            tolerance_percent=one.tolerance_percent,
        )
        for one in grant.goods
    )
    Condition.objects.bulk_create(
        Condition(licence=licence, place=place, code=term.code)
        for place, term in enumerate(grant.conditions)
    )
    return licence


def _country_of(user: User) -> str:
    """Give the country of the authority for which a person issues."""
    return next(
        held.organisation.country
        for held in memberships_of(user)
        if held.organisation.kind == OrganisationKind.AUTHORITY
    )


def _replace(user: User, old: Licence, new: Licence, grant: Grant) -> None:
    row = Act(
        licence=old,
        act=LicenceAct.REPLACE,
        effective_on=grant.valid_from,
        basis=grant.legal_basis,
        reason=_("replaced by %(number)s") % {"number": new.number},
        proposed_by_id=grant.proposed_by,
        confirmed_by=user,
        confirmed_at=timezone.now(),
    )
    check_move(old, move_of(row))
    row.save()
    audit.record(user, "licence.replaced", old, {"by": new.number})


def locked(user: User, number: str) -> Licence:
    """Give a licence that this person may see, locked for this transaction."""
    found = (
        visible(user, Licence)
        .select_for_update(of=("self",))
        .filter(number=number)
        .first()
    )
    if found is None:
        raise NotVisible(_("There is no licence %(number)s.") % {"number": number})
    return found


def check_move(licence: Licence, next_move: LicenceMove) -> None:
    """Refuse an act that the licence's state on its day does not allow."""
    stands = _stands(licence, next_move.effective_on)
    move(life_of(licence), next_move, exhausted=stands is LicenceState.EXHAUSTED)


def _stands(licence: Licence, day: date) -> LicenceState:
    return state_of(licence, balances_of(licence, day)[0], day)
