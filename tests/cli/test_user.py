"""``sluis user`` and ``sluis audit``: people by command, and the trail checked."""

import json
import sqlite3

import pytest

pytestmark = pytest.mark.database

PERSON = ("ann@sluis.example", "--name", "Ann", "--role", "applicant")
HOME = ("--organisation", "Engine Works")


def test_it_works(sluis):
    done = sluis("user", "add", *PERSON, *HOME, "--kind", "exporter")

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("http://127.0.0.1:8000/invitations/")
    assert "invited as applicant of Engine Works" in done.stderr


def test_a_password_by_standard_input_makes_the_account_at_once(sluis):
    done = sluis(
        *("user", "add", *PERSON, *HOME, "--kind", "exporter", "--password-stdin"),
        stdin="a quiet lock in the river\n",
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr

    listed = sluis("user", "list")
    assert json.loads(listed.stdout) == {
        "email": "ann@sluis.example",
        "name": "Ann",
        "role": "applicant",
        "organisation": "Engine Works",
        "since": json.loads(listed.stdout)["since"],
        "active": True,
        "second_factor": False,
    }
    table = sluis("user", "list", "--format", "table")
    assert "second factor" in table.stdout


def test_what_cannot_be_is_refused_and_leaves_nothing(sluis):
    for arguments, told in (
        ((*PERSON, *HOME), "say with --kind"),
        ((*PERSON[:-1], "emperor", *HOME, "--kind", "exporter"), "is not a role"),
        ((*PERSON[:-1], "auditor", *HOME, "--kind", "exporter"), "has no auditor"),
        (("nobody", *PERSON[1:], *HOME, "--kind", "exporter"), "not an e-mail"),
    ):
        done = sluis("user", "add", *arguments)
        assert done.returncode == 2, done.stderr
        assert told in done.stderr
        assert "Traceback" not in done.stderr
    weak = sluis(
        *("user", "add", *PERSON, *HOME, "--kind", "exporter", "--password-stdin"),
        stdin="short\n",
    )
    assert weak.returncode == 2
    assert "too short" in weak.stderr
    assert sluis("user", "list").stdout == ""
    assert "0 rows hold" in sluis("audit", "verify").stderr


@pytest.mark.sqlite("the file is changed from outside; test_audit.py does both")
def test_the_trail_is_verified_and_a_change_is_found(sluis, home):
    sluis("user", "add", *PERSON, *HOME, "--kind", "exporter")
    before = sluis("audit", "verify")
    assert before.returncode == 0, before.stderr
    head = before.stdout.strip()
    assert len(head) == 64
    sluis("user", "add", "bob@sluis.example", *PERSON[1:], *HOME)
    assert sluis("audit", "verify", "--head", head).returncode == 0
    lost = sluis("audit", "verify", "--head", "f" * 64)
    assert lost.returncode == 3
    assert "no longer has the row" in lost.stderr

    database = sqlite3.connect(home / "sluis.sqlite3")
    database.execute("drop trigger audit_entry_no_update")
    database.execute("update audit_entry set actor = 'nobody' where number = 2")
    database.commit()
    database.close()

    broken = sluis("audit", "verify")
    assert broken.returncode == 3
    assert "broken at row 2" in broken.stderr
    assert "rows 1 to 1 hold" in broken.stderr
