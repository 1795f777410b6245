"""The office's register of parties."""

from __future__ import annotations

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """What is known of parties."""

    name = "sluis.office.parties"
    label = "parties"
    verbose_name = "Parties"
