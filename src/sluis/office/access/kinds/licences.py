"""Who may see and do what with licences."""

from __future__ import annotations

from sluis.office.access.kind import Grant, Kind, every, own
from sluis.office.access.roles import Role
from sluis.office.access.route import Audience, Route

_DECIDING = ("issue", "propose", "suspend", "confirm")

_READING: dict[Role, tuple[Grant, ...]] = {
    Role.POLICY_ADVISER: (every(),),
    Role.CUSTOMS_OFFICER: (every(),),
    Role.INVESTIGATOR: (every(),),
    Role.AUDITOR: (every(),),
}

KINDS = (
    Kind(
        name="licence",
        model="licences.Licence",
        own="organisation",
        grants={
            Role.APPLICANT: (own(),),
            Role.COMPLIANCE_OFFICER: (own("surrender"),),
            Role.LICENSING_OFFICER: (every(*_DECIDING),),
            Role.SECOND_OFFICER: (every(*_DECIDING),),
            **_READING,
        },
    ),
    Kind(
        name="duty after release",
        model="licences.Duty",
        own="condition__licence__organisation",
        grants={
            Role.APPLICANT: (own("show"),),
            Role.COMPLIANCE_OFFICER: (own("show"),),
            Role.LICENSING_OFFICER: (every("show", "breach", "waive"),),
            Role.SECOND_OFFICER: (every("show", "breach", "waive"),),
            **_READING,
        },
    ),
)

ROUTES = (
    Route(path="licences/", kind="licence"),
    Route(path="licences/<str:number>/*", kind="licence"),
    Route(path="duties/", kind="duty after release"),
    Route(path="duties/<int:pk>/*", kind="duty after release"),
    Route(path="api/v1/duties", kind="duty after release"),
    Route(path="api/v1/duties/*", kind="duty after release"),
    Route(path="verify/", audience=Audience.ANYONE),
    Route(path="api/v1/licences", kind="licence"),
    Route(path="api/v1/licences/*", kind="licence"),
)
