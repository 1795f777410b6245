"""Addresses of the pages of declarations."""

from __future__ import annotations

from django.urls import path

from sluis.office.customs import acting, views

urlpatterns = [
    path("declarations/", views.listed, name="declarations"),
    path("declarations/new/", views.declare, name="declaration-new"),
    path("declarations/new/by-hand/", acting.by_hand, name="declaration-by-hand"),
    path("declarations/<str:reference>/", views.declaration, name="declaration"),
    path(
        "declarations/<str:reference>/do/<str:act>/",
        acting.act,
        name="declaration-act",
    ),
]
