"""What the pages of compliance call things."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sluis.core.casework.compliance_programme import Standing
from sluis.core.casework.programme_questions import Element
from sluis.core.casework.record_keeping import (
    CUSTOMS,
    EXPORTS,
    EXPORTS_BEFORE,
    Event,
    Waits,
)
from sluis.core.casework.visit_states import (
    FindingAct,
    FindingState,
    Severity,
    VisitAct,
    VisitState,
)
from sluis.office.ui.words import Word

ELEMENTS: dict[str, Word] = {
    Element.MANAGEMENT: _("Commitment of top management"),
    Element.ORGANISATION: _("Organisation, responsibilities and means"),
    Element.TRAINING: _("Training and awareness"),
    Element.SCREENING: _("Screening of transactions"),
    Element.REVIEW: _("Review, audits, reporting and correction"),
    Element.RECORDS: _("Record-keeping and documentation"),
    Element.SECURITY: _("Physical and information security"),
}
STANDINGS: dict[str, tuple[Word, str]] = {
    Standing.IN_PLACE: (_("In place"), "go"),
    Standing.PARTLY: (_("Partly in place"), "care"),
    Standing.NOT_IN_PLACE: (_("Not in place"), "stop"),
    Standing.UNKNOWN: (_("Not known"), "ask"),
}
HOLDS: dict[str, tuple[Word, str]] = {
    "True": (_("In place"), "go"),
    "False": (_("Gaps"), "care"),
    "None": (_("Questions open"), "ask"),
}
"""Whether all of an element is in place, by that truth."""
VISITS: dict[str, tuple[Word, str]] = {
    VisitState.PLANNED: (_("Planned"), ""),
    VisitState.HELD: (_("Held, not yet reported"), "ask"),
    VisitState.REPORTED: (_("Reported"), "care"),
    VisitState.CLOSED: (_("Closed"), "go"),
    VisitState.CANCELLED: (_("Cancelled"), ""),
}
VISIT_ACTS: dict[str, Word] = {
    VisitAct.MOVE: _("Plan it on another day"),
    VisitAct.ANNOUNCE: _("Announce the visit"),
    VisitAct.HOLD: _("Write down that it was held"),
    VisitAct.LOOK_AT: _("Add what is looked at"),
    VisitAct.FIND: _("Write down a finding"),
    VisitAct.NOTE: _("Write a note"),
    VisitAct.REPORT: _("Share the report"),
    VisitAct.CLOSE: _("Close the visit"),
    VisitAct.CANCEL: _("Cancel the visit"),
}
FINDINGS: dict[str, tuple[Word, str]] = {
    FindingState.OPEN: (_("Waits for the company"), "care"),
    FindingState.ANSWERED: (_("Answered"), "ask"),
    FindingState.CLOSED: (_("Settled"), "go"),
    FindingState.WITHDRAWN: (_("Withdrawn"), ""),
}
NOTHING_ASKED: tuple[Word, str] = (_("For information"), "")
"""State of an open finding that asks nothing."""
FINDING_ACTS: dict[str, Word] = {
    FindingAct.ANSWER: _("Answer the finding"),
    FindingAct.SEND_BACK: _("Send the answer back"),
    FindingAct.CLOSE: _("Settle the finding"),
    FindingAct.WITHDRAW: _("Withdraw the finding"),
}
SAID: dict[str, Word] = {
    FindingAct.ANSWER: _("The company answered"),
    FindingAct.SEND_BACK: _("Sent back"),
    FindingAct.CLOSE: _("Settled"),
    FindingAct.WITHDRAW: _("Withdrawn"),
}
"""What was said on a finding, in its history."""
SEVERITIES: dict[str, tuple[Word, str]] = {
    Severity.OBSERVATION: (_("Observation"), ""),
    Severity.SHORTCOMING: (_("Shortcoming"), "care"),
    Severity.INFRINGEMENT: (_("Infringement"), "stop"),
}
SUBJECTS: dict[str, Word] = {
    "licence": _("Licence"),
    "declaration": _("Declaration"),
    "application": _("Application"),
}
EVENTS: dict[str, Word] = {
    Event.EXPORT: _("goods left"),
    Event.ACCEPTED: _("the declaration came in"),
    Event.LICENCE_ENDED: _("the licence ended"),
    Event.CASE_ENDED: _("the application ended"),
}
LAWS: dict[str, Word] = {
    EXPORTS.legal_basis: _("Regulation (EU) 2021/821, Article 27(3)"),
    EXPORTS_BEFORE.legal_basis: _("Regulation (EC) 428/2009, Article 20(3)"),
    CUSTOMS.legal_basis: _("Regulation (EU) 952/2013, Article 51(1)"),
}
WAITS: dict[str, Word] = {
    Waits.DECISION: _("it is not decided yet"),
    Waits.LICENCE_IN_USE: _("the licence can still be used"),
    Waits.GOODS_NOT_OUT: _("goods have still to leave"),
}
"""Why no last day can be told yet."""


def place(element: Element) -> str:
    """Tell where the Recommendation speaks of an element."""
    return gettext(
        "Commission Recommendation (EU) 2019/1318, Annex, core element %(number)s"
    ) % {"number": list(Element).index(element) + 1}
