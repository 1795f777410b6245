"""The pages of people, organisations and one's own account."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from sluis.core.errors import SluisError
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.roles import DECIDING, ROLE_NAMES, Role
from sluis.office.access.rules import memberships_of, roles_of
from sluis.office.once.services import revision
from sluis.office.people import invitations, queries, services, tokens
from sluis.office.people.forms import NewKey, NewPassword, OwnDetails
from sluis.office.people.models import User
from sluis.office.ui.carrying import BlamedForm, fresh

T = TypeVar("T")

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def take_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show an invitation to whoever holds its address, and let them take it."""
    invitation = invitations.invitation_of(secret)
    known = invitations.account_of(invitation)
    signs_in = known is not None and known.has_usable_password()
    if signs_in and request.user != known:
        return redirect_to_login(request.path, "/account/login/")
    form = None if signs_in else NewPassword(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        password = form.cleaned_data["password"] if form else ""
        user = request.user if request.user.is_authenticated else None
        if tried(form, lambda: invitations.take(secret, user=user, password=password)):
            if not signs_in:
                account = invitations.account_of(invitation)
                if account is not None:
                    login(request, account, backend=_BACKEND)
            messages.success(request, _("Welcome. Your role is yours from today."))
            return redirect("account")
    return render(
        request,
        "people/invitation.html",
        {
            "invitation": invitation,
            "role": ROLE_NAMES[Role(invitation.role)],
            "form": form,
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show a person's own account: roles, second factor, language."""
    user = me(request)
    told = {"name": user.name, "language": user.language}
    form = OwnDetails(request.POST or None, initial=fresh(revision(user), **told))
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: services.edit_own(user, **form.given())) is not None
    ):
        messages.success(request, _("Your details are changed."))
        return redirect("account")
    return render(
        request,
        "people/account.html",
        {
            "form": form,
            "held": memberships_of(user),
            "sure": queries.has_second_factor(user),
            "decides": bool(roles_of(user) & DECIDING),
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Show a person's keys for programs, and make one."""
    user = me(request)
    form = NewKey(request.POST or None, initial=fresh())
    secret = ""
    if request.method == "POST" and form.is_valid():
        given = form.given()
        given["asked"] = given.pop("scopes")
        made = tried(form, lambda: tokens.make_token(user, **given))
        if made is not None:
            secret, form = made[1], NewKey(initial=fresh())
    told = {"tokens": queries.keys(user), "form": form, "secret": secret}
    return render(request, "people/tokens.html", told)


@never_cache
@require_POST
def revoke_key(request: HttpRequest, pk: int) -> HttpResponse:
    """End a key."""
    user = me(request)
    tokens.revoke_token(user, queries.key(user, pk))
    messages.success(request, _("The key has ended."))
    return redirect("tokens")


def me(request: HttpRequest) -> User:
    """Give who asks; the gate lets nobody else come to these pages."""
    if not isinstance(request.user, User):
        raise NotVisible(_("There is no such page."))
    return request.user


def tried(form: BlamedForm | None, act: Callable[[], T]) -> T | None:
    """Do what a form asks; say in the form why it cannot be done.

    Returns:
        What was done, or ``None`` when the form now says why not.

    Raises:
        NotVisible: It may not be seen.
        Refused: It may not be done by this person, whatever the form says.
        SluisError: It cannot be done, and there is no form to say so in.
    """
    try:
        return act()
    except (NotVisible, Refused):
        raise
    except SluisError as error:
        if form is None:
            raise
        form.blame(error)
        return None
