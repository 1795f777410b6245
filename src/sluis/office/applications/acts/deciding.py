"""The acts of proposal, decision and objection."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sluis.core.casework.states import Outcome
from sluis.office.applications.models import Application
from sluis.office.applications.services import deciding
from sluis.office.applications.services.deciding import GrantedLine, Proposed

if TYPE_CHECKING:
    from sluis.office.people.models import User
from sluis.office.applications.acts.act import BaseAct, Number, Small, Text


class Granted(BaseModel):
    """A line that is granted; without quantity or amount, as was asked."""

    model_config = ConfigDict(extra="forbid")

    line: Number
    quantity: Annotated[Decimal, Field(gt=0, max_digits=18)] | None = None
    amount: Annotated[Decimal, Field(gt=0, max_digits=18)] | None = None


class Condition(BaseModel):
    """A condition of the library, filled in."""

    model_config = ConfigDict(extra="forbid")

    code: Small
    parameters: dict[Small, Any] = {}
    line: Number | None = None


class Propose(BaseAct):
    """Propose a decision."""

    act: Literal["propose"]
    outcome: Outcome
    reasons: Text
    lines: tuple[Granted, ...] = ()
    conditions: tuple[Condition, ...] = ()
    grounds: tuple[Small, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        proposed = Proposed(
            outcome=self.outcome,
            reasons=self.reasons,
            lines=tuple(
                GrantedLine(line=one.line, quantity=one.quantity, amount=one.amount)
                for one in self.lines
            ),
            conditions=tuple(one.model_dump(mode="json") for one in self.conditions),
            grounds=self.grounds,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )
        return deciding.propose(user, reference, proposed, self.form)


class SendBack(BaseAct):
    """Send a proposal back."""

    act: Literal["send_back"]
    why: Text

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return deciding.send_back(user, reference, self.why, self.form)


class Decide(BaseAct):
    """Decide on a proposal."""

    act: Literal["decide"]
    proposal: Number
    reasons: Text = ""

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return deciding.decide(user, reference, self.proposal, self.reasons, self.form)


class AnswerObjection(BaseAct):
    """Answer an objection."""

    act: Literal["answer_objection"]
    objection: Number
    upheld: bool
    text: Text

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return deciding.answer_objection(
            user,
            reference,
            self.objection,
            upheld=self.upheld,
            text=self.text,
            form=self.form,
        )


class Close(BaseAct):
    """Close a decided case."""

    act: Literal["close"]

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return deciding.close(user, reference, self.form)
