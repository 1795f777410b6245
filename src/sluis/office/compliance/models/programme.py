"""An exporter's compliance programme: the draft, its papers, and what was submitted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Programme(models.Model):
    """What an exporter says of its programme so far; nobody else sees it.

    ``answers`` has, by the code of a question, what was said last.
    """

    organisation = models.OneToOneField(
        "people.Organisation", on_delete=models.PROTECT, related_name="programme"
    )
    answers = models.JSONField(default=dict)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """By the name of the exporter."""

        ordering = ("organisation__name", "id")

    def __str__(self) -> str:
        return f"programme of {self.organisation}"


class Evidence(models.Model):
    """A paper that shows an answer; its bytes lie in the data folder by their hash.

    One that was taken out again stays, since a version may name it.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="evidence"
    )
    question = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)
    taken_out_at = models.DateTimeField(null=True)

    class Meta:
        """In the order they were added; the same paper stands once a question."""

        ordering = ("id",)
        verbose_name_plural = "evidence"
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "question", "sha256"),
                name="evidence_is_added_once",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Submission(models.Model):
    """An assessment as it was submitted, whole; never changed.

    The one with the highest number counts; the others are superseded.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="submissions"
    )
    number = models.PositiveIntegerField()
    body = models.TextField()
    digest = models.CharField(max_length=64)
    submitted_on = models.DateField()
    due_again = models.DateField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """The newest first."""

        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "number"), name="submission_number_is_used_once"
            ),
            models.CheckConstraint(
                condition=models.Q(due_again__gt=models.F("submitted_on")),
                name="submission_is_due_again_later",
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme} version {self.number}"


class Remark(models.Model):
    """What an officer remarks on a submission, for the exporter to read."""

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="remarks"
    )
    question = models.CharField(max_length=60, blank=True, default="")
    text = models.CharField(max_length=5000)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order they were made."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"remark on {self.submission}"
