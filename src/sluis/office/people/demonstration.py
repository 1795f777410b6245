"""Accounts for showing: one for each role of the case, and nothing real beside them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from sluis.core.errors import InvalidInput
from sluis.office.access.roles import OrganisationKind, Role
from sluis.office.audit import services as audit
from sluis.office.people import services
from sluis.office.people.models import Organisation, User

HOMES = {
    OrganisationKind.EXPORTER: "Demonstration exporter",
    OrganisationKind.AUTHORITY: "Demonstration authority",
    OrganisationKind.CUSTOMS: "Demonstration customs",
}
EORI = "NL000099999"
"""By which declarations are known to be the exporter's; nobody's number."""
CAST: tuple[tuple[Role, OrganisationKind], ...] = (
    (Role.APPLICANT, OrganisationKind.EXPORTER),
    (Role.COMPLIANCE_OFFICER, OrganisationKind.EXPORTER),
    (Role.LICENSING_OFFICER, OrganisationKind.AUTHORITY),
    (Role.SECOND_OFFICER, OrganisationKind.AUTHORITY),
    (Role.POLICY_ADVISER, OrganisationKind.AUTHORITY),
    (Role.CUSTOMS_OFFICER, OrganisationKind.CUSTOMS),
    (Role.INVESTIGATOR, OrganisationKind.AUTHORITY),
    (Role.LIAISON, OrganisationKind.AUTHORITY),
    (Role.ADMINISTRATOR, OrganisationKind.AUTHORITY),
    (Role.AUDITOR, OrganisationKind.AUTHORITY),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account for showing.

    Attributes:
        user: The person.
        role: The person's one role.
        password: What they all sign in with; only its hash is kept.
    """

    user: User
    role: Role
    password: str


@transaction.atomic
def make_cast() -> Sequence[Account]:
    """Make an account for each role, or give those that are there a new password.

    Raises:
        InvalidInput: The database has real accounts.
    """
    if User.objects.filter(is_demonstration=False).exists():
        raise InvalidInput(
            "this data folder has real accounts; those for showing stand alone",
            path="--accounts",
            remedy="name a new folder with --data DIR",
        )
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    return [
        Account(user=_person(role, _home(kind), password), role=role, password=password)
        for role, kind in CAST
    ]


def _home(kind: OrganisationKind) -> Organisation:
    name = HOMES[kind]
    found = Organisation.objects.filter(name=name, is_demonstration=True).first()
    if found is None:
        eori = EORI if kind is OrganisationKind.EXPORTER else ""
        found = services.add_organisation(
            None, kind=kind, name=name, country="NL", eori=eori
        )
        found.is_demonstration = True
        found.save(update_fields=["is_demonstration"])
    return found


def _person(role: Role, home: Organisation, password: str) -> User:
    email = f"{role.replace('_', '-')}@demonstration.example"
    user = User.objects.filter(email=email).first()
    if user is None:
        name = f"{role.replace('_', ' ').capitalize()} (demonstration)"
        user = User(email=email, name=name, is_demonstration=True)
        user.set_password(password)
        user.save()
        audit.record(None, "person.added", user, {"demonstration": True})
    else:
        user.set_password(password)
        user.save(update_fields=["password"])
        audit.record(None, "person.password_set", user)
    services.give_role(None, user, home, role)
    return user
