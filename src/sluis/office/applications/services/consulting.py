"""Asking other states, ministries and advisers, and what they answer."""

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
from sluis.core.casework.states import ApplicationState, Move
from sluis.core.errors import InvalidInput
from sluis.office.access.rules import may, memberships_of, visible
from sluis.office.applications.models import (
    Application,
    Consultation,
)
from sluis.office.applications.services import acting
from sluis.office.applications.standing import open_consultations
from sluis.office.once.services import UNSEEN, Form

if TYPE_CHECKING:
    from sluis.office.people.models import Organisation, User


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
