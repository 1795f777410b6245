"""Writing the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson
from django.db import connection, models, transaction
from django.utils import timezone

from sluis.core.errors import InvalidInput
from sluis.office.audit.chain import START, seal
from sluis.office.audit.models import Entry

if TYPE_CHECKING:
    from sluis.office.people.models import User

SYSTEM = "sluis"
"""Who acts when no person does: a job, or a command of the machine's owner."""

_CHAIN_LOCK = 7_311_502


def record(
    user: User | None,
    act: str,
    thing: models.Model,
    details: Mapping[str, Any] | None = None,
) -> Entry:
    """Write down what was done, in the transaction in which it was done.

    On PostgreSQL the rest of the transaction has the end of the chain to itself, so
    a service locks the rows it changes first and records last.

    Args:
        user: Who did it; ``None`` for a job or a command.
        act: Kind of object, a dot, and what was done, such as
            ``application.submitted``.
        thing: What it was done to; it must be saved.
        details: What a reader needs to understand it later; it must be JSON. No
            secrets: the trail is read by others and never shortened.

    Raises:
        InvalidInput: The object is not saved, or the details are not JSON.
        TransactionManagementError: There is no transaction, so that the trail and
            what it tells of could part.
    """
    if thing.pk is None:
        raise InvalidInput(f"{act}: only what is saved can be recorded", path="thing")
    try:
        written = orjson.dumps(details or {}, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError as problem:
        raise InvalidInput(
            f"{act}: the details are not JSON: {problem}", path="details"
        ) from problem
    _lock()
    last = Entry.objects.order_by("-number").values("number", "row_hash").first()
    entry = Entry(
        number=last["number"] + 1 if last else 1,
        at=timezone.now(),
        user=user,
        actor=user.email if user else SYSTEM,
        act=act,
        kind=thing._meta.label_lower,
        object_id=str(thing.pk),
        object_name=str(thing)[:300],
        details=written,
        prev_hash=last["row_hash"] if last else START,
    )
    entry.row_hash = seal(entry)
    entry.save(force_insert=True)
    return entry


def _lock() -> None:
    """Let one transaction write at a time, so that the chain has no forks.

    SQLite's transactions are immediate, which is enough.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "the audit trail is written in the transaction of what it tells of"
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
