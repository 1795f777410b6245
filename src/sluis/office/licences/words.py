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

PARAMETERS: dict[str, Word] = {
    "end_user": _("end user"),
    "most": _("at most"),
    "unit": _("unit"),
    "place": _("place"),
    "days": _("days"),
    "countries": _("codes of countries, such as TW, SG"),
}
"""Parameter of a condition to word."""

DUTY_STATES: dict[str, tuple[Word, str]] = {
    "waiting": (_("Not due yet"), ""),
    "due": (_("Due soon"), "care"),
    "overdue": (_("Overdue"), "stop"),
    "met": (_("Shown"), "go"),
    "breached": (_("Not kept"), "stop"),
    "waived": (_("Waived"), ""),
}
"""State of a duty to word and tone."""

EVIDENCE: dict[str, Word] = {
    "delivery_receipt": _("receipt signed on delivery"),
    "import_declaration": _("import declaration of the country of arrival"),
    "inspection_report": _("report of an inspection"),
    "usage_report": _("report of use"),
    "end_use_statement": _("end-use statement"),
    "installation_report": _("report of installation"),
    "transport_document": _("transport document"),
    "serial_list": _("list of serial numbers"),
    "declaration": _("customs declaration"),
}
"""Kind of evidence to word."""
