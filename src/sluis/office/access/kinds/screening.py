"""Who may see the decisions on matches, and decide."""

from __future__ import annotations

from sluis.office.access.kind import Kind, every
from sluis.office.access.roles import Role
from sluis.office.access.route import Audience, Route

KINDS = (
    Kind(
        name="decision on a match",
        model="screening.Decision",
        grants={
            Role.LICENSING_OFFICER: (every("decide"),),
            Role.SECOND_OFFICER: (every("decide"),),
            Role.CUSTOMS_OFFICER: (every("decide"),),
            Role.INVESTIGATOR: (every("decide"),),
            Role.POLICY_ADVISER: (every(),),
            Role.AUDITOR: (every(),),
        },
    ),
)

ROUTES = (
    # A recorded screening names the parties that someone asked about.
    Route(
        path="api/v1/screenings/*",
        audience=Audience.FIRST_RUN,
        kind="decision on a match",
    ),
)
