"""Which listed words are like a word of a query: once for each distinct word.

Every way in which two words can be alike has an index of its own that loses none, so
that only few words are compared.
"""

# Compiled code: calls by place, long where a call would cost more than it explains.
# ruff: noqa: PLR0913, PLR0917, PLR1714

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sluis.core.names.compiled import bare, inlined
from sluis.core.names.likeness import (
    bits_of,
    is_short_for,
    likeness,
    place_letters,
    room_for_likeness,
    slips_allowed,
    take_letters,
)
from sluis.core.names.rules import Rules
from sluis.core.names.slips import MOST, Numbers, drawer_of, remainders_of

SHORTEST, LONGEST = 3, 6
"""Letters of an abbreviation that is no mere beginning."""

_ORDINARY = 0
_TILDE = ord("~")
_LETTERS = np.uint64((1 << 26) - 1)


@inlined
def first_at_least(keys: Any, key: Any, low: Any, high: Any) -> Any:
    """Give the first place in ascending keys, from low to high, with at least this."""
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def note(v: Any, u: Any, seen: Any, room: Any, count: Any) -> Any:
    """Note a word that may be near, once; give how many there are."""
    if seen[v] != u:
        seen[v] = u
        room[count] = v
        return count + 1
    return count


@inlined
def _by_keys(
    keys: Any, u: Any, abjad: Any, ordinary: Any, index: Any, seen: Any, room: Any
) -> Any:
    """Note words with an equal key: the same word, sound, consonants or look."""
    key_orders, key_values, abjad_values, abjad_order = index
    count = 0
    for column in range(5 if ordinary else 1):
        key = keys[column]
        if column == 3 and not abjad:
            place = first_at_least(abjad_values, key, 0, abjad_values.shape[0])
            while place < abjad_values.shape[0] and abjad_values[place] == key:
                count = note(abjad_order[place], u, seen, room, count)
                place += 1
            continue
        values = key_values[column]
        place = first_at_least(values, key, 0, values.shape[0])
        while place < values.shape[0] and values[place] == key:
            count = note(key_orders[column, place], u, seen, room, count)
            place += 1
    return count


@inlined
def _by_slips(
    word: Any,
    length: Any,
    mask: Any,
    u: Any,
    b: Any,
    drawers: Any,
    remainders: Any,
    seen: Any,
    room: Any,
    count: Any,
) -> Any:
    """Note words that may be within as many slips as their length allows."""
    slip_starts, slip_words, shift = drawers
    lengths_b, masks_b = b[1], b[2]
    for x in range(remainders_of(word, length, remainders)):
        drawer = drawer_of(remainders[0, x], shift[0])
        for y in range(slip_starts[drawer], slip_starts[drawer + 1]):
            v = slip_words[y]
            if seen[v] == u:
                continue
            other = np.int64(lengths_b[v])
            allowed = slips_allowed(max(length, other))
            theirs = masks_b[v]
            if (
                abs(length - other) <= allowed
                and bits_of(mask & ~theirs) <= allowed
                and bits_of(theirs & ~mask) <= allowed
            ):
                count = note(v, u, seen, room, count)
    return count


@inlined
def _by_beginning(
    word: Any,
    length: Any,
    u: Any,
    letters_b: Any,
    lengths_b: Any,
    letter_starts: Any,
    seen: Any,
    room: Any,
    count: Any,
) -> Any:
    """Note words that begin with the word, and those it begins with."""
    low = np.int64(letter_starts[word[0]])
    high = np.int64(letter_starts[word[0] + 1])
    depth = 1
    while low < high and depth < length:
        sign = word[depth]
        end = high
        left = low
        while left < end:
            middle = (left + end) >> 1
            if letters_b[middle, depth] < sign:
                left = middle + 1
            else:
                end = middle
        low = left
        end = high
        while left < end:
            middle = (left + end) >> 1
            if letters_b[middle, depth] <= sign:
                left = middle + 1
            else:
                end = middle
        high = left
        depth += 1
        if low < high and lengths_b[low] == depth and 3 <= depth <= length - 2:
            count = note(low, u, seen, room, count)
    for v in range(low, high):
        if lengths_b[v] >= length + 2:
            count = note(v, u, seen, room, count)
    return count


@inlined
def _ends_in_consonant(word: Any, length: Any) -> Any:
    sign = word[length - 1]
    return not (sign == 97 or sign == 101 or sign == 105 or sign == 111 or sign == 117)


