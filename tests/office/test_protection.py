"""What protects people from other sites, other hosts and other readers."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.test import Client

import casework
import cast
from sluis.office.access.roles import Role

ELSEWHERE = "https://elsewhere.example/"

BEHIND_TLS = """
import json, re
import django
django.setup()
from django.conf import settings
from django.test import Client

proxied = {"host": "sluis.example", "x-forwarded-proto": "https"}
client = Client(enforce_csrf_checks=True, headers=proxied)
page = client.get("/account/login/")
token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page.content.decode())[1]
form = {"csrfmiddlewaretoken": token, "language": "nl"}
ours = client.post("/language", form, headers={"origin": "https://sluis.example"})
other = client.post("/language", form, headers={"origin": "https://other.example"})
print(json.dumps({
    "hsts": page.headers.get("Strict-Transport-Security"),
    "secure": [cookie["secure"] for cookie in ours.cookies.values()],
    "ours": ours.status_code,
    "other": other.status_code,
    "plain": Client().get("/healthz", headers={"host": "sluis.example"}).status_code,
}))
"""


def test_behind_https_forms_work_cookies_are_secure_and_browsers_come_back(
    own_database,
):
    own = {
        **{"SLUIS_HTTPS": "1", "SLUIS_HOSTS": "sluis.example"},
        "SLUIS_ADDRESS": "https://sluis.example",
    }
    migrated = [sys.executable, "-c", "from sluis.cli import main; main()", "migrate"]
    for command in (migrated, [sys.executable, "-c", BEHIND_TLS]):
        done = subprocess.run(
            command,
            env={**os.environ, **own_database, **own},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["hsts"] == "max-age=31536000"
    assert told["secure"]
    assert all(told["secure"])
    assert (told["ours"], told["other"], told["plain"]) == (302, 403, 200)


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_not_answered(client):
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("place", [ELSEWHERE, "//elsewhere.example", "javascript:1"])
def test_nobody_is_led_elsewhere(client, place):
    ann = cast.person("ann", Role.APPLICANT)
    changed = client.post("/language", {"language": "nl", "next": place})
    given = {"login": ann.email, "password": cast.PASSWORD, "next": place}
    entered = client.post("/account/login/", given)

    assert changed.status_code == entered.status_code == 302
    assert changed["Location"] == entered["Location"] == "/"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/account/login/", "/api/v1/openapi.json"])
def test_every_answer_tells_browsers_what_not_to_do(client, path):
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_what_is_answered_to_a_person_is_kept_by_nobody(client):
    ann = casework.applicant()
    case = casework.started(ann).reference
    assert "Cache-Control" not in client.get("/api/v1/openapi.json").headers
    client.force_login(ann)
    for path in ("/", f"/applications/{case}/", f"/api/v1/applications/{case}"):
        assert "no-store" in client.get(path).headers["Cache-Control"], path


@pytest.mark.django_db
def test_a_script_of_another_site_cannot_act_for_who_is_signed_in():
    ann = casework.applicant()
    client = Client(enforce_csrf_checks=True)
    client.force_login(ann)
    started = {"kind": "individual", "content": {}}
    for kind in ("application/json", "text/plain"):
        answer = client.post("/api/v1/applications", json.dumps(started), kind)
        assert answer.status_code == 403, kind
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert not casework.Application.objects.exists()


@pytest.mark.django_db
def test_an_address_that_no_text_can_hold_names_nothing(client):
    client.force_login(cast.person("olga", Role.LICENSING_OFFICER))
    for path in ("/licences/%00/", "/api/v1/licences/%00", "/declarations/a%00b/"):
        assert client.get(path).status_code == 404, path
    for path in ("/search/?q=%00", "/applications/?text=a%00"):
        assert client.get(path).status_code == 400, path
