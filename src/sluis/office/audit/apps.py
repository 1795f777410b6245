"""The office's audit trail."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """What was done, by whom, in a chain that shows every change."""

    name = "sluis.office.audit"
    label = "audit"
    verbose_name = "Audit"
