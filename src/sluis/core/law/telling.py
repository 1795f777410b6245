"""An answer told: bases, questions and reasons, in English and Dutch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sluis.core.goods import Vocabulary
from sluis.core.law.answer import Asked, Basis, Usability
from sluis.core.law.asking import Question
from sluis.core.law.authorising import Use
from sluis.core.law.model import Duty
from sluis.core.law.outcome import (
    Hit,
    Outcome,
)
from sluis.core.law.rows import Row
from sluis.core.law.situation import Situation
from sluis.core.law.wording import OUTCOMES as IN_WORDS
from sluis.core.law.wording import (
    Language,
    facts_in_words,
    question_in_words,
    row_in_words,
)
from sluis.core.time import Interval

DAY = "{day}"

"""Stands for the day in a sentence that several days share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """What a line's answer rests on.

    Attributes:
        rows: What each entry of the lists says of the goods.
        found: The rules that apply, or could.
        usable: The general authorisations and whether they can be used.
        outcome: The outcome of the line.
    """

    rows: list[Row]
    found: list[Hit]
    usable: list[Use]
    outcome: Outcome


def counts(hit: Hit) -> bool:
    """Tell whether a rule bears on the outcome, and is no mere duty."""
    return hit.effect != "duty"


def duties_of(reasons: Reasons) -> Iterator[Duty]:
    """Give the duties that follow, those of free exports included."""
    for hit in reasons.found:
        if hit.truth:
            yield from hit.duties
    if reasons.outcome == "general_authorisation":
        for use in reasons.usable:
            if use.waives:
                yield from use.version.duties


def basis_of(hit: Hit) -> Basis:
    """Give a rule that applies, or could, as it is cited."""
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


def usability_of(facts: Situation, use: Use) -> Usability:
    """Say whether a general authorisation can be used, and why."""
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


def asked(facts: Situation, question: Question) -> Asked:
    """Put a question in words, with the place where the answer belongs."""
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
_OPEN = {
    "en": "no answer decides it alone; it tells which other facts still matter",
    "nl": "geen antwoord beslist alleen; het zegt welke andere feiten nog tellen",
}
_UNTRIED = {
    "en": "the outcome hangs on it",
    "nl": "de uitkomst hangt ervan af",
}
_MOST_ANSWERS = 4


def _because(question: Question, language: Language) -> str:
    """Say what each answer leads to, answers of one outcome together."""
    if not question.answers:
        return _UNTRIED[language]
    if set(question.answers.values()) == {"undecided"}:
        return _OPEN[language]
    told: dict[Outcome, list[str]] = {}
    for answer, outcome in question.answers.items():
        word = answer if language == "en" else _ANSWERS.get(answer, answer)
        told.setdefault(outcome, []).append(word)
    return "; ".join(
        f"{_some(answers)}: {_said(outcome, language)}"
        for outcome, answers in told.items()
    )


def _some(answers: list[str]) -> str:
    named = ", ".join(answers[:_MOST_ANSWERS])
    return f"{named}, …" if len(answers) > _MOST_ANSWERS else named


def _said(outcome: Outcome, language: Language) -> str:
    return IN_WORDS[language][outcome].format("…")


def conditions(facts: Situation, reasons: Reasons, told: set[str]) -> list[Asked]:
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
        asked(facts, Question(about=name, answers={})) for name in sorted(names - told)
    ]


_AS_TRANSFER = {
    "en": "the destination lies in the Union on that day, so this is a transfer.",
    "nl": "de bestemming ligt die dag in de Unie, dus dit is een overbrenging.",
}

_AS_EXPORT = {
    "en": "the destination lies outside the Union on that day, so this is an export.",
    "nl": "de bestemming ligt die dag buiten de Unie, dus dit is uitvoer.",
}


def explain(facts: Situation, reasons: Reasons, language: Language) -> Iterator[str]:
    """Give the reasons of a line, a sentence each, in the order of the law."""
    words = facts.on.law.vocabulary
    kind = facts.item.kind
    head = ":" if kind is None else f" ({words.kinds[kind].title[language]}):"
    if facts.activity != facts.transaction.activity:
        transfer = facts.activity == "intra_eu_transfer"
        yield f"{head} {(_AS_TRANSFER if transfer else _AS_EXPORT)[language]}"
    for row in reasons.rows:
        yield f"{head} {row_in_words(row, words, language)}"
    for hit in reasons.found:
        if counts(hit):
            yield f"{head} {_hit_in_words(hit, words, language)}"
    for text in _authorisations_in_words(facts, reasons.usable, language):
        yield f"{head} {text}"
    codes = ", ".join(use.rule.code for use in reasons.usable if use.waives)
    result = IN_WORDS[language][reasons.outcome].format(codes)
    yield f"{head} {result} ({'law of' if language == 'en' else 'recht van'} {DAY})."


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
    basis = basis_of(hit)
    text = basis.text.get(language, "")
    if hit.truth:
        return f"{text} ({basis.legal_basis})"
    names = facts_in_words(hit.missing, words, language)
    if language == "en":
        return f"Could apply: {text} ({basis.legal_basis}) Not known: {names}."
    return f"Kan gelden: {text} ({basis.legal_basis}) Niet bekend: {names}."
