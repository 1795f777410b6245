"""Proposals, decisions by another person, and objections."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from sluis.office.applications.models.application import Application


class Proposal(models.Model):
    """What one officer proposes to decide, with everything a licence would say."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="proposals"
    )
    version = models.PositiveIntegerField()
    outcome = models.CharField(max_length=20)
    reasons = models.TextField()
    lines = models.JSONField(default=list)
    conditions = models.JSONField(default=list)
    grounds = models.JSONField(default=list)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(default=timezone.now)
    sent_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sent_back_at = models.DateTimeField(null=True)
    sent_back_why = models.TextField(blank=True, default="")

    class Meta:
        """The latest last."""

        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(sent_back_by=models.F("proposed_by")),
                name="proposal_is_sent_back_by_another",
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome} ({self.application})"


class Decision(models.Model):
    """The decision on a proposal; never changed.

    It repeats who proposed, so that the database itself can refuse a decision by
    the same person; a trigger refuses another name than the proposal's.
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="decisions"
    )
    proposal = models.OneToOneField(
        Proposal, on_delete=models.PROTECT, related_name="decision"
    )
    outcome = models.CharField(max_length=20)
    reasons = models.TextField(blank=True, default="")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField()
    decided_at = models.DateTimeField(default=timezone.now)
    object_until = models.DateField()

    class Meta:
        """The latest last; two people, and one decision a proposal."""

        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("proposed_by")),
                name="decision_has_two_people",
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome} ({self.application})"


class Objection(models.Model):
    """The applicant's objection to a decision, and what was answered."""

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="objections"
    )
    grounds = models.TextField()
    lodged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    lodged_on = models.DateField()
    in_time = models.BooleanField()
    answer = models.TextField(blank=True, default="")
    upheld = models.BooleanField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_on = models.DateField(null=True)

    class Meta:
        """In the order they were lodged."""

        ordering = ("id",)

    def __str__(self) -> str:
        return self.grounds[:60]
