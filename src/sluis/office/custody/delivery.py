"""Delivering what is new to subscribers, as jobs.

What is due is read from the subscriptions, not from the jobs: when a worker is
killed with a job in hand, the subscription becomes due again and what waits is
sent again, byte for byte and under the same key.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from sluis.core.errors import SluisError
from sluis.office.custody import models, subscriptions, webhook

HELD = timedelta(minutes=5)
"""How long a job may hold a subscription; much longer than one sending takes."""
LONGEST_REST = timedelta(hours=1)
_AT_ONCE = 20
"""How many deliveries a job makes before it lets others go first."""


def enqueue_due() -> int:
    """Make a job for every subscription that is due; give how many."""
    now = datetime.now(tz=UTC)
    if not subscriptions.due(now).exists():
        return 0
    with transaction.atomic():
        rows = subscriptions.due(now).select_for_update(skip_locked=True)
        keys = [row.pk for row in rows]
        models.Subscription.objects.filter(pk__in=keys).update(not_before=now + HELD)
        for key in keys:
            deliver.enqueue(str(key))
    return len(keys)


@task()
def deliver(subscription: str) -> int:
    """Send what a subscriber has not had yet, in order, until it fails.

    Args:
        subscription: The subscription's id.

    Returns:
        How many deliveries were taken.
    """
    key = uuid.UUID(subscription)
    taken = 0
    try:
        while taken < _AT_ONCE:
            waiting = subscriptions.run(key, timezone.now())
            if waiting is None:
                break
            if not _sent(waiting):
                return taken
            taken += 1
    except SluisError as error:
        # The query cannot be asked any more; the subscription says so.
        _rest(key, str(error), rest=LONGEST_REST)
        return taken
    row = models.Subscription.objects.filter(pk=key).first()
    if row is not None:
        row.not_before = subscriptions.next_run(row) or timezone.now()
        row.save(update_fields=["not_before"])
    return taken


def _sent(waiting: models.Delivery) -> bool:
    to = waiting.subscription
    refused = webhook.send(
        to.destination,
        bytes(waiting.document),
        token=to.signature_token,
        key=str(waiting.pk),
    )
    now = timezone.now()
    open_ = models.Delivery.objects.filter(pk=waiting.pk, delivered_at=None)
    if refused is not None:
        attempts = waiting.attempts + 1
        open_.update(attempts=attempts, last_error=refused)
        _rest(to.pk, refused, rest=rest_after(attempts))
        return False
    with transaction.atomic():
        open_.update(attempts=waiting.attempts + 1, delivered_at=now, document=b"")
        models.Subscription.objects.filter(pk=to.pk).update(
            last_delivered_at=now, last_error="", not_before=now + HELD
        )
    return True


def rest_after(attempts: int) -> timedelta:
    """Rest twice as long after each failure: 1 s, 2 s, 4 s … up to an hour."""
    return min(timedelta(seconds=2 ** min(attempts - 1, 12)), LONGEST_REST)


def _rest(key: uuid.UUID, why: str, *, rest: timedelta) -> None:
    models.Subscription.objects.filter(pk=key).update(
        last_error=why[:500], not_before=timezone.now() + rest
    )
