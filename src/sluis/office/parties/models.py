"""What sources say of parties, kept as it was recorded."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Fact(models.Model):
    """One thing that a register or another source says of a party.

    Nothing is changed: a mistake is withdrawn, and what is right is recorded anew.
    """

    name = models.CharField(max_length=300)
    key = models.CharField(max_length=300, db_index=True)
    country = models.CharField(max_length=2, blank=True, default="")
    register_number = models.CharField(max_length=80, blank=True, default="")
    what = models.CharField(max_length=20)
    value = models.CharField(max_length=300)
    source = models.CharField(max_length=500)
    said_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order they became known."""

        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(key="")
                & ~models.Q(value="")
                & ~models.Q(source=""),
                name="fact_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    what__in=[
                        "incorporated",
                        "dissolved",
                        "exists",
                        "trading_company",
                        "same_name_as",
                    ]
                ),
                name="fact_is_of_a_known_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.what} {self.value}"


class Withdrawal(models.Model):
    """That a fact was recorded by mistake; it counts no more, and stays to be read."""

    fact = models.OneToOneField(
        Fact, on_delete=models.PROTECT, related_name="withdrawal"
    )
    why = models.CharField(max_length=500)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """With the reason."""

        constraints = (
            models.CheckConstraint(
                condition=~models.Q(why=""), name="withdrawal_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"withdrawn: {self.fact}"
