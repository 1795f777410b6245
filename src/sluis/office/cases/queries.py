"""Reading case files."""

from __future__ import annotations

from sluis.office.cases.models import CaseFile


def latest_case() -> CaseFile | None:
    """Give the newest case file; ``None`` when nothing was kept yet.

    It holds everything that was found. What a reader may see of it is in
    ``answers["overviews"]``, by audience.
    """
    return CaseFile.objects.first()
