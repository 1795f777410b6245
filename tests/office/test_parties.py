"""What is known of parties, and what follows from it for exports that name them."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

import casework
import cast
import compliance
import traffic
from sluis.core.errors import InvalidInput, Problems
from sluis.formats.declaration import write_declaration
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.roles import Role
from sluis.office.applications.runs import is_stale
from sluis.office.applications.services.denials import DenialFacts, record_denial
from sluis.office.applications.services.runs import refresh
from sluis.office.applications.standing import last_run
from sluis.office.compliance.services import parties as watching
from sluis.office.customs import services as customs
from sluis.office.once.services import Form
from sluis.office.parties import queries, services
from sluis.office.parties.models import Fact
from sluis.office.parties.told import Told, What
from sluis.store.editions import Editions
from sluis.store.home import Home
from sluis.store.screenings import Screenings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SLUIS_DATA", str(tmp_path / "data"))
    return Home.open()


@pytest.fixture
def olga():
    return casework.officer()


def told(**changes) -> Told:
    whole = {
        "name": "Agent Co. Ltd.",
        "country": "TW",
        "what": What.DISSOLVED,
        "value": "2014",
        "source": "company register, extract 17",
        "said_on": date(2015, 3, 1),
    }
    return Told(**{**whole, **changes})


def held_by(taken) -> list[str]:
    return [one["code"] for one in json.loads(taken.decision.findings)]


def test_it_works(olga):
    made = services.record(olga, told())

    (known,) = queries.known_of([("AGENT CO LIMITED", "TW")])
    assert str(known.dissolved) == "2014"
    assert known.party == "AGENT CO LIMITED"
    assert known.source == "company register, extract 17"
    services.withdraw(olga, made.pk, "another company of that name")
    assert queries.known_of([("Agent Co. Ltd.", "TW")]) == ()
    assert queries.about(olga, "agent co ltd").get().withdrawal.why


def test_a_namesake_in_another_country_is_another_party(olga):
    services.record(olga, told(country="HK"))
    services.record(olga, told(country="", value="2013"))

    assert [str(one.dissolved) for one in queries.known_of([("Agent Co. Ltd.", "TW")])]
    assert len(queries.known_of([("Agent Co. Ltd.", "TW")])) == 1
    assert len(queries.known_of([("Agent Co. Ltd.", None)])) == 2


def test_what_is_wrong_is_told_at_once_by_its_place(olga):
    ahead = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Problems) as refused:
        services.record(
            olga, told(name=" ", country="XQ", value="soon", source="", said_on=ahead)
        )

    places = {one.path for one in refused.value.errors}
    assert places == {"name", "country", "value", "source", "said_on"}


@pytest.mark.parametrize(
    ("what", "value"), [(What.EXISTS, "no"), (What.TRADING_COMPANY, "maybe")]
)
def test_an_answer_of_another_kind_is_refused(olga, what, value):
    with pytest.raises(Problems, match="not an answer"):
        services.record(olga, told(what=what, value=value))


def test_a_form_sent_twice_records_once_and_a_fact_is_withdrawn_once(olga):
    form = Form(key="once-only-key-1")
    made = services.record(olga, told(), form)
    assert services.record(olga, told(), form) == made
    assert Fact.objects.count() == 1
    services.withdraw(olga, made.pk, "mistake")
    with pytest.raises(InvalidInput, match="already"):
        services.withdraw(olga, made.pk, "mistake")


def test_the_database_keeps_what_was_recorded(olga):
    made = services.record(olga, told())
    for change in (
        lambda: Fact.objects.filter(pk=made.pk).update(value="2020"),
        lambda: Fact.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_exporters_know_nothing_of_it_and_auditors_only_read(olga):
    made = services.record(olga, told())
    with pytest.raises(NotVisible):
        services.record(casework.applicant(), told())
    with pytest.raises(NotVisible):
        queries.fact(casework.applicant("anton"), made.pk)
    with pytest.raises(Refused):
        services.record(cast.person("aud", Role.AUDITOR), told())


def test_the_risk_of_an_application_takes_it_up(olga):
    case = casework.submitted(casework.applicant())
    before = last_run(case, "risk")
    assert not is_stale(case)

    services.record(olga, told(name="Example Trading Co", value="2014"))

    assert is_stale(case)
    refresh(case, "a fact became known")
    risks = [json.loads(run.result) for run in (before, last_run(case, "risk"))]
    raised = {one["id"]: one for one in risks[1]["indicators"]}
    assert "extract 17" in json.dumps(raised["party-dissolved"]["evidence"])
    assert risks[1]["score"] > risks[0]["score"]


def test_an_applicant_foresees_nothing_of_it(olga, client):
    ann = casework.applicant()
    services.record(olga, told(name="Example Trading Co"))
    case = casework.started(ann)
    client.force_login(ann)

    page = client.get(f"/applications/{case.reference}/foreseen/").content.decode()

    assert "ceased to exist" not in page
    assert "extract 17" not in page


def test_goods_for_a_company_that_is_gone_are_held_under_a_good_licence(olga, client):
    at = traffic.desk()
    licence = traffic.licensed(at)
    services.record(olga, told())

    taken = customs.lodge(at.customs, traffic.declared(licence))

    assert taken.declaration.state == "held"
    assert held_by(taken) == ["party-gone"]
    client.force_login(at.customs)
    told_of = client.get(f"/declarations/{taken.declaration.reference}/").text
    assert "were not screened" in told_of  # no list was imported


def test_a_listed_party_holds_goods_until_it_is_judged_another(home):
    at = traffic.desk()
    licence = traffic.licensed(at)
    listed = {
        "id": "x-1",
        "schema": "Company",
        "properties": {"name": ["User Works"], "country": ["CN"]},
    }
    path = home.path / "own_2026-01-01.json"
    path.write_text(json.dumps(listed))
    Editions(home).import_list(path, allow_shrink=True, known_since=date(2026, 1, 1))

    taken = customs.lodge(at.customs, traffic.declared(licence))

    assert held_by(taken) == ["party-listed"]
    assert Screenings(home).replay(taken.decision.screening).equal
    assert "User Works (x-1" in taken.decision.findings


def test_a_denial_holds_goods_and_the_exporter_does_not_read_which(olga, client):
    at = traffic.desk()
    licence = traffic.licensed(at)
    record_denial(
        olga,
        DenialFacts(
            state="DE",
            reference="SECRET-17",
            notified_on=timezone.localdate(),
            review_on=timezone.localdate() + timedelta(days=1095),
            goods="engines",
            grounds="diversion",
            parties=("Agent Co. Ltd.",),
        ),
    )

    declared = traffic.declared(licence)
    client.force_login(at.applicant)
    answer = client.post(
        "/api/v1/declarations", write_declaration(declared), "application/json"
    )

    assert answer.json()["state"] == "held"
    assert "SECRET-17" not in answer.content.decode()
    (finding,) = answer.json()["decision"]["findings"]
    assert finding["code"] == "party-looked-into"
    page = client.get(f"/declarations/{declared.reference}/").content.decode()
    assert "SECRET-17" not in page
    client.force_login(at.customs)
    assert "SECRET-17" in client.get(f"/declarations/{declared.reference}/").text


def test_a_watched_party_holds_goods_in_any_spelling(olga, client):
    at = traffic.desk()
    licence = traffic.licensed(at)
    watching.watch(olga, compliance.facts(name="Agent Company Limited", country="TW"))

    taken = customs.lodge(at.customs, traffic.declared(licence))

    assert held_by(taken) == ["party-watched"]
    client.force_login(at.applicant)
    reference = taken.declaration.reference
    told = client.get(f"/api/v1/declarations/{reference}").content.decode()
    assert "party-looked-into" in told
    assert "party-watched" not in told


def test_what_was_weighed_when_the_licence_was_decided_holds_nothing_up(olga):
    at = traffic.desk()
    licence = traffic.licensed(at)
    record_denial(
        olga,
        DenialFacts(
            state="DE",
            reference="OLD",
            notified_on=date(2025, 1, 1),
            review_on=date(2028, 1, 1),
            goods="engines",
            grounds="diversion",
            parties=("Agent Co. Ltd.",),
        ),
    )

    assert held_by(customs.lodge(at.customs, traffic.declared(licence))) == []
    bare = customs.lodge(at.customs, traffic.declared(None, mrn="26NL000009"))
    assert "party-denied" in held_by(bare)


def test_all_that_is_known_of_a_name_is_on_one_page_and_in_the_api(olga, client):
    case = casework.submitted(casework.applicant())
    client.force_login(olga)
    form = {
        "name": "Example Trading Company",
        "country": "TW",
        "what": "dissolved",
        "value": "2014-06",
        "source": "register",
        "said_on_day": "1",
        "said_on_month": "3",
        "said_on_year": "2015",
        "key": "once-only-key-2",
    }
    done = client.post("/parties/record/", form, follow=True)

    assert done.status_code == 200, done.text
    assert "2014-06" in done.text
    told_of = client.get("/parties/?name=Example+Trading+Co&country=TW").text
    assert case.reference in told_of
    twin = client.get("/api/v1/parties/dossier?name=Example Trading Co").json()
    assert [one["reference"] for one in twin["applications"]] == [case.reference]
    assert twin["facts"][0]["value"] == "2014-06"
    listed = client.get("/api/v1/parties?q=trading").json()
    assert listed["results"] == [{"name": form["name"], "country": "TW"}]
    fact = twin["facts"][0]["number"]
    gone = client.post(f"/parties/facts/{fact}/withdraw/", {"why": "x"}, follow=True)
    assert "Withdrawn" in gone.text


def test_a_form_that_is_wrong_comes_back_with_what_was_filled_in(olga, client):
    client.force_login(olga)
    form = {"name": "Example", "what": "dissolved", "value": "some day", "source": "r"}

    answer = client.post("/parties/record/", form)

    assert answer.status_code == 422
    assert "some day" in answer.text
