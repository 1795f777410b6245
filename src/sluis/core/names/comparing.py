"""What a score means: two names compared word by word, by no index at all.

:mod:`sluis.core.names.search` finds the same pairs by index, and a test holds it to
this. It also explains a score.
"""

# Compiled code: calls by place, long where a call would cost more than it explains.
# ruff: noqa: PLR0912, PLR0913, PLR0915, PLR0917, FBT001

from __future__ import annotations

from typing import Any

import numpy as np

from sluis.core.names.align import (
    MAX_PAIRS,
    add_initials,
    add_pair,
    allowed_likeness,
    choose,
    pair_weight,
    score_of,
)
from sluis.core.names.compiled import compiled
from sluis.core.names.letters import WIDTH, _hashed
from sluis.core.names.likeness import likeness, place_letters, take_letters
from sluis.core.names.noting import joined_keys
from sluis.core.names.rules import Rule

_KIND_ORDINARY = 0
_INITIALS_LIKENESS, _INITIALS_WEIGHT = int(Rule.INITIALS), int(Rule.INITIALS_WEIGHT)
_JOINED_LIKENESS, _JOINED_BY_SOUND = int(Rule.JOINED), int(Rule.JOINED_BY_SOUND)
_JOINED, _INITIALS = 12, 13
_TILDE = ord("~")


@compiled
def pairs_between(
    rules: Any,
    a: Any,
    weights_a: Any,
    asked: Any,
    b: Any,
    weights_b: Any,
    listed: Any,
    letters: Any,
    person: bool,
    pairs: Any,
) -> Any:
    """Give every possible pair of two names, by comparing all their words.

    This is what a score means. :func:`search` finds the same pairs by index, and a
    test holds it to this.

    Args:
        rules: See :mod:`sluis.core.names.rules`.
        a: Words of queries, as compared.
        weights_a: Their weights.
        asked: Numbers of the query's words.
        b: Listed words, as compared.
        weights_b: Their weights.
        listed: Numbers of the listed name's words.
        letters: How many letters the query has.
        person: The listed name is a person's.
        pairs: (m, 5): words of the query and of the listed name as bits, likeness,
            way, weight; filled in.

    Returns:
        How many pairs there are.
    """
    room = (np.zeros((2, 128), np.uint64), np.zeros(WIDTH + 3, np.int64))
    word = np.empty(WIDTH + 2, np.uint8)
    sound = np.empty(WIDTH + 2, np.uint8)
    n = len(asked)
    m = len(listed)
    count = 0
    for i in range(n):
        u = asked[i]
        place_letters(a[0][u], a[1][u], room[0][0])
        for j in range(m):
            v = listed[j]
            code = likeness(rules, a, u, b, v, room)
            if code > 0:
                like = allowed_likeness(rules, code, person, i == n - 1, letters)
                weight = pair_weight(rules, weights_a[u], weights_b[v], code)
                count = add_pair(pairs, count, 1 << i, 1 << j, like, code & 15, weight)
        take_letters(a[0][u], a[1][u], room[0][0])
    for i in range(n):
        u = asked[i]
        if a[0][u, 0] == _TILDE or a[3][u] != _KIND_ORDINARY or a[1][u] < 3:
            continue
        for size in range(2, 4):
            for j in range(m - size + 1):
                exact_key, sound_key, length = joined_keys(
                    b, listed, j, size, word, sound
                )
                if length >= 5 and sound_key == a[6][u, 1]:
                    like = (
                        rules[_JOINED_LIKENESS]
                        if exact_key == a[6][u, 0]
                        else rules[_JOINED_BY_SOUND]
                    )
                    total = weights_a[u]
                    for k in range(j, j + size):
                        total += weights_b[listed[k]]
                    count = add_pair(
                        pairs,
                        count,
                        1 << i,
                        ((1 << size) - 1) << j,
                        like,
                        _JOINED,
                        total >> 1,
                    )
        if person and m <= 4:
            turned = np.empty(2, np.int32)
            for j in range(m):
                for k in range(m):
                    if k == j or k == j + 1:
                        continue
                    turned[0] = listed[j]
                    turned[1] = listed[k]
                    exact_key, sound_key, length = joined_keys(
                        b, turned, 0, 2, word, sound
                    )
                    if length >= 5 and sound_key == a[6][u, 1]:
                        like = rules[_JOINED_BY_SOUND]
                        if exact_key == a[6][u, 0]:
                            like = rules[_JOINED_LIKENESS]
                        total = (
                            weights_a[u] + weights_b[listed[j]] + weights_b[listed[k]]
                        )
                        count = add_pair(
                            pairs,
                            count,
                            1 << i,
                            1 << j | 1 << k,
                            like,
                            _JOINED,
                            total >> 1,
                        )
        if not person:
            length = 0
            mask = 0
            total = weights_a[u]
            for j in range(m):
                if b[3][listed[j]] == _KIND_ORDINARY:
                    word[min(length, WIDTH)] = b[0][listed[j], 0]
                    length += 1
                    mask |= 1 << j
                    total += weights_b[listed[j]]
            if 3 <= length <= 8 and _hashed(word, length, 0) == a[6][u, 0]:
                count = add_pair(
                    pairs,
                    count,
                    1 << i,
                    mask,
                    rules[_INITIALS_LIKENESS],
                    _INITIALS,
                    min(rules[_INITIALS_WEIGHT] * 2, total >> 1),
                )
    for size in range(2, 4):
        for i in range(n - size + 1):
            exact_key, sound_key, length = joined_keys(a, asked, i, size, word, sound)
            if length < 5:
                continue
            for j in range(m):
                v = listed[j]
                if b[3][v] == _KIND_ORDINARY and b[6][v, 1] == sound_key:
                    like = (
                        rules[_JOINED_LIKENESS]
                        if exact_key == b[6][v, 0]
                        else rules[_JOINED_BY_SOUND]
                    )
                    total = weights_b[v]
                    for k in range(i, i + size):
                        total += weights_a[asked[k]]
                    count = add_pair(
                        pairs,
                        count,
                        ((1 << size) - 1) << i,
                        1 << j,
                        like,
                        _JOINED,
                        total >> 1,
                    )
    return add_initials(rules, pairs, count, asked, a, listed, b, letters)


