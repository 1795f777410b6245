"""What nobody should send after a licence was issued, and what each of it is answered.

Each on the page and over HTTP: a licence that does not hold, one that is overdrawn,
messages twice and out of order, and officers who act at the same moment.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import traffic
from office.test_customs_acts import fill_in
from sluis.core.casework.licence_states import LicenceAct
from sluis.formats.declaration import write_declaration
from sluis.office.customs.models import Declaration
from sluis.office.licences import services
from sluis.office.licences.models import LedgerEntry

pytestmark = pytest.mark.django_db

MRN = "26NL000001"
BASIS = {"basis": "Article 16(1)", "reason": "new facts"}
DAY = date(2026, 1, 20)


@pytest.fixture
def at():
    return traffic.desk()


def sent(client, declared, *, page=False):
    """Send a declaration, as a file on the page or to the API."""
    body = orjson.dumps(write_declaration(declared))
    if page:
        file = SimpleUploadedFile("declared.json", body)
        return client.post("/declarations/new/", {"file": file})
    return client.post("/api/v1/declarations", body, content_type="application/json")


def acted(at, licence, act):
    row = services.propose(at.first, licence.number, act=act, effective_on=DAY, **BASIS)
    if row.confirmed_at is None:
        services.confirm(at.second, licence.number, row.pk)


def _suspended(at):
    licence = traffic.licensed(at)
    acted(at, licence, LicenceAct.SUSPEND)
    return licence


def _revoked(at):
    licence = traffic.licensed(at)
    acted(at, licence, LicenceAct.REVOKE)
    return licence


def _annulled(at):
    licence = traffic.licensed(at)
    acted(at, licence, LicenceAct.ANNUL)
    return licence


def _expired(at):
    return traffic.licensed(at, valid_until=date(2026, 5, 31))


def _not_begun(at):
    return traffic.licensed(at, valid_from=date(2026, 6, 2))


@pytest.mark.parametrize("page", [False, True])
@pytest.mark.parametrize(
    "under",
    [
        (_suspended, "licence-suspended", "held"),
        (_revoked, "licence-ended", "refused"),
        (_annulled, "licence-ended", "refused"),
        (_expired, "licence-ended", "refused"),
        (_not_begun, "licence-not-begun", "held"),
    ],
)
def test_goods_under_a_licence_that_does_not_hold_stay(client, at, under, page):
    make, code, state = under
    licence = make(at)
    client.force_login(at.customs)
    answer = sent(client, traffic.declared(licence), page=page)
    assert answer.status_code == (302 if page else 201)
    told = client.get(f"/api/v1/declarations/{MRN}").json()
    [found] = told["versions"][0]["decisions"]
    assert (told["state"], found["findings"][0]["code"]) == (state, code)
    assert found["findings"][0]["nl"] in client.get(
        f"/declarations/{MRN}/", headers={"accept-language": "nl"}
    ).content.decode().replace("&#x27;", "'")
    assert not LedgerEntry.objects.exists()


def test_an_overdrawn_licence_is_held_and_cannot_be_released(client, at):
    licence = traffic.licensed(at)
    client.force_login(at.applicant)
    sent(client, traffic.declared(licence, quantity=31))
    client.force_login(at.customs)
    told = {"version": 1, "decision": "release", "reason": "seen"}
    answer = client.post(
        f"/api/v1/declarations/{MRN}/decisions", told, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "balance-exceeded")
    form = fill_in(client, f"/declarations/{MRN}/", decision="release", reason="seen")
    page = client.post(f"/declarations/{MRN}/", form)
    assert page.status_code == 409
    assert "would stand at -1" in page.content.decode()
    assert Declaration.objects.get().state == "held"


@pytest.mark.parametrize("page", [False, True])
def test_a_declaration_sent_twice_is_one(client, at, page):
    licence = traffic.licensed(at)
    client.force_login(at.customs)
    answers = [
        sent(client, traffic.declared(licence), page=page).status_code
        for _again in range(2)
    ]
    assert answers == ([302, 302] if page else [201, 200])
    assert LedgerEntry.objects.filter(of_value=False).count() == 1


@pytest.mark.parametrize("page", [False, True])
def test_a_change_before_the_declaration_is_refused(client, at, page):
    licence = traffic.licensed(at)
    client.force_login(at.customs)
    change = replace(traffic.declared(licence), action="amendment", version=2)
    answer = sent(client, change, page=page)
    if page:
        assert "send the declaration first" in answer.content.decode()
    else:
        assert answer.status_code == 409
        assert answer.json()["code"] == "declaration-unknown"
    assert not Declaration.objects.exists()


@pytest.mark.parametrize("page", [False, True])
def test_a_version_that_comes_late_is_kept_and_changes_nothing(client, at, page):
    licence = traffic.licensed(at)
    client.force_login(at.customs)
    first = traffic.declared(licence, version=1)
    sent(client, first)
    five = traffic.line(licence, quantity=Decimal(5))
    sent(client, replace(first, action="amendment", version=3, lines=(five,)))
    six = traffic.line(licence, quantity=Decimal(6))
    late = replace(first, action="amendment", version=2, lines=(six,))
    answer = sent(client, late, page=page)
    assert answer.status_code == (302 if page else 201)
    told = client.get(f"/api/v1/declarations/{MRN}").json()
    assert told["version"] == 3
    assert [one["late"] for one in told["versions"]] == [False, True, False]
    text = client.get(f"/declarations/{MRN}/").content.decode()
    assert "It came after a later version, and changed nothing." in text


def test_officers_who_act_at_the_same_moment_get_defined_answers(root, own_database):
    script = root / "tests" / "office" / "race_after.py"
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**own_database, "PYTHONPATH": str(root / "tests")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == {
        "decided": ["done", "wrong-state"],
        "decisions": 1,
        "confirmed": ["done", "wrong-state"],
        "acts": 1,
        "left": ["done", "done"],
        "written_off": 1,
    }
