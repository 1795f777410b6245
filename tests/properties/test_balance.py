"""A balance never goes below zero, whatever messages come in whatever order."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sluis.core.errors import SluisError
from sluis.core.licence import Allowance, LedgerEntry, balance, post

START = date(2026, 1, 1)
LINE = Allowance(id="line", quantity=Decimal(30), unit="piece")
TYPES = ["reserve", "release", "write_off", "reversal", "correction"]

entries = st.lists(
    st.builds(
        LedgerEntry,
        id=st.integers(0, 40).map(str),
        type=st.sampled_from(TYPES),
        quantity=st.integers(-30, 30).map(Decimal),
        on=st.integers(0, 9).map(lambda days: START + timedelta(days=days)),
        declaration=st.sampled_from(["A", "B", None]),
    ),
    max_size=25,
)


def posted(messages: list[LedgerEntry]) -> tuple[LedgerEntry, ...]:
    """Post what is accepted, as it comes in."""
    ledger: tuple[LedgerEntry, ...] = ()
    for message in messages:
        try:
            ledger = post(LINE, ledger, message)
        except SluisError:
            continue
    return ledger


@given(entries)
def test_no_day_is_ever_overdrawn(messages):
    ledger = posted(messages)

    for days in range(11):
        found = balance(LINE, ledger, START + timedelta(days=days))
        assert min(found.remaining, found.reserved, found.written_off) >= 0
        assert found.remaining + found.reserved + found.written_off == LINE.quantity


@given(entries, st.randoms(use_true_random=False))
def test_the_order_of_messages_does_not_change_the_balance(messages, chance):
    ledger = list(posted(messages))
    before = balance(LINE, ledger, START + timedelta(days=10))

    chance.shuffle(ledger)

    assert balance(LINE, ledger, START + timedelta(days=10)) == before


@given(entries)
def test_every_message_sent_twice_counts_once(messages):
    ledger = posted(messages)

    for message in ledger:
        assert post(LINE, ledger, message) == ledger


@given(st.integers(1, 30), st.integers(0, 9), st.integers(0, 9))
def test_exit_uses_up_its_own_reservation_whichever_came_first(much, one, other):
    first = LedgerEntry(
        id="r",
        type="reserve",
        quantity=Decimal(much),
        on=START + timedelta(days=one),
        declaration="A",
    )
    second = LedgerEntry(
        id="w",
        type="write_off",
        quantity=Decimal(much),
        on=START + timedelta(days=other),
        declaration="A",
    )

    ledger = post(LINE, post(LINE, (), second), first)
    found = balance(LINE, ledger, START + timedelta(days=10))

    assert (found.reserved, found.written_off) == (0, much)
