"""How every act on an application is done: once, on the case as it was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from django.db import IntegrityError, transaction

from sluis.core.casework.states import Move, advance
from sluis.core.errors import InvalidInput, SluisError
from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import require, visible
from sluis.office.applications.models import Application, Done
from sluis.office.applications.standing import standing
from sluis.office.audit.queries import acts_on
from sluis.office.audit.services import record

if TYPE_CHECKING:
    from sluis.core.casework.states import Outcome
    from sluis.office.people.models import User

Details = Mapping[str, Any]


class StaleForm(SluisError):
    """The case was changed after the form was read; it says by what."""

    code = "stale-form"


class FormUsed(SluisError):
    """The once-only key of a form was used for another act."""

    code = "form-used"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a form carries beside its fields.

    Attributes:
        seen: Revision of the application when the form was read; ``None`` when
            the caller does not hold it, and takes the case as it is.
        key: The form's once-only key; ``None`` when sending twice is two acts.
    """

    seen: int | None = None
    key: str | None = None


UNSEEN = Form()


def act(  # noqa: PLR0913, PLR0917 - who, what, on what, by which right, how
    user: User,
    name: str,
    reference: str,
    right: str,
    do: Callable[[Application], Details | None],
    /,
    form: Form,
) -> Application:
    """Do one act on an application.

    Args:
        user: Who acts.
        name: What the trail calls it, such as ``submitted``.
        reference: Of the application.
        right: The act of the table of access that it takes.
        do: Changes the locked application and what hangs on it, and gives details
            for the trail.
        form: The revision it was read at, and the once-only key.

    Raises:
        NotVisible: There is none, as far as this person may know.
        Refused: The person may not do this.
        StaleForm: The case was changed after the form was read.
        NotNow: The state machine bars it.
    """

    def done() -> Application:
        case = locked(user, reference, form)
        require(user, right, case)
        details = do(case)
        save(user, name, case, details)
        return case

    return once(user, name, form, done)


def once(
    user: User, name: str, form: Form, do: Callable[[], Application]
) -> Application:
    """Do something once for a form, however often it is sent.

    The second of two at the same moment waits for the first by the unique key, and
    gets its answer.

    Raises:
        FormUsed: The key was used for another act.
    """
    if form.key is None:
        with transaction.atomic():
            return do()
    try:
        with transaction.atomic():
            earlier = _earlier(user, name, form.key)
            if earlier is not None:
                return earlier
            case = do()
            Done.objects.create(user=user, key=form.key, act=name, application=case)
            return case
    except IntegrityError:
        with transaction.atomic():
            earlier = _earlier(user, name, form.key)
        if earlier is None:
            raise
        return earlier


def locked(user: User, reference: str, form: Form = UNSEEN) -> Application:
    """Give an application that this person may see, locked for this transaction."""
    case = (
        visible(user, Application)
        .filter(reference=reference.replace("\x00", ""))
        .select_for_update(of=("self",))
        .first()
    )
    if case is None:
        raise NotVisible("there is no such application", path="reference")
    if form.seen is not None and form.seen != case.revision:
        raise StaleForm(
            f"the case was changed since you read it: {_since(case, form.seen)}",
            path="seen",
            remedy="read it again, and send your change on top of it",
        )
    return case


def save(user: User | None, name: str, case: Application, details: Any = None) -> None:
    """Write an application after an act, and record the act."""
    case.revision += 1
    case.save()
    told = {"revision": case.revision, "state": case.state, **(details or {})}
    record(user, f"application.{name}", case, told)


def move(
    case: Application,
    made: Move,
    user: User | None = None,
    *,
    outcome: Outcome | None = None,
    grounds: int = 0,
) -> None:
    """Make a move of the state machine, with everything its guards look at."""
    at = standing(case, made, user, outcome=outcome, grounds=grounds)
    case.state = advance(case.current_state, made, at).value


def words(text: str, path: str, *, longest: int = 5000) -> str:
    """Give a text that must be there.

    Raises:
        InvalidInput: It is empty, too long, or holds what no text holds.
    """
    text = text.strip()
    if not text or len(text) > longest or "\x00" in text:
        raise InvalidInput(f"a text of 1 to {longest} characters is needed", path=path)
    return text


def _earlier(user: User, name: str, key: str) -> Application | None:
    found = Done.objects.filter(user=user, key=key).select_related("application")
    done = found.first()
    if done is not None and done.act != name:
        raise FormUsed(
            "this form was sent before, for something else",
            path="key",
            remedy="open the page again",
        )
    return done.application if done else None


def _since(case: Application, seen: int) -> str:
    """Tell what was done after a revision, and by whom."""
    told = [
        f"{entry.act.removeprefix('application.').replace('_', ' ')} by {entry.actor}"
        for entry in acts_on(case)
        if orjson.loads(entry.details).get("revision", 0) > seen
    ]
    return ", ".join(told)
