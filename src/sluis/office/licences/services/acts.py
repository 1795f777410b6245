"""What is done to a licence after it was issued, alone or by two people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import orjson
from django.utils import timezone
from django.utils.translation import gettext as _

from sluis.core.casework.amendment import Amendment, amended
from sluis.core.casework.grant import check_grant
from sluis.core.casework.licence_states import TWO_PEOPLE, LicenceAct, WrongState
from sluis.core.errors import InvalidInput
from sluis.formats.grant import read_grant, write_grant
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.rules import require
from sluis.office.audit import services as audit
from sluis.office.audit.words import ACTS
from sluis.office.licences.models import Act, Licence
from sluis.office.licences.services.issuing import check_move, check_room, locked, make
from sluis.office.licences.state import move_of
from sluis.office.once.services import UNSEEN, Form, check_seen, once

if TYPE_CHECKING:
    from sluis.office.people.models import User


def propose(  # noqa: PLR0913 - one a field of the form
    user: User,
    number: str,
    *,
    act: LicenceAct,
    effective_on: date,
    basis: str,
    reason: str,
    amendment: Amendment | None = None,
    form: Form = UNSEEN,
) -> Act:
    """Propose an act on a licence; one that needs no second person is done at once.

    Args:
        user: Who proposes it.
        number: The licence's number.
        act: What is to be done.
        effective_on: From which day.
        basis: Article and act it rests on.
        reason: Why, for the holder.
        amendment: What the licence that takes its place says, for ``replace``.
        form: The revision it was read at, and the once-only key.

    Raises:
        NotVisible: There is no such licence for this person.
        Refused: The person may not.
        StaleForm: The licence was changed after it was read.
        WrongState: The licence's state does not allow it.
        InvalidInput: The basis or reason is missing, the same act is proposed, or
            an amendment is missing, changes nothing or cannot be.
    """

    def done() -> Act:
        licence = locked(user, number)
        require(user, _right(act), licence)
        check_seen(licence, form, ACTS)
        row = Act(
            licence=licence,
            act=act,
            effective_on=effective_on,
            basis=basis.strip(),
            reason=reason.strip(),
            proposed_by=user,
            grant=_grant(user, licence, act, amendment, effective_on),
        )
        check_move(licence, move_of(row))
        if licence.acts.filter(act=act, confirmed_at=None, dropped_at=None).exists():
            raise InvalidInput(
                _("This is proposed already."),
                path="act",
                remedy=_("Confirm that, or drop it first."),
            )
        if act not in TWO_PEOPLE:
            row.confirmed_by, row.confirmed_at = user, timezone.now()
        row.save()
        word = "proposed" if act in TWO_PEOPLE else "done"
        told = {"effective_on": effective_on.isoformat(), "reason": row.reason}
        audit.record(user, f"licence.{act}_{word}", licence, told)
        return row

    return once(user, f"{act} {number}", form, Act, done)


def confirm(user: User, number: str, act_id: int, form: Form = UNSEEN) -> Act:
    """Confirm an act that another person proposed; from then on it holds.

    An amendment issues the licence that takes the place of this one, from today at
    the earliest.

    Raises:
        NotVisible: There is no such licence or proposal.
        Refused: The person may not, or proposed it.
        StaleForm: The licence was changed after it was read.
        WrongState: It was confirmed or dropped, or the state does not allow it now.
    """

    def done() -> Act:
        licence, row = _proposal(user, number, act_id, "confirm", form)
        if row.proposed_by_id == user.pk:
            raise Refused(
                _("You proposed this yourself; another person must confirm it."),
                remedy=_("Ask a colleague."),
            )
        row.confirmed_by, row.confirmed_at = user, timezone.now()
        if row.act == LicenceAct.REPLACE:
            row.effective_on = max(row.effective_on, timezone.localdate())
        check_move(licence, move_of(row))
        row.save(update_fields=["confirmed_by", "confirmed_at", "effective_on"])
        told = {"act": row.pk}
        audit.record(user, f"licence.{row.act}_confirmed", licence, told)
        if row.act == LicenceAct.REPLACE:
            _make_amended(user, licence, row)
        return row

    return once(user, f"confirm {number} {act_id}", form, Act, done)


def drop(user: User, number: str, act_id: int, *, why: str, form: Form = UNSEEN) -> Act:
    """Drop a proposal, one's own or a colleague's; it never holds.

    Raises:
        NotVisible: There is no such licence or proposal.
        Refused: The person may not.
        StaleForm: The licence was changed after it was read.
        WrongState: It was confirmed or dropped before.
        InvalidInput: There is no reason.
    """

    def done() -> Act:
        licence, row = _proposal(user, number, act_id, "propose", form)
        if not why.strip():
            raise InvalidInput(_("Say why it is dropped."), path="why")
        row.dropped_by, row.dropped_at = user, timezone.now()
        row.dropped_why = why.strip()
        row.save(update_fields=["dropped_by", "dropped_at", "dropped_why"])
        audit.record(user, f"licence.{row.act}_dropped", licence, {"act": row.pk})
        return row

    return once(user, f"drop {number} {act_id}", form, Act, done)


def _proposal(
    user: User, number: str, act_id: int, right: str, form: Form
) -> tuple[Licence, Act]:
    """Give a proposal that still waits, with its licence locked."""
    licence = locked(user, number)
    require(user, right, licence)
    row = licence.acts.filter(pk=act_id).first()
    if row is None:
        raise NotVisible(_("There is no such proposal."))
    if row.confirmed_at is not None:
        raise WrongState(_("It is confirmed already."), path="act")
    if row.dropped_at is not None:
        raise WrongState(_("It was dropped."), path="act")
    check_seen(licence, form, ACTS)
    return licence, row


def _grant(
    user: User,
    licence: Licence,
    act: LicenceAct,
    amendment: Amendment | None,
    begins: date,
) -> str:
    """Write down what an amended licence would say; nothing for any other act."""
    if act is not LicenceAct.REPLACE:
        if amendment is not None:
            raise InvalidInput("only a replaced licence is amended", path="amendment")
        return ""
    if amendment is None:
        raise InvalidInput(
            "a licence is replaced by issuing another",
            path="amendment",
            remedy="say what the amended licence says",
        )
    if begins < timezone.localdate():
        raise InvalidInput(
            _("An amended licence begins today or later."), path="effective_on"
        )
    made = amended(
        read_grant(licence.grant),
        amendment,
        number=licence.number,
        proposed_by=user.pk,
        begins=begins,
    )
    check_grant(made)
    check_room(licence, made)
    return orjson.dumps(write_grant(made)).decode()


def _make_amended(user: User, licence: Licence, row: Act) -> Licence:
    grant = replace(
        read_grant(row.grant),
        decided_by=user.pk,
        decided_on=timezone.localdate(),
        valid_from=row.effective_on,
    )
    return make(user, grant, licence)


def _right(act: LicenceAct) -> str:
    if act in TWO_PEOPLE:
        return "propose"
    return "suspend" if act is LicenceAct.SUSPEND else "surrender"
