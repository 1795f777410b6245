"""How a row of the audit trail is sealed with the row before it."""

from __future__ import annotations

import hashlib
from datetime import UTC

import orjson

from sluis.office.audit.models import Entry

START = "0" * 64
"""What the first row has for the row before it."""


def seal(entry: Entry) -> str:
    """Compute the hash of a row: SHA-256 of its fields as JSON with sorted keys."""
    row = {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "user": entry.user_id,
        "actor": entry.actor,
        "act": entry.act,
        "kind": entry.kind,
        "object_id": entry.object_id,
        "object_name": entry.object_name,
        "details": entry.details,
        "prev_hash": entry.prev_hash,
    }
    return hashlib.sha256(orjson.dumps(row, option=orjson.OPT_SORT_KEYS)).hexdigest()
