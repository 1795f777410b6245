"""The whole file of an application, as far as a person may see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson
from django.db.models import Q, QuerySet
from django.utils import timezone

from sluis.core.casework.consultation import (
    RULES,
    ConsultationKind,
    latest_due_on,
)
from sluis.core.casework.states import (
    GRANTS,
    OUTCOMES,
    ApplicationKind,
    Move,
    Outcome,
    bars,
    open_moves,
)
from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import may, memberships_of
from sluis.office.applications.content import Content
from sluis.office.applications.history import alike, denials_for
from sluis.office.applications.matches import Match, matches_of
from sluis.office.applications.models import (
    Application,
    Decision,
    Document,
    Proposal,
    Version,
)
from sluis.office.applications.runs import PURPOSES, is_stale
from sluis.office.applications.standing import (
    checklist,
    content_of,
    findings_of,
    last_run,
    missing_facts,
    objections_of,
    standing,
    standing_proposal,
    statement_remarks,
)
from sluis.office.audit.queries import history
from sluis.office.licences.models import Licence

if TYPE_CHECKING:
    from sluis.office.people.models import User
from sluis.office.applications.queries import denial_json, desk_row_of, find, row_of

Json = dict[str, Any]
RIGHT_OF: Mapping[Move, str] = {
    Move.SUBMIT: "submit",
    Move.AMEND: "edit",
    Move.ANSWER: "answer",
    Move.WITHDRAW: "withdraw",
    Move.FIND_COMPLETE: "assess",
    Move.FIND_INCOMPLETE: "assess",
    Move.TAKE_UP: "assess",
    Move.ASK: "assess",
    Move.CONSULT: "assess",
    Move.PROPOSE: "propose",
    Move.SEND_BACK: "decide",
    Move.DECIDE: "decide",
    Move.CLOSE: "assess",
}
"""The right each move takes; moves that follow from others are not offered."""


def case_file(user: User, reference: str) -> Json:
    """Give everything a person may see of an application.

    The applicant sees what they sent, what they are asked, shared notes and the
    decision; who may read runs sees those; who may read the file sees all of it.
    """
    case = find(user, reference)
    content = content_of(case)
    internal = bool(may(user, "read_internal", case))
    runs = internal or bool(may(user, "read_runs", case))
    return {
        **(desk_row_of(case) if internal else row_of(case)),
        "content": content.model_dump(mode="json"),
        "missing": list(missing_facts(case, content, timezone.localdate())),
        "statement_remarks": [
            {
                "kind": one.kind,
                "path": one.path,
                "stated": one.stated,
                "expected": one.expected,
            }
            for one in statement_remarks(case, content, timezone.localdate())
        ],
        "submitted_version": case.submitted_version,
        "versions": [_version(row) for row in case.versions.all()],
        "documents": [document_json(row) for row in case.documents.all()],
        "questions": _questions(case),
        "notes": _notes(case, internal=internal),
        "decisions": [_decision(row, internal=internal) for row in _decisions(case)],
        "objections": _objections(case, internal=internal),
        "acts": acts_for(user, case),
        "runs": _runs(case) if runs else None,
        "consultations": _consultations(user, case, internal=internal),
        "history": history_of(user, case),
        "file": _file(case, content) if internal else None,
    }


def acts_for(user: User, case: Application) -> list[Json]:
    """Give what this person could do now, and what bars it."""
    found = []
    for move in open_moves(case.current_state):
        right = RIGHT_OF.get(move)
        if right is None or not may(user, right, case):
            continue
        reasons = bars(case.current_state, move, _asked(user, case, move))
        found.append(
            {
                "act": move.value,
                "reasons": [
                    {"code": one.code, "message": one.message} for one in reasons
                ],
            }
        )
    return found


def _asked(user: User, case: Application, move: Move) -> Any:
    """Stand as for the fullest outcome, or the one that lies proposed."""
    proposal = standing_proposal(case)
    if move is Move.DECIDE and proposal is not None:
        outcome, grounds = Outcome(proposal.outcome), len(proposal.grounds)
    else:
        possible = OUTCOMES[ApplicationKind(case.kind)]
        outcome = next((one for one in Outcome if one in possible), Outcome.REFUSE)
        grounds = 0
    return standing(case, move, user, outcome=outcome, grounds=grounds)


def version_of(user: User, reference: str, number: int) -> Json:
    """Give one version, whole.

    Raises:
        NotVisible: There is none.
    """
    row = find(user, reference).versions.filter(number=number).first()
    if row is None:
        raise NotVisible("there is no such version", path="number")
    return {**_version(row), "content": Content.of(row.body).model_dump(mode="json")}


def _version(row: Version) -> Json:
    return {
        "number": row.number,
        "digest": row.digest,
        "why": row.why or None,
        "made_at": row.made_at,
    }


def document_json(row: Document) -> Json:
    """Give a paper as JSON has it."""
    return {
        "sha256": row.sha256,
        "name": row.name,
        "purpose": row.purpose,
        "media_type": row.media_type,
        "size": row.size,
        "added_at": row.added_at,
    }


def _questions(case: Application) -> list[Json]:
    return [
        {
            "id": row.pk,
            "about": row.about,
            "text": row.text,
            "asked_on": row.asked_on,
            "answer_by": row.answer_by,
            "answered_on": row.answered_on,
            "answer": row.answer or None,
        }
        for row in case.questions.all()
    ]


def _notes(case: Application, *, internal: bool) -> list[Json]:
    rows = case.notes.select_related("by")
    if not internal:
        rows = rows.filter(shared=True)
    return [
        {
            "text": row.text,
            "shared": row.shared,
            "at": row.at,
            "by": row.by.name if internal else None,
        }
        for row in rows
    ]


def _decisions(case: Application) -> QuerySet[Decision]:
    return case.decisions.select_related("proposal", "proposed_by", "decided_by")


def _decision(row: Decision, *, internal: bool) -> Json:
    licence = Licence.objects.filter(application=row.application.reference).first()
    return {
        "licence": licence.number if licence and row.outcome in GRANTS else None,
        **_proposal(row.proposal, internal=internal),
        "decided_on": row.decided_on,
        "object_until": row.object_until,
        "decided_by": row.decided_by.name if internal else None,
        "remarks": row.reasons if internal else None,
    }


def _proposal(row: Proposal, *, internal: bool) -> Json:
    return {
        "id": row.pk,
        "outcome": row.outcome,
        "reasons": row.reasons,
        "lines": row.lines,
        "conditions": row.conditions,
        "grounds": row.grounds,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "proposed_by": row.proposed_by.name if internal else None,
    }


def _objections(case: Application, *, internal: bool) -> list[Json]:
    return [
        {
            "id": row.pk,
            "grounds": row.grounds,
            "lodged_on": row.lodged_on,
            "in_time": row.in_time,
            "answer": row.answer or None,
            "upheld": row.upheld,
            "answered_on": row.answered_on,
            "answered_by": row.answered_by.name
            if internal and row.answered_by
            else None,
        }
        for row in objections_of(case).select_related("answered_by").order_by("id")
    ]


def _runs(case: Application) -> Json:
    """Give the last run of each purpose, and how many there were."""
    found: Json = {"stale": is_stale(case) if _runs_on(case) else False}
    for purpose in PURPOSES:
        run = last_run(case, purpose)
        found[purpose] = run and {
            "outcome": run.outcome,
            "version": run.version,
            "why": run.why,
            "made_at": run.made_at,
            "law_hash": run.law_hash or None,
            "editions": run.editions,
            "inputs_hash": run.inputs_hash,
            "runs": case.runs.filter(purpose=purpose).count(),
            "result": orjson.loads(run.result),
        }
    return found


def _runs_on(case: Application) -> bool:
    return case.ended_on is None


def _consultations(user: User, case: Application, *, internal: bool) -> list[Json]:
    rows = case.consultations.select_related("asked", "denial")
    if not internal:
        mine = [one.organisation_id for one in memberships_of(user)]
        told = Q(applicant_told=True) if may(user, "edit", case) else Q(pk__in=[])
        rows = rows.filter(Q(asked__in=mine) | told)
    return [
        {
            "id": row.pk,
            "kind": row.kind,
            "asked": row.asked.name if row.asked else None,
            "country": row.country or None,
            "text": row.text if not may(user, "edit", case) else None,
            "asked_on": row.asked_on,
            "due_on": row.due_on,
            "longest": latest_due_on(ConsultationKind(row.kind), row.asked_on),
            "state": row.state,
            "silence_means": RULES[ConsultationKind(row.kind)].silence,
            "legal_basis": RULES[ConsultationKind(row.kind)].legal_basis,
            "answers": list(RULES[ConsultationKind(row.kind)].answers),
            "answer": row.answer or None if internal else None,
            "answer_text": row.answer_text or None if internal else None,
            "answered_on": row.answered_on,
        }
        for row in rows
    ]


def _file(case: Application, content: Content) -> Json:
    """Give what only those who may read the file see."""
    findings = findings_of(case)
    proposal = standing_proposal(case)
    reasons = {row.criterion: row.reasons for row in case.findings.all()}
    return {
        "matches": [_match(one) for one in matches_of(case)],
        "criteria": [
            {
                "code": one.code,
                "legal_basis": one.legal_basis,
                "effect": one.effect,
                "question": dict(one.question),
                "evidence": list(one.evidence),
                "finding": findings.get(one.code),
                "reasons": reasons.get(one.code),
            }
            for one in checklist(case)
        ],
        "tasks": [
            {
                "id": row.pk,
                "title": row.title,
                "officer": row.officer.name if row.officer else None,
                "due_on": row.due_on,
                "done_at": row.done_at,
            }
            for row in case.tasks.select_related("officer")
        ],
        "proposal": _proposal(proposal, internal=True) if proposal else None,
        "outcomes": [
            one.value for one in Outcome if one in OUTCOMES[ApplicationKind(case.kind)]
        ],
        "alike": [
            {**desk_row_of(one.application), "shares": list(one.shares)}
            for one in alike(case)
        ],
        "denials": [denial_json(row) for row in denials_for(case, content)],
    }


def history_of(user: User, case: Application) -> list[Json]:
    """Give what was done to a case, as far as the reader may know, in order."""
    return [
        {
            "at": entry.at,
            "act": entry.act,
            "actor": entry.actor,
            "details": orjson.loads(entry.details),
        }
        for entry in history(user, case)
    ]


def _match(one: Match) -> Json:
    decision = one.decision
    return {
        "party": one.party,
        "entity": one.entity,
        "caption": one.caption,
        "score": one.score,
        "lists": list(one.lists),
        "judged": decision
        and {
            "same": one.same,
            "reasons": decision.reason,
            "by": decision.decided_by,
            "at": decision.decided_at,
            "screening": decision.screening,
        },
    }
