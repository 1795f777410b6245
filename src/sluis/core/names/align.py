"""The score of two names: their words are paired one to one, the most telling first.

With ``M`` the sum of weight times likeness of the pairs, and ``D`` the sum of their
weights plus shares of the weights left over on either side, the score is
``(M / D) ** (2 / 3)``: the power sets the scale, so that 0.7 is where labelled pairs
part best. Unless the names are the same, ``D`` has a fixed weight more, so that names
of few and common words need to be nearer. What is left over on both sides at once
counts more than what one side merely lacks: it contradicts.
"""

# Compiled code: calls by place, long where a call would cost more than it explains.
# ruff: noqa: FBT001, PLR0912, PLR0913, PLR0915, PLR0917, PLR1714, SIM109

from __future__ import annotations

from typing import Any

import numpy as np

from sluis.core.names.compiled import inlined
from sluis.core.names.rules import Rule

MAX_PAIRS = 512
NEXT_TO_NOTHING = 60
"""Weight of a title and a particle together, in hundredths."""

_R_INITIAL, _R_INITIAL_WEIGHT = int(Rule.INITIAL), int(Rule.INITIAL_WEIGHT)
_R_INITIALS, _R_INITIALS_WEIGHT = int(Rule.INITIALS), int(Rule.INITIALS_WEIGHT)
_R_CUT, _R_CUT_LETTERS, _R_CUT_LISTED = (
    int(Rule.CUT),
    int(Rule.CUT_LETTERS),
    int(Rule.CUT_LISTED),
)
_R_BEGINNING_OF_PERSON = int(Rule.BEGINNING_OF_PERSON)
_R_ASKED, _R_LISTED, _R_BOTH = (
    int(Rule.ASKED_PERSON),
    int(Rule.LISTED_PERSON),
    int(Rule.BOTH_PERSON),
)
_R_NUMBERS_DIFFER, _R_OTHER_ORDER = int(Rule.NUMBERS_DIFFER), int(Rule.OTHER_ORDER)
_R_UNLIKE_WEIGHT = int(Rule.UNLIKE_WEIGHT)
_R_INEXACT = int(Rule.INEXACT)
_SAME, _BEGINNING, _ABBREVIATION = 1, 7, 8
_INITIAL, _JOINED, _INITIALS = 11, 12, 13
_KIND_ORDINARY, _KIND_TITLE, _KIND_INITIAL, _KIND_NUMBER = 0, 2, 4, 5


@inlined
def allowed_likeness(
    rules: Any, code: int, person: bool, last: bool, letters: int
) -> Any:
    """Give the likeness of a pair where it stands, 0 where it does not count.

    Companies shorten words; Bor is not short for Borges. But a name that is cut off
    ends in the beginning of a word, whoever bears it.
    """
    way = code & 15
    if way == _BEGINNING:
        if last and letters >= rules[_R_CUT_LETTERS]:
            return rules[_R_CUT]
        if person:
            return rules[_R_BEGINNING_OF_PERSON] if last else 0
    elif way == _ABBREVIATION and person:
        return 0
    return code >> 4


@inlined
def pair_weight(rules: Any, a: int, b: int, code: int) -> Any:
    """Give what a pair of words weighs.

    A misspelt word is rare because it is misspelt, so unless the words are the same,
    the more common of the two counts.
    """
    if code & 15 == _SAME:
        return (a + b) >> 1
    return min(a, b) + rules[_R_UNLIKE_WEIGHT] * abs(a - b) // 1000


@inlined
def add_pair(
    pairs: Any, count: int, asked: int, listed: int, like: int, way: int, weight: int
) -> Any:
    """Add a pair to those that are possible; give how many there are."""
    if count < pairs.shape[0] and like > 0:
        pairs[count, 0] = asked
        pairs[count, 1] = listed
        pairs[count, 2] = like
        pairs[count, 3] = way
        pairs[count, 4] = weight
        return count + 1
    return count


