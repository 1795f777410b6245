"""Addresses of the register of parties."""

from __future__ import annotations

from django.urls import path

from sluis.office.parties import views

urlpatterns = [
    path("parties/", views.listed, name="parties"),
    path("parties/record/", views.record, name="parties-record"),
    path("parties/facts/<int:number>/withdraw/", views.withdraw, name="fact-withdraw"),
]
