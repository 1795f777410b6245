"""From indicators to a score, with the reasons and what was not evaluated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from sluis.core.errors import InvalidInput, Problems, SluisError, UnknownValue
from sluis.core.risk.facts import Facts
from sluis.core.risk.indicators import INDICATORS, Limits, Missing, Question

if TYPE_CHECKING:
    from sluis.core.transaction import Transaction

Level: TypeAlias = Literal["low", "elevated", "high"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The weights and limits of one version of the policy.

    Attributes:
        version: Its name, which every assessment repeats.
        source: Where the figures come from.
        elevated: From this score on, the level is ``elevated``.
        high: From this score on, the level is ``high``.
        limits: What indicators compare with.
        weights: Indicator to weight, from above 0 to below 1: how far this sign
            alone would move one who knew nothing.
        texts: Indicator to its text by language.
    """

    version: str
    source: str
    elevated: float
    high: float
    limits: Limits
    weights: Mapping[str, float]
    texts: Mapping[str, Mapping[str, str]]

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Policy:
        """Read a policy file's content.

        Raises:
            Problems: An indicator is unknown or missing, or a figure is not
                within its bounds.
        """
        errors: list[SluisError] = []
        entries = given.get("indicators") or {}
        for name in sorted(set(entries) ^ set(INDICATORS)):
            how = "is not an indicator" if name in entries else "has no weight"
            errors.append(UnknownValue(f"{name!r} {how}", path=f"indicators.{name}"))
        for name, entry in entries.items():
            weight = entry.get("weight")
            if not isinstance(weight, int | float) or not 0 < weight < 1:
                errors.append(
                    InvalidInput(
                        f"{weight!r} is not a weight",
                        path=f"indicators.{name}.weight",
                        remedy="write a number above 0 and below 1",
                    )
                )
        levels = given.get("levels") or {}
        if not 0 < levels.get("elevated", 0) < levels.get("high", 0) < 1:
            errors.append(
                InvalidInput(
                    "levels must rise from above 0 to below 1",
                    path="levels",
                    remedy="write elevated and high",
                )
            )
        if errors:
            raise Problems(errors)
        return cls(
            version=str(given["version"]),
            source=given["source"],
            elevated=levels["elevated"],
            high=levels["high"],
            limits=Limits(**given.get("limits", {})),
            weights={name: entry["weight"] for name, entry in entries.items()},
            texts={name: entry["text"] for name, entry in entries.items()},
        )

    def level(self, score: float) -> Level:
        """Give the level of a score."""
        if score >= self.high:
            return "high"
        return "elevated" if score >= self.elevated else "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """An indicator that was seen.

    Attributes:
        id: Which one.
        weight: What it adds, after its share.
        texts: What it means, by language.
        evidence: What was seen, in sentences.
    """

    id: str
    weight: float
    texts: Mapping[str, str]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The outcome for one export on one day of knowledge.

    Attributes:
        id: The transaction's id.
        score: From 0 to 1; what the signs that were seen add up to.
        could_be: The score if every indicator that lacks a fact were seen.
        level: Of the score.
        indicators: What was seen, the heaviest first.
        not_evaluated: What lacked facts, and which.
        policy: Version of the policy.
        known_on: Day of knowledge; ``None`` is all that is known now.
    """

    id: str | None
    score: float
    could_be: float
    level: Level
    indicators: tuple[Indicator, ...]
    not_evaluated: Mapping[str, tuple[str, ...]]
    policy: str
    known_on: date | None

    def as_dict(self) -> dict[str, Any]:
        """Give the contract's shape, with ``could_be``, ``policy`` and dates added."""
        return {
            "id": self.id,
            "known_on": self.known_on.isoformat() if self.known_on else None,
            "score": self.score,
            "could_be": self.could_be,
            "level": self.level,
            "indicators": [
                {
                    "id": one.id,
                    "weight": one.weight,
                    "text": one.texts["en"],
                    "text_nl": one.texts["nl"],
                    "evidence": list(one.evidence),
                }
                for one in self.indicators
            ],
            "not_evaluated": [
                {"id": name, "missing": list(facts)}
                for name, facts in self.not_evaluated.items()
            ],
            "policy": self.policy,
        }


def assess(
    transaction: Transaction,
    facts: Facts,
    policy: Policy,
    *,
    known_on: date | None = None,
) -> Assessment:
    """Look for signs of diversion in one export.

    Args:
        transaction: The export.
        facts: All that is known beside it.
        policy: Weights and limits.
        known_on: Only what was known by this day counts; ``None`` means all.

    Returns:
        The signs with their evidence. Weights combine as ``1 - product(1 - w)``,
        so each sign adds less when others were seen already.
    """
    question = Question(
        transaction=transaction,
        facts=facts.as_known(known_on),
        limits=policy.limits,
        today=known_on or transaction.date or date.max,
    )
    seen: list[Indicator] = []
    lacking: dict[str, tuple[str, ...]] = {}
    for name, ask in INDICATORS.items():
        answer = ask(question)
        if isinstance(answer, Missing):
            lacking[name] = answer.facts
        elif answer.evidence:
            seen.append(
                Indicator(
                    id=name,
                    weight=round(policy.weights[name] * answer.share, 4),
                    texts=policy.texts[name],
                    evidence=answer.evidence,
                )
            )
    seen.sort(key=lambda one: (-one.weight, one.id))
    weights = [one.weight for one in seen]
    score = _combined(weights)
    return Assessment(
        id=transaction.id,
        score=score,
        could_be=_combined([*weights, *(policy.weights[name] for name in lacking)]),
        level=policy.level(score),
        indicators=tuple(seen),
        not_evaluated=lacking,
        policy=policy.version,
        known_on=known_on,
    )


def _combined(weights: Sequence[float]) -> float:
    rest = 1.0
    for weight in weights:
        rest *= 1.0 - weight
    return round(1.0 - rest, 4)