@inlined
def add_initials(
    rules: Any,
    pairs: Any,
    count: int,
    asked: Any,
    a: Any,
    listed: Any,
    b: Any,
    letters: Any,
) -> Any:
    """Add the pairs of an initial, or of a few, with the words they may stand for.

    Args:
        rules: See :mod:`sluis.core.names.rules`.
        pairs: (m, 5) possible pairs.
        count: How many there are.
        asked: Numbers of the query's words.
        a: All words of queries, as compared.
        listed: Numbers of the listed name's words.
        b: All listed words.
        letters: How many letters the query has.
    """
    letters_a, lengths_a, kinds_a = a[0], a[1], a[3]
    letters_b, lengths_b, kinds_b = b[0], b[1], b[3]
    for i in range(len(asked)):
        u = asked[i]
        one = kinds_a[u] == _KIND_INITIAL
        for j in range(len(listed)):
            v = listed[j]
            if letters_a[u, 0] != letters_b[v, 0]:
                continue
            other = kinds_b[v] == _KIND_INITIAL
            if (one and kinds_b[v] == _KIND_ORDINARY) or (
                other and kinds_a[u] == _KIND_ORDINARY
            ):
                count = add_pair(
                    pairs,
                    count,
                    1 << i,
                    1 << j,
                    rules[_R_INITIAL],
                    _INITIAL,
                    rules[_R_INITIAL_WEIGHT],
                )
        n = np.int64(lengths_a[u])
        if (
            i > 0
            and i == len(asked) - 1
            and n <= 2
            and letters >= rules[_R_CUT_LETTERS]
        ):
            for j in range(len(listed)):
                v = listed[j]
                if (
                    lengths_b[v] > n
                    and letters_a[u, 0] == letters_b[v, 0]
                    and (n == 1 or letters_a[u, 1] == letters_b[v, 1])
                ):
                    count = add_pair(
                        pairs,
                        count,
                        1 << i,
                        1 << j,
                        rules[_R_CUT],
                        _BEGINNING,
                        rules[_R_INITIAL_WEIGHT],
                    )
        if (kinds_a[u] == _KIND_ORDINARY or kinds_a[u] == _KIND_TITLE) and 2 <= n <= 3:
            for j in range(len(listed) - n + 1):
                fits = True
                for k in range(n):
                    v = listed[j + k]
                    if (
                        kinds_b[v] != _KIND_ORDINARY
                        or letters_b[v, 0] != letters_a[u, k]
                    ):
                        fits = False
                        break
                if fits:
                    count = add_pair(
                        pairs,
                        count,
                        1 << i,
                        ((1 << n) - 1) << j,
                        rules[_R_INITIALS],
                        _INITIALS,
                        rules[_R_INITIALS_WEIGHT],
                    )
    return count


@inlined
def choose(pairs: Any, count: int, chosen: Any) -> Any:
    """Choose pairs one to one, the most telling first; give how many.

    Ties go to the earlier words of the query, then of the listed name.
    """
    asked = 0
    listed = 0
    n = 0
    while True:
        best = -1
        gain = 0
        for k in range(count):
            if pairs[k, 0] & asked or pairs[k, 1] & listed:
                continue
            worth = pairs[k, 2] * pairs[k, 4]
            if (
                best < 0
                or worth > gain
                or (
                    worth == gain
                    and (
                        pairs[k, 0] < pairs[best, 0]
                        or (
                            pairs[k, 0] == pairs[best, 0]
                            and pairs[k, 1] < pairs[best, 1]
                        )
                    )
                )
            ):
                best = k
                gain = worth
        if best < 0:
            return n
        chosen[n] = best
        n += 1
        asked |= pairs[best, 0]
        listed |= pairs[best, 1]


