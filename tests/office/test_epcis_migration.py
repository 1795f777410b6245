"""A database of before the interface gets what its events are looked up by."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
from datetime import UTC, datetime

import django

django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def at(name):
    executor = MigrationExecutor(connection)
    executor.migrate([("custody", name)])
    return MigrationExecutor(connection).loader.project_state([("custody", name)]).apps


when = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
old = at("0001_record")
capture = old.get_model("custody", "Capture").objects.create(
    sha256="0" * 64, syntax="json", document=b"{}", captured_at=when
)
event = old.get_model("custody", "Event").objects.create(
    capture=capture, hash="ni:///sha-256;0", declares_error=False,
    event_time=when, known_since=when.date(),
    body='{"type": "ObjectEvent", "action": "ADD", "bizStep": "shipping"}',
)
new = at("0003_delivery")
row = new.get_model("custody", "EventFacet").objects.get(pk=event.pk)
assert row.record_time == when, row.record_time
print(row.type, row.action, row.biz_step, row.disposition or "-")
"""


def migrated(environment):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


FACETS = ["ObjectEvent", "ADD", "https://ref.gs1.org/cbv/BizStep-shipping", "-"]


def test_events_of_before_get_their_facets(empty_database):
    assert migrated(empty_database) == FACETS
