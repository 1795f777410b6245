"""Answers of a programme, from and to what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson

from sluis.core.casework.compliance_programme import Answer, Standing
from sluis.core.casework.programme_questions import QUESTIONS

if TYPE_CHECKING:
    from sluis.office.compliance.models import Programme, Submission

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper that shows an answer.

    Attributes:
        sha256: Hash of its bytes, by which they lie.
        name: As it was sent.
        media_type: What it is.
        size: Bytes.
    """

    sha256: str
    name: str
    media_type: str
    size: int


Papers = Mapping[str, tuple[Paper, ...]]
"""Code of a question to its papers."""


def write(one: Answer) -> Json:
    """Give an answer as it is kept, without its question and papers."""
    return {
        "standing": one.standing.value,
        "explanation": one.explanation,
        "owner": one.owner,
        "action": one.action,
        "action_due": one.action_due and one.action_due.isoformat(),
    }


def read(question: str, told: Json, papers: tuple[Paper, ...]) -> Answer:
    """Give an answer that was kept."""
    due = told["action_due"]
    return Answer(
        question=question,
        standing=Standing(told["standing"]),
        explanation=told["explanation"],
        owner=told["owner"],
        evidence=tuple(one.sha256 for one in papers),
        action=told["action"],
        action_due=date.fromisoformat(due) if due else None,
    )


def answers_of(programme: Programme) -> tuple[Answer, ...]:
    """Give the answers of a draft, in the order of the questions."""
    papers = papers_of(programme)
    return _in_order(programme.answers, papers)


def papers_of(programme: Programme) -> Papers:
    """Give the papers of a draft."""
    found: dict[str, tuple[Paper, ...]] = {}
    for row in programme.evidence.filter(taken_out_at=None):
        paper = Paper(
            sha256=row.sha256, name=row.name, media_type=row.media_type, size=row.size
        )
        found[row.question] = (*found.get(row.question, ()), paper)
    return found


def frozen(programme: Programme, answers: tuple[Answer, ...]) -> bytes:
    """Give a draft as a version keeps it: the same draft gives the same bytes."""
    whole = {
        "answers": {one.question: write(one) for one in answers},
        "papers": papers_of(programme),
        "questions": {one.code: dict(one.text) for one in QUESTIONS},
    }
    return orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)


def read_version(row: Submission) -> tuple[tuple[Answer, ...], Papers]:
    """Give the answers and papers of a version."""
    whole = orjson.loads(row.body)
    papers = {
        code: tuple(Paper(**one) for one in rows)
        for code, rows in whole["papers"].items()
    }
    return _in_order(whole["answers"], papers), papers


def _in_order(told: Mapping[str, Json], papers: Papers) -> tuple[Answer, ...]:
    """Give answers in order; papers without an answer stand with one not known.

    A version may have been asked what is no longer asked; that comes last.
    """
    nothing = write(Answer(question="", standing=Standing.UNKNOWN))
    asked = [one.code for one in QUESTIONS]
    codes = [*asked, *sorted({*told, *papers} - set(asked))]
    return tuple(
        read(code, told.get(code, nothing), papers.get(code, ()))
        for code in codes
        if code in told or code in papers
    )
