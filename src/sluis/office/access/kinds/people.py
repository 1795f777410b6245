"""Who may see and manage organisations, people and their keys."""

from __future__ import annotations

from sluis.office.access.kind import Kind, every, mine, own
from sluis.office.access.roles import Role
from sluis.office.access.route import Route

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
    Kind(
        name="invitation",
        model="people.Invitation",
        own="organisation",
        grants={
            Role.COMPLIANCE_OFFICER: (own("withdraw"),),
            Role.AUDITOR: (every(),),
            Role.ADMINISTRATOR: (every("withdraw"),),
        },
    ),
    Kind(
        name="key",
        model="people.ApiToken",
        mine="user",
        grants={
            **{role: (mine("make", "revoke"),) for role in Role},
            Role.ADMINISTRATOR: (every("revoke"), mine("make", "revoke")),
        },
    ),
)

ROUTES = (
    Route(path="organisations/", kind="organisation"),
    Route(path="organisations/add/", kind="organisation", reads="add", writes="add"),
    Route(path="organisations/<int:pk>/", kind="organisation"),
    Route(path="organisations/<int:pk>/invite/", kind="organisation", reads="invite"),
    Route(path="organisations/<int:pk>/block/", kind="organisation", reads="block"),
    Route(path="organisations/<int:pk>/roles/<int:membership>/end/", kind="membership"),
    Route(
        path="organisations/<int:pk>/invitations/<int:invitation>/withdraw/",
        kind="invitation",
    ),
    Route(path="people/", kind="person"),
    Route(path="people/<int:pk>/", kind="person"),
    Route(path="people/<int:pk>/block/", kind="person", reads="block"),
    Route(path="account/", kind=""),
    Route(path="account/tokens/", kind="key", writes="make"),
    Route(path="account/tokens/<int:pk>/revoke/", kind="key"),
    Route(path="api/v1/organisations", kind="organisation", writes="add"),
    Route(path="api/v1/organisations/<int:pk>", kind="organisation"),
    Route(path="api/v1/people", kind="person"),
    Route(path="api/v1/people/<int:pk>", kind="person"),
    Route(path="api/v1/tokens", kind="key", writes="make"),
    Route(path="api/v1/tokens/<int:pk>", kind="key"),
)
