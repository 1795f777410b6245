"""The health endpoints tell life from readiness."""

import pytest
from django.db import connection


def test_the_process_is_alive_without_a_database(client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_current_database_is_ready(client):
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_database_that_lacks_a_step_is_not_ready(client):
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'sessions'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not-migrated"


@pytest.mark.django_db
def test_a_database_of_a_newer_version_is_not_ready(client):
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into django_migrations (app, name, applied)"
            " values ('custody', '0999_of_tomorrow', '2099-01-01')"
        )
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["code"] == "data-folder"


def test_health_is_read_only(client):
    assert client.post("/healthz").status_code == 405
