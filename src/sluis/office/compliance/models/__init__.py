"""What the office keeps of compliance."""

from sluis.office.compliance.models.parties import BlockedParty, WatchedParty
from sluis.office.compliance.models.programme import (
    Evidence,
    Programme,
    Remark,
    Submission,
)
from sluis.office.compliance.models.visits import Entry, Finding, Note, Subject, Visit

__all__ = [
    "BlockedParty",
    "Entry",
    "Evidence",
    "Finding",
    "Note",
    "Programme",
    "Remark",
    "Subject",
    "Submission",
    "Visit",
    "WatchedParty",
]
