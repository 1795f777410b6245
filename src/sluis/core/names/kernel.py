"""The search, compiled: which listed words are near, which names can reach a floor.

Inexact comparison happens once a distinct word (:func:`neighbours`). A query then
walks the names of its words' neighbours and adds up what each could give at most
(:func:`search`); for a floor ``t`` of ``M / D``, ``M - t D >= 0`` is a sum over pairs,
so no name that reaches the floor is missed. Only names that can are scored.

Everything is integers until the last division, so no result depends on an order.
"""

# Compiled code: calls by place, long where a call would cost more than it explains.
# ruff: noqa: SIM110, FBT001, FBT003, PLR0912, PLR0913, PLR0915, PLR0917, SIM102

from __future__ import annotations

from typing import Any

import numpy as np

from sluis.core.names.align import (
    MAX_PAIRS,
    NEXT_TO_NOTHING,
    add_initials,
    add_pair,
    allowed_likeness,
    choose,
    pair_weight,
    ratio_of,
    score_of,
)
from sluis.core.names.compiled import compiled
from sluis.core.names.letters import WIDTH, _hashed, sound_into
from sluis.core.names.likeness import (
    bits_of,
    is_short_for,
    likeness,
    place_letters,
    slips_allowed,
    slips_between,
    take_letters,
)
from sluis.core.names.rules import Rule

_KIND_ORDINARY, _KIND_TITLE, _KIND_INITIAL = 0, 2, 4
_INITIAL_LIKENESS, _INITIAL_WEIGHT = int(Rule.INITIAL), int(Rule.INITIAL_WEIGHT)
_INITIALS_LIKENESS, _INITIALS_WEIGHT = int(Rule.INITIALS), int(Rule.INITIALS_WEIGHT)
_JOINED_LIKENESS, _JOINED_BY_SOUND = int(Rule.JOINED), int(Rule.JOINED_BY_SOUND)
_CUT_LIKENESS, _INEXACT = int(Rule.CUT), int(Rule.INEXACT)
_CUT_LETTERS, _CUT_LISTED = int(Rule.CUT_LETTERS), int(Rule.CUT_LISTED)
_ASKED, _LISTED = int(Rule.ASKED_PERSON), int(Rule.LISTED_PERSON)
_JOINED, _INITIALS = 12, 13
_TILDE = ord("~")
HEAVIEST = 1250
"""No word weighs more, in hundredths."""


@compiled
def first_at_least(keys: Any, key: Any) -> Any:
    """Give the first place in ascending keys with at least this one."""
    low = 0
    high = keys.shape[0]
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _grown(array: Any) -> Any:
    more = np.empty(2 * array.shape[0], array.dtype)
    more[: array.shape[0]] = array
    return more


