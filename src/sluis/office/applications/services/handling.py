"""What officers do to handle a case before there is a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from sluis.core.casework.routing import Queue
from sluis.core.casework.states import Move
from sluis.core.errors import InvalidInput
from sluis.office.access.rules import may
from sluis.office.applications.models import (
    Application,
    Note,
    Question,
    Task,
)
from sluis.office.applications.services import acting
from sluis.office.applications.services.runs import refresh, reroute
from sluis.office.once.services import UNSEEN, Form

if TYPE_CHECKING:
    from sluis.office.people.models import User


def find_complete(user: User, reference: str, form: Form = UNSEEN) -> Application:
    """Say that everything is there to be assessed."""

    def do(case: Application) -> None:
        acting.move(case, Move.FIND_COMPLETE, user)
        reroute(case)

    return acting.act(user, "found_complete", reference, "assess", do, form)


def find_incomplete(
    user: User, reference: str, text: str, answer_by: date, form: Form = UNSEEN
) -> Application:
    """Send an application back to be completed; the clock stands meanwhile.

    Args:
        user: The officer.
        reference: Of the application.
        text: What is lacking.
        answer_by: The last day for it (Awb 4:5 gives the applicant a term).
        form: See :class:`Form`.
    """

    def do(case: Application) -> Mapping[str, Any]:
        acting.move(case, Move.FIND_INCOMPLETE, user)
        row = _ask(user, case, "completeness", text, answer_by)
        return {"question": row.pk, "answer_by": answer_by.isoformat()}

    return acting.act(user, "found_incomplete", reference, "assess", do, form)


def take_up(user: User, reference: str, form: Form = UNSEEN) -> Application:
    """Begin the assessment, as the officer of the case."""

    def do(case: Application) -> None:
        acting.move(case, Move.TAKE_UP, user)
        case.officer = user

    return acting.act(user, "taken_up", reference, "assess", do, form)


def assign(
    user: User, reference: str, officer: User | None, form: Form = UNSEEN
) -> Application:
    """Give the case to an officer, or to nobody.

    Raises:
        InvalidInput: The person could not do anything with it.
    """

    def do(case: Application) -> Mapping[str, Any]:
        if officer is not None and not may(officer, "assess", case):
            raise InvalidInput("this person may not assess the case", path="officer")
        case.officer = officer
        return {"officer": officer.email if officer else None}

    return acting.act(user, "assigned", reference, "assess", do, form)


def send_to(
    user: User, reference: str, queue: Queue | None, form: Form = UNSEEN
) -> Application:
    """Send the case to a desk by hand; ``None`` lets the rules decide again."""

    def do(case: Application) -> Mapping[str, Any]:
        case.queue_fixed = queue is not None
        if queue is not None:
            case.queue, case.queue_why = queue.value, "by-hand"
        else:
            reroute(case)
        return {"queue": case.queue}

    return acting.act(user, "sent_to_desk", reference, "assess", do, form)


def run_again(user: User, reference: str, form: Form = UNSEEN) -> Application:
    """Determine, screen and assess the risk anew, where anything changed."""

    def do(case: Application) -> Mapping[str, Any]:
        made = refresh(case, "asked")
        return {"runs": {run.purpose: run.outcome for run in made}}

    return acting.act(user, "run_again", reference, "assess", do, form)


def ask(
    user: User, reference: str, text: str, answer_by: date, form: Form = UNSEEN
) -> Application:
    """Ask the applicant something; the clock stands until it is answered."""

    def do(case: Application) -> Mapping[str, Any]:
        acting.move(case, Move.ASK, user)
        row = _ask(user, case, "assessment", text, answer_by)
        return {"question": row.pk, "answer_by": answer_by.isoformat()}

    return acting.act(user, "asked", reference, "assess", do, form)


def resume(user: User, reference: str, form: Form = UNSEEN) -> Application:
    """Go on without the answers whose term passed unused (Awb 4:15).

    Raises:
        InvalidInput: A question is still within its term.
    """

    def do(case: Application) -> Mapping[str, Any]:
        today = timezone.localdate()
        rows = case.questions.filter(answered_on=None)
        if rows.filter(answer_by__gte=today).exists():
            raise InvalidInput("a question is still within its term", path="questions")
        lapsed = list(rows.values_list("pk", flat=True))
        for row in rows:
            row.answered_on, row.answer = row.answer_by, ""
            row.save()
        acting.move(case, Move.ANSWER, user)
        return {"lapsed": lapsed}

    return acting.act(user, "resumed", reference, "assess", do, form)


def note(
    user: User, reference: str, text: str, *, shared: bool, form: Form = UNSEEN
) -> Application:
    """Write a note; a shared one can be read by the applicant."""
    text = acting.words(text, "text")

    def do(case: Application) -> Mapping[str, Any]:
        row = Note.objects.create(application=case, text=text, shared=shared, by=user)
        return {"note": row.pk, "shared": shared}

    return acting.act(user, "noted", reference, "assess", do, form)


def add_task(  # noqa: PLR0913 - one a field of the form
    user: User,
    reference: str,
    title: str,
    *,
    officer: User | None,
    due: date | None,
    form: Form = UNSEEN,
) -> Application:
    """Put something to be done on the case's list."""
    title = acting.words(title, "title", longest=200)

    def do(case: Application) -> Mapping[str, Any]:
        row = Task.objects.create(
            application=case, title=title, officer=officer, due_on=due, made_by=user
        )
        return {"task": row.pk}

    return acting.act(user, "task_added", reference, "assess", do, form)


def finish_task(
    user: User, reference: str, task: int, form: Form = UNSEEN
) -> Application:
    """Say that a task is done."""

    def do(case: Application) -> Mapping[str, Any]:
        row = case.tasks.filter(pk=task, done_at=None).first()
        if row is None:
            raise InvalidInput("there is no open task of this number", path="task")
        row.done_by, row.done_at = user, timezone.now()
        row.save()
        return {"task": task}

    return acting.act(user, "task_done", reference, "assess", do, form)


def announce_delay(
    user: User, reference: str, until: date, form: Form = UNSEEN
) -> Application:
    """Tell the applicant that the decision will be later, and when (Awb 4:14)."""

    def do(case: Application) -> Mapping[str, Any]:
        if until <= timezone.localdate():
            raise InvalidInput("name a day to come", path="until")
        case.announced_on = until
        return {"until": until.isoformat()}

    return acting.act(user, "delay_announced", reference, "assess", do, form)


def _ask(
    user: User, case: Application, about: str, text: str, answer_by: date
) -> Question:
    today = timezone.localdate()
    if answer_by <= today:
        raise InvalidInput(
            f"{answer_by} leaves the applicant no day",
            path="answer_by",
            remedy="name a day after today",
        )
    return Question.objects.create(
        application=case,
        about=about,
        text=acting.words(text, "text"),
        asked_by=user,
        asked_on=today,
        answer_by=answer_by,
    )
