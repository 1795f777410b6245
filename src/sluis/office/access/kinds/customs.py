"""Who may see and do what with customs declarations."""

from __future__ import annotations

from sluis.office.access.kind import Kind, every, own
from sluis.office.access.roles import Role
from sluis.office.access.route import Route

KINDS = (
    Kind(
        name="declaration",
        model="customs.Declaration",
        own="organisation",
        grants={
            Role.APPLICANT: (own("lodge"),),
            Role.COMPLIANCE_OFFICER: (own("lodge"),),
            Role.CUSTOMS_OFFICER: (every("lodge", "decide", "exit"),),
            Role.LICENSING_OFFICER: (every(),),
            Role.SECOND_OFFICER: (every(),),
            Role.POLICY_ADVISER: (every(),),
            Role.INVESTIGATOR: (every(),),
            Role.AUDITOR: (every(),),
        },
    ),
)

ROUTES = (
    Route(path="declarations/", kind="declaration"),
    Route(path="declarations/new/", kind="declaration", reads="lodge", writes="lodge"),
    Route(
        path="declarations/new/by-hand/",
        kind="declaration",
        reads="lodge",
        writes="lodge",
    ),
    Route(path="declarations/<str:reference>/*", kind="declaration"),
    Route(path="api/v1/declarations", kind="declaration", writes="lodge"),
    Route(path="api/v1/declarations/*", kind="declaration"),
)
