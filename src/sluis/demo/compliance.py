"""What the accounts for showing find under compliance, by the office's own services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from sluis.core.casework.compliance_programme import Answer, Standing
from sluis.core.casework.visit_states import Severity
from sluis.demo.desk import Desks, days_filled_in
from sluis.demo.reading import read_yaml
from sluis.office.access.roles import Role
from sluis.office.compliance import queries
from sluis.office.compliance.services import findings, parties, programmes, visits
from sluis.office.compliance.services.findings import Found
from sluis.office.compliance.services.parties import Facts
from sluis.office.licences import queries as licences
from sluis.office.people.demonstration import Account

Given = Mapping[str, Any]


@transaction.atomic
def fill(cast: Sequence[Account]) -> bool:
    """Assess a programme, list a party, and hold a visit.

    The desks are filled before, since the visit looks at one of their licences.

    Args:
        cast: The accounts for showing.

    Returns:
        Whether anything was made; what is there already is left as it is.
    """
    desks = Desks(cast)
    if queries.programmes(desks[Role.COMPLIANCE_OFFICER]).exists():
        return False
    told = days_filled_in(read_yaml(None, "compliance.yaml"), timezone.localdate())
    _assess(desks, told)
    blocked, watched = _facts(told["blocked"]), _facts(told["watched"])
    parties.block(desks[Role.COMPLIANCE_OFFICER], desks.exporter, blocked)
    parties.watch(desks[Role.LICENSING_OFFICER], watched)
    _visit(desks, told["visit"])
    _plan(desks, told["to_come"], announced=False)
    return True


def _assess(desks: Desks, told: Given) -> None:
    person = desks[Role.COMPLIANCE_OFFICER]
    draft = programmes.begin(person, desks.exporter)
    for one in told["answers"]:
        standing = Standing(one["standing"])
        days = {"action_due": _day(one["action_due"])} if "action_due" in one else {}
        programmes.answer(
            person, draft.pk, Answer(**{**one, **days, "standing": standing})
        )
    paper = told["evidence"]
    programmes.add_evidence(
        person, draft.pk, paper["question"], paper["name"], paper["text"].encode()
    )
    made = programmes.submit(person, draft.pk)
    programmes.remark(desks[Role.LICENSING_OFFICER], made.pk, **told["remark"])


def _visit(desks: Desks, told: Given) -> None:
    officer = desks[Role.CUSTOMS_OFFICER]
    reference = _plan(desks, told, announced=True)
    visits.announce(officer, reference)
    licence = licences.licences(officer).filter(organisation=desks.exporter)[0].number
    visits.look_at(officer, reference, kind="licence", number=licence)
    visits.hold(
        officer,
        reference,
        held_on=timezone.localdate(),
        participants=told["participants"],
    )
    for one in told["findings"]:
        more: dict[str, Any] = {"severity": Severity(one["severity"])}
        if "due_on" in one:
            more["due_on"] = _day(one["due_on"])
        if "about_kind" in one:
            more["about_number"] = licence
        found = Found(**{**one, **more})
        findings.find(officer, reference, found)
    visits.note(officer, reference, told["note"])
    visits.report(officer, reference, told["report"])


def _plan(desks: Desks, told: Given, *, announced: bool) -> str:
    made = visits.plan(
        desks[Role.CUSTOMS_OFFICER],
        desks.exporter,
        planned_on=_day(told["planned_on"]),
        announced=announced,
        purpose=told["purpose"],
    )
    return made.reference


def _facts(told: Given) -> Facts:
    return Facts(**{**told, "since": _day(told["since"])})


def _day(text: str) -> date:
    return date.fromisoformat(text)
