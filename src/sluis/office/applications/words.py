"""The words for the codes of applications, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sluis.core.casework.routing import Flag, Queue
from sluis.core.casework.states import ApplicationKind, ApplicationState, Outcome
from sluis.office.ui.words import Word

KINDS: dict[str, Word] = {
    ApplicationKind.INDIVIDUAL: _("Individual export licence"),
    ApplicationKind.GLOBAL: _("Global export licence"),
    ApplicationKind.TRANSIT: _("Transit licence"),
    ApplicationKind.BROKERING: _("Brokering licence"),
    ApplicationKind.TECHNICAL_ASSISTANCE: _("Technical assistance licence"),
    ApplicationKind.SONDAGE: _("Preliminary enquiry (sondage)"),
    ApplicationKind.CLASSIFICATION: _("Classification request"),
    ApplicationKind.REGISTRATION: _("Registration for a general authorisation"),
}
KIND_HINTS: dict[str, Word] = {
    ApplicationKind.INDIVIDUAL: _("Known goods to one end user."),
    ApplicationKind.GLOBAL: _("Kinds of goods to several end users or countries."),
    ApplicationKind.TRANSIT: _("Goods from outside the Union that only pass through."),
    ApplicationKind.BROKERING: _("Arranging a trade between two other countries."),
    ApplicationKind.TECHNICAL_ASSISTANCE: _("Help with repair, making or use."),
    ApplicationKind.SONDAGE: _(
        "Ask, before there is a contract, whether a licence could be granted. The"
        " answer is an opinion and not a licence."
    ),
    ApplicationKind.CLASSIFICATION: _("Ask whether a good is listed, and where."),
    ApplicationKind.REGISTRATION: _("Tell that you will use a general authorisation."),
}
STATES: dict[str, tuple[Word, str]] = {
    ApplicationState.DRAFT: (_("Draft"), ""),
    ApplicationState.SUBMITTED: (_("Submitted"), "ask"),
    ApplicationState.INCOMPLETE: (_("Incomplete: the applicant completes it"), "care"),
    ApplicationState.COMPLETE: (_("Complete"), "ask"),
    ApplicationState.IN_ASSESSMENT: (_("In assessment"), "ask"),
    ApplicationState.WAITING: (_("Waiting for the applicant"), "care"),
    ApplicationState.CONSULTED: (_("Others are consulted"), "ask"),
    ApplicationState.PROPOSED: (_("Proposed"), "ask"),
    ApplicationState.DECIDED: (_("Decided"), "go"),
    ApplicationState.CLOSED: (_("Closed"), ""),
    ApplicationState.WITHDRAWN: (_("Withdrawn"), ""),
}
QUEUES: dict[str, Word] = {
    Queue.INTAKE: _("Intake"),
    Queue.STANDARD: _("Standard"),
    Queue.SENSITIVE: _("Sensitive"),
    Queue.SANCTIONS: _("Sanctions"),
    Queue.CLASSIFICATION: _("Classification"),
    Queue.REGISTRATION: _("Registrations"),
}
FLAGS: dict[str, tuple[Word, str]] = {
    Flag.PROHIBITED: (_("Prohibited"), "stop"),
    Flag.EMBARGO: (_("Embargo"), "stop"),
    Flag.ORDER: (_("Order of the authority"), "care"),
    Flag.PARTY_MATCH: (_("May be a listed party"), "stop"),
    Flag.DENIAL: (_("Denied before"), "stop"),
    Flag.HIGH_RISK: (_("High risk"), "stop"),
    Flag.ELEVATED_RISK: (_("Elevated risk"), "care"),
    Flag.NEAR_THRESHOLD: (_("Just under a threshold"), "care"),
    Flag.STATEMENT_DIFFERS: (_("End-use statement differs"), "care"),
    Flag.UNDECIDED: (_("A fact is missing"), "ask"),
}
OUTCOMES: dict[str, tuple[Word, str]] = {
    Outcome.GRANT: (_("Granted"), "go"),
    Outcome.GRANT_IN_PART: (_("Granted in part"), "go"),
    Outcome.REFUSE: (_("Refused"), "stop"),
    Outcome.NOT_REQUIRED: (_("No licence is required"), "go"),
    Outcome.FAVOURABLE: (_("Favourable opinion"), "go"),
    Outcome.UNFAVOURABLE: (_("Unfavourable opinion"), "stop"),
    Outcome.RULING: (_("Classified"), "go"),
    Outcome.REGISTERED: (_("Registered"), "go"),
}
FINDINGS: dict[str, tuple[Word, str]] = {
    "no_concern": (_("No concern"), "go"),
    "concern": (_("Concern"), "care"),
    "refuse": (_("To be refused on this"), "stop"),
    "not_applicable": (_("Does not apply"), ""),
}
SCREENED: dict[str, tuple[Word, str]] = {
    "match": (_("Possible match"), "stop"),
    "clear": (_("No match"), "go"),
    "not_screened": (_("Not screened: no list is imported"), "ask"),
    "unreadable": (_("Could not be read"), "ask"),
}
CONSULTATIONS: dict[str, Word] = {
    "goods_elsewhere": _("The goods are in another Member State"),
    "no_undercut": _("Another state denied something like it"),
    "advice": _("Advice"),
}
ANSWERS: dict[str, Word] = {
    "no_objection": _("No objection"),
    "objection": _("Objection"),
    "not_identical": _("Not essentially identical"),
    "essentially_identical": _("Essentially identical"),
    "positive": _("Positive"),
    "positive_with_conditions": _("Positive with conditions"),
    "negative": _("Negative"),
}
ROLES: dict[str, Word] = {
    "consignee": _("Consignee"),
    "intermediary": _("Intermediary"),
    "end_user": _("End user"),
    "notify": _("Party to notify"),
    "forwarder": _("Forwarder"),
    "payer": _("Payer"),
    "broker": _("Broker"),
}
PURPOSES: dict[str, Word] = {
    "end_use_statement": _("End-use statement"),
    "contract": _("Contract"),
    "datasheet": _("Data sheet"),
    "compliance_programme": _("Compliance programme"),
    "answer": _("Answer to a question"),
    "other": _("Something else"),
}
STOPPED: dict[str, Word] = {
    "applicant": _("the applicant is asked"),
    "foreign_authority": _("a foreign authority is asked"),
}
REASONS: dict[str, Word] = {
    "wrong-state": _("It is not at this step."),
    "missing-facts": _("Something is still missing."),
    "open-question": _("A question to the applicant is open."),
    "open-consultation": _("A consultation is open."),
    "open-match": _("A possible match with a listed party is not judged."),
    "open-criterion": _("A criterion has no finding."),
    "denying-criterion": _("A finding obliges to refuse."),
    "binding-objection": _("The state where the goods are objects, which binds."),
    "stale-runs": _("Facts, lists or law changed: run the checks again."),
    "wrong-outcome": _("This kind of application cannot end so."),
    "no-ground": _("A refusal names its grounds."),
    "one-person": _("Another than who proposed has to do this."),
    "open-objection": _("An objection is open."),
    "no-upheld-objection": _("No objection was found right."),
}
"""Reason a move is barred to its words."""
VERDICTS: dict[str, tuple[Word, str]] = {
    "met": (_("Met"), "care"),
    "claimed": (_("Claimed"), "care"),
    "not_met": (_("Not met"), "go"),
    "undecided": (_("Open"), "ask"),
}
"""What a paragraph of a list says of a good, to word and tone."""
PARAMETERS: dict[str, Word] = {
    "end_user": _("who the end user is"),
    "most": _("at most"),
    "unit": _("unit"),
    "place": _("place"),
    "days": _("number of days"),
    "countries": _("codes of the countries"),
}
"""What is filled in of a condition."""