@compiled
def neighbours(
    rules: Any, a: Any, b: Any, near_index: Any, start: int, end: int
) -> Any:
    """Find for each word of queries every listed word that is like it.

    Args:
        rules: See :mod:`sluis.core.names.rules`.
        a: Words of queries, as compared.
        b: Listed words, as compared.
        near_index: Orders and keys of listed words, see ``NameIndex.near_index``.
        start: First word of queries.
        end: One after the last.

    Returns:
        ``starts``, listed words and codes (``likeness * 16 + way``): word ``start + i``
        has those from ``starts[i]`` to ``starts[i + 1]``.
    """
    (
        key_orders,
        key_values,
        abjad_values,
        abjad_order,
        by_length,
        length_starts,
        length_masks,
        letter_starts,
        group_starts,
        group_words,
    ) = near_index
    letters_a, lengths_a, masks_a, kinds_a, keys_a, starts_a, groups_a = (
        a[0],
        a[1],
        a[2],
        a[3],
        a[6],
        a[7],
        a[8],
    )
    letters_b, lengths_b, masks_b = b[0], b[1], b[2]
    places = np.zeros((2, 128), np.uint64)
    seen = np.full(lengths_b.shape[0], -1, np.int32)
    starts = np.zeros(end - start + 1, np.int64)
    found = np.empty(1 << 14, np.int32)
    codes = np.empty(1 << 14, np.int32)
    room = np.empty(lengths_b.shape[0], np.int32)
    n = 0
    low_letters = np.uint64((1 << 26) - 1)
    for u in range(start, end):
        count = 0
        length = np.int64(lengths_a[u])  # unsigned numbers would not go below zero
        ordinary = kinds_a[u] == _KIND_ORDINARY
        abjad = letters_a[u, 0] == _TILDE
        for column in range(5):
            if column > 0 and not ordinary:
                break
            if column == 3 and not abjad:
                values, order = abjad_values, abjad_order
            else:
                values, order = key_values[column], key_orders[column]
            key = keys_a[u, column]
            place = first_at_least(values, key)
            while place < values.shape[0] and values[place] == key:
                v = order[place]
                if seen[v] != u:
                    seen[v] = u
                    room[count] = v
                    count += 1
                place += 1
        for x in range(starts_a[u], starts_a[u + 1]):
            group = groups_a[x]
            for y in range(group_starts[group], group_starts[group + 1]):
                v = group_words[y]
                if seen[v] != u:
                    seen[v] = u
                    room[count] = v
                    count += 1
        place_letters(letters_a[u], length, places[0])
        if ordinary and not abjad and length > 2:
            mask = masks_a[u]
            most = slips_allowed(WIDTH)
            for close in range(max(3, length - most), min(WIDTH, length + most) + 1):
                allowed = slips_allowed(max(length, close))
                if allowed == 0 or abs(close - length) > allowed:
                    continue
                for place in range(length_starts[close], length_starts[close + 1]):
                    theirs = length_masks[place]
                    if (
                        bits_of(mask & ~theirs) > allowed
                        or bits_of(theirs & ~mask) > allowed
                    ):
                        continue
                    v = by_length[place]
                    if seen[v] != u and (
                        slips_between(places[0], length, letters_b[v], close) <= allowed
                    ):
                        seen[v] = u
                        room[count] = v
                        count += 1
            mine = mask & low_letters
            first = letters_a[u, 0]
            for v in range(letter_starts[first], letter_starts[first + 1]):
                other = np.int64(lengths_b[v])
                theirs = masks_b[v] & low_letters
                if other >= length + 2:
                    fits = mine & ~theirs == 0
                elif other + 2 <= length and other > 2:
                    fits = theirs & ~mine == 0
                else:
                    continue
                if not fits or seen[v] == u:
                    continue
                if other > length:
                    fits = is_short_for(letters_a[u], length, letters_b[v], other)
                else:
                    fits = is_short_for(letters_b[v], other, letters_a[u], length)
                if fits:
                    seen[v] = u
                    room[count] = v
                    count += 1
        for x in range(count):
            v = room[x]
            code = likeness(rules, a, u, b, v, places)
            if code > 0:
                if n == found.shape[0]:
                    found = _grown(found)
                    codes = _grown(codes)
                found[n] = v
                codes[n] = code
                n += 1
        take_letters(letters_a[u], length, places[0])
        starts[u - start + 1] = n
    return starts, found[:n], codes[:n]


@compiled
def joined_keys(
    a: Any, asked: Any, first: int, count: int, word: Any, sound: Any
) -> Any:
    """Give keys and length of neighbouring words written as one; 0 if too long."""
    n: Any = 0
    for k in range(first, first + count):
        u = asked[k]
        m = np.int64(a[1][u])
        if n + m > WIDTH or a[0][u, 0] == _TILDE:
            return np.uint64(0), np.uint64(0), 0
        for x in range(m):
            word[n + x] = a[0][u, x]
        n += m
    return _hashed(word, n, 0), _hashed(sound, sound_into(word, n, sound), 1), n


@compiled
def _met(like_of: Any, i: int, listed: Any) -> Any:
    """Whether a word of the query is like any word of a listed name."""
    for j in range(len(listed)):
        if like_of[i, listed[j]] > 0:
            return True
    return False


@compiled
def _could_be_cut(
    like_of: Any,
    n: int,
    listed: Any,
    asked: Any,
    weights: Any,
    kinds: Any,
    joined: bool,
) -> Any:
    """Whether a query can be the beginning of a listed name.

    Its words must all be met, but for those that weigh next to nothing, the initials
    and the last; and the name's first word must be met.
    """
    if joined:
        return True
    for i in range(n - 1):
        u = asked[i]
        if (
            weights[u] > NEXT_TO_NOTHING
            and kinds[u] != _KIND_INITIAL
            and not _met(like_of, i, listed)
        ):
            return False
    for i in range(n):
        if like_of[i, listed[0]] > 0 or kinds[asked[i]] == _KIND_INITIAL:
            return True
    return False


