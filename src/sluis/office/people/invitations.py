"""Inviting people, and taking an invitation: the only way to get an account."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sluis.core.errors import InvalidInput
from sluis.office.access.errors import NotVisible
from sluis.office.access.roles import Role
from sluis.office.access.rules import require
from sluis.office.audit import services as audit
from sluis.office.once.services import UNSEEN, Form, once, secret_for
from sluis.office.people import services
from sluis.office.people.models import Invitation, Organisation, User

OPEN_FOR = timedelta(days=7)
"""How long an invitation can be taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An invitation and the secret in its address, which is shown this once."""

    invitation: Invitation
    secret: str

    @property
    def path(self) -> str:
        """The address's path."""
        return f"/invitations/{self.secret}/"


def invite(  # noqa: PLR0913 - one a field of the form
    by: User | None,
    organisation: Organisation,
    *,
    email: str,
    name: str,
    role: Role,
    form: Form = UNSEEN,
) -> Made:
    """Offer someone a role in an organisation.

    Whether the address has an account already is not told, neither here nor by the
    answer: who invites need not know.

    Raises:
        NotVisible: ``by`` may not see the organisation.
        Refused: ``by`` may not invite to it.
        InvalidInput: The address or name is not one, or there is no such role.
    """
    act = f"invitation.made {organisation.pk}"
    secret = secret_for(by, act, form)

    def do() -> Invitation:
        if by is not None:
            require(by, "invite", organisation)
        services.check_role(organisation, role)
        if not name.strip():
            raise InvalidInput(_("a person needs a name"), path="name")
        made = Invitation.objects.create(
            secret_hash=_hashed(secret),
            email=services.checked_email(email),
            name=name.strip(),
            organisation=organisation,
            role=role,
            invited_by=by,
            expires_at=timezone.now() + OPEN_FOR,
        )
        told = {"organisation": organisation.pk, "role": role}
        audit.record(by, "invitation.made", made, told)
        return made

    return Made(invitation=once(by, act, form, Invitation, do), secret=secret)


def withdraw(by: User, invitation: Invitation, form: Form = UNSEEN) -> Invitation:
    """Take an invitation back that nobody has taken yet.

    Raises:
        NotVisible: ``by`` may not see it.
        Refused: ``by`` may not withdraw it.
        InvalidInput: It was taken or withdrawn.
    """

    def do() -> Invitation:
        require(by, "withdraw", invitation)
        found = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if found.accepted_at or found.withdrawn_at:
            raise InvalidInput(
                _("this invitation is no longer open"), path="invitation"
            )
        found.withdrawn_at = timezone.now()
        found.save(update_fields=["withdrawn_at"])
        audit.record(by, "invitation.withdrawn", found)
        return found

    return once(by, f"invitation.withdrawn {invitation.pk}", form, Invitation, do)


def invitation_of(secret: str) -> Invitation:
    """Find the open invitation of an address.

    Raises:
        NotVisible: There is none, or it was taken or withdrawn, or is too old.
    """
    found = (
        Invitation.objects.filter(secret_hash=_hashed(secret))
        .select_related("organisation", "invited_by")
        .first()
    )
    if (
        found is None
        or found.accepted_at
        or found.withdrawn_at
        or found.expires_at <= timezone.now()
    ):
        raise NotVisible(
            _("This invitation was used or withdrawn, or is too old."),
            remedy=_("ask for a new one"),
        )
    return found


def account_of(invitation: Invitation) -> User | None:
    """Find the account that the invited address has already."""
    return User.objects.filter(email=invitation.email).first()


@transaction.atomic
def take(secret: str, *, user: User | None = None, password: str = "") -> User:
    """Take an invitation, as its own account or as a new one.

    Args:
        secret: The secret in the address.
        user: Who is signed in; it must be the one who is invited.
        password: For a new account: what will be signed in with.

    Raises:
        NotVisible: The invitation is not open, or is someone else's.
        InvalidInput: The password is too weak.
    """
    found = invitation_of(secret)
    invitation = (
        Invitation.objects.select_for_update()
        .select_related("organisation")
        .get(pk=found.pk, accepted_at=None, withdrawn_at=None)
    )
    account = account_of(invitation)
    if account is not None and account != user and account.has_usable_password():
        raise NotVisible(_("This invitation is for someone else."))
    if account is None:
        account = services.add_user(None, email=invitation.email, name=invitation.name)
    if not account.has_usable_password():
        set_password(account, password)
    services.give_role(None, account, invitation.organisation, Role(invitation.role))
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    audit.record(account, "invitation.taken", invitation)
    return account


def set_password(user: User, password: str) -> None:
    """Give a person a password.

    Raises:
        InvalidInput: It is too weak.
    """
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise InvalidInput(" ".join(problem.messages), path="password") from problem
    user.set_password(password)
    user.save(update_fields=["password"])


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
