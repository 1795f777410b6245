"""The best chain is the best of all chains, and its probabilities add up."""

from __future__ import annotations

from itertools import combinations
from math import exp, isclose

from hypothesis import given
from hypothesis import strategies as st

from sluis.core.custody.path import best_paths

WORLDS = st.integers(0, 6).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(-4, 6), min_size=n, max_size=n),
        st.lists(st.sampled_from([0, 1, 4]), min_size=n * n + n, max_size=n * n + n),
        st.sets(st.integers(0, max(n - 1, 0)), max_size=2).map(
            lambda found: frozenset(i for i in found if i < n)
        ),
        st.integers(1, 5),
    )
)


def brute_force(weights, cost, forced):
    found = []
    for size in range(len(weights) + 1):
        for nodes in combinations(range(len(weights)), size):
            if not forced <= set(nodes):
                continue
            score = sum(weights[i] for i in nodes)
            before = (None, *nodes)
            score -= sum(cost(a, b) for a, b in zip(before, nodes, strict=False))
            found.append((float(score), nodes))
    return sorted(found, key=lambda row: (-row[0], -len(row[1]), row[1]))


@given(WORLDS)
def test_the_best_chains_are_those_of_a_search_through_all(world):
    weights, costs, forced, count = world
    n = len(weights)

    def cost(before, after):
        return costs[n * n + after] if before is None else costs[before * n + after]

    every = brute_force(weights, cost, forced)
    paths = best_paths(weights, cost, forced=forced, count=count)
    assert [nodes for _, nodes in paths.best] == [nodes for _, nodes in every[:count]]
    total = sum(exp(score) for score, _ in every)
    for node in range(n):
        share = sum(exp(score) for score, nodes in every if node in nodes) / total
        assert isclose(paths.node[node], share, abs_tol=1e-9)
        last = sum(exp(s) for s, nodes in every if nodes and nodes[-1] == node) / total
        assert isclose(paths.end[node], last, abs_tol=1e-9)
    assert isclose(paths.probability(0), exp(every[0][0]) / total, abs_tol=1e-9)


def test_without_reports_the_chain_is_empty():
    paths = best_paths([], lambda _before, _after: 0.0)
    assert paths.best == ((0.0, ()),)
    assert paths.nothing == 1.0
