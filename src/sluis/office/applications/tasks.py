"""Jobs of the desk: checks made anew when the law or a list has changed."""

from __future__ import annotations

import logging

from django_tasks import task

from sluis.core.errors import SluisError
from sluis.office.applications.runs import standing_on
from sluis.office.applications.services.runs import renew
from sluis.office.applications.watched import watched_cases
from sluis.office.screening.queries import latest_decision

_LOG = logging.getLogger(__name__)
_SEEN: list[tuple[str, ...]] = []
"""The law, editions and decision that the last look of this process found."""


def enqueue_stale() -> int:
    """Make a job for each watched application, when what it rests on is not as seen.

    That is the law, the lists, and the decisions on matches.


    Returns:
        How many jobs were made.
    """
    now = (*standing_on(), str(latest_decision()))
    if [now] == _SEEN:
        return 0
    _SEEN[:] = [now]
    keys = list(watched_cases().values_list("pk", flat=True))
    for key in keys:
        renew_checks.enqueue(key)
    return len(keys)


@task()
def renew_checks(key: int) -> bool:
    """Run the checks of one application again, where anything changed."""
    try:
        return renew(key)
    except SluisError as error:
        # The law or a list cannot be read now; the next change is looked at again.
        _LOG.warning("application %s keeps its checks: %s", key, error)
        _SEEN.clear()
        return False
