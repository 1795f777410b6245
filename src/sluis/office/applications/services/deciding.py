"""Proposals, decisions by a second person, and objections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from sluis.core.casework.clock import objection_until
from sluis.core.casework.conditions import read_term
from sluis.core.casework.criteria import criterion
from sluis.core.casework.grant import check_grant
from sluis.core.casework.states import GRANTS, Move, Outcome
from sluis.core.errors import InvalidInput, Problems, SluisError, UnknownValue
from sluis.office.applications.grants import grant_of
from sluis.office.applications.models import (
    Application,
    Decision,
    Denial,
    Objection,
    Proposal,
)
from sluis.office.applications.services import acting
from sluis.office.applications.standing import (
    content_of,
    objections_of,
    standing_proposal,
)
from sluis.office.licences.services import issue
from sluis.office.once.services import UNSEEN, Form

if TYPE_CHECKING:
    from sluis.office.people.models import User

_DENIAL_REVIEW = timedelta(days=3 * 365)
"""Regulation (EU) 2021/821, Article 16: a denial is looked at again in three years."""


class AlreadyDecided(SluisError):
    """Someone else decided on this proposal first; it says who and when."""

    code = "already-decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantedLine:
    """A line of goods that is granted.

    Attributes:
        line: Its number in the application.
        quantity: How much; ``None`` is as much as was asked for.
        amount: What all of it may be worth; ``None`` is as was asked for.
    """

    line: int
    quantity: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What is proposed.

    Attributes:
        outcome: In what the application would end.
        reasons: Why, in words that the decision repeats.
        lines: What is granted; empty grants every line as asked.
        conditions: ``code``, ``parameters`` and ``line`` from the library.
        grounds: Criteria that a refusal rests on.
        valid_from: First day of a licence.
        valid_until: Last day of a licence.
    """

    outcome: Outcome
    reasons: str
    lines: tuple[GrantedLine, ...] = ()
    conditions: tuple[Mapping[str, Any], ...] = ()
    grounds: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None


def propose(
    user: User, reference: str, proposed: Proposed, form: Form = UNSEEN
) -> Application:
    """Propose a decision, with everything a licence would say.

    Raises:
        NotNow: Something is open or stale, or bars this outcome; all is named.
        Problems: A line, condition, ground or day cannot be.
    """
    reasons = acting.words(proposed.reasons, "reasons")

    def do(case: Application) -> Mapping[str, Any]:
        acting.move(
            case,
            Move.PROPOSE,
            user,
            outcome=proposed.outcome,
            grounds=len(proposed.grounds),
        )
        row = _proposal(user, case, proposed, reasons)
        if proposed.outcome in GRANTS:
            _check_part(case, row)
            check_grant(grant_of(case, row, decided_by=0, on=timezone.localdate()))
        row.save()
        return {"proposal": row.pk, "outcome": row.outcome}

    return acting.act(user, "proposed", reference, "propose", do, form)


def send_back(user: User, reference: str, why: str, form: Form = UNSEEN) -> Application:
    """Send a proposal back to the desk it came from, with the reason."""
    why = acting.words(why, "why")

    def do(case: Application) -> Mapping[str, Any]:
        row = standing_proposal(case)
        acting.move(case, Move.SEND_BACK, user)
        if row is not None:
            row.sent_back_by, row.sent_back_at = user, timezone.now()
            row.sent_back_why = why
            row.save()
        return {"proposal": row.pk if row else None, "why": why}

    return acting.act(user, "sent_back", reference, "decide", do, form)


def decide(
    user: User, reference: str, proposal: int, reasons: str = "", form: Form = UNSEEN
) -> Application:
    """Decide on a proposal as the second pair of eyes.

    A grant issues the licence, and a refusal is recorded as a denial, in the same
    transaction.

    Raises:
        Refused: The person may not decide.
        NotNow: The person made the proposal, or something came open since.
        AlreadyDecided: Another decided first.
    """

    def do(case: Application) -> Mapping[str, Any]:
        row = _to_decide(case, proposal)
        outcome = Outcome(row.outcome)
        acting.move(case, Move.DECIDE, user, outcome=outcome, grounds=len(row.grounds))
        today = timezone.localdate()
        Decision.objects.create(
            application=case,
            proposal=row,
            outcome=row.outcome,
            reasons=reasons.strip(),
            proposed_by=row.proposed_by,
            decided_by=user,
            decided_on=today,
            object_until=objection_until(today),
        )
        case.ended_on = case.ended_on or today
        return {"outcome": row.outcome, **_carry_out(user, case, row, today)}

    return acting.act(user, "decided", reference, "decide", do, form)


def answer_objection(  # noqa: PLR0913 - one a field of the form
    user: User,
    reference: str,
    objection: int,
    *,
    upheld: bool,
    text: str,
    form: Form = UNSEEN,
) -> Application:
    """Answer an objection; when it is right the case is assessed anew.

    Raises:
        InvalidInput: There is none, or this person prepared the decision (Awb 7:5).
    """
    text = acting.words(text, "text")

    def do(case: Application) -> Mapping[str, Any]:
        row = _open_objection(case, objection)
        if user.pk in {row.decision.proposed_by_id, row.decision.decided_by_id}:
            raise InvalidInput(
                "an objection is answered by one who did not prepare the decision",
                path="objection",
                remedy="let a colleague answer it",
            )
        row.answer, row.upheld = text, upheld
        row.answered_by, row.answered_on = user, timezone.localdate()
        row.save()
        if upheld:
            acting.move(case, Move.REOPEN, user)
        return {"objection": objection, "upheld": upheld}

    return acting.act(user, "objection_answered", reference, "decide", do, form)