@compiled
def compare(
    rules: Any,
    a: Any,
    weights_a: Any,
    asked: Any,
    letters: Any,
    b: Any,
    weights_b: Any,
    listed: Any,
    person: bool,
    pairs: Any,
    chosen: Any,
) -> Any:
    """Score two names by comparing all their words.

    Returns:
        The score, and how many pairs were chosen; ``pairs`` and ``chosen`` are
        filled in.
    """
    count = pairs_between(
        rules, a, weights_a, asked, b, weights_b, listed, letters, person, pairs
    )
    n = choose(pairs, count, chosen)
    score = score_of(
        rules,
        pairs,
        chosen,
        n,
        asked,
        weights_a,
        a[3],
        listed,
        weights_b,
        b[3],
        letters,
        person,
    )
    return score, n


@compiled
def compare_all(
    rules: Any,
    a: Any,
    weights_a: Any,
    asked: Any,
    letters: Any,
    family: Any,
    b: Any,
    weights_b: Any,
    name_starts: Any,
    name_words: Any,
    families: Any,
) -> Any:
    """Score one name against every listed name, leaving nothing out."""
    pairs = np.empty((MAX_PAIRS, 5), np.int64)
    chosen = np.empty(64, np.int64)
    scores = np.zeros(len(families), np.float64)
    for p in range(len(families)):
        if families[p] & family:
            listed = name_words[name_starts[p] : name_starts[p + 1]]
            score, _ = compare(
                rules,
                a,
                weights_a,
                asked,
                letters,
                b,
                weights_b,
                listed,
                families[p] == 1,
                pairs,
                chosen,
            )
            scores[p] = score
    return scores
