"""What a person finds on the home page: for each role, what to do next.

A shelf is a row of a table, and each lists only what ``access`` lets this person
see, or do something to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sluis.office.access.kind import SEE
from sluis.office.access.roles import Role
from sluis.office.access.rules import roles_of, visible
from sluis.office.applications.watched import with_a_match

if TYPE_CHECKING:
    from sluis.office.people.models import User

Rows = QuerySet[Any]
AT_END = ("decided", "closed", "withdrawn")
"""States of an application in which nothing is left to be done by the desk."""
MOST = 8
"""Entries of a shelf on the home page; the rest is on the page of all."""
DUE_SOON = 30
"""Days before a compliance programme is due again, from which it is shown."""

EXPORTER = frozenset({Role.APPLICANT, Role.COMPLIANCE_OFFICER})
DESK = frozenset({Role.LICENSING_OFFICER, Role.SECOND_OFFICER})
VISITING = DESK | {Role.CUSTOMS_OFFICER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing on a shelf.

    Attributes:
        path: Its page.
        title: What it is called.
        note: What it is about.
        due: By when something must be done; ``None`` means there is no term.
        late: Whether that day has passed.
    """

    path: str
    title: str
    note: str
    due: date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Things of one sort that are to be done next.

    Attributes:
        title: What is to be done.
        roles: By whom.
        model: Of which objects.
        narrow: Keeps those that are to be done, the most urgent first.
        show: Makes an entry of one.
        path: The page of all of them.
        empty: What stands there when nothing is to be done.
        act: What the person must be able to do to them.
    """

    title: str | Promise
    roles: frozenset[Role]
    model: str
    narrow: Callable[[Rows, User, date], Rows]
    show: Callable[[Any, date], Entry]
    path: str
    empty: str | Promise
    act: str = SEE


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A shelf as one person finds it.

    Attributes:
        shelf: What it is for.
        entries: The first of its things.
        total: How many there are.
    """

    shelf: Shelf
    entries: tuple[Entry, ...]
    total: int


def shelves_of(user: User) -> list[Filled]:
    """Give a person's shelves, filled, in the order of urgency."""
    roles, today = roles_of(user), timezone.localdate()
    found = []
    for shelf in SHELVES:
        if not roles & shelf.roles:
            continue
        rows = visible(user, apps.get_model(shelf.model), shelf.act)
        rows = shelf.narrow(rows, user, today)
        entries = tuple(shelf.show(row, today) for row in rows[:MOST])
        found.append(Filled(shelf=shelf, entries=entries, total=rows.count()))
    return found


def _application(row: Any, today: date) -> Entry:
    from sluis.office.applications.standing import clock_of

    clock = clock_of(row)
    parts = (row.organisation.name, row.title)
    return Entry(
        path=f"/applications/{row.reference}/",
        title=row.reference,
        note=" – ".join(part for part in parts if part),
        due=clock.deadline if clock else None,
        late=bool(clock and clock.overdue),
    )


def _duty(row: Any, today: date) -> Entry:
    from sluis.office.licences.forms import language
    from sluis.office.licences.queries import title_of

    return Entry(
        path=f"/duties/{row.pk}/",
        title=title_of(row, language()),
        note=f"{row.condition.licence.number} – {row.about}",
        due=row.due_on,
        late=row.due_on < today,
    )


def _licence(row: Any, today: date) -> Entry:
    return Entry(
        path=f"/licences/{row.number}/",
        title=row.number,
        note=row.organisation.name,
        due=row.valid_until,
    )


def _declaration(row: Any, today: date) -> Entry:
    return Entry(
        path=f"/declarations/{row.reference}/",
        title=row.reference,
        note=row.organisation.name if row.organisation else "",
        due=row.held_until,
        late=bool(row.held_until and row.held_until < today),
    )


def _finding(row: Any, today: date) -> Entry:
    reference = row.visit.reference
    return Entry(
        path=f"/compliance/visits/{reference}/findings/{row.number}/",
        title=f"{reference}/{row.number}",
        note=f"{row.visit.organisation.name} – {row.wanted or row.text}",
        due=row.due_on,
        late=bool(row.due_on and row.due_on < today),
    )


def _visit(row: Any, today: date) -> Entry:
    return Entry(
        path=f"/compliance/visits/{row.reference}/",
        title=row.reference,
        note=row.organisation.name,
        due=row.planned_on,
        late=row.planned_on < today,
    )


