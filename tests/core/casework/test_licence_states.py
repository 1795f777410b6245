from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluis.core.casework.licence_states import (
    LicenceAct,
    LicenceMove,
    LicenceState,
    Life,
    WrongState,
    allowed_acts,
    move,
)
from sluis.core.errors import InvalidInput, SluisError

START, END = date(2026, 1, 1), date(2026, 12, 31)
LIFE = Life(valid_from=START, valid_until=END)


def act(kind: LicenceAct, on: date, **changes: str) -> LicenceMove:
    said = {"basis": "Article 9", "reason": "the facts changed"} | changes
    return LicenceMove(act=kind, effective_on=on, known_on=on, **said)


def test_it_works():
    assert LIFE.state(date(2025, 12, 31)) is LicenceState.ISSUED
    assert LIFE.state(START) is LicenceState.ACTIVE
    assert LIFE.state(END) is LicenceState.ACTIVE
    assert LIFE.state(date(2027, 1, 1)) is LicenceState.EXPIRED
    assert LIFE.state(START, exhausted=True) is LicenceState.EXHAUSTED


def test_a_suspension_holds_from_its_day_until_it_is_lifted():
    life = move(LIFE, act(LicenceAct.SUSPEND, date(2026, 3, 1)))
    life = move(life, act(LicenceAct.RESUME, date(2026, 4, 1)))

    assert life.state(date(2026, 2, 28)) is LicenceState.ACTIVE
    assert life.state(date(2026, 3, 1)) is LicenceState.SUSPENDED
    assert life.state(date(2026, 4, 1)) is LicenceState.ACTIVE


def test_annulled_acts_from_the_start_and_revoked_from_its_date():
    day = date(2026, 5, 1)
    revoked = move(LIFE, act(LicenceAct.REVOKE, day))
    annulled = move(LIFE, act(LicenceAct.ANNUL, day))

    assert revoked.state(date(2026, 2, 1)) is LicenceState.ACTIVE
    assert revoked.state(day) is LicenceState.REVOKED
    assert annulled.state(date(2026, 2, 1)) is LicenceState.ANNULLED
    known_before = annulled.state(date(2026, 2, 1), known_on=date(2026, 4, 30))
    assert known_before is LicenceState.ACTIVE


def test_what_ended_cannot_be_resumed():
    life = move(LIFE, act(LicenceAct.REVOKE, date(2026, 5, 1)))

    with pytest.raises(WrongState, match="revoked"):
        move(life, act(LicenceAct.RESUME, date(2026, 6, 1)))


def test_an_expired_licence_can_still_be_annulled_and_nothing_else():
    assert allowed_acts(LicenceState.EXPIRED) == (LicenceAct.ANNUL,)


def test_an_act_cannot_be_slipped_in_before_another():
    life = move(LIFE, act(LicenceAct.SUSPEND, date(2026, 5, 1)))

    with pytest.raises(InvalidInput, match="before an act"):
        move(life, act(LicenceAct.SURRENDER, date(2026, 4, 1)))


@pytest.mark.parametrize("left_out", ["basis", "reason"])
def test_an_act_needs_basis_and_reason(left_out):
    with pytest.raises(InvalidInput, match=left_out):
        move(LIFE, act(LicenceAct.SUSPEND, START, **{left_out: " "}))


@given(
    st.lists(
        st.tuples(st.sampled_from(list(LicenceAct)), st.integers(0, 500)), max_size=8
    ),
    st.integers(0, 500),
)
def test_what_ended_stays_ended(acts, day):
    life = LIFE
    for kind, after in acts:
        try:
            life = move(life, act(kind, START + timedelta(days=after)))
        except SluisError:
            continue
    ended = {
        LicenceState.REVOKED,
        LicenceState.SURRENDERED,
        LicenceState.REPLACED,
        LicenceState.ANNULLED,
        LicenceState.EXPIRED,
    }
    state = life.state(START + timedelta(days=day))
    later = life.state(START + timedelta(days=day + 1))
    if state in ended:
        assert later in ended