@inlined
def score_of(
    rules: Any,
    pairs: Any,
    chosen: Any,
    n: Any,
    asked: Any,
    weights_a: Any,
    kinds_a: Any,
    listed: Any,
    weights_b: Any,
    kinds_b: Any,
    letters: Any,
    person: bool,
) -> Any:
    """Give the score of chosen pairs, 0 to 1.

    Args:
        rules: See :mod:`sluis.core.names.rules`.
        pairs: Possible pairs.
        chosen: Which of them were chosen.
        n: How many.
        asked: Numbers of the query's words.
        weights_a: Weights of all words of queries.
        kinds_a: Their kinds.
        listed: Numbers of the listed name's words.
        weights_b: Weights of all listed words.
        kinds_b: Their kinds.
        letters: How many letters the query has.
        person: The listed name is a person's.
    """
    p = 0 if person else 1
    matched = 0
    weight = 0
    used_a = 0
    used_b = 0
    anchored = False
    same = True
    for k in range(n):
        row = pairs[chosen[k]]
        matched += row[2] * row[4]
        weight += row[4]
        used_a |= row[0]
        used_b |= row[1]
        if row[3] != _SAME:
            same = False
        if row[3] not in (_INITIAL, _INITIALS) and not (
            row[3] == _BEGINNING and row[4] == rules[_R_INITIAL_WEIGHT]
        ):
            for i in range(len(asked)):
                if row[0] >> i & 1:
                    kind = kinds_a[asked[i]]
                    if kind == _KIND_ORDINARY or kind == _KIND_NUMBER:
                        anchored = True
    left_a = 0
    number_a = False
    for i in range(len(asked)):
        if used_a >> i & 1:
            continue
        same = False
        repeated = False
        for k in range(len(asked)):
            if k != i and asked[k] == asked[i] and (used_a >> k & 1 or k < i):
                repeated = True
        if not repeated:
            left_a += weights_a[asked[i]]
            number_a = number_a or kinds_a[asked[i]] == _KIND_NUMBER
    left_b = 0
    number_b = False
    for j in range(len(listed)):
        if used_b >> j & 1:
            continue
        same = False
        repeated = False
        for k in range(len(listed)):
            if k != j and listed[k] == listed[j] and (used_b >> k & 1 or k < j):
                repeated = True
        if not repeated:
            left_b += weights_b[listed[j]]
            number_b = number_b or kinds_b[listed[j]] == _KIND_NUMBER
    if n == 0 or not (anchored or same):
        return 0.0
    turned = _turned(pairs, chosen, n)
    share_b = rules[_R_LISTED + p]
    if (
        left_a <= NEXT_TO_NOTHING
        and left_b > 0
        and letters >= rules[_R_CUT_LETTERS]
        and turned == 0
        and used_b & (used_b + 1) == 0
    ):
        share_b = rules[_R_CUT_LISTED]
    whole = 1000 * weight + rules[_R_ASKED + p] * left_a + share_b * left_b
    whole += rules[_R_BOTH + p] * min(left_a, left_b)
    if number_a and number_b:
        whole += rules[_R_NUMBERS_DIFFER] * min(weight, 1000)
    if not same:
        whole += rules[_R_INEXACT]
    ratio = matched / whole
    score = np.cbrt(ratio * ratio)
    if turned > 0 and not (person and turned == 1):
        score = score * rules[_R_OTHER_ORDER] / 1000
    return score


@inlined
def _turned(pairs: Any, chosen: Any, n: int) -> Any:
    """Count where the listed words, in the query's order, go back."""
    turned = 0
    after = 0
    before = -1
    for _ in range(n):
        row = -1
        for k in range(n):
            if pairs[chosen[k], 0] > after and (
                row < 0 or pairs[chosen[k], 0] < pairs[chosen[row], 0]
            ):
                row = k
        after = pairs[chosen[row], 0]
        if before >= 0 and pairs[chosen[row], 1] < before:
            turned += 1
        before = pairs[chosen[row], 1]
    return turned


@inlined
def ratio_of(score: float) -> Any:
    """Give the ratio of matched to whole that makes a score, or a little less."""
    score = max(score, 0.0)
    return max(0.0, score * np.sqrt(score) - 1e-9)
