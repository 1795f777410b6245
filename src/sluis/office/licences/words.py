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

ACTS: dict[str, tuple[Word, Word]] = {
    "suspend": (_("Suspend the licence"), _("Suspended")),
    "resume": (_("Let the licence be used again"), _("In force again")),
    "revoke": (_("Revoke the licence"), _("Revoked")),
    "annul": (_("Annul the licence"), _("Annulled")),
    "surrender": (_("Give the licence back"), _("Given back")),
    "replace": (_("Amend the licence"), _("Amended: another takes its place")),
}
"""Act to what is asked and what was done."""

LEADS: dict[str, Word] = {
    "suspend": _("Nothing may leave under it from that day. It holds at once."),
    "resume": _("It holds once another officer has confirmed it."),
    "revoke": _(
        "It ends on that day; what left before stays licensed. It holds once another"
        " officer has confirmed it."
    ),
    "annul": _(
        "It never was, from its first day on, as when it was granted on false"
        " statements. It holds once another officer has confirmed it."
    ),
    "surrender": _(
        "You no longer use it. It ends on that day, and does not come back."
    ),
    "replace": _(
        "What a licence says never changes: an amended licence takes its place, and"
        " what left before counts for it. It holds once another officer has confirmed"
        " it."
    ),
}
"""Act to what it does."""

TRAIL: dict[str, Word] = {
    "licence.issued": _("Issued"),
    "licence.replaced": _("Replaced by another"),
    "licence.suspend_done": _("Suspended"),
    "licence.surrender_done": _("Given back"),
    "licence.resume_proposed": _("Proposed: to let it be used again"),
    "licence.resume_confirmed": _("In force again"),
    "licence.resume_dropped": _("Dropped: to let it be used again"),
    "licence.revoke_proposed": _("Proposed: to revoke it"),
    "licence.revoke_confirmed": _("Revoked"),
    "licence.revoke_dropped": _("Dropped: to revoke it"),
    "licence.annul_proposed": _("Proposed: to annul it"),
    "licence.annul_confirmed": _("Annulled"),
    "licence.annul_dropped": _("Dropped: to annul it"),
    "licence.replace_proposed": _("Proposed: to amend it"),
    "licence.replace_confirmed": _("Amended"),
    "licence.replace_dropped": _("Dropped: to amend it"),
}
"""Act of the trail to word."""

PARAMETERS: dict[str, Word] = {
    "end_user": _("end user"),
    "most": _("at most"),
    "unit": _("unit"),
    "place": _("place"),
    "days": _("days"),
    "countries": _("codes of countries, such as TW, SG"),
}
"""Parameter of a condition to word."""
