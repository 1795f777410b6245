"""The office's compliance."""

from __future__ import annotations

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    """Programmes of exporters, blocked parties and company visits."""

    name = "sluis.office.compliance"
    label = "compliance"
    verbose_name = "Compliance"
