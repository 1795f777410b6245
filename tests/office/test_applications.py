from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import orjson
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

import casework
import cast
from sluis.core.casework.states import ApplicationKind, NotNow
from sluis.core.errors import InvalidInput, Problems
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.roles import Role
from sluis.office.access.rules import visible
from sluis.office.applications import tasks
from sluis.office.applications.matches import open_matches
from sluis.office.applications.models import Application, Run, Version
from sluis.office.applications.services import (
    deciding,
    drafts,
    handling,
    judging,
)
from sluis.office.applications.services import runs as services_runs
from sluis.office.applications.standing import clock_of, content_of
from sluis.office.audit.queries import acts_on, verify
from sluis.office.once.services import Form, FormUsed, StaleForm
from sluis.office.worker import do_jobs
from sluis.store.editions import Editions
from sluis.store.home import Home

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return casework.applicant()


@pytest.fixture
def olga():
    return casework.officer()


@pytest.fixture
def on(monkeypatch):
    """Let it be another day."""

    def set_day(day):
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_day


def test_it_works(ann):
    case = casework.submitted(ann)

    assert case.state == "submitted"
    assert case.received_on == timezone.localdate()
    assert {run.purpose for run in case.runs.all()} == {
        "determination",
        "screening",
        "risk",
    }
    assert verify().broken is None
    assert [entry.act for entry in acts_on(case)] == [
        "application.started",
        "application.submitted",
    ]


def test_a_draft_keeps_every_version_whole_and_the_same_one_once(ann):
    case = casework.started(ann)
    drafts.save_draft(ann, case.reference, casework.content())
    drafts.save_draft(ann, case.reference, casework.content(destination="JP"))

    titles = [orjson.loads(row.body)["destination"] for row in case.versions.all()]
    assert titles == ["CN", "JP"]


def test_the_database_refuses_to_change_a_version(ann):
    case = casework.started(ann)

    with pytest.raises(DatabaseError, match="kept"), transaction.atomic():
        Version.objects.filter(application=case).update(body="{}")


def test_what_is_missing_bars_the_submission_and_is_named(ann):
    case = casework.started(ann, goods=[], contract={}, statement={})

    with pytest.raises(NotNow, match=r"goods, contract\.number") as refused:
        drafts.submit(ann, case.reference)

    assert "statement.signatory" in refused.value.message
    assert Application.objects.get(pk=case.pk).state == "draft"


@pytest.mark.parametrize("kind", ["sondage", "classification_request", "registration"])
def test_other_kinds_ask_for_less(ann, kind):
    case = casework.submitted(
        ann,
        kind,
        statement={},
        contract={},
        question="Is it listed?",
        authorisation="EU001",
    )

    assert case.state == "submitted"


def test_an_unknown_unit_is_refused_with_its_place(ann):
    goods = [{**casework.GOOD, "unit": "crate"}]

    with pytest.raises(Problems, match=r"items\[0\].unit"):
        casework.started(ann, goods=goods)

    assert not Application.objects.exists()


def test_another_exporter_neither_sees_nor_changes_it(ann):
    case = casework.started(ann)
    other = cast.organisation(name="Other B.V.")
    eve = cast.person("eve", Role.APPLICANT, organisation=other)

    assert not visible(eve, Application).exists()
    with pytest.raises(NotVisible):
        drafts.submit(eve, case.reference)
    with pytest.raises(NotVisible):
        drafts.start(
            eve, cast.organisation(), ApplicationKind.SONDAGE, casework.content()
        )


def test_an_officer_sees_it_once_it_is_submitted_and_may_not_edit_it(ann, olga):
    case = casework.started(ann)
    assert not visible(olga, Application).exists()

    drafts.submit(ann, case.reference)

    assert list(visible(olga, Application)) == [case]
    with pytest.raises(Refused):
        drafts.withdraw(olga, case.reference, "no longer needed")


def test_a_form_sent_twice_acts_once(ann):
    form = Form(key="k1")
    first = casework.started(ann)
    one = drafts.submit(ann, first.reference, Form(seen=1, key="k1"))

    again = drafts.submit(ann, first.reference, Form(seen=1, key="k1"))

    assert again == one
    assert len(acts_on(first)) == 2
    with pytest.raises(FormUsed):
        drafts.withdraw(ann, first.reference, "mistake", form)


def test_beginning_twice_by_one_form_makes_one_application(ann):
    owner, kind = cast.organisation(), ApplicationKind.INDIVIDUAL
    made = [
        drafts.start(ann, owner, kind, casework.content(), Form(key="k"))
        for _ in range(2)
    ]

    assert made[0] == made[1]
    assert Application.objects.count() == 1


def test_a_form_read_before_a_change_is_told_what_changed(ann):
    case = casework.started(ann)
    drafts.save_draft(ann, case.reference, casework.content(title="Another"))

    with pytest.raises(StaleForm, match=r"saved by ann@sluis.example"):
        drafts.submit(ann, case.reference, Form(seen=case.revision))


