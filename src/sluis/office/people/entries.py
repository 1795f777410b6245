"""What allauth tells of sign-ins, passwords and second factors, for the trail."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import Signal

from sluis.office.audit import services as audit
from sluis.office.people.models import User

_TOLD: tuple[tuple[Signal, str], ...] = (
    (user_logged_in, "person.signed_in"),
    (user_logged_out, "person.signed_out"),
    (account.password_set, "person.password_set"),
    (account.password_changed, "person.password_changed"),
    (account.password_reset, "person.password_reset"),
    (mfa.authenticator_added, "person.second_factor_added"),
    (mfa.authenticator_removed, "person.second_factor_removed"),
    (mfa.authenticator_reset, "person.recovery_codes_renewed"),
    (mfa.authentication_failed, "person.second_factor_failed"),
)


def listen() -> None:
    """Write each of them down from now on."""
    for signal, act in _TOLD:
        signal.connect(_writer(act), weak=False, dispatch_uid=f"sluis:{act}")


def refused(email: str) -> None:
    """Write down that a password was wrong, if the address is someone's."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is not None:
        with transaction.atomic():
            audit.record(user, "person.sign_in_failed", user)


def _writer(act: str) -> Any:
    def write(sender: object, *, user: User | None = None, **told: Any) -> None:
        if user is None:  # a session that had ended already is signed out
            return
        factor = getattr(told.get("authenticator"), "type", None)
        with transaction.atomic():
            audit.record(user, act, user, {"factor": factor} if factor else None)

    return write
