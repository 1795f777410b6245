"""Keeping runs, flags and desk of an application up to date with what it follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from django.db import transaction
from django.utils import timezone

from sluis.core.casework.routing import RoutingFacts, route
from sluis.core.casework.states import ApplicationKind, ApplicationState
from sluis.office.applications import runs
from sluis.office.applications.history import denials_for
from sluis.office.applications.matches import confirmed_matches, open_matches
from sluis.office.applications.models import Application, Run
from sluis.office.applications.routing import easy_destinations
from sluis.office.applications.services import acting
from sluis.office.applications.standing import (
    content_of,
    last_run,
    latest_version,
    statement_remarks,
)
from sluis.office.applications.watched import watched_cases


def refresh(
    case: Application, why: str, purposes: tuple[str, ...] = runs.PURPOSES
) -> list[Run]:
    """Run again what follows from something that changed; keep what came out.

    Args:
        case: The application, locked.
        why: ``submitted``, ``facts``, ``law_or_lists`` or ``asked``.
        purposes: Which of the runs.

    Returns:
        The runs that were new.
    """
    if ApplicationKind(case.kind) not in runs.TRADED:
        reroute(case)
        return []
    version = latest_version(case)
    inputs = runs.inputs_of(case, version)
    made: list[Run] = []
    for purpose in purposes:
        last = last_run(case, purpose)
        if last is not None and last.inputs_hash == inputs.hash_of(purpose):
            continue
        determination = last_run(case, "determination")
        ran = runs.run(
            purpose,
            inputs,
            orjson.loads(determination.result) if determination else None,
        )
        made.append(
            Run.objects.create(
                application=case,
                version=version.number,
                purpose=purpose,
                why=why,
                inputs_hash=ran.inputs_hash,
                law_hash="" if purpose == "screening" else inputs.law.hash,
                editions=list(inputs.editions) if purpose == "screening" else [],
                outcome=ran.outcome,
                result=orjson.dumps(ran.result).decode(),
            )
        )
    reroute(case)
    return made


@transaction.atomic
def renew(pk: int) -> bool:
    """Run again what law, lists and decisions on matches changed; for a job.

    Of an application that ended in a licence only the parties are screened again: what
    was determined then stays as it was.

    Args:
        pk: Its key.

    Returns:
        Whether anything came out anew.
    """
    case = Application.objects.select_for_update(of=("self",)).get(pk=pk)
    if not watched_cases().filter(pk=pk).exists():
        return False
    before = (case.flags, case.queue)
    made = refresh(case, "law_or_lists", purposes=_again(case))
    if made or before != (case.flags, case.queue):
        told = {"runs": {run.purpose: run.outcome for run in made}}
        acting.save(None, "checks_renewed", case, told)
        return True
    return False


def _again(case: Application) -> tuple[str, ...]:
    return runs.PURPOSES if case.ended_on is None else ("screening",)


def reroute(case: Application) -> None:
    """Set flags anew, and the desk, unless a person chose it."""
    found = route(routing_facts(case))
    case.flags = [flag.value for flag in found.flags]
    if not case.queue_fixed:
        case.queue, case.queue_why = found.queue.value, found.why


def routing_facts(case: Application) -> RoutingFacts:
    """Gather what routing looks at."""
    content = content_of(case)
    determination = last_run(case, "determination")
    result = orjson.loads(determination.result) if determination else {}
    risk = last_run(case, "risk")
    return RoutingFacts(
        kind=ApplicationKind(case.kind),
        taken_in=case.current_state not in _BEFORE_INTAKE,
        destination=content.destination,
        easy=easy_destinations(),
        outcome=determination.outcome if determination else None,
        bases=tuple(
            basis["rule"] for item in result.get("items", []) for basis in item["bases"]
        ),
        matches=len(open_matches(case)),
        confirmed=len(confirmed_matches(case)),
        denials=len(denials_for(case, content)),
        risk=risk.outcome if risk else None,
        nearest=_nearest(result),
        statement_remarks=len(statement_remarks(case, content, timezone.localdate())),
    )


_BEFORE_INTAKE = frozenset(
    {
        ApplicationState.DRAFT,
        ApplicationState.SUBMITTED,
        ApplicationState.INCOMPLETE,
    }
)


def _nearest(result: Mapping[str, Any]) -> float | None:
    """Give the smallest distance of goods below a threshold."""
    below = [
        -entry["nearest"]["margin"]
        for item in result.get("items", [])
        for entry in item["entries"]
        if entry.get("nearest") and (entry["nearest"].get("margin") or 0) < 0
    ]
    return min(below, default=None)
