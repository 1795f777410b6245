"""An application for the office's tests: the goods and parties are made up.

``casework.content()`` is whole enough to be submitted; pass changes by name.
``casework.submitted(ann)`` and its followers bring one further along by the
services themselves, one step after another.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

import cast
from sluis.core.casework.criteria import Finding
from sluis.core.casework.end_use_statement import UNDERTAKINGS
from sluis.core.casework.states import ApplicationKind, Outcome
from sluis.office.access.roles import Role
from sluis.office.applications.content import Content
from sluis.office.applications.models import Application
from sluis.office.applications.services import (
    deciding,
    drafts,
    handling,
    judging,
)
from sluis.office.applications.standing import checklist
from sluis.office.people.models import User

END_USER = {
    "name": "Example Aero Institute",
    "country": "CN",
    "address": "1 Example Road, Example City",
    "register_number": "91-000",
}
GOOD = {
    "line": 1,
    "description": "Small jet engine, demonstration data",
    "kind": "turbojet_engine",
    "control_code": "9A101.a",
    "cn_code": "8411 11 00",
    "quantity": "30",
    "unit": "piece",
    "value": {"amount": "300000.00", "currency": "EUR"},
    "parameters": {"max_thrust": "392 N"},
}


def given(**changes: Any) -> dict[str, Any]:
    """Give an application's content as JSON has it."""
    whole: dict[str, Any] = {
        "title": "Thirty engines for target drones",
        "planned_on": "2026-12-15",
        "goods": [GOOD],
        "parties": [
            {"role": "consignee", "name": "Example Trading Co", "country": "TW"},
            {"role": "end_user", **END_USER},
        ],
        "dispatched_from": "NL",
        "destination": "CN",
        "via": ["TW"],
        "end_use": {"description": "Target drones for measuring radar"},
        "statement": {
            "exporter": {"name": "The exporter", "country": "NL"},
            "consignee": {"name": "Example Trading Co", "country": "TW"},
            "end_user": END_USER,
            "goods": [{"line": 1, "quantity": "30", "unit": "piece"}],
            "contract": "C-1",
            "end_use": "Target drones for measuring radar",
            "place_of_use": "Hall 3",
            "country_of_use": "CN",
            "undertakings": list(UNDERTAKINGS),
            "signatory": "A. Person",
            "function": "Director",
            "signed_on": timezone.localdate().isoformat(),
            "stamped": True,
            "document": "ab" * 32,
        },
        "contract": {"number": "C-1"},
        "payment": {"payer": "Example Aero Institute", "payer_country": "CN"},
    }
    return {**whole, **changes}


def content(**changes: Any) -> Content:
    """Give an application's content."""
    return Content.read(given(**changes))


def applicant(name: str = "ann") -> User:
    """Make an applicant of the exporter."""
    return cast.person(name, Role.APPLICANT)


def officer(name: str = "olga") -> User:
    """Make a licensing officer."""
    return cast.person(name, Role.LICENSING_OFFICER)


def second(name: str = "sem") -> User:
    """Make a second officer."""
    return cast.person(name, Role.SECOND_OFFICER)


def started(user: User, kind: str = "individual", **changes: Any) -> Application:
    """Begin a draft."""
    return drafts.start(
        user, cast.organisation(), ApplicationKind(kind), content(**changes)
    )


def submitted(user: User, kind: str = "individual", **changes: Any) -> Application:
    """Hand one in."""
    return drafts.submit(user, started(user, kind, **changes).reference)


def in_assessment(user: User, desk: User, **changes: Any) -> Application:
    """Bring one to an officer's desk."""
    case = submitted(user, **changes)
    handling.find_complete(desk, case.reference)
    return handling.take_up(desk, case.reference)


def judged(user: User, desk: User, **changes: Any) -> Application:
    """Bring one to where it can be proposed to grant."""
    case = in_assessment(user, desk, **changes)
    for one in checklist(case):
        judging.judge_criterion(
            desk,
            case.reference,
            one.code,
            finding=Finding.NO_CONCERN,
            reasons="nothing found",
        )
    return case


def granting(**changes: Any) -> deciding.Proposed:
    """Propose to grant for a year."""
    today = timezone.localdate()
    whole: dict[str, Any] = {
        "outcome": Outcome.GRANT,
        "reasons": "the use is believable",
        "valid_from": today,
        "valid_until": today + timedelta(days=365),
    }
    return deciding.Proposed(**{**whole, **changes})


def proposed(user: User, desk: User, **changes: Any) -> Application:
    """Bring one before the second officer."""
    case = judged(user, desk, **changes)
    return deciding.propose(desk, case.reference, granting())
