"""Writing a compliance programme: answers, evidence, submission and remarks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from sluis.core.casework.compliance_programme import (
    CODES,
    Answer,
    check_answer,
    due_again,
    result_of,
)
from sluis.core.casework.programme_questions import QUESTIONS
from sluis.core.errors import InvalidInput, UnknownValue
from sluis.formats.paper import LARGEST, check_paper
from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import require, visible
from sluis.office.applications.services.documents import keep, plain_name
from sluis.office.audit import services as audit
from sluis.office.audit.words import ACTS
from sluis.office.compliance import answers as written
from sluis.office.compliance.models import Evidence, Programme, Remark, Submission
from sluis.office.compliance.services.acting import words
from sluis.office.once.services import UNSEEN, Form, check_seen, once

if TYPE_CHECKING:
    from sluis.office.people.models import Organisation, User

MOST_BYTES = LARGEST
"""How many bytes a paper may have; more need not be read."""
MOST_PAPERS = 20
"""Papers of one question; who has more makes one of them."""


def begin(user: User, organisation: Organisation, form: Form = UNSEEN) -> Programme:
    """Begin the programme of an exporter; one that is there is given.

    Raises:
        NotVisible: The organisation is not one this person may do it for.
        Refused: The person may not.
    """

    def do() -> Programme:
        found = visible(user, Programme).filter(organisation=organisation).first()
        if found is not None:
            return found
        made = Programme(organisation=organisation, started_by=user)
        require(user, "edit", made)
        made.save()
        audit.record(user, "programme.started", made)
        return made

    return once(user, f"begin programme {organisation.pk}", form, Programme, do)


def answer(user: User, pk: int, given: Answer, form: Form = UNSEEN) -> Programme:
    """Keep an answer; the one before it stands in the trail.

    Args:
        user: Who answers.
        pk: Key of the programme.
        given: The answer; its evidence is what was added, whatever it says.
        form: The revision it was read at, and the once-only key.

    Raises:
        NotVisible: There is no such programme for this person.
        Refused: The person may not.
        Problems: The answer says nothing or contradicts itself.
        StaleForm: The programme was changed since.
    """
    check_answer(given)

    def do() -> Programme:
        row = _locked(user, pk, form)
        before = row.answers.get(given.question)
        row.answers[given.question] = written.write(replace(given, evidence=()))
        now = row.answers[given.question]
        _save(user, row, "answered", {"question": given.question, "was": before, **now})
        return row

    return once(user, f"answer {pk}", form, Programme, do)


def add_evidence(  # noqa: PLR0913 - one a field of the form
    user: User,
    pk: int,
    question: str,
    name: str,
    data: bytes,
    *,
    form: Form = UNSEEN,
) -> Programme:
    """Add a paper that shows an answer; the same paper is kept once.

    Raises:
        NotVisible: There is no such programme for this person.
        Refused: The person may not.
        UnknownValue: There is no such question.
        InvalidInput: The question has too many papers already.
        PaperRefused: It is too large, not what its name says, encrypted, or holds
            what runs by itself.
    """
    if question not in CODES:
        raise UnknownValue(_("There is no such question."), path="question")
    name = plain_name(name)
    media_type = check_paper(name, data)
    digest = hashlib.sha256(data).hexdigest()

    def do() -> Programme:
        row = _locked(user, pk, form)
        there = row.evidence.filter(question=question, taken_out_at=None)
        if there.count() >= MOST_PAPERS:
            raise InvalidInput(
                _("There are %(count)s papers already.") % {"count": MOST_PAPERS},
                path="document",
                remedy=_("Take one out, or put several into one."),
            )
        keep(digest, data)
        paper, _new = Evidence.objects.get_or_create(
            programme=row,
            question=question,
            sha256=digest,
            defaults={
                "name": name,
                "media_type": media_type,
                "size": len(data),
                "added_by": user,
            },
        )
        paper.taken_out_at = None
        paper.save(update_fields=["taken_out_at"])
        told = {"question": question, "sha256": digest, "name": paper.name}
        _save(user, row, "evidence_added", told)
        return row

    return once(user, f"add evidence {pk}", form, Programme, do)


def take_out_evidence(
    user: User, pk: int, question: str, sha256: str, form: Form = UNSEEN
) -> Programme:
    """Take a paper out of the draft; versions that name it keep it.

    Raises:
        NotVisible: There is no such programme or paper for this person.
        Refused: The person may not.
    """

    def do() -> Programme:
        row = _locked(user, pk, form)
        paper = row.evidence.filter(
            question=question, sha256=sha256, taken_out_at=None
        ).first()
        if paper is None:
            raise NotVisible("there is no such paper", path="sha256")
        paper.taken_out_at = timezone.now()
        paper.save(update_fields=["taken_out_at"])
        _save(user, row, "evidence_taken_out", {"question": question, "sha256": sha256})
        return row

    return once(user, f"take out evidence {pk}", form, Programme, do)


def submit(user: User, pk: int, form: Form = UNSEEN) -> Submission:
    """Submit the assessment as it stands; it becomes a version that never changes.

    Open questions and gaps bar nothing: an honest assessment has them.

    Raises:
        NotVisible: There is no such programme for this person.
        Refused: The person may not.
        InvalidInput: Not one question was answered, or nothing changed since the
            last version of this day.
        StaleForm: The programme was changed since.
    """

    def do() -> Submission:
        row = _locked(user, pk, form, right="submit")
        today = timezone.localdate()
        said = written.answers_of(row)
        if len(result_of(said, today).open) == len(QUESTIONS):
            raise InvalidInput(
                _("No question is answered yet."),
                path="answers",
                remedy=_("Answer at least one question."),
            )
        body = written.frozen(row, said)
        digest = hashlib.sha256(body).hexdigest()
        last = row.submissions.first()
        if last is not None and (last.digest, last.submitted_on) == (digest, today):
            raise InvalidInput(
                _("Version %(number)s of today says the same.")
                % {"number": last.number},
                path="answers",
            )
        made = Submission.objects.create(
            programme=row,
            number=last.number + 1 if last else 1,
            body=body.decode(),
            digest=digest,
            submitted_on=today,
            due_again=due_again(today),
            submitted_by=user,
        )
        _save(user, row, "submitted", {"number": made.number, "digest": digest})
        return made

    return once(user, f"submit programme {pk}", form, Submission, do)


def remark(
    user: User, pk: int, *, text: str, question: str = "", form: Form = UNSEEN
) -> Remark:
    """Remark on a submitted assessment, for the exporter to read.

    Raises:
        NotVisible: There is no such submission for this person.
        Refused: The person may not.
        InvalidInput: Nothing is said.
        UnknownValue: There is no such question.
    """
    text = words(text, "text")
    if question and question not in CODES:
        raise UnknownValue(_("There is no such question."), path="question")

    def do() -> Remark:
        found = visible(user, Submission).filter(pk=pk).first()
        if found is None:
            raise NotVisible("there is no such submission")
        require(user, "remark", found)
        made = Remark.objects.create(
            submission=found, question=question, text=text, made_by=user
        )
        audit.record(user, "programme.remarked", found, {"question": question})
        return made

    return once(user, f"remark {pk}", form, Remark, do)


def _locked(user: User, pk: int, form: Form, right: str = "edit") -> Programme:
    row = visible(user, Programme).select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotVisible("there is no such programme")
    require(user, right, row)
    check_seen(row, form, ACTS)
    return row


def _save(user: User, row: Programme, name: str, told: Mapping[str, object]) -> None:
    row.save(update_fields=["answers"])
    audit.record(user, f"programme.{name}", row, told)
