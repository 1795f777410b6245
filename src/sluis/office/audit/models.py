"""The audit trail's rows."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One act, by one person, on one object; never changed and never removed.

    ``row_hash`` covers the whole row and ``prev_hash``, the row before, so that a
    change anywhere breaks the chain from there on. Triggers in the database refuse
    updates and deletions as well. Names are written as they were at that moment.
    """

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="acts",
    )
    actor = models.CharField(max_length=254)
    act = models.CharField(max_length=100)
    kind = models.CharField(max_length=100)
    object_id = models.CharField(max_length=64)
    object_name = models.CharField(max_length=300)
    details = models.TextField()
    prev_hash = models.CharField(max_length=64)
    row_hash = models.CharField(max_length=64)

    class Meta:
        """In the order things happened."""

        ordering = ("number",)
        indexes = (
            models.Index(fields=("kind", "object_id"), name="entry_by_object"),
            models.Index(fields=("user", "number"), name="entry_by_user"),
        )
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(act=""), name="entry_has_an_act"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.act} {self.object_name}"
