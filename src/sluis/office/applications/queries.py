"""Reading applications: what each person may see of them, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from sluis.core.casework.clock import Clock
from sluis.core.casework.states import (
    ApplicationState,
)
from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import may, memberships_of, visible
from sluis.office.applications.models import (
    Application,
    Denial,
    Document,
    Product,
)
from sluis.office.applications.standing import (
    clock_of,
)

if TYPE_CHECKING:
    from sluis.office.people.models import Organisation, User
Json = dict[str, Any]


def listed(  # noqa: PLR0913 - one a filter of the page
    user: User | AnonymousUser,
    *,
    state: str = "",
    queue: str = "",
    kind: str = "",
    text: str = "",
    mine: bool = False,
) -> QuerySet[Application]:
    """Give the applications a person may see, the oldest first.

    Args:
        user: Who looks.
        state: Of this state only; ``open`` means not at an end.
        queue: On this desk only.
        kind: Of this kind only.
        text: Whose reference, title or exporter holds it.
        mine: Assigned to this person only.
    """
    rows = (
        visible(user, Application)
        .select_related("organisation", "officer")
        .prefetch_related("questions", "consultations")  # for their clocks
    )
    if state == "open":
        rows = rows.exclude(
            state__in=[
                ApplicationState.DECIDED.value,
                ApplicationState.CLOSED.value,
                ApplicationState.WITHDRAWN.value,
            ]
        )
    elif state:
        rows = rows.filter(state=state)
    if queue:
        rows = rows.filter(queue=queue)
    if kind:
        rows = rows.filter(kind=kind)
    if mine:
        rows = rows.filter(officer=user.pk)
    if text := text.replace("\x00", "").strip():
        rows = rows.filter(
            Q(reference__icontains=text)
            | Q(title__icontains=text)
            | Q(organisation__name__icontains=text)
        )
    return rows.order_by("received_on", "id")


def find(user: User | AnonymousUser, reference: str) -> Application:
    """Give an application a person may see.

    Raises:
        NotVisible: There is none, as far as this person may know.
    """
    case = (
        visible(user, Application)
        .select_related("organisation", "officer")
        .filter(reference=reference.replace("\x00", ""))
        .first()
    )
    if case is None:
        raise NotVisible("there is no such application", path="reference")
    return case


def row_of(case: Application) -> Json:
    """Give an application as lists show it."""
    clock = clock_of(case)
    return {
        "reference": case.reference,
        "kind": case.kind,
        "state": case.state,
        "title": case.title,
        "exporter": case.organisation.name,
        "destination": case.destination or None,
        "received_on": case.received_on,
        "clock": clock_json(clock) if clock else None,
        "revision": case.revision,
    }


def desk_row_of(case: Application) -> Json:
    """Give an application as the desks show it."""
    return {
        **row_of(case),
        "queue": case.queue,
        "queue_why": case.queue_why,
        "flags": case.flags,
        "officer": case.officer.name if case.officer else None,
    }


def rows_for(user: User | AnonymousUser, cases: Iterator[Application]) -> list[Json]:
    """Give rows, with desk and flags where the person may read the file."""
    desk = bool(may(user, "read_internal", Application))
    return [desk_row_of(case) if desk else row_of(case) for case in cases]


def clock_json(clock: Clock) -> Json:
    """Give the statutory term as JSON has it."""
    return {
        "received_on": clock.received_on,
        "days_used": clock.days_used,
        "days_left": clock.days_left,
        "deadline": clock.deadline,
        "running": clock.running,
        "stopped_by": list(clock.stopped_by),
        "announced": clock.announced,
        "overdue": clock.overdue,
    }


def document_of(user: User | AnonymousUser, reference: str, sha256: str) -> Document:
    """Give a paper of an application.

    Raises:
        NotVisible: There is none.
    """
    row = find(user, reference).documents.filter(sha256=sha256).first()
    if row is None:
        raise NotVisible("there is no such paper", path="sha256")
    return row


def products(user: User | AnonymousUser) -> QuerySet[Product]:
    """Give the goods of the catalogues a person may see."""
    return visible(user, Product).select_related("organisation")


def product(user: User | AnonymousUser, pk: int) -> Product:
    """Give a good of a catalogue.

    Raises:
        NotVisible: There is none, as far as this person may know.
    """
    row = products(user).filter(pk=pk).first()
    if row is None:
        raise NotVisible("there is no such good", path="pk")
    return row


def product_page(row: Product) -> Json:
    """Give a good of a catalogue with its versions, the newest first."""
    versions = [
        {"number": one.number, "made_at": one.made_at, **one.facts}
        for one in row.versions.all()
    ]
    return {**product_json(row), "versions": versions}


def product_json(row: Product) -> Json:
    """Give a good of a catalogue as JSON has it."""
    return {
        "id": row.pk,
        "version": row.version,
        "code": row.code,
        "description": row.description,
        "kind": row.kind or None,
        "control_code": row.control_code or None,
        "cn_code": row.cn_code or None,
        "parameters": row.parameters,
    }


def denials(user: User | AnonymousUser) -> QuerySet[Denial]:
    """Give the denials a person may see, the latest first."""
    return visible(user, Denial)


def denial(user: User | AnonymousUser, pk: int) -> Denial:
    """Give a denial a person may see.

    Raises:
        NotVisible: There is none, as far as this person may know.
    """
    row = denials(user).filter(pk=pk).first()
    if row is None:
        raise NotVisible("there is no such denial", path="id")
    return row


def denial_json(row: Denial) -> Json:
    """Give a denial as JSON has it."""
    return {
        "id": row.pk,
        "state": row.state,
        "reference": row.reference,
        "notified_on": row.notified_on,
        "review_on": row.review_on,
        "revoked_on": row.revoked_on,
        "destination": row.destination or None,
        "parties": row.parties,
        "goods_kind": row.goods_kind or None,
        "control_code": row.control_code or None,
        "goods": row.goods,
        "grounds": row.grounds,
    }


def applying_for(user: User | AnonymousUser) -> list[Organisation]:
    """Give the organisations this person may apply for."""
    return [
        one.organisation
        for one in memberships_of(user)
        if may(user, "edit", Application(organisation=one.organisation))
    ]
