"""The acts of the desk that handles a case."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from sluis.core.casework.routing import Queue
from sluis.core.errors import UnknownValue
from sluis.office.access.rules import visible
from sluis.office.applications.models import Application
from sluis.office.applications.services import handling

if TYPE_CHECKING:
    from sluis.office.people.models import User
from sluis.office.applications.acts.act import BaseAct, Number, Small, Text


class FindComplete(BaseAct):
    """Find that everything is there."""

    act: Literal["find_complete"]

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return handling.find_complete(user, reference, self.form)


class FindIncomplete(BaseAct):
    """Send it back to be completed."""

    act: Literal["find_incomplete"]
    text: Text
    answer_by: date

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return handling.find_incomplete(
            user, reference, self.text, self.answer_by, self.form
        )


class TakeUp(BaseAct):
    """Begin the assessment."""

    act: Literal["take_up"]

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return handling.take_up(user, reference, self.form)


class Assign(BaseAct):
    """Give the case to an officer, by e-mail address, or to nobody."""

    act: Literal["assign"]
    officer: Small | None = None

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        officer = _person(user, self.officer)
        return handling.assign(user, reference, officer, self.form)


class SendTo(BaseAct):
    """Send the case to a desk; without one the rules decide again."""

    act: Literal["send_to"]
    queue: Queue | None = None

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return handling.send_to(user, reference, self.queue, self.form)


class RunAgain(BaseAct):
    """Determine, screen and assess the risk anew."""

    act: Literal["run_again"]

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return handling.run_again(user, reference, self.form)


class Ask(BaseAct):
    """Ask the applicant."""

    act: Literal["ask"]
    text: Text
    answer_by: date

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return handling.ask(user, reference, self.text, self.answer_by, self.form)


class Resume(BaseAct):
    """Go on without an answer whose term has passed."""

    act: Literal["resume"]

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return handling.resume(user, reference, self.form)


class AddNote(BaseAct):
    """Write a note."""

    act: Literal["note"]
    text: Text
    shared: bool = False

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return handling.note(
            user, reference, self.text, shared=self.shared, form=self.form
        )


class AddTask(BaseAct):
    """Put something to be done on the list."""

    act: Literal["add_task"]
    title: Small
    officer: Small | None = None
    due_on: date | None = None

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return handling.add_task(
            user,
            reference,
            self.title,
            officer=_person(user, self.officer),
            due=self.due_on,
            form=self.form,
        )


class FinishTask(BaseAct):
    """Say that a task is done."""

    act: Literal["finish_task"]
    task: Number

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return handling.finish_task(user, reference, self.task, self.form)


class AnnounceDelay(BaseAct):
    """Tell when the decision is to be expected instead."""

    act: Literal["announce_delay"]
    until: date

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return handling.announce_delay(user, reference, self.until, self.form)


def _person(user: User, email: str | None) -> User | None:
    if not email:
        return None
    from sluis.office.people.models import User as Person

    found = visible(user, Person).filter(email=email.strip().lower()).first()
    if found is None:
        raise UnknownValue("there is no such colleague", path="officer")
    return found
