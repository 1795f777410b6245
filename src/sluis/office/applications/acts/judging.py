"""The acts of assessment: matches, criteria and consultations."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import StringConstraints

from sluis.core.casework.consultation import ConsultationKind
from sluis.core.casework.criteria import Finding
from sluis.core.errors import UnknownValue
from sluis.office.access.rules import visible
from sluis.office.applications.models import Application
from sluis.office.applications.services import consulting, judging

if TYPE_CHECKING:
    from sluis.office.people.models import Organisation, User
from sluis.office.applications.acts.act import BaseAct, Number, Small, Text


class JudgeMatch(BaseAct):
    """Judge a match with a listed party."""

    act: Literal["judge_match"]
    party: Small
    entity: Small
    same: bool
    reasons: Text

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return judging.judge_match(
            user,
            reference,
            self.party,
            self.entity,
            same=self.same,
            reasons=self.reasons,
            form=self.form,
        )


class JudgeCriterion(BaseAct):
    """Write down what was found on a criterion."""

    act: Literal["judge_criterion"]
    criterion: Small
    finding: Finding
    reasons: Text

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return judging.judge_criterion(
            user,
            reference,
            self.criterion,
            finding=self.finding,
            reasons=self.reasons,
            form=self.form,
        )


class Consult(BaseAct):
    """Ask another state or an organisation here."""

    act: Literal["consult"]
    kind: ConsultationKind
    text: Text
    asked: Number | None = None
    country: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = ""
    applicant_told: bool = False

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return consulting.consult(
            user,
            reference,
            self.kind,
            self.text,
            asked=_organisation(user, self.asked),
            country=self.country,
            applicant_told=self.applicant_told,
            form=self.form,
        )


class ExtendConsultation(BaseAct):
    """Make the term of a consultation longer."""

    act: Literal["extend_consultation"]
    consultation: Number
    until: date

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return consulting.extend_consultation(
            user, reference, self.consultation, self.until, self.form
        )


class AnswerConsultation(BaseAct):
    """Answer a consultation."""

    act: Literal["answer_consultation"]
    consultation: Number
    answer: Small
    text: Text

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return consulting.answer_consultation(
            user,
            reference,
            self.consultation,
            answer=self.answer,
            text=self.text,
            form=self.form,
        )


class TakeSilence(BaseAct):
    """Take note that a term passed in silence."""

    act: Literal["take_silence"]
    consultation: Number

    def do(self, user: User, reference: str) -> Application:
        """Do it."""
        return consulting.take_silence(user, reference, self.consultation, self.form)


def _organisation(user: User, id_: int | None) -> Organisation | None:
    if id_ is None:
        return None
    from sluis.office.people.models import Organisation

    found = visible(user, Organisation).filter(pk=id_).first()
    if found is None:
        raise UnknownValue("there is no such organisation", path="asked")
    return found
