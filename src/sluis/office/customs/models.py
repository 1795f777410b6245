"""Declarations: every version that came in, and every decision on it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from sluis.core.casework.declaration_states import DeclarationState


class Declaration(models.Model):
    """An export declaration, as it stands."""

    reference = models.CharField(max_length=100, unique=True)
    organisation = models.ForeignKey(
        "people.Organisation",
        on_delete=models.PROTECT,
        null=True,
        related_name="declarations",
    )
    state = models.CharField(max_length=12)
    version = models.PositiveIntegerField(default=0)
    exited_on = models.DateField(null=True)
    held_until = models.DateField(null=True)
    destination = models.CharField(max_length=2)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """The newest first."""

        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in DeclarationState]),
                name="declaration_state_is_known",
            ),
        )
        indexes = (models.Index(fields=("state",), name="declaration_by_state"),)

    def __str__(self) -> str:
        return self.reference


class Version(models.Model):
    """One message about a declaration, and the declaration as it made it."""

    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=12)
    message = models.TextField()
    whole = models.TextField()
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=200)
    late = models.BooleanField(default=False)
    received_at = models.DateTimeField(default=timezone.now)
    received_from = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        """In the order of their numbers; a number comes once."""

        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=("declaration", "number"), name="version_counts_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.declaration_id} v{self.number}"


class Party(models.Model):
    """A party that a version names, to find declarations by."""

    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="parties"
    )
    path = models.CharField(max_length=20)
    name = models.CharField(max_length=300)
    key = models.CharField(max_length=300, db_index=True)

    class Meta:
        """As they stand in the declaration."""

        verbose_name_plural = "parties"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.path} of {self.version}: {self.name}"


class Line(models.Model):
    """A line of goods of a version, to be searched and counted by."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    description = models.CharField(max_length=1000)
    cn_code = models.CharField(max_length=10)
    quantity = models.DecimalField(max_digits=15, decimal_places=4, null=True)
    unit = models.CharField(max_length=50)
    licence = models.CharField(max_length=50)
    outcome = models.CharField(max_length=30)

    class Meta:
        """In the order of the declaration."""

        ordering = ("number",)
        indexes = (
            models.Index(fields=("licence",), name="line_by_licence"),
            models.Index(fields=("cn_code",), name="line_by_cn_code"),
        )

    def __str__(self) -> str:
        return f"{self.version_id}/{self.number}"


class Decision(models.Model):
    """What became of a version: by the check, or by an officer with a reason.

    ``screening`` is the record of the parties' screening by the check; it is empty
    when nobody was screened.
    """

    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="decisions"
    )
    decision = models.CharField(max_length=10)
    findings = models.TextField()
    draws = models.TextField()
    screening = models.CharField(max_length=64, blank=True, default="")
    reason = models.CharField(max_length=2000)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order they were taken; an officer gives a reason."""

        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(reason=""),
                name="officer_gives_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.decision} {self.version_id}"
