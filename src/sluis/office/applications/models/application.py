"""An application, its versions, papers and goods, and what it is found by."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from sluis.core.casework.routing import Queue
from sluis.core.casework.states import ApplicationKind, ApplicationState


class Product(models.Model):
    """A good of an exporter's catalogue; applications take its facts as they are.

    ``version`` is the number of its newest version.
    """

    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="products"
    )
    code = models.CharField(max_length=60)
    description = models.CharField(max_length=500)
    kind = models.CharField(max_length=80, blank=True, default="")
    control_code = models.CharField(max_length=40, blank=True, default="")
    cn_code = models.CharField(max_length=10, blank=True, default="")
    parameters = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the exporter's own order of codes."""

        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "code"), name="product_code_is_used_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.description}"


class ProductVersion(models.Model):
    """What the catalogue said of a good, as it was saved; never changed."""

    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    facts = models.JSONField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """The newest first."""

        ordering = ("product", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=("product", "number"), name="product_version_is_used_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.product} version {self.number}"


class Application(models.Model):
    """What an exporter asks for, and where it stands.

    ``revision`` grows with every act, so that a form can tell whether the case is
    still as its reader saw it. What is asked for stands in the versions.
    """

    reference = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=30)
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="applications"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    title = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=30, default=ApplicationState.DRAFT.value)
    revision = models.PositiveIntegerField(default=1)
    received_on = models.DateField(null=True)
    submitted_version = models.PositiveIntegerField(null=True)
    announced_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    destination = models.CharField(max_length=2, blank=True, default="")
    queue = models.CharField(max_length=20, default=Queue.INTAKE.value)
    queue_why = models.CharField(max_length=40, blank=True, default="")
    queue_fixed = models.BooleanField(default=False)
    flags = models.JSONField(default=list)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="assigned_applications",
    )

    class Meta:
        """The oldest first, as they are to be decided."""

        ordering = ("received_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in ApplicationState]),
                name="application_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[one.value for one in ApplicationKind]),
                name="application_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(queue__in=[one.value for one in Queue]),
                name="application_queue_is_known",
            ),
        )
        indexes = (
            models.Index(fields=("queue", "state"), name="application_by_queue"),
            models.Index(fields=("organisation", "state"), name="application_by_owner"),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def current_state(self) -> ApplicationState:
        """Where it stands."""
        return ApplicationState(self.state)


class Version(models.Model):
    """The whole of what was asked for, as it was saved; never changed."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    body = models.TextField()
    digest = models.CharField(max_length=64)
    why = models.CharField(max_length=500, blank=True, default="")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """The first one first."""

        ordering = ("application", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("application", "number"), name="version_number_is_used_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.application} version {self.number}"


class Subject(models.Model):
    """A key the current version is found by: its parties, goods and countries.

    Derived from the version, and written anew with each.
    """

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="subjects"
    )
    what = models.CharField(max_length=12)
    key = models.CharField(max_length=300)
    label = models.CharField(max_length=300)

    class Meta:
        """Found by key."""

        ordering = ("id",)
        indexes = (models.Index(fields=("what", "key"), name="subject_by_key"),)

    def __str__(self) -> str:
        return f"{self.what}: {self.label}"


class Document(models.Model):
    """A paper of an application; its bytes lie in the data folder by their hash."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="documents"
    )
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=30)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order they were added; the same paper stands once."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("application", "sha256", "purpose"),
                name="document_is_added_once",
            ),
        )

    def __str__(self) -> str:
        return self.name