def close(user: User, reference: str, form: Form = UNSEEN) -> Application:
    """Close a decided case, once no objection is open."""

    def do(case: Application) -> None:
        acting.move(case, Move.CLOSE, user)

    return acting.act(user, "closed", reference, "assess", do, form)


def _proposal(
    user: User, case: Application, proposed: Proposed, reasons: str
) -> Proposal:
    problems = [*_problems(proposed)]
    if problems:
        raise Problems(problems)
    return Proposal(
        application=case,
        version=case.submitted_version or 0,
        outcome=proposed.outcome.value,
        reasons=reasons,
        lines=[
            {
                "line": one.line,
                "quantity": None if one.quantity is None else str(one.quantity),
                "amount": None if one.amount is None else str(one.amount),
            }
            for one in proposed.lines
        ],
        conditions=[dict(one) for one in proposed.conditions],
        grounds=list(proposed.grounds),
        valid_from=proposed.valid_from,
        valid_until=proposed.valid_until,
        proposed_by=user,
    )


def _problems(proposed: Proposed) -> list[SluisError]:
    found: list[SluisError] = [
        UnknownValue(f"{code!r} is no criterion", path=f"grounds[{place}]")
        for place, code in enumerate(proposed.grounds)
        if criterion(code) is None
    ]
    for place, one in enumerate(proposed.conditions):
        path = f"conditions[{place}]"
        try:
            read_term(
                str(one.get("code")),
                one.get("parameters") or {},
                one.get("line"),
                path=path,
            )
        except SluisError as problem:
            found.append(problem)
    if proposed.outcome in GRANTS:
        for field in ("valid_from", "valid_until"):
            if getattr(proposed, field) is None:
                found.append(InvalidInput("a licence needs this day", path=field))
    return found


def _check_part(case: Application, row: Proposal) -> None:
    """Refuse lines that were not asked for, more than was, or a part called whole."""
    asked = {good.line: good for good in content_of(case).goods}
    whole = True
    problems: list[SluisError] = []
    granted = {one["line"] for one in row.lines} or set(asked)
    for place, one in enumerate(row.lines):
        good = asked.get(one["line"])
        if good is None:
            problems.append(
                UnknownValue("this line was not asked for", path=f"lines[{place}].line")
            )
            continue
        pairs = (
            ("quantity", good.quantity),
            ("amount", good.value.amount if good.value else None),
        )
        for field, most in pairs:
            given = None if one[field] is None else Decimal(one[field])
            if given is None or most is None:
                continue
            whole = whole and given == most
            if given > most:
                problems.append(
                    InvalidInput(
                        f"{given} is more than was asked for, {most}",
                        path=f"lines[{place}].{field}",
                    )
                )
    whole = whole and granted == set(asked)
    if not problems and whole != (row.outcome == Outcome.GRANT):
        said = "all of it" if whole else "a part of it"
        problems.append(
            InvalidInput(
                f"what is granted is {said}",
                path="outcome",
                remedy=f"choose {Outcome.GRANT if whole else Outcome.GRANT_IN_PART}",
            )
        )
    if problems:
        raise Problems(problems)


def _to_decide(case: Application, proposal: int) -> Proposal:
    row = case.proposals.filter(pk=proposal).first()
    if row is None:
        raise InvalidInput("there is no such proposal", path="proposal")
    made = Decision.objects.filter(proposal=row).select_related("decided_by").first()
    if made is not None:
        raise AlreadyDecided(
            f"{made.decided_by.name} decided on it at {made.decided_at:%Y-%m-%d %H:%M}",
            path="proposal",
            remedy="read the case again",
        )
    if row.sent_back_at is not None:
        raise InvalidInput(
            "this proposal was sent back", path="proposal", remedy="wait for a new one"
        )
    return row


def _carry_out(
    user: User, case: Application, row: Proposal, today: date
) -> dict[str, Any]:
    """Do what follows from a decision."""
    outcome = Outcome(row.outcome)
    if outcome in GRANTS:
        licence = issue(user, grant_of(case, row, decided_by=user.pk, on=today))
        return {"licence": licence.number}
    if outcome is Outcome.REFUSE:
        _record_denial(user, case, row, today)
    return {}


def _record_denial(user: User, case: Application, row: Proposal, today: date) -> None:
    content = content_of(case)
    first = content.goods[0] if content.goods else None
    Denial.objects.update_or_create(
        state=case.organisation.country,
        reference=case.reference,
        defaults={
            "notified_on": today,
            "review_on": today + _DENIAL_REVIEW,
            "destination": content.destination or "",
            "parties": [party.name for party in content.parties if party.name],
            "goods_kind": (first.kind if first else None) or "",
            "control_code": (first.control_code if first else None) or "",
            "goods": "; ".join(
                good.description for good in content.goods if good.description
            )[:500],
            "grounds": ", ".join(row.grounds),
            "recorded_by": user,
        },
    )


def _open_objection(case: Application, objection: int) -> Objection:
    row = objections_of(case).filter(pk=objection, answered_on=None).first()
    if row is None:
        raise InvalidInput(
            "there is no open objection of this number", path="objection"
        )
    return row
