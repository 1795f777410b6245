"""Every act on an application as data: one shape for the API and for forms.

An act says what it needs and which service does it. A page's form and a program's
request become the same act, are checked by the same rules, and end in the same
service.
"""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sluis.core.casework.consultation import ConsultationKind
from sluis.core.casework.criteria import Finding
from sluis.core.casework.routing import Queue
from sluis.core.casework.states import Outcome
from sluis.core.errors import UnknownValue
from sluis.office.access.rules import visible
from sluis.office.applications.content import Content
from sluis.office.applications.models import Application
from sluis.office.applications.services import assessment, deciding, drafts
from sluis.office.applications.services.acting import Form
from sluis.office.applications.services.deciding import GrantedLine, Proposed

if TYPE_CHECKING:
    from sluis.office.people.models import Organisation, User

Text: TypeAlias = Annotated[str, StringConstraints(max_length=5000)]
_Small: TypeAlias = Annotated[str, StringConstraints(max_length=200)]
Number: TypeAlias = Annotated[int, Field(ge=1, le=2**53)]


class _Act(BaseModel):
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


class SaveDraft(_Act):
    """Keep a draft."""

    act: Literal["save_draft"]
    content: dict[str, Any]

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        content = Content.read(self.content)
        return drafts.save_draft(user, reference, content, self.form)


class Submit(_Act):
    """Hand it in."""

    act: Literal["submit"]

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return drafts.submit(user, reference, self.form)


class Amend(_Act):
    """Change what was submitted."""

    act: Literal["amend"]
    content: dict[str, Any]
    why: Text

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        content = Content.read(self.content)
        return drafts.amend(user, reference, content, self.why, self.form)


class Answer(_Act):
    """Answer a question."""

    act: Literal["answer"]
    question: Number
    text: Text

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return drafts.answer(user, reference, self.question, self.text, self.form)


class Withdraw(_Act):
    """Take it back."""

    act: Literal["withdraw"]
    why: Text

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return drafts.withdraw(user, reference, self.why, self.form)


class Object(_Act):
    """Object to the decision."""

    act: Literal["object"]
    grounds: Text

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return drafts.object_to(user, reference, self.grounds, self.form)


class FindComplete(_Act):
    """Find that everything is there."""

    act: Literal["find_complete"]

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return assessment.find_complete(user, reference, self.form)


class FindIncomplete(_Act):
    """Send it back to be completed."""

    act: Literal["find_incomplete"]
    text: Text
    answer_by: date

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return assessment.find_incomplete(
            user, reference, self.text, self.answer_by, self.form
        )


class TakeUp(_Act):
    """Begin the assessment."""

    act: Literal["take_up"]

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return assessment.take_up(user, reference, self.form)


class Assign(_Act):
    """Give the case to an officer, by e-mail address, or to nobody."""

    act: Literal["assign"]
    officer: _Small | None = None

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        officer = _person(user, self.officer)
        return assessment.assign(user, reference, officer, self.form)


class SendTo(_Act):
    """Send the case to a desk; without one the rules decide again."""

    act: Literal["send_to"]
    queue: Queue | None = None

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return assessment.send_to(user, reference, self.queue, self.form)


class RunAgain(_Act):
    """Determine, screen and assess the risk anew."""

    act: Literal["run_again"]

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return assessment.run_again(user, reference, self.form)


class Ask(_Act):
    """Ask the applicant."""

    act: Literal["ask"]
    text: Text
    answer_by: date

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return assessment.ask(user, reference, self.text, self.answer_by, self.form)


class Resume(_Act):
    """Go on without an answer whose term has passed."""

    act: Literal["resume"]

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return assessment.resume(user, reference, self.form)


class AddNote(_Act):
    """Write a note."""

    act: Literal["note"]
    text: Text
    shared: bool = False

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return assessment.note(
            user, reference, self.text, shared=self.shared, form=self.form
        )


class AddTask(_Act):
    """Put something to be done on the list."""

    act: Literal["add_task"]
    title: _Small
    officer: _Small | None = None
    due_on: date | None = None

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return assessment.add_task(
            user,
            reference,
            self.title,
            officer=_person(user, self.officer),
            due=self.due_on,
            form=self.form,
        )


class FinishTask(_Act):
    """Say that a task is done."""

    act: Literal["finish_task"]
    task: Number

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return assessment.finish_task(user, reference, self.task, self.form)


class JudgeMatch(_Act):
    """Judge a match with a listed party."""

    act: Literal["judge_match"]
    party: _Small
    entity: _Small
    same: bool
    reasons: Text

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return assessment.judge_match(
            user,
            reference,
            self.party,
            self.entity,
            same=self.same,
            reasons=self.reasons,
            form=self.form,
        )


