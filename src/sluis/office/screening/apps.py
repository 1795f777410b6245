"""The decisions of reviewers."""

from __future__ import annotations

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    """Decisions on matches, kept as they were made."""

    name = "sluis.office.screening"
    label = "screening"
    verbose_name = "Screening"