@inlined
def _by_abbreviation(
    word: Any,
    length: Any,
    mask: Any,
    u: Any,
    b: Any,
    shorts: Any,
    seen: Any,
    room: Any,
    count: Any,
) -> Any:
    """Note words that the word abbreviates, and those that abbreviate it."""
    letter_starts, short_starts, short_words = shorts
    letters_b, lengths_b, masks_b = b[0], b[1], b[2]
    mine = mask & _LETTERS
    if length <= LONGEST and _ends_in_consonant(word, length):
        for v in range(letter_starts[word[0]], letter_starts[word[0] + 1]):
            if (
                mine & ~masks_b[v] == 0
                and lengths_b[v] >= length + 2
                and is_short_for(word, length, letters_b[v], np.int64(lengths_b[v]))
            ):
                count = note(v, u, seen, room, count)
    if length >= SHORTEST + 2:
        for x in range(short_starts[word[0]], short_starts[word[0] + 1]):
            v = short_words[x]
            if (
                masks_b[v] & _LETTERS & ~mine == 0
                and lengths_b[v] + 2 <= length
                and is_short_for(letters_b[v], np.int64(lengths_b[v]), word, length)
            ):
                count = note(v, u, seen, room, count)
    return count


@bare
def _neighbours(
    rules: Any,
    a: Any,
    b: Any,
    near_index: Any,
    room: Any,
    starts: Any,
    first: Any,
    end: Any,
    found: Any,
    span_ranges: Any,
) -> Any:
    """Do what :func:`neighbours` says until there is no more room.

    Returns:
        One after the last word that was done, and how many neighbours are written.
    """
    by_keys, drawers, shorts, groups, (weights_b, posts, span_sounds) = near_index
    likeness_room, remainders, seen, noted = room
    letter_starts = shorts[0]
    group_starts, group_words = groups
    letters_a, lengths_a, masks_a, kinds_a = a[0], a[1], a[2], a[3]
    keys_a, starts_a, groups_a = a[6], a[7], a[8]
    letters_b, lengths_b = b[0], b[1]
    n = 0
    for u in range(first, end):
        if n + lengths_b.shape[0] > found.shape[0]:
            return u, n
        length = np.int64(lengths_a[u])  # unsigned numbers would not go below zero
        ordinary = kinds_a[u] == _ORDINARY
        word = letters_a[u]
        abjad = word[0] == _TILDE
        count = _by_keys(keys_a[u], u, abjad, ordinary, by_keys, seen, noted)
        for x in range(starts_a[u], starts_a[u + 1]):
            group = groups_a[x]
            for y in range(group_starts[group], group_starts[group + 1]):
                count = note(group_words[y], u, seen, noted, count)
        if ordinary and not abjad and length >= SHORTEST:
            mask = masks_a[u]
            count = _by_slips(
                word, length, mask, u, b, drawers, remainders, seen, noted, count
            )
            count = _by_beginning(
                word, length, u, letters_b, lengths_b, letter_starts, seen, noted, count
            )
            count = _by_abbreviation(
                word, length, mask, u, b, shorts, seen, noted, count
            )
        place_letters(word, length, likeness_room[0][0])
        for x in range(count):
            code = likeness(rules, a, u, b, noted[x], likeness_room)
            if code > 0:
                v = noted[x]
                found[n, 0] = v
                found[n, 1] = code
                found[n, 2] = weights_b[v]
                found[n, 3] = posts[v + 1] - posts[v]
                n += 1
        take_letters(word, length, likeness_room[0][0])
        span_ranges[u, 0] = 0
        span_ranges[u, 1] = 0
        if ordinary and not abjad and length >= SHORTEST:
            key = keys_a[u, 1]
            place = first_at_least(span_sounds, key, 0, span_sounds.shape[0])
            span_ranges[u, 0] = place
            while place < span_sounds.shape[0] and span_sounds[place] == key:
                place += 1
            span_ranges[u, 1] = place
        starts[u + 1] = n
    return end, n


def neighbours(
    rules: Rules,
    a: tuple[Any, ...],
    b: tuple[Any, ...],
    near_index: tuple[Any, ...],
    start: int,
    end: int,
) -> tuple[NDArray[np.int64], Numbers, Numbers]:
    """Find for each word of queries every listed word that is like it.

    Args:
        rules: See :mod:`sluis.core.names.rules`.
        a: Words of queries, as compared.
        b: Listed words, as compared.
        near_index: Ways to find listed words, see ``NameIndex.near_index``.
        start: First word of queries.
        end: One after the last.

    Returns:
        ``ends``, near words, spans. The near words of word ``start + i`` end before
        ``ends[i]``, and begin where the ones before end; each has its number, a code
        (``likeness * 16 + way``), its weight, and in how many names it stands. The
        spans of listed words that sound like word ``start + i`` are from
        ``spans[i, 0]`` to ``spans[i, 1]``.
    """
    size = len(b[1])
    room = (
        room_for_likeness(),
        np.empty((4, MOST), np.uint64),
        np.full(size, -1, np.int32),
        np.empty(size, np.int32),
    )
    ends = np.zeros(end + 1, np.int64)
    spans = np.empty((end, 2), np.int32)
    found = np.empty((size + 32 * (end - start), 4), np.int32)
    parts: list[Numbers] = []
    done, offset = start, 0
    while done < end:
        next_, n = _neighbours(
            rules, a, b, near_index, room, ends, done, end, found, spans
        )
        ends[done + 1 : next_ + 1] += offset
        parts.append(found[:n].copy())
        done, offset = next_, offset + n
    return ends[start + 1 :], np.concatenate(parts or [found[:0]]), spans[start:]
