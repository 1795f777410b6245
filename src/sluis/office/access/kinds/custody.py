"""Who may read and add to the record of custody."""

from __future__ import annotations

from sluis.office.access.kind import Kind, every
from sluis.office.access.roles import Role
from sluis.office.access.route import Audience, Route

KINDS = (
    Kind(
        name="custody event",
        model="custody.Event",
        grants={
            Role.LICENSING_OFFICER: (every("capture", "follow"),),
            Role.SECOND_OFFICER: (every("capture", "follow"),),
            Role.CUSTOMS_OFFICER: (every("capture", "follow"),),
            Role.INVESTIGATOR: (every("capture", "follow"),),
            Role.POLICY_ADVISER: (every(),),
            Role.AUDITOR: (every(),),
        },
    ),
)

ROUTES = (
    Route(
        path="epcis/*",
        audience=Audience.FIRST_RUN,
        kind="custody event",
        writes="capture",
    ),
    Route(
        path="epcis/queries*",
        audience=Audience.FIRST_RUN,
        kind="custody event",
        writes="follow",
    ),
)
