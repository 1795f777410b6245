"""The office's licences."""

from __future__ import annotations

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    """Licences and their balances."""

    name = "sluis.office.licences"
    label = "licences"
    verbose_name = "Licences"
