"""Issuing licences, and acting on them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import orjson
from django.db import transaction
from django.utils import timezone

from sluis.core.casework.grant import Grant, check_grant
from sluis.core.casework.licence_states import (
    TWO_PEOPLE,
    LicenceAct,
    LicenceMove,
    WrongState,
    move,
)
from sluis.core.errors import InvalidInput
from sluis.formats.grant import write_grant
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.rules import require, visible
from sluis.office.audit import services as audit
from sluis.office.licences import duties
from sluis.office.licences.models import Act, Condition, Licence, LicenceLine
from sluis.office.licences.queries import balances_of
from sluis.office.licences.state import life_of, move_of, state_of

if TYPE_CHECKING:
    from sluis.office.people.models import User


@transaction.atomic
def issue(user: User, grant: Grant) -> Licence:
    """Issue the licence that a decision grants.

    Issuing for one application twice gives the licence that is there.

    Args:
        user: Who decided; the grant must say so too.
        grant: What was granted.

    Raises:
        Problems: No licence can be made from it.
        Refused: The user may not issue, or did not decide.
    """
    check_grant(grant)
    require(user, "issue", Licence(organisation_id=grant.organisation))
    if grant.decided_by != user.pk:
        raise Refused("a licence is issued by the person who decided")
    there = Licence.objects.filter(application=grant.application).first()
    if there is not None:
        return there
    old = _replaced(user, grant)
    licence = _licence(grant, old)
    if old is not None:
        _replace(user, old, licence, grant)
    duties.begin_periods(licence, grant)
    audit.record(user, "licence.issued", licence, {"application": grant.application})
    return licence


def _licence(grant: Grant, old: Licence | None) -> Licence:
    licence = Licence.objects.create(
        # The number is made from the row's key, which only the database can give.
        number=f"-{grant.application}",
        organisation_id=grant.organisation,
        application=grant.application,
        kind=grant.kind,
        grant=orjson.dumps(write_grant(grant)).decode(),
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
        decided_on=grant.decided_on,
        proposed_by_id=grant.proposed_by,
        decided_by_id=grant.decided_by,
        replaces=old,
    )
    licence.number = f"NL-{grant.decided_on.year}-{licence.pk:06d}"
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


def _replaced(user: User, grant: Grant) -> Licence | None:
    if grant.replaces is None:
        return None
    old = _locked(user, grant.replaces)
    if old.organisation_id != grant.organisation:
        raise InvalidInput(
            f"{old.number} is held by another organisation", path="replaces"
        )
    return old


def _replace(user: User, old: Licence, new: Licence, grant: Grant) -> None:
    now = timezone.now()
    row = Act(
        licence=old,
        act=LicenceAct.REPLACE,
        effective_on=grant.valid_from,
        basis=grant.legal_basis,
        reason=f"replaced by {new.number}",
        proposed_by_id=grant.proposed_by,
        confirmed_by=user,
        confirmed_at=now,
    )
    _check(old, move_of(row))
    row.save()
    audit.record(user, "licence.replaced", old, {"by": new.number})


@transaction.atomic
def propose(  # noqa: PLR0913 - one a field of the form
    user: User,
    number: str,
    *,
    act: LicenceAct,
    effective_on: date,
    basis: str,
    reason: str,
) -> Act:
    """Propose an act on a licence; one that needs no second person is done at once.

    Args:
        user: Who proposes it.
        number: The licence's number.
        act: What is to be done.
        effective_on: From which day.
        basis: Article and act it rests on.
        reason: Why, for the holder.

    Raises:
        NotVisible: There is no such licence for this person.
        Refused: The person may not.
        WrongState: The licence's state does not allow it.
        InvalidInput: The basis or reason is missing, or the same act is proposed.
    """
    licence = _locked(user, number)
    require(user, _right(act), licence)
    if act is LicenceAct.REPLACE:
        raise InvalidInput(
            "a licence is replaced by issuing another",
            path="act",
            remedy="decide on an application to amend it",
        )
    row = Act(
        licence=licence,
        act=act,
        effective_on=effective_on,
        basis=basis.strip(),
        reason=reason.strip(),
        proposed_by=user,
    )
    _check(licence, move_of(row))
    if licence.acts.filter(act=act, confirmed_at=None).exists():
        raise InvalidInput(
            f"this is proposed already: {act}", path="act", remedy="confirm that one"
        )
    if act not in TWO_PEOPLE:
        row.confirmed_by, row.confirmed_at = user, timezone.now()
    row.save()
    done = "proposed" if act in TWO_PEOPLE else "done"
    audit.record(
        user,
        f"licence.{act}_{done}",
        licence,
        {"effective_on": effective_on.isoformat(), "reason": row.reason},
    )
    return row


@transaction.atomic
def confirm(user: User, number: str, act_id: int) -> Act:
    """Confirm an act that another person proposed; from then on it holds.

    Raises:
        NotVisible: There is no such licence or proposal.
        Refused: The person may not, or proposed it.
        WrongState: It was confirmed already, or the state does not allow it now.
    """
    licence = _locked(user, number)
    require(user, "confirm", licence)
    row = licence.acts.filter(pk=act_id).first()
    if row is None:
        raise NotVisible(f"licence {number} has no such proposal")
    if row.confirmed_at is not None:
        raise WrongState("it is confirmed already", path="act")
    if row.proposed_by_id == user.pk:
        raise Refused(
            "you proposed this yourself; another person must confirm it",
            remedy="ask a colleague",
        )
    row.confirmed_by, row.confirmed_at = user, timezone.now()
    _check(licence, move_of(row))
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    audit.record(user, f"licence.{row.act}_confirmed", licence, {"act": row.pk})
    return row


def _right(act: LicenceAct) -> str:
    if act in TWO_PEOPLE:
        return "propose"
    return "suspend" if act is LicenceAct.SUSPEND else "surrender"


def _locked(user: User, number: str) -> Licence:
    found = visible(user, Licence).select_for_update().filter(number=number).first()
    if found is None:
        raise NotVisible(f"there is no licence {number}")
    return found


def _check(licence: Licence, next_move: LicenceMove) -> None:
    day = next_move.effective_on
    exhausted = state_of(licence, balances_of(licence, day)[0], day) == "exhausted"
    move(life_of(licence), next_move, exhausted=exhausted)
