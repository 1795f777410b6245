"""Who may see and do what with compliance: programmes, lists of parties, visits."""

from __future__ import annotations

from sluis.office.access.kind import Kind, every, own
from sluis.office.access.roles import Role
from sluis.office.access.route import Route

_VISITING = (Role.LICENSING_OFFICER, Role.SECOND_OFFICER, Role.CUSTOMS_OFFICER)
_READING = (Role.INVESTIGATOR, Role.AUDITOR)

KINDS = (
    Kind(
        name="compliance programme",
        model="compliance.Programme",
        own="organisation",
        grants={
            Role.APPLICANT: (own(),),
            Role.COMPLIANCE_OFFICER: (own("edit", "submit"),),
        },
    ),
    Kind(
        name="submitted programme",
        model="compliance.Submission",
        own="programme__organisation",
        grants={
            Role.APPLICANT: (own(),),
            Role.COMPLIANCE_OFFICER: (own(),),
            **{role: (every("remark"),) for role in _VISITING},
            **{role: (every(),) for role in _READING},
        },
    ),
    Kind(
        name="blocked party",
        model="compliance.BlockedParty",
        own="organisation",
        grants={
            Role.APPLICANT: (own(),),
            Role.COMPLIANCE_OFFICER: (own("edit"),),
        },
    ),
    Kind(
        name="watched party",
        model="compliance.WatchedParty",
        grants={
            Role.LICENSING_OFFICER: (every("edit"),),
            Role.SECOND_OFFICER: (every("edit"),),
            Role.INVESTIGATOR: (every("edit"),),
            Role.CUSTOMS_OFFICER: (every(),),
            Role.AUDITOR: (every(),),
        },
    ),
    Kind(
        name="company visit",
        model="compliance.Visit",
        own="shown_to",
        grants={
            Role.APPLICANT: (own(),),
            Role.COMPLIANCE_OFFICER: (own(),),
            **{role: (every("conduct"),) for role in _VISITING},
            **{role: (every(),) for role in _READING},
        },
    ),
    Kind(
        name="finding of a visit",
        model="compliance.Finding",
        own="visit__reported_to",
        grants={
            Role.APPLICANT: (own(),),
            Role.COMPLIANCE_OFFICER: (own("answer"),),
            **{role: (every("judge"),) for role in _VISITING},
            **{role: (every(),) for role in _READING},
        },
    ),
)

_API = "api/v1/compliance"

ROUTES = (
    Route(path="compliance/", kind="company visit"),
    Route(path="compliance/programmes/", kind="submitted programme"),
    Route(
        path="compliance/programmes/begin/",
        kind="compliance programme",
        reads="edit",
        writes="edit",
    ),
    Route(path="compliance/programmes/<int:pk>/*", kind="compliance programme"),
    Route(path="compliance/submissions/<int:pk>/*", kind="submitted programme"),
    Route(path="compliance/blocked/", kind="blocked party"),
    Route(
        path="compliance/blocked/add/",
        kind="blocked party",
        reads="edit",
        writes="edit",
    ),
    Route(path="compliance/blocked/<int:number>/*", kind="blocked party"),
    Route(path="compliance/watched/", kind="watched party"),
    Route(
        path="compliance/watched/add/",
        kind="watched party",
        reads="edit",
        writes="edit",
    ),
    Route(path="compliance/watched/<int:number>/*", kind="watched party"),
    Route(path="compliance/visits/", kind="company visit"),
    Route(
        path="compliance/visits/plan/",
        kind="company visit",
        reads="conduct",
        writes="conduct",
    ),
    Route(path="compliance/visits/<str:reference>/*", kind="company visit"),
    Route(
        path="compliance/visits/<str:reference>/findings/<int:number>/*",
        kind="finding of a visit",
    ),
    Route(path="compliance/records/", kind="blocked party"),
    Route(path=f"{_API}/questions", kind="submitted programme"),
    Route(path=f"{_API}/programmes", kind="compliance programme", writes="edit"),
    Route(path=f"{_API}/programmes/*", kind="compliance programme"),
    Route(path=f"{_API}/submissions", kind="submitted programme"),
    Route(path=f"{_API}/submissions/*", kind="submitted programme"),
    Route(path=f"{_API}/blocked-parties", kind="blocked party", writes="edit"),
    Route(path=f"{_API}/blocked-parties/*", kind="blocked party"),
    Route(path=f"{_API}/watched-parties", kind="watched party", writes="edit"),
    Route(path=f"{_API}/watched-parties/*", kind="watched party"),
    Route(path=f"{_API}/visits", kind="company visit", writes="conduct"),
    Route(path=f"{_API}/visits/*", kind="company visit"),
    Route(path=f"{_API}/visits/<reference>/findings/*", kind="finding of a visit"),
    Route(path=f"{_API}/records", kind="blocked party"),
    Route(path=f"{_API}/matches/*", kind="application"),
)
