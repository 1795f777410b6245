"""Who may see and manage organisations, people and their keys."""

from __future__ import annotations

from sluis.office.access.kind import Kind, every, mine, own
from sluis.office.access.roles import Role

_OFFICE = (
    Role.LICENSING_OFFICER,
    Role.SECOND_OFFICER,
    Role.POLICY_ADVISER,
    Role.CUSTOMS_OFFICER,
    Role.INVESTIGATOR,
    Role.LIAISON,
    Role.AUDITOR,
)

KINDS = (
    Kind(
        name="organisation",
        model="people.Organisation",
        own="pk",
        grants={
            Role.APPLICANT: (own(),),
            Role.COMPLIANCE_OFFICER: (own("edit", "invite"),),
            **{role: (every(),) for role in _OFFICE},
            Role.ADMINISTRATOR: (every("add", "edit", "invite", "block"),),
        },
    ),
    Kind(
        name="person",
        model="people.User",
        own="memberships__organisation",
        mine="pk",
        grants={
            Role.APPLICANT: (own(), mine("edit")),
            Role.COMPLIANCE_OFFICER: (own(), mine("edit")),
            **{role: (own(), mine("edit")) for role in _OFFICE},
            Role.AUDITOR: (every(), mine("edit")),
            Role.ADMINISTRATOR: (every("edit", "block"),),
        },
    ),
    Kind(
        name="membership",
        model="people.Membership",
        own="organisation",
        grants={
            Role.APPLICANT: (own(),),
            Role.COMPLIANCE_OFFICER: (own("end"),),
            **{role: (own(),) for role in _OFFICE},
            Role.AUDITOR: (every(),),
            Role.ADMINISTRATOR: (every("add", "end"),),
        },
    ),
)
