from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sluis.core.errors import InvalidInput
from sluis.core.licence import (
    BalanceExceeded,
    LedgerEntry,
    Licence,
    Movement,
    balance,
    check,
    post,
)
from sluis.core.time import VagueDay

LICENCE = Licence(
    id="L1",
    granted=VagueDay.parse("2016"),
    exporter="maker",
    consignee="agent",
    end_user="user",
    quantity=Decimal(30),
    unit="piece",
    conditions=(
        "consignee_named",
        "end_user_only",
        "no_resale_or_re_export",
        "quantity",
    ),
)


def entry(id: str, type: str, quantity: int, day: int = 1) -> LedgerEntry:
    return LedgerEntry(
        id=id,
        type=type,  # type: ignore[arg-type]  # the tests give plain text
        quantity=Decimal(quantity),
        on=date(2017, 1, day),
    )


def moves(*pairs: tuple[str | None, str | None]) -> list[Movement]:
    return [Movement(sender=a, receiver=b, quantity=Decimal(30)) for a, b in pairs]


def verdicts(*pairs: tuple[str | None, str | None]) -> dict[str, bool | None]:
    return {one.condition: one.kept for one in check(LICENCE, moves(*pairs))}


def test_it_works():
    ledger = post(LICENCE, (), entry("a", "reserve", 30))
    ledger = post(LICENCE, ledger, entry("b", "write_off", 30, 2))

    found = balance(LICENCE, ledger, date(2017, 1, 2))

    assert (found.reserved, found.written_off, found.remaining) == (0, 30, 0)


def test_a_balance_is_that_of_its_day():
    ledger = (entry("a", "reserve", 30), entry("b", "write_off", 30, 5))

    assert balance(LICENCE, ledger, date(2017, 1, 3)).reserved == 30
    assert balance(LICENCE, ledger, date(2016, 12, 31)).remaining == 30


def test_the_thirty_first_piece_is_refused():
    ledger = post(LICENCE, (), entry("a", "write_off", 30))

    with pytest.raises(BalanceExceeded, match="-1 piece"):
        post(LICENCE, ledger, entry("b", "write_off", 1, 2))


def test_the_same_message_twice_is_one_entry():
    ledger = post(LICENCE, (), entry("a", "write_off", 30))

    assert post(LICENCE, ledger, entry("a", "write_off", 30)) == ledger


def test_another_message_with_the_same_id_is_refused():
    ledger = post(LICENCE, (), entry("a", "write_off", 3))

    with pytest.raises(InvalidInput, match="differ"):
        post(LICENCE, ledger, entry("a", "write_off", 4))


def test_a_late_message_is_refused_if_a_later_day_would_go_below_zero():
    ledger = post(LICENCE, (), entry("a", "write_off", 20, 9))

    with pytest.raises(BalanceExceeded):
        post(LICENCE, ledger, entry("late", "write_off", 11, 2))


def test_a_reversal_gives_the_quantity_back():
    ledger = (entry("a", "write_off", 30), entry("b", "reversal", 10, 2))

    assert balance(LICENCE, ledger, date(2017, 1, 2)).remaining == 10


@pytest.mark.parametrize("kind", ["release", "reversal"])
def test_more_cannot_be_taken_back_than_was_put_in(kind):
    with pytest.raises(BalanceExceeded):
        post(LICENCE, (), entry("a", kind, 1))


def test_a_quantity_of_zero_is_refused():
    with pytest.raises(InvalidInput, match="above zero"):
        post(LICENCE, (), entry("a", "reserve", 0))


def test_goods_that_reach_the_end_user_keep_every_condition():
    assert set(verdicts(("maker", "agent"), ("agent", "user")).values()) == {True}


def test_goods_that_only_reached_the_consignee_settle_no_end_use():
    assert verdicts(("maker", "agent"))["end_user_only"] is None


def test_goods_passed_to_another_break_the_end_use_and_the_resale_condition():
    found = verdicts(("maker", "agent"), ("agent", "front"))

    assert found["consignee_named"] is True
    assert found["end_user_only"] is False
    assert found["no_resale_or_re_export"] is False


def test_more_pieces_than_granted_break_the_quantity():
    found = verdicts(("maker", "agent"), ("maker", "agent"))

    assert found["quantity"] is False


def test_without_any_movement_nothing_is_known():
    assert set(verdicts().values()) == {None}


def test_end_user_who_sells_on_breaks_the_resale_condition():
    found = verdicts(("maker", "agent"), ("agent", "user"), ("user", "other"))

    assert found["no_resale_or_re_export"] is False