@compiled
def pair_gain(
    like: Any, weight: int, a: int, b: int, floor: int, share_a: int, share_b: int
) -> Any:
    """Give what a pair adds at most to ``M - floor * D``, in thousandths."""
    return weight * (like - floor) + (floor * (share_a * a + share_b * b)) // 1000 + 1


@compiled
def search(
    rules: Any,
    a: Any,
    weights_a: Any,
    b: Any,
    weights_b: Any,
    near: Any,
    near_start: Any,
    near_index: Any,
    names: Any,
    spans: Any,
    query_starts: Any,
    query_words: Any,
    query_families: Any,
    query_letters: Any,
    start: Any,
    end: Any,
    floor: float,
    limit: Any,
) -> Any:
    """Score every listed name that can reach a floor, for each name of queries.

    Args:
        rules: See :mod:`sluis.core.names.rules`.
        a: Words of queries, as compared.
        weights_a: Their weights.
        b: Listed words, as compared.
        weights_b: Their weights.
        near: What :func:`neighbours` gave for words from ``near_start``.
        near_start: The first word that ``near`` is about.
        near_index: See ``NameIndex.near_index``.
        names: See ``NameIndex.name_arrays``.
        spans: See ``NameIndex.span_arrays``.
        query_starts: Where the words of each name begin; then where the last end.
        query_words: Numbers of words.
        query_families: Families each name is compared in, as bits.
        query_letters: How many letters each has as written.
        start: First name of queries.
        end: One after the last.
        floor: Scores below are left out.
        limit: Names scored for each name of queries at most, those that can reach
            most; 0 for no limit.

    Returns:
        Name of queries, listed name, score; and how many names were scored.
    """
    (
        name_starts,
        name_words,
        families,
        totals,
        with_initials,
        posts,
        posted,
        initial_posts,
        initial_posted,
    ) = names
    span_sounds, span_exacts, span_names, span_places, span_weights, span_ways = spans
    near_starts, near_words, near_codes = near
    key_orders, key_values = near_index[0], near_index[1]
    kinds_a, lengths_a = a[3], a[1]
    kinds_b = b[3]
    n_names = name_starts.shape[0] - 1
    out_q = np.empty(1 << 12, np.int32)
    out_n = np.empty(1 << 12, np.int32)
    out_s = np.empty(1 << 12, np.float64)
    n_out = 0
    n_scored = 0
    reach = np.zeros(n_names, np.int64)
    touched = np.empty(n_names, np.int32)
    slack = np.empty(n_names, np.int64)
    like_of = np.zeros((24, kinds_b.shape[0]), np.uint16)
    head = np.full(n_names, -1, np.int32)
    linked = np.empty((1 << 12, 6), np.int32)
    pairs = np.empty((MAX_PAIRS, 5), np.int64)
    chosen = np.empty(64, np.int64)
    word = np.empty(WIDTH + 2, np.uint8)
    sound = np.empty(WIDTH + 2, np.uint8)
    best_of_unit = np.empty(24, np.int64)
    posts_of_unit = np.empty(24, np.int64)
    skipped = np.empty(24, np.bool_)
    ratio = int(np.floor(ratio_of(floor) * 1000))
    least_total = np.int64(1 << 40)
    for p in range(n_names):
        least_total = min(least_total, totals[p])
    for q in range(start, end):
        asked = query_words[query_starts[q] : query_starts[q + 1]]
        n = len(asked)
        family = query_families[q]
        letters = np.int64(query_letters[q])
        total = np.int64(0)
        for i in range(n):
            repeated = False
            for k in range(i):
                repeated = repeated or asked[k] == asked[i]
            if not repeated:
                total += weights_a[asked[i]]
        cut = letters >= rules[_CUT_LETTERS]
        share_p = rules[_LISTED]
        share_o = rules[_LISTED + 1]
        asked_p = rules[_ASKED]
        asked_o = rules[_ASKED + 1]
        asked_low = min(asked_p, asked_o)
        asked_high = max(asked_p, asked_o)
        share_low = rules[_CUT_LISTED] if cut else min(share_p, share_o)
        share_high = max(share_p, share_o)
        # What initials could add to a name: by the query's, and by the name's.
        by_asked = np.int64(0)
        short_unit = False  # two or three letters may stand for as many words
        by_listed = np.int64(0)
        for i in range(n):
            u = asked[i]
            mine = weights_a[u]
            if kinds_a[u] == _KIND_INITIAL:
                by_asked += max(
                    0,
                    pair_gain(
                        rules[_INITIAL_LIKENESS],
                        rules[_INITIAL_WEIGHT],
                        mine,
                        HEAVIEST,
                        ratio,
                        asked_high,
                        share_high,
                    ),
                )
            elif kinds_a[u] == _KIND_ORDINARY:
                by_listed += max(
                    0,
                    pair_gain(
                        rules[_INITIAL_LIKENESS],
                        rules[_INITIAL_WEIGHT],
                        mine,
                        250,
                        ratio,
                        asked_high,
                        share_high,
                    ),
                )
            if i > 0 and i == n - 1 and lengths_a[u] <= 2 and cut:
                by_asked += max(
                    0,
                    pair_gain(
                        rules[_CUT_LIKENESS],
                        rules[_INITIAL_WEIGHT],
                        mine,
                        HEAVIEST,
                        ratio,
                        asked_high,
                        share_high,
                    ),
                )
            if kinds_a[u] == _KIND_ORDINARY or kinds_a[u] == _KIND_TITLE:
                if 2 <= lengths_a[u] <= 3:
                    short_unit = True
                    by_asked += max(
                        0,
                        pair_gain(
                            rules[_INITIALS_LIKENESS],
                            rules[_INITIALS_WEIGHT],
                            mine,
                            3 * HEAVIEST,
                            ratio,
                            asked_high,
                            share_high,
                        ),
                    )
        # The words with the most names are not walked if all of them together
        # could not bring a name to the floor.
        for i in range(n):
            u = asked[i]
            most = np.int64(0)
            posting = 0
            for x in range(
                near_starts[u - near_start], near_starts[u - near_start + 1]
            ):
                v = near_words[x]
                like = max(
                    allowed_likeness(rules, near_codes[x], True, i == n - 1, letters),
                    allowed_likeness(rules, near_codes[x], False, i == n - 1, letters),
                )
                if like > 0:
                    weight = pair_weight(
                        rules, weights_a[u], weights_b[v], near_codes[x]
                    )
                    most = max(
                        most,
                        pair_gain(
                            like,
                            weight,
                            weights_a[u],
                            weights_b[v],
                            ratio,
                            asked_high,
                            share_high,
                        ),
                    )
                    posting += posts[v + 1] - posts[v]
            best_of_unit[i] = most
            posts_of_unit[i] = posting
            skipped[i] = False
        # Unless a name is the same, some weight counts as not matched. One that is has
        # all words of the query, so it is met at any word that is walked.
        inexact = (ratio * rules[_INEXACT]) // 1000
        needed_least = (
            ratio * (asked_low * total + share_low * least_total)
        ) // 1000 + inexact
        walked = n
        by_skipped = np.int64(0)
        while True:
            longest = -1
            for i in range(n):
                if (
                    not skipped[i]
                    and posts_of_unit[i] > 50
                    and (longest < 0 or posts_of_unit[i] > posts_of_unit[longest])
                    and by_skipped + best_of_unit[i] + by_asked < needed_least
                ):
                    longest = i
            if longest < 0 or walked == 1:
                break
            walked -= 1
            skipped[longest] = True
            by_skipped += best_of_unit[longest]
        n_touched = 0
        n_linked = 0
        for i in range(n):
            u = asked[i]
            for x in range(
                near_starts[u - near_start], near_starts[u - near_start + 1]
            ):
                v = near_words[x]
                code = near_codes[x]
                like_of[i, v] = max(like_of[i, v], code)
                for_person = allowed_likeness(rules, code, True, i == n - 1, letters)
                for_other = allowed_likeness(rules, code, False, i == n - 1, letters)
                if for_person == 0 and for_other == 0:
                    continue
                weight = pair_weight(rules, weights_a[u], weights_b[v], code)
                gain_p = pair_gain(
                    for_person,
                    weight,
                    weights_a[u],
                    weights_b[v],
                    ratio,
                    asked_p,
                    share_p,
                )
                gain_o = pair_gain(
                    for_other,
                    weight,
                    weights_a[u],
                    weights_b[v],
                    ratio,
                    asked_o,
                    share_o,
                )
                if skipped[i]:
                    for y in range(initial_posts[v], initial_posts[v + 1]):
                        p = initial_posted[y]
                        if families[p] & family and reach[p] == 0:
                            reach[p] = 1
                            touched[n_touched] = p
                            n_touched += 1
                    continue
                for y in range(posts[v], posts[v + 1]):
                    p = posted[y]
                    if families[p] & family:
                        if reach[p] == 0:
                            reach[p] = 1
                            touched[n_touched] = p
                            n_touched += 1
                        reach[p] += max(0, gain_p if families[p] == 1 else gain_o)
            # One word of the query for two or three of a listed name.
            if (
                a[0][u, 0] != _TILDE
                and kinds_a[u] == _KIND_ORDINARY
                and lengths_a[u] > 2
            ):
                place = first_at_least(span_sounds, a[6][u, 1])
                while place < span_sounds.shape[0] and span_sounds[place] == a[6][u, 1]:
                    p = span_names[place]
                    exact = span_exacts[place] == a[6][u, 0]
                    way = span_ways[place]
                    if families[p] & family and (exact or way == _JOINED):
                        if way == _JOINED:
                            like = (
                                rules[_JOINED_LIKENESS]
                                if exact
                                else rules[_JOINED_BY_SOUND]
                            )
                            weight = (weights_a[u] + span_weights[place]) >> 1
                        else:
                            like = rules[_INITIALS_LIKENESS]
                            weight = min(
                                rules[_INITIALS_WEIGHT] * 2,
                                (weights_a[u] + span_weights[place]) >> 1,
                            )
                        if reach[p] == 0:
                            reach[p] = 1
                            touched[n_touched] = p
                            n_touched += 1
                        reach[p] += max(
                            0,
                            pair_gain(
                                like,
                                weight,
                                weights_a[u],
                                span_weights[place],
                                ratio,
                                asked_high,
                                share_high,
                            ),
                        )
                        if n_linked == linked.shape[0]:
                            more = np.empty((2 * n_linked, 6), np.int32)
                            more[:n_linked] = linked
                            linked = more
                        linked[n_linked, 0] = head[p]
                        linked[n_linked, 1] = 1 << i
                        linked[n_linked, 2] = span_places[place]
                        linked[n_linked, 3] = like
                        linked[n_linked, 4] = way
                        linked[n_linked, 5] = weight
                        head[p] = n_linked
                        n_linked += 1
                    place += 1
            # Two or three words of the query for one of a listed name.
            for count in range(2, 4):
                if i + count > n:
                    break
                exact_key, sound_key, length = joined_keys(
                    a, asked, i, count, word, sound
                )
                if length < 5:
                    continue
                mine = np.int64(0)
                for k in range(i, i + count):
                    mine += weights_a[asked[k]]
                place = first_at_least(key_values[1], sound_key)
                while (
                    place < key_values[1].shape[0] and key_values[1][place] == sound_key
                ):
                    v = key_orders[1][place]
                    place += 1
                    if kinds_b[v] != _KIND_ORDINARY:
                        continue
                    like = (
                        rules[_JOINED_LIKENESS]
                        if b[6][v, 0] == exact_key
                        else rules[_JOINED_BY_SOUND]
                    )
                    weight = (mine + weights_b[v]) >> 1
                    gain = max(
                        0,
                        pair_gain(
                            like,
                            weight,
                            mine,
                            weights_b[v],
                            ratio,
                            asked_high,
                            share_high,
                        ),
                    )
                    for y in range(posts[v], posts[v + 1]):
                        p = posted[y]
                        if not families[p] & family:
                            continue
                        if reach[p] == 0:
                            reach[p] = 1
                            touched[n_touched] = p
                            n_touched += 1
                        reach[p] += gain
                        for j in range(name_starts[p], name_starts[p + 1]):
                            if name_words[j] == v:
                                if n_linked == linked.shape[0]:
                                    more = np.empty((2 * n_linked, 6), np.int32)
                                    more[:n_linked] = linked
                                    linked = more
                                linked[n_linked, 0] = head[p]
                                linked[n_linked, 1] = ((1 << count) - 1) << i
                                linked[n_linked, 2] = 1 << (j - name_starts[p])
                                linked[n_linked, 3] = like
                                linked[n_linked, 4] = _JOINED
                                linked[n_linked, 5] = weight
                                head[p] = n_linked
                                n_linked += 1
        kept = 0
        for z in range(n_touched):
            p = touched[z]
            person = families[p] == 1
            share = share_p if person else share_o
            share_a = asked_p if person else asked_o
            needed = (ratio * (share_a * total + share * totals[p])) // 1000
            exact = totals[p] == total
            if not exact:
                needed += inexact
            most = reach[p] + by_skipped + by_asked
            if with_initials[p]:
                most += by_listed
            listed = name_words[name_starts[p] : name_starts[p + 1]]
            if most >= needed or cut:
                for i in range(n):
                    if skipped[i] and not _met(like_of, i, listed):
                        most -= best_of_unit[i]
            if (
                most < needed
                and cut
                and not short_unit
                and _could_be_cut(
                    like_of, n, listed, asked, weights_a, kinds_a, head[p] >= 0
                )
            ) or (most < needed and cut and short_unit):
                needed = (
                    ratio * (share_a * total + rules[_CUT_LISTED] * totals[p])
                ) // 1000 + inexact
            if most >= needed:
                slack[kept] = needed - most
                touched[kept], touched[z] = p, touched[kept]
                kept += 1
        considered = kept
        if 0 < limit < kept:
            order = np.argsort(slack[:kept], kind="mergesort")
            # Equal reach goes to the earlier name, so that no order of words matters.
            edge = slack[order[limit - 1]]
            considered = 0
            room = np.empty(kept, np.int32)
            ties = np.empty(kept, np.int32)
            n_ties = 0
            for z in range(kept):
                if slack[order[z]] < edge:
                    room[considered] = touched[order[z]]
                    considered += 1
                elif slack[order[z]] == edge:
                    ties[n_ties] = touched[order[z]]
                    n_ties += 1
            tied = np.sort(ties[:n_ties])
            for z in range(limit - considered):
                room[considered] = tied[z]
                considered += 1
        else:
            room = touched
        for z in range(considered):
            p = room[z]
            listed = name_words[name_starts[p] : name_starts[p + 1]]
            person = families[p] == 1
            count = 0
            for i in range(n):
                for j in range(len(listed)):
                    code = like_of[i, listed[j]]
                    if code > 0:
                        like = allowed_likeness(
                            rules, code, person, i == n - 1, letters
                        )
                        weight = pair_weight(
                            rules, weights_a[asked[i]], weights_b[listed[j]], code
                        )
                        count = add_pair(
                            pairs, count, 1 << i, 1 << j, like, code & 15, weight
                        )
            link = head[p]
            while link >= 0:
                row = linked[link]
                count = add_pair(pairs, count, row[1], row[2], row[3], row[4], row[5])
                link = row[0]
            count = add_initials(rules, pairs, count, asked, a, listed, b, letters)
            picked = choose(pairs, count, chosen)
            score = score_of(
                rules,
                pairs,
                chosen,
                picked,
                asked,
                weights_a,
                kinds_a,
                listed,
                weights_b,
                kinds_b,
                letters,
                person,
            )
            n_scored += 1
            if score >= floor and score > 0:
                if n_out == out_q.shape[0]:
                    out_q, out_n, out_s = _grown(out_q), _grown(out_n), _grown(out_s)
                out_q[n_out] = q
                out_n[n_out] = p
                out_s[n_out] = score
                n_out += 1
        for z in range(n_touched):
            reach[touched[z]] = 0
            head[touched[z]] = -1
        for i in range(n):
            u = asked[i]
            for x in range(
                near_starts[u - near_start], near_starts[u - near_start + 1]
            ):
                like_of[i, near_words[x]] = 0
    return out_q[:n_out], out_n[:n_out], out_s[:n_out], n_scored


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
    places = np.zeros((2, 128), np.uint64)
    word = np.empty(WIDTH + 2, np.uint8)
    sound = np.empty(WIDTH + 2, np.uint8)
    n = len(asked)
    m = len(listed)
    count = 0
    for i in range(n):
        u = asked[i]
        place_letters(a[0][u], a[1][u], places[0])
        for j in range(m):
            v = listed[j]
            code = likeness(rules, a, u, b, v, places)
            if code > 0:
                like = allowed_likeness(rules, code, person, i == n - 1, letters)
                weight = pair_weight(rules, weights_a[u], weights_b[v], code)
                count = add_pair(pairs, count, 1 << i, 1 << j, like, code & 15, weight)
        take_letters(a[0][u], a[1][u], places[0])
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
