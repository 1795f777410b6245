"""Forms that were sent, so that sending one twice is one act."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Sent(models.Model):
    """A form that was sent, and what came of it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    key = models.CharField(max_length=64)
    act = models.CharField(max_length=80)
    thing = models.CharField(max_length=100)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """A person's key counts once."""

        constraints = (
            models.UniqueConstraint(fields=("user", "key"), name="form_is_sent_once"),
        )

    def __str__(self) -> str:
        return f"{self.act} {self.thing}"
