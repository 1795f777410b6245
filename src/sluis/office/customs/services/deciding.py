"""What officers decide on declared goods: hold, release, refuse, gone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from sluis.core.casework.calendar import after_working_days
from sluis.core.casework.declaration import Declaration as Declared
from sluis.core.casework.declaration_states import (
    HOLD_DAYS,
    HOLD_DAYS_EXTENDED,
    DeclarationAct,
    DeclarationState,
    after,
)
from sluis.core.casework.licence_states import WrongState
from sluis.core.errors import InvalidInput
from sluis.formats.grant import read_grant
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.rules import require, visible
from sluis.office.audit import services as audit
from sluis.office.audit.words import ACTS
from sluis.office.customs.custody import report_exit
from sluis.office.customs.models import Decision, Declaration, Version
from sluis.office.customs.services.taking import VersionConflict, standing
from sluis.office.customs.written import read_draws
from sluis.office.licences import duties, ledger
from sluis.office.once.services import UNSEEN, Form, check_seen, once

if TYPE_CHECKING:
    from sluis.office.people.models import User


def decide(  # noqa: PLR0913 - one a field of the form
    user: User,
    reference: str,
    *,
    version: int,
    decision: str,
    reason: str,
    form: Form = UNSEEN,
) -> Declaration:
    """Release or refuse goods that are held, as a customs officer.

    Whoever took the declaration in does not release it: another officer looks.

    Args:
        user: The officer.
        reference: The declaration's MRN.
        version: The version that the officer read.
        decision: ``release`` or ``refuse``.
        reason: Why.
        form: The revision it was read at, and the once-only key.

    Raises:
        NotVisible: There is no such declaration for this person.
        Refused: The person may not decide, or took this version in.
        StaleForm: It was changed after it was read.
        VersionConflict: A later version came since.
        WrongState: It is not held.
        BalanceExceeded: The licence does not have what would be drawn.
    """
    if decision not in {"release", "refuse"}:
        raise InvalidInput(
            f"{decision!r} is not a decision", path="decision", remedy="release, refuse"
        )

    def done() -> Declaration:
        row, latest = _read(user, reference, version, reason, form)
        if decision == "release" and latest.received_from_id == user.pk:
            raise Refused(
                _("You took this declaration in; another officer must release it."),
                remedy=_("Ask a colleague to look at it."),
            )
        checked = latest.decisions.order_by("id").last()
        row.state = after(DeclarationState(row.state), DeclarationAct(decision))
        row.held_until = None
        row.save(update_fields=["state", "held_until"])
        _decided(user, latest, decision, reason)
        if decision == "release" and checked is not None:
            _draw(row, latest, checked)
        told = {"reason": reason.strip()}
        audit.record(user, f"declaration.{decision}d", row, told)
        return row

    return once(user, f"decide {reference}", form, Declaration, done)


def hold(  # noqa: PLR0913 - one a field of the form
    user: User,
    reference: str,
    *,
    version: int,
    reason: str,
    until: date | None = None,
    form: Form = UNSEEN,
) -> Declaration:
    """Stop released goods that have not left, or hold longer what is held.

    What they reserved is given back. Goods are held for 10 working days, and for 30
    at most, from the day on which the hold began (Regulation (EU) 2021/821, Article
    21(3) and (4)).

    Args:
        user: The officer.
        reference: The declaration's MRN.
        version: The version that the officer read.
        reason: Why.
        until: The last day; ``None`` is 10 working days from today.
        form: The revision it was read at, and the once-only key.

    Raises:
        NotVisible: There is no such declaration for this person.
        Refused: The person may not decide.
        StaleForm: It was changed after it was read.
        VersionConflict: A later version came since.
        WrongState: The goods left, or were refused.
        InvalidInput: There is no reason, or the day is past or too far ahead.
    """

    def done() -> Declaration:
        row, latest = _read(user, reference, version, reason, form)
        today = timezone.localdate()
        longer = row.state == DeclarationState.HELD
        since = held_since(latest) if longer else None
        last = after_working_days(since or today, HOLD_DAYS_EXTENDED)
        day = until or min(after_working_days(today, HOLD_DAYS), last)
        if not today <= day <= last:
            raise InvalidInput(
                _("Goods cannot be held until %(day)s.") % {"day": day},
                path="until",
                remedy=_("Write a day up to %(last)s.") % {"last": last},
            )
        if not longer:
            row.state = after(DeclarationState(row.state), DeclarationAct.HOLD)
            ledgers = ledger.Ledgers((), row.reference)
            message = f"{row.reference}-{latest.number}-h{latest.decisions.count()}"
            ledger.give_back(ledgers, message=message)
        row.held_until = day
        row.save(update_fields=["state", "held_until"])
        _decided(user, latest, "hold", reason)
        told = {"reason": reason.strip(), "until": day.isoformat()}
        audit.record(user, "declaration.held", row, told)
        return row

    return once(user, f"hold {reference}", form, Declaration, done)


def held_since(version: Version) -> date | None:
    """Give the day on which the present hold of a version began."""
    since: date | None = None
    for made in version.decisions.order_by("-id"):
        if made.decision != "hold":
            break
        since = timezone.localtime(made.decided_at).date()
    return since


def exit_(user: User, reference: str, *, on: date, form: Form = UNSEEN) -> Declaration:
    """Take the message that released goods have left.

    Saying it twice with one day changes nothing.

    Raises:
        NotVisible: There is no such declaration for this person.
        Refused: The person may not say so.
        StaleForm: It was changed after it was read.
        WrongState: The goods were not released, or left on another day.
        InvalidInput: The day lies ahead, or before the declaration.
    """

    def done() -> Declaration:
        row = _locked(user, reference)
        require(user, "exit", row)
        if row.exited_on == on:
            return row
        check_seen(row, form, ACTS)
        declared = standing(row)
        _check_day(on, declared)
        row.state = after(DeclarationState(row.state), DeclarationAct.EXIT)
        row.exited_on = on
        row.save(update_fields=["state", "exited_on"])
        _leave(row, declared, on)
        audit.record(user, "declaration.exited", row, {"on": on.isoformat()})
        return row

    return once(user, f"exit {reference}", form, Declaration, done)


def _check_day(on: date, declared: Declared) -> None:
    if on > timezone.localdate():
        raise InvalidInput(
            _("%(day)s has not come yet.") % {"day": on},
            path="on",
            remedy=_("Write the day on which they left."),
        )
    if declared.lodged_on is not None and on < declared.lodged_on:
        raise InvalidInput(
            _("They were declared on %(day)s, and left later.")
            % {"day": declared.lodged_on},
            path="on",
            remedy=_("Write that day or a later one."),
        )


def _leave(row: Declaration, declared: Declared, on: date) -> None:
    """Write off, start the clocks that run from exit, and tell custody."""
    ledgers = ledger.Ledgers((), row.reference)
    ledger.write_off(ledgers, on=on, message=row.reference)
    for licence in ledgers.licences.values():
        duties.begin_after_exit(licence, row.reference, on)
    grants = {number: read_grant(one.grant) for number, one in ledgers.licences.items()}
    report_exit(declared, grants, on)


def _read(
    user: User, reference: str, version: int, reason: str, form: Form
) -> tuple[Declaration, Version]:
    """Give the declaration that an officer read, locked, and its version."""
    row = _locked(user, reference)
    require(user, "decide", row)
    if not reason.strip():
        raise InvalidInput(_("A decision needs a reason."), path="reason")
    if version != row.version:
        raise VersionConflict(
            _("Version %(new)s came after the version %(old)s you read.")
            % {"new": row.version, "old": version},
            path="version",
            remedy=_("Read it, and decide anew."),
        )
    check_seen(row, form, ACTS)
    if row.state == DeclarationState.INVALIDATED:
        raise WrongState(_("The declaration was cancelled."), path="act")
    return row, row.versions.get(number=row.version)


def _decided(user: User, latest: Version, decision: str, reason: str) -> None:
    """Keep a decision beside what the check found and would draw."""
    checked = latest.decisions.order_by("id").last()
    Decision.objects.create(
        version=latest,
        decision=decision,
        findings=checked.findings if checked else "[]",
        draws=checked.draws if checked else "[]",
        reason=reason.strip(),
        decided_by=user,
    )


def _draw(row: Declaration, version: Version, checked: Decision) -> None:
    draws = read_draws(checked.draws)
    ledgers = ledger.Ledgers({one.licence for one in draws}, row.reference)
    message = f"{row.reference}-{version.number}-o{checked.pk}"
    today = timezone.localdate()
    if row.exited_on is not None:
        ledger.correct(ledgers, draws, on=row.exited_on, message=message)
    else:
        ledger.reserve(ledgers, draws, on=today, message=message)


def _locked(user: User, reference: str) -> Declaration:
    found = (
        visible(user, Declaration)
        .select_for_update(of=("self",))
        .filter(reference=reference)
        .first()
    )
    if found is None:
        raise NotVisible(_("There is no declaration %(mrn)s.") % {"mrn": reference})
    return found
