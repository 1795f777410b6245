"""What the casework's endpoints share: their answers, and how they are asked."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, StringConstraints

from sluis.core.errors import UnknownValue
from sluis.office.access.errors import NotVisible
from sluis.office.applications import queries
from sluis.office.people.models import User

_PROBLEM = {"application/problem+json": {"schema": {"type": "object"}}}


def _answers(**told: str) -> dict[str, Any]:
    """Describe an operation's refusals."""
    every = {
        "401": "Nobody is signed in",
        "403": "This person may not do this",
        "404": "There is no such thing, as far as this person may know",
        "422": "What was sent cannot be taken",
        **{status.removeprefix("s"): text for status, text in told.items()},
    }
    return {
        "responses": {
            int(status): {"description": text, "content": _PROBLEM}
            for status, text in every.items()
        }
    }


READ = _answers()
ACT = _answers(
    s409="Not now: the state bars it, the form is stale, or another was first"
)
Name = Annotated[str, StringConstraints(max_length=200)]
Reference = Annotated[str, StringConstraints(max_length=40)]


class Asked(Schema):
    """What is asked; a name it does not know is an error."""

    model_config = ConfigDict(extra="forbid")


def own_of(user: User, id_: int | None) -> Any:
    """Give the organisation one applies for: the only one, or the one named."""
    own = queries.applying_for(user)
    named = [one for one in own if id_ is None or one.pk == id_]
    if len(named) == 1:
        return named[0]
    if not own:
        raise NotVisible("there is nothing one may apply for")
    raise UnknownValue(
        "name the organisation you apply for",
        path="organisation",
        remedy=f"one of {', '.join(str(one.pk) for one in own)}",
    )
