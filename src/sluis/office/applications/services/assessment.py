"""What officers and advisers do before there is a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from sluis.core.casework.consultation import (
    RULES,
    ConsultationKind,
    check_answer,
    due_on,
    extended,
    silence_on,
)
from sluis.core.casework.criteria import Finding
from sluis.core.casework.routing import Queue
from sluis.core.casework.states import ApplicationState, Move
from sluis.core.errors import InvalidInput, UnknownValue
from sluis.office.access.rules import may, memberships_of, visible
from sluis.office.applications.models import (
    Application,
    Consultation,
    CriterionFinding,
    MatchFinding,
    Note,
    Question,
    Task,
)
from sluis.office.applications.services import acting
from sluis.office.applications.services.acting import UNSEEN, Form
from sluis.office.applications.services.runs import refresh, reroute
from sluis.office.applications.standing import checklist, matches, open_consultations

if TYPE_CHECKING:
    from sluis.office.people.models import Organisation, User


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


def judge_match(  # noqa: PLR0913 - one a field of the form
    user: User,
    reference: str,
    party: str,
    entity: str,
    *,
    same: bool,
    reasons: str,
    form: Form = UNSEEN,
) -> Application:
    """Judge whether a party is the listed one it was matched with."""
    reasons = acting.words(reasons, "reasons")

    def do(case: Application) -> Mapping[str, Any]:
        if (party, entity) not in matches(case):
            raise UnknownValue("the last screening has no such match", path="entity")
        MatchFinding.objects.create(
            application=case,
            party=party,
            entity=entity,
            same=same,
            reasons=reasons,
            by=user,
        )
        reroute(case)
        return {"party": party, "entity": entity, "same": same}

    return acting.act(user, "match_judged", reference, "assess", do, form)


def judge_criterion(  # noqa: PLR0913 - one a field of the form
    user: User,
    reference: str,
    criterion: str,
    *,
    finding: Finding,
    reasons: str,
    form: Form = UNSEEN,
) -> Application:
    """Write down what was found on a criterion, with the reasons."""
    reasons = acting.words(reasons, "reasons")

    def do(case: Application) -> Mapping[str, Any]:
        known = [one.code for one in checklist(case)]
        if criterion not in known:
            raise UnknownValue(
                f"{criterion!r} is not on this checklist",
                path="criterion",
                remedy=f"choose one of {', '.join(known)}",
            )
        CriterionFinding.objects.create(
            application=case,
            criterion=criterion,
            finding=finding.value,
            reasons=reasons,
            by=user,
        )
        return {"criterion": criterion, "finding": finding.value}

    return acting.act(user, "criterion_judged", reference, "assess", do, form)


def consult(  # noqa: PLR0913 - one a field of the form
    user: User,
    reference: str,
    kind: ConsultationKind,
    text: str,
    *,
    asked: Organisation | None = None,
    country: str = "",
    applicant_told: bool = False,
    form: Form = UNSEEN,
) -> Application:
    """Ask another state, a ministry or an adviser.

    Args:
        user: The officer.
        reference: Of the application.
        kind: Why they are asked, which sets their term and what silence means.
        text: What they are asked.
        asked: The organisation here that may answer by itself.
        country: The state, where it answers by other ways.
        applicant_told: Whether the applicant is told, which stops the clock for
            foreign authorities (Awb 4:15).
        form: See :class:`Form`.
    """
    text = acting.words(text, "text")
    if asked is None and not country:
        raise InvalidInput("nobody is asked", path="asked")

    def do(case: Application) -> Mapping[str, Any]:
        acting.move(case, Move.CONSULT, user)
        today = timezone.localdate()
        row = Consultation.objects.create(
            application=case,
            kind=kind.value,
            asked=asked,
            country=country,
            text=text,
            asked_by=user,
            asked_on=today,
            due_on=due_on(kind, today),
            applicant_told=applicant_told,
        )
        return {"consultation": row.pk, "due_on": row.due_on.isoformat()}

    return acting.act(user, "consulted", reference, "assess", do, form)


def extend_consultation(
    user: User, reference: str, consultation: int, until: date, form: Form = UNSEEN
) -> Application:
    """Make the term of a consultation longer, as far as the law allows."""

    def do(case: Application) -> Mapping[str, Any]:
        row = _open_consultation(case, consultation)
        row.due_on = extended(ConsultationKind(row.kind), row.asked_on, until)
        row.save()
        return {"consultation": consultation, "due_on": until.isoformat()}

    return acting.act(user, "consultation_extended", reference, "assess", do, form)


def answer_consultation(  # noqa: PLR0913 - one a field of the form
    user: User,
    reference: str,
    consultation: int,
    *,
    answer: str,
    text: str,
    form: Form = UNSEEN,
) -> Application:
    """Answer a consultation: the one who was asked, or an officer who got it.

    Raises:
        Refused: This person's organisation was not asked.
        WrongAnswer: The kind does not know this answer.
    """
    text = acting.words(text, "text")

    def do(case: Application) -> Mapping[str, Any]:
        row = _open_consultation(case, consultation)
        if not may(user, "assess", case) and not _speaks_for(user, row):
            raise InvalidInput("another organisation was asked", path="consultation")
        check_answer(ConsultationKind(row.kind), answer)
        row.state, row.answer, row.answer_text = "answered", answer, text
        row.answered_by, row.answered_on = user, timezone.localdate()
        row.save()
        _conclude(case, user)
        return {"consultation": consultation, "answer": answer}

    right = _answering_right(user, reference)
    return acting.act(user, "consultation_answered", reference, right, do, form)


def take_silence(
    user: User, reference: str, consultation: int, form: Form = UNSEEN
) -> Application:
    """Take note that a term passed in silence, and of what that means.

    Raises:
        InvalidInput: The term is not over, or silence means nothing here.
    """

    def do(case: Application) -> Mapping[str, Any]:
        row = _open_consultation(case, consultation)
        kind, today = ConsultationKind(row.kind), timezone.localdate()
        meaning = silence_on(kind, row.due_on, today)
        if meaning is None:
            raise InvalidInput(
                "silence means nothing yet"
                if RULES[kind].silence
                else "silence means nothing in a consultation of this kind",
                path="consultation",
                remedy=f"wait until after {row.due_on}, or ask again",
            )
        row.state, row.answer, row.answered_on = "silent", meaning, row.due_on
        row.save()
        _conclude(case, user)
        return {"consultation": consultation, "meaning": meaning}

    return acting.act(user, "silence_taken", reference, "assess", do, form)


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


def _open_consultation(case: Application, consultation: int) -> Consultation:
    row = case.consultations.filter(pk=consultation, state="open").first()
    if row is None:
        raise InvalidInput(
            "there is no open consultation of this number", path="consultation"
        )
    return row


def _speaks_for(user: User, row: Consultation) -> bool:
    return any(one.organisation_id == row.asked_id for one in memberships_of(user))


def _answering_right(user: User, reference: str) -> str:
    able = visible(user, Application, "assess").filter(reference=reference)
    return "assess" if able.exists() else "advise"


def _conclude(case: Application, user: User) -> None:
    """Go on with the assessment once nobody is waited for."""
    if case.current_state is ApplicationState.CONSULTED and not open_consultations(
        case, timezone.localdate()
    ):
        acting.move(case, Move.CONCLUDE_CONSULTATION, user)
