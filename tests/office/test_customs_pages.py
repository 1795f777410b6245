"""The pages of licences and declarations."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import cast
import traffic
from sluis.formats.declaration import write_declaration
from sluis.office.access.roles import Role
from sluis.office.customs import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return traffic.desk()


@pytest.fixture
def licence(at):
    return traffic.licensed(at)


@pytest.fixture
def held(at, licence):
    declared = traffic.declared(licence, destination="TW")
    return services.lodge(at.customs, declared).declaration


def page(client, path, language="en"):
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_licence_shows_how_it_stands_and_what_is_left(client, at, licence, language):
    client.force_login(at.customs)
    assert licence.number in page(client, "/licences/", language)
    text = page(client, f"/licences/{licence.number}/", language)
    assert {"en": "What is left", "nl": "Wat er over is"}[language] in text
    assert "<svg" in text


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_held_declaration_says_why(client, at, held, language):
    client.force_login(at.customs)
    assert held.reference in page(client, "/declarations/?state=held", language)
    text = page(client, f"/declarations/{held.reference}/", language)
    assert {"en": "What stands in the way", "nl": "Wat in de weg staat"}[
        language
    ] in text
    assert held.reference in page(client, "/", language)
    assert held.reference in page(client, f"/search/?q={held.reference}", language)


def test_an_officer_releases_what_is_held_with_a_reason(client, at, held):
    client.force_login(at.post)
    path = f"/declarations/{held.reference}/"
    without = client.post(path, {"version": 1, "decision": "release"})
    assert "There is a problem" in without.content.decode()
    told = {"version": 1, "decision": "release", "reason": "It was explained."}
    assert client.post(path, told).status_code == 302
    text = page(client, path)
    assert "It was explained." in text
    assert "Released" in text


def test_a_decision_on_what_changed_since_is_refused(client, at, held):
    client.force_login(at.customs)
    told = {"version": 7, "decision": "release", "reason": "It was explained."}
    answer = client.post(f"/declarations/{held.reference}/", told)
    assert "There is a problem" in answer.content.decode()
    held.refresh_from_db()
    assert held.state == "held"


def test_a_declaration_comes_in_as_a_file(client, at, licence):
    client.force_login(at.customs)
    told = write_declaration(traffic.declared(licence))
    file = SimpleUploadedFile("declared.json", json_of(told))
    answer = client.post("/declarations/new/", {"file": file})
    assert answer.status_code == 302
    assert "Released" in page(client, answer["Location"])


@pytest.mark.parametrize("content", [b"{", b"[]", b"<a>", b"\xff\xfe", b'{"mrn": 7}'])
def test_a_file_that_cannot_be_read_is_refused_with_its_place(client, at, content):
    client.force_login(at.customs)
    file = SimpleUploadedFile("declared.json", content)
    answer = client.post("/declarations/new/", {"file": file})
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()


def test_another_exporter_finds_none_of_it(client, licence, held):
    other = cast.organisation(name="Another Exporter")
    client.force_login(cast.person("clerk", Role.APPLICANT, organisation=other))
    for path in (
        f"/licences/{licence.number}/",
        f"/licences/{licence.number}/document.pdf",
        f"/declarations/{held.reference}/",
    ):
        assert client.get(path).status_code == 404, path
    assert licence.number not in page(client, "/licences/")
    assert held.reference not in page(client, "/declarations/")


def test_anyone_verifies_a_licence_without_an_account(client, at, licence):
    client.force_login(at.customs)
    pdf = client.get(f"/licences/{licence.number}/document.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    client.logout()
    file = SimpleUploadedFile("licence.pdf", pdf.content)
    answer = client.post("/verify/", {"file": file}).content.decode()
    assert "This licence is genuine" in answer
    changed = SimpleUploadedFile("licence.pdf", pdf.content.replace(b"/Page", b"/Pagf"))
    answer = client.post("/verify/", {"file": changed}).content.decode()
    assert "This licence is genuine" not in answer


def json_of(told):
    import orjson

    return told if isinstance(told, bytes) else orjson.dumps(told)
