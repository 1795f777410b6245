"""The states of an application, the moves between them, and what bars a move.

Every bar is a reason with a code, so that a page can say all of them at once in
the reader's language and a test can name each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sluis.core.errors import SluisError


class ApplicationKind(StrEnum):
    """What is asked for (Regulation (EU) 2021/821, Articles 4, 6 to 8 and 12)."""

    INDIVIDUAL = "individual"
    GLOBAL = "global"
    TRANSIT = "transit"
    BROKERING = "brokering"
    TECHNICAL_ASSISTANCE = "technical_assistance"
    SONDAGE = "sondage"
    CLASSIFICATION = "classification_request"
    REGISTRATION = "registration"


class ApplicationState(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"
    IN_ASSESSMENT = "in_assessment"
    WAITING = "waiting_for_applicant"
    CONSULTED = "consulted"
    PROPOSED = "proposed"
    DECIDED = "decided"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What can be done to an application."""

    SUBMIT = "submit"
    FIND_INCOMPLETE = "find_incomplete"
    FIND_COMPLETE = "find_complete"
    TAKE_UP = "take_up"
    ASK = "ask"
    ANSWER = "answer"
    CONSULT = "consult"
    CONCLUDE_CONSULTATION = "conclude_consultation"
    AMEND = "amend"
    PROPOSE = "propose"
    SEND_BACK = "send_back"
    DECIDE = "decide"
    REOPEN = "reopen"
    CLOSE = "close"
    WITHDRAW = "withdraw"


class Outcome(StrEnum):
    """What can be decided."""

    GRANT = "grant"
    GRANT_IN_PART = "grant_in_part"
    REFUSE = "refuse"
    NOT_REQUIRED = "not_required"
    FAVOURABLE = "favourable_opinion"
    UNFAVOURABLE = "unfavourable_opinion"
    RULING = "ruling"
    REGISTERED = "registered"


GRANTS = frozenset({Outcome.GRANT, Outcome.GRANT_IN_PART})
"""The outcomes by which goods may leave."""

_S = ApplicationState
_LICENCE = frozenset({*GRANTS, Outcome.REFUSE, Outcome.NOT_REQUIRED})
OUTCOMES: Mapping[ApplicationKind, frozenset[Outcome]] = {
    **dict.fromkeys(
        (
            ApplicationKind.INDIVIDUAL,
            ApplicationKind.GLOBAL,
            ApplicationKind.TRANSIT,
            ApplicationKind.BROKERING,
            ApplicationKind.TECHNICAL_ASSISTANCE,
        ),
        _LICENCE,
    ),
    # A sondage asks before there is a contract: it ends in an opinion only.
    ApplicationKind.SONDAGE: frozenset({Outcome.FAVOURABLE, Outcome.UNFAVOURABLE}),
    ApplicationKind.CLASSIFICATION: frozenset({Outcome.RULING}),
    ApplicationKind.REGISTRATION: frozenset({Outcome.REGISTERED, Outcome.REFUSE}),
}
"""What each kind of application can end in."""

