"""Who may see and do what with the register of parties."""

from __future__ import annotations

from sluis.office.access.kind import Kind, every
from sluis.office.access.roles import Role
from sluis.office.access.route import Route

KINDS = (
    Kind(
        name="fact of a party",
        model="parties.Fact",
        grants={
            Role.LICENSING_OFFICER: (every("edit"),),
            Role.SECOND_OFFICER: (every("edit"),),
            Role.INVESTIGATOR: (every("edit"),),
            Role.CUSTOMS_OFFICER: (every("edit"),),
            Role.AUDITOR: (every(),),
        },
    ),
)

ROUTES = (
    Route(path="parties/", kind="fact of a party"),
    Route(path="parties/record/", kind="fact of a party", reads="edit", writes="edit"),
    Route(
        path="parties/facts/<int:number>/*",
        kind="fact of a party",
        reads="edit",
        writes="edit",
    ),
    Route(path="api/v1/parties", kind="fact of a party", writes="edit"),
    Route(path="api/v1/parties/*", kind="fact of a party", writes="edit"),
)
