"""Licences, what was done to them, what was drawn, and what is still to be shown."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from sluis.core.casework.licence_states import TWO_PEOPLE, LicenceAct

_ALONE = sorted(act.value for act in LicenceAct if act not in TWO_PEOPLE)


class Licence(models.Model):
    """What an authority allowed; its text is the grant, which never changes.

    A later edition for the same application takes the place of the one before, and
    goes on with its ledger. Its state follows from its days and acts, and is not kept.
    """

    number = models.CharField(max_length=40, unique=True)
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="licences"
    )
    application = models.CharField(max_length=40)
    edition = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=30)
    grant = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    decided_on = models.DateField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    issued_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """The newest first."""

        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("application", "edition"), name="licence_has_its_edition"
            ),
            models.CheckConstraint(
                condition=~models.Q(proposed_by=models.F("decided_by")),
                name="licence_has_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")),
                name="licence_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return self.number


class LicenceLine(models.Model):
    """Goods of a licence, as far as they are counted."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    description = models.CharField(max_length=1000)
    control_code = models.CharField(max_length=50)
    cn_code = models.CharField(max_length=10)
    quantity = models.DecimalField(max_digits=15, decimal_places=4, null=True)
    unit = models.CharField(max_length=50)
    amount = models.DecimalField(max_digits=15, decimal_places=4, null=True)
    currency = models.CharField(max_length=3)
    tolerance_percent = models.DecimalField(max_digits=7, decimal_places=4)

    class Meta:
        """In the order of the licence."""

        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=("licence", "number"), name="licence_line_has_its_number"
            ),
            models.CheckConstraint(
                condition=models.Q(quantity=None) | models.Q(quantity__gt=0),
                name="licensed_quantity_is_above_zero",
            ),
        )

    def __str__(self) -> str:
        return f"{self.licence_id}/{self.number}"


class Condition(models.Model):
    """A condition of a licence, by its code in the library."""

    licence = models.ForeignKey(
        Licence, on_delete=models.PROTECT, related_name="conditions"
    )
    place = models.PositiveIntegerField()
    code = models.CharField(max_length=40)

    class Meta:
        """In the order of the licence."""

        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(
                fields=("licence", "place"), name="condition_has_its_place"
            ),
        )

    def __str__(self) -> str:
        return self.code


class Act(models.Model):
    """Something done to a licence; until it is confirmed it has no effect.

    ``grant`` is what an amended licence would say.
    """

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="acts")
    act = models.CharField(max_length=20)
    effective_on = models.DateField()
    basis = models.CharField(max_length=300)
    reason = models.CharField(max_length=2000)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    grant = models.TextField(default="")
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    dropped_at = models.DateTimeField(null=True)
    dropped_why = models.CharField(max_length=2000, default="")

    class Meta:
        """In the order they were proposed."""

        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(act__in=[one.value for one in LicenceAct]),
                name="licence_act_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None)
                | models.Q(act__in=_ALONE)
                | ~models.Q(confirmed_by=models.F("proposed_by")),
                name="licence_act_has_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None, confirmed_at=None)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="licence_act_is_confirmed_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(dropped_at=None)
                | (models.Q(confirmed_at=None) & ~models.Q(dropped_why="")),
                name="licence_act_is_dropped_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.act} {self.licence_id}"


class LedgerEntry(models.Model):
    """One message about what was drawn; never changed and never removed.

    A line has two ledgers: of its quantity, and of its value. Triggers in the
    database refuse updates and deletions.
    """

    line = models.ForeignKey(
        LicenceLine, on_delete=models.PROTECT, related_name="entries"
    )
    of_value = models.BooleanField()
    message = models.CharField(max_length=200)
    type = models.CharField(max_length=10)
    quantity = models.DecimalField(max_digits=15, decimal_places=4)
    on = models.DateField()
    declaration = models.CharField(max_length=100)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order they were recorded; each message counts once."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("line", "of_value", "message"), name="ledger_counts_once"
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0)
                | models.Q(type="correction", quantity__lt=0),
                name="ledger_quantity_is_above_zero",
            ),
        )
        indexes = (models.Index(fields=("declaration",), name="ledger_by_declaration"),)

    def __str__(self) -> str:
        return f"{self.type} {self.quantity} {self.declaration}"


class Duty(models.Model):
    """Something that must be shown by a day, for one shipment or one period."""

    condition = models.ForeignKey(
        Condition, on_delete=models.PROTECT, related_name="duties"
    )
    about = models.CharField(max_length=100)
    counted_from = models.DateField()
    due_on = models.DateField()
    met_on = models.DateField(null=True)
    breached_on = models.DateField(null=True)
    breach = models.CharField(max_length=2000)
    waiver = models.CharField(max_length=2000)
    waiver_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    waived_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)
    case = models.OneToOneField(
        "cases.CaseFile", on_delete=models.PROTECT, null=True, related_name="breach"
    )

    class Meta:
        """The first due first; once a condition and shipment or period."""

        ordering = ("due_on", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("condition", "about"), name="duty_counts_once"
            ),
            models.CheckConstraint(
                condition=models.Q(waived_by=None)
                | ~models.Q(waived_by=models.F("waiver_proposed_by")),
                name="waiver_has_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(breached_on=None) | models.Q(case__isnull=False),
                name="breach_opens_a_case",
            ),
        )

    def __str__(self) -> str:
        return f"{self.about} {self.due_on}"


class Evidence(models.Model):
    """What was shown for a duty."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=40)
    said = models.CharField(max_length=2000)
    happened_on = models.DateField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100, default="")
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order it came."""

        ordering = ("id",)
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return f"{self.kind} {self.duty_id}"
