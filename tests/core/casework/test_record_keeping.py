"""How long records are kept, and from what that follows."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from sluis.core.casework.licence_states import LicenceAct, LicenceMove, Life
from sluis.core.casework.record_keeping import (
    BY_ANALOGY,
    CUSTOMS,
    EXPORTS,
    EXPORTS_BEFORE,
    Event,
    Waits,
    licence_end,
    of_application,
    of_declaration,
    of_licence,
)

DAYS = some.dates(min_value=date(2010, 1, 1), max_value=date(2090, 1, 1))


def test_an_export_is_kept_five_years_from_the_end_of_its_year():
    kept = of_declaration(date(2026, 1, 2), exited_on=date(2026, 1, 5), ended=False)
    assert kept.keep_until == date(2031, 12, 31)
    assert kept.destroy_from == date(2032, 1, 1)
    assert [one.rule for one in kept.grounds] == [EXPORTS, CUSTOMS]


def test_an_export_before_the_recast_is_kept_three_years():
    kept = of_declaration(date(2021, 9, 1), exited_on=date(2021, 9, 8), ended=False)
    assert kept.keep_until == date(2024, 12, 31)
    assert kept.grounds[0].rule in {EXPORTS_BEFORE, CUSTOMS}
    later = of_declaration(date(2021, 9, 1), exited_on=date(2021, 9, 9), ended=False)
    assert later.keep_until == date(2026, 12, 31)


def test_goods_that_may_still_leave_have_no_last_day():
    kept = of_declaration(date(2026, 1, 2), exited_on=None, ended=False)
    assert (kept.keep_until, kept.destroy_from) == (None, None)
    assert kept.waits_for is Waits.GOODS_NOT_OUT


def test_a_refused_declaration_is_kept_by_customs_law_alone():
    kept = of_declaration(date(2026, 6, 1), exited_on=None, ended=True)
    assert kept.keep_until == date(2029, 12, 31)
    assert [one.event for one in kept.grounds] == [Event.ACCEPTED]


def test_a_licence_is_kept_by_its_last_export_or_its_end():
    kept = of_licence(
        ended_on=date(2027, 3, 1),
        exports=[date(2026, 2, 1), date(2025, 2, 1)],
        goods_not_out=False,
    )
    assert kept.keep_until == date(2032, 12, 31)
    assert kept.grounds[0].rule is BY_ANALOGY
    assert not kept.grounds[0].rule.binding
    open_ = of_licence(ended_on=None, exports=[date(2026, 2, 1)], goods_not_out=False)
    assert open_.waits_for is Waits.LICENCE_IN_USE
    waiting = of_licence(ended_on=date(2027, 3, 1), exports=[], goods_not_out=True)
    assert waiting.keep_until is None


def test_what_the_law_says_comes_before_our_own_rule_for_the_same_day():
    kept = of_licence(
        ended_on=date(2026, 3, 1), exports=[date(2026, 2, 1)], goods_not_out=False
    )
    assert kept.grounds[0].rule is EXPORTS


def test_an_application_is_kept_as_long_as_its_licence():
    licence = of_licence(ended_on=None, exports=[], goods_not_out=False)
    granted = of_application(ended_on=date(2026, 1, 1), licence=licence)
    assert granted.waits_for is Waits.LICENCE_IN_USE
    refused = of_application(ended_on=date(2026, 1, 1), licence=None)
    assert refused.keep_until == date(2031, 12, 31)
    assert of_application(ended_on=None, licence=None).waits_for is Waits.DECISION


def test_a_licence_ends_when_it_expires_or_is_ended_before():
    life = Life(valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))
    assert licence_end(life, date(2026, 12, 31)) is None
    assert licence_end(life, date(2027, 1, 1)) == date(2026, 12, 31)
    assert licence_end(_with(life, LicenceAct.SUSPEND), date(2026, 8, 1)) is None
    revoked = _with(life, LicenceAct.REVOKE)
    assert licence_end(revoked, date(2026, 5, 31)) is None
    assert licence_end(revoked, date(2027, 8, 1)) == date(2026, 6, 1)
    annulled = _with(life, LicenceAct.ANNUL)
    assert licence_end(annulled, date(2026, 7, 1)) == date(2026, 5, 20)


def _with(life, act):
    move = LicenceMove(
        act=act,
        effective_on=date(2026, 6, 1),
        known_on=date(2026, 5, 20),
        basis="Article 16",
        reason="test",
    )
    return Life(valid_from=life.valid_from, valid_until=life.valid_until, moves=(move,))


@given(DAYS, some.integers(min_value=0, max_value=400))
def test_a_last_day_is_the_last_of_a_year_and_the_longest_ground(accepted, later):
    exited = accepted + timedelta(days=later)
    kept = of_declaration(accepted, exited_on=exited, ended=False)
    assert kept.keep_until == max(one.keep_until for one in kept.grounds)
    assert (kept.keep_until.month, kept.keep_until.day) == (12, 31)
    assert kept.keep_until.year >= exited.year + 3


@given(some.lists(DAYS), DAYS, DAYS)
def test_another_export_never_makes_a_term_shorter(exports, more, ended):
    before = of_licence(ended_on=ended, exports=exports, goods_not_out=False)
    after = of_licence(ended_on=ended, exports=[*exports, more], goods_not_out=False)
    assert after.keep_until >= before.keep_until
