"""The cast of the office's tests: organisations, and people with a role in them.

``officer = cast.person("officer", Role.LICENSING_OFFICER)`` makes a person who may
act in that role, in the organisation that fits it; pass ``organisation=`` for
another. Whatever the role needs to act, such as a second factor, the person has.
"""

from __future__ import annotations

from sluis.office.access.roles import ROLES_OF, OrganisationKind, Role
from sluis.office.people import services
from sluis.office.people.models import Organisation, User

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
    user = services.add_user(
        None, email=f"{name}@sluis.example", name=name.title(), password=PASSWORD
    )
    for role in roles:
        services.give_role(None, user, organisation or _home_of(Role(role)), Role(role))
    return user


def _home_of(role: Role) -> Organisation:
    kind = next(kind for kind, roles in ROLES_OF.items() if role in roles)
    return organisation(kind)
