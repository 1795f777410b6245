"""Keeping what was replayed: the events in the durable record, the case on file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sluis.demo.case import load_case
from sluis.demo.custody import masterdata
from sluis.formats.epcis import write_document
from sluis.office.cases.services import save_case
from sluis.office.custody.services import Captured, capture

_CREATED = "2026-11-24T00:00:00Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was written.

    Attributes:
        custody: What became of the custody events.
        case_file: Number of the case file; the same when nothing changed.
    """

    custody: Captured
    case_file: int


def keep(answers: Mapping[str, Any], data: Path | None = None) -> Kept:
    """Write the case's events and answers to the office's database.

    Doing it again adds nothing: the record counts a source's report once, and a
    case file with the same answers is there already.

    Args:
        answers: What :func:`sluis.demo.replay` gave.
        data: Folder of the case; ``None`` is the case in the package.
    """
    case = load_case(data)
    document = write_document(case.events, masterdata(case), created=_CREATED)
    custody = capture(document, name="demonstration.jsonld")
    kept = save_case(
        title=answers["title"]["en"], answers=answers, law_hash=answers["law_hash"]
    )
    return Kept(custody=custody, case_file=kept.pk)
