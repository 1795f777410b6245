"""What officers and advisers find, ask and note."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from sluis.office.applications.models.application import Application


class Run(models.Model):
    """A determination, screening or risk assessment as it came out; never changed.

    ``inputs_hash`` covers everything the result follows from: the version's facts,
    the law or the editions of the lists, and the policy.
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="runs"
    )
    version = models.PositiveIntegerField()
    purpose = models.CharField(max_length=15)
    why = models.CharField(max_length=20)
    inputs_hash = models.CharField(max_length=64)
    law_hash = models.CharField(max_length=64, blank=True, default="")
    editions = models.JSONField(default=list)
    outcome = models.CharField(max_length=30)
    result = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """The latest first."""

        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(purpose__in=["determination", "screening", "risk"]),
                name="run_purpose_is_known",
            ),
        )
        indexes = (
            models.Index(fields=("application", "purpose"), name="run_by_purpose"),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.outcome}"


class Question(models.Model):
    """Something the applicant is asked; the clock stands until it is answered."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="questions"
    )
    about = models.CharField(max_length=20)
    text = models.TextField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_on = models.DateField()
    answer_by = models.DateField()
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_on = models.DateField(null=True)

    class Meta:
        """In the order they were asked."""

        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(answered_on=None)
                | models.Q(answered_on__gte=models.F("asked_on")),
                name="answer_follows_its_question",
            ),
        )

    def __str__(self) -> str:
        return self.text[:60]


class Note(models.Model):
    """A remark on the case; a shared one is read by the applicant as well."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="notes"
    )
    text = models.TextField()
    shared = models.BooleanField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order they were written."""

        ordering = ("id",)

    def __str__(self) -> str:
        return self.text[:60]


class Task(models.Model):
    """Something a colleague has to do on the case."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="tasks"
    )
    title = models.CharField(max_length=200)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    due_on = models.DateField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True)

    class Meta:
        """What is due first stands first."""

        ordering = ("due_on", "id")

    def __str__(self) -> str:
        return self.title


class CriterionFinding(models.Model):
    """What was found on one criterion; the latest counts, the earlier stay."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="findings"
    )
    criterion = models.CharField(max_length=10)
    finding = models.CharField(max_length=15)
    reasons = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """The latest last."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.criterion}: {self.finding}"


class Consultation(models.Model):
    """Another state, ministry or adviser who is asked."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="consultations"
    )
    kind = models.CharField(max_length=20)
    asked = models.ForeignKey(
        "people.Organisation",
        on_delete=models.PROTECT,
        null=True,
        related_name="consultations",
    )
    country = models.CharField(max_length=2, blank=True, default="")
    text = models.TextField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_on = models.DateField()
    due_on = models.DateField()
    applicant_told = models.BooleanField(default=False)
    denial = models.ForeignKey(
        "applications.Denial", on_delete=models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(max_length=10, default="open")
    answer = models.CharField(max_length=30, blank=True, default="")
    answer_text = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_on = models.DateField(null=True)

    class Meta:
        """In the order they were asked."""

        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["open", "answered", "silent", "cancelled"]
                ),
                name="consultation_state_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(asked=None, country=""),
                name="consultation_asks_someone",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.country or self.asked}"


class Denial(models.Model):
    """A refusal by this or another state, to be looked at before a grant."""

    state = models.CharField(max_length=2)
    reference = models.CharField(max_length=60)
    notified_on = models.DateField()
    review_on = models.DateField()
    revoked_on = models.DateField(null=True)
    destination = models.CharField(max_length=2, blank=True, default="")
    parties = models.JSONField(default=list)
    goods_kind = models.CharField(max_length=80, blank=True, default="")
    control_code = models.CharField(max_length=40, blank=True, default="")
    goods = models.CharField(max_length=500)
    grounds = models.TextField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """The latest first; a state's reference is recorded once."""

        ordering = ("-notified_on", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("state", "reference"), name="denial_is_recorded_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.reference}"
