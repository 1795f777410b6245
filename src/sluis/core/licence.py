"""Export licences: their conditions, and the balance of what may still leave.

A ledger is a list of entries that is only ever added to. The balance on a day
follows from the entries of that day and before, in whatever order their messages
came in; it is never negative on any day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol, TypeAlias

from sluis.core.errors import InvalidInput, SluisError
from sluis.core.time import VagueDay
from sluis.core.truth import Truth

ConditionType: TypeAlias = Literal[
    "end_user_only", "no_resale_or_re_export", "consignee_named", "quantity"
]
"""What a licence may demand and Sluis can check against movements."""

EntryType: TypeAlias = Literal[
    "reserve", "release", "write_off", "reversal", "correction"
]
"""``reserve`` for a declaration, ``release`` it again, ``write_off`` on exit;
``reversal`` takes goods back, ``correction`` changes how much is said to have left."""


class Granted(Protocol):
    """Whatever a quantity was granted for: a licence, or one line or value of it."""

    @property
    def id(self) -> str:
        """What it is called."""

    @property
    def quantity(self) -> Decimal:
        """How much may leave."""

    @property
    def unit(self) -> str:
        """Of the quantity; a currency for a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How much of one line, or of its value, may leave.

    Attributes:
        id: What it is called, such as ``NL-2026-0001 line 1``.
        quantity: How much, tolerance included.
        unit: Of the quantity; a currency for a value.
    """

    id: str
    quantity: Decimal
    unit: str


def countable(much: Decimal) -> bool:
    """Whether a ledger can hold a quantity exactly: 11 digits and 4 decimals.

    The embedded database keeps 15 digits, and not one more.
    """
    return much.is_finite() and abs(much) < 10**11 and much == round(much, 4)


class BalanceExceeded(SluisError):
    """More would leave than the licence grants, on some day."""

    code = "balance-exceeded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """What an authority allowed, and on which conditions.

    Attributes:
        id: The licence's number.
        granted: When it was granted, as exactly as it is known.
        exporter: Id of the holder.
        consignee: Id of the party it may be delivered through.
        end_user: Id of the party it is meant for.
        quantity: How much may leave.
        unit: Of the quantity, such as ``piece``.
        conditions: What the holder and the others must keep to.
    """

    id: str
    granted: VagueDay
    exporter: str
    consignee: str | None
    end_user: str | None
    quantity: Decimal
    unit: str
    conditions: tuple[ConditionType, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One message about a licence's quantity.

    Attributes:
        id: The message's own id; the same id twice is one entry.
        type: What it does to the balance.
        quantity: How much, above zero, in the licence's unit; a correction may be
            below zero, but not zero.
        on: The day it takes effect.
        declaration: Number of the customs declaration it belongs to.
    """

    id: str
    type: EntryType
    quantity: Decimal
    on: date
    declaration: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What became of a licence's quantity up to a day.

    Attributes:
        granted: How much may leave in all.
        reserved: Declared, and not left yet.
        written_off: Left.
        remaining: Neither declared nor left.
        unit: Of all of them.
    """

    granted: Decimal
    reserved: Decimal
    written_off: Decimal
    remaining: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Goods of a licence that went from one party to another.

    Attributes:
        sender: Id of who gave them; ``None`` is not known.
        receiver: Id of who got them; ``None`` is not known.
        quantity: How much; ``None`` is not known.
    """

    sender: str | None
    receiver: str | None
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """Whether a condition was kept, and by what it was not.

    Attributes:
        condition: The condition.
        kept: ``None`` while a fact that would settle it is not known.
        why: For a person, in English.
    """

    condition: ConditionType
    kept: Truth
    why: str


def balance(licence: Granted, entries: Iterable[LedgerEntry], on: date) -> Balance:
    """Give the balance at the end of a day.

    What leaves under a declaration uses up what was reserved for that declaration
    and for no other, whichever of the two messages came first.

    Args:
        licence: What was granted.
        entries: All that is known, in any order; repeated messages count once.
        on: The day.

    Raises:
        InvalidInput: Two entries of one id differ, or a quantity is not above zero.
    """
    standing = _Standing(licence)
    for entry in _once(entries):
        if entry.on <= on:
            standing.take(entry)
    return standing.balance()


def post(
    licence: Granted, ledger: Sequence[LedgerEntry], entry: LedgerEntry
) -> tuple[LedgerEntry, ...]:
    """Add an entry to a ledger.

    Returns:
        The ledger with the entry; unchanged when the message was there already.

    Raises:
        BalanceExceeded: On some day, then or later, more would have left or been
            declared than was granted, or more been taken back than was put in.
        InvalidInput: Another entry has its id, or its quantity is not above zero.
    """
    entries = tuple(_once([*ledger, entry]))
    standing = _Standing(licence)
    for place, one in enumerate(entries):
        standing.take(one)
        if place + 1 < len(entries) and entries[place + 1].on == one.on:
            continue
        found = standing.balance()
        if found.remaining < 0 or standing.overdrawn:
            raise BalanceExceeded(
                f"licence {licence.id} would stand at {found.remaining}"
                f" {licence.unit} on {one.on}: {found.written_off} left and"
                f" {found.reserved} reserved of {found.granted}",
                path=entry.id,
                remedy="correct the quantity, or ask for a licence for the rest",
            )
    return entries


