"""Declarations as JSON, for the API and the command line; pages show the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from sluis.core.casework.findings import Finding, outside
from sluis.office.access.rules import may
from sluis.office.customs.models import Decision, Declaration, Version
from sluis.office.customs.services import Taken
from sluis.office.customs.written import read_findings
from sluis.office.once.services import revision
from sluis.office.parties.models import Fact

if TYPE_CHECKING:
    from sluis.office.people.models import User


def summary(one: Declaration) -> dict[str, Any]:
    """Give a declaration in a list."""
    return {
        "mrn": one.reference,
        "version": one.version,
        "state": one.state,
        "exporter": one.organisation.name if one.organisation else None,
        "destination": one.destination or None,
        "held_until": one.held_until.isoformat() if one.held_until else None,
        "exited_on": one.exited_on.isoformat() if one.exited_on else None,
        "received_at": one.received_at.isoformat(),
    }


def taken_json(taken: Taken, reader: User | None) -> dict[str, Any]:
    """Give what became of a message, as this reader may know it."""
    return {
        **summary(taken.declaration),
        "message_version": taken.version.number,
        "new": taken.new,
        "late": taken.version.late,
        "decision": decision_json(taken.decision, reader) if taken.decision else None,
    }


def declaration_json(one: Declaration, reader: User | None) -> dict[str, Any]:
    """Give a whole declaration with every version and decision.

    Args:
        one: The declaration.
        reader: Who reads it; ``None`` is whoever owns the machine, who reads all.
    """
    return {
        **summary(one),
        "revision": revision(one),
        "versions": [_version(row, reader) for row in one.versions.all()],
    }


def _version(row: Version, reader: User | None) -> dict[str, Any]:
    return {
        "version": row.number,
        "action": row.action,
        "late": row.late,
        "received_at": row.received_at.isoformat(),
        "source": row.source,
        "message": orjson.loads(row.message),
        "outcomes": {
            str(line.number): line.outcome or None for line in row.lines.all()
        },
        "decisions": [decision_json(one, reader) for one in row.decisions.all()],
    }


def decision_json(row: Decision, reader: User | None) -> dict[str, Any]:
    """Give a decision with its reasons, each as a sentence in both languages."""
    findings = read_findings(row.findings)
    if reader is not None and not may(reader, "see", Fact):
        findings = outside(findings)
    return {
        "decision": row.decision,
        "decided_by": row.decided_by.name if row.decided_by else None,
        "decided_at": row.decided_at.isoformat(),
        "reason": row.reason or None,
        "screening": row.screening or None,
        "findings": [_finding(one) for one in findings],
        "draws": orjson.loads(row.draws),
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "code": one.code,
        "path": one.path,
        "declared": one.declared,
        "licensed": one.licensed,
        "licence": one.licence,
        "line": one.line,
        "leads_to": one.weight,
        "en": one.sentence("en"),
        "nl": one.sentence("nl"),
    }
