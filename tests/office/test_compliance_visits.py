"""Visits to companies: who knows what when, and findings until they are settled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

import cast
import compliance
import traffic
from sluis.core.casework.licence_states import WrongState
from sluis.core.errors import InvalidInput, UnknownValue
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.roles import Role
from sluis.office.audit.queries import acts_on, history
from sluis.office.compliance import queries
from sluis.office.compliance.models import Entry, Finding, Visit
from sluis.office.compliance.services import findings, visits
from sluis.office.compliance.shown import finding_json, visit_json
from sluis.office.once.services import Form, StaleForm
from sluis.office.ui.shelves import shelves_of

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
PAST = TODAY - timedelta(days=1)


@pytest.fixture
def at():
    return traffic.desk()


@pytest.fixture
def dirk(at):
    return at.customs


@pytest.fixture
def cora(at):
    return compliance.officer_of(at.maker)


def late(reference):
    Finding.objects.filter(visit__reference=reference).update(due_on=PAST)


def test_it_works(at, dirk, cora):
    licence = traffic.licensed(at)
    visit = compliance.planned(dirk, at.maker)
    visits.announce(dirk, visit.reference)
    visits.look_at(dirk, visit.reference, kind="licence", number=licence.number)
    visits.hold(dirk, visit.reference, held_on=TODAY, participants="A. Person")
    about = compliance.found(about_kind="licence", about_number=licence.number)
    findings.find(dirk, visit.reference, about)
    visits.report(dirk, visit.reference, "Two shipments.")
    findings.answer(cora, visit.reference, 1, "It is on every invoice now.")
    findings.close(dirk, visit.reference, 1, "We saw it.")
    visits.close(dirk, visit.reference)

    told = visit_json(cora, queries.visit(cora, visit.reference))
    assert told["state"] == "closed"
    assert told["findings"][0]["about"]["number"] == licence.number
    assert [one["act"] for one in told["findings"][0]["entries"]] == ["answer", "close"]
    assert [one.act for one in acts_on(visit)] == [
        "visit.planned",
        "visit.announce",
        "visit.look_at",
        "visit.hold",
        "visit.find",
        "visit.report",
        "visit.close",
    ]


def test_an_unannounced_visit_is_not_there_for_the_company_until_it_is_held(
    at, dirk, cora
):
    visit = compliance.planned(dirk, at.maker, announced=False)
    with pytest.raises(NotVisible):
        queries.visit(cora, visit.reference)
    assert queries.visits(cora).count() == 0
    with pytest.raises(WrongState):
        visits.announce(dirk, visit.reference)
    visits.hold(dirk, visit.reference, held_on=TODAY, participants="A. Person")
    assert queries.visit(cora, visit.reference).held_on == TODAY


def test_what_is_prepared_and_noted_the_company_does_not_see(at, dirk, cora):
    licence = traffic.licensed(at)
    visit = compliance.planned(dirk, at.maker)
    visits.announce(dirk, visit.reference)
    visits.look_at(dirk, visit.reference, kind="licence", number=licence.number)
    visits.note(dirk, visit.reference, "Ask about the third invoice.")

    told = visit_json(cora, queries.visit(cora, visit.reference))
    assert (told["subjects"], told["notes"], told["possible_acts"]) == ([], None, [])
    inside = visit_json(dirk, queries.visit(dirk, visit.reference))
    assert inside["notes"][0]["text"] == "Ask about the third invoice."
    assert inside["subjects"][0]["number"] == licence.number


def test_findings_come_to_the_company_with_the_report(at, dirk, cora):
    visit = compliance.held(dirk, at.maker)
    findings.find(dirk, visit.reference, compliance.found())
    assert visit_json(cora, queries.visit(cora, visit.reference))["findings"] == []
    with pytest.raises(NotVisible):
        findings.answer(cora, visit.reference, 1, "We did")
    visits.report(dirk, visit.reference, "One finding.")
    assert queries.finding(cora, visit.reference, 1).state == "open"


def test_an_answer_that_does_not_settle_it_is_sent_back_with_a_new_day(at, dirk, cora):
    visit = compliance.reported(dirk, at.maker)
    findings.answer(cora, visit.reference, 1, "We will.")
    due = TODAY + timedelta(days=60)
    row = findings.send_back(dirk, visit.reference, 1, "Show an invoice.", due_on=due)
    assert (row.state, row.due_on) == ("open", due)
    told = finding_json(cora, queries.finding(cora, visit.reference, 1))
    assert told["possible_acts"] == ["answer"]
    assert finding_json(dirk, row)["possible_acts"] == ["close", "withdraw"]


def test_a_visit_is_closed_when_nothing_that_was_asked_is_open(at, dirk):
    visit = compliance.reported(dirk, at.maker)
    only = compliance.found(wanted="", due_on=None)
    findings.find(dirk, visit.reference, only)
    with pytest.raises(WrongState, match="1 findings"):
        visits.close(dirk, visit.reference)
    findings.withdraw(dirk, visit.reference, 1, "It was another company's.")
    assert visits.close(dirk, visit.reference).closed_on == TODAY


def test_what_is_late_is_on_both_home_pages(at, dirk, cora):
    visit = compliance.reported(dirk, at.maker)
    late(visit.reference)

    def shelf(user, title):
        return next(one for one in shelves_of(user) if one.shelf.title == title)

    own = shelf(cora, "Answer the findings of a visit")
    assert own.entries[0].late
    theirs = shelf(dirk, "Findings that were answered, or are late")
    assert theirs.entries[0].late
    findings.answer(cora, visit.reference, 1, "Done.")
    assert shelf(cora, "Answer the findings of a visit").total == 0
    assert shelf(dirk, "Findings that were answered, or are late").total == 1


def test_the_company_is_not_told_in_its_history_what_officers_did(at, dirk, cora):
    visit = compliance.reported(dirk, at.maker)
    assert history(cora, visit) == []
    assert history(dirk, visit) != []


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"due_on": None}, "due_on"),
        ({"wanted": ""}, "wanted"),
        ({"due_on": PAST}, "due_on"),
        ({"text": " "}, "text"),
        ({"about_kind": "licence", "about_number": "NL-0"}, "number"),
        ({"about_number": "NL-0"}, "kind"),
    ],
)
def test_a_finding_that_cannot_be_is_refused(at, dirk, changes, path):
    visit = compliance.held(dirk, at.maker)
    with pytest.raises((InvalidInput, UnknownValue)) as refused:
        findings.find(dirk, visit.reference, compliance.found(**changes))
    assert refused.value.path == path
    assert not Finding.objects.exists()


def test_only_what_the_company_has_is_looked_at(at, dirk):
    other = cast.organisation(name="Another")
    licence = traffic.licensed(at)
    visit = compliance.planned(dirk, other)
    with pytest.raises(UnknownValue, match="nothing of the number"):
        visits.look_at(dirk, visit.reference, kind="licence", number=licence.number)
    with pytest.raises(UnknownValue, match="cannot be looked at"):
        visits.look_at(dirk, visit.reference, kind="person", number="1")
    own = compliance.planned(dirk, at.maker)
    for _ in range(2):
        form = Form(key="k" * 12)
        visits.look_at(
            dirk, own.reference, kind="licence", number=licence.number, form=form
        )
    assert own.subjects.count() == 1
    with pytest.raises(UnknownValue, match="already"):
        visits.look_at(dirk, own.reference, kind="licence", number=licence.number)


def test_a_day_that_cannot_be_is_refused(at, dirk):
    visit = compliance.planned(dirk, at.maker)
    with pytest.raises(InvalidInput, match="passed"):
        visits.move(dirk, visit.reference, PAST)
    with pytest.raises(InvalidInput, match="not come"):
        visits.hold(
            dirk,
            visit.reference,
            held_on=TODAY + timedelta(days=1),
            participants="A. Person",
        )
    moved = visits.move(dirk, visit.reference, TODAY + timedelta(days=9))
    assert moved.planned_on == TODAY + timedelta(days=9)


def test_a_cancelled_visit_says_why_to_colleagues(at, dirk):
    visit = compliance.planned(dirk, at.maker)
    visits.cancel(dirk, visit.reference, "The company moved.")
    assert visit.notes.get().text == "The company moved."
    with pytest.raises(WrongState):
        visits.hold(dirk, visit.reference, held_on=TODAY, participants="A. Person")


def test_an_exporter_is_visited_and_no_one_else(dirk):
    with pytest.raises(InvalidInput, match="no exporter"):
        compliance.planned(dirk, cast.organisation("customs"))


def test_who_only_reads_may_not_conduct(at, dirk, cora):
    visit = compliance.reported(dirk, at.maker)
    ida = cast.person("ida", Role.INVESTIGATOR)
    assert visit_json(ida, queries.visit(ida, visit.reference))["notes"] == []
    for act in (
        lambda: visits.close(ida, visit.reference),
        lambda: findings.close(ida, visit.reference, 1, "no"),
        lambda: findings.close(cora, visit.reference, 1, "no"),
        lambda: findings.answer(dirk, visit.reference, 1, "no"),
        lambda: visits.close(cora, visit.reference),
        lambda: findings.answer(at.first, visit.reference, 1, "no"),
    ):
        with pytest.raises(Refused):
            act()


def test_another_company_finds_nothing(at, dirk):
    visit = compliance.reported(dirk, at.maker)
    other = compliance.officer_of(cast.organisation(name="Another"), "otto")
    for ask in (
        lambda: queries.visit(other, visit.reference),
        lambda: queries.finding(other, visit.reference, 1),
        lambda: findings.answer(other, visit.reference, 1, "no"),
        lambda: visits.close(other, visit.reference),
    ):
        with pytest.raises(NotVisible):
            ask()


def test_a_stale_act_is_refused_and_a_double_one_is_one(at, dirk):
    visit = compliance.held(dirk, at.maker)
    form = Form(key="k" * 12)
    for _ in range(2):
        findings.find(dirk, visit.reference, compliance.found(), form)
    assert visit.findings.count() == 1
    with pytest.raises(StaleForm):
        visits.report(dirk, visit.reference, "x", Form(seen=1))


def test_the_database_keeps_what_was_said_and_to_whom_it_went(at, dirk, cora):
    visit = compliance.reported(dirk, at.maker)
    findings.answer(cora, visit.reference, 1, "Done.")
    with pytest.raises(DatabaseError, match="kept"), transaction.atomic():
        Entry.objects.update(text="Nothing")
    other = cast.organisation(name="Another")
    rows = Visit.objects.filter(pk=visit.pk)
    for change in ({"shown_to": other}, {"reported_to": other}, {"held_on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