class JudgeCriterion(_Act):
    """Write down what was found on a criterion."""

    act: Literal["judge_criterion"]
    criterion: _Small
    finding: Finding
    reasons: Text

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return assessment.judge_criterion(
            user,
            reference,
            self.criterion,
            finding=self.finding,
            reasons=self.reasons,
            form=self.form,
        )


class Consult(_Act):
    """Ask another state or an organisation here."""

    act: Literal["consult"]
    kind: ConsultationKind
    text: Text
    asked: Number | None = None
    country: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = ""
    applicant_told: bool = False

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return assessment.consult(
            user,
            reference,
            self.kind,
            self.text,
            asked=_organisation(user, self.asked),
            country=self.country,
            applicant_told=self.applicant_told,
            form=self.form,
        )


class ExtendConsultation(_Act):
    """Make the term of a consultation longer."""

    act: Literal["extend_consultation"]
    consultation: Number
    until: date

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return assessment.extend_consultation(
            user, reference, self.consultation, self.until, self.form
        )


class AnswerConsultation(_Act):
    """Answer a consultation."""

    act: Literal["answer_consultation"]
    consultation: Number
    answer: _Small
    text: Text

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return assessment.answer_consultation(
            user,
            reference,
            self.consultation,
            answer=self.answer,
            text=self.text,
            form=self.form,
        )


class TakeSilence(_Act):
    """Take note that a term passed in silence."""

    act: Literal["take_silence"]
    consultation: Number

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return assessment.take_silence(user, reference, self.consultation, self.form)


class AnnounceDelay(_Act):
    """Tell when the decision is to be expected instead."""

    act: Literal["announce_delay"]
    until: date

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return assessment.announce_delay(user, reference, self.until, self.form)


class Granted(BaseModel):
    """A line that is granted; without quantity or amount, as was asked."""

    model_config = ConfigDict(extra="forbid")

    line: Number
    quantity: Annotated[Decimal, Field(gt=0, max_digits=18)] | None = None
    amount: Annotated[Decimal, Field(gt=0, max_digits=18)] | None = None


class Condition(BaseModel):
    """A condition of the library, filled in."""

    model_config = ConfigDict(extra="forbid")

    code: _Small
    parameters: dict[_Small, Any] = {}
    line: Number | None = None


class Propose(_Act):
    """Propose a decision."""

    act: Literal["propose"]
    outcome: Outcome
    reasons: Text
    lines: list[Granted] = []
    conditions: list[Condition] = []
    grounds: list[_Small] = []
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
            grounds=tuple(self.grounds),
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )
        return deciding.propose(user, reference, proposed, self.form)


class SendBack(_Act):
    """Send a proposal back."""

    act: Literal["send_back"]
    why: Text

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return deciding.send_back(user, reference, self.why, self.form)


class Decide(_Act):
    """Decide on a proposal."""

    act: Literal["decide"]
    proposal: Number
    reasons: Text = ""

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return deciding.decide(user, reference, self.proposal, self.reasons, self.form)


class AnswerObjection(_Act):
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


class Close(_Act):
    """Close a decided case."""

    act: Literal["close"]

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return deciding.close(user, reference, self.form)


Act: TypeAlias = Annotated[
    SaveDraft
    | Submit
    | Amend
    | Answer
    | Withdraw
    | Object
    | FindComplete
    | FindIncomplete
    | TakeUp
    | Assign
    | SendTo
    | RunAgain
    | Ask
    | Resume
    | AddNote
    | AddTask
    | FinishTask
    | JudgeMatch
    | JudgeCriterion
    | Consult
    | ExtendConsultation
    | AnswerConsultation
    | TakeSilence
    | AnnounceDelay
    | Propose
    | SendBack
    | Decide
    | AnswerObjection
    | Close,
    Field(discriminator="act"),
]
"""Any act, told apart by its name."""


def _person(user: User, email: str | None) -> User | None:
    if not email:
        return None
    from sluis.office.people.models import User as Person

    found = visible(user, Person).filter(email=email.strip().lower()).first()
    if found is None:
        raise UnknownValue("there is no such colleague", path="officer")
    return found


def _organisation(user: User, id_: int | None) -> Organisation | None:
    if id_ is None:
        return None
    from sluis.office.people.models import Organisation

    found = visible(user, Organisation).filter(pk=id_).first()
    if found is None:
        raise UnknownValue("there is no such organisation", path="asked")
    return found
