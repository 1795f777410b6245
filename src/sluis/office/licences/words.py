"""What the pages call the states of a licence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sluis.office.ui.words import Word

STATES: dict[str, tuple[Word, str]] = {
    "issued": (_("Not yet in force"), ""),
    "active": (_("In force"), "go"),
    "suspended": (_("Suspended"), "stop"),
    "exhausted": (_("Used up"), ""),
    "expired": (_("Expired"), ""),
    "revoked": (_("Revoked"), "stop"),
    "annulled": (_("Annulled"), "stop"),
    "surrendered": (_("Given back"), ""),
    "replaced": (_("Replaced by another"), ""),
}
"""State to word and tone."""
