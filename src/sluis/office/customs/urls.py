"""Addresses of the pages of declarations."""

from __future__ import annotations

from django.urls import path

from sluis.office.customs import views

urlpatterns = [
    path("declarations/", views.listed, name="declarations"),
    path("declarations/new/", views.declare, name="declaration-new"),
    path("declarations/<str:reference>/", views.declaration, name="declaration"),
]
