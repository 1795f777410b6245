"""Which listed names are met by the words of a query at all, and by what.

Every pair of words that could count has an index by which the names it stands in are
noted, with what it could add. Names of words so common that all of them together
could not bring a name to the floor are not noted.
"""

# Compiled code: calls by place, long where a call would cost more than it explains.
# ruff: noqa: PLR0913, PLR0917, PLR1714, SIM109

from __future__ import annotations

from typing import Any

import numpy as np

from sluis.core.names.align import MAX_PAIRS, allowed_likeness, pair_weight
from sluis.core.names.bounds import gain_of
from sluis.core.names.compiled import bare, inlined
from sluis.core.names.folding import MAX_WORDS
from sluis.core.names.initials import initials_key
from sluis.core.names.letters import WIDTH, _hashed, sound_into
from sluis.core.names.near import first_at_least
from sluis.core.names.rules import Rule

STAMP, HEAD, REACH, MET = range(4)
"""What is known of a name while one query is answered: which query noted it last, the
last pair of several words with it, what its words could add, which words were met."""
FIRST, END, TOTAL, SORT = range(4)
"""The facts of a name: its words from first to end, their weights, family and more."""
OTHER = 1 << 24
"""Set in :data:`MET` where the name is no person's."""
AS_INITIALS = 2 << 24
"""Set in :data:`MET` where words of the name begin with the letters of a short word."""
INITIALS_IN = 256
"""Set in :data:`SORT` where a name has a word of one letter."""
WORD, CODE, WEIGHT, NAMES = range(4)
"""The facts of a near word: which, how alike, what it weighs, in how many names."""

_ORDINARY, _TITLE = 0, 2
_JOINED = 12
_CUT_LETTERS = int(Rule.CUT_LETTERS)
_TILDE = ord("~")
_INITIALS, _INITIALS_WEIGHT = int(Rule.INITIALS), int(Rule.INITIALS_WEIGHT)
_JOINED_LIKENESS, _JOINED_BY_SOUND = int(Rule.JOINED), int(Rule.JOINED_BY_SOUND)
_ASKED, _LISTED = int(Rule.ASKED_PERSON), int(Rule.LISTED_PERSON)


def room_for_search(names: int, words: int, more: int) -> tuple[Any, ...]:
    """Give room to search in.

    Args:
        names: How many names are listed.
        words: How many words they have.
        more: How many times the room for what may turn out not to fit.
    """
    return (
        (
            np.full((names, 4), -1, np.int32),
            np.empty(names, np.int32),
            np.empty(names, np.int64),
        ),
        (
            np.full(words, -1, np.int32),
            np.empty((1024 * more, MAX_WORDS), np.int32),
            np.empty((1024 * more, MAX_WORDS, 2), np.int32),
        ),
        (
            np.empty((256 * more, 8), np.int64),
            np.empty((MAX_PAIRS, 5), np.int64),
            np.empty(64, np.int64),
        ),
        (np.empty(WIDTH + 2, np.uint8), np.empty(WIDTH + 2, np.uint8)),
        (
            np.empty((MAX_WORDS, 4), np.int64),
            np.empty(MAX_WORDS, np.int64),
            np.empty(MAX_WORDS, np.bool_),
            np.empty(MAX_WORDS, np.int64),
            np.empty(MAX_WORDS, np.int64),
            np.empty(4, np.int64),
        ),
    )


@inlined
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


@inlined
def may_be_initials(kind: Any, length: Any) -> Any:
    """Whether a word may be the initials of two or three others."""
    return (kind == _ORDINARY or kind == _TITLE) and 2 <= length <= 3


