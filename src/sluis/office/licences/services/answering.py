"""Answering a duty after release: shown, waived by two people, or not kept."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from sluis.core.casework.condition_library import LIBRARY, ConditionCode, DueRule
from sluis.core.casework.conditions import ConditionState
from sluis.core.casework.licence_states import WrongState
from sluis.core.errors import InvalidInput
from sluis.formats.paper import check_paper
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.rules import require, visible
from sluis.office.audit import services as audit
from sluis.office.audit.words import ACTS
from sluis.office.licences.breaches import open_case
from sluis.office.licences.duties import go_on, state_of
from sluis.office.licences.models import Duty, Evidence
from sluis.office.licences.words import EVIDENCE
from sluis.office.once.services import UNSEEN, Form, check_seen, once

if TYPE_CHECKING:
    from sluis.office.people.models import User

MOST_BYTES = 10_000_000
"""Bytes of a paper of evidence."""
_IN_WORDS = frozenset({"usage_report"})
"""Evidence that may be told in words; all other is a paper."""
_OPEN = {ConditionState.WAITING, ConditionState.DUE, ConditionState.OVERDUE}


def show(  # noqa: PLR0913 - one a field of the form
    user: User,
    duty_id: int,
    *,
    kind: str,
    happened_on: date,
    said: str,
    name: str = "",
    content: bytes = b"",
    form: Form = UNSEEN,
) -> Duty:
    """Show evidence for a duty, which meets it.

    Proof of delivery starts the clock of the check after delivery, and is reported
    to custody.

    Args:
        user: The holder, or an officer.
        duty_id: The duty.
        kind: One of the kinds of evidence that its condition wants.
        happened_on: The day of what it shows.
        said: What it shows, in words.
        name: Of the paper.
        content: The paper; only a report of use may do without.
        form: The revision it was read at, and the once-only key.

    Raises:
        NotVisible: There is no such duty for this person.
        Refused: The person may not.
        StaleForm: It was changed after it was read.
        WrongState: It was breached or waived.
        InvalidInput: This is no evidence of it, or its day cannot be.
        PaperRefused: The paper is not what its name says, or not safe to read.
    """

    def done() -> Duty:
        row = _read(user, duty_id, "show", form)
        today = timezone.localdate()
        _check(row, kind, happened_on, today)
        if state_of(row, today) not in _OPEN | {ConditionState.MET}:
            raise WrongState(_("It was breached or waived."), path="duty")
        Evidence.objects.create(
            duty=row,
            kind=kind,
            said=said.strip(),
            happened_on=happened_on,
            name=PurePath(name.replace("\\", "/")).name[-200:],
            media_type=_media_type(kind, name, content),
            sha256=hashlib.sha256(content).hexdigest() if content else "",
            content=content,
            added_by=user,
        )
        if row.met_on is None:
            row.met_on = today
            row.save(update_fields=["met_on"])
            go_on(row, happened_on)
            _report(row, kind, happened_on)
        told = {"kind": kind, "on": str(happened_on)}
        audit.record(user, "duty.shown", row, told)
        return row

    return once(user, f"show {duty_id}", form, Duty, done)


def _check(row: Duty, kind: str, happened_on: date, today: date) -> None:
    wanted = LIBRARY[ConditionCode(row.condition.code)].evidence
    if kind not in wanted:
        raise InvalidInput(
            _("This kind of evidence does not show it."),
            path="kind",
            remedy=_("Choose one of: %(kinds)s.")
            % {"kinds": ", ".join(str(EVIDENCE[one]) for one in wanted)},
        )
    if not row.counted_from <= happened_on <= today:
        raise InvalidInput(
            _("It cannot have happened on %(day)s.") % {"day": happened_on},
            path="happened_on",
            remedy=_("Write a day from %(first)s to today.")
            % {"first": row.counted_from},
        )


def _media_type(kind: str, name: str, content: bytes) -> str:
    if not content and not name:
        if kind in _IN_WORDS:
            return ""
        raise InvalidInput(_("The paper itself is missing."), path="document")
    if len(content) > MOST_BYTES:
        raise InvalidInput(_("The file is larger than 10 MB."), path="document")
    return check_paper(name, content)


def _report(row: Duty, kind: str, happened_on: date) -> None:
    """Tell custody that goods arrived, where that is what was shown."""
    from sluis.office.customs.custody import report_delivery

    if LIBRARY[ConditionCode(row.condition.code)].due is DueRule.AFTER_EXIT:
        report_delivery(row.about, row.condition.licence, happened_on, kind)


def breach(user: User, duty_id: int, *, what: str, form: Form = UNSEEN) -> Duty:
    """Find that a duty was not kept, or that what was shown is not true.

    It opens a case with what is known then.

    Raises:
        NotVisible: There is no such duty for this person.
        Refused: The person may not.
        StaleForm: It was changed after it was read.
        WrongState: It was breached or waived before.
        InvalidInput: It is not said what happened.
    """

    def done() -> Duty:
        row = _read(user, duty_id, "breach", form)
        if not what.strip():
            raise InvalidInput(_("Say what happened."), path="what")
        today = timezone.localdate()
        if state_of(row, today) not in _OPEN | {ConditionState.MET}:
            raise WrongState(_("It was breached or waived before."), path="duty")
        row.breached_on, row.breach = today, what.strip()
        row.case = open_case(user, row)
        row.save(update_fields=["breached_on", "breach", "case"])
        told = {"what": row.breach, "case": row.case.pk}
        audit.record(user, "duty.breached", row, told)
        return row

    return once(user, f"breach {duty_id}", form, Duty, done)


def waive(user: User, duty_id: int, *, reason: str, form: Form = UNSEEN) -> Duty:
    """Propose to let a duty go, or confirm what another proposed.

    Raises:
        NotVisible: There is no such duty for this person.
        Refused: The person may not, or proposed it.
        StaleForm: It was changed after it was read.
        WrongState: It was met, breached or waived.
        InvalidInput: A proposal has no reason.
    """

    def done() -> Duty:
        row = _read(user, duty_id, "waive", form)
        if state_of(row, timezone.localdate()) not in _OPEN:
            raise WrongState(_("It was shown, breached or waived."), path="duty")
        if row.waiver_proposed_by is None:
            if not reason.strip():
                raise InvalidInput(_("A waiver needs a reason."), path="reason")
            row.waiver, row.waiver_proposed_by = reason.strip(), user
        elif row.waiver_proposed_by == user:
            raise Refused(
                _("You proposed this yourself; another person must confirm it.")
            )
        else:
            row.waived_by, row.waived_on = user, timezone.localdate()
        row.save()
        word = "waived" if row.waived_by else "waiver_proposed"
        audit.record(user, f"duty.{word}", row, {"reason": row.waiver})
        return row

    return once(user, f"waive {duty_id}", form, Duty, done)


def _read(user: User, duty_id: int, right: str, form: Form) -> Duty:
    found = (
        visible(user, Duty).select_for_update(of=("self",)).filter(pk=duty_id).first()
    )
    if found is None:
        raise NotVisible(_("There is no such duty."))
    require(user, right, found)
    check_seen(found, form, ACTS)
    return found
