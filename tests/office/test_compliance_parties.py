"""Blocked and watched parties: known when, and found in applications."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

import casework
import cast
import compliance
from sluis.core.errors import InvalidInput, Problems
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.roles import Role
from sluis.office.compliance import matching, queries
from sluis.office.compliance.models import BlockedParty, WatchedParty
from sluis.office.compliance.services import parties
from sluis.office.compliance.shown import party_json
from sluis.office.once.services import Form, StaleForm

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


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
def blocked(cora, home):
    return parties.block(cora, home, compliance.facts())


def test_a_change_is_another_row_and_the_former_stays(cora, blocked):
    facts = compliance.facts(until=date(2026, 10, 1))
    now = parties.change(
        cora, BlockedParty, blocked.number, facts, why="They made it good."
    )

    history = queries.party_history(cora, BlockedParty, blocked.number)
    assert [one.until for one in history] == [date(2026, 10, 1), None]
    assert party_json(now)["number"] == blocked.number
    assert [one.pk for one in queries.listed_parties(cora, BlockedParty)] == [now.pk]


def test_the_database_keeps_every_row(cora, blocked):
    rows = BlockedParty.objects.filter(pk=blocked.pk)
    for change in (
        lambda: rows.update(name="Other"),
        lambda: rows._raw_delete(rows.db),
    ):
        with pytest.raises(DatabaseError, match="kept"), transaction.atomic():
            change()


def test_a_row_is_replaced_once_and_a_change_says_why(cora, home, blocked):
    values = {
        "organisation": home,
        "name": "Other",
        "since": date(2026, 1, 1),
        "recorded_by": cora,
        "first": blocked,
        "replaces": blocked,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        BlockedParty.objects.create(**values)
    BlockedParty.objects.create(**values, why="one")
    with pytest.raises(IntegrityError), transaction.atomic():
        BlockedParty.objects.create(**values, why="two")


def test_a_stale_change_is_refused(cora, blocked):
    facts = compliance.facts(reason="Something else")
    parties.change(cora, BlockedParty, blocked.number, facts, why="first")
    with pytest.raises(StaleForm):
        parties.change(
            cora,
            BlockedParty,
            blocked.number,
            compliance.facts(),
            why="second",
            form=Form(seen=blocked.pk),
        )


def test_what_is_sent_twice_is_on_the_list_once(cora, home):
    form = Form(key="k" * 12)
    one = parties.block(cora, home, compliance.facts(), form)
    assert parties.block(cora, home, compliance.facts(), form).pk == one.pk


def test_an_entry_that_was_a_mistake_counts_no_more(cora, home, blocked):
    parties.withdraw(cora, BlockedParty, blocked.number, why="Another of that name")
    case = casework.started(casework.applicant())
    assert matching.blocked_in(cora, case) == []
    with pytest.raises(InvalidInput, match="withdrawn"):
        parties.withdraw(cora, BlockedParty, blocked.number, why="again")


def test_facts_that_cannot_be_are_refused_with_every_reason(cora, home):
    wrong = compliance.facts(name=" ", country="ZZ", reason="", until=date(2026, 1, 1))
    with pytest.raises(Problems) as refused:
        parties.block(cora, home, wrong)
    assert [one.path for one in refused.value.errors] == [
        "name",
        "reason",
        "country",
        "until",
    ]
    assert not BlockedParty.objects.exists()


def test_the_same_again_is_no_change(cora, blocked):
    with pytest.raises(InvalidInput, match="already"):
        parties.change(
            cora, BlockedParty, blocked.number, compliance.facts(), why="none"
        )


def test_a_draft_that_names_a_blocked_party_says_so_to_the_exporter(cora, blocked):
    ann = casework.applicant()
    case = casework.started(ann)
    (found,) = matching.blocked_in(ann, case)
    assert found.row == blocked
    assert found.match.party.name == "Example Aero Institute"
    assert found.match.same_country is True
    assert matching.watched_in(ann, case) is None


def test_only_what_holds_today_is_found(cora, home, blocked):
    facts = compliance.facts(until=TODAY - timedelta(days=1))
    parties.change(cora, BlockedParty, blocked.number, facts, why="It ended")
    parties.block(cora, home, compliance.facts(since=TODAY + timedelta(days=1)))
    case = casework.started(casework.applicant())
    assert matching.blocked_in(cora, case) == []


def test_the_authority_does_not_see_what_exporters_block(olga, blocked):
    with pytest.raises(NotVisible):
        queries.party_history(olga, BlockedParty, blocked.number)
    case = casework.submitted(casework.applicant())
    assert matching.blocked_in(olga, case) == []


def test_the_watch_list_is_for_officers_and_exporters_see_nothing_of_it(olga, cora):
    entry = parties.watch(olga, compliance.facts())
    case = casework.submitted(casework.applicant())
    (found,) = matching.watched_in(olga, case)
    assert found.row == entry
    assert matching.watched_in(cora, case) is None
    with pytest.raises(NotVisible):
        queries.party_history(cora, WatchedParty, entry.number)
    with pytest.raises(NotVisible):
        parties.watch(cora, compliance.facts())


def test_customs_reads_the_watch_list_and_does_not_write_it(olga):
    entry = parties.watch(olga, compliance.facts())
    dirk = cast.person("dirk", Role.CUSTOMS_OFFICER)
    assert queries.party_history(dirk, WatchedParty, entry.number)
    with pytest.raises(Refused):
        parties.withdraw(dirk, WatchedParty, entry.number, why="no")


def test_another_exporter_finds_no_entry(blocked):
    other = compliance.officer_of(cast.organisation(name="Another"), "otto")
    with pytest.raises(NotVisible):
        queries.party_history(other, BlockedParty, blocked.number)
    with pytest.raises(NotVisible):
        parties.withdraw(other, BlockedParty, blocked.number, why="no")
    with pytest.raises(NotVisible):
        parties.block(other, blocked.organisation, compliance.facts())
