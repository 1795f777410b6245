"""Whom a change of law reaches: the lines whose outcome it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sluis.core.determination import determine
from sluis.core.law.model import Law
from sluis.core.law.outcome import Outcome
from sluis.core.time import Day
from sluis.core.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A line whose outcome another law changes.

    Attributes:
        id: The transaction.
        line: The line's number.
        exporter: The exporter, as far as named.
        destination: Where it goes.
        before: The outcome by the law as it is.
        after: The outcome by the other law.
    """

    id: str
    line: int
    exporter: str | None
    destination: str | None
    before: Outcome
    after: Outcome


def reached(
    transactions: Iterable[Transaction],
    before: Law,
    after: Law,
    *,
    valid_on: Day | None = None,
) -> Iterator[Reached]:
    """Give the lines whose outcome another law changes.

    Args:
        transactions: Transactions with a date each.
        before: The law as it is.
        after: The other law.
        valid_on: The day of the other law; ``None`` means each transaction's own.
    """
    for transaction in transactions:
        was = determine(transaction, before)
        will = determine(transaction, after, valid_on=valid_on)
        for old, new in zip(was.items, will.items, strict=True):
            if old.outcome != new.outcome:
                yield Reached(
                    id=transaction.id,
                    line=old.line,
                    exporter=transaction.exporter.name,
                    destination=transaction.destination,
                    before=old.outcome,
                    after=new.outcome,
                )
