"""What the pages call the states of a declaration and what an officer decides."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sluis.office.ui.words import Word

STATES: dict[str, tuple[Word, str]] = {
    "lodged": (_("Lodged"), ""),
    "matched": (_("Matches its licence"), "go"),
    "mismatch": (_("Differs from its licence"), "care"),
    "none_found": (_("No licence found"), "care"),
    "held": (_("Held"), "stop"),
    "released": (_("Released"), "go"),
    "refused": (_("Refused"), "stop"),
    "exited": (_("Has left"), "go"),
    "invalidated": (_("Cancelled"), ""),
}
"""State to word and tone."""

DECISIONS: dict[str, tuple[Word, str]] = {
    "hold": (_("Hold"), "stop"),
    "release": (_("Release"), "go"),
    "refuse": (_("Refuse"), "stop"),
}
"""Decision to word and tone."""

ACTIONS: dict[str, Word] = {
    "original": _("declared"),
    "amendment": _("corrected"),
    "cancellation": _("cancelled"),
}
"""What a message does to word."""
SOURCES: dict[str, Word] = {
    "api": _("by a program"),
    "page": _("filled in by hand"),
}
"""From where a message came."""
