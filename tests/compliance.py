"""Compliance for the office's tests: what is said in it is made up.

``compliance.submitted(person, home)`` and its fellows bring a thing along by the
services themselves, one step after another.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

import cast
from sluis.core.casework.compliance_programme import Answer, Standing
from sluis.core.casework.visit_states import Severity
from sluis.office.access.roles import Role
from sluis.office.compliance.models import Submission, Visit
from sluis.office.compliance.services import findings, programmes, visits
from sluis.office.compliance.services.findings import Found
from sluis.office.compliance.services.parties import Facts
from sluis.office.people.models import Organisation, User

QUESTION = "management.statement"
MONTH = timedelta(days=30)


def officer_of(home: Organisation | None = None, name: str = "cora") -> User:
    """Make the compliance officer of an exporter."""
    return cast.person(
        name, Role.COMPLIANCE_OFFICER, organisation=home or cast.organisation()
    )


def answer(**changes: Any) -> Answer:
    """Give an answer with a gap that is being closed."""
    whole: dict[str, Any] = {
        "question": QUESTION,
        "standing": Standing.PARTLY,
        "explanation": "There is a statement, of the director before this one.",
        "owner": "The director",
        "action": "Sign it anew",
        "action_due": timezone.localdate() + MONTH,
    }
    return Answer(**(whole | changes))


def submitted(person: User, home: Organisation) -> Submission:
    """Submit a programme of one answer."""
    draft = programmes.begin(person, home)
    programmes.answer(person, draft.pk, answer())
    return programmes.submit(person, draft.pk)


def facts(**changes: Any) -> Facts:
    """Give what a list says of a party."""
    whole: dict[str, Any] = {
        "name": "Example Aero Institute",
        "country": "CN",
        "reason": "It resold what it bought for itself.",
        "source": "Visit of March, demonstration data",
        "since": date(2026, 3, 1),
    }
    return Facts(**(whole | changes))


def planned(officer: User, home: Organisation, *, announced: bool = True) -> Visit:
    """Plan a visit of tomorrow."""
    return visits.plan(
        officer,
        home,
        planned_on=timezone.localdate() + timedelta(days=1),
        announced=announced,
        purpose="How exports under licence are recorded",
    )


def held(officer: User, home: Organisation, **changes: Any) -> Visit:
    """Hold a visit today."""
    visit = planned(officer, home, **changes)
    return visits.hold(
        officer,
        visit.reference,
        held_on=timezone.localdate(),
        participants="A. Person\nB. Person",
    )


def found(**changes: Any) -> Found:
    """Give a finding that asks something within a month."""
    whole: dict[str, Any] = {
        "severity": Severity.SHORTCOMING,
        "text": "Two invoices do not name the consignee.",
        "article": "Regulation (EU) 2021/821, Article 27(1)(c)",
        "wanted": "Name the consignee on every invoice.",
        "due_on": timezone.localdate() + MONTH,
    }
    return Found(**(whole | changes))


def reported(officer: User, home: Organisation, **changes: Any) -> Visit:
    """Share the report of a visit with one finding."""
    visit = held(officer, home)
    findings.find(officer, visit.reference, found(**changes))
    return visits.report(officer, visit.reference, "We looked at two shipments.")
