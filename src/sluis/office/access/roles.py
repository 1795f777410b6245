"""The roles in which people act, and the kinds of organisation that have them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class OrganisationKind(StrEnum):
    """What an organisation is in the chain of export control."""

    EXPORTER = "exporter"
    AUTHORITY = "authority"
    CUSTOMS = "customs"
    PARTNER = "partner"


class Role(StrEnum):
    """What a person is for an organisation; a person may be several things."""

    APPLICANT = "applicant"
    COMPLIANCE_OFFICER = "compliance_officer"
    LICENSING_OFFICER = "licensing_officer"
    SECOND_OFFICER = "second_officer"
    POLICY_ADVISER = "policy_adviser"
    CUSTOMS_OFFICER = "customs_officer"
    INVESTIGATOR = "investigator"
    LIAISON = "liaison"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


ROLE_NAMES: dict[Role, _StrPromise] = {
    Role.APPLICANT: _("Applicant"),
    Role.COMPLIANCE_OFFICER: _("Compliance officer"),
    Role.LICENSING_OFFICER: _("Licensing officer"),
    Role.SECOND_OFFICER: _("Second officer"),
    Role.POLICY_ADVISER: _("Policy adviser"),
    Role.CUSTOMS_OFFICER: _("Customs officer"),
    Role.INVESTIGATOR: _("Investigator"),
    Role.LIAISON: _("Liaison"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.AUDITOR: _("Auditor"),
}
"""What the pages call each role."""

KIND_NAMES: dict[OrganisationKind, _StrPromise] = {
    OrganisationKind.EXPORTER: _("Exporter"),
    OrganisationKind.AUTHORITY: _("Licensing authority"),
    OrganisationKind.CUSTOMS: _("Customs"),
    OrganisationKind.PARTNER: _("Partner"),
}
"""What the pages call each kind of organisation."""

ROLES_OF: dict[OrganisationKind, frozenset[Role]] = {
    OrganisationKind.EXPORTER: frozenset({Role.APPLICANT, Role.COMPLIANCE_OFFICER}),
    OrganisationKind.AUTHORITY: frozenset(
        {
            Role.LICENSING_OFFICER,
            Role.SECOND_OFFICER,
            Role.POLICY_ADVISER,
            Role.INVESTIGATOR,
            Role.LIAISON,
            Role.ADMINISTRATOR,
            Role.AUDITOR,
        }
    ),
    OrganisationKind.CUSTOMS: frozenset({Role.CUSTOMS_OFFICER, Role.INVESTIGATOR}),
    OrganisationKind.PARTNER: frozenset({Role.POLICY_ADVISER, Role.LIAISON}),
}
"""The roles that members of each kind of organisation may have."""

DECIDING: frozenset[Role] = frozenset(
    {
        Role.LICENSING_OFFICER,
        Role.SECOND_OFFICER,
        Role.CUSTOMS_OFFICER,
        Role.ADMINISTRATOR,
    }
)
"""Roles whose acts bind others: they act only with a second factor."""
