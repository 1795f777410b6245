"""What declarations draw from licences. Every function here runs in a transaction.

A licence's row is locked before its balance is read, so that of many declarations
at once each sees what the others drew. Licences are locked in one order, so that
two declarations on the same two licences do not wait for each other. A licence
goes on with the ledger of the one whose place it took for the same application, so
all of these are locked together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sluis.core.casework.grant import LicensedGoods
from sluis.core.casework.licence_fit import StandingLicence
from sluis.core.casework.release import Draw
from sluis.core.licence import (
    Allowance,
    Balance,
    EntryType,
    LedgerEntry,
    balance,
    post,
)
from sluis.formats.grant import read_grant
from sluis.office.licences import models
from sluis.office.licences.state import life_of


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """One of the two ledgers of a licence line.

    Attributes:
        licence: Number of the licence.
        line: Number of its line.
        of_value: Whether it counts value instead of quantity.
    """

    licence: str
    line: int
    of_value: bool


class Ledgers:
    """The ledgers of some licences, locked, as they stood before a declaration.

    Args:
        numbers: Of the licences; those that are not known are left out.
        declaration: Its reference; what it drew before is kept apart.
    """

    def __init__(self, numbers: Iterable[str], declaration: str) -> None:
        drawn = models.LedgerEntry.objects.filter(declaration=declaration)
        before = drawn.values_list("line__licence__number", flat=True).distinct()
        named = {*numbers, *before}
        applications = models.Licence.objects.filter(number__in=named)
        rows = models.Licence.objects.select_for_update().order_by("pk")
        self._all = {
            one.number: one
            for one in rows.filter(
                application__in=list(applications.values_list("application", flat=True))
            )
        }
        self.licences = {
            number: self._all[number] for number in self._all if number in named
        }
        self.declaration = declaration
        self._grants = {
            number: read_grant(one.grant) for number, one in self._all.items()
        }
        self._lines: dict[tuple[str, int], models.LicenceLine] = {}
        self.entries: dict[Account, list[LedgerEntry]] = defaultdict(list)
        self._read()

    def _read(self) -> None:
        lines = models.LicenceLine.objects.filter(
            licence__in=self._all.values()
        ).select_related("licence")
        for line in lines:
            self._lines[line.licence.number, line.number] = line
        found = models.LedgerEntry.objects.filter(
            line__in=self._lines.values()
        ).select_related("line__licence")
        for row in found:
            account = Account(row.line.licence.number, row.line.number, row.of_value)
            self.entries[account].append(entry_of(row))

    def standing(self, day: date) -> Mapping[str, StandingLicence]:
        """Give the licences as they stand on a day, without this declaration's own."""
        return {
            number: StandingLicence(
                number=number,
                grant=self._grants[number],
                life=life_of(licence),
                quantities=self._left(number, day, of_value=False),
                values=self._left(number, day, of_value=True),
            )
            for number, licence in self.licences.items()
        }

    def _left(self, number: str, day: date, *, of_value: bool) -> dict[int, Balance]:
        left: dict[int, Balance] = {}
        for goods in self._grants[number].goods:
            account = Account(number, goods.line, of_value)
            allowance = allowance_of(number, goods, of_value=of_value)
            if allowance is None:
                continue
            others = [
                one
                for one in self._up_to(account)
                if one.declaration != self.declaration
            ]
            left[goods.line] = balance(allowance, others, self.settled(account, day))
        return left

    def settled(self, account: Account, day: date) -> date:
        """Give the first day from which nothing that others drew changes any more."""
        others = (e for e in self.entries[account] if e.declaration != self.declaration)
        return max((day, *(one.on for one in others)))

    def drawn(self) -> dict[Account, tuple[Decimal, Decimal]]:
        """Give what this declaration has reserved, and what has left, by account."""
        found: dict[Account, tuple[Decimal, Decimal]] = {}
        for account, entries in self.entries.items():
            own = [one for one in entries if one.declaration == self.declaration]
            if own:
                # Without a limit of its own: only what is outstanding is asked.
                limit = Allowance(id=account.licence, quantity=Decimal(0), unit="")
                stands = balance(limit, own, date.max)
                found[account] = (stands.reserved, stands.written_off)
        return found

    def last_day(self, account: Account) -> date:
        """Give the day of this declaration's last entry in an account."""
        entries = self.entries[account]
        return max(one.on for one in entries if one.declaration == self.declaration)

    def post(
        self,
        account: Account,
        type_: EntryType,
        quantity: Decimal,
        *,
        on: date,
        message: str,
    ) -> None:
        """Add an entry to one ledger.

        Raises:
            BalanceExceeded: It would be overdrawn on some day.
        """
        entry = LedgerEntry(
            id=message,
            type=type_,
            quantity=quantity,
            on=on,
            declaration=self.declaration,
        )
        self._check(account, entry)
        models.LedgerEntry.objects.create(
            line=self._lines[account.licence, account.line],
            of_value=account.of_value,
            message=message,
            type=type_,
            quantity=quantity,
            on=on,
            declaration=self.declaration,
        )
        self.entries[account].append(entry)

    def _check(self, account: Account, entry: LedgerEntry) -> None:
        """Refuse what would overdraw a licence, or one that took its place since."""
        edition = self._all[account.licence].edition
        for later in self._editions(account):
            allowance = self._allowance(later)
            if allowance is None or self._all[later.licence].edition < edition:
                continue
            if later == account:
                post(allowance, self._up_to(later), entry)
            else:
                stands = self._up_to(later, account, entry)
                if stands:  # what was given back whole weighs on no later licence
                    post(allowance, stands[:-1], stands[-1])

    def _allowance(self, account: Account) -> Allowance | None:
        goods = next(
            one
            for one in self._grants[account.licence].goods
            if one.line == account.line
        )
        return allowance_of(account.licence, goods, of_value=account.of_value)

    def _up_to(
        self,
        account: Account,
        changed: Account | None = None,
        added: LedgerEntry | None = None,
    ) -> list[LedgerEntry]:
        """Give an account's entries, after what is drawn from licences before it.

        Args:
            account: The account.
            changed: One of those before it, to which an entry would be added.
            added: That entry.
        """
        edition = self._all[account.licence].edition
        found: list[LedgerEntry] = []
        for before in self._editions(account):
            if self._all[before.licence].edition < edition:
                more = [added] if added is not None and before == changed else []
                found += carried(before.licence, [*self.entries[before], *more])
        return [*found, *self.entries[account]]

    def _editions(self, account: Account) -> list[Account]:
        """Give the same account of every licence for the application."""
        application = self._all[account.licence].application
        return [
            Account(number, account.line, account.of_value)
            for number, one in self._all.items()
            if one.application == application and (number, account.line) in self._lines
        ]


