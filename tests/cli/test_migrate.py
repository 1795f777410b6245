"""``sluis migrate``: a database is laid, found again, or refused."""

import os
import sqlite3
import subprocess
import sys

import pytest


@pytest.mark.database
def test_it_works(sluis, empty_database):
    first = sluis("migrate", environment=empty_database)
    assert first.returncode == 0, first.stderr
    assert "steps applied" in first.stderr
    assert first.stdout == ""
    again = sluis("migrate", environment=empty_database)
    assert again.returncode == 0
    assert "nothing to do" in again.stderr


@pytest.mark.sqlite("the database is a file of the folder")
def test_the_data_option_names_the_folder(sluis, tmp_path):
    done = sluis("migrate", "--data", tmp_path / "elsewhere")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "elsewhere" / "sluis.sqlite3").exists()


def test_a_folder_that_cannot_be_written_is_refused(sluis, tmp_path):
    (tmp_path / "file").write_text("")
    done = sluis("migrate", "--data", tmp_path / "file" / "data")
    assert done.returncode == 3
    assert "cannot be written" in done.stderr
    assert "--data" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.sqlite("the file is changed from outside")
def test_a_database_of_a_newer_version_is_refused(sluis, home):
    sluis("migrate")
    with sqlite3.connect(home / "sluis.sqlite3") as database:
        database.execute(
            "insert into django_migrations (app, name, applied)"
            " values ('cases', '0999_of_tomorrow', '2099-01-01')"
        )
    database.close()
    done = sluis("migrate")
    assert done.returncode == 3
    assert "cases.0999_of_tomorrow" in done.stderr
    assert "install the newer Sluis" in done.stderr


@pytest.mark.sqlite("the file is changed from outside")
def test_a_corrupt_database_is_refused(sluis, home):
    sluis("migrate")
    (home / "sluis.sqlite3").write_bytes(b"this is not a database " * 100)
    done = sluis("migrate")
    assert done.returncode == 3
    assert "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.sqlite("the file is changed from outside")
def test_a_database_of_before_there_were_people_is_brought_up_to_date(sluis, home):
    """The framework had laid its own table of users, which nobody used."""
    script = (
        "from sluis.office import settings as s\n"
        "s.AUTH_USER_MODEL = 'auth.User'\n"
        "s.INSTALLED_APPS = [n for n in s.INSTALLED_APPS if n.startswith('django')"
        " or n.endswith(('.ui', '.cases', '.custody'))]\n"
        "s.MIDDLEWARE = []\n"
        "s.ROOT_URLCONF = 'django.urls'\n"
        "from sluis.office.start import start\n"
        "start()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "SLUIS_DATA": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "auth_user" in _tables(home)

    now = sluis("migrate")

    assert now.returncode == 0, now.stderr
    tables = _tables(home)
    assert "people_user" in tables
    assert "auth_user" not in tables


def _tables(home):
    database = sqlite3.connect(home / "sluis.sqlite3")
    rows = database.execute("select name from sqlite_master where type = 'table'")
    names = {name for (name,) in rows}
    database.close()
    return names