def _submission(row: Any, today: date) -> Entry:
    return Entry(
        path=f"/compliance/submissions/{row.pk}/",
        title=str(row.programme.organisation),
        note=str(_("version %(number)s") % {"number": row.number}),
        due=row.due_again,
        late=row.due_again < today,
    )


def _findings(rows: Rows) -> Rows:
    return rows.select_related("visit__organisation").order_by("due_on", "id")


def _to_judge(rows: Rows, user: User, today: date) -> Rows:
    late = Q(state="open", due_on__lt=today, visit__reported_to__isnull=False)
    return _findings(rows.filter(Q(state="answered") | late))


def _due_again(rows: Rows, user: User, today: date) -> Rows:
    """Keep the newest version of each programme that is due, or will be soon."""
    newest = rows.order_by().values("programme").annotate(last=Max("pk"))
    rows = rows.filter(
        pk__in=newest.values("last"), due_again__lte=today + timedelta(days=DUE_SOON)
    )
    return rows.select_related("programme__organisation").order_by("due_again", "id")


def _cases(rows: Rows) -> Rows:
    rows = rows.select_related("organisation").order_by("received_on", "id")
    return rows.prefetch_related("questions", "consultations")  # for their clocks


def _open(rows: Rows) -> Rows:
    return _cases(rows.exclude(state__in=AT_END))


def _to_answer(rows: Rows, user: User, today: date) -> Rows:
    asked = ("waiting_for_applicant", "incomplete")
    return _cases(rows.filter(state__in=asked))


def _due(rows: Rows, user: User, today: date) -> Rows:
    rows = rows.filter(met_on=None, waived_on=None, breached_on=None)
    return rows.select_related("condition__licence").order_by("due_on", "id")


def _in_force(rows: Rows, user: User, today: date) -> Rows:
    rows = rows.filter(valid_from__lte=today, valid_until__gte=today)
    return rows.select_related("organisation").order_by("valid_until", "id")


def _stopped(rows: Rows, user: User, today: date) -> Rows:
    """Keep released goods that have not left, under a licence that was stopped."""
    from sluis.office.licences.queries import stopped

    rows = rows.filter(state="released", versions__lines__licence__in=stopped(today))
    return rows.select_related("organisation").order_by("id").distinct()


def _to_confirm(rows: Rows, user: User, today: date) -> Rows:
    """Keep licences on which a colleague proposed an act that waits."""
    waits = Q(acts__confirmed_at=None, acts__dropped_at=None, acts__isnull=False)
    rows = rows.filter(waits & ~Q(acts__proposed_by=user))
    return rows.select_related("organisation").order_by("id").distinct()


