"""Who may see and do what with applications."""

from __future__ import annotations

from sluis.office.access.kind import Kind, every, lodged, own, referred
from sluis.office.access.roles import Role
from sluis.office.access.route import Route

_APPLY = own("edit", "submit", "answer", "withdraw", "object")
_READ_FILE = ("read_runs", "read_internal")

KINDS = (
    Kind(
        name="application",
        model="applications.Application",
        own="organisation",
        lodged={"submitted_version__isnull": False},
        referred=("consultations__asked",),
        grants={
            Role.APPLICANT: (_APPLY,),
            Role.COMPLIANCE_OFFICER: (_APPLY,),
            Role.LICENSING_OFFICER: (lodged(*_READ_FILE, "assess", "propose"),),
            Role.SECOND_OFFICER: (lodged(*_READ_FILE, "assess", "propose", "decide"),),
            Role.POLICY_ADVISER: (referred("read_runs", "advise"),),
            Role.LIAISON: (referred("advise"),),
            Role.INVESTIGATOR: (lodged(*_READ_FILE),),
            Role.AUDITOR: (lodged(*_READ_FILE),),
        },
    ),
    Kind(
        name="product",
        model="applications.Product",
        own="organisation",
        grants={
            Role.APPLICANT: (own("edit"),),
            Role.COMPLIANCE_OFFICER: (own("edit"),),
        },
    ),
    Kind(
        name="denial",
        model="applications.Denial",
        grants={
            Role.LICENSING_OFFICER: (every("record"),),
            Role.SECOND_OFFICER: (every("record"),),
            Role.AUDITOR: (every(),),
        },
    ),
)

ROUTES = (
    Route(path="applications/", kind="application"),
    Route(path="applications/new/", kind="application", reads="edit", writes="edit"),
    Route(path="applications/<str:reference>/*", kind="application"),
    Route(path="goods/*", kind="product"),
    Route(path="denials/", kind="denial"),
    Route(path="denials/new/", kind="denial", reads="record", writes="record"),
    Route(path="denials/<int:number>/", kind="denial"),
    Route(path="api/v1/applications", kind="application", writes="edit"),
    Route(path="api/v1/applications/*", kind="application"),
    Route(path="api/v1/products", kind="product", writes="edit"),
    Route(path="api/v1/products/<int:pk>", kind="product"),
    Route(path="api/v1/denials", kind="denial", writes="record"),
    Route(path="api/v1/denials/<int:number>", kind="denial"),
)
