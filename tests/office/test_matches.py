"""Matches of applications and decisions of screening are one thing."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest
from django.utils import timezone

import casework
from sluis.office.applications import tasks
from sluis.office.applications.matches import open_matches
from sluis.office.applications.services import deciding, judging
from sluis.office.applications.services import runs as services_runs
from sluis.office.licences.models import Licence
from sluis.office.screening import services as screening
from sluis.office.screening.queries import open_matches as pending
from sluis.office.screening.sweep import Sweep
from sluis.office.worker import do_jobs
from sluis.store.editions import Editions
from sluis.store.home import Home
from sluis.store.rule import Rule

pytestmark = pytest.mark.django_db

NAME = "Example Aero Institute"
LISTED = {
    "id": "made-up-1",
    "schema": "Company",
    "properties": {"name": [NAME], "country": ["cn"], "topics": ["sanction"]},
}


@pytest.fixture
def ann():
    return casework.applicant()


@pytest.fixture
def olga():
    return casework.officer()


@pytest.fixture
def lists(tmp_path, monkeypatch):
    """Give a data folder, and what lays the list with the made-up party in it."""
    monkeypatch.setenv("SLUIS_DATA", str(tmp_path / "home"))

    def lay(**changes):
        row = {**LISTED, "properties": {**LISTED["properties"], **changes}}
        listing = tmp_path / "made-up.json"
        listing.write_bytes(orjson.dumps(row) + b"\n")
        dated = timezone.localdate() - timedelta(days=0 if changes else 1)
        Editions(Home.open()).import_file(listing, format="ftm-jsonl", dated=dated)
        return Home.open()

    return lay


def judge(user, case, *, same=False):
    for one in open_matches(case):
        judging.judge_match(
            user, case.reference, one.party, one.entity, same=same, reasons="elsewhere"
        )


def test_a_judgement_stands_in_screening_too_and_in_the_next_application(
    ann, olga, lists
):
    home = lists()
    first = casework.judged(ann, olga)
    assert list(pending(home, None))

    judge(olga, first)

    assert list(pending(home, None)) == []
    assert open_matches(casework.in_assessment(ann, olga)) == []


def test_a_decision_of_screening_stands_in_the_application(ann, olga, lists):
    home = lists()
    case = casework.judged(ann, olga)
    tasks.enqueue_stale()
    do_jobs()
    for one in open_matches(case):
        found = screening.find(
            home, screening=one.screening, party=one.place, entity=one.entity
        )
        screening.decide(found, verdict="not_same", reason="another town", by=olga)

    assert open_matches(case) == []
    assert tasks.enqueue_stale() == 1
    do_jobs()
    case.refresh_from_db()
    assert "party_match" not in case.flags


def test_a_match_is_asked_again_when_the_listing_changes(ann, olga, lists):
    lists()
    case = casework.judged(ann, olga)
    judge(olga, case)
    assert open_matches(case) == []

    lists(country=["cn", "tw"])
    services_runs.renew(case.pk)

    assert open_matches(case)


def test_a_name_alone_is_decided_on_for_one_application_only(ann, olga, lists):
    lists()
    statement = {**casework.given()["statement"], "signatory": NAME}
    parties = [{"role": "end_user", "name": "Nobody Else", "country": "CN"}]
    cases = [
        casework.in_assessment(ann, olga, statement=statement, parties=parties)
        for _ in range(2)
    ]
    judge(olga, cases[0])

    assert open_matches(cases[0]) == []
    (left,) = open_matches(cases[1])
    assert left.party == NAME
    assert left.place == "#3"  # its signatory; its end user was decided on


def test_a_sweep_names_and_flags_applications_and_living_licences(ann, olga, lists):
    sem = casework.second()
    granted = casework.proposed(ann, olga)
    deciding.decide(sem, granted.reference, granted.proposals.get().pk)
    waiting = casework.submitted(ann)
    home = lists()
    number = Licence.objects.get().number

    sweep = Sweep(home, Rule())
    (found,) = (one for one in sweep.whole() if one["name"] == NAME)

    assert set(found["concerns"]) == {number, waiting.reference}
    assert all(map(services_runs.renew, sweep.concerned))
    for case in (granted, waiting):
        case.refresh_from_db()
        assert "party_match" in case.flags


def test_a_licence_shows_to_officers_that_a_party_may_be_listed(
    client, ann, olga, lists
):
    granted = casework.proposed(ann, olga)
    deciding.decide(casework.second(), granted.reference, granted.proposals.get().pk)
    lists()
    services_runs.renew(granted.pk)
    number = Licence.objects.get().number

    client.force_login(olga)
    assert "may be listed now" in client.get(f"/licences/{number}/").content.decode()
    assert f"/licences/{number}/" in client.get("/").content.decode()
    client.force_login(ann)
    page = client.get(f"/licences/{number}/").content.decode()
    assert "may be listed now" not in page
