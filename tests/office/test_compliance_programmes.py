"""Compliance programmes: drafted, shown, submitted, remarked on."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

import cast
import compliance
from sluis.core.casework.compliance_programme import Standing
from sluis.core.errors import InvalidInput, Problems, UnknownValue
from sluis.formats.paper import PaperRefused
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.roles import Role
from sluis.office.audit.queries import acts_on
from sluis.office.compliance import queries
from sluis.office.compliance.models import Evidence, Submission
from sluis.office.compliance.services import programmes
from sluis.office.compliance.shown import programme_json, submission_json
from sluis.office.once.services import Form, FormUsed, StaleForm, revision

pytestmark = pytest.mark.django_db

PDFS = {"text.txt": b"The statement of the director."}


@pytest.fixture
def home():
    return cast.organisation()


@pytest.fixture
def cora(home):
    return compliance.officer_of(home)


@pytest.fixture
def olga():
    return cast.person("olga", Role.LICENSING_OFFICER)


@pytest.fixture
def draft(cora, home):
    return programmes.begin(cora, home)


def test_it_works(cora, home, draft, olga):
    programmes.answer(cora, draft.pk, compliance.answer())
    programmes.add_evidence(
        cora, draft.pk, compliance.QUESTION, "a.txt", PDFS["text.txt"]
    )
    made = programmes.submit(cora, draft.pk)

    told = submission_json(queries.submission(olga, made.pk))
    assert told["number"] == 1
    assert told["result"]["gaps"] == [compliance.QUESTION]
    said = told["answers"][compliance.QUESTION]
    assert said["explanation"].startswith("There is a statement")
    assert said["evidence"][0]["name"] == "a.txt"
    assert (made.due_again - made.submitted_on).days in {365, 366}
    paper = queries.version_paper(olga, made.pk, said["evidence"][0]["sha256"])
    assert paper.media_type == "text/plain"


def test_a_programme_is_begun_once(cora, home, draft):
    assert programmes.begin(cora, home).pk == draft.pk


def test_officers_see_what_was_submitted_and_never_the_draft(cora, draft, olga):
    programmes.answer(cora, draft.pk, compliance.answer())
    with pytest.raises(NotVisible):
        queries.programme(olga, draft.pk)
    programmes.submit(cora, draft.pk)
    assert queries.submissions(olga).count() == 1
    with pytest.raises(NotVisible):
        queries.programme(olga, draft.pk)


def test_a_version_is_frozen_and_superseded_by_the_next(cora, draft, olga):
    programmes.answer(cora, draft.pk, compliance.answer())
    first = programmes.submit(cora, draft.pk)
    programmes.answer(
        cora, draft.pk, compliance.answer(explanation="It was signed anew.")
    )
    second = programmes.submit(cora, draft.pk)

    then = submission_json(queries.submission(olga, first.pk))
    assert then["answers"][compliance.QUESTION]["explanation"].startswith("There is")
    assert then["superseded_by"] == second.pk
    assert [one.pk for one in queries.standing_submissions(olga)] == [second.pk]
    with pytest.raises(DatabaseError, match="kept"), transaction.atomic():
        Submission.objects.filter(pk=first.pk).update(body="{}")
    with pytest.raises(DatabaseError, match="kept"), transaction.atomic():
        Submission.objects.filter(pk=first.pk)._raw_delete("default")


def test_the_same_version_is_not_submitted_twice_a_day(cora, draft):
    programmes.answer(cora, draft.pk, compliance.answer())
    programmes.submit(cora, draft.pk)
    with pytest.raises(InvalidInput, match="says the same"):
        programmes.submit(cora, draft.pk)


def test_an_empty_programme_is_not_submitted(cora, draft):
    with pytest.raises(InvalidInput, match="No question is answered"):
        programmes.submit(cora, draft.pk)


def test_every_former_answer_stands_in_the_trail(cora, draft):
    programmes.answer(cora, draft.pk, compliance.answer())
    programmes.answer(
        cora,
        draft.pk,
        replace(
            compliance.answer(), standing=Standing.IN_PLACE, action="", action_due=None
        ),
    )
    last = orjson.loads(acts_on(draft)[-1].details)
    assert (last["was"]["standing"], last["standing"]) == ("partly", "in_place")


def test_a_stale_answer_is_refused_and_a_double_one_is_one(cora, draft):
    form = Form(seen=1, key="k" * 12)
    programmes.answer(cora, draft.pk, compliance.answer(), form)
    again = programmes.answer(cora, draft.pk, compliance.answer(), form)
    assert revision(again) == 2
    with pytest.raises(StaleForm):
        programmes.answer(cora, draft.pk, compliance.answer(), Form(seen=1))
    with pytest.raises(FormUsed):
        programmes.submit(cora, draft.pk, Form(key="k" * 12))


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.exe", b"MZ", "not taken"),
        ("a.pdf", b"MZ", "not what"),
        ("a.txt", b"", "empty"),
        ("a.txt", b"x" * (programmes.MOST_BYTES + 1), "limit"),
        ("a.txt", b"a\x00b", "no text"),
    ],
)
def test_a_hostile_paper_is_refused_and_nothing_is_kept(cora, draft, name, data, told):
    with pytest.raises(PaperRefused, match=told):
        programmes.add_evidence(cora, draft.pk, compliance.QUESTION, name, data)
    assert not Evidence.objects.exists()


def test_the_same_paper_is_kept_once_and_can_be_taken_out(cora, draft):
    for name in ("a.txt", "b.txt"):
        programmes.add_evidence(cora, draft.pk, compliance.QUESTION, name, b"Once")
    (paper,) = Evidence.objects.all()
    programmes.answer(cora, draft.pk, compliance.answer())
    version = programmes.submit(cora, draft.pk)
    programmes.take_out_evidence(cora, draft.pk, compliance.QUESTION, paper.sha256)

    draft.refresh_from_db()
    told = programme_json(draft)["answers"][compliance.QUESTION]
    assert told["evidence"] == []
    assert queries.version_paper(cora, version.pk, paper.sha256).name == "a.txt"
    with pytest.raises(NotVisible):
        programmes.take_out_evidence(cora, draft.pk, compliance.QUESTION, paper.sha256)


def test_there_is_no_end_of_papers_and_no_unknown_question(cora, draft):
    for number in range(programmes.MOST_PAPERS):
        programmes.add_evidence(
            cora, draft.pk, compliance.QUESTION, "a.txt", b"%d" % number
        )
    with pytest.raises(InvalidInput, match="papers already"):
        programmes.add_evidence(cora, draft.pk, compliance.QUESTION, "a.txt", b"more")
    with pytest.raises(UnknownValue):
        programmes.add_evidence(cora, draft.pk, "no.such", "a.txt", b"more")
    with pytest.raises(Problems):
        programmes.answer(cora, draft.pk, compliance.answer(question="no.such"))


def test_an_applicant_reads_the_draft_and_may_not_change_it(home, draft):
    ann = cast.person("ann", Role.APPLICANT)
    assert queries.programme(ann, draft.pk).organisation == home
    with pytest.raises(Refused):
        programmes.answer(ann, draft.pk, compliance.answer())


def test_an_officer_remarks_and_the_exporter_reads_it(cora, draft, olga):
    programmes.answer(cora, draft.pk, compliance.answer())
    made = programmes.submit(cora, draft.pk)
    programmes.remark(
        olga, made.pk, text="When will it be signed?", question=compliance.QUESTION
    )
    told = submission_json(queries.submission(cora, made.pk))
    assert told["remarks"][0]["text"] == "When will it be signed?"
    with pytest.raises(Refused):
        programmes.remark(cora, made.pk, text="Soon")
    with pytest.raises(InvalidInput):
        programmes.remark(olga, made.pk, text="  ")
    with pytest.raises(UnknownValue):
        programmes.remark(olga, made.pk, text="What?", question="no.such")


def test_another_exporter_finds_nothing(draft, cora):
    other = compliance.officer_of(cast.organisation(name="Another"), "otto")
    programmes.answer(cora, draft.pk, compliance.answer())
    made = programmes.submit(cora, draft.pk)
    for ask in (
        lambda: queries.programme(other, draft.pk),
        lambda: queries.submission(other, made.pk),
        lambda: programmes.answer(other, draft.pk, compliance.answer()),
        lambda: programmes.begin(other, draft.organisation),
    ):
        with pytest.raises(NotVisible):
            ask()


def test_a_version_keeps_its_day(cora, draft):
    programmes.answer(cora, draft.pk, compliance.answer())
    assert programmes.submit(cora, draft.pk).submitted_on == timezone.localdate()