def test_an_incomplete_application_stops_the_clock_until_it_is_handed_in_again(
    ann, olga, on
):
    on(date(2027, 9, 6))
    case = casework.submitted(ann)
    on(date(2027, 9, 16))
    handling.find_incomplete(
        olga, case.reference, "the contract is missing", date(2027, 10, 15)
    )
    on(date(2027, 9, 26))

    assert clock_of(case).days_used == 10
    assert not clock_of(case).running

    drafts.amend(ann, case.reference, casework.content(title="Now whole"), "contract")
    case = drafts.submit(ann, case.reference)
    assert case.state == "submitted"
    assert clock_of(case).deadline == date(2027, 11, 11)


def test_a_question_is_answered_and_the_assessment_goes_on(ann, olga):
    case = casework.in_assessment(ann, olga)
    soon = timezone.localdate() + timedelta(days=14)
    case = handling.ask(olga, case.reference, "What for?", soon)
    assert case.state == "waiting_for_applicant"

    case = drafts.answer(ann, case.reference, case.questions.get().pk, "For drones")

    assert case.state == "in_assessment"
    assert case.questions.get().answer == "For drones"


def test_a_term_that_passes_unused_lets_the_officer_go_on(ann, olga, on):
    on(date(2027, 9, 6))
    case = casework.in_assessment(ann, olga)
    handling.ask(olga, case.reference, "What for?", date(2027, 9, 19))
    with pytest.raises(InvalidInput, match="still within its term"):
        handling.resume(olga, case.reference)
    on(date(2027, 9, 20))

    case = handling.resume(olga, case.reference)

    assert case.state == "in_assessment"
    assert clock_of(case).days_used == 1


def test_an_amendment_is_a_new_version_and_is_run_again(ann, olga):
    case = casework.in_assessment(ann, olga)
    goods = [{**casework.GOOD, "parameters": {"max_thrust": "500 N"}}]

    case = drafts.amend(
        ann, case.reference, casework.content(goods=goods), "a better engine"
    )

    assert case.submitted_version == 2
    assert case.runs.filter(purpose="determination").count() == 2
    assert case.runs.first().why == "facts"
    assert case.runs.filter(purpose="screening").count() == 1


def test_a_run_is_kept_once_while_nothing_it_follows_from_changes(ann, olga):
    case = casework.in_assessment(ann, olga)

    handling.run_again(olga, case.reference)

    assert Run.objects.count() == 3


def test_the_database_refuses_to_change_a_run(ann):
    case = casework.submitted(ann)

    with pytest.raises(DatabaseError, match="kept"), transaction.atomic():
        case.runs.all().update(outcome="no_licence")


def test_it_comes_on_the_desk_its_facts_send_it_to(ann, olga):
    case = casework.submitted(ann)
    assert case.queue == "intake"

    case = handling.find_complete(olga, case.reference)

    assert case.queue == "sensitive"


def test_a_statement_that_differs_is_flagged(ann):
    statement = {**casework.given()["statement"], "country_of_use": "HK"}

    case = casework.submitted(ann, statement=statement)

    assert "statement_differs" in case.flags


def test_withdrawn_is_an_end(ann, olga):
    case = casework.in_assessment(ann, olga)

    case = drafts.withdraw(ann, case.reference, "the contract fell through")

    assert case.state == "withdrawn"
    assert not clock_of(case).running
    with pytest.raises(NotNow):
        handling.ask(olga, case.reference, "Why?", timezone.localdate())


def test_content_is_given_back_as_it_was_written(ann):
    case = casework.started(ann)

    assert content_of(case) == casework.content()


LISTED = {
    "id": "made-up-1",
    "schema": "Company",
    "properties": {
        "name": ["Example Aero Institute"],
        "country": ["cn"],
        "topics": ["sanction"],
    },
}


def test_a_name_listed_later_is_found_by_the_job_and_has_to_be_judged(
    ann, olga, tmp_path, monkeypatch
):
    monkeypatch.setenv("SLUIS_DATA", str(tmp_path / "home"))
    case = casework.judged(ann, olga)
    tasks.enqueue_stale()
    do_jobs()
    assert case.runs.filter(purpose="screening").count() == 1
    listing = tmp_path / "made-up.json"
    listing.write_bytes(orjson.dumps(LISTED) + b"\n")
    Editions(Home.open()).import_file(
        listing, format="ftm-jsonl", dated=timezone.localdate()
    )

    assert tasks.enqueue_stale() == 1
    do_jobs()

    case.refresh_from_db()
    assert case.runs.filter(purpose="screening").first().outcome == "match"
    assert "party_match" in case.flags
    assert case.queue == "sanctions"
    with pytest.raises(NotNow, match="possible party match"):
        deciding.propose(olga, case.reference, casework.granting())
    for one in open_matches(case):
        judging.judge_match(
            olga,
            case.reference,
            one.party,
            one.entity,
            same=False,
            reasons="another town",
        )
    assert deciding.propose(olga, case.reference, casework.granting())


def test_a_registration_has_nothing_to_run_on(ann):
    case = casework.submitted(ann, "registration", authorisation="EU001")

    assert not case.runs.exists()
    assert not services_runs.renew(case.pk)
