"""Addresses of the pages of licences."""

from __future__ import annotations

from django.urls import path

from sluis.office.licences import acting, views

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
    path("verify/", views.verify, name="verify"),
]
