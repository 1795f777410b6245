"""The pages of organisations, their members, and people."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from sluis.office.access.roles import OrganisationKind, Role
from sluis.office.access.rules import may, require
from sluis.office.audit.queries import history
from sluis.office.once.services import revision
from sluis.office.people import invitations, queries, services
from sluis.office.people.forms import Act, Invite, NewOrganisation, Reason
from sluis.office.people.models import Organisation
from sluis.office.people.views import me, tried
from sluis.office.ui.carrying import fresh


@never_cache
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """List the organisations the reader may see."""
    user = me(request)
    return render(
        request,
        "people/organisations.html",
        {
            "organisations": queries.organisations(user),
            "may_add": may(user, "add", Organisation),
            "data_twin": "/api/v1/organisations",
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
def add_organisation(request: HttpRequest) -> HttpResponse:
    """Add an organisation."""
    user = me(request)
    require(user, "add", Organisation)
    form = NewOrganisation(request.POST or None, initial=fresh())
    if request.method == "POST" and form.is_valid():
        given = form.given()
        given["kind"] = OrganisationKind(given["kind"])
        made = tried(form, lambda: services.add_organisation(user, **given))
        if made is not None:
            return redirect("organisation", pk=made.pk)
    return render(request, "people/form.html", _form(_("Add an organisation"), form))


@never_cache
@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an organisation: who its members are, who is invited, what was done."""
    user = me(request)
    found = queries.organisation(user, pk)
    members = [
        {
            "held": held,
            "act": Act(initial=fresh(revision(held)), auto_id=False)
            if may(user, "end", held)
            else None,
        }
        for held in queries.members(user, found)
    ]
    return render(
        request,
        "people/organisation.html",
        {
            "organisation": found,
            "members": members,
            "invitations": [
                {"open": one, "act": Act(initial=fresh(revision(one)), auto_id=False)}
                for one in queries.open_invitations(user, found)
            ],
            "may_invite": may(user, "invite", found),
            "may_block": may(user, "block", found),
            "history": history(user, found),
            "data_twin": f"/api/v1/organisations/{found.pk}",
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite someone to an organisation, and show the invitation's address once."""
    user = me(request)
    home = queries.organisation(user, pk)
    require(user, "invite", home)
    form = Invite(
        request.POST or None, kind=OrganisationKind(home.kind), initial=fresh()
    )
    if request.method == "POST" and form.is_valid():
        given = form.given()
        given["role"] = Role(given["role"])
        made = tried(form, lambda: invitations.invite(user, home, **given))
        if made is not None:
            told = {
                "organisation": home,
                "invitation": made.invitation,
                "address": f"{settings.PUBLIC_ADDRESS}{made.path}",
            }
            return render(request, "people/invited.html", told)
    title = _("Invite someone to %(organisation)s") % {"organisation": home}
    return render(request, "people/form.html", _form(title, form))


@never_cache
@require_POST
def withdraw_invitation(request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    """Take back an invitation that nobody has taken."""
    user = me(request)
    found = queries.invitation(user, pk, invitation)
    form = Act(request.POST)
    if form.is_valid():
        invitations.withdraw(user, found, **form.given())
        messages.success(request, _("The invitation is withdrawn."))
    return redirect("organisation", pk=pk)


@never_cache
@require_http_methods(["GET", "POST"])
def block_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Block an organisation, or lift that."""
    user = me(request)
    found = queries.organisation(user, pk)
    require(user, "block", found)
    block = found.blocked_at is None
    form = Reason(request.POST or None, initial=fresh(revision(found)))
    if request.method == "POST" and form.is_valid():
        given = form.given()
        if tried(
            form,
            lambda: services.block_organisation(user, found, blocked=block, **given),
        ):
            return redirect("organisation", pk=pk)
    title = _("Block %(name)s") if block else _("Lift the block of %(name)s")
    return render(request, "people/form.html", _form(title % {"name": found}, form))


@never_cache
@require_POST
def end_role(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """End someone's role in an organisation today."""
    user = me(request)
    held = queries.membership(user, pk, membership)
    form = Act(request.POST)
    if form.is_valid():
        services.end_role(user, held, **form.given())
        messages.success(request, _("The role has ended."))
    return redirect("organisation", pk=pk)


@never_cache
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List the people the reader may see, with their roles."""
    return render(
        request,
        "people/people.html",
        {"people": queries.people(me(request)), "data_twin": "/api/v1/people"},
    )


@never_cache
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a person: roles, whether they can sign in, what was done."""
    user = me(request)
    found = queries.person(user, pk)
    return render(
        request,
        "people/person.html",
        {
            "person": found,
            "sure": queries.has_second_factor(found),
            "may_block": may(user, "block", found) and found.pk != user.pk,
            "history": history(user, found),
            "data_twin": f"/api/v1/people/{found.pk}",
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
def block_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Block a person's account, or lift that."""
    user = me(request)
    found = queries.person(user, pk)
    require(user, "block", found)
    form = Reason(request.POST or None, initial=fresh(revision(found)))
    block = found.is_active
    if request.method == "POST" and form.is_valid():
        given = form.given()
        if tried(
            form, lambda: services.block_user(user, found, blocked=block, **given)
        ):
            return redirect("person", pk=pk)
    title = _("Block %(name)s") if block else _("Lift the block of %(name)s")
    return render(request, "people/form.html", _form(title % {"name": found}, form))


def _form(title: str, form: object) -> dict[str, object]:
    return {"heading": title, "form": form}
