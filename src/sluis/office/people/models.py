"""Users, organisations, and who acts for which in what role."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from sluis.office.access.roles import KIND_NAMES, ROLE_NAMES, Role


class UserManager(BaseUserManager["User"]):
    """Finds people by their e-mail address, however it is typed."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a person by what they sign in with."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who can sign in, by an e-mail address.

    What a person may do follows from memberships alone: there is no superuser.
    """

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=2, default="en")
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        """By name, as people look for each other."""

        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="email_is_lower_case"
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""), name="user_has_a_name"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=["en", "nl"]),
                name="user_language_is_ours",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """An exporter, an authority, a customs office or a partner.

    While ``blocked_at`` is set its members can read and not act.
    """

    kind = models.CharField(
        max_length=10, choices=[(kind.value, name) for kind, name in KIND_NAMES.items()]
    )
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    eori = models.CharField(max_length=17, blank=True, default="")
    is_demonstration = models.BooleanField(default=False)
    blocked_at = models.DateTimeField(null=True)
    blocked_because = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """By name."""

        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in KIND_NAMES]),
                name="organisation_kind_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""), name="organisation_has_a_name"
            ),
            models.UniqueConstraint(
                fields=("eori",),
                condition=~models.Q(eori=""),
                name="eori_is_of_one_organisation",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role in an organisation, from a day and perhaps until one.

    ``until`` is the first day on which the role is no longer held.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(
        max_length=20, choices=[(role.value, name) for role, name in ROLE_NAMES.items()]
    )
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        """A role is held once at a time; an ended one stays as history."""

        ordering = ("since", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "organisation", "role"),
                condition=models.Q(until=None),
                name="role_is_held_once",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in ROLE_NAMES]),
                name="role_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="membership_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {ROLE_NAMES[Role(self.role)]}, {self.organisation}"


class Invitation(models.Model):
    """An offer of a role, taken once by whoever holds its address.

    Only the hash of the secret in the address is kept.
    """

    secret_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="invitations"
    )
    role = models.CharField(
        max_length=20, choices=[(role.value, name) for role, name in ROLE_NAMES.items()]
    )
    invited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="invitations_made"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """The latest first."""

        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="invited_email_is_lower_case",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None),
                name="invitation_ends_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.email}: {ROLE_NAMES[Role(self.role)]}, {self.organisation}"


class ApiToken(models.Model):
    """A person's key for a program, with what it opens and until when.

    Only its hash is kept; ``beginning`` is what people recognise it by.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    beginning = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """The latest first."""

        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="token_expires_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.beginning}…)"