def carried(licence: str, entries: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """Give what stands under a licence, for the ledger of the one in its place.

    Only what is still reserved or has left is carried over, for each declaration, so
    that what was given back under the first never weighs on the second.
    """
    found: list[LedgerEntry] = []
    limit = Allowance(id=licence, quantity=Decimal(0), unit="")
    for declaration in dict.fromkeys(one.declaration for one in entries):
        own = [one for one in entries if one.declaration == declaration]
        stands = balance(limit, own, date.max)
        parts: tuple[tuple[EntryType, Decimal], ...] = (
            ("reserve", stands.reserved + stands.written_off),
            ("write_off", stands.written_off),
        )
        found += [
            LedgerEntry(
                id=f"{licence} {declaration} {type_}",
                type=type_,
                quantity=much,
                on=max(one.on for one in own),
                declaration=declaration,
            )
            for type_, much in parts
            if much
        ]
    return found


def amounts(draws: Sequence[Draw]) -> dict[Account, Decimal]:
    """Add up what a declaration draws from each ledger."""
    found: dict[Account, Decimal] = defaultdict(Decimal)
    for draw in draws:
        worth = draw.value.amount if draw.value is not None else None
        for of_value, much in ((False, draw.quantity), (True, worth)):
            if much:
                account = Account(draw.licence, draw.licence_line, of_value=of_value)
                found[account] += much
    return dict(found)


def give_back(ledgers: Ledgers, *, message: str) -> None:
    """Restore exactly what a declaration drew: reserved is released, left reversed.

    It counts from the day on which it was drawn, so that what is drawn instead is not
    counted beside it on that day.

    Args:
        ledgers: Locked.
        message: Id of the message that says so.
    """
    for account, (reserved, left) in sorted(ledgers.drawn().items()):
        day = ledgers.last_day(account)
        if reserved:
            ledgers.post(account, "release", reserved, on=day, message=f"{message}-r")
        if left:
            ledgers.post(account, "reversal", left, on=day, message=f"{message}-v")


def reserve(ledgers: Ledgers, draws: Sequence[Draw], *, on: date, message: str) -> None:
    """Reserve what a declaration draws, from the day for which there was found room."""
    for account, much in sorted(amounts(draws).items()):
        day = ledgers.settled(account, on)
        ledgers.post(account, "reserve", much, on=day, message=f"{message}-d")


def write_off(ledgers: Ledgers, *, on: date, message: str) -> None:
    """Write off what a declaration reserved: the goods have left."""
    for account, (reserved, _left) in sorted(ledgers.drawn().items()):
        if reserved:
            ledgers.post(account, "write_off", reserved, on=on, message=f"{message}-x")


def correct(ledgers: Ledgers, draws: Sequence[Draw], *, on: date, message: str) -> None:
    """Change how much is said to have left to what a later version says."""
    now = amounts(draws)
    before = {account: left for account, (_, left) in ledgers.drawn().items()}
    for account in sorted({*now, *before}):
        change = now.get(account, Decimal(0)) - before.get(account, Decimal(0))
        if change:
            ledgers.post(account, "correction", change, on=on, message=f"{message}-c")


def allowance_of(
    number: str, goods: LicensedGoods, *, of_value: bool
) -> Allowance | None:
    """Give how much of a line may leave, tolerance included; ``None`` is no limit."""
    value = goods.value
    limit = (value.amount if value else None) if of_value else goods.quantity
    if limit is None:
        return None
    unit = value.currency if of_value and value else goods.unit
    return Allowance(
        id=f"{number} line {goods.line}",
        quantity=limit * (1 + goods.tolerance_percent / 100),
        unit=unit,
    )


def entry_of(row: models.LedgerEntry) -> LedgerEntry:
    """Give a row as the core has it."""
    return LedgerEntry(
        id=row.message,
        type=row.type,  # type: ignore[arg-type]  # the column holds no other
        quantity=row.quantity,
        on=row.on,
        declaration=row.declaration,
    )
