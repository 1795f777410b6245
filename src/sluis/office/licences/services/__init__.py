"""Writing licences: issuing them, acting on them, and on what they ask for."""

from sluis.office.licences.services.acts import confirm, drop, propose
from sluis.office.licences.services.answering import (
    MOST_BYTES,
    breach,
    show,
    waive,
)
from sluis.office.licences.services.issuing import issue

__all__ = [
    "MOST_BYTES",
    "breach",
    "confirm",
    "drop",
    "issue",
    "propose",
    "show",
    "waive",
]
