"""What a listed name can reach at most, told without scoring it.

For a floor ``t`` of the ratio ``M / D`` of a score, ``M - t D >= 0`` is a sum over
pairs of words, so the best that each word could add bounds it.
"""

# Compiled code: calls by place, long where a call would cost more than it explains.
# ruff: noqa: PLR0912, PLR0913, PLR0917, PLR1714, SIM109

from __future__ import annotations

from typing import Any

import numpy as np

from sluis.core.names.align import NEXT_TO_NOTHING
from sluis.core.names.compiled import inlined
from sluis.core.names.initials import HEAD_INITIAL
from sluis.core.names.rules import Rule

_ORDINARY, _TITLE, _INITIAL_KIND = 0, 2, 4
_INITIAL, _INITIAL_WEIGHT = int(Rule.INITIAL), int(Rule.INITIAL_WEIGHT)
_INITIALS, _INITIALS_WEIGHT = int(Rule.INITIALS), int(Rule.INITIALS_WEIGHT)
_CUT, _INEXACT = int(Rule.CUT), int(Rule.INEXACT)
_CUT_LETTERS, _CUT_LISTED = int(Rule.CUT_LETTERS), int(Rule.CUT_LISTED)
_ASKED, _LISTED = int(Rule.ASKED_PERSON), int(Rule.LISTED_PERSON)
_BOTH = int(Rule.BOTH_PERSON)
HEAVIEST = 1250
"""No word weighs more, in hundredths."""
INITIAL_WEIGHS = 250
"""What a word of one letter weighs."""
_FEW = 50
"""So few names are noted without a thought."""


@inlined
def gain_of(
    like: Any, weight: Any, a: Any, b: Any, floor: Any, share_a: Any, share_b: Any
) -> Any:
    """Give what a pair adds at most to ``M - floor * D``, in thousandths.

    It is at least 1, so that 0 can mean that two words are no pair.
    """
    gain = weight * (like - floor) + (floor * (share_a * a + share_b * b)) // 1000 + 1
    return max(1, gain)


@inlined
def _initial_pairs(
    rules: Any,
    asked: Any,
    a: Any,
    weights_a: Any,
    heads: Any,
    listed: Any,
    weights_b: Any,
    b: Any,
    letters: Any,
    ratio: Any,
    f: Any,
    best_i: Any,
    best_j: Any,
) -> Any:
    """Bound what initials add to a name; give that, and the words met on both sides.

    Mirrors :func:`~sluis.core.names.align.add_initials`, which makes the pairs.
    """
    letters_a, lengths_a, kinds_a = a[0], a[1], a[3]
    share_a, share_b = rules[_ASKED + f], rules[_LISTED + f]
    few = np.int64(rules[_INITIAL_WEIGHT])
    extra = np.int64(0)
    met_a = np.int64(0)
    met_b = np.int64(0)
    n = len(asked)
    m = len(listed)
    for i in range(n):
        u = asked[i]
        mine = np.int64(weights_a[u])
        kind = kinds_a[u]
        length = np.int64(lengths_a[u])
        first = np.int64(letters_a[u, 0])
        cut = i > 0 and i == n - 1 and length <= 2 and letters >= rules[_CUT_LETTERS]
        for j in range(m):
            if heads[j] & 255 != first:
                continue
            like = np.int64(0)
            if (kind == _INITIAL_KIND and heads[j] < HEAD_INITIAL) or (
                kind == _ORDINARY and heads[j] & HEAD_INITIAL
            ):
                like = rules[_INITIAL]
            if cut and b[1][listed[j]] > length:
                like = max(like, rules[_CUT])
            if like > 0:
                gain = gain_of(
                    like, few, mine, weights_b[listed[j]], ratio, share_a, share_b
                )
                best_i[i] = max(best_i[i], gain)
                best_j[j] = max(best_j[j], gain)
                met_a |= 1 << i
                met_b |= 1 << j
        if (kind == _ORDINARY or kind == _TITLE) and 2 <= length <= 3:
            most = np.int64(0)
            for j in range(m - length + 1):
                theirs = np.int64(0)
                fits = True
                for k in range(length):
                    fits = fits and heads[j + k] == letters_a[u, k]
                    theirs += weights_b[listed[j + k]]
                if fits:
                    most = max(
                        most,
                        gain_of(
                            rules[_INITIALS],
                            np.int64(rules[_INITIALS_WEIGHT]),
                            mine,
                            theirs,
                            ratio,
                            share_a,
                            share_b,
                        ),
                    )
                    met_a |= 1 << i
                    met_b |= ((1 << length) - 1) << j
            extra += most
    return extra, met_a, met_b


@inlined
def _weight_of_met(words: Any, weights: Any, met: Any) -> Any:
    total = np.int64(0)
    for i in range(len(words)):
        if met >> i & 1:
            total += weights[words[i]]
    return total


