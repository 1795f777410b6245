"""Licences as JSON, for the API; pages show the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import orjson
from django.utils import timezone

from sluis.core.casework.condition_library import LANGUAGES
from sluis.core.casework.conditions import wording
from sluis.core.casework.licence_states import allowed_acts
from sluis.core.licence import Balance
from sluis.formats.grant import write_grant
from sluis.office.licences.duties import state_of as state_of_duty
from sluis.office.licences.models import Act, Duty, Evidence, Licence
from sluis.office.licences.queries import balances_of, grant_of, title_of
from sluis.office.licences.state import state_of
from sluis.office.once.services import revision


def plain(much: Any) -> str:
    """Give an amount without zeros that say nothing."""
    text = f"{much:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def summary(one: Licence, day: date) -> dict[str, Any]:
    """Give a licence in a list."""
    return {
        "number": one.number,
        "holder": one.organisation.name,
        "kind": one.kind,
        "state": state_of(one, balances_of(one, day)[0], day).value,
        "valid_from": one.valid_from.isoformat(),
        "valid_until": one.valid_until.isoformat(),
    }


def licence_json(one: Licence, day: date) -> dict[str, Any]:
    """Give a whole licence: what it says, how it stands, what was done to it."""
    grant = grant_of(one)
    state = state_of(one, balances_of(one, day)[0], day)
    replaced_by = getattr(one, "replaced_by", None)
    return {
        **summary(one, day),
        "revision": revision(one),
        "edition": one.edition,
        "application": one.application,
        "decided_on": one.decided_on.isoformat(),
        "grant": _public(write_grant(grant)),
        "conditions": [
            {
                "code": term.code.value,
                "line": term.line,
                "en": wording(term, "en"),
                "nl": wording(term, "nl"),
            }
            for term in grant.conditions
        ],
        "balances": list(_balances(one, day)),
        "acts": [act_json(row) for row in one.acts.all()],
        "possible_acts": [act.value for act in allowed_acts(state)],
        "replaces": one.replaces.number if one.replaces else None,
        "replaced_by": replaced_by.number if replaced_by else None,
    }


def _public(grant: dict[str, Any]) -> dict[str, Any]:
    """Leave out the ids of people and organisations, which mean nothing outside."""
    inner = {"organisation", "proposed_by", "decided_by"}
    return {name: value for name, value in grant.items() if name not in inner}


def _balances(one: Licence, day: date) -> Iterable[dict[str, Any]]:
    quantities, values = balances_of(one, day)
    for measure, found in (("quantity", quantities), ("value", values)):
        for line, stands in found.items():
            yield {"line": line, "measure": measure, **_balance(stands)}


def _balance(stands: Balance) -> dict[str, str]:
    return {
        "granted": plain(stands.granted),
        "reserved": plain(stands.reserved),
        "written_off": plain(stands.written_off),
        "remaining": plain(stands.remaining),
        "unit": stands.unit,
    }


def act_json(row: Act) -> dict[str, Any]:
    """Give something done to a licence, or proposed."""
    return {
        "id": row.pk,
        "act": row.act,
        "effective_on": row.effective_on.isoformat(),
        "basis": row.basis,
        "reason": row.reason,
        "proposed_by": row.proposed_by.name,
        "amendment": _public(orjson.loads(row.grant)) if row.grant else None,
        "dropped_why": row.dropped_why or None,
        "confirmed_by": row.confirmed_by.name if row.confirmed_by else None,
        "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else None,
    }


def duty_json(row: Duty) -> dict[str, Any]:
    """Give a duty with what was shown for it."""
    return {
        "id": row.pk,
        "licence": row.condition.licence.number,
        "condition": row.condition.code,
        "title": {told: title_of(row, told) for told in LANGUAGES},
        "about": row.about,
        "counted_from": row.counted_from.isoformat(),
        "due_on": row.due_on.isoformat(),
        "state": state_of_duty(row, timezone.localdate()).value,
        "revision": revision(row),
        "met_on": _iso(row.met_on),
        "breached_on": _iso(row.breached_on),
        "breach": row.breach or None,
        "case": row.case_id,
        "waiver": row.waiver or None,
        "waived_on": _iso(row.waived_on),
        "evidence": [_evidence(one) for one in row.evidence.all()],
    }


def _evidence(one: Evidence) -> dict[str, Any]:
    return {
        "id": one.pk,
        "kind": one.kind,
        "said": one.said or None,
        "happened_on": one.happened_on.isoformat(),
        "name": one.name or None,
        "sha256": one.sha256 or None,
        "added_at": one.added_at.isoformat(),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
