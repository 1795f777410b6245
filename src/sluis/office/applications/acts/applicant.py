"""The acts of the applicant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from sluis.office.applications.content import Content
from sluis.office.applications.models import Application
from sluis.office.applications.services import drafts

if TYPE_CHECKING:
    from sluis.office.people.models import User
from sluis.office.applications.acts.act import BaseAct, Number, Text


class SaveDraft(BaseAct):
    """Keep a draft."""

    act: Literal["save_draft"]
    content: dict[str, Any]

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        content = Content.read(self.content)
        return drafts.save_draft(user, reference, content, self.form)


class Submit(BaseAct):
    """Hand it in."""

    act: Literal["submit"]

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return drafts.submit(user, reference, self.form)


class Amend(BaseAct):
    """Change what was submitted."""

    act: Literal["amend"]
    content: dict[str, Any]
    why: Text

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        content = Content.read(self.content)
        return drafts.amend(user, reference, content, self.why, self.form)


class Answer(BaseAct):
    """Answer a question."""

    act: Literal["answer"]
    question: Number
    text: Text

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return drafts.answer(user, reference, self.question, self.text, self.form)


class Withdraw(BaseAct):
    """Take it back."""

    act: Literal["withdraw"]
    why: Text

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return drafts.withdraw(user, reference, self.why, self.form)


class Object(BaseAct):
    """Object to the decision."""

    act: Literal["object"]
    grounds: Text

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return drafts.object_to(user, reference, self.grounds, self.form)
