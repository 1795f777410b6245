"""What officers find: whether a match is one, and each criterion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sluis.core.casework.criteria import Finding
from sluis.core.errors import UnknownValue
from sluis.office.applications.matches import matches_of
from sluis.office.applications.models import (
    Application,
    CriterionFinding,
)
from sluis.office.applications.services import acting
from sluis.office.applications.services.runs import reroute
from sluis.office.applications.standing import checklist
from sluis.office.once.services import UNSEEN, Form
from sluis.office.screening.models import Verdict
from sluis.office.screening.services import Found, decide, find
from sluis.store.home import Home

if TYPE_CHECKING:
    from sluis.office.people.models import User


def judge_match(  # noqa: PLR0913 - one a field of the form
    user: User,
    reference: str,
    party: str,
    entity: str,
    *,
    same: bool,
    reasons: str,
    form: Form = UNSEEN,
) -> Application:
    """Judge whether a party is the listed one it was matched with.

    It is a decision of screening, and stands wherever the same two meet again.

    Raises:
        UnknownValue: The last screening has no such match.
        Refused: The person may not decide on matches.
    """
    reasons = acting.words(reasons, "reasons")

    def do(case: Application) -> Mapping[str, Any]:
        decided = [
            decide(found, verdict=_VERDICTS[same], reason=reasons, by=user).pk
            for found in _matches(case, party, entity)
        ]
        reroute(case)
        told = {"party": party, "entity": entity, "same": same}
        return {**told, "decisions": decided}

    return acting.act(user, "match_judged", reference, "assess", do, form)


def judge_criterion(  # noqa: PLR0913 - one a field of the form
    user: User,
    reference: str,
    criterion: str,
    *,
    finding: Finding,
    reasons: str,
    form: Form = UNSEEN,
) -> Application:
    """Write down what was found on a criterion, with the reasons."""
    reasons = acting.words(reasons, "reasons")

    def do(case: Application) -> Mapping[str, Any]:
        known = [one.code for one in checklist(case)]
        if criterion not in known:
            raise UnknownValue(
                f"{criterion!r} is not on this checklist",
                path="criterion",
                remedy=f"choose one of {', '.join(known)}",
            )
        CriterionFinding.objects.create(
            application=case,
            criterion=criterion,
            finding=finding.value,
            reasons=reasons,
            by=user,
        )
        return {"criterion": criterion, "finding": finding.value}

    return acting.act(user, "criterion_judged", reference, "assess", do, form)


_VERDICTS = {True: Verdict.SAME.value, False: Verdict.NOT_SAME.value}


def _matches(case: Application, party: str, entity: str) -> list[Found]:
    """Give the match of each place where the application names the party."""
    found = [
        find(Home.open(), screening=one.screening, party=one.place, entity=entity)
        for one in matches_of(case)
        if (one.party, one.entity) == (party, entity) and one.screening
    ]
    if not found:
        raise UnknownValue("the last screening has no such match", path="entity")
    return found
