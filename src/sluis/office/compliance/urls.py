"""Addresses of the pages of compliance."""

from __future__ import annotations

from django.urls import path

from sluis.office.compliance import party_views, programme_views, views, visit_views
from sluis.office.compliance.party_views import BLOCKED, WATCHED

_PROGRAMME = "compliance/programmes/<int:pk>"
_SUBMISSION = "compliance/submissions/<int:pk>"
_VISIT = "compliance/visits/<str:reference>"

urlpatterns = [
    path("compliance/", views.overview, name="compliance"),
    path("compliance/records/", views.records, name="compliance-records"),
    path(
        "compliance/programmes/", programme_views.listed, name="compliance-programmes"
    ),
    path(
        "compliance/programmes/begin/", programme_views.begin, name="compliance-begin"
    ),
    path(f"{_PROGRAMME}/", programme_views.programme, name="compliance-programme"),
    path(
        f"{_PROGRAMME}/questions/<str:code>/",
        programme_views.question,
        name="compliance-question",
    ),
    path(
        f"{_PROGRAMME}/questions/<str:code>/evidence/",
        programme_views.add_evidence,
        name="compliance-evidence",
    ),
    path(
        f"{_PROGRAMME}/take-out/", programme_views.take_out, name="compliance-take-out"
    ),
    path(
        f"{_PROGRAMME}/evidence/<str:sha256>/",
        programme_views.draft_paper,
        name="compliance-draft-paper",
    ),
    path(f"{_PROGRAMME}/submit/", programme_views.submit, name="compliance-submit"),
    path(f"{_SUBMISSION}/", programme_views.submission, name="compliance-submission"),
    path(f"{_SUBMISSION}/remark/", programme_views.remark, name="compliance-remark"),
    path(
        f"{_SUBMISSION}/evidence/<str:sha256>/",
        programme_views.version_paper,
        name="compliance-version-paper",
    ),
    path(
        "compliance/blocked/",
        party_views.listed,
        {"kind": BLOCKED},
        name="compliance-blocked",
    ),
    path("compliance/blocked/add/", party_views.block, name="compliance-blocked-add"),
    path(
        "compliance/watched/",
        party_views.listed,
        {"kind": WATCHED},
        name="compliance-watched",
    ),
    path("compliance/watched/add/", party_views.watch, name="compliance-watched-add"),
    *(
        path(
            f"compliance/{kind.name}/<int:number>/{address}",
            view,
            {"kind": kind},
            name=f"compliance-{kind.name}-{part}",
        )
        for kind in (BLOCKED, WATCHED)
        for address, part, view in (
            ("", "party", party_views.party),
            ("change/", "change", party_views.change),
            ("withdraw/", "withdraw", party_views.withdraw),
        )
    ),
    path("compliance/visits/", visit_views.listed, name="compliance-visits"),
    path("compliance/visits/plan/", visit_views.plan, name="compliance-plan"),
    path(f"{_VISIT}/", visit_views.visit, name="compliance-visit"),
    path(f"{_VISIT}/do/<str:act>/", visit_views.act, name="compliance-visit-act"),
    path(
        f"{_VISIT}/findings/<int:number>/",
        visit_views.finding,
        name="compliance-finding",
    ),
    path(
        f"{_VISIT}/findings/<int:number>/do/<str:act>/",
        visit_views.act_on_finding,
        name="compliance-finding-act",
    ),
]
