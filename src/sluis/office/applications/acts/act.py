"""What every act on an application has."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sluis.office.applications.models import Application
from sluis.office.once.services import Form

if TYPE_CHECKING:
    from sluis.office.people.models import User
Text: TypeAlias = Annotated[str, StringConstraints(max_length=5000)]
Small: TypeAlias = Annotated[str, StringConstraints(max_length=200)]
Number: TypeAlias = Annotated[int, Field(ge=1, le=2**53)]


class BaseAct(BaseModel):
    """What every act carries.

    ``seen`` is the revision of the application the sender read; ``key`` is a text
    of the sender's own that makes sending twice one act.
    """

    model_config = ConfigDict(extra="forbid")

    seen: Number | None = None
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

    @abstractmethod
    def do(self, user: User, reference: str) -> Application:
        """Do it."""