@inlined
def slack_of(
    rules: Any,
    base: Any,
    asked: Any,
    a: Any,
    weights_a: Any,
    total: Any,
    letters: Any,
    initials: Any,
    heads: Any,
    listed: Any,
    b: Any,
    weights_b: Any,
    listed_total: Any,
    f: Any,
    ratio: Any,
    table: Any,
    linked: Any,
    link: Any,
    best_i: Any,
    best_j: Any,
) -> Any:
    """Give by how much a name can surpass what it needs; below 0 it cannot reach it."""
    slots, gains = table[0], table[2]
    n = len(asked)
    m = len(listed)
    met_a = np.int64(0)
    met_b = np.int64(0)
    for i in range(n):
        best_i[i] = 0
    for j in range(m):
        best_j[j] = 0
        slot = np.int64(slots[listed[j]]) - base
        if slot < 0:
            continue
        for i in range(n):
            gain = np.int64(gains[slot, i, f])
            if gain > 0:
                best_i[i] = max(best_i[i], gain)
                best_j[j] = max(best_j[j], gain)
                met_a |= 1 << i
                met_b |= 1 << j
    share_a, share_b = rules[_ASKED + f], rules[_LISTED + f]
    extra = np.int64(0)
    if initials:
        more, more_a, more_b = _initial_pairs(
            rules, asked, a, weights_a, heads, listed, weights_b, b, letters, ratio, f,
            best_i, best_j,
        )  # fmt: skip
        extra += more
        met_a |= more_a
        met_b |= more_b
    while link >= 0:
        row = linked[link]
        extra += gain_of(row[3], row[5], row[6], row[7], ratio, share_a, share_b)
        met_a |= row[1]
        met_b |= row[2]
        link = row[0]
    by_asked = np.int64(0)
    for i in range(n):
        by_asked += best_i[i]
    by_listed = np.int64(0)
    for j in range(m):
        by_listed += best_j[j]
    # The words met may all be left over in truth, but those not met surely are.
    left_a = max(0, total - _weight_of_met(asked, weights_a, met_a))
    left_b = max(0, listed_total - _weight_of_met(listed, weights_b, met_b))
    inexact = (ratio * rules[_INEXACT]) // 1000
    needed = (
        ratio
        * (
            share_a * total
            + share_b * listed_total
            + rules[_BOTH + f] * min(left_a, left_b)
        )
    ) // 1000
    if left_a > 0 or left_b > 0 or total != listed_total:
        needed += inexact
    slack = min(by_asked, by_listed) + extra - needed
    if slack >= 0 or letters < rules[_CUT_LETTERS] or left_a > NEXT_TO_NOTHING:
        return slack
    # A name that may be cut off: it must be met from its first word on, and what
    # comes after costs little.
    relief = share_b - rules[_CUT_LISTED]
    most = extra
    for j in range(m):
        if not met_b >> j & 1:
            break
        most += max(0, best_j[j] - (ratio * relief * weights_b[listed[j]]) // 1000)
    if not met_b & 1:
        return slack
    needed = (
        ratio * (share_a * total + rules[_CUT_LISTED] * listed_total)
    ) // 1000 + inexact
    return max(slack, most - needed)


@inlined
def asked_bonus(
    rules: Any,
    asked: Any,
    a: Any,
    weights_a: Any,
    letters: Any,
    ratio: Any,
    f: Any,
    theirs: Any,
) -> Any:
    """Bound what words add that are found by no index: initials of the query.

    ``theirs`` is what a word of the listed name weighs at most that is no more left
    over, or 0 where that is out of account.
    """
    n = len(asked)
    few = np.int64(rules[_INITIAL_WEIGHT])
    share_a, share_b = rules[_ASKED + f], rules[_LISTED + f]
    bonus = np.int64(0)
    for i in range(n):
        u = asked[i]
        like = np.int64(0)
        if a[3][u] == _INITIAL_KIND:
            like = rules[_INITIAL]
        if i > 0 and i == n - 1 and a[1][u] <= 2 and letters >= rules[_CUT_LETTERS]:
            like = max(like, rules[_CUT])
        if like > 0:
            mine = np.int64(weights_a[u])
            bonus += gain_of(like, few, mine, theirs, ratio, share_a, share_b)
    return bonus


@inlined
def listed_bonus(
    rules: Any, asked: Any, a: Any, weights_a: Any, ratio: Any, f: Any
) -> Any:
    """Bound what the initials of a listed name add to it."""
    few = np.int64(rules[_INITIAL_WEIGHT])
    bonus = np.int64(0)
    for u in asked:
        if a[3][u] == _ORDINARY:
            bonus += gain_of(
                rules[_INITIAL],
                few,
                np.int64(weights_a[u]),
                INITIAL_WEIGHS,
                ratio,
                rules[_ASKED + f],
                rules[_LISTED + f],
            )
    return bonus


@inlined
def skip(n: Any, names: Any, best: Any, most_0: Any, most_1: Any, skipped: Any) -> None:
    """Choose words whose names are not noted, those with the most names first.

    All that are skipped could together add ``most_0`` at most to a person's name and
    ``most_1`` to another's, so a name that reaches the floor has a word of the rest.
    """
    for i in range(n):
        skipped[i] = False
    walked = n
    while walked > 1:
        longest = -1
        for i in range(n):
            if (
                not skipped[i]
                and names[i] > _FEW
                and (longest < 0 or names[i] > names[longest])
                and best[i, 0] < most_0
                and best[i, 1] < most_1
            ):
                longest = i
        if longest < 0:
            return
        skipped[longest] = True
        most_0 -= best[longest, 0]
        most_1 -= best[longest, 1]
        walked -= 1
