"""What requests about compliance have in common."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from sluis.core.errors import InvalidInput
from sluis.office.access.errors import NotVisible
from sluis.office.api.described import refusals
from sluis.office.compliance import queries
from sluis.office.once.services import Form as Carried
from sluis.office.people.models import Organisation, User

READ = refusals()
ACT = refusals(s409="Not now: the state bars it, or what was sent is stale")

Key = Annotated[int, Field(ge=1, le=2**53)]
Reference = Annotated[str, StringConstraints(max_length=40)]
Offset = Annotated[int, Field(ge=0, le=1_000_000)]
Limit = Annotated[int, Field(ge=1, le=200)]
Words = Annotated[str, StringConstraints(min_length=1, pattern=r"^[^\x00]*\S[^\x00]*$")]
"""A text that says something."""
Long = Annotated[Words, StringConstraints(max_length=5000)]
Small = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]


class Asked(Schema):
    """What every change may carry.

    ``seen`` is what the sender read: a revision, or the ``row`` of a listed party.
    ``key`` is a text of the sender's own that makes sending twice one act.
    """

    model_config = ConfigDict(extra="forbid")

    seen: Key | None = None
    key: (
        Annotated[
            str, StringConstraints(min_length=8, max_length=64, pattern=r"^[\w-]+$")
        ]
        | None
    ) = None

    @property
    def carried(self) -> Carried:
        """What the services take of it."""
        return Carried(seen=self.seen, key=self.key)


def own(user: User, pk: int | None) -> Organisation:
    """Give the exporter a request is for, of those whose compliance one looks after.

    Args:
        user: Who asks.
        pk: Its key; ``None`` where one works for a single one.

    Raises:
        NotVisible: There is none for this person.
        InvalidInput: There are several, and it is not said which.
    """
    homes = queries.own_organisations(user, act=True)
    found = homes if pk is None else [one for one in homes if one.pk == pk]
    if not found:
        raise NotVisible("there is no such organisation", path="organisation")
    if len(found) > 1:
        raise InvalidInput(
            "you work for several exporters",
            path="organisation",
            remedy="name the one you mean",
        )
    return found[0]
