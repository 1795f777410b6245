"""Case files: the answers that were computed, when, and under which law."""

from __future__ import annotations

from django.db import models


class CaseFile(models.Model):
    """What was found in a case at one moment; never changed and never removed.

    A later finding is a later row. Triggers in the database refuse updates and
    deletions, so this holds for whoever reaches the database by another way.
    """

    title = models.CharField(max_length=200)
    answers = models.JSONField()
    digest = models.CharField(max_length=64)
    law_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(title=""), name="case_has_a_title"
            ),
            models.CheckConstraint(
                condition=~models.Q(law_hash=""), name="case_names_its_law"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.made_at:%Y-%m-%d %H:%M})"
