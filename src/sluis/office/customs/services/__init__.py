"""Writing declarations: taking messages in, and deciding on them."""

from sluis.office.customs.services.deciding import decide, exit_, held_since, hold
from sluis.office.customs.services.taking import (
    DeclarationUnknown,
    Taken,
    VersionConflict,
    cancel,
    correct,
    lodge,
    standing,
)

__all__ = [
    "DeclarationUnknown",
    "Taken",
    "VersionConflict",
    "cancel",
    "correct",
    "decide",
    "exit_",
    "held_since",
    "hold",
    "lodge",
    "standing",
]
