"""Settings come from the environment, and wrong ones are refused by name."""

import json
import os
import subprocess
import sys

import pytest

SHOW = (
    "import json; from django.conf import settings as s; print(json.dumps("
    "{'db': s.DATABASES['default'], 'hosts': s.ALLOWED_HOSTS, 'key': s.SECRET_KEY,"
    " 'secure': s.SESSION_COOKIE_SECURE, 'debug': s.DEBUG}))"
)


def load(home, **environment):
    return subprocess.run(
        [sys.executable, "-c", SHOW],
        env={**os.environ, "SLUIS_DATA": str(home), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def settings(home, **environment):
    done = load(home, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_works(home):
    found = settings(home)
    assert found["db"]["NAME"] == str(home / "sluis.sqlite3")
    assert found["debug"] is False
    assert "127.0.0.1" in found["hosts"]


def test_the_secret_key_is_made_once_and_kept(home):
    first = settings(home)["key"]
    assert len(first) > 40
    assert settings(home)["key"] == first


def test_a_secret_can_come_from_a_file(home, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("from the file\n")
    assert settings(home, SLUIS_SECRET_KEY_FILE=str(secret))["key"] == "from the file"


def test_a_secret_file_that_is_not_there_is_refused_by_name(home, tmp_path):
    done = load(home, SLUIS_SECRET_KEY_FILE=str(tmp_path / "absent"))
    assert done.returncode != 0
    assert "SLUIS_SECRET_KEY_FILE" in done.stderr


def test_a_database_address_chooses_postgresql(home):
    pytest.importorskip("psycopg", reason="the extra `postgres` is not installed")
    address = "postgresql://me:p%40ss@db.example:5433/sluis?sslmode=require"
    found = settings(home, DATABASE_URL=address)
    database = found["db"]
    assert database["ENGINE"].endswith("postgresql")
    assert (database["USER"], database["PASSWORD"]) == ("me", "p@ss")
    assert database["OPTIONS"] == {"sslmode": "require"}
    assert (database["HOST"], database["PORT"]) == ("db.example", "5433")


def test_another_kind_of_database_is_refused(home):
    done = load(home, DATABASE_URL="mysql://db.example/sluis")
    assert done.returncode != 0
    assert "'mysql' is not a database Sluis can use" in done.stderr


def test_hosts_and_https_come_from_the_environment(home):
    found = settings(home, SLUIS_HOSTS="sluis.example, other.example", SLUIS_HTTPS="1")
    assert found["hosts"] == ["sluis.example", "other.example"]
    assert found["secure"] is True
