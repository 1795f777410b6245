"""Whether a transaction needs a licence on a day, and why.

The order of thought is that of the law: what the goods are by the lists of the
day, which measures and orders hit them, what the exporter was told or knows,
and which general authorisation stands in for a licence. Nothing falls through
to "no licence": what is not known stays undecided and becomes a question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from sluis.core.errors import InvalidInput
from sluis.core.goods import Vocabulary
from sluis.core.law.asking import Question, settle
from sluis.core.law.authorising import Use, uses
from sluis.core.law.model import Duty, Law
from sluis.core.law.node import Gate
from sluis.core.law.outcome import (
    Hit,
    Outcome,
    beside_goods,
    hits,
    strictest,
    weigh,
)
from sluis.core.law.situation import Row, Situation, Verdict
from sluis.core.law.snapshot import Snapshot, law_on
from sluis.core.law.wording import (
    LANGUAGES,
    Language,
    facts_in_words,
    question_in_words,
    row_in_words,
)
from sluis.core.law.wording import OUTCOMES as IN_WORDS
from sluis.core.time import AsOf, Day, Interval
from sluis.core.transaction import Item, Transaction, plain

__all__ = ["Determination", "ItemDetermination", "Outcome", "determine"]


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


def determine(
    transaction: Transaction,
    law: Law,
    *,
    valid_on: Day | None = None,
    known_on: Day | None = None,
) -> Determination:
    """Tell what a transaction needs on a day.

    Args:
        transaction: What is done.
        law: The law.
        valid_on: The day whose law counts; ``None`` means the transaction's own.
        known_on: Only rules published by this day count; ``None`` means the
            transaction's own day of knowledge, and without one all that is known.

    Returns:
        The outcome by line with rules, margins, questions and duties.

    Raises:
        InvalidInput: There is no day: neither argument nor transaction has one.
    """
    day = valid_on if valid_on is not None else transaction.date
    if day is None:
        raise InvalidInput(
            f"transaction {transaction.id} has no date",
            path="date",
            remedy="give it a date, or ask for the law of a day",
        )
    known = known_on if known_on is not None else transaction.known_on
    on = law_on(law, AsOf(valid_on=day, known_on=known))
    items = [
        _on_line(_line(on, day, transaction, one), one.line, day)
        for one in transaction.items
    ]
    return Determination(
        id=transaction.id,
        outcome=strictest(item.outcome for item in items),
        as_of=day,
        known_on=known,
        items=tuple(items),
        law_hash=law.hash,
        ignored=transaction.ignored,
    )


def _line(
    on: Snapshot, day: Day, transaction: Transaction, item: Item
) -> ItemDetermination:
    """Determine one line; lines that differ in nothing that counts share it."""
    facts = Situation(on=on, on_day=day, transaction=transaction, item=item)
    key = _all_that_counts(facts)
    result: ItemDetermination | None = on.kept.get(key)
    if result is None:
        result = _determine(facts)
        on.keep(key, result)
    return result


def _all_that_counts(facts: Situation) -> tuple[Any, ...]:
    transaction, item = facts.transaction, facts.item
    return (
        *beside_goods(facts),
        # Name, day and words count where an order of the file is read by them.
        (transaction.exporter.name, facts.on_day, item.description)
        if transaction.context.orders
        else None,
        item.kind,
        item.control_code,
        item.cn_code,
        frozenset(item.parameters.items()),
    )


_DAY = "{day}"


def _on_line(result: ItemDetermination, line: int, day: Day) -> ItemDetermination:
    """Put the line's number and the day into a shared result."""
    old, new = f"items[{result.line}]", f"items[{line}]"
    questions = result.questions
    if line != result.line:
        questions = tuple(
            replace(one, about=one.about.replace(old, new)) for one in questions
        )
    explanation = {
        language: tuple(
            f"{_HEAD[language]} {line}{text.replace(_DAY, day.isoformat())}"
            for text in texts
        )
        for language, texts in result.explanation.items()
    }
    return replace(result, line=line, questions=questions, explanation=explanation)


