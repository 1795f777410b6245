"""Who may read the audit trail."""

from __future__ import annotations

from sluis.office.access.kind import Kind, every
from sluis.office.access.roles import Role
from sluis.office.access.route import Route

KINDS = (
    Kind(
        name="audit entry",
        model="audit.Entry",
        grants={
            Role.AUDITOR: (every("export"),),
            Role.ADMINISTRATOR: (every(),),
        },
    ),
)

ROUTES = (
    Route(path="audit/", kind="audit entry"),
    Route(path="api/v1/audit", kind="audit entry"),
)
