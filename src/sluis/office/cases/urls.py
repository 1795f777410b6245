"""Addresses of the pages of cases."""

from __future__ import annotations

from django.urls import path

from sluis.office.cases import views

urlpatterns = [
    path("cases/", views.listed, name="case-files"),
    path("cases/<int:pk>/", views.case_file, name="case-file"),
]
