"""Who may see what was found in a case."""

from __future__ import annotations

from sluis.office.access.kind import Kind, every
from sluis.office.access.roles import Role
from sluis.office.access.route import Route

KINDS = (
    Kind(
        name="case",
        model="cases.CaseFile",
        grants={
            role: (every(),)
            for role in (
                Role.LICENSING_OFFICER,
                Role.SECOND_OFFICER,
                Role.POLICY_ADVISER,
                Role.CUSTOMS_OFFICER,
                Role.INVESTIGATOR,
                Role.AUDITOR,
            )
        },
    ),
)

ROUTES = (
    Route(path="cases/", kind="case"),
    Route(path="cases/<int:pk>/", kind="case"),
    Route(path="api/v1/cases", kind="case"),
    Route(path="api/v1/cases/*", kind="case"),
)