class _Standing:
    """What became of a quantity so far, by declaration."""

    def __init__(self, licence: Granted) -> None:
        self._licence = licence
        self._declared: dict[str | None, Decimal] = {}
        self._left: dict[str | None, Decimal] = {}
        self._kept: dict[str | None, Decimal] = {}
        self._reserved = self._written_off = Decimal(0)

    def take(self, entry: LedgerEntry) -> None:
        """Count one entry."""
        key, much = entry.declaration, entry.quantity
        self._reserved -= self._outstanding(key)
        if entry.type in {"reserve", "release"}:
            _add(self._declared, key, much if entry.type == "reserve" else -much)
        else:
            if entry.type == "write_off":
                _add(self._left, key, much)
            change = -much if entry.type == "reversal" else much
            _add(self._kept, key, change)
            self._written_off += change
        self._reserved += self._outstanding(key)

    def _outstanding(self, key: str | None) -> Decimal:
        declared = self._declared.get(key, Decimal(0))
        return max(declared - self._left.get(key, Decimal(0)), Decimal(0))

    @property
    def overdrawn(self) -> bool:
        """Whether more was taken back of a declaration than was put in."""
        return min((*self._declared.values(), *self._kept.values()), default=0) < 0

    def balance(self) -> Balance:
        """Give the balance so far."""
        granted = self._licence.quantity
        return Balance(
            granted=granted,
            reserved=self._reserved,
            written_off=self._written_off,
            remaining=granted - self._reserved - self._written_off,
            unit=self._licence.unit,
        )


def _add(amounts: dict[str | None, Decimal], key: str | None, change: Decimal) -> None:
    amounts[key] = amounts.get(key, Decimal(0)) + change


def _once(entries: Iterable[LedgerEntry]) -> list[LedgerEntry]:
    kept: dict[str, LedgerEntry] = {}
    for entry in entries:
        if entry.type == "correction":
            if entry.quantity == 0:
                raise InvalidInput("a correction by nothing", path=entry.id)
        elif entry.quantity <= 0:
            raise InvalidInput(f"{entry.quantity} is not above zero", path=entry.id)
        if kept.setdefault(entry.id, entry) != entry:
            raise InvalidInput(
                f"two entries have the id {entry.id} and differ",
                path=entry.id,
                remedy="give a correction an id of its own",
            )
    return sorted(kept.values(), key=lambda one: (one.on, one.id))


def check(licence: Licence, movements: Sequence[Movement]) -> tuple[Breach, ...]:
    """Check a licence's conditions against what is known to have moved.

    Args:
        licence: The licence with its conditions.
        movements: In the order they happened.

    Returns:
        One finding a condition, in the licence's order.
    """
    checks = {
        "consignee_named": _consignee_named,
        "end_user_only": _end_user_only,
        "no_resale_or_re_export": _no_re_export,
        "quantity": _quantity,
    }
    return tuple(checks[one](licence, movements) for one in licence.conditions)


def _consignee_named(licence: Licence, moves: Sequence[Movement]) -> Breach:
    first = [m.receiver for m in moves if m.sender == licence.exporter]
    odd = [who for who in first if who not in {None, licence.consignee}]
    kept: Truth = False if odd else None if None in first or not first else True
    why = f"delivered to {', '.join(map(str, odd))}" if odd else _settled(kept)
    return Breach(condition="consignee_named", kept=kept, why=why)


def _end_user_only(licence: Licence, moves: Sequence[Movement]) -> Breach:
    allowed = {licence.exporter, licence.consignee, licence.end_user}
    odd = [m.receiver for m in moves if m.receiver and m.receiver not in allowed]
    arrived = any(m.receiver == licence.end_user for m in moves)
    kept: Truth = False if odd else True if arrived else None
    why = f"came to {', '.join(odd)}" if odd else _settled(kept)
    return Breach(condition="end_user_only", kept=kept, why=why)


def _no_re_export(licence: Licence, moves: Sequence[Movement]) -> Breach:
    onward = [
        f"{m.sender or 'someone'} passed them to {m.receiver}"
        for m in moves
        if m.sender != licence.exporter
        and m.receiver is not None
        and m.receiver != licence.end_user
    ]
    arrived = bool(moves) and moves[-1].receiver == licence.end_user
    kept: Truth = False if onward else True if arrived else None
    why = "; ".join(onward) if onward else _settled(kept)
    return Breach(condition="no_resale_or_re_export", kept=kept, why=why)


def _quantity(licence: Licence, moves: Sequence[Movement]) -> Breach:
    amounts = [m.quantity for m in moves if m.sender == licence.exporter]
    known = sum((amount for amount in amounts if amount is not None), Decimal(0))
    kept: Truth = None if None in amounts or not amounts else known <= licence.quantity
    if known > licence.quantity:
        kept = False
    why = f"{known} of {licence.quantity} went out ({licence.unit})"
    return Breach(condition="quantity", kept=kept, why=why)


def _settled(kept: Truth) -> str:
    return "no movement says otherwise" if kept else "not known yet"
