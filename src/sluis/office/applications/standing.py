"""How an application stands: what is missing, open, stale or barred.

Facts for the guards of the state machine, and for pages that say what to do next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import orjson
from django.db.models import QuerySet
from django.utils import timezone

from sluis.core.casework.clock import Clock, History, Stop, read_clock
from sluis.core.casework.consultation import (
    RULES,
    ConsultationKind,
    silence_on,
    stands_against,
)
from sluis.core.casework.criteria import (
    Criterion,
    Finding,
    criteria_for,
    denying,
    unjudged,
)
from sluis.core.casework.end_use_statement import Remark, StatedParty, review
from sluis.core.casework.states import (
    GRANTS,
    ApplicationKind,
    Move,
    Outcome,
    Standing,
)
from sluis.office.applications.content import Content, missing
from sluis.office.applications.matches import open_matches
from sluis.office.applications.models import (
    Application,
    Objection,
    Proposal,
    Run,
    Version,
)

if TYPE_CHECKING:
    from sluis.office.people.models import User

STATEMENT_VALID_DAYS = 183
"""An end-use statement older than half a year is asked for anew."""
_ESSENTIAL = (
    "end_user.name",
    "end_use",
    "undertakings.",
    "signatory",
    "signed_on",
    "document",
)
"""What a statement must hold before it can be submitted; the rest is remarked."""


def latest_version(case: Application) -> Version:
    """Give the newest version."""
    return case.versions.order_by("-number")[0]


def content_of(case: Application) -> Content:
    """Give what is asked for now."""
    return Content.of(latest_version(case).body)


def statement_remarks(
    case: Application, content: Content, today: date
) -> tuple[Remark, ...]:
    """Compare the end-use statement with the application; an individual one only."""
    if case.kind != ApplicationKind.INDIVIDUAL:
        return ()
    owner = case.organisation
    exporter = StatedParty(name=owner.name, country=owner.country)
    return review(
        content.stated(),
        content.compared(exporter),
        today,
        valid_days=STATEMENT_VALID_DAYS,
    )


def missing_facts(case: Application, content: Content, today: date) -> tuple[str, ...]:
    """Give the paths of what a submission still lacks."""
    lacking = [
        f"statement.{remark.path}"
        for remark in statement_remarks(case, content, today)
        if remark.kind == "missing" and remark.path.startswith(_ESSENTIAL)
    ]
    return (*missing(content, ApplicationKind(case.kind)), *lacking)


def last_run(case: Application, purpose: str) -> Run | None:
    """Give the latest run of a purpose."""
    return case.runs.filter(purpose=purpose).first()


def is_military(case: Application) -> bool | None:
    """Tell whether military goods or a military use are in it; ``None``: not known."""
    run = last_run(case, "determination")
    found = orjson.loads(run.result).get("items", []) if run else []
    if any(
        entry["list"].endswith("military-list")
        and entry["verdict"] in {"met", "claimed"}
        for item in found
        for entry in item["entries"]
    ):
        return True
    return content_of(case).end_use.military


def checklist(case: Application) -> tuple[Criterion, ...]:
    """Give the criteria this application is judged by."""
    return criteria_for(
        ApplicationKind(case.kind), military=is_military(case) is not False
    )


def findings_of(case: Application) -> dict[str, Finding]:
    """Give the finding that counts on each criterion: the latest."""
    return {row.criterion: Finding(row.finding) for row in case.findings.order_by("id")}


def open_questions(case: Application) -> int:
    """Count questions that wait for the applicant."""
    return case.questions.filter(answered_on=None).count()


def open_consultations(case: Application, today: date) -> int:
    """Count consultations whose answer or silence is still awaited."""
    rows = case.consultations.filter(state="open")
    return sum(
        silence_on(ConsultationKind(row.kind), row.due_on, today) is None
        for row in rows
    )


def standing_proposal(case: Application) -> Proposal | None:
    """Give the proposal that lies for decision."""
    return (
        case.proposals.filter(sent_back_at=None, decision=None).order_by("-id").first()
    )


def objections_of(case: Application) -> QuerySet[Objection]:
    """Give all objections to its decisions."""
    return Objection.objects.filter(decision__application=case)


def clock_of(case: Application, today: date | None = None) -> Clock | None:
    """Give how the statutory term stands; ``None`` before receipt."""
    if case.received_on is None:
        return None
    day = today or timezone.localdate()
    history = History(
        received_on=case.received_on,
        stops=tuple(_stops(case)),
        announced=case.announced_on,
        decided_on=case.ended_on,
    )
    return read_clock(history, day)


def _stops(case: Application) -> Iterable[Stop]:
    for question in case.questions.all():
        yield Stop(
            asked_on=question.asked_on,
            why="applicant",
            answered_on=question.answered_on,
            answer_by=question.answer_by,
        )
    for row in case.consultations.all():
        if row.applicant_told and RULES[ConsultationKind(row.kind)].stops_clock:
            yield Stop(
                asked_on=row.asked_on,
                why="foreign_authority",
                answered_on=row.answered_on,
                answer_by=row.due_on,
            )


def standing(
    case: Application,
    move: Move,
    user: User | None = None,
    *,
    outcome: Outcome | None = None,
    grounds: int = 0,
) -> Standing:
    """Give what the guards of one move look at; what they do not look at is left."""
    today = timezone.localdate()
    kind = ApplicationKind(case.kind)
    if move is Move.SUBMIT:
        lacking = missing_facts(case, content_of(case), today)
        return Standing(kind=kind, missing=lacking)
    if move in {Move.CLOSE, Move.REOPEN}:
        rows = list(objections_of(case).order_by("id"))
        return Standing(
            kind=kind,
            open_objections=sum(row.answered_on is None for row in rows),
            upheld_objection=bool(rows and rows[-1].upheld),
        )
    proposal = standing_proposal(case)
    counts = Standing(
        kind=kind,
        open_questions=open_questions(case),
        open_consultations=open_consultations(case, today),
        actor=str(user.pk) if user else None,
        proposer=str(proposal.proposed_by_id) if proposal else None,
        outcome=outcome,
        grounds=grounds,
    )
    if move not in {Move.PROPOSE, Move.DECIDE}:
        return counts
    return _deciding(case, counts)


def _deciding(case: Application, counts: Standing) -> Standing:
    from sluis.office.applications.runs import is_stale

    stale = is_stale(case)
    if counts.outcome not in GRANTS:
        return replace(counts, stale_runs=stale)
    wanted, findings = checklist(case), findings_of(case)
    against = case.consultations.filter(state="answered").values_list(
        "answer", flat=True
    )
    return replace(
        counts,
        stale_runs=stale,
        open_matches=len(open_matches(case)),
        open_criteria=len(unjudged(wanted, findings)),
        denying_criteria=denying(wanted, findings),
        objections_from_abroad=sum(map(stands_against, against)),
    )
