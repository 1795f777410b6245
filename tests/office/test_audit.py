from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError

import cast
from sluis.core.errors import InvalidInput
from sluis.office.audit import services as audit
from sluis.office.audit.models import Entry
from sluis.office.audit.queries import verify
from sluis.office.people.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def thing():
    return cast.organisation()


def _tamper(statement: str) -> None:
    """Change a row as somebody would who has taken the triggers away."""
    if connection.vendor == "sqlite":
        off = [
            "DROP TRIGGER audit_entry_no_update",
            "DROP TRIGGER audit_entry_no_delete",
        ]
    else:
        off = [
            "SET CONSTRAINTS ALL IMMEDIATE",
            "ALTER TABLE audit_entry DISABLE TRIGGER USER",
        ]
    with connection.cursor() as cursor:
        for one in (*off, statement):
            cursor.execute(one)


def test_it_works(thing):
    user = cast.person("ann")
    entry = audit.record(user, "organisation.praised", thing, {"stars": 5})

    assert entry.actor == "ann@sluis.example"
    assert (entry.kind, entry.object_id) == ("people.organisation", str(thing.pk))
    assert entry.details == '{"stars":5}'
    found = verify()
    assert found.broken is None
    assert (found.rows, found.head) == (entry.number, entry.row_hash)


def test_an_empty_trail_holds():
    assert verify().rows == 0


def test_who_acts_without_a_person_is_the_machine(thing):
    assert audit.record(None, "organisation.praised", thing).actor == "sluis"


def test_the_database_refuses_to_change_or_remove_a_row(thing):
    for change in (
        lambda: Entry.objects.update(actor="someone else"),
        lambda: Entry.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="never"), transaction.atomic():
            change()
    assert verify().broken is None


@pytest.mark.parametrize(
    ("statement", "number", "why"),
    [
        ("UPDATE audit_entry SET actor = 'x' WHERE number = 2", 2, "content"),
        ("UPDATE audit_entry SET details = '{}' WHERE number = 1", 1, "content"),
        ("DELETE FROM audit_entry WHERE number = 2", 3, "row 2 is missing"),
        ("UPDATE audit_entry SET prev_hash = 'x' WHERE number = 3", 3, "follow"),
    ],
)
def test_a_change_behind_the_triggers_is_found_where_it_was_made(
    thing, statement, number, why
):
    for act in ("a.one", "a.two", "a.three"):
        audit.record(None, act, thing, {"said": act})
    _tamper(statement)

    broken = verify().broken

    assert broken is not None
    assert broken.number == number
    assert why in broken.why


def test_what_is_not_saved_or_not_json_is_refused(thing):
    with pytest.raises(InvalidInput, match="only what is saved"):
        audit.record(None, "organisation.praised", Organisation())
    with pytest.raises(InvalidInput, match="not JSON"):
        audit.record(None, "organisation.praised", thing, {"set": {1}})


def test_a_failed_act_leaves_no_row(thing):
    before = verify().rows
    with pytest.raises(InvalidInput), transaction.atomic():
        audit.record(None, "organisation.praised", thing)
        raise InvalidInput("no")
    assert verify().rows == before


def test_outside_a_transaction_nothing_is_recorded(thing, monkeypatch):
    outside = SimpleNamespace(in_atomic_block=False)
    monkeypatch.setattr(audit, "connection", outside)
    with pytest.raises(TransactionManagementError):
        audit.record(None, "organisation.praised", thing)
