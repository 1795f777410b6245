"""Denials that other states notify, by the pages and the API."""

from __future__ import annotations

import re

import pytest

import casework
from sluis.office.applications.models import Denial

pytestmark = pytest.mark.django_db

GIVEN = {
    "state": "DE",
    "reference": "DE-2026-17",
    "notified_on_day": "1",
    "notified_on_month": "6",
    "notified_on_year": "2026",
    "review_on_day": "1",
    "review_on_month": "6",
    "review_on_year": "2029",
    "goods": "Small jet engines",
    "goods_kind": "turbojet_engine",
    "destination": "CN",
    "parties": "Example Aero Institute\n\nExample Trading Co",
    "grounds": "Risk of military use",
}


def test_a_denial_is_recorded_once_and_shown_to_officers(client):
    client.force_login(casework.officer())
    page = client.get("/denials/new/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    first = client.post("/denials/new/", {**GIVEN, "key": key})
    again = client.post("/denials/new/", {**GIVEN, "key": key})
    assert first.status_code == again.status_code == 302, first.content.decode()
    row = Denial.objects.get()
    assert row.parties == ["Example Aero Institute", "Example Trading Co"]
    assert first["Location"] == again["Location"] == f"/denials/{row.pk}/"
    told = client.get(f"/denials/{row.pk}/").content.decode()
    assert "Risk of military use" in told
    assert "Denial recorded" in told
    assert "DE-2026-17" in client.get("/denials/").content.decode()
    assert client.get(f"/api/v1/denials/{row.pk}").json()["reference"] == "DE-2026-17"
    assert client.get("/api/v1/search?q=jet engines").json()[0]["kind"] == "denial"


def test_a_denial_recorded_before_is_refused_beside_its_reference(client):
    client.force_login(casework.officer())
    client.post("/denials/new/", GIVEN)
    again = client.post("/denials/new/", GIVEN)
    assert again.status_code == 422
    assert "recorded before" in again.content.decode()
    wrong = {**GIVEN, "reference": "DE-2026-18", "review_on_year": "2020"}
    assert (
        "before it was notified" in client.post("/denials/new/", wrong).content.decode()
    )


def test_denials_are_not_there_for_an_exporter(client):
    client.force_login(casework.officer())
    client.post("/denials/new/", GIVEN)
    client.force_login(casework.applicant())
    number = Denial.objects.get().pk
    for path in ("/denials/", "/denials/new/", f"/denials/{number}/"):
        assert client.get(path).status_code == 404, path
    assert client.get(f"/api/v1/denials/{number}").status_code == 404