MOVES: Mapping[tuple[ApplicationState, Move], ApplicationState] = {
    (_S.DRAFT, Move.SUBMIT): _S.SUBMITTED,
    (_S.INCOMPLETE, Move.SUBMIT): _S.SUBMITTED,
    (_S.SUBMITTED, Move.FIND_INCOMPLETE): _S.INCOMPLETE,
    (_S.SUBMITTED, Move.FIND_COMPLETE): _S.COMPLETE,
    (_S.COMPLETE, Move.TAKE_UP): _S.IN_ASSESSMENT,
    (_S.IN_ASSESSMENT, Move.ASK): _S.WAITING,
    (_S.CONSULTED, Move.ASK): _S.WAITING,
    (_S.WAITING, Move.ASK): _S.WAITING,
    (_S.WAITING, Move.ANSWER): _S.IN_ASSESSMENT,
    (_S.IN_ASSESSMENT, Move.CONSULT): _S.CONSULTED,
    (_S.CONSULTED, Move.CONSULT): _S.CONSULTED,
    (_S.CONSULTED, Move.CONCLUDE_CONSULTATION): _S.IN_ASSESSMENT,
    (_S.IN_ASSESSMENT, Move.PROPOSE): _S.PROPOSED,
    (_S.CONSULTED, Move.PROPOSE): _S.PROPOSED,
    (_S.PROPOSED, Move.SEND_BACK): _S.IN_ASSESSMENT,
    (_S.PROPOSED, Move.DECIDE): _S.DECIDED,
    (_S.DECIDED, Move.REOPEN): _S.IN_ASSESSMENT,
    (_S.DECIDED, Move.CLOSE): _S.CLOSED,
    **{
        (state, Move.AMEND): state
        for state in (
            _S.DRAFT,
            _S.SUBMITTED,
            _S.INCOMPLETE,
            _S.COMPLETE,
            _S.IN_ASSESSMENT,
            _S.WAITING,
            _S.CONSULTED,
        )
    },
    **{
        (state, Move.WITHDRAW): _S.WITHDRAWN
        for state in _S
        if state not in {_S.DECIDED, _S.CLOSED, _S.WITHDRAWN}
    },
}
"""State and move to the state that follows; a pair that is absent cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a move cannot be made now.

    Attributes:
        code: Stable kebab-case noun.
        message: In English, for a person.
    """

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the guards look at.

    Attributes:
        kind: What is asked for.
        missing: Paths of what a submission still lacks.
        open_questions: Questions to the applicant without an answer.
        open_consultations: Consultations without an answer whose silence means
            nothing yet.
        objections_from_abroad: Consultations whose answer forbids a grant.
        open_matches: Possible matches with listed parties nobody has judged.
        open_criteria: Criteria without a finding.
        denying_criteria: Criteria whose finding obliges to refuse.
        stale_runs: Whether facts, lists or law changed after the last runs.
        actor: Who acts, by a stable key.
        proposer: Who made the proposal that lies.
        outcome: What would be proposed or decided.
        grounds: How many grounds a refusal names.
        open_objections: Objections that are not answered.
        upheld_objection: Whether an objection was found right.
    """

    kind: ApplicationKind
    missing: tuple[str, ...] = ()
    open_questions: int = 0
    open_consultations: int = 0
    objections_from_abroad: int = 0
    open_matches: int = 0
    open_criteria: int = 0
    denying_criteria: tuple[str, ...] = ()
    stale_runs: bool = False
    actor: str | None = None
    proposer: str | None = None
    outcome: Outcome | None = None
    grounds: int = 0
    open_objections: int = 0
    upheld_objection: bool = False


class NotNow(SluisError):
    """The application is not in a state in which this can be done.

    Attributes:
        reasons: Everything that bars it.
    """

    code = "not-now"

    def __init__(self, move: Move, reasons: tuple[Reason, ...]) -> None:
        self.move = move
        self.reasons = reasons
        super().__init__(
            "; ".join(reason.message for reason in reasons),
            path=move.value,
            remedy="see to this first, then try again",
        )


def advance(state: ApplicationState, move: Move, at: Standing) -> ApplicationState:
    """Make a move.

    Raises:
        NotNow: It cannot be made, with every reason.
    """
    reasons = bars(state, move, at)
    if reasons:
        raise NotNow(move, reasons)
    return MOVES[state, move]


def bars(state: ApplicationState, move: Move, at: Standing) -> tuple[Reason, ...]:
    """Give all that bars a move; empty when it can be made."""
    if (state, move) not in MOVES:
        words = state.value.replace("_", " ")
        text = f"this cannot be done to an application that is {words}"
        return (Reason(code="wrong-state", message=text),)
    guard = _GUARDS.get(move)
    return tuple(guard(at)) if guard else ()


def open_moves(state: ApplicationState) -> tuple[Move, ...]:
    """Give the moves that exist from a state, whatever may bar them now."""
    return tuple(move for move in Move if (state, move) in MOVES)


def _submit(at: Standing) -> Iterator[Reason]:
    if at.missing:
        paths = ", ".join(at.missing)
        yield Reason(code="missing-facts", message=f"still missing: {paths}")


def _answer(at: Standing) -> Iterator[Reason]:
    yield from _none_open(at.open_questions, "open-question", "question")


def _conclude(at: Standing) -> Iterator[Reason]:
    yield from _none_open(at.open_consultations, "open-consultation", "consultation")


def _close(at: Standing) -> Iterator[Reason]:
    yield from _none_open(at.open_objections, "open-objection", "objection")


def _reopen(at: Standing) -> Iterator[Reason]:
    if not at.upheld_objection:
        yield Reason(
            code="no-upheld-objection",
            message="a decision is reopened only when an objection was found right",
        )


def _decidable(at: Standing) -> Iterator[Reason]:
    """What holds for a proposal holds again at the decision: facts move on."""
    yield from _none_open(at.open_questions, "open-question", "question")
    yield from _none_open(at.open_consultations, "open-consultation", "consultation")
    if at.outcome is None or at.outcome not in OUTCOMES[at.kind]:
        yield Reason(
            code="wrong-outcome",
            message=f"an application of kind {at.kind} cannot end in {at.outcome}",
        )
    if at.stale_runs:
        yield Reason(
            code="stale-runs",
            message="facts, lists or law changed after the last determination,"
            " screening and risk; run them again",
        )
    if at.outcome is Outcome.REFUSE and not at.grounds:
        yield Reason(code="no-ground", message="a refusal names at least one ground")
    if at.outcome in GRANTS:
        yield from _grantable(at)


def _grantable(at: Standing) -> Iterator[Reason]:
    yield from _none_open(at.open_matches, "open-match", "possible party match")
    if at.open_criteria:
        text = f"{at.open_criteria} criteria have no finding"
        yield Reason(code="open-criterion", message=text)
    if at.denying_criteria:
        text = f"a finding obliges to refuse: {', '.join(at.denying_criteria)}"
        yield Reason(code="denying-criterion", message=text)
    if at.objections_from_abroad:
        text = "the state where the goods are objects, which binds (Article 14)"
        yield Reason(code="binding-objection", message=text)


def _decide(at: Standing) -> Iterator[Reason]:
    if at.actor is None or at.proposer is None or at.actor == at.proposer:
        yield Reason(
            code="one-person",
            message="nobody decides on a proposal of their own",
        )
    yield from _decidable(at)


def _send_back(at: Standing) -> Iterator[Reason]:
    if at.actor is not None and at.actor == at.proposer:
        text = "a proposal is sent back by another than who made it"
        yield Reason(code="one-person", message=text)


def _none_open(count: int, code: str, what: str) -> Iterator[Reason]:
    if count:
        some = f"{count} {what}{'' if count == 1 else 's'}"
        verb = "is" if count == 1 else "are"
        yield Reason(code=code, message=f"{some} {verb} open")


_GUARDS = {
    Move.SUBMIT: _submit,
    Move.ANSWER: _answer,
    Move.CONCLUDE_CONSULTATION: _conclude,
    Move.PROPOSE: _decidable,
    Move.DECIDE: _decide,
    Move.SEND_BACK: _send_back,
    Move.CLOSE: _close,
    Move.REOPEN: _reopen,
}
