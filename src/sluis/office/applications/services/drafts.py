"""What the applicant does: draft, submit, amend, answer, withdraw, object."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson
from django.utils import timezone

from sluis.core.casework.states import ApplicationKind, ApplicationState, Move
from sluis.core.errors import InvalidInput
from sluis.formats.transaction import read_transaction
from sluis.office.access.rules import require
from sluis.office.applications.content import Content
from sluis.office.applications.history import subjects_of
from sluis.office.applications.models import (
    Application,
    Objection,
    Question,
    Subject,
    Version,
)
from sluis.office.applications.runs import inputs_of
from sluis.office.applications.services import acting
from sluis.office.applications.services.runs import refresh
from sluis.office.applications.standing import latest_version
from sluis.office.once.services import UNSEEN, Form, once

if TYPE_CHECKING:
    from sluis.office.people.models import Organisation, User

_RECEIVED = frozenset(
    {
        ApplicationState.COMPLETE,
        ApplicationState.IN_ASSESSMENT,
        ApplicationState.WAITING,
        ApplicationState.CONSULTED,
        ApplicationState.SUBMITTED,
        ApplicationState.INCOMPLETE,
    }
)
"""States in which the office has the application, and works on what it says."""


def start(
    user: User,
    organisation: Organisation,
    kind: ApplicationKind,
    content: Content,
    form: Form = UNSEEN,
) -> Application:
    """Begin an application.

    Raises:
        NotVisible: The organisation is not one this person may apply for.
        Problems: The content holds what the law's vocabulary does not know.
    """

    def do() -> Application:
        case = Application(
            reference=uuid.uuid4().hex,
            kind=kind.value,
            organisation=organisation,
            created_by=user,
            revision=0,
        )
        require(user, "edit", case)
        case.save()
        case.reference = f"A-{timezone.localdate():%Y}-{case.pk:06}"
        _add_version(user, case, content, "")
        acting.save(user, "started", case, {"kind": kind.value})
        return case

    return once(user, "application.started", form, Application, do)


def save_draft(
    user: User, reference: str, content: Content, form: Form = UNSEEN
) -> Application:
    """Keep a draft's content as its next version; the same content adds nothing."""

    def do(case: Application) -> Mapping[str, Any]:
        acting.move(case, Move.AMEND, user)
        if case.current_state is not ApplicationState.DRAFT:
            raise InvalidInput(
                "it was submitted; an amendment says why",
                path="why",
                remedy="amend it instead",
            )
        return {"version": _add_version(user, case, content, "").number}

    return acting.act(user, "saved", reference, "edit", do, form)


def submit(user: User, reference: str, form: Form = UNSEEN) -> Application:
    """Hand an application in, or hand it in again after it was found incomplete.

    Raises:
        NotNow: Something is missing; every path is named.
    """

    def do(case: Application) -> Mapping[str, Any]:
        today = timezone.localdate()
        acting.move(case, Move.SUBMIT, user)
        version = latest_version(case)
        case.received_on = case.received_on or today
        case.submitted_version = version.number
        case.questions.filter(about="completeness", answered_on=None).update(
            answer=f"submitted again as version {version.number}",
            answered_by=user,
            answered_on=today,
        )
        made = refresh(case, "submitted")
        return {
            "version": version.number,
            "digest": version.digest,
            "runs": {run.purpose: run.outcome for run in made},
        }

    return acting.act(user, "submitted", reference, "submit", do, form)


def amend(
    user: User, reference: str, content: Content, why: str, form: Form = UNSEEN
) -> Application:
    """Change what was submitted, by a new version that says why.

    Raises:
        NotNow: A proposal lies or it was decided.
        InvalidInput: It does not say why.
    """
    why = acting.words(why, "why", longest=500)

    def do(case: Application) -> Mapping[str, Any]:
        acting.move(case, Move.AMEND, user)
        version = _add_version(user, case, content, why)
        details = {"version": version.number, "why": why}
        if case.current_state in _RECEIVED:
            case.submitted_version = version.number
            made = refresh(case, "facts")
            details["runs"] = {run.purpose: run.outcome for run in made}
        return details

    return acting.act(user, "amended", reference, "edit", do, form)


def answer(
    user: User, reference: str, question: int, text: str, form: Form = UNSEEN
) -> Application:
    """Answer a question; when none is open any more the clock goes on.

    Raises:
        InvalidInput: There is no such open question, or no answer.
    """
    text = acting.words(text, "answer")

    def do(case: Application) -> Mapping[str, Any]:
        row = _open_question(case, question)
        row.answer, row.answered_by = text, user
        row.answered_on = timezone.localdate()
        row.save()
        waiting = case.current_state is ApplicationState.WAITING
        if waiting and not case.questions.filter(answered_on=None).exists():
            acting.move(case, Move.ANSWER, user)
        return {"question": question}

    return acting.act(user, "question_answered", reference, "answer", do, form)


def withdraw(user: User, reference: str, why: str, form: Form = UNSEEN) -> Application:
    """Take an application back before it is decided."""
    why = acting.words(why, "why", longest=500)

    def do(case: Application) -> Mapping[str, Any]:
        acting.move(case, Move.WITHDRAW, user)
        case.ended_on = timezone.localdate()
        return {"why": why}

    return acting.act(user, "withdrawn", reference, "withdraw", do, form)


def object_to(
    user: User, reference: str, grounds: str, form: Form = UNSEEN
) -> Application:
    """Object to the decision; one that is late is kept, and said to be late.

    Raises:
        InvalidInput: There is no decision, or no grounds.
    """
    grounds = acting.words(grounds, "grounds")

    def do(case: Application) -> Mapping[str, Any]:
        decision = case.decisions.order_by("-id").first()
        if decision is None or case.current_state is not ApplicationState.DECIDED:
            raise InvalidInput("there is no decision to object to", path="grounds")
        today = timezone.localdate()
        row = Objection.objects.create(
            decision=decision,
            grounds=grounds,
            lodged_by=user,
            lodged_on=today,
            in_time=today <= decision.object_until,
        )
        return {"objection": row.pk, "in_time": row.in_time}

    return acting.act(user, "objected", reference, "object", do, form)


def _open_question(case: Application, question: int) -> Question:
    row = case.questions.filter(pk=question, answered_on=None).first()
    if row is None:
        raise InvalidInput(
            "there is no open question of this number",
            path="question",
            remedy="read the case again",
        )
    return row


def _add_version(user: User, case: Application, content: Content, why: str) -> Version:
    """Write the next version, unless nothing differs from the one before."""
    body = orjson.dumps(
        content.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS
    ).decode()
    digest = hashlib.sha256(body.encode()).hexdigest()
    last = case.versions.order_by("-number").first()
    if last is not None and last.digest == digest:
        return last
    version = Version(
        application=case,
        number=last.number + 1 if last else 1,
        body=body,
        digest=digest,
        why=why,
        made_by=user,
    )
    _check_vocabulary(case, version)
    version.save()
    case.title = content.title or ""
    case.destination = content.destination or ""
    case.subjects.all().delete()
    Subject.objects.bulk_create(
        Subject(application=case, what=what, key=key, label=label)
        for what, key, label in subjects_of(content)
    )
    return version


def _check_vocabulary(case: Application, version: Version) -> None:
    """Refuse now what a determination could not read later.

    Raises:
        Problems: A kind, unit, parameter or country is unknown, with its place.
    """
    inputs = inputs_of(case, version)
    # A draft may be without goods; a transaction may not.
    items = inputs.transaction["items"] or [{"line": 1}]
    read_transaction({**inputs.transaction, "items": items}, inputs.law.vocabulary)
