"""What officers find: whether a match is one, and each criterion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sluis.core.casework.criteria import Finding
from sluis.core.errors import UnknownValue
from sluis.office.applications.models import (
    Application,
    CriterionFinding,
    MatchFinding,
)
from sluis.office.applications.services import acting
from sluis.office.applications.services.runs import reroute
from sluis.office.applications.standing import checklist, matches
from sluis.office.once.services import UNSEEN, Form

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
    """Judge whether a party is the listed one it was matched with."""
    reasons = acting.words(reasons, "reasons")

    def do(case: Application) -> Mapping[str, Any]:
        if (party, entity) not in matches(case):
            raise UnknownValue("the last screening has no such match", path="entity")
        MatchFinding.objects.create(
            application=case,
            party=party,
            entity=entity,
            same=same,
            reasons=reasons,
            by=user,
        )
        reroute(case)
        return {"party": party, "entity": entity, "same": same}

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
