"""The pages on which something is done with a declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sluis.core.casework.declaration import Declaration as Declared
from sluis.core.errors import SluisError
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.roles import OrganisationKind
from sluis.office.access.rules import may, memberships_of, require
from sluis.office.access.who import who
from sluis.office.customs import queries, services
from sluis.office.customs.by_hand import (
    MOST_LINES,
    ByHandForm,
    CorrectForm,
    blank_lines,
    initial_of,
    shipment_under,
)
from sluis.office.customs.forms import CancelForm, ExitForm, HoldForm, HoldLongerForm
from sluis.office.customs.models import Declaration
from sluis.office.licences.queries import grant_of, licence
from sluis.office.once.services import UNSEEN, once, revision
from sluis.office.ui.carrying import CarryingForm, carry_out, fresh

if TYPE_CHECKING:
    from sluis.office.people.models import User

_STANDING = {"held", "released", "refused", "mismatch", "none_found", "exited"}


def offered(user: User, row: Declaration) -> list[tuple[str, Any]]:
    """Give what a person can do with a declaration now: the act and its words."""
    found: list[tuple[str, Any]] = []
    if row.state == "released" and may(user, "exit", row):
        found.append(("exit", ExitForm.title))
    if row.state == "released" and may(user, "decide", row):
        found.append(("hold", HoldForm.title))
    if row.state == "held" and may(user, "decide", row):
        found.append(("hold", HoldLongerForm.title))
    if row.state in _STANDING and may(user, "lodge", row):
        found += [("correct", _("Correct it")), ("cancel", _("Cancel it"))]
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    """Do something with a declaration, by the form of that act."""
    user = who(request)
    row = queries.declaration(user, reference)
    if act not in _ACTS:
        raise NotVisible(_("There is no such page."))
    right, do = _ACTS[act]
    require(user, right, row)
    form = _form(act, row, request)

    def carried() -> HttpResponse:
        do(user, reference, form)
        return redirect("declaration", reference)

    done, status = carry_out(form, carried)
    return done or _page(request, form, row, status)


@require_http_methods(["GET", "HEAD", "POST"])
def by_hand(request: HttpRequest) -> HttpResponse:
    """Take in a declaration that is filled in by hand."""
    user = who(request)
    if not may(user, "lodge", Declaration):
        raise NotVisible(_("There is no such page."))
    more = "more" in request.POST
    begun = _begun(user, request)
    count = _count(request, len(begun.lines) if begun else 1) + more
    sent = request.POST if request.method == "POST" and not more else None
    first = _first(user, count) | (initial_of(begun) if begun else {})
    form = ByHandForm(sent, initial=first).with_lines(blank_lines(count))
    if more:
        form.initial.update(_as_sent(form, request), lines=count)
    status = 200
    if sent is not None:
        status = 422
        if form.is_valid():
            try:
                row = once(
                    user,
                    "declare by hand",
                    form.carried(),
                    Declaration,
                    lambda: (
                        services.lodge(
                            user, form.declaration(), source="page"
                        ).declaration
                    ),
                )
                return redirect("declaration", row.reference)
            except NotVisible:
                form.add_error(
                    "exporter_identifier",
                    _("You may not declare goods of this exporter."),
                )
            except SluisError as error:
                form.blame(error)
                status = 403 if isinstance(error, Refused) else 409
    return _page(request, form, None, status, more=count < MOST_LINES)


def _form(act: str, row: Declaration, request: HttpRequest) -> Any:
    """Make the form of an act on a declaration as it stands."""
    sent = request.POST if request.method == "POST" else None
    first = fresh(revision(row), version=row.version)
    if act == "correct":
        stands = services.standing(row)
        first |= initial_of(stands)
        return CorrectForm(sent, initial=first).with_lines(stands.lines)
    if act == "hold":
        kind = HoldLongerForm if row.state == "held" else HoldForm
        return kind(sent, initial=first)
    kinds: dict[str, type[CarryingForm]] = {"exit": ExitForm, "cancel": CancelForm}
    return kinds[act](sent, initial=first | {"on": timezone.localdate()})


def _exit(user: User, reference: str, form: Any) -> None:
    services.exit_(user, reference, form=form.carried(), **form.told())


def _hold(user: User, reference: str, form: Any) -> None:
    services.hold(user, reference, form=form.carried(), **form.told())


def _cancel(user: User, reference: str, form: Any) -> None:
    services.cancel(user, reference, form=form.carried(), **form.told())


def _correct(user: User, reference: str, form: CorrectForm) -> None:
    def change(stands: Declared) -> Declared:
        return form.declaration(stands)

    services.correct(user, reference, change, form=form.carried())


_ACTS = {
    "exit": ("exit", _exit),
    "hold": ("decide", _hold),
    "cancel": ("lodge", _cancel),
    "correct": ("lodge", _correct),
}
"""Act to the right it takes, and what does it."""


def _begun(user: User, request: HttpRequest) -> Declared | None:
    """Begin with what a licence says, where the page is asked for one."""
    number = request.GET.get("licence", "")
    if not number or request.method == "POST":
        return None
    return shipment_under(number, grant_of(licence(user, number)))


def _count(request: HttpRequest, at_first: int) -> int:
    text = request.POST.get("lines", str(at_first))
    return min(int(text), MOST_LINES - 1) if text.isdecimal() and int(text) else 1


def _first(user: User, count: int) -> dict[str, Any]:
    """Fill in the exporter, for who declares goods of its own organisation."""
    own = [
        held.organisation
        for held in memberships_of(user)
        if held.organisation.kind == OrganisationKind.EXPORTER
    ]
    first = fresh(UNSEEN.seen or 0, lines=count)
    if own:
        first |= {
            "exporter_name": own[0].name,
            "exporter_identifier": own[0].eori,
            "dispatched_from": own[0].country,
        }
    return first


def _as_sent(form: ByHandForm, request: HttpRequest) -> dict[str, Any]:
    """Give what was filled in so far, unchecked, so that a line can be added."""
    return {
        name: field.widget.value_from_datadict(request.POST, request.FILES, name)
        for name, field in form.fields.items()
        if name in request.POST
    }


def _page(
    request: HttpRequest,
    form: Any,
    row: Declaration | None,
    status: int,
    *,
    more: bool = False,
) -> HttpResponse:
    title = getattr(form, "title", None) or (
        _("Correct the declaration") if row else _("Declare by hand")
    )
    steps = [(reverse("declarations"), _("Declarations"))]
    back = reverse("declarations")
    if row is not None:
        back = reverse("declaration", args=[row.reference])
        steps.append((back, row.reference))
    context = {
        "form": form,
        "title": title,
        "lead": getattr(form, "lead", ""),
        "button": getattr(form, "button", None) or _("Send and have it checked"),
        "more": more,
        "back": back,
        "breadcrumbs": [*steps, ("", title)],
    }
    return render(request, "customs/act.html", context, status=status)
