"""Who is on every chain equals a look at all chains, one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sluis.core.custody import Policy, Report
from sluis.core.custody.evidence import break_cost
from sluis.core.custody.lots import Bounds
from sluis.core.custody.movement import Movement
from sluis.core.custody.passage import Holders, every_chain, together

START = datetime(2020, 1, 1, tzinfo=UTC)
POLICY = Policy()
PARTIES = ["maker", "agent", "user", "trader"]


def step(number, sender, receiver):
    day = START + timedelta(days=number)
    report = Report(event=f"e{number}", kind="transfer", earliest=day, latest=day)
    return Movement(
        kind="transfer",
        sender=sender,
        receiver=receiver,
        earliest=day,
        latest=day,
        reports=(report,),
    )


def world(*pairs):
    return [step(n, *pair) for n, pair in enumerate(pairs)]


def test_a_party_on_both_ways_must_have_had_the_goods():
    steps = world(
        ("maker", "agent"), ("maker", "trader"), ("agent", "port"),
        ("trader", "port"), ("port", "user"),
    )  # fmt: skip
    found = every_chain(steps, 4, "maker", POLICY)
    assert found.certain == {"maker", "port", "user"}
    assert found.possible == {"maker", "port", "user", "agent", "trader"}


def test_behind_a_gap_nothing_is_certain():
    assert every_chain(world(("maker", "a"), ("b", "c")), 1, "maker", POLICY) is None


def test_who_gave_was_not_said_so_the_one_before_is_not_certain():
    steps = world(("maker", "agent"), (None, "user"))
    assert every_chain(steps, 1, "maker", POLICY).certain == {"maker", "user"}


ONE = st.tuples(st.sampled_from([*PARTIES, None]), st.sampled_from([*PARTIES, None]))


@settings(deadline=None)
@given(st.lists(ONE, min_size=1, max_size=7), st.sampled_from(["maker", None]))
def test_it_equals_a_look_at_every_chain(pairs, exporter):
    steps = world(*pairs)
    last = len(steps) - 1
    sets = []
    for size in range(len(steps)):
        for middle in combinations(range(last), size):
            chain = [steps[i] for i in (*middle, last)]
            joined = all(
                break_cost(a, b, POLICY) <= POLICY.unstated for a, b in pairwise(chain)
            )
            begins = exporter is None or chain[0].sender in {exporter, None}
            if joined and begins:
                named = {p for s in chain for p in (s.sender, s.receiver) if p}
                sets.append(named | ({exporter} if exporter else set()))
    found = every_chain(steps, last, exporter, POLICY)
    if not sets:
        assert found is None
    else:
        assert found.certain == set.intersection(*sets)
        assert found.possible == set.union(*sets)


def test_items_and_lots_add_up_to_bounds():
    one = Holders(certain=frozenset({"maker", "x"}), possible=frozenset({"maker", "x"}))
    two = Holders(certain=frozenset({"maker"}), possible=frozenset({"maker", "x"}))
    lot = {"x": Bounds(least=3, most=9), "maker": Bounds(least=28, most=28)}
    found = together([one, two, None], [(28, lot), (5, None)]).as_dict()
    assert found == {
        "pieces": 36,
        "open": 6,
        "must_pass": ["maker"],
        "passed": [
            {"party": "maker", "least": 30, "most": 30},
            {"party": "x", "least": 4, "most": 11},
        ],
    }
