"""Keys for programs: made once, shown once, hashed, scoped and short-lived."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sluis.core.errors import InvalidInput, UnknownValue
from sluis.office.access.routes import AREAS
from sluis.office.access.rules import require
from sluis.office.audit import services as audit
from sluis.office.once.services import UNSEEN, Form, once, secret_for
from sluis.office.people.models import ApiToken, User

PREFIX = "sluis_"
LONGEST_DAYS = 366
_TOUCH = timedelta(minutes=10)
"""How exactly the last use is known; writing each one down would cost a lock."""


def scopes() -> tuple[str, ...]:
    """Name every scope a key can have: an area of the API, to read or to write."""
    return tuple(f"{area}:{what}" for area in AREAS for what in ("read", "write"))


def make_token(
    by: User,
    *,
    name: str,
    asked: Collection[str],
    days: int,
    form: Form = UNSEEN,
) -> tuple[ApiToken, str]:
    """Make a key for one's own programs.

    Args:
        by: Whose key it is; it never opens more than its owner may do.
        name: What it is for.
        asked: Its scopes, such as ``declarations:write``.
        days: How long it lasts.
        form: The form's once-only key; sent again it gives the same key.

    Returns:
        The key's row, and the key itself, which cannot be shown again.

    Raises:
        InvalidInput: It has no name or scope, or would last too long.
        UnknownValue: There is no such scope.
    """
    if not name.strip():
        raise InvalidInput(_("a key needs a name"), path="name")
    if not asked:
        raise InvalidInput(_("choose what the key opens"), path="scopes")
    if unknown := sorted(set(asked) - set(scopes())):
        raise UnknownValue(
            f"{unknown[0]!r} is not a scope",
            path="scopes",
            remedy=f"choose from {', '.join(scopes())}",
        )
    if not 1 <= days <= LONGEST_DAYS:
        raise InvalidInput(
            _("a key lasts from 1 to %(days)s days") % {"days": LONGEST_DAYS},
            path="days",
        )
    secret = PREFIX + secret_for(by, "token.made", form)

    def do() -> ApiToken:
        require(by, "make", ApiToken(user=by))
        now = timezone.now()
        made = ApiToken.objects.create(
            user=by,
            name=name.strip()[:100],
            beginning=secret[: len(PREFIX) + 4],
            token_hash=_hashed(secret),
            scopes=sorted(set(asked)),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        audit.record(by, "token.made", made, {"scopes": made.scopes, "days": days})
        return made

    return once(by, "token.made", form, ApiToken, do), secret


@transaction.atomic
def revoke_token(by: User, token: ApiToken) -> None:
    """End a key at once; ending it again changes nothing.

    Raises:
        NotVisible: ``by`` may not see it.
        Refused: ``by`` may not end it.
    """
    require(by, "revoke", token)
    held = ApiToken.objects.select_for_update().get(pk=token.pk)
    if held.revoked_at is None:
        held.revoked_at = timezone.now()
        held.save(update_fields=["revoked_at"])
        audit.record(by, "token.revoked", held)


def holder(secret: str) -> ApiToken | None:
    """Find the key that a program shows; ``None`` when it opens nothing (any more)."""
    now = timezone.now()
    found = (
        ApiToken.objects.filter(
            token_hash=_hashed(secret), revoked_at=None, expires_at__gt=now
        )
        .select_related("user")
        .first()
    )
    if found is None or not found.user.is_active:
        return None
    if found.last_used_at is None or found.last_used_at < now - _TOUCH:
        ApiToken.objects.filter(pk=found.pk).update(last_used_at=now)
    return found


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
