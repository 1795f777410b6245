import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluis.core.truth import all_of, any_of, at_least, negate

TRUTHS = (True, False, None)


def worlds(values):
    """Every way in which what is unknown could turn out."""
    return itertools.product(*[(True, False) if v is None else (v,) for v in values])


def settled(values, rule):
    outcomes = {rule(world) for world in worlds(values)}
    return outcomes.pop() if len(outcomes) == 1 else None


@pytest.mark.parametrize("values", list(itertools.product(TRUTHS, repeat=3)))
def test_all_and_any_say_what_holds_in_every_world(values):
    assert all_of(values) is settled(values, all)
    assert any_of(values) is settled(values, any)


@pytest.mark.parametrize("values", list(itertools.product(TRUTHS, repeat=4)))
@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_a_count_says_what_holds_in_every_world(values, count):
    assert at_least(count, values) is settled(values, lambda w: sum(w) >= count)


def test_of_no_parts_all_hold_and_none_does():
    assert all_of([]) is True
    assert any_of([]) is False


def test_what_is_not_known_stays_so_when_turned_round():
    assert [negate(value) for value in TRUTHS] == [False, True, None]


@given(st.lists(st.sampled_from(TRUTHS)))
def test_de_morgan_holds(values):
    assert negate(all_of(values)) is any_of(negate(v) for v in values)
