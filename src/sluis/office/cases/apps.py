"""The office's case files."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """What was found in a case, kept as it was found."""

    name = "sluis.office.cases"
    label = "cases"
    verbose_name = "Cases"