_HEAD = {"en": "Line", "nl": "Regel"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reasons:
    rows: list[Row]
    found: list[Hit]
    usable: list[Use]
    outcome: Outcome


def _determine(facts: Situation) -> ItemDetermination:
    found = hits(facts)
    usable = uses(facts)
    outcome, questions = settle(facts, found, weigh(found, usable))
    reasons = _Reasons(rows=facts.rows(), found=found, usable=usable, outcome=outcome)
    asked = [_asked(facts, question) for question in questions]
    asked += _conditions(facts, reasons, {one.about for one in asked})
    return ItemDetermination(
        line=facts.item.line,
        outcome=outcome,
        entries=tuple(EntryVerdict.of(row) for row in reasons.rows),
        bases=tuple(_basis(hit) for hit in found if _counts(hit) and hit.truth),
        open=tuple(_basis(hit) for hit in found if _counts(hit) and not hit.truth),
        authorisations=tuple(_usability(facts, use) for use in usable),
        duties=tuple(_duties(reasons)),
        questions=tuple(asked),
        facts={code: plain(one) for code, one in facts.item.parameters.items()},
        explanation={
            language: tuple(_explain(facts, reasons, language))
            for language in LANGUAGES
        },
    )


def _counts(hit: Hit) -> bool:
    return hit.effect != "duty"


def _duties(reasons: _Reasons) -> Iterator[Duty]:
    for hit in reasons.found:
        if hit.truth:
            yield from hit.duties
    if reasons.outcome == "general_authorisation":
        for use in reasons.usable:
            if use.waives:
                yield from use.version.duties


def _basis(hit: Hit) -> Basis:
    if hit.rule is None or hit.version is None:
        place, order = hit.known or (0, None)
        words = "" if order is None else f"{order.type} of {order.authority}"
        return Basis(
            rule=f"context.orders[{place}]",
            effect=hit.effect,
            legal_basis=f"Article 4 or 9 of the dual-use Regulation: {words}",
            source=None,
            in_force=(order.start, order.until) if order else (None, None),
            known_since=None,
            text={
                "en": "An order that the author of the file knows of.",
                "nl": "Een beschikking die de opsteller van het bestand kent.",
            },
        )
    version = hit.version
    entries = f": {', '.join(hit.entries)}" if hit.entries else ""
    return Basis(
        rule=hit.rule.id,
        effect=hit.effect,
        legal_basis=f"{version.legal_basis}{entries}",
        source=version.source.url,
        in_force=_period(version.in_force),
        known_since=str(version.known_since),
        entries=hit.entries,
        text=version.text,
        confidence=version.confidence,
        verified=version.verified is not None,
    )


def _period(interval: Interval) -> tuple[str | None, str | None]:
    start, end = interval.start, interval.end
    return None if start is None else str(start), None if end is None else str(end)


def _usability(facts: Situation, use: Use) -> Usability:
    return Usability(
        code=use.rule.code,
        usable=use.usable,
        why={"en": _why(facts, use, "en"), "nl": _why(facts, use, "nl")},
        legal_basis=use.version.legal_basis,
        document=use.version.document,
        to_confirm=use.about if use.why == "open" else (),
    )


_WHY = {
    "en": {
        "destination": "{} is not among its destinations",
        "excluded": "it does not cover {}",
        "barred": "it falls away, given what is known of: {}",
        "condition": "its conditions are not met, given what is known of: {}",
        "open": "to be confirmed: {}",
        "covered": "{} and the destination are covered",
    },
    "nl": {
        "destination": "{} hoort niet bij de bestemmingen",
        "excluded": "{} valt er niet onder",
        "barred": "zij vervalt, gezien wat bekend is over: {}",
        "condition": "aan de voorwaarden is niet voldaan, gezien wat bekend is "
        "over: {}",
        "open": "te bevestigen: {}",
        "covered": "{} en de bestemming vallen eronder",
    },
}
_USABLE = {
    "en": {"yes": "usable", "no": "not usable", "if": "usable if"},
    "nl": {"yes": "bruikbaar", "no": "niet bruikbaar", "if": "bruikbaar als"},
}


def _why(facts: Situation, use: Use, language: Language) -> str:
    words = facts.on.law.vocabulary
    about = ", ".join(use.about)
    if use.why == "destination":
        about = words.territories[use.about[0]][language]
    elif use.why in {"open", "barred", "condition"}:
        about = facts_in_words(use.about, words, language)
    return _WHY[language][use.why].format(about)


def _asked(facts: Situation, question: Question) -> Asked:
    words = facts.on.law.vocabulary
    name = question.about
    if name.startswith(("parameters.", "kind", "cn_code", "control_code")):
        about = f"items[{facts.item.line}].{name}"
    else:
        about = name
    return Asked(
        about=about,
        why={"en": _because(question, "en"), "nl": _because(question, "nl")},
        question={
            "en": question_in_words(name, words, "en"),
            "nl": question_in_words(name, words, "nl"),
        },
        answers=question.answers,
    )


_ANSWERS = {"yes": "ja", "no": "nee", "low": "laag", "high": "hoog", "another": "ander"}


def _because(question: Question, language: Language) -> str:
    told = [
        f"{answer if language == 'en' else _ANSWERS.get(answer, answer)}: "
        f"{_said(outcome, language)}"
        for answer, outcome in question.answers.items()
    ][:6]
    if not told:
        if language == "en":
            return "the outcome hangs on it"
        return "de uitkomst hangt ervan af"
    return "; ".join(told)


def _said(outcome: Outcome, language: Language) -> str:
    return IN_WORDS[language][outcome].format("…")


def _conditions(facts: Situation, reasons: _Reasons, told: set[str]) -> list[Asked]:
    """Ask what a general authorisation still hangs on."""
    licensed = [
        hit for hit in reasons.found if hit.truth and hit.effect == "licence_required"
    ]
    could = reasons.outcome == "licence_required" and all(
        hit.waivable for hit in licensed
    )
    if reasons.outcome != "general_authorisation" and not could:
        return []
    open_ = (use.about for use in reasons.usable if use.why == "open")
    names = {name for about in open_ for name in about}
    return [
        _asked(facts, Question(about=name, answers={})) for name in sorted(names - told)
    ]


_AS_TRANSFER = {
    "en": "the destination lies in the Union on that day, so this is a transfer.",
    "nl": "de bestemming ligt die dag in de Unie, dus dit is een overbrenging.",
}
_AS_EXPORT = {
    "en": "the destination lies outside the Union on that day, so this is an export.",
    "nl": "de bestemming ligt die dag buiten de Unie, dus dit is uitvoer.",
}


def _explain(facts: Situation, reasons: _Reasons, language: Language) -> Iterator[str]:
    words = facts.on.law.vocabulary
    kind = facts.item.kind
    head = ":" if kind is None else f" ({words.kinds[kind].title[language]}):"
    if facts.activity != facts.transaction.activity:
        transfer = facts.activity == "intra_eu_transfer"
        yield f"{head} {(_AS_TRANSFER if transfer else _AS_EXPORT)[language]}"
    for row in reasons.rows:
        yield f"{head} {row_in_words(row, words, language)}"
    for hit in reasons.found:
        if _counts(hit):
            yield f"{head} {_hit_in_words(hit, words, language)}"
    for text in _authorisations_in_words(facts, reasons.usable, language):
        yield f"{head} {text}"
    codes = ", ".join(use.rule.code for use in reasons.usable if use.waives)
    result = IN_WORDS[language][reasons.outcome].format(codes)
    yield f"{head} {result} ({'law of' if language == 'en' else 'recht van'} {_DAY})."


def _authorisations_in_words(
    facts: Situation, usable: list[Use], language: Language
) -> Iterator[str]:
    """Tell of the authorisations, those with the same reason together."""
    told: dict[tuple[str, str], list[str]] = {}
    for use in usable:
        state = _USABLE[language][use.usable]
        told.setdefault((state, _why(facts, use, language)), []).append(use.rule.code)
    for (state, why), codes in told.items():
        yield f"{', '.join(codes)} {state}: {why}."


def _hit_in_words(hit: Hit, words: Vocabulary, language: Language) -> str:
    basis = _basis(hit)
    text = basis.text.get(language, "")
    if hit.truth:
        return f"{text} ({basis.legal_basis})"
    names = facts_in_words(hit.missing, words, language)
    if language == "en":
        return f"Could apply: {text} ({basis.legal_basis}) Not known: {names}."
    return f"Kan gelden: {text} ({basis.legal_basis}) Niet bekend: {names}."


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
