"""What the owner of the machine does by command; nobody is asked for permission."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction

from sluis.core.errors import InvalidInput, UnknownValue
from sluis.office.access.roles import ROLES_OF, OrganisationKind, Role
from sluis.office.people import invitations, queries, services
from sluis.office.people.models import Organisation, User


def organisation(name: str, *, kind: str | None, country: str) -> Organisation:
    """Find an organisation by its name, or add it.

    Raises:
        UnknownValue: There is none, and it is not said what it would be.
        InvalidInput: Several have the name, or it is of another kind.
    """
    found = list(Organisation.objects.filter(name=name)[:2])
    if len(found) > 1:
        raise InvalidInput(f"several organisations are called {name}", path=name)
    if not found and kind is None:
        raise UnknownValue(
            f"there is no organisation called {name!r}",
            path="--organisation",
            remedy="say with --kind what it is, and it is added",
        )
    if not found:
        return services.add_organisation(
            None, kind=OrganisationKind(str(kind)), name=name, country=country
        )
    if kind not in {None, found[0].kind}:
        raise InvalidInput(
            f"{name} is of the kind {found[0].kind}, not {kind}", path="--kind"
        )
    return found[0]


@transaction.atomic
def add(
    home: Organisation, *, email: str, name: str, role: str, password: str | None
) -> str | None:
    """Give a person a role, with an account if there is none.

    Args:
        home: In which organisation.
        email: What the person signs in with.
        name: The person's name.
        role: One of the roles that such an organisation has.
        password: ``None`` means by invitation.

    Returns:
        The invitation's address; ``None`` when the person can sign in already.

    Raises:
        UnknownValue: There is no such role.
        InvalidInput: The organisation has no such role, or a value is malformed.
    """
    if role not in set(Role):
        allowed = ROLES_OF[OrganisationKind(home.kind)]
        raise UnknownValue(
            f"{role!r} is not a role",
            path="--role",
            remedy=f"choose one of: {', '.join(sorted(allowed))}",
        )
    known = User.objects.filter(email=services.checked_email(email)).first()
    if known is None and password is None:
        made = invitations.invite(None, home, email=email, name=name, role=Role(role))
        return f"{settings.PUBLIC_ADDRESS}{made.path}"
    services.check_role(home, Role(role))
    if known is None:
        known = services.add_user(None, email=email, name=name)
    if password is not None:
        invitations.set_password(known, password)
    services.give_role(None, known, home, Role(role))
    return None


def everyone() -> Iterator[dict[str, Any]]:
    """Give a row for each role that is held today."""
    for held in queries.everyone():
        yield {
            "email": held.user.email,
            "name": held.user.name,
            "role": held.role,
            "organisation": held.organisation.name,
            "since": held.since.isoformat(),
            "active": held.user.is_active,
            "second_factor": queries.has_second_factor(held.user),
        }
