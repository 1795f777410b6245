"""Writing visits to companies: planned, held, reported and closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sluis.core.casework.visit_states import (
    UNSETTLED,
    VisitAct,
    VisitState,
    move_visit,
)
from sluis.core.errors import InvalidInput, UnknownValue
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.roles import OrganisationKind, Role
from sluis.office.access.rules import memberships_of, require, visible
from sluis.office.applications.models import Application
from sluis.office.audit import services as audit
from sluis.office.audit.words import ACTS
from sluis.office.compliance.models import Note, Subject, Visit
from sluis.office.compliance.models.visits import SUBJECTS
from sluis.office.compliance.services.acting import words
from sluis.office.customs.models import Declaration
from sluis.office.licences.models import Licence
from sluis.office.once.services import UNSEEN, Form, check_seen, once
from sluis.office.ui.words import day as day_words

if TYPE_CHECKING:
    from sluis.office.people.models import Organisation, User

Details = Mapping[str, Any]
_VISITING = frozenset(
    {Role.LICENSING_OFFICER, Role.SECOND_OFFICER, Role.CUSTOMS_OFFICER}
)


def plan(  # noqa: PLR0913 - one a field of the form
    user: User,
    organisation: Organisation,
    *,
    planned_on: date,
    announced: bool,
    purpose: str,
    form: Form = UNSEEN,
) -> Visit:
    """Plan a visit; the company knows of it when it is announced, or held.

    Args:
        user: Who plans it.
        organisation: The company.
        planned_on: On which day.
        announced: Whether the company is told before.
        purpose: What it is for.
        form: The once-only key.

    Raises:
        Refused: The person may not.
        InvalidInput: The day has passed, the purpose is not said, or the
            organisation is no exporter.
    """
    purpose = words(purpose, "purpose", longest=2000)
    _check_ahead(planned_on)
    if organisation.kind != OrganisationKind.EXPORTER:
        raise InvalidInput(
            _("%(name)s is no exporter.") % {"name": organisation.name},
            path="organisation",
        )

    def do() -> Visit:
        require(user, "conduct", Visit)
        row = Visit(
            # Unique until it has its number, which only the database can give.
            reference=f"-{organisation.pk}-{timezone.now().isoformat()}",
            organisation=organisation,
            held_by=_home_of(user),
            announced=announced,
            purpose=purpose,
            planned_on=planned_on,
            planned_by=user,
        )
        row.save()
        row.reference = f"V-{timezone.localdate():%Y}-{row.pk:06}"
        row.save(update_fields=["reference"])
        told = {"planned_on": planned_on.isoformat(), "announced": announced}
        audit.record(user, "visit.planned", row, told)
        return row

    return once(user, "plan visit", form, Visit, do)


def move(user: User, reference: str, planned_on: date, form: Form = UNSEEN) -> Visit:
    """Plan a visit on another day.

    Raises:
        NotVisible: There is no such visit for this person.
        Refused: The person may not.
        WrongState: It was held or cancelled.
        InvalidInput: The day has passed.
    """
    _check_ahead(planned_on)

    def do(row: Visit) -> Details:
        was, row.planned_on = row.planned_on, planned_on
        return {"planned_on": planned_on.isoformat(), "was": was.isoformat()}

    return act(user, reference, VisitAct.MOVE, do, form)


def announce(user: User, reference: str, form: Form = UNSEEN) -> Visit:
    """Tell the company that it will be visited.

    Raises:
        NotVisible: There is no such visit for this person.
        Refused: The person may not.
        WrongState: It is not one that is announced, or was already.
    """

    def do(row: Visit) -> Details:
        row.announced_on = timezone.localdate()
        row.shown_to = row.organisation
        return {}

    return act(user, reference, VisitAct.ANNOUNCE, do, form)


def hold(
    user: User,
    reference: str,
    *,
    held_on: date,
    participants: str,
    form: Form = UNSEEN,
) -> Visit:
    """Write down that the visit was held, and who took part.

    Raises:
        NotVisible: There is no such visit for this person.
        Refused: The person may not.
        WrongState: It was held or cancelled already.
        InvalidInput: The day lies ahead, or nobody took part.
    """
    names = words(participants, "participants", longest=2000)
    if held_on > timezone.localdate():
        raise InvalidInput(
            _("%(day)s has not come yet.") % {"day": day_words(held_on)},
            path="held_on",
        )

    def do(row: Visit) -> Details:
        row.held_on, row.participants = held_on, names
        row.shown_to = row.organisation
        return {"held_on": held_on.isoformat()}

    return act(user, reference, VisitAct.HOLD, do, form)


def look_at(
    user: User, reference: str, *, kind: str, number: str, form: Form = UNSEEN
) -> Visit:
    """Add a licence, declaration or application to what is looked at.

    Raises:
        NotVisible: There is no such visit for this person.
        Refused: The person may not.
        WrongState: The visit is at its end.
        UnknownValue: The company has no such thing, or it is looked at already.
    """

    def do(row: Visit) -> Details:
        found = subject_of(row, kind, number)
        if row.subjects.filter(kind=kind, number=found).exists():
            raise UnknownValue(
                _("%(number)s is looked at already.") % {"number": found},
                path="number",
            )
        Subject.objects.create(visit=row, kind=kind, number=found)
        return {"kind": kind, "number": found}

    return act(user, reference, VisitAct.LOOK_AT, do, form)


def note(user: User, reference: str, text: str, form: Form = UNSEEN) -> Visit:
    """Write something down for colleagues; the company never sees it.

    Raises:
        NotVisible: There is no such visit for this person.
        Refused: The person may not.
        InvalidInput: Nothing is said.
    """
    text = words(text, "text")

    def do(row: Visit) -> Details:
        Note.objects.create(visit=row, text=text, made_by=user)
        return {}

    return act(user, reference, VisitAct.NOTE, do, form)


def report(user: User, reference: str, text: str, form: Form = UNSEEN) -> Visit:
    """Share the report with the company; its findings go with it.

    Raises:
        NotVisible: There is no such visit for this person.
        Refused: The person may not.
        WrongState: It was not held, or the company has the report.
        InvalidInput: Nothing is said.
    """
    text = words(text, "text", longest=50_000)

    def do(row: Visit) -> Details:
        row.report, row.reported_on = text, timezone.localdate()
        row.reported_to = row.organisation
        return {"findings": row.findings.exclude(state="withdrawn").count()}

    return act(user, reference, VisitAct.REPORT, do, form)


def close(user: User, reference: str, form: Form = UNSEEN) -> Visit:
    """Close a visit of which nothing is open.

    Raises:
        NotVisible: There is no such visit for this person.
        Refused: The person may not.
        WrongState: It was not held, or findings still ask something.
    """

    def do(row: Visit) -> Details:
        row.closed_on = timezone.localdate()
        return {}

    return act(user, reference, VisitAct.CLOSE, do, form)


def cancel(user: User, reference: str, why: str, form: Form = UNSEEN) -> Visit:
    """Cancel a visit that was not held; a note says why.

    Raises:
        NotVisible: There is no such visit for this person.
        Refused: The person may not.
        WrongState: It was held or cancelled already.
        InvalidInput: It is not said why.
    """
    why = words(why, "why")

    def do(row: Visit) -> Details:
        Note.objects.create(visit=row, text=why, made_by=user)
        return {"why": why}

    return act(user, reference, VisitAct.CANCEL, do, form)


def act(
    user: User,
    reference: str,
    made: VisitAct,
    do: Callable[[Visit], Details],
    form: Form,
) -> Visit:
    """Do one act on a visit, once, on the visit as it was read.

    Args:
        user: Who acts.
        reference: Of the visit.
        made: What is done.
        do: Changes the locked visit and gives details for the trail.
        form: The revision it was read at, and the once-only key.
    """

    def done() -> Visit:
        row = locked(user, reference)
        check_seen(row, form, ACTS)
        state = move_visit(
            VisitState(row.state),
            made,
            to_announce=row.announced and row.announced_on is None,
            unsettled=unsettled(row),
        )
        told = do(row)
        row.state = state.value
        row.save()
        audit.record(user, f"visit.{made}", row, {"state": row.state, **told})
        return row

    return once(user, f"{made} visit {reference}", form, Visit, done)


def locked(user: User, reference: str) -> Visit:
    """Give a visit that this person may conduct, locked for this transaction.

    Raises:
        NotVisible: There is no such visit for this person.
        Refused: The person may not.
    """
    row = (
        visible(user, Visit)
        .select_for_update(of=("self",))
        .filter(reference=reference.replace("\x00", ""))
        .first()
    )
    if row is None:
        raise NotVisible("there is no such visit", path="reference")
    require(user, "conduct", row)
    return row


def unsettled(row: Visit) -> int:
    """Count the findings that ask something of the company and are not settled."""
    return row.findings.filter(state__in=UNSETTLED).exclude(wanted="").count()


def subject_of(visit: Visit, kind: str, number: str) -> str:
    """Give the number of a thing that the visited company has.

    Raises:
        UnknownValue: It has none of that number.
    """
    number = number.replace("\x00", "").strip()
    own = {
        "licence": Licence.objects.filter(number=number),
        "declaration": Declaration.objects.filter(reference=number),
        "application": Application.objects.filter(
            reference=number, submitted_version__isnull=False
        ),
    }
    if kind not in own:
        raise UnknownValue(
            _("%(kind)s cannot be looked at.") % {"kind": kind or "–"},
            path="kind",
            remedy=_("Choose one of %(kinds)s.") % {"kinds": ", ".join(SUBJECTS)},
        )
    if not own[kind].filter(organisation=visit.organisation_id).exists():
        raise UnknownValue(
            _("%(company)s has nothing of the number %(number)s.")
            % {"company": visit.organisation, "number": number},
            path="number",
        )
    return number


def _check_ahead(day: date) -> None:
    if day < timezone.localdate():
        raise InvalidInput(
            _("%(day)s has passed.") % {"day": day_words(day)},
            path="planned_on",
            remedy=_("Give today or a later day."),
        )


def _home_of(user: User) -> Organisation:
    """Give the office by which a person visits."""
    for held in memberships_of(user):
        if Role(held.role) in _VISITING:
            return held.organisation
    raise Refused(_("You visit for no office."))
