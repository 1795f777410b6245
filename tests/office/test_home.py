"""The home page of each role, and search across what a person may see."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import casework
import cast
from sluis.office.access.roles import Role
from sluis.office.ui.shelves import SHELVES

pytestmark = pytest.mark.django_db


def page(client, path="/", language="en"):
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_who_has_not_signed_in_is_welcomed(client):
    text = page(client)
    assert "Without an account" in text
    assert "sluis demo" in text
    assert "What to do next" not in text


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_role_is_told_what_to_do_next(client, role, language):
    client.force_login(cast.person("somebody", role))
    text = page(client, language=language)
    assert {"en": "What to do next", "nl": "Wat nu te doen"}[language] in text
    assert "Somebody" in text


def test_who_has_no_role_is_told_whom_to_ask(client):
    client.force_login(cast.person("newcomer"))
    assert "You have no role yet" in page(client)


def test_shelves_are_for_roles_that_exist_and_each_says_when_it_is_empty():
    assert all(shelf.roles <= set(Role) and shelf.roles for shelf in SHELVES)
    assert all(str(shelf.empty) for shelf in SHELVES)


def test_search_finds_an_organisation_by_every_word(client):
    client.force_login(cast.person("officer", Role.LICENSING_OFFICER))
    cast.organisation(name="Example Engines B.V.")
    assert "Example Engines B.V." in page(client, "/search/?q=engines+example")
    assert "Nothing that you may see" in page(client, "/search/?q=engines+other")


def test_search_finds_nothing_that_a_person_may_not_see(client):
    cast.organisation(name="Example Engines B.V.")
    mine = cast.organisation(name="Another Exporter")
    client.force_login(cast.person("clerk", Role.APPLICANT, organisation=mine))
    assert "Nothing that you may see" in page(client, "/search/?q=engines")
    assert client.get("/api/v1/search?q=engines").json() == []


def test_search_has_a_twin_for_programs(client):
    client.force_login(cast.person("officer", Role.LICENSING_OFFICER))
    made = cast.organisation(name="Example Engines B.V.")
    (found,) = client.get("/api/v1/search?q=engines").json()
    assert found["kind"] == "organisation"
    assert found["results"][0]["title"] == made.name


@pytest.mark.parametrize("question", ["", "%25", "x" * 5000, "%27%22%3C"])
def test_no_question_breaks_search(client, question):
    client.force_login(cast.person("officer", Role.LICENSING_OFFICER))
    page(client, f"/search/?q={question}")


def test_a_question_that_is_no_text_is_refused(client):
    client.force_login(cast.person("officer", Role.LICENSING_OFFICER))
    assert client.get("/search/?q=%00").status_code == 400


@pytest.mark.parametrize("path", ["/", "/applications/", "/api/v1/applications"])
def test_more_applications_ask_the_database_no_more_often(
    client, django_assert_max_num_queries, path
):
    ann, olga = casework.applicant(), casework.officer()
    casework.submitted(ann)
    client.force_login(olga)
    client.get(path)
    with CaptureQueriesContext(connection) as before:
        client.get(path)
    for _ in range(4):
        casework.submitted(ann)

    with django_assert_max_num_queries(len(before)):
        assert client.get(path).status_code == 200
