"""Reading people: for pages and endpoints, only what the reader may see."""

from __future__ import annotations

from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import visible
from sluis.office.people.models import (
    ApiToken,
    Invitation,
    Membership,
    Organisation,
    User,
)

M = TypeVar("M", bound=Model)


def accounts_exist() -> bool:
    """Whether anyone can sign in here; if not, this is a first run of one person."""
    return User.objects.exists()


def has_second_factor(user: User) -> bool:
    """Whether a person signs in with more than a password."""
    from allauth.mfa.models import Authenticator

    factors = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=user, type__in=factors).exists())


def organisations(user: User | AnonymousUser) -> QuerySet[Organisation]:
    """List the organisations a person may see, by name."""
    return visible(user, Organisation)


def people(user: User | AnonymousUser) -> QuerySet[User]:
    """List the people a person may see, with the roles of theirs that may be seen."""
    held = Prefetch(
        "memberships",
        visible(user, Membership).filter(_in_force()).select_related("organisation"),
        to_attr="held",
    )
    return visible(user, User).prefetch_related(held)


def members(
    user: User | AnonymousUser, organisation: Organisation
) -> QuerySet[Membership]:
    """List who has which role in an organisation today."""
    return (
        visible(user, Membership)
        .filter(_in_force(), organisation=organisation)
        .select_related("user", "organisation")
        .order_by("user__name", "role")
    )


def open_invitations(
    user: User | AnonymousUser, organisation: Organisation
) -> QuerySet[Invitation]:
    """List an organisation's invitations that can still be taken."""
    return visible(user, Invitation).filter(
        organisation=organisation,
        accepted_at=None,
        withdrawn_at=None,
        expires_at__gt=timezone.now(),
    )


def organisation(user: User | AnonymousUser, pk: int) -> Organisation:
    """Find an organisation.

    Raises:
        NotVisible: There is none that the reader may see.
    """
    return _found(visible(user, Organisation).filter(pk=pk))


def person(user: User | AnonymousUser, pk: int) -> User:
    """Find a person, with the roles that the reader may see.

    Raises:
        NotVisible: There is none that the reader may see.
    """
    return _found(people(user).filter(pk=pk))


def membership(user: User | AnonymousUser, home: int, pk: int) -> Membership:
    """Find a role in an organisation.

    Raises:
        NotVisible: There is none that the reader may see.
    """
    return _found(visible(user, Membership).filter(pk=pk, organisation=home))


def invitation(user: User | AnonymousUser, home: int, pk: int) -> Invitation:
    """Find an invitation to an organisation.

    Raises:
        NotVisible: There is none that the reader may see.
    """
    return _found(visible(user, Invitation).filter(pk=pk, organisation=home))


def key(user: User | AnonymousUser, pk: int) -> ApiToken:
    """Find a key.

    Raises:
        NotVisible: There is none that the reader may see.
    """
    return _found(visible(user, ApiToken).filter(pk=pk))


def _found(query: QuerySet[M]) -> M:
    found = query.first()
    if found is None:
        raise NotVisible(_("There is no such thing."))
    return found


def keys(user: User) -> QuerySet[ApiToken]:
    """List a person's own keys that are not revoked, the latest first."""
    return visible(user, ApiToken).filter(user=user, revoked_at=None)


def everyone() -> QuerySet[Membership]:
    """List every role that is held, for the owner of the machine."""
    return (
        Membership.objects.filter(_in_force())
        .select_related("user", "organisation")
        .order_by("user__email", "organisation__name", "role")
    )


def _in_force() -> Q:
    today = timezone.localdate()
    return (Q(until=None) | Q(until__gt=today)) & Q(since__lte=today)
