"""How alike two words are, and in which way.

One function says it for two words, :func:`likeness`; the search only chooses which
words it is asked about, and every choice is wide enough to lose none that is alike.
Likeness is in thousandths, so that sums are exact whatever their order.
"""

# Compiled code: calls by place, long where a call would cost more than it explains.
# ruff: noqa: FBT001, PLR0911, PLR0912, PLR0913, PLR0917, PLR1714, SIM102, SIM109

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from sluis.core.names.compiled import bare, inlined
from sluis.core.names.letters import WIDTH
from sluis.core.names.rules import Rule


class Way(IntEnum):
    """By which way two words, or a word and several, are alike."""

    NONE = 0
    SAME = 1
    SPELLING = 2
    SOUND = 3
    CONSONANTS = 4
    LOOK = 5
    MEANING = 6
    BEGINNING = 7
    ABBREVIATION = 8
    UNVOWELLED = 9
    FORM = 10
    INITIAL = 11
    JOINED = 12
    INITIALS = 13


SAID = {
    Way.SAME: "same",
    Way.SPELLING: "spelling",
    Way.SOUND: "sound",
    Way.CONSONANTS: "consonants",
    Way.LOOK: "look-alike",
    Way.MEANING: "variant",
    Way.BEGINNING: "beginning",
    Way.ABBREVIATION: "abbreviation",
    Way.UNVOWELLED: "unvowelled",
    Way.FORM: "legal form",
    Way.INITIAL: "initial",
    Way.JOINED: "joined",
    Way.INITIALS: "initials",
}
"""The words that ``why.words`` uses."""

_SOUND, _LOOK, _MEANING, _FORMS = (
    int(Rule.SOUND),
    int(Rule.LOOK),
    int(Rule.MEANING),
    int(Rule.FORM),
)
_CONSONANTS, _CONSONANTS_STEP, _CONSONANTS_LEAST = (
    int(Rule.CONSONANTS),
    int(Rule.CONSONANTS_STEP),
    int(Rule.CONSONANTS_LEAST),
)
_BEGINNING, _ABBREVIATION = int(Rule.BEGINNING), int(Rule.ABBREVIATION)
_SLIP, _FIRST_LETTER = int(Rule.SLIP), int(Rule.FIRST_LETTER)
_UNVOWELLED, _UNVOWELLED_STEP = int(Rule.UNVOWELLED), int(Rule.UNVOWELLED_STEP)
_FORM, _INITIAL, _NUMBER = 1, 4, 5
_TILDE = ord("~")
_A, _C, _D, _G, _H, _I, _J, _K, _S, _T, _U, _V, _X, _Z = (
    ord(c) for c in "acdghijkstuvxz"
)


def _as_instruction(function: Any) -> Any:
    return intrinsic(function)


