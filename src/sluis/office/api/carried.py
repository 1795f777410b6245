"""What every request carries that does something: how it was read, and its key."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from sluis.office.once.services import Form


class Carried(Schema):
    """What a request that acts carries beside its own.

    ``seen`` is the ``revision`` that was read, so that nothing is done to what was
    changed since; ``key`` is a text of the sender's own that makes sending twice
    one act.
    """

    model_config = ConfigDict(extra="forbid")

    seen: Annotated[int, Field(ge=0, le=2**31)] | None = None
    key: (
        Annotated[
            str, StringConstraints(min_length=8, max_length=64, pattern=r"^[\w-]+$")
        ]
        | None
    ) = None

    @property
    def form(self) -> Form:
        """What the service takes of it."""
        return Form(seen=self.seen, key=self.key)
