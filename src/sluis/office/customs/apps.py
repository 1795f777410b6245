"""The office's customs."""

from __future__ import annotations

from django.apps import AppConfig


class CustomsConfig(AppConfig):
    """Declarations and what became of them."""

    name = "sluis.office.customs"
    label = "customs"
    verbose_name = "Customs"
