"""Visits to companies: what was looked at, what was found, and what was answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from sluis.core.casework.visit_states import FindingState, Severity, VisitState

SUBJECTS = ("licence", "declaration", "application")
"""What a visit looks at, and a finding is about; by its number."""


class Visit(models.Model):
    """A visit by officers to an organisation.

    ``shown_to`` is that organisation from when it may know of the visit: it was
    announced, or held. ``reported_to`` is, from when it has the report. Access
    asks these, so that what is internal is not there for the company.
    """

    reference = models.CharField(max_length=40, unique=True)
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="visits"
    )
    held_by = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="visits_held"
    )
    state = models.CharField(max_length=10, default=VisitState.PLANNED.value)
    announced = models.BooleanField()
    purpose = models.CharField(max_length=2000)
    planned_on = models.DateField()
    announced_on = models.DateField(null=True)
    held_on = models.DateField(null=True)
    participants = models.CharField(max_length=2000, blank=True, default="")
    report = models.TextField(blank=True, default="")
    reported_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    shown_to = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    reported_to = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """The latest planned first."""

        ordering = ("-planned_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in VisitState]),
                name="visit_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(shown_to=None)
                | models.Q(shown_to=models.F("organisation")),
                name="visit_is_shown_to_its_own_company",
            ),
            models.CheckConstraint(
                condition=models.Q(reported_to=None, reported_on=None)
                | models.Q(
                    reported_to=models.F("organisation"),
                    shown_to=models.F("organisation"),
                    reported_on__isnull=False,
                ),
                name="report_goes_to_the_visited_company",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["planned", "cancelled"], held_on=None)
                | models.Q(
                    state__in=["held", "reported", "closed"], held_on__isnull=False
                ),
                name="held_visit_has_its_day",
            ),
        )

    def __str__(self) -> str:
        return self.reference


class Subject(models.Model):
    """A licence, declaration or application that a visit looks at."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="subjects")
    kind = models.CharField(max_length=12)
    number = models.CharField(max_length=100)

    class Meta:
        """In the order they were added, each once."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("visit", "kind", "number"), name="visit_looks_at_a_thing_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=SUBJECTS), name="visit_subject_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Note(models.Model):
    """What officers write down for each other; the company never sees it."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="notes")
    text = models.CharField(max_length=5000)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order they were written."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"note on {self.visit}"


class Finding(models.Model):
    """Something found at a visit, and what the company is to do about it."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveIntegerField()
    severity = models.CharField(max_length=12)
    text = models.CharField(max_length=5000)
    article = models.CharField(max_length=300, blank=True, default="")
    about_kind = models.CharField(max_length=12, blank=True, default="")
    about_number = models.CharField(max_length=100, blank=True, default="")
    wanted = models.CharField(max_length=2000, blank=True, default="")
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=10, default=FindingState.OPEN.value)
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order of the visit."""

        ordering = ("visit", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("visit", "number"), name="finding_number_is_used_once"
            ),
            models.CheckConstraint(
                condition=models.Q(severity__in=[one.value for one in Severity]),
                name="finding_severity_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in FindingState]),
                name="finding_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(wanted="", due_on=None)
                | ~models.Q(wanted="") & models.Q(due_on__isnull=False),
                name="wanted_action_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(about_kind="", about_number="")
                | models.Q(about_kind__in=SUBJECTS) & ~models.Q(about_number=""),
                name="finding_is_about_a_known_thing",
            ),
        )
        indexes = (models.Index(fields=("state", "due_on"), name="finding_by_day_due"),)

    def __str__(self) -> str:
        return f"{self.visit} finding {self.number}"


class Entry(models.Model):
    """What was said on a finding, by the company or an officer; never changed."""

    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, related_name="entries"
    )
    act = models.CharField(max_length=10)
    text = models.CharField(max_length=5000)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order they were said."""

        ordering = ("id",)
        verbose_name_plural = "entries"
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(text=""), name="finding_entry_says_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.act} {self.finding}"
