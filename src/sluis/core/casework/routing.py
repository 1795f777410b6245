"""On whose desk an application comes, and what they must not overlook.

The Dutch authority decides itself on easy destinations; the ministry is asked for
the others. What is flagged is a fact of the case with its evidence, never a
judgement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sluis.core.casework.states import ApplicationKind


class Queue(StrEnum):
    """The desks."""

    INTAKE = "intake"
    STANDARD = "standard"
    SENSITIVE = "sensitive"
    SANCTIONS = "sanctions"
    CLASSIFICATION = "classification"
    REGISTRATION = "registration"


class Flag(StrEnum):
    """What the one who opens the case sees first."""

    PROHIBITED = "prohibited"
    EMBARGO = "embargo"
    ORDER = "order"
    PARTY_MATCH = "party_match"
    DENIAL = "denial"
    HIGH_RISK = "high_risk"
    ELEVATED_RISK = "elevated_risk"
    NEAR_THRESHOLD = "near_threshold"
    STATEMENT_DIFFERS = "statement_differs"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingFacts:
    """What routing looks at; ``None`` is not known.

    Attributes:
        kind: What is asked for.
        taken_in: Whether it was found complete.
        destination: Country of destination.
        easy: Countries for which the authority decides itself.
        outcome: Of the last determination.
        bases: Rules and effects the determination rests on.
        matches: How many possible matches with listed parties nobody has judged.
        confirmed: How many matches were found to be the listed party.
        denials: How many denials concern the same goods or parties.
        risk: Level of the last risk assessment.
        nearest: Smallest distance below a threshold, as a share of it, above 0.
        near: From which distance on goods are near a threshold.
        statement_remarks: How many remarks the end-use statement has.
    """

    kind: ApplicationKind
    taken_in: bool
    destination: str | None = None
    easy: frozenset[str] = frozenset()
    outcome: str | None = None
    bases: tuple[str, ...] = ()
    matches: int = 0
    confirmed: int = 0
    denials: int = 0
    risk: str | None = None
    nearest: float | None = None
    near: float = 0.1
    statement_remarks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """Where the application goes.

    Attributes:
        queue: The desk.
        why: Code of the rule that sent it there.
        flags: What to look at first, the gravest first.
    """

    queue: Queue
    why: str
    flags: tuple[Flag, ...]


def route(facts: RoutingFacts) -> Routing:
    """Send an application to a desk; the first rule that holds decides."""
    flags = tuple(_flags(facts))
    queue, why = next(_desks(facts, frozenset(flags)))
    return Routing(queue=queue, why=why, flags=flags)


def _desks(facts: RoutingFacts, flags: frozenset[Flag]) -> Iterator[tuple[Queue, str]]:
    if not facts.taken_in:
        yield Queue.INTAKE, "not-taken-in"
    if facts.kind is ApplicationKind.CLASSIFICATION:
        yield Queue.CLASSIFICATION, "kind"
    if facts.kind is ApplicationKind.REGISTRATION:
        yield Queue.REGISTRATION, "kind"
    if flags & {Flag.PROHIBITED, Flag.PARTY_MATCH}:
        yield Queue.SANCTIONS, "sanctions"
    if flags & {Flag.DENIAL, Flag.HIGH_RISK, Flag.ORDER, Flag.EMBARGO}:
        yield Queue.SENSITIVE, "flags"
    if facts.destination is None or facts.destination not in facts.easy:
        yield Queue.SENSITIVE, "destination"
    yield Queue.STANDARD, "easy-destination"


def _flags(facts: RoutingFacts) -> Iterator[Flag]:
    if facts.outcome == "prohibited":
        yield Flag.PROHIBITED
    if any("embargo" in basis for basis in facts.bases):
        yield Flag.EMBARGO
    if any("/order/" in basis for basis in facts.bases):
        yield Flag.ORDER
    if facts.matches or facts.confirmed:
        yield Flag.PARTY_MATCH
    if facts.denials:
        yield Flag.DENIAL
    if facts.risk in {"high", "elevated"}:
        yield Flag.HIGH_RISK if facts.risk == "high" else Flag.ELEVATED_RISK
    if facts.nearest is not None and facts.nearest <= facts.near:
        yield Flag.NEAR_THRESHOLD
    if facts.statement_remarks:
        yield Flag.STATEMENT_DIFFERS
    if facts.outcome == "undecided":
        yield Flag.UNDECIDED