@_as_instruction
def bits_of(typing: Any, value: Any) -> Any:
    """Count the bits that are set, in one instruction."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.zext(builder.ctpop(args[0]), context.get_value_type(types.int64))

    return types.int64(types.uint64), code


@inlined
def slips_allowed(letters: int) -> Any:
    """Give how many letters may differ in a word of that length."""
    if letters < 4:
        return 0
    if letters <= 5:
        return 1
    return 2 if letters <= 9 else 3


@inlined
def place_letters(word: Any, length: int, places: Any) -> None:
    """Note at which places of a word each letter stands, as bits."""
    for i in range(length):
        places[word[i]] |= np.uint64(1) << np.uint64(i)


@inlined
def take_letters(word: Any, length: int, places: Any) -> None:
    """Undo :func:`place_letters`."""
    for i in range(length):
        places[word[i]] = np.uint64(0)


@inlined
def slips_between(places: Any, length: Any, other: Any, other_length: int) -> Any:
    """Count letters changed, left out, put in or swapped between two words.

    Optimal string alignment by bits: H. Hyyrö, "A bit-vector algorithm for computing
    Levenshtein and Damerau edit distances" (2003).

    Args:
        places: The first word's letters, by :func:`place_letters`.
        length: The first word's length, 1 to 63.
        other: The second word.
        other_length: Its length.
    """
    length = np.int64(length)  # unsigned numbers would not go below zero
    one = np.uint64(1)
    plus = ~np.uint64(0)
    minus = np.uint64(0)
    diagonal = np.uint64(0)
    before = np.uint64(0)
    last = one << np.uint64(length - 1)
    distance = length
    for j in range(other_length):
        here = places[other[j]]
        swapped = (((~diagonal) & here) << one) & before
        diagonal = (((here & plus) + plus) ^ plus) | here | minus | swapped
        up = minus | ~(diagonal | plus)
        down = diagonal & plus
        if up & last:
            distance += 1
        if down & last:
            distance -= 1
        up = (up << one) | one
        down = down << one
        plus = down | ~(diagonal | up)
        minus = up & diagonal
        before = here
    return distance


@inlined
def is_short_for(short: Any, n: int, long: Any, m: int) -> Any:
    """Whether a word shortens another: its beginning, then consonants in order.

    ``intl`` is short for ``international`` and ``mfg`` for ``manufacturing``.
    """
    if n < 3 or m < n + 2 or short[0] != long[0]:
        return False
    i = 1
    while i < n and short[i] == long[i]:
        i += 1
    j = i
    while i < n:
        sign = short[i]
        if sign == _A or sign == 101 or sign == _I or sign == 111 or sign == _U:
            return False
        while j < m and long[j] != sign:
            j += 1
        if j == m:
            return False
        j += 1
        i += 1
    return True


@bare
def unvowelled_cost(abjad: Any, n: Any, sound: Any, m: Any, row: Any) -> Any:
    """Say what it costs to read an unvowelled word as a sound, in tenths of a letter.

    Short vowels cost nothing, since they are not written; long ones, which are, cost
    a little when they are missing. ``row`` is room for as many numbers as the sound
    has letters, and one.
    """
    n = np.int64(n)  # unsigned numbers would not go below zero
    row[0] = 0
    for j in range(m):
        sign = sound[j]
        vowel = sign == _A or sign == _I or sign == _U
        row[j + 1] = row[j] + (0 if vowel and j > 0 else 4 if vowel else 10)
    for i in range(n):
        a = abjad[i]
        if a == _A or a == _U or a == _I:
            missing = 6
        elif a == _X:
            missing = 2
        elif a == _H:
            missing = 2 if i == n - 1 else 8
        else:
            missing = 10
        corner = row[0]
        row[0] = row[0] + missing
        for j in range(m):
            b = sound[j]
            vowel = b == _A or b == _I or b == _U
            best = corner + _reading_cost(a, b, vowel)
            left_out = row[j + 1] + missing
            best = min(best, left_out)
            if vowel:
                skipped = row[j] + (0 if i > 0 or j > 0 else 4)
            elif b == _H:
                skipped = row[j] + 6
            else:
                skipped = row[j] + 10
            corner = row[j + 1]
            row[j + 1] = min(best, skipped)
    return row[m]


@inlined
def _reading_cost(a: int, b: int, vowel: bool) -> Any:
    if a == b:
        return 0
    if vowel:
        if a == _X:
            return 0
        if a == _A or a == _U or a == _I:
            return 3
        return 4 if a == _H and b == _A else 12
    if a == _U and b == _V:
        return 0
    if a == _I and b == _J:
        return 4
    if a == _Z and (b == _D or b == _S):
        return 0
    if a == _V and (b == _T or b == _S):
        return 0
    if (a == _G or a == _K or a == _J) and (b == _G or b == _K or b == _J):
        return 2
    if (a == _D or a == _T or a == _S) and (b == _D or b == _T or b == _S):
        return 5
    if a == _K and b == _H:
        return 5
    return 12


def room_for_likeness() -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Give room to compare words in: places of letters, and a row of costs."""
    return np.zeros((2, 128), np.uint64), np.zeros(WIDTH + 3, np.int64)


