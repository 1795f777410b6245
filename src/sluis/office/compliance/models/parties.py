"""Lists of parties of one's own: an exporter's blocked ones, and those watched."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class ListedParty(models.Model):
    """A party of a list, as it was known from a moment; a change is another row.

    ``since`` and ``until`` say when it holds, ``recorded_at`` from when it was
    known; it was known until the row that replaces it. ``first`` is the row by
    which the entry is addressed; that row itself has none.
    """

    name = models.CharField(max_length=300)
    country = models.CharField(max_length=2, blank=True, default="")
    reason = models.CharField(max_length=2000)
    source = models.CharField(max_length=500)
    since = models.DateField()
    until = models.DateField(null=True)
    why = models.CharField(max_length=500, blank=True, default="")
    withdrawn = models.BooleanField(default=False)
    first = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="followers"
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """By name; each list has its own table."""

        abstract = True
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(name=""), name="%(class)s_has_a_name"
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="%(class)s_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(replaces=None, first=None, why="", withdrawn=False)
                | models.Q(replaces__isnull=False, first__isnull=False)
                & ~models.Q(why=""),
                name="%(class)s_change_says_why",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> int:
        """What the entry is addressed by: the key of its first row."""
        return int(self.pk if self.first is None else self.first.pk)


class BlockedParty(ListedParty):
    """A party that an exporter will not deal with."""

    organisation = models.ForeignKey(
        "people.Organisation",
        on_delete=models.PROTECT,
        related_name="blocked_parties",
    )

    class Meta(ListedParty.Meta):
        """As every list."""

        verbose_name_plural = "blocked parties"


class WatchedParty(ListedParty):
    """A party that the authority watches; no exporter sees it."""

    class Meta(ListedParty.Meta):
        """As every list."""

        verbose_name_plural = "watched parties"
