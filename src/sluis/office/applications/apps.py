"""The desk of applications."""

from __future__ import annotations

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """Drafts, questions, assessments, proposals and decisions."""

    name = "sluis.office.applications"
    label = "applications"
    verbose_name = "Applications"