@inlined
def likeness(rules: Any, a: Any, i: Any, b: Any, j: Any, room: Any) -> Any:
    """Give likeness and way of two words, as ``likeness * 16 + way``; 0 if unlike.

    Args:
        rules: See :mod:`sluis.core.names.rules`.
        a: Words (see :class:`~sluis.core.names.vocabulary.Words`) as a tuple.
        i: Which of them.
        b: Other words.
        j: Which of them.
        room: See :func:`room_for_likeness`; the letters of the first word are placed in
            it by :func:`place_letters`.
    """
    places = room[0]
    (
        letters_a,
        lengths_a,
        masks_a,
        kinds_a,
        sounds_a,
        spoken_a,
        keys_a,
        starts_a,
        groups_a,
    ) = a
    (
        letters_b,
        lengths_b,
        masks_b,
        kinds_b,
        sounds_b,
        spoken_b,
        keys_b,
        starts_b,
        groups_b,
    ) = b
    if keys_a[i, 0] == keys_b[j, 0]:
        return 1000 * 16 + 1
    kind = kinds_a[i]
    other = kinds_b[j]
    best = 0
    for x in range(starts_a[i], starts_a[i + 1]):
        for y in range(starts_b[j], starts_b[j + 1]):
            if groups_a[x] == groups_b[y]:
                best = (
                    rules[_FORMS] * 16 + 10
                    if kind == _FORM
                    else rules[_MEANING] * 16 + 6
                )
    if kind != 0 or other != 0:
        return best
    n = np.int64(lengths_a[i])  # unsigned numbers would not go below zero
    m = np.int64(lengths_b[j])
    abjad_a = letters_a[i, 0] == _TILDE
    abjad_b = letters_b[j, 0] == _TILDE
    if abjad_a or abjad_b:
        return max(best, _abjad(rules, a, i, b, j, abjad_a, abjad_b, room[1]))
    if n < 3 or m < 3:
        return best
    if keys_a[i, 4] == keys_b[j, 4]:
        best = max(best, rules[_LOOK] * 16 + 5)
    longer = max(n, m)
    if keys_a[i, 1] == keys_b[j, 1] and spoken_a[i] > 2:
        best = max(best, rules[_SOUND] * 16 + 3)
    elif (
        keys_a[i, 2] == keys_b[j, 2]
        and max(n, m) > 3
        and min(spoken_a[i], spoken_b[j]) > 2
    ):
        place_letters(sounds_a[i], spoken_a[i], places[1])
        apart = slips_between(places[1], spoken_a[i], sounds_b[j], spoken_b[j])
        take_letters(sounds_a[i], spoken_a[i], places[1])
        most = max(spoken_a[i], spoken_b[j])
        like = rules[_CONSONANTS] - (rules[_CONSONANTS_STEP] * apart) // most
        best = max(best, max(rules[_CONSONANTS_LEAST], like) * 16 + 4)
    allowed = slips_allowed(longer)
    if allowed > 0 and abs(n - m) <= allowed:
        if bits_of(masks_a[i] & ~masks_b[j]) <= allowed:
            slips = slips_between(places[0], n, letters_b[j], m)
            if slips <= allowed:
                like = 1000 - (rules[_SLIP] * slips) // longer
                if letters_a[i, 0] != letters_b[j, 0]:
                    like -= rules[_FIRST_LETTER]
                return max(best, like * 16 + 2)
    if best == 0 and n + 2 <= m:
        return _shortened(rules, letters_a[i], n, letters_b[j], m)
    if best == 0 and m + 2 <= n:
        return _shortened(rules, letters_b[j], m, letters_a[i], n)
    return best


@inlined
def _shortened(rules: Any, short: Any, n: int, long: Any, m: int) -> Any:
    if not is_short_for(short, n, long, m):
        return 0
    for k in range(n):
        if short[k] != long[k]:
            return rules[_ABBREVIATION] * 16 + 8 if n <= 6 else 0
    return rules[_BEGINNING] * 16 + 7


@bare
def _abjad(
    rules: Any,
    a: Any,
    i: Any,
    b: Any,
    j: Any,
    abjad_a: Any,
    abjad_b: Any,
    row: Any,
) -> Any:
    sounds_a, spoken_a, keys_a = a[4], a[5], a[6]
    sounds_b, spoken_b, keys_b = b[4], b[5], b[6]
    if keys_a[i, 3] != keys_b[j, 3]:
        return 0
    if abjad_a and abjad_b:
        return (rules[_UNVOWELLED] - 100) * 16 + 9
    if abjad_a:
        cost = unvowelled_cost(sounds_a[i], spoken_a[i], sounds_b[j], spoken_b[j], row)
    else:
        cost = unvowelled_cost(sounds_b[j], spoken_b[j], sounds_a[i], spoken_a[i], row)
    if cost > 16:
        return 0
    return (rules[_UNVOWELLED] - rules[_UNVOWELLED_STEP] * cost) * 16 + 9
