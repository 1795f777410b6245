"""The office's memory of forms that were sent."""

from __future__ import annotations

from django.apps import AppConfig


class OnceConfig(AppConfig):
    """Forms that act once."""

    name = "sluis.office.once"
    label = "once"
    verbose_name = "Forms sent"
