"""The pages of lists of parties: an exporter's blocked ones, and those watched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import may, require
from sluis.office.access.who import who
from sluis.office.compliance import queries
from sluis.office.compliance.asking import Page, ask, below, filled
from sluis.office.compliance.forms import (
    BlockForm,
    ChangePartyForm,
    PartyForm,
    WhyForm,
)
from sluis.office.compliance.models import BlockedParty, WatchedParty
from sluis.office.compliance.services import parties as services
from sluis.office.ui.words import tag

PER_PAGE = 50
STATES = {
    "holds": (gettext_lazy("On the list"), "stop"),
    "ahead": (gettext_lazy("From a later day"), "ask"),
    "ended": (gettext_lazy("Ended"), ""),
    "withdrawn": (gettext_lazy("Withdrawn as a mistake"), ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One of the two lists.

    Attributes:
        model: What it is kept in.
        name: Its name in addresses.
        title: Its name on pages.
        lead: What it is.
        twin: Its address in the API.
    """

    model: Any
    name: str
    title: str | Promise
    lead: str | Promise
    twin: str

    def address(self, part: str = "", *words: object) -> str:
        """Give the address of the list, or of a page below it."""
        joined = f"{self.name}-{part}" if part else self.name
        return reverse(f"compliance-{joined}", args=words)


BLOCKED = Kind(
    model=BlockedParty,
    name="blocked",
    title=gettext_lazy("Blocked parties"),
    lead=gettext_lazy(
        "Parties your organisation will not deal with. An application that names "
        "one says so before you submit it. The authority does not see this list."
    ),
    twin="/api/v1/compliance/blocked-parties",
)
WATCHED = Kind(
    model=WatchedParty,
    name="watched",
    title=gettext_lazy("Watch list"),
    lead=gettext_lazy(
        "Parties to look at twice. An application that names one says so to "
        "officers. No exporter sees this list, or what it finds."
    ),
    twin="/api/v1/compliance/watched-parties",
)


@require_safe
def listed(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Show a list as it is known today."""
    user = who(request)
    rows = queries.listed_parties(user, kind.model)
    if question := request.GET.get("q", "").replace("\x00", "").strip():
        rows = rows.filter(name__icontains=question)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "kind": kind,
        "page": page,
        "q": question,
        "rows": [_line(kind, one) for one in page],
        "several": len(queries.own_organisations(user)) > 1,
        "add": kind.address("add") if may(user, "edit", kind.model) else "",
        "data_twin": kind.twin,
        "breadcrumbs": below(("", kind.title)),
    }
    return render(request, "compliance/parties.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def block(request: HttpRequest) -> HttpResponse:
    """Put a party on one's own list."""
    user = who(request)
    own = queries.own_organisations(user, act=True)
    if not own:
        raise NotVisible(_("There is no such page."))
    form = filled(request, BlockForm, since=timezone.localdate())
    form.offer(own)

    def do(form: BlockForm) -> str:
        chosen = form.cleaned_data["organisation"]
        home = next(one for one in own if str(one.pk) == chosen)
        made = services.block(user, home, form.facts(), form.carried())
        return BLOCKED.address("party", made.number)

    return ask(request, form, do, _adding(BLOCKED, _("Block a party")))


@require_http_methods(["GET", "HEAD", "POST"])
def watch(request: HttpRequest) -> HttpResponse:
    """Put a party on the authority's list."""
    user = who(request)
    require(user, "edit", WatchedParty)

    def do(form: PartyForm) -> str:
        made = services.watch(user, form.facts(), form.carried())
        return WATCHED.address("party", made.number)

    form = filled(request, PartyForm, since=timezone.localdate())
    return ask(request, form, do, _adding(WATCHED, _("Watch a party")))


@require_safe
def party(request: HttpRequest, kind: Kind, number: int) -> HttpResponse:
    """Show a party of a list: what it says now, and what it said before."""
    user = who(request)
    history = queries.party_history(user, kind.model, number)
    now = history[0]
    context = {
        "kind": kind,
        "now": _line(kind, now),
        "history": history,
        "may_edit": bool(may(user, "edit", now)) and not now.withdrawn,
        "change": kind.address("change", number),
        "withdraw": kind.address("withdraw", number),
        "data_twin": f"{kind.twin}/{number}",
        "breadcrumbs": below((kind.address(), kind.title), ("", now.name)),
    }
    return render(request, "compliance/party.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, kind: Kind, number: int) -> HttpResponse:
    """Say something else of a listed party."""
    user = who(request)
    now = queries.party_history(user, kind.model, number)[0]
    require(user, "edit", now)
    names = ("name", "country", "reason", "source", "since", "until")
    initial = {name: getattr(now, name) for name in names}

    def do(form: ChangePartyForm) -> str:
        services.change(
            user,
            kind.model,
            number,
            form.facts(),
            why=form.cleaned_data["why"],
            form=form.carried(),
        )
        return kind.address("party", number)

    form = filled(request, ChangePartyForm, now.pk, **initial)
    page = _changing(kind, now, _("Change the entry"), _("Keep the change"))
    return ask(request, form, do, page)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, kind: Kind, number: int) -> HttpResponse:
    """Say that an entry was a mistake."""
    user = who(request)
    now = queries.party_history(user, kind.model, number)[0]
    require(user, "edit", now)

    def do(form: WhyForm) -> str:
        services.withdraw(
            user,
            kind.model,
            number,
            why=form.cleaned_data["why"],
            form=form.carried(),
        )
        return kind.address("party", number)

    page = _changing(kind, now, _("Withdraw the entry"), _("Withdraw"))
    return ask(request, filled(request, WhyForm, now.pk), do, page)


def _adding(kind: Kind, title: str) -> Page:
    return Page(
        title=title,
        lead=kind.lead,
        button=_("Put it on the list"),
        back=kind.address(),
        trail=[(kind.address(), kind.title)],
    )


def _changing(kind: Kind, now: Any, title: str, button: str) -> Page:
    here = kind.address("party", now.number)
    return Page(
        title=title,
        lead=_("What the list said until now stays to be read."),
        button=button,
        back=here,
        trail=[(kind.address(), kind.title), (here, now.name)],
    )


def _line(kind: Kind, one: Any) -> dict[str, Any]:
    today = timezone.localdate()
    state = "holds"
    if one.withdrawn:
        state = "withdrawn"
    elif one.until is not None and one.until < today:
        state = "ended"
    elif one.since > today:
        state = "ahead"
    return {
        "one": one,
        "path": kind.address("party", one.number),
        "state": tag(STATES, state),
    }