@bare
def weigh_words(
    rules: Any,
    ratio: Any,
    weights_a: Any,
    near: Any,
    gains: Any,
    bests: Any,
    names: Any,
    start: Any,
    end: Any,
) -> None:
    """Work out what each near word could add, wherever the word of the query stands.

    Args:
        rules: See :mod:`sluis.core.names.rules`.
        ratio: The floor as a ratio, in thousandths.
        weights_a: Weights of words of queries.
        near: See :func:`~sluis.core.names.near.neighbours`.
        gains: (m, 3, 2), filled in: what a pair adds by place (in the query, last in a
            short one, last in a long one) and family (persons, others).
        bests: (n, 3, 4), filled in: the most of a word's pairs for persons and others,
            first with nothing left over by the listed name, then with all.
        names: (n,), filled in: how many names a word leads to.
        start: First word of queries.
        end: One after the last.
    """
    near_starts, entries = near[0], near[1]
    for u in range(start, end):
        mine = np.int64(weights_a[u])
        names[u] = 0
        for place in range(3):
            for f in range(4):
                bests[u, place, f] = 0
        for x in range(near_starts[u], near_starts[u + 1]):
            names[u] += entries[x, NAMES]
            code = np.int64(entries[x, CODE])
            theirs = np.int64(entries[x, WEIGHT])
            weight = np.int64(pair_weight(rules, mine, theirs, code))
            for place in range(3):
                letters = rules[_CUT_LETTERS] if place == 2 else np.int64(0)
                for f in range(2):
                    like = np.int64(
                        allowed_likeness(rules, code, f == 0, place > 0, letters)
                    )
                    gain = np.int64(0)
                    if like > 0:
                        share_a, share_b = rules[_ASKED + f], rules[_LISTED + f]
                        gain = gain_of(
                            like, weight, mine, theirs, ratio, share_a, share_b
                        )
                        alone = gain_of(like, weight, mine, 0, ratio, share_a, 0)
                        bests[u, place, f] = max(bests[u, place, f], alone)
                        bests[u, place, 2 + f] = max(bests[u, place, 2 + f], gain)
                    gains[x, place, f] = gain


@inlined
def fill_rows(
    i: Any, u: Any, place: Any, near: Any, base: Any, rows: Any, n: Any, table: Any
) -> Any:
    """Write what each near word is to one word of the query where it can be looked up.

    Args:
        i: Place of the word in the query.
        u: Its number.
        place: Place as :func:`weigh_words` has it.
        near: See :func:`~sluis.core.names.near.neighbours`; and the gains.
        base: Rows of this query have numbers from this on.
        rows: How many there are.
        n: How many words the query has.
        table: Row by listed word; codes and gains by row.

    Returns:
        How many rows there are now; no more are written than there is room for.
    """
    near_starts, entries, word_gains = near[0], near[1], near[3]
    slots, codes, gains = table
    for x in range(near_starts[u], near_starts[u + 1]):
        v = entries[x, WORD]
        slot = np.int64(slots[v]) - base
        if slot < 0:
            slot = rows
            rows += 1
            if slot >= codes.shape[0]:
                continue
            slots[v] = base + slot
            for k in range(n):
                codes[slot, k] = 0
                gains[slot, k, 0] = 0
                gains[slot, k, 1] = 0
        codes[slot, i] = entries[x, CODE]
        gains[slot, i, 0] = word_gains[x, place, 0]
        gains[slot, i, 1] = word_gains[x, place, 1]
    return rows


@inlined
def initials_gain(rules: Any, mine: Any, ratio: Any, f: Any) -> Any:
    """Give what a word adds at most as the initials of others, by itself."""
    weight = np.int64(rules[_INITIALS_WEIGHT])
    return gain_of(rules[_INITIALS], weight, mine, 0, ratio, rules[_ASKED + f], 0)


@inlined
def touch(
    p: Any, q: Any, family: Any, facts: Any, state: Any, noted: Any, n: Any
) -> Any:
    """Note a name of the family that is asked for, once; give how many there are."""
    row = state[p]
    if row[STAMP] != q:
        sort = facts[p, SORT]
        if sort & family:
            row[STAMP] = q
            row[HEAD] = -1
            row[REACH] = 0
            row[MET] = 0 if sort & 255 == 1 else OTHER
            noted[n] = p
            return n + 1
    return n


@inlined
def note_word(
    i: Any,
    u: Any,
    q: Any,
    family: Any,
    place: Any,
    near: Any,
    posts: Any,
    posted: Any,
    facts: Any,
    state: Any,
    noted: Any,
    n: Any,
) -> Any:
    """Note the names of all words near to one word, and what it adds to each."""
    near_starts, entries, word_gains = near[0], near[1], near[3]
    for x in range(near_starts[u], near_starts[u + 1]):
        v = entries[x, WORD]
        gain_0 = word_gains[x, place, 0]
        gain_1 = word_gains[x, place, 1]
        if gain_0 == 0 and gain_1 == 0:
            continue
        for y in range(posts[v], posts[v + 1]):
            p = posted[y]
            n = touch(p, q, family, facts, state, noted, n)
            row = state[p]
            if row[STAMP] == q:
                gain = gain_1 if row[MET] & OTHER else gain_0
                if gain > 0:
                    row[REACH] += gain
                    row[MET] |= 1 << i
    return n


@inlined
def note_listed(
    u: Any,
    q: Any,
    family: Any,
    near: Any,
    posts: Any,
    posted: Any,
    facts: Any,
    state: Any,
    noted: Any,
    n: Any,
) -> Any:
    """Note the names of all words near to one word."""
    near_starts, entries = near[0], near[1]
    for x in range(near_starts[u], near_starts[u + 1]):
        v = entries[x, WORD]
        for y in range(posts[v], posts[v + 1]):
            n = touch(posted[y], q, family, facts, state, noted, n)
    return n


