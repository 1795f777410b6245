"""How every act on an application is done: once, on the case as it was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import orjson

from sluis.core.casework.states import Move, advance
from sluis.core.errors import InvalidInput
from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import require, visible
from sluis.office.applications.models import Application
from sluis.office.applications.standing import standing
from sluis.office.audit.queries import acts_on
from sluis.office.audit.services import record
from sluis.office.once.services import UNSEEN, Form, once, stale

if TYPE_CHECKING:
    from sluis.core.casework.states import Outcome
    from sluis.office.people.models import User

Details = Mapping[str, Any]


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

    told = f"application.{name} {reference}"
    return once(user, told, form, Application, done)


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
        raise stale(_since(case, form.seen))
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


def _since(case: Application, seen: int) -> list[str]:
    """Tell what was done after a revision, and by whom."""
    return [
        f"{entry.act.removeprefix('application.').replace('_', ' ')} by {entry.actor}"
        for entry in acts_on(case)
        if orjson.loads(entry.details).get("revision", 0) > seen
    ]
