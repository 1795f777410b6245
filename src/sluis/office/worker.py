"""The process that does what nobody waits for: it runs the jobs of the database.

Several may run at once, on one machine or more; each job is done by one of them.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import threading
from datetime import timedelta
from pathlib import Path
from types import FrameType

_LOG = logging.getLogger(__name__)
_KEPT = timedelta(days=7)
"""How long a job that is done stays to be looked at."""
_TIDY_EVERY = 3600
"""Rounds between two tidyings, and looks at what is due: about an hour."""
_LOOK_EVERY = 60
"""Rounds between two looks at whether law or lists changed: about a minute."""


def serve_jobs(data: Path | None, *, once: bool = False) -> None:
    """Run jobs until the process is told to stop, or the one above it is gone.

    Args:
        data: The data folder.
        once: Do what is due now, and end.
    """
    from sluis.office.start import start

    start(data)
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    above = multiprocessing.parent_process()
    rounds = 0
    while not stopping.is_set() and (above is None or above.is_alive()):
        _round(tidy=rounds % _TIDY_EVERY == 0, look=rounds % _LOOK_EVERY == 0)
        rounds += 1
        if once:
            return
        stopping.wait(1)


def _round(*, tidy: bool, look: bool) -> None:
    from django.db import DatabaseError, close_old_connections

    close_old_connections()
    try:
        if tidy:
            _tidy()
            _remind()
        if look:
            _look()
        do_jobs()
    except DatabaseError:
        # The database is away or busy; what is due stays due.
        _LOG.exception("the jobs wait for the database")


def do_jobs() -> None:
    """Make the jobs that are due, and do every job that waits."""
    from django_tasks_db.management.commands.db_worker import Worker
    from django_tasks_db.models import DBTaskResult

    from sluis.office.custody.delivery import enqueue_due

    enqueue_due()
    if not DBTaskResult.objects.ready().exists():
        return  # asking for a job would lock the database
    Worker(
        queue_names=["*"],
        interval=0.2,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=str(multiprocessing.current_process().pid),
        excluded_queue_names=[],
    ).run()


def _remind() -> None:
    """Remind holders of licences of what is due; each duty is reminded of once."""
    from sluis.office.licences.duties import remind

    remind()


def _look() -> None:
    """Have open applications checked again where law or lists changed."""
    from sluis.office.applications.tasks import enqueue_stale

    enqueue_stale()


def _tidy() -> None:
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    old = timezone.now() - _KEPT
    DBTaskResult.objects.filter(finished_at__lt=old).delete()
    # The job of a worker that was killed; what it did is due again by itself.
    DBTaskResult.objects.filter(status="RUNNING", started_at__lt=old).delete()
