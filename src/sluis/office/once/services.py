"""Doing what a form asks once, and only on the thing as it was read.

The revision of a thing is how many acts on it the trail holds.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from sluis.core.errors import SluisError
from sluis.office.audit.queries import acts_on
from sluis.office.once.models import Sent
from sluis.office.ui.words import moment

if TYPE_CHECKING:
    from sluis.office.audit.models import Entry
    from sluis.office.people.models import User
    from sluis.office.ui.words import Word

M = TypeVar("M", bound=Model)


class StaleForm(SluisError):
    """The thing was changed after the form was read; it says by what."""

    code = "stale-form"


class FormUsed(SluisError):
    """The once-only key of a form was used for another act."""

    code = "form-used"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a form carries beside its fields.

    Attributes:
        seen: Revision of the thing when the form was read; ``None`` when the caller
            does not hold it, and takes the thing as it is.
        key: The form's once-only key; ``None`` when sending twice is two acts.
    """

    seen: int | None = None
    key: str | None = None


UNSEEN = Form()


def once(
    user: User | None, name: str, form: Form, model: type[M], do: Callable[[], M]
) -> M:
    """Do something once for a form, however often it is sent.

    The second of two at the same moment waits for the first by the unique key, and
    gets its answer.

    Args:
        user: Who sends it; ``None``, a command of the machine's owner, sends no form.
        name: What the form does, and to which thing.
        form: Its key.
        model: Of what comes of it.
        do: Does it, in a transaction.

    Raises:
        FormUsed: The key was used for another act.
    """
    if form.key is None or user is None:
        with transaction.atomic():
            return do()
    try:
        with transaction.atomic():
            earlier = _earlier(user, name, form.key, model)
            if earlier is not None:
                return earlier
            made = do()
            Sent.objects.create(user=user, key=form.key, act=name[:80], thing=made.pk)
            return made
    except IntegrityError:
        with transaction.atomic():
            earlier = _earlier(user, name, form.key, model)
        if earlier is None:
            raise
        return earlier


def _earlier(user: User, name: str, key: str, model: type[M]) -> M | None:
    sent = Sent.objects.filter(user=user, key=key).first()
    if sent is None:
        return None
    if sent.act != name[:80]:
        raise FormUsed(
            _("This form was sent before, for something else."),
            path="key",
            remedy=_("Open the page again."),
        )
    return model._default_manager.get(pk=sent.thing)


def secret_for(user: User | None, name: str, form: Form) -> str:
    """Give a secret that cannot be guessed; a form sent again gives the same one.

    Only its hash is kept: who sends a form twice by a slow line would otherwise never
    see what it made.
    """
    if form.key is None or user is None:
        return secrets.token_urlsafe(32)
    sealed = salted_hmac(f"sluis.{name}", f"{user.pk} {form.key}", algorithm="sha256")
    return urlsafe_b64encode(sealed.digest()).decode().rstrip("=")


def revision(thing: Model) -> int:
    """Give how often a thing was acted on."""
    return len(_changes(thing))


def check_seen(thing: Model, form: Form, words: Mapping[str, Word]) -> None:
    """Refuse a form that was read before the thing was changed.

    Args:
        thing: Locked, so that nobody changes it now.
        form: The revision it was read at.
        words: What the acts of the trail are called.

    Raises:
        StaleForm: It was changed; it says by what, and when.
    """
    acts = _changes(thing)
    if form.seen is None or form.seen == len(acts):
        return
    raise stale(
        f"{words.get(one.act, one.act)} ({one.actor}, {moment(one.at)})"
        for one in acts[form.seen :]
    )


def stale(acts: Iterable[str]) -> StaleForm:
    """Say that a thing was changed after it was read, and by which acts."""
    return StaleForm(
        _("It was changed after you read it: %(acts)s.")
        % {"acts": ", ".join(acts) or _("not known by what")},
        path="seen",
        remedy=_("Read it again, and then decide anew."),
    )


_TRIED = ("person.sign", "person.second_factor_failed")
"""Acts that leave a person as they were."""


def _changes(thing: Model) -> list[Entry]:
    return [entry for entry in acts_on(thing) if not entry.act.startswith(_TRIED)]
