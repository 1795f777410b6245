"""Compliance as JSON, for the API; pages show the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson
from django.utils import timezone

from sluis.core.casework.compliance_programme import Answer, Result, result_of
from sluis.core.casework.party_match import THRESHOLD
from sluis.core.casework.programme_questions import QUESTIONS, SOURCE, Element
from sluis.core.casework.visit_states import (
    UNSETTLED,
    FindingState,
    VisitState,
    allowed_finding_acts,
    allowed_visit_acts,
)
from sluis.office.access.rules import may
from sluis.office.compliance import queries
from sluis.office.compliance.answers import (
    Papers,
    answers_of,
    papers_of,
    read_version,
    write,
)
from sluis.office.compliance.services.visits import unsettled
from sluis.office.once.services import revision

if TYPE_CHECKING:
    from sluis.core.casework.record_keeping import Keeping
    from sluis.office.compliance.keeping import Record
    from sluis.office.compliance.matching import Listed
    from sluis.office.compliance.models import Finding, Programme, Submission, Visit
    from sluis.office.compliance.models.parties import ListedParty
    from sluis.office.people.models import User

Json = dict[str, Any]


def questions_json() -> Json:
    """Give every question with its element and place."""
    return {
        "source": SOURCE,
        "elements": [{"code": one.value, "place": one.place} for one in Element],
        "questions": [
            {"code": one.code, "element": one.element.value, **one.text}
            for one in QUESTIONS
        ],
    }


def programme_json(row: Programme) -> Json:
    """Give a draft with what follows from it today."""
    return {
        "id": row.pk,
        "organisation": row.organisation.name,
        "revision": revision(row),
        **_assessed(answers_of(row), papers_of(row), timezone.localdate()),
        "versions": [submission_row(one) for one in row.submissions.all()],
    }


def submission_row(one: Submission) -> Json:
    """Give a version in a list."""
    return {
        "id": one.pk,
        "organisation": one.programme.organisation.name,
        "number": one.number,
        "submitted_on": one.submitted_on.isoformat(),
        "due_again": one.due_again.isoformat(),
        "digest": one.digest,
    }


def submission_json(one: Submission) -> Json:
    """Give a version whole, with what followed from it on its day, and remarks."""
    answers, papers = read_version(one)
    newest = one.programme.submissions.first()
    return {
        **submission_row(one),
        "submitted_by": one.submitted_by.name,
        "superseded_by": newest.pk if newest and newest.pk != one.pk else None,
        "asked": orjson.loads(one.body)["questions"],
        **_assessed(answers, papers, timezone.localdate()),
        "remarks": [
            {
                "question": row.question or None,
                "text": row.text,
                "by": row.made_by.name,
                "at": row.made_at.isoformat(),
            }
            for row in one.remarks.all()
        ],
    }


def _assessed(answers: Iterable[Answer], papers: Papers, today: date) -> Json:
    said = list(answers)
    return {
        "answers": {
            one.question: {
                **write(one),
                "evidence": [
                    {
                        "sha256": paper.sha256,
                        "name": paper.name,
                        "media_type": paper.media_type,
                        "size": paper.size,
                    }
                    for paper in papers.get(one.question, ())
                ],
            }
            for one in said
        },
        "result": _result(result_of(said, today)),
    }


def _result(found: Result) -> Json:
    return {
        "elements": [
            {
                "element": one.element.value,
                "in_place": one.in_place,
                "counts": {key.value: count for key, count in one.counts.items()},
            }
            for one in found.elements
        ],
        "gaps": list(found.gaps),
        "unplanned": list(found.unplanned),
        "open": list(found.open),
        "unsupported": list(found.unsupported),
        "overdue": list(found.overdue),
    }


def party_json(row: ListedParty) -> Json:
    """Give what a list says of a party, and since when it says so."""
    return {
        "number": row.number,
        "row": row.pk,
        "name": row.name,
        "country": row.country or None,
        "reason": row.reason,
        "source": row.source,
        "since": row.since.isoformat(),
        "until": row.until and row.until.isoformat(),
        "withdrawn": row.withdrawn,
        "why": row.why or None,
        "known_from": row.recorded_at.isoformat(),
        "recorded_by": row.recorded_by.name,
    }


def matches_json(found: Iterable[Listed]) -> list[Json]:
    """Give the parties of an application that may be on a list, and why."""
    return [
        {
            "party": one.match.party.name,
            "party_country": one.match.party.country,
            "score": one.match.score,
            "threshold": THRESHOLD,
            "same_country": one.match.same_country,
            "listed": party_json(one.row),
        }
        for one in found
    ]


def visit_row(one: Visit) -> Json:
    """Give a visit in a list."""
    return {
        "reference": one.reference,
        "company": one.organisation.name,
        "held_by": one.held_by.name,
        "state": one.state,
        "announced": one.announced,
        "planned_on": one.planned_on.isoformat(),
        "held_on": one.held_on and one.held_on.isoformat(),
    }


def visit_json(user: User, one: Visit) -> Json:
    """Give a visit as far as a person may know it.

    The company has the report once it was shared, and never a note. What is looked
    at it may know from the day of the visit on: before, that is how the visit is
    prepared.
    """
    conducting = bool(may(user, "conduct", one))
    inside = not _is_of(user, one)
    reported = inside or one.reported_to_id is not None
    rows = queries.findings(user).filter(visit=one).prefetch_related("entries__made_by")
    return {
        **visit_row(one),
        "revision": revision(one),
        "purpose": one.purpose,
        "announced_on": one.announced_on and one.announced_on.isoformat(),
        "participants": one.participants.splitlines(),
        "subjects": [
            {"kind": row.kind, "number": row.number} for row in one.subjects.all()
        ]
        if inside or one.held_on
        else [],
        "report": one.report if reported else "",
        "reported_on": one.reported_on and one.reported_on.isoformat(),
        "closed_on": one.closed_on and one.closed_on.isoformat(),
        "findings": [finding_json(user, row) for row in rows],
        "notes": [
            {"text": row.text, "by": row.made_by.name, "at": row.made_at.isoformat()}
            for row in one.notes.select_related("made_by")
        ]
        if inside
        else None,
        "possible_acts": [
            act.value
            for act in allowed_visit_acts(
                VisitState(one.state),
                to_announce=one.announced and one.announced_on is None,
                unsettled=unsettled(one),
            )
        ]
        if conducting
        else [],
    }


def finding_json(user: User, row: Finding) -> Json:
    """Give a finding with all that was said on it."""
    today = timezone.localdate()
    open_ = FindingState(row.state) in UNSETTLED
    return {
        "visit": row.visit.reference,
        "number": row.number,
        "revision": revision(row),
        "severity": row.severity,
        "text": row.text,
        "article": row.article or None,
        "about": {"kind": row.about_kind, "number": row.about_number}
        if row.about_kind
        else None,
        "wanted": row.wanted or None,
        "due_on": row.due_on and row.due_on.isoformat(),
        "state": row.state,
        "overdue": bool(open_ and row.due_on and row.due_on < today),
        "entries": [
            {
                "act": one.act,
                "text": one.text,
                "by": one.made_by.name,
                "at": one.made_at.isoformat(),
            }
            for one in row.entries.all()
        ],
        "possible_acts": [
            act.value
            for act in allowed_finding_acts(
                FindingState(row.state), reported=row.visit.reported_to_id is not None
            )
            if may(user, "answer" if act == "answer" else "judge", row)
        ],
    }


def record_json(one: Record) -> Json:
    """Give how long a record is kept, with every ground."""
    return {"kind": one.kind, "number": one.number, **keeping_json(one.keeping)}


def keeping_json(keeping: Keeping) -> Mapping[str, Any]:
    """Give a term with what it follows from."""
    return {
        "keep_until": keeping.keep_until and keeping.keep_until.isoformat(),
        "destroy_from": keeping.destroy_from and keeping.destroy_from.isoformat(),
        "waits_for": keeping.waits_for and keeping.waits_for.value,
        "grounds": [
            {
                "event": one.event.value,
                "on": one.on.isoformat(),
                "years": one.rule.years,
                "keep_until": one.keep_until.isoformat(),
                "legal_basis": one.rule.legal_basis,
                "binding": one.rule.binding,
            }
            for one in keeping.grounds
        ],
    }


def _is_of(user: User, one: Visit) -> bool:
    """Whether the person meets the visit as a member of the visited company."""
    return any(
        home.pk == one.organisation_id for home in queries.own_organisations(user)
    )
