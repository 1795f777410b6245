"""The answer to a transaction: outcome by line, with rules, margins and questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sluis.core.law.model import Duty
from sluis.core.law.node import Gate
from sluis.core.law.outcome import (
    Outcome,
)
from sluis.core.law.rows import Row, Verdict
from sluis.core.law.wording import (
    Language,
)
from sluis.core.time import Day


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryVerdict:
    """What a paragraph of a list says of a good.

    Attributes:
        code: The paragraph.
        listing: The list.
        verdict: What came out.
        missing: Facts that keep it open, by their path in the item.
        nearest: The failing quantity nearest to its threshold.
        gates: All parts that fail.
        specified_in: The entry that goes before it.
        rule: The rule and, with ``source``, where it is written.
    """

    code: str
    listing: str
    verdict: Verdict
    missing: tuple[str, ...] = ()
    nearest: Gate | None = None
    gates: tuple[Gate, ...] = ()
    specified_in: str | None = None
    rule: str | None = None
    source: str | None = None
    verified: bool = False

    @classmethod
    def of(cls, row: Row) -> EntryVerdict:
        """Take over a row of the lists."""
        version = row.version
        return cls(
            code=row.code,
            listing=row.listing,
            verdict=row.verdict,
            missing=()
            if row.truth
            else tuple(sorted(_short(name) for name in row.missing)),
            nearest=row.nearest,
            gates=row.gates,
            specified_in=row.specified_in,
            rule=None if row.entry is None else row.entry.id,
            source=None if version is None else version.source.url,
            verified=version is not None and version.verified is not None,
        )

    def as_dict(self) -> dict[str, Any]:
        """Give the shape of the contracts."""
        nearest = None if self.nearest is None else _gate(self.nearest)
        return {
            "code": self.code,
            "list": self.listing,
            "verdict": self.verdict,
            "missing": list(self.missing),
            "nearest": nearest,
            "gates": [_gate(gate) for gate in self.gates],
            "specified_in": self.specified_in,
            "rule": self.rule,
            "source": self.source,
            "verified": self.verified,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A rule that applies, with all that is needed to check it.

    Attributes:
        rule: The rule's id, or the place of an order in the file.
        effect: What follows.
        legal_basis: Act and article.
        source: Official address.
        in_force: First and last day, as exactly as known.
        known_since: Since when it was public or served.
        entries: Paragraphs of lists that made it apply.
        text: What it says, by language.
        confidence: What is not certain about it.
        verified: Whether someone checked the rule against the source.
    """

    rule: str
    effect: str
    legal_basis: str
    source: str | None
    in_force: tuple[str | None, str | None]
    known_since: str | None
    entries: tuple[str, ...] = ()
    text: Mapping[str, str]
    confidence: str | None = None
    verified: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Give the shape of the contracts."""
        return {
            "rule": self.rule,
            "effect": self.effect,
            "legal_basis": self.legal_basis,
            "source": self.source,
            "in_force": list(self.in_force),
            "known_since": self.known_since,
            "entries": list(self.entries),
            "text": dict(self.text),
            "confidence": self.confidence,
            "verified": self.verified,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Usability:
    """Whether a general authorisation can be used, and why.

    Attributes:
        code: Its code, such as ``EU001``.
        usable: Whether it can be used; ``if`` names facts to be confirmed.
        why: The reason, by language.
        legal_basis: Act and annex.
        document: Its code in the customs declaration.
        to_confirm: The facts to be confirmed, as the questions name them.
    """

    code: str
    usable: Literal["yes", "no", "if"]
    why: Mapping[str, str]
    legal_basis: str
    document: str | None = None
    to_confirm: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give the shape of the contracts."""
        return {
            "code": self.code,
            "usable": self.usable,
            "why": self.why["en"],
            "why_nl": self.why["nl"],
            "legal_basis": self.legal_basis,
            "document": self.document,
            "to_confirm": list(self.to_confirm),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question whose answer could change the result."""

    about: str
    why: Mapping[str, str]
    question: Mapping[str, str]
    answers: Mapping[str, Outcome]

    def as_dict(self) -> dict[str, Any]:
        """Give the shape of the contracts."""
        return {
            "about": self.about,
            "why": self.why["en"],
            "why_nl": self.why["nl"],
            "question": dict(self.question),
            "would_change": "outcome",
            "answers": dict(self.answers),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDetermination:
    """The result for one line.

    Attributes:
        line: The line's number.
        outcome: The outcome.
        entries: What the lists say.
        bases: Rules that apply.
        open: Rules that could apply.
        authorisations: General authorisations for what is listed.
        duties: What must be done.
        questions: What is asked, the most decisive first.
        facts: The parameters used, as written.
        explanation: Sentences by language.
    """

    line: int
    outcome: Outcome
    entries: tuple[EntryVerdict, ...]
    bases: tuple[Basis, ...]
    open: tuple[Basis, ...]
    authorisations: tuple[Usability, ...]
    duties: tuple[Duty, ...]
    questions: tuple[Asked, ...]
    facts: Mapping[str, Any]
    explanation: Mapping[str, tuple[str, ...]]

    def as_dict(self) -> dict[str, Any]:
        """Give the shape of the contracts."""
        return {
            "line": self.line,
            "outcome": self.outcome,
            "entries": [entry.as_dict() for entry in self.entries],
            "bases": [basis.as_dict() for basis in self.bases],
            "open": [basis.as_dict() for basis in self.open],
            "authorisations": [one.as_dict() for one in self.authorisations],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Determination:
    """The result for a transaction.

    Attributes:
        id: The transaction.
        outcome: The strictest outcome of its lines.
        as_of: The day whose law was applied.
        known_on: Only what was known by this day counted; ``None`` means all.
        items: The result by line.
        law_hash: The law that was applied.
        ignored: Paths of the input that meant nothing.
    """

    id: str
    outcome: Outcome
    as_of: Day
    known_on: Day | None
    items: tuple[ItemDetermination, ...]
    law_hash: str
    ignored: tuple[str, ...] = ()

    def explanation(self, language: Language = "en") -> list[str]:
        """Give the reasons as sentences."""
        return [text for item in self.items for text in item.explanation[language]]

    def questions(self) -> list[Asked]:
        """Give all questions once, the most decisive first."""
        found: dict[str, Asked] = {}
        for item in self.items:
            for question in item.questions:
                found.setdefault(question.about, question)
        return list(found.values())

    def as_dict(self) -> dict[str, Any]:
        """Give the shape of the contracts."""
        return {
            "id": self.id,
            "outcome": self.outcome,
            "as_of": self.as_of.isoformat(),
            "known_on": None if self.known_on is None else self.known_on.isoformat(),
            "items": [item.as_dict() for item in self.items],
            "bases": [],
            "obligations": self._obligations(),
            "questions": [question.as_dict() for question in self.questions()],
            "explanation": self.explanation("en"),
            "explanation_nl": self.explanation("nl"),
            "trace": [
                {"line": item.line, "facts": dict(item.facts)} for item in self.items
            ],
            "law_hash": self.law_hash,
            "ignored": list(self.ignored),
        }

    def _obligations(self) -> list[dict[str, Any]]:
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for item in self.items:
            for duty in item.duties:
                due = duty.due(self.as_of)
                found.setdefault(
                    (duty.what, duty.legal_basis),
                    {
                        "what": duty.what,
                        "who": duty.who,
                        "legal_basis": duty.legal_basis,
                        "due": None if due is None else due.isoformat(),
                        "text": dict(duty.text),
                    },
                )
        return list(found.values())


def _gate(gate: Gate) -> dict[str, Any]:
    return {
        "code": gate.code,
        "parameter": gate.parameter,
        "operator": gate.operator,
        "value": gate.value,
        "threshold": gate.threshold,
        "unit": gate.unit,
        "margin": gate.margin,
        "near_miss": gate.near,
    }


def _short(name: str) -> str:
    return name.removeprefix("parameters.")
