"""Addresses of the pages of licences."""

from __future__ import annotations

from django.urls import path

from sluis.office.licences import acting, duty_views, views

urlpatterns = [
    path("licences/", views.listed, name="licences"),
    path("licences/<str:number>/", views.licence, name="licence"),
    path("licences/<str:number>/document.pdf", views.document, name="licence-document"),
    path("licences/<str:number>/do/<str:act>/", acting.act, name="licence-act"),
    path(
        "licences/<str:number>/acts/<int:act_id>/",
        acting.proposal,
        name="licence-proposal",
    ),
    path("duties/", duty_views.listed, name="duties"),
    path("duties/<int:pk>/", duty_views.duty, name="duty"),
    path("duties/<int:pk>/do/<str:act>/", duty_views.act, name="duty-act"),
    path(
        "duties/<int:pk>/evidence/<int:place>/",
        duty_views.evidence,
        name="duty-evidence",
    ),
    path("verify/", views.verify, name="verify"),
]
