"""Reading compliance, for those who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Max, Q, QuerySet

from sluis.core.casework.visit_states import UNSETTLED
from sluis.office.access.errors import NotVisible
from sluis.office.access.roles import Role
from sluis.office.access.rules import memberships_of, visible
from sluis.office.compliance.models import (
    BlockedParty,
    Evidence,
    Finding,
    Programme,
    Submission,
    Visit,
    WatchedParty,
)
from sluis.office.people.models import Organisation

if TYPE_CHECKING:
    from sluis.office.people.models import User

L = TypeVar("L", BlockedParty, WatchedParty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper to be handed out.

    Attributes:
        sha256: Hash of its bytes, by which they lie.
        name: As it was sent.
        media_type: What it is.
    """

    sha256: str
    name: str
    media_type: str


def own_organisations(user: User, *, act: bool = False) -> list[Organisation]:
    """Give the exporters a person works for.

    Args:
        user: The person.
        act: Only those whose compliance the person looks after.
    """
    roles = (
        {Role.COMPLIANCE_OFFICER} if act else {Role.COMPLIANCE_OFFICER, Role.APPLICANT}
    )
    homes = {
        held.organisation_id: held.organisation
        for held in memberships_of(user)
        if Role(held.role) in roles
    }
    return sorted(homes.values(), key=lambda one: (one.name, one.pk))


def programmes(user: User) -> QuerySet[Programme]:
    """Give the drafts that a person may see."""
    return visible(user, Programme).select_related("organisation")


def programme(user: User, pk: int) -> Programme:
    """Give one draft.

    Raises:
        NotVisible: There is none for this person.
    """
    return _one(programmes(user).filter(pk=pk), "programme")


def submissions(user: User) -> QuerySet[Submission]:
    """Give what was submitted, the newest first, superseded ones too."""
    return visible(user, Submission).select_related(
        "programme__organisation", "submitted_by"
    )


def standing_submissions(user: User) -> QuerySet[Submission]:
    """Give the newest version of each exporter, the first that is due again first."""
    newest = (
        visible(user, Submission)
        .order_by()
        .values("programme")
        .annotate(last=Max("pk"))
        .values("last")
    )
    return submissions(user).filter(pk__in=newest).order_by("due_again", "pk")


def submission(user: User, pk: int) -> Submission:
    """Give one version.

    Raises:
        NotVisible: There is none for this person.
    """
    rows = submissions(user).prefetch_related("remarks__made_by")
    return _one(rows.filter(pk=pk), "submission")


def draft_paper(user: User, pk: int, sha256: str) -> Paper:
    """Give a paper of a draft.

    Raises:
        NotVisible: There is none for this person.
    """
    row = (
        Evidence.objects.filter(programme=programme(user, pk), sha256=sha256)
        .order_by("id")
        .first()
    )
    if row is None:
        raise NotVisible("there is no such paper")
    return Paper(sha256=row.sha256, name=row.name, media_type=row.media_type)


def version_paper(user: User, pk: int, sha256: str) -> Paper:
    """Give a paper that a version names.

    Raises:
        NotVisible: There is none for this person.
    """
    from sluis.office.compliance.answers import read_version

    _answers, papers = read_version(submission(user, pk))
    for rows in papers.values():
        for one in rows:
            if one.sha256 == sha256:
                return Paper(
                    sha256=one.sha256, name=one.name, media_type=one.media_type
                )
    raise NotVisible("there is no such paper")


def listed_parties(user: User, model: type[L]) -> QuerySet[L]:
    """Give what a list says now of each party, ended and withdrawn ones too."""
    also = (
        ("recorded_by", "organisation") if model is BlockedParty else ("recorded_by",)
    )
    return visible(user, model).filter(replaced_by=None).select_related(*also)


def party_history(user: User, model: type[L], number: int) -> list[L]:
    """Give every row of an entry, the newest first.

    Raises:
        NotVisible: There is none for this person.
    """
    rows: QuerySet[L] = visible(user, model).select_related("recorded_by", "first")
    first: L = _one(rows.filter(pk=number, first=None), "party on the list")
    found: list[L] = list(rows.filter(first=first).order_by("-id"))
    found.append(first)
    return found


def visits(user: User) -> QuerySet[Visit]:
    """Give the visits that a person may see, the latest planned first."""
    return visible(user, Visit).select_related("organisation", "held_by")


def visit(user: User, reference: str) -> Visit:
    """Give one visit.

    Raises:
        NotVisible: There is none for this person.
    """
    rows = visits(user).filter(reference=reference.replace("\x00", ""))
    return _one(rows, "visit")


def findings(user: User) -> QuerySet[Finding]:
    """Give the findings that a person may see, in the order of their visits."""
    return visible(user, Finding).select_related("visit__organisation")


def unsettled(user: User) -> QuerySet[Finding]:
    """Give the findings that still ask something, the first due first."""
    rows = findings(user).filter(~Q(wanted=""), state__in=UNSETTLED)
    return rows.order_by("due_on", "pk")


def finding(user: User, reference: str, number: int) -> Finding:
    """Give one finding.

    Raises:
        NotVisible: There is none for this person.
    """
    rows = findings(user).filter(
        visit__reference=reference.replace("\x00", ""), number=number
    )
    return _one(rows.prefetch_related("entries__made_by"), "finding")


M = TypeVar("M", Programme, Submission, BlockedParty, WatchedParty, Visit, Finding)


def _one(rows: QuerySet[M], what: str) -> M:
    found = rows.first()
    if found is None:
        raise NotVisible(f"there is no such {what}")
    return found
