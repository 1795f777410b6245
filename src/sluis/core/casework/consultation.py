"""Whom the law wants asked, how long they have, and what their silence means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sluis.core.casework.calendar import after_working_days
from sluis.core.errors import SluisError


class ConsultationKind(StrEnum):
    """Why another is asked."""

    GOODS_ELSEWHERE = "goods_elsewhere"
    NO_UNDERCUT = "no_undercut"
    ADVICE = "advice"


class ConsultationState(StrEnum):
    """What came of it."""

    OPEN = "open"
    ANSWERED = "answered"
    SILENT = "silent"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationRule:
    """The terms of one kind of consultation.

    Attributes:
        working_days: How long the one who is asked has.
        longest: Up to how many working days in all it may be made longer.
        silence: What it means when the term passes without an answer:
            ``no_objection``, ``not_identical``, or ``None`` where it means
            nothing and the answer stays open.
        answers: What can be answered.
        stops_clock: Whether the applicant's term is suspended, when he is told.
        legal_basis: Where this stands.
    """

    working_days: int
    longest: int
    silence: str | None
    answers: tuple[str, ...]
    stops_clock: bool
    legal_basis: str


RULES: Mapping[ConsultationKind, ConsultationRule] = {
    ConsultationKind.GOODS_ELSEWHERE: ConsultationRule(
        working_days=10,
        longest=40,  # ten, and at most thirty more
        silence="no_objection",
        answers=("no_objection", "objection"),
        stops_clock=True,
        legal_basis="Regulation (EU) 2021/821, Article 14(1) and (2)",
    ),
    ConsultationKind.NO_UNDERCUT: ConsultationRule(
        working_days=10,
        longest=40,  # as under Article 14: the extension itself has 30 at most
        silence="not_identical",
        answers=("not_identical", "essentially_identical"),
        stops_clock=True,
        legal_basis="Regulation (EU) 2021/821, Article 16(5)",
    ),
    ConsultationKind.ADVICE: ConsultationRule(
        working_days=10,
        longest=30,
        silence=None,
        answers=("positive", "positive_with_conditions", "negative"),
        stops_clock=False,
        legal_basis="internal advice; no term in law",
    ),
}
"""Article 14: silence is consent. Article 16: silence is no identical transaction.

Both say of the extension of the 10 working days that it shall not exceed 30 working
days, so that an answer comes within 40.
"""


class WrongAnswer(SluisError):
    """An answer that this kind of consultation does not know, or a wrong day."""

    code = "wrong-answer"


def due_on(kind: ConsultationKind, asked_on: date) -> date:
    """Give the last day for the answer."""
    return after_working_days(asked_on, RULES[kind].working_days)


def latest_due_on(kind: ConsultationKind, asked_on: date) -> date:
    """Give the day beyond which the term may not be made longer."""
    return after_working_days(asked_on, RULES[kind].longest)


def extended(kind: ConsultationKind, asked_on: date, until: date) -> date:
    """Make the term longer.

    Raises:
        WrongAnswer: The day is beyond what the law allows.
    """
    latest = latest_due_on(kind, asked_on)
    if not asked_on < until <= latest:
        raise WrongAnswer(
            f"the term can be made longer until {latest} at the latest",
            path="until",
            remedy=f"name a day after {asked_on} and up to {latest}",
        )
    return until


def silence_on(kind: ConsultationKind, due: date, today: date) -> str | None:
    """Tell what silence means on a day; ``None`` while it means nothing."""
    return RULES[kind].silence if today > due else None


def check_answer(kind: ConsultationKind, answer: str) -> None:
    """Refuse an answer that this kind does not know.

    Raises:
        WrongAnswer: It is none of the rule's answers.
    """
    known = RULES[kind].answers
    if answer not in known:
        raise WrongAnswer(
            f"{answer!r} is no answer to this consultation",
            path="answer",
            remedy=f"give one of {', '.join(known)}",
        )


def stands_against(answer: str) -> bool:
    """Tell whether an answer binds the authority not to grant.

    An objection of the state where the goods are binds (Article 14). A state that
    finds the transaction essentially identical does not bind, but a grant must be
    explained to all (Article 16(5)); it is shown, and not counted here.
    """
    return answer == "objection"