SHELVES = (
    Shelf(
        title=_("Answer what the authority asks"),
        roles=EXPORTER,
        model="applications.Application",
        narrow=_to_answer,
        show=_application,
        path="/applications/?state=waiting_for_applicant",
        empty=_("Nothing is asked of you."),
        act="answer",
    ),
    Shelf(
        title=_("Finish and submit"),
        roles=EXPORTER,
        model="applications.Application",
        narrow=lambda rows, user, today: _cases(rows.filter(state="draft")),
        show=_application,
        path="/applications/?state=draft",
        empty=_("You have no drafts."),
        act="edit",
    ),
    Shelf(
        title=_("Show what your licences ask for"),
        roles=EXPORTER,
        model="licences.Duty",
        narrow=_due,
        show=_duty,
        path="/duties/",
        empty=_("Nothing is due under your licences."),
        act="show",
    ),
    Shelf(
        title=_("Waiting for the authority"),
        roles=EXPORTER,
        model="applications.Application",
        narrow=lambda rows, user, today: _open(
            rows.exclude(state__in=("draft", "waiting_for_applicant", "incomplete"))
        ),
        show=_application,
        path="/applications/?state=open",
        empty=_("No application is with the authority."),
    ),
    Shelf(
        title=_("Your licences"),
        roles=EXPORTER,
        model="licences.Licence",
        narrow=_in_force,
        show=_licence,
        path="/licences/",
        empty=_("No licence is in force."),
    ),
    Shelf(
        title=_("Decide what a colleague proposed"),
        roles=frozenset({Role.SECOND_OFFICER}),
        model="applications.Application",
        narrow=lambda rows, user, today: _cases(rows.filter(state="proposed")).exclude(
            Q(proposals__proposed_by=user) & Q(proposals__sent_back_at=None)
        ),
        show=_application,
        path="/applications/?state=proposed",
        empty=_("No proposal waits for a second officer."),
        act="decide",
    ),
    Shelf(
        title=_("Confirm what a colleague proposed on a licence"),
        roles=DESK,
        model="licences.Licence",
        narrow=_to_confirm,
        show=_licence,
        path="/licences/",
        empty=_("No act on a licence waits for you."),
        act="confirm",
    ),
    Shelf(
        title=_("On your desk"),
        roles=DESK,
        model="applications.Application",
        narrow=lambda rows, user, today: _open(rows.filter(officer=user)),
        show=_application,
        path="/applications/?mine=1",
        empty=_("Nothing is on your desk."),
    ),
    Shelf(
        title=_("New, for whoever takes it up"),
        roles=DESK,
        model="applications.Application",
        narrow=lambda rows, user, today: _open(rows.filter(officer=None)),
        show=_application,
        path="/applications/?state=open",
        empty=_("Every application has an officer."),
    ),
    Shelf(
        title=_("Licences of which a party may be listed now"),
        roles=DESK,
        model="licences.Licence",
        narrow=lambda rows, user, today: _in_force(
            rows.filter(application__in=with_a_match().values("reference")),
            user,
            today,
        ),
        show=_licence,
        path="/licences/",
        empty=_("No party of a licence in force waits to be judged."),
    ),
    Shelf(
        title=_("Give the advice that was asked"),
        roles=frozenset({Role.POLICY_ADVISER, Role.LIAISON}),
        model="applications.Application",
        narrow=lambda rows, user, today: _open(
            rows.filter(consultations__state="open")
        ).distinct(),
        show=_application,
        path="/applications/",
        empty=_("No advice is asked of you."),
        act="advise",
    ),
    Shelf(
        title=_("Released under a licence that was stopped since"),
        roles=frozenset({Role.CUSTOMS_OFFICER}),
        model="customs.Declaration",
        narrow=_stopped,
        show=_declaration,
        path="/declarations/?state=released",
        empty=_("Nothing released hangs on a licence that was stopped."),
        act="decide",
    ),
    Shelf(
        title=_("Held at the border"),
        roles=frozenset({Role.CUSTOMS_OFFICER}),
        model="customs.Declaration",
        narrow=lambda rows, user, today: (
            rows.filter(state="held")
            .select_related("organisation")
            .order_by(F("held_until").asc(nulls_last=True), "id")
        ),
        show=_declaration,
        path="/declarations/?state=held",
        empty=_("No declaration is held."),
    ),
    Shelf(
        title=_("Overdue under a licence"),
        roles=DESK | {Role.INVESTIGATOR, Role.AUDITOR},
        model="licences.Duty",
        narrow=lambda rows, user, today: _due(rows, user, today).filter(
            due_on__lt=today
        ),
        show=_duty,
        path="/duties/?state=overdue",
        empty=_("Nothing is overdue."),
    ),
    Shelf(
        title=_("Answer the findings of a visit"),
        roles=EXPORTER,
        model="compliance.Finding",
        narrow=lambda rows, user, today: _findings(
            rows.filter(~Q(wanted=""), state="open")
        ),
        show=_finding,
        path="/compliance/",
        empty=_("No finding waits for you."),
    ),
    Shelf(
        title=_("Assess your compliance programme again"),
        roles=EXPORTER,
        model="compliance.Submission",
        narrow=_due_again,
        show=_submission,
        path="/compliance/",
        empty=_("It is not due."),
    ),
    Shelf(
        title=_("Visits to come, or to be written down"),
        roles=VISITING,
        model="compliance.Visit",
        narrow=lambda rows, user, today: (
            rows.filter(state="planned")
            .select_related("organisation")
            .order_by("planned_on", "id")
        ),
        show=_visit,
        path="/compliance/visits/?state=planned",
        empty=_("No visit is planned."),
    ),
    Shelf(
        title=_("Findings that were answered, or are late"),
        roles=VISITING | {Role.INVESTIGATOR, Role.AUDITOR},
        model="compliance.Finding",
        narrow=_to_judge,
        show=_finding,
        path="/compliance/",
        empty=_("No finding waits for an officer."),
    ),
)
"""Every shelf, in the order in which a person finds it."""
