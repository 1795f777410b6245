"""What another law would have changed, line by line and in sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sluis.core.determination import Determination, ItemDetermination, determine
from sluis.core.law.answer import EntryVerdict
from sluis.core.law.model import Law
from sluis.core.law.outcome import OUTCOMES
from sluis.core.law.reform import Reform, apply, read_reform
from sluis.core.time import Day
from sluis.core.transaction import Item, Transaction


@dataclass(slots=True)
class _Sum:
    lines: int = 0
    quantity: dict[str, Decimal] = field(default_factory=dict)
    value: dict[str, Decimal] = field(default_factory=dict)
    destinations: set[str] = field(default_factory=set)
    exporters: set[str] = field(default_factory=set)

    def add(self, transaction: Transaction, item: Item) -> None:
        self.lines += 1
        if item.quantity is not None:
            unit = item.unit or ""
            self.quantity[unit] = self.quantity.get(unit, Decimal(0)) + item.quantity
        if item.value is not None:
            money = item.value.currency
            self.value[money] = self.value.get(money, Decimal(0)) + item.value.amount
        if transaction.destination is not None:
            self.destinations.add(transaction.destination)
        if transaction.exporter.name is not None:
            self.exporters.add(transaction.exporter.name)

    def as_dict(self) -> dict[str, Any]:
        return {
            "lines": self.lines,
            "quantity": {
                unit: str(self.quantity[unit]) for unit in sorted(self.quantity)
            },
            "value": {money: str(self.value[money]) for money in sorted(self.value)},
            "destinations": sorted(self.destinations),
            "exporters": len(self.exporters),
        }


def what_if(
    law: Law,
    reform: Mapping[str, Any],
    transactions: Iterable[Transaction],
    *,
    known_on: Day | None = None,
) -> dict[str, Any]:
    """Compare the outcomes under a law and under a reform of it.

    Args:
        law: The law as it is.
        reform: What changes, see :func:`sluis.core.law.reform.read_reform`.
        transactions: Transactions with a date each.
        known_on: Only rules published by this day count.

    Returns:
        ``outcomes`` (sums before and after, by outcome), ``changed`` (the lines
        whose outcome changes), ``blocked`` (lines for which the changed gate now
        holds and another still does not), ``gates`` (how many lines each of those
        blocks), and the ``law_hash`` of both laws.

    Raises:
        SluisError: The reform has no meaning for this law.
    """
    read = read_reform(reform)
    reformed = apply(law, read)
    codes = {law.rule(change.entry).id for change in read.changes}
    sums = {outcome: (_Sum(), _Sum()) for outcome in OUTCOMES}
    changed: list[dict[str, Any]] = []
    blocked: list[dict[str, Any]] = []
    for transaction in transactions:
        before = determine(transaction, law, known_on=known_on)
        after = determine(transaction, reformed, known_on=known_on)
        for item, was, will in zip(
            transaction.items, before.items, after.items, strict=True
        ):
            sums[was.outcome][0].add(transaction, item)
            sums[will.outcome][1].add(transaction, item)
            if was.outcome != will.outcome:
                changed.append(_changed(before, was, will, codes))
            else:
                blocked += _blocked(before, was, will, codes)
    return {
        "reform": _reform(read),
        "law_hash": {"before": law.hash, "after": reformed.hash},
        "outcomes": {
            outcome: {"before": was.as_dict(), "after": will.as_dict()}
            for outcome, (was, will) in sums.items()
        },
        "changed": changed,
        "blocked": blocked,
        "gates": _counted(blocked),
    }


def _reform(reform: Reform) -> dict[str, Any]:
    return {
        "title": reform.title,
        "from": None if reform.start is None else reform.start.isoformat(),
        "changes": [
            {"entry": one.entry, "set": dict(one.set), "drop": list(one.drop)}
            for one in reform.changes
        ],
    }


def _changed(
    before: Determination,
    was: ItemDetermination,
    will: ItemDetermination,
    rules: set[str],
) -> dict[str, Any]:
    return {
        "id": before.id,
        "line": was.line,
        "before": was.outcome,
        "after": will.outcome,
        "entries": [
            {"code": new.code, "before": old.verdict, "after": new.verdict}
            for old, new in _pairs(was, will, rules)
            if old.verdict != new.verdict
        ],
        "decided_by": [
            gate
            for old, new in _pairs(was, will, rules)
            if new.verdict != old.verdict
            for gate in old.as_dict()["gates"]
        ],
    }


def _blocked(
    before: Determination,
    was: ItemDetermination,
    will: ItemDetermination,
    rules: set[str],
) -> list[dict[str, Any]]:
    """Find where a gate opened and the paragraph still fails by another."""
    found = []
    for old, new in _pairs(was, will, rules):
        if old.verdict != "not_met" or new.verdict != "not_met":
            continue
        still = {gate.code for gate in new.gates}
        opened = [gate.code for gate in old.gates if gate.code not in still]
        if opened and new.gates:
            found.append(
                {
                    "id": before.id,
                    "line": was.line,
                    "outcome": was.outcome,
                    "code": new.code,
                    "opened": opened,
                    "still": new.as_dict()["gates"],
                }
            )
    return found


def _pairs(
    was: ItemDetermination, will: ItemDetermination, rules: set[str]
) -> list[tuple[EntryVerdict, EntryVerdict]]:
    after = {(one.rule, one.code): one for one in will.entries}
    return [
        (one, after[one.rule, one.code])
        for one in was.entries
        if one.rule in rules and (one.rule, one.code) in after
    ]


def _counted(blocked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    counts: dict[tuple[str, str], int] = {}
    for one in blocked:
        for gate in one["still"]:
            key = (one["code"], gate["parameter"])
            counts[key] = counts.get(key, 0) + 1
    return [
        {"code": code, "parameter": parameter, "lines": lines}
        for (code, parameter), lines in sorted(counts.items())
    ]
