"""The policy under which reports become a verdict: a value with a version.

Doctrine keeps the two Admiralty marks apart and gives no figures; these figures
are a choice, so they stand in a file of their own, with a version that every
trace names. :mod:`sluis.formats.custody_policy` reads such a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log, sqrt

from sluis.core.custody.report import Statement

_RELIABILITY = {"A": 0.95, "B": 0.8, "C": 0.6, "D": 0.4, "E": 0.2}
_CREDIBILITY = {"1": 0.95, "2": 0.8, "3": 0.6, "4": 0.4, "5": 0.2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Weights and periods of a trace.

    Attributes:
        version: Name of this set of figures; every trace carries it.
        reliability: Letter to the chance that such a source is right. ``F`` is
            not in it: it cannot be judged, and weighs nothing.
        credibility: Figure, as text, to the chance that such a report is right.
        base: Log-odds that any report has before its grade is looked at.
        gap: Log-odds lost where a sender is not the one who last received.
        twice: Log-odds lost where one party gives the goods twice in a row and
            nobody reports that they came back.
        unstated: Log-odds lost where a sender or receiver was not said.
        dead_party: Log-odds lost for a party that did not exist then.
        same_movement_days: Reports of one sender and receiver this near in time
            tell of one movement.
        overdue_days: After so many days on the way, goods are overdue.
        proof: Chance from which a report of arrival is proof.
        serious: Chance from which a contradiction counts as D5.
        hard: Chance from which a seizure must be on every chain.
        alternatives: How many next-best chains are given.
        severity: The classes, the one that is named first foremost.
        hub_degree: Parties with more links are reached but not passed.
        link_weights: Type of link to its strength, 0 to 1.
        max_hops: How far the network is followed.
        contradictions: What settled cases say of two papers of one giver, the
            first of arrival as licensed and the second of delivery elsewhere:
            their grades, as ``B2/C3``, to the share in which the goods had gone
            elsewhere. Empty: the grades alone decide.
        calibration: (raw, settled) pairs, both rising from 0 to 1: how often
            goods had left the path among settled cases to which the chains gave
            that probability. Empty: the raw probability stands.
    """

    version: str = "2026-1"
    reliability: Mapping[str, float] = field(default_factory=lambda: dict(_RELIABILITY))
    credibility: Mapping[str, float] = field(default_factory=lambda: dict(_CREDIBILITY))
    base: float = 3.0
    gap: float = 4.0
    twice: float = 8.0
    unstated: float = 1.0
    dead_party: float = 0.5
    same_movement_days: int = 120
    overdue_days: int = 90
    proof: float = 0.6
    serious: float = 0.5
    hard: float = 0.5
    alternatives: int = 3
    severity: tuple[str, ...] = (
        "D7", "D3", "D4", "D6", "D8", "D5", "D2", "D1", "D0",
    )  # fmt: skip
    hub_degree: int = 50
    link_weights: Mapping[str, float] = field(
        default_factory=lambda: {
            "director": 0.9,
            "owner": 0.9,
            "succession": 0.9,
            "bank": 0.7,
            "phone": 0.7,
            "email": 0.7,
            "agent": 0.6,
            "delivered_to": 0.6,
            "address": 0.5,
        }
    )
    max_hops: int = 3
    contradictions: Mapping[str, float] = field(default_factory=dict)
    calibration: tuple[tuple[float, float], ...] = ()

    def contradicted(self, arrival: str, elsewhere: str) -> float:
        """Give the log-odds that goods had gone elsewhere, when two papers disagree.

        Args:
            arrival: Grade of the paper that says they arrived as licensed.
            elsewhere: Grade of the other paper of the same giver.

        Returns:
            By settled cases; where they say nothing, by the two grades.
        """
        share = self.contradictions.get(f"{arrival}/{elsewhere}")
        if share is None:
            return self._grade_odds(elsewhere) - self._grade_odds(arrival)
        return log(share / (1 - share))

    def _grade_odds(self, grade: str) -> float:
        return self.log_odds(Statement(reliability=grade[0], credibility=int(grade[1])))

    def chance(self, statement: Statement) -> float | None:
        """Give the chance that a statement is right; ``None`` cannot be judged."""
        letter = self.reliability.get(statement.reliability or "F")
        figure = self.credibility.get(str(statement.credibility or 6))
        if letter is None or figure is None:
            return None
        return min(max(sqrt(letter * figure), 0.03), 0.97)

    def log_odds(self, statement: Statement) -> float:
        """Give a statement's log-odds; 0 when it cannot be judged."""
        chance = self.chance(statement)
        return 0.0 if chance is None else log(chance / (1 - chance))