@inlined
def note_initials(
    word: Any,
    length: Any,
    q: Any,
    family: Any,
    posts: Any,
    posted: Any,
    facts: Any,
    state: Any,
    noted: Any,
    n: Any,
) -> Any:
    """Note the names that have a word's letters as initials in a row."""
    key = initials_key(word, length)
    for y in range(posts[key], posts[key + 1]):
        p = posted[y]
        n = touch(p, q, family, facts, state, noted, n)
        if state[p, STAMP] == q:
            state[p, MET] |= AS_INITIALS
    return n


@inlined
def _link(
    p: Any,
    state: Any,
    linked: Any,
    count: Any,
    asked: Any,
    listed: Any,
    like: Any,
    way: Any,
    weight: Any,
    own: Any,
    theirs: Any,
) -> Any:
    """Keep a pair of several words for one with its name; give how many are kept.

    Where there is no more room they are only counted.
    """
    if count < linked.shape[0]:
        row = linked[count]
        row[0] = state[p, HEAD]
        row[1] = asked
        row[2] = listed
        row[3] = like
        row[4] = way
        row[5] = weight
        row[6] = own
        row[7] = theirs
        state[p, HEAD] = count
    return count + 1


@inlined
def note_spans(
    rules: Any,
    i: Any,
    u: Any,
    mine: Any,
    key: Any,
    q: Any,
    family: Any,
    spans: Any,
    span_ranges: Any,
    facts: Any,
    state: Any,
    noted: Any,
    n: Any,
    linked: Any,
    count: Any,
) -> Any:
    """Note names of which two or three words, or all initials, make one word.

    Returns:
        How many names are noted, and how many pairs kept.
    """
    exacts, names, places, weights, ways = spans[1:]
    for at in range(span_ranges[u, 0], span_ranges[u, 1]):
        p = names[at]
        exact = exacts[at] == key
        if not exact and ways[at] != _JOINED:
            continue
        n = touch(p, q, family, facts, state, noted, n)
        if state[p, STAMP] != q:
            continue
        weight = (mine + weights[at]) >> 1
        if ways[at] != _JOINED:
            like = rules[_INITIALS]
            weight = min(rules[_INITIALS_WEIGHT] * 2, weight)
        elif exact:
            like = rules[_JOINED_LIKENESS]
        else:
            like = rules[_JOINED_BY_SOUND]
        count = _link(
            p, state, linked, count, 1 << i, places[at], like, ways[at], weight, mine,
            weights[at],
        )  # fmt: skip
    return n, count


@inlined
def note_joined(
    rules: Any,
    i: Any,
    asked: Any,
    a: Any,
    weights_a: Any,
    b: Any,
    weights_b: Any,
    by_sound: Any,
    letters_room: Any,
    q: Any,
    family: Any,
    posts: Any,
    posted: Any,
    name_words: Any,
    facts: Any,
    state: Any,
    noted: Any,
    n: Any,
    linked: Any,
    count: Any,
) -> Any:
    """Note names with a word that two or three words of the query make.

    Returns:
        How many names are noted, and how many pairs kept.
    """
    order, sounds = by_sound
    word, sound = letters_room
    for size in range(2, 4):
        if i + size > len(asked):
            break
        exact_key, key, length = joined_keys(a, asked, i, size, word, sound)
        if length < 5:
            continue
        mine = np.int64(0)
        for k in range(i, i + size):
            mine += weights_a[asked[k]]
        place = first_at_least(sounds, key, 0, sounds.shape[0])
        while place < sounds.shape[0] and sounds[place] == key:
            v = order[place]
            place += 1
            if b[3][v] != _ORDINARY:
                continue
            like = rules[_JOINED_BY_SOUND]
            if b[6][v, 0] == exact_key:
                like = rules[_JOINED_LIKENESS]
            weight = (mine + weights_b[v]) >> 1
            for y in range(posts[v], posts[v + 1]):
                p = posted[y]
                n = touch(p, q, family, facts, state, noted, n)
                if state[p, STAMP] != q:
                    continue
                for j in range(facts[p, FIRST], facts[p, END]):
                    if name_words[j] == v:
                        count = _link(
                            p, state, linked, count, ((1 << size) - 1) << i,
                            1 << (j - facts[p, FIRST]), like, _JOINED, weight, mine,
                            weights_b[v],
                        )  # fmt: skip
    return n, count
