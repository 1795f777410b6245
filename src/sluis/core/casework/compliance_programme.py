"""An exporter's own look at its internal compliance programme, and what follows.

No mark is given: what comes out are the gaps, the open questions and the actions,
each by the answer it follows from. Not knowing is not the same as not having.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sluis.core.casework.programme_questions import QUESTIONS, Element
from sluis.core.errors import InvalidInput, Problems, SluisError, UnknownValue
from sluis.core.truth import Truth, all_of

YEARS_BETWEEN = 1
"""The Recommendation asks for regular review; that it is yearly is our choice."""
LONGEST = 5000
"""Characters of an explanation or action."""
CODES = frozenset(one.code for one in QUESTIONS)


class Standing(StrEnum):
    """How far something is in place."""

    IN_PLACE = "in_place"
    PARTLY = "partly"
    NOT_IN_PLACE = "not_in_place"
    UNKNOWN = "unknown"


_HOLDS: Mapping[Standing, Truth] = {
    Standing.IN_PLACE: True,
    Standing.PARTLY: False,
    Standing.NOT_IN_PLACE: False,
    Standing.UNKNOWN: None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a company says on one question.

    Attributes:
        question: Code of the question.
        standing: How far it is in place.
        explanation: How, or why not.
        owner: Who answers for it.
        evidence: Hashes of the papers that show it.
        action: What will be done about it.
        action_due: By when; set exactly when there is an action.
    """

    question: str
    standing: Standing
    explanation: str = ""
    owner: str = ""
    evidence: tuple[str, ...] = ()
    action: str = ""
    action_due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementResult:
    """How one element stands.

    Attributes:
        element: Which.
        in_place: Whether all of it is; ``None`` when nothing is lacking and
            something is not known.
        counts: How many questions have each answer.
    """

    element: Element
    in_place: Truth
    counts: Mapping[Standing, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What follows from all answers; codes of questions in their order.

    Attributes:
        elements: Each element.
        gaps: What is partly or not in place.
        unplanned: Gaps without an action.
        open: What is not known, or was not answered.
        unsupported: What is said to be in place without explanation or evidence.
        overdue: Gaps whose action should have been done.
    """

    elements: tuple[ElementResult, ...]
    gaps: tuple[str, ...]
    unplanned: tuple[str, ...]
    open: tuple[str, ...]
    unsupported: tuple[str, ...]
    overdue: tuple[str, ...]


def check_answer(answer: Answer) -> None:
    """Refuse an answer that says nothing or contradicts itself.

    Raises:
        Problems: With everything that is wrong with it.
    """
    problems = list(_wrong_with(answer))
    if problems:
        raise Problems(problems)


def _wrong_with(answer: Answer) -> Iterator[SluisError]:
    if answer.question not in CODES:
        yield UnknownValue(f"there is no question {answer.question}", path="question")
    for name, text, most in (
        ("explanation", answer.explanation, LONGEST),
        ("owner", answer.owner, 200),
        ("action", answer.action, LONGEST),
    ):
        if len(text) > most or "\x00" in text:
            yield InvalidInput(f"at most {most} characters can be kept", path=name)
    if answer.action and answer.action_due is None:
        yield InvalidInput(
            "an action needs a day by which it is done",
            path="action_due",
            remedy="give the day, or leave the action out",
        )
    if answer.action_due is not None and not answer.action:
        yield InvalidInput(
            "a day is given and no action",
            path="action",
            remedy="say what is done by that day",
        )
    if answer.action and answer.standing is Standing.IN_PLACE:
        yield InvalidInput(
            "what is in place needs no action",
            path="standing",
            remedy="answer partly, or leave the action out",
        )


def result_of(answers: Iterable[Answer], today: date) -> Result:
    """Tell what follows from the answers.

    Args:
        answers: At most one a question; a question without one is not known.
        today: The day by which actions are overdue.
    """
    by_code = {one.question: one for one in answers}
    said = [
        by_code.get(one.code, Answer(question=one.code, standing=Standing.UNKNOWN))
        for one in QUESTIONS
    ]
    gaps = [one for one in said if _HOLDS[one.standing] is False]
    return Result(
        elements=tuple(_element(element, said) for element in Element),
        gaps=_codes(gaps),
        unplanned=_codes(one for one in gaps if not one.action),
        open=_codes(one for one in said if _HOLDS[one.standing] is None),
        unsupported=_codes(
            one
            for one in said
            if one.standing is Standing.IN_PLACE
            and not (one.explanation or one.evidence)
        ),
        overdue=_codes(
            one for one in said if one.action_due is not None and one.action_due < today
        ),
    )


def due_again(submitted_on: date) -> date:
    """Give the day by which a submitted assessment is to be made anew."""
    year = submitted_on.year + YEARS_BETWEEN
    try:
        return submitted_on.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 2, 28)


def _element(element: Element, said: Iterable[Answer]) -> ElementResult:
    own = [one.standing for one in said if one.question.startswith(f"{element}.")]
    return ElementResult(
        element=element,
        in_place=all_of(_HOLDS[one] for one in own),
        counts={standing: own.count(standing) for standing in Standing},
    )


def _codes(answers: Iterable[Answer]) -> tuple[str, ...]:
    return tuple(one.question for one in answers)
