"""Writing what a visit found, and what is said on it until it is settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from sluis.core.casework.visit_states import (
    FindingAct,
    FindingState,
    Severity,
    VisitAct,
    move_finding,
)
from sluis.core.errors import InvalidInput
from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import require, visible
from sluis.office.audit import services as audit
from sluis.office.audit.words import ACTS
from sluis.office.compliance.models import Entry, Finding, Visit
from sluis.office.compliance.services import visits
from sluis.office.compliance.services.acting import words
from sluis.office.once.services import UNSEEN, Form, check_seen, once
from sluis.office.ui.words import day as day_words

if TYPE_CHECKING:
    from sluis.office.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found.

    Attributes:
        severity: How grave it is.
        text: What was found.
        article: The law it is about; empty where it is about none.
        about_kind: ``licence``, ``declaration`` or ``application``; empty for none.
        about_number: Its number.
        wanted: What the company is to do; empty when nothing is asked.
        due_on: By when; set exactly when something is asked.
    """

    severity: Severity
    text: str
    article: str = ""
    about_kind: str = ""
    about_number: str = ""
    wanted: str = ""
    due_on: date | None = None


def find(user: User, reference: str, found: Found, form: Form = UNSEEN) -> Visit:
    """Write down a finding; the company sees it with the report.

    Raises:
        NotVisible: There is no such visit for this person.
        Refused: The person may not.
        WrongState: The visit was not held, or is closed.
        InvalidInput: What is asked has no day, or the day has passed.
        UnknownValue: The company has nothing of that number.
    """
    text = words(found.text, "text")
    wanted = words(found.wanted, "wanted", longest=2000, needed=False)
    article = words(found.article, "article", longest=300, needed=False)
    _check_due(wanted, found.due_on)

    def do(visit: Visit) -> visits.Details:
        number = (visit.findings.aggregate(last=Max("number"))["last"] or 0) + 1
        about = ("", "")
        if found.about_kind or found.about_number:
            kind = found.about_kind
            about = (kind, visits.subject_of(visit, kind, found.about_number))
        Finding.objects.create(
            visit=visit,
            number=number,
            severity=found.severity.value,
            text=text,
            article=article,
            about_kind=about[0],
            about_number=about[1],
            wanted=wanted,
            due_on=found.due_on,
            found_by=user,
        )
        return {"number": number, "severity": found.severity.value}

    return visits.act(user, reference, VisitAct.FIND, do, form)


def answer(
    user: User, reference: str, number: int, text: str, form: Form = UNSEEN
) -> Finding:
    """Answer a finding as the company: what was done, or why not.

    Raises:
        NotVisible: There is no such finding for this person.
        Refused: The person may not.
        WrongState: It is settled.
        InvalidInput: Nothing is said.
    """
    return _act(user, reference, number, FindingAct.ANSWER, text, form)


def send_back(  # noqa: PLR0913 - one a field of the form
    user: User,
    reference: str,
    number: int,
    text: str,
    *,
    due_on: date | None = None,
    form: Form = UNSEEN,
) -> Finding:
    """Tell the company that its answer does not settle the finding.

    Args:
        user: Who judges it.
        reference: Of the visit.
        number: Of the finding.
        text: What is still lacking.
        due_on: A new last day; ``None`` leaves the one that stands.
        form: The revision it was read at, and the once-only key.

    Raises:
        NotVisible: There is no such finding for this person.
        Refused: The person may not.
        WrongState: There is no answer to send back.
        InvalidInput: Nothing is said, the day has passed, or nothing was asked.
    """
    if due_on is not None:
        _check_due("asked", due_on)
    return _act(user, reference, number, FindingAct.SEND_BACK, text, form, due_on)


def close(
    user: User, reference: str, number: int, text: str, form: Form = UNSEEN
) -> Finding:
    """Settle a finding.

    Raises:
        NotVisible: There is no such finding for this person.
        Refused: The person may not.
        WrongState: It is settled already.
        InvalidInput: Nothing is said.
    """
    return _act(user, reference, number, FindingAct.CLOSE, text, form)


def withdraw(
    user: User, reference: str, number: int, text: str, form: Form = UNSEEN
) -> Finding:
    """Say that a finding was a mistake; it stays to be read.

    Raises:
        NotVisible: There is no such finding for this person.
        Refused: The person may not.
        WrongState: It is settled already.
        InvalidInput: Nothing is said.
    """
    return _act(user, reference, number, FindingAct.WITHDRAW, text, form)


def _act(  # noqa: PLR0913, PLR0917 - who, on what, what, with what
    user: User,
    reference: str,
    number: int,
    made: FindingAct,
    text: str,
    form: Form,
    due_on: date | None = None,
) -> Finding:
    text = words(text, "text")

    def do() -> Finding:
        row = _locked(user, reference, number)
        require(user, "answer" if made is FindingAct.ANSWER else "judge", row)
        check_seen(row, form, ACTS)
        reported = row.visit.reported_to_id is not None
        row.state = move_finding(FindingState(row.state), made, reported=reported).value
        if due_on is not None:
            if not row.wanted:
                raise InvalidInput(_("Nothing was asked by a day."), path="due_on")
            row.due_on = due_on
        row.save()
        Entry.objects.create(finding=row, act=made.value, text=text, made_by=user)
        told = {"text": text, "due_on": row.due_on and row.due_on.isoformat()}
        audit.record(user, f"finding.{made}", row, told)
        return row

    return once(user, f"{made} finding {reference} {number}", form, Finding, do)


def _locked(user: User, reference: str, number: int) -> Finding:
    row = (
        visible(user, Finding)
        .select_for_update(of=("self",))
        .select_related("visit")
        .filter(visit__reference=reference.replace("\x00", ""), number=number)
        .first()
    )
    if row is None:
        raise NotVisible("there is no such finding", path="number")
    return row


def _check_due(wanted: str, due_on: date | None) -> None:
    if wanted and due_on is None:
        raise InvalidInput(
            _("What the company is to do needs a day."),
            path="due_on",
            remedy=_("Give the day, or ask nothing."),
        )
    if due_on is not None and not wanted:
        raise InvalidInput(
            _("A day is given and nothing is asked."),
            path="wanted",
            remedy=_("Say what the company is to do by that day."),
        )
    if due_on is not None and due_on < timezone.localdate():
        raise InvalidInput(
            _("%(day)s has passed.") % {"day": day_words(due_on)},
            path="due_on",
            remedy=_("Give today or a later day."),
        )
