"""Decisions on matches. Rows are added and never changed or removed.

A later decision on the same two parties closes the former by naming it; constraints
keep the decisions on two parties in one chain, whoever writes at the same time.
"""

from __future__ import annotations

from django.db import models


class Verdict(models.TextChoices):
    """What a reviewer found."""

    SAME = "same", "the same party"
    NOT_SAME = "not_same", "not the same party"


class Decision(models.Model):
    """A reviewer's decision on a party and a listed party, and what it rests on.

    ``party_facts`` and ``listing_facts`` are what was known of the two: the decision
    stands for as long as these stay as they were. ``user`` is ``None`` where a command
    or a program decided in somebody's name.
    """

    party = models.CharField(max_length=300)
    party_name = models.CharField(max_length=1000)
    party_facts = models.JSONField()
    party_fingerprint = models.CharField(max_length=64)
    entity = models.CharField(max_length=300)
    caption = models.CharField(max_length=1000)
    listing_facts = models.JSONField()
    listing_fingerprint = models.CharField(max_length=64)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    reason = models.TextField()
    decided_by = models.CharField(max_length=200)
    user = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField()
    screening = models.CharField(max_length=40)
    edition = models.CharField(max_length=100)
    closes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="closed_by"
    )

    class Meta:
        """Newest first; one open decision on two parties."""

        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("party", "entity"),
                condition=models.Q(closes=None),
                name="decision_chain_begins_once",
            ),
            models.CheckConstraint(
                condition=models.Q(verdict__in=("same", "not_same")),
                name="decision_is_one_of_two",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="decision_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=""), name="decision_has_a_person"
            ),
        )
        indexes = (models.Index(fields=("party", "entity"), name="decision_by_pair"),)

    def __str__(self) -> str:
        return f"{self.party_name} / {self.caption}: {self.get_verdict_display()}"
