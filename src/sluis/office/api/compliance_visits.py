"""Visits to companies over HTTP, and what they found."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field, StringConstraints

from sluis.core.casework.visit_states import FindingAct, Severity
from sluis.core.errors import InvalidInput, UnknownValue
from sluis.office.access.rules import visible
from sluis.office.access.who import who
from sluis.office.api.compliance_asked import (
    ACT,
    READ,
    Asked,
    Key,
    Limit,
    Long,
    Offset,
    Reference,
    Words,
)
from sluis.office.compliance import queries, shown
from sluis.office.compliance.services import findings, visits
from sluis.office.compliance.services.findings import Found
from sluis.office.people.models import Organisation, User

router = Router(tags=["compliance"])

_Subject = Literal["licence", "declaration", "application"]
_Number = Annotated[str, StringConstraints(max_length=100)]
_Middle = Annotated[Words, StringConstraints(max_length=2000)]


class Planning(Asked):
    """A visit to plan."""

    organisation: Key
    planned_on: date
    announced: bool
    purpose: _Middle


class _Act(Asked):
    """What is done with a visit."""

    @abstractmethod
    def do(self, user: User, reference: str) -> object:
        """Do it."""


class Move(_Act):
    """Plan it on another day."""

    act: Literal["move"]
    planned_on: date

    def do(self, user: User, reference: str) -> object:
        """Do it."""
        return visits.move(user, reference, self.planned_on, self.carried)


class Announce(_Act):
    """Tell the company."""

    act: Literal["announce"]

    def do(self, user: User, reference: str) -> object:
        """Do it."""
        return visits.announce(user, reference, self.carried)


class Hold(_Act):
    """Write down that it was held."""

    act: Literal["hold"]
    held_on: date
    participants: _Middle

    def do(self, user: User, reference: str) -> object:
        """Do it."""
        return visits.hold(
            user,
            reference,
            held_on=self.held_on,
            participants=self.participants,
            form=self.carried,
        )


class LookAt(_Act):
    """Add what is looked at."""

    act: Literal["look_at"]
    kind: _Subject
    number: _Number

    def do(self, user: User, reference: str) -> object:
        """Do it."""
        return visits.look_at(
            user, reference, kind=self.kind, number=self.number, form=self.carried
        )


class Find(_Act):
    """Write down a finding."""

    act: Literal["find"]
    severity: Severity
    text: Long
    article: Annotated[str, StringConstraints(max_length=300)] = ""
    about_kind: _Subject | Literal[""] = ""
    about_number: _Number = ""
    wanted: Annotated[str, StringConstraints(max_length=2000)] = ""
    due_on: date | None = None

    def do(self, user: User, reference: str) -> object:
        """Do it."""
        found = Found(
            severity=self.severity,
            text=self.text,
            article=self.article,
            about_kind=self.about_kind,
            about_number=self.about_number,
            wanted=self.wanted,
            due_on=self.due_on,
        )
        return findings.find(user, reference, found, self.carried)


class Note(_Act):
    """Write something down for colleagues."""

    act: Literal["note"]
    text: Long

    def do(self, user: User, reference: str) -> object:
        """Do it."""
        return visits.note(user, reference, self.text, self.carried)


class Report(_Act):
    """Share the report with the company."""

    act: Literal["report"]
    text: Annotated[Words, StringConstraints(max_length=50_000)]

    def do(self, user: User, reference: str) -> object:
        """Do it."""
        return visits.report(user, reference, self.text, self.carried)


class Close(_Act):
    """Close it."""

    act: Literal["close"]

    def do(self, user: User, reference: str) -> object:
        """Do it."""
        return visits.close(user, reference, self.carried)


class Cancel(_Act):
    """Cancel it."""

    act: Literal["cancel"]
    why: Long

    def do(self, user: User, reference: str) -> object:
        """Do it."""
        return visits.cancel(user, reference, self.why, self.carried)


OnVisit: TypeAlias = Annotated[
    Move | Announce | Hold | LookAt | Find | Note | Report | Close | Cancel,
    Field(discriminator="act"),
]
"""Any act on a visit, told apart by its name."""


class OnFinding(Asked):
    """Something to do with a finding; ``due_on`` only when it is sent back."""

    act: FindingAct
    text: Long
    due_on: date | None = None


@router.get("/compliance/visits", summary="Visits one may see", openapi_extra=READ)
def visits_(
    request: HttpRequest, offset: Offset = 0, limit: Limit = 50
) -> dict[str, Any]:
    """Give a page of them, the latest planned first."""
    rows = queries.visits(who(request))
    page = rows[offset : offset + limit]
    return {"count": rows.count(), "results": [shown.visit_row(one) for one in page]}


@router.post(
    "/compliance/visits",
    summary="Plan a visit",
    response={201: dict[str, Any]},
    openapi_extra=ACT,
)
def plan(request: HttpRequest, asked: Planning) -> Any:
    """Plan it; the company knows of it once it is announced, or held."""
    user = who(request)
    company = visible(user, Organisation).filter(pk=asked.organisation).first()
    if company is None:
        raise UnknownValue("there is no such organisation", path="organisation")
    made = visits.plan(
        user,
        company,
        planned_on=asked.planned_on,
        announced=asked.announced,
        purpose=asked.purpose,
        form=asked.carried,
    )
    return Status(201, shown.visit_json(user, made))


@router.get("/compliance/visits/{reference}", summary="A visit", openapi_extra=READ)
def visit(request: HttpRequest, reference: Reference) -> dict[str, Any]:
    """Give a visit as far as one may know it, with its findings."""
    user = who(request)
    return shown.visit_json(user, queries.visit(user, reference))


@router.post(
    "/compliance/visits/{reference}/acts",
    summary="Do something with a visit",
    openapi_extra=ACT,
)
def act(request: HttpRequest, reference: Reference, asked: OnVisit) -> dict[str, Any]:
    """Do one act, told apart by ``act``; give the visit after it."""
    user = who(request)
    asked.do(user, reference)
    return shown.visit_json(user, queries.visit(user, reference))


@router.get(
    "/compliance/visits/{reference}/findings/{number}",
    summary="A finding",
    openapi_extra=READ,
)
def finding(request: HttpRequest, reference: Reference, number: Key) -> dict[str, Any]:
    """Give a finding with all that was said on it."""
    user = who(request)
    return shown.finding_json(user, queries.finding(user, reference, number))


@router.post(
    "/compliance/visits/{reference}/findings/{number}/acts",
    summary="Answer a finding, or judge the answer",
    openapi_extra=ACT,
)
def act_on_finding(
    request: HttpRequest, reference: Reference, number: Key, asked: OnFinding
) -> dict[str, Any]:
    """Do one act, told apart by ``act``; give the finding after it."""
    user = who(request)
    if asked.act is FindingAct.SEND_BACK:
        findings.send_back(
            user,
            reference,
            number,
            asked.text,
            due_on=asked.due_on,
            form=asked.carried,
        )
    else:
        if asked.due_on is not None:
            raise InvalidInput("only what is sent back has a new day", path="due_on")
        do = {
            FindingAct.ANSWER: findings.answer,
            FindingAct.CLOSE: findings.close,
            FindingAct.WITHDRAW: findings.withdraw,
        }[asked.act]
        do(user, reference, number, asked.text, asked.carried)
    return shown.finding_json(user, queries.finding(user, reference, number))
