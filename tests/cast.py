"""The cast of the office's tests: organisations, and people with a role in them.

``officer = cast.person("officer", Role.LICENSING_OFFICER)`` makes a person who may
act in that role, in the organisation that fits it; pass ``organisation=`` for
another. Whatever the role needs to act, such as a second factor, the person has.
"""

from __future__ import annotations

from functools import cache

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from sluis.office.access.roles import DECIDING, ROLES_OF, OrganisationKind, Role
from sluis.office.people import services
from sluis.office.people.models import Organisation, User

SECRET = "JBSWY3DPEHPK3PXP"
"""What everyone's authenticator app was given."""
PASSWORD = "a quiet lock in the river"


def organisation(
    kind: OrganisationKind | str = OrganisationKind.EXPORTER,
    name: str = "",
    country: str = "NL",
    **facts: object,
) -> Organisation:
    """Give the organisation of that name, made if it is not there."""
    kind = OrganisationKind(kind)
    name = name or f"The {kind}"
    found = Organisation.objects.filter(name=name).first()
    return found or services.add_organisation(
        None, kind=kind, name=name, country=country, **facts
    )


def person(
    name: str, *roles: Role | str, organisation: Organisation | None = None
) -> User:
    """Make a person with roles, able to act in them."""
    user = services.add_user(None, email=f"{name}@sluis.example", name=name.title())
    user.password = _hashed()
    user.save()
    for role in roles:
        services.give_role(None, user, organisation or _home_of(Role(role)), Role(role))
    if DECIDING.intersection(roles):
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.TOTP, data={"secret": SECRET}
        )
    return user


def _home_of(role: Role) -> Organisation:
    kind = next(kind for kind, roles in ROLES_OF.items() if role in roles)
    return organisation(kind)


@cache
def _hashed() -> str:
    """Hash the one password once; it is slow on purpose."""
    return make_password(PASSWORD)
