"""The durable record of custody."""

from __future__ import annotations

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Events as they were reported, by whom, and since when we know it."""

    name = "sluis.office.custody"
    label = "custody"
    verbose_name = "Custody"
