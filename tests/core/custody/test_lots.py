"""Bounds of counted goods equal those of a search through every possibility."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from sluis.core.custody.lots import Bounds, Flow, passed

WHO = ["maker", "a", "b", "c"]


def flow(sender, receiver, least, most=None):
    return Flow(
        sender=sender,
        receiver=receiver,
        least=least,
        most=least if most is None else most,
    )


def brute_force(party, flows, total, found):
    seen = []
    for carried in product(*(range(f.least, f.most + 1) for f in flows)):
        stock = dict.fromkeys(WHO, 0) | {"maker": total}
        through = 0
        for f, number in zip(flows, carried, strict=True):
            if stock[f.sender] < number:
                break
            stock[f.sender] -= number
            stock[f.receiver] += number
            through += number if f.receiver == party != f.sender else 0
        else:
            if all(stock[who] >= least for who, least in found.items()):
                seen.append(through)
    return Bounds(least=min(seen), most=max(seen)) if seen else None


FLOWS = st.lists(
    st.tuples(
        st.sampled_from(WHO), st.sampled_from(WHO), st.integers(0, 3), st.integers(0, 3)
    ).map(lambda t: flow(t[0], t[1], min(t[2:]), max(t[2:]))),
    max_size=5,
)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(WHO[1:]),
    FLOWS,
    st.integers(0, 5),
    st.dictionaries(st.sampled_from(WHO), st.integers(0, 3), max_size=2),
)
def test_bounds_are_those_of_every_possibility(party, flows, total, found):
    given_ = passed(party, flows, total=total, exporter="maker", found=found)
    assert given_ == brute_force(party, flows, total, found)


def test_at_least_four_and_at_most_eleven_of_thirty():
    flows = [
        flow("maker", "a", 30),
        flow("a", "b", 0, 11),
        flow("a", "c", 0, 26),
        flow("b", "c", 0, 30),
    ]
    bounds = passed("b", flows, total=30, exporter="maker", found={"c": 30})
    assert bounds == Bounds(least=4, most=11)


def test_reports_that_cannot_all_be_true_have_no_bounds():
    flows = [flow("maker", "a", 10), flow("a", "b", 20)]
    assert passed("b", flows, total=30, exporter="maker") is None
