"""Whether a transaction needs a licence on a day, and why.

The order of thought is that of the law: what the goods are by the lists of the
day, which measures and orders hit them, what the exporter was told or knows,
and which general authorisation stands in for a licence. Nothing falls through
to "no licence": what is not known stays undecided and becomes a question.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sluis.core.errors import InvalidInput
from sluis.core.law.answer import Determination, EntryVerdict, ItemDetermination
from sluis.core.law.asking import settle
from sluis.core.law.authorising import uses
from sluis.core.law.model import Law
from sluis.core.law.outcome import (
    Outcome,
    beside_goods,
    hits,
    strictest,
    weigh,
)
from sluis.core.law.situation import Situation
from sluis.core.law.snapshot import Snapshot, law_on
from sluis.core.law.telling import (
    DAY,
    Reasons,
    asked,
    basis_of,
    conditions,
    counts,
    duties_of,
    explain,
    usability_of,
)
from sluis.core.law.wording import (
    LANGUAGES,
)
from sluis.core.time import AsOf, Day
from sluis.core.transaction import Item, Transaction, plain

__all__ = ["Determination", "ItemDetermination", "Outcome", "determine"]


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
            f"{_HEAD[language]} {line}{text.replace(DAY, day.isoformat())}"
            for text in texts
        )
        for language, texts in result.explanation.items()
    }
    return replace(result, line=line, questions=questions, explanation=explanation)


_HEAD = {"en": "Line", "nl": "Regel"}


def _determine(facts: Situation) -> ItemDetermination:
    found = hits(facts)
    usable = uses(facts)
    outcome, questions = settle(facts, found, weigh(found, usable))
    reasons = Reasons(rows=facts.rows(), found=found, usable=usable, outcome=outcome)
    open_ = [asked(facts, question) for question in questions]
    open_ += conditions(facts, reasons, {one.about for one in open_})
    return ItemDetermination(
        line=facts.item.line,
        outcome=outcome,
        entries=tuple(EntryVerdict.of(row) for row in reasons.rows),
        bases=tuple(basis_of(hit) for hit in found if counts(hit) and hit.truth),
        open=tuple(basis_of(hit) for hit in found if counts(hit) and not hit.truth),
        authorisations=tuple(usability_of(facts, use) for use in usable),
        duties=tuple(duties_of(reasons)),
        questions=tuple(open_),
        facts={code: plain(one) for code, one in facts.item.parameters.items()},
        explanation={
            language: tuple(explain(facts, reasons, language)) for language in LANGUAGES
        },
    )
