"""The office's people."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Users, organisations, memberships and roles."""

    name = "sluis.office.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        """Listen to what allauth tells of."""
        from sluis.office.people import entries

        entries.listen()
