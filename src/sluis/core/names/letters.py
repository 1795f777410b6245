"""What can be told of one word before it meets another: sound, consonants, letters.

A word is bytes of ``a-z0-9``. Its *sound* is written in few letters that spellings
of one name in several romanisations share: vowels become ``a``, ``i`` or ``u``, ``c``
stands for sh and ch, ``j`` for zh and dj, ``s`` for s and z. ``Yousef`` and ``Yusif``
sound the same. The functions are compiled; all are pure.
"""

# Compiled code: calls by place, long where a call would cost more than it explains.
# ruff: noqa: PLR0912, PLR0913, PLR0915, PLR0917, PLR1714, SIM102, SIM109

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sluis.core.names.compiled import bare, compiled, inlined

WIDTH = 32
"""Letters of a word that are kept."""

Bytes: TypeAlias = NDArray[np.uint8]
Keys: TypeAlias = NDArray[np.uint64]

EXACT, SOUND, SKELETON, BARE, LOOK = range(5)
"""Columns of a word's keys: equal keys make two words worth comparing."""

_A, _C, _E, _F, _G, _H, _I, _J, _K = (ord(c) for c in "acefghijk")
_N, _O, _P, _Q, _S, _T, _U, _V, _W = (ord(c) for c in "nopqstuvw")
_D, _X, _Y, _Z, _B, _L, _M, _R = (ord(c) for c in "dxyzblmr")
_TILDE = ord("~")

ABJAD_SIGN = "~"


@bare
def sound_into(word: Any, length: int, out: Any) -> Any:
    """Write a word's sound; give its length.

    Args:
        word: Letters of the word.
        length: How many there are.
        out: At least :data:`WIDTH` long; receives the sound.
    """
    n = 0
    i = 0
    while i < length:
        a = word[i]
        b = word[i + 1] if i + 1 < length else 0
        c = word[i + 2] if i + 2 < length else 0
        step = 1
        sign = a
        extra = 0
        if a == _S and b == _C and c == _H:
            sign, step = _C, 3
        elif a == _S and b == _H:
            sign, step = _C, 2
            if c == _C and i + 3 < length and word[i + 3] == _H:
                step = 4
        elif (a == _T and b == _C and c == _H) or (a == _T and b == _S and c == _H):
            sign, step = _C, 3
        elif (a == _C and b == _H) or (a == _C and b == _Z):
            sign, step = _C, 2
        elif a == _C and b == _K:
            sign, step = _K, 2
        elif a == _C:
            sign = _S if b == _E or b == _I or b == _Y else _K
        elif a == _K and b == _H:
            sign, step = _H, 2
        elif a == _G and b == _H:
            sign, step = _G, 2
        elif a == _D and b == _Z and c == _H:
            sign, step = _J, 3
        elif (a == _D and b == _J) or (a == _Z and b == _H):
            sign, step = _J, 2
        elif a == _D and b == _H:
            sign, step = _D, 2
        elif a == _T and b == _H:
            sign, step = _T, 2
        elif a == _P and b == _H:
            sign, step = _F, 2
        elif a == _T and (b == _S or b == _Z):
            sign, step = _S, 2
        elif a == _Q:
            sign = _K
        elif a == _X:
            if i == 0:
                sign = _S
            else:
                sign, extra = _K, _S
        elif a == _W:
            sign = _V
        elif a == _Z:
            sign = _S
        elif a == _O:
            sign = _U
            if b == _U or b == _O:
                step = 2
        elif a == _A and (b == _I or b == _Y):
            sign, step = _I, 2
        elif a == _E or a == _I or a == _Y:
            sign = _I
            if a == _E and b == _U:
                step = 2
        elif (
            a == _J
            and i > 0
            and (i + 1 == length or b != _A)
            and _is_vowel(word[i - 1])
        ):
            sign = _I
        i += step
        if n == 0 or out[n - 1] != sign:
            if n < WIDTH:
                out[n] = sign
                n += 1
        if extra != 0 and n < WIDTH:
            out[n] = extra
            n += 1
    if n > 2 and out[n - 1] == _H:
        n -= 1
    return n


@inlined
def _is_vowel(sign: int) -> Any:
    return (
        sign == _A or sign == _E or sign == _I or sign == _O or sign == _U or sign == _Y
    )


@inlined
def _hashed(word: Any, length: int, seed: int) -> Any:
    key = np.uint64(14695981039346656037) ^ np.uint64(seed)
    for i in range(length):
        key = (key ^ np.uint64(word[i])) * np.uint64(1099511628211)
    return key ^ (key >> np.uint64(29))


@bare
def skeleton_into(sound: Any, length: int, out: Any) -> Any:
    """Write the consonants of a sound, with its first letter; vowels first are a."""
    n = 0
    for i in range(length):
        sign = sound[i]
        vowel = sign == _A or sign == _I or sign == _U
        if i == 0 and vowel:
            sign = _A
        elif vowel or sign == _H:
            continue
        if n == 0 or out[n - 1] != sign:
            out[n] = sign
            n += 1
    return n


@bare
def bare_into(sound: Any, length: int, out: Any) -> Any:
    """Write the consonants that every spelling keeps, as an abjad has them."""
    n = 0
    for i in range(length):
        sign = sound[i]
        if (
            sign == _A
            or sign == _I
            or sign == _U
            or sign == _H
            or sign == _V
            or sign == _X
            or sign == _TILDE
        ):
            continue
        if sign == _D or sign == _S or sign == _Z:
            sign = _T
        elif sign == _G or sign == _J:
            sign = _K
        elif sign == _P:
            sign = _B
        if n == 0 or out[n - 1] != sign:
            out[n] = sign
            n += 1
    return n


@bare
def look_into(word: Any, length: int, out: Any) -> Any:
    """Write a word so that signs a scanner confuses are one: 0 and o, rn and m."""
    n = 0
    i = 0
    while i < length:
        a = word[i]
        b = word[i + 1] if i + 1 < length else 0
        if a == _R and b == _N:
            a = _M
            i += 1
        elif a == _V and b == _V:
            a = _W
            i += 1
        elif a == _C and b == _L:
            a = _D
            i += 1
        elif a == _R and b == _I:
            a = _N
            i += 1
        elif (a == _I or a == _L or a == 49) and (b == _I or b == _L or b == 49):
            a = _U
            i += 1
        elif a == _E:
            a = _C
        elif a == _H:
            a = _B
        elif a == 48:
            a = _O
        elif a == 49 or a == _L:
            a = _I
        elif a == 51:
            a = _C
        elif a == 52:
            a = _A
        elif a == 53:
            a = _S
        elif a == 56:
            a = _B
        elif a == 54 or a == 57 or a == _Q:
            a = _G
        elif a == 50:
            a = _Z
        out[n] = a
        n += 1
        i += 1
    return n


@inlined
def letter_mask(word: Any, length: int) -> Any:
    """Give a mask of which letters a word has, and which it has twice.

    One letter changed, left out, put in or swapped takes away one bit at most, and
    adds one at most.
    """
    mask = np.uint64(0)
    one = np.uint64(1)
    for i in range(length):
        sign = word[i]
        if sign >= 97:
            place = np.uint64(min(sign - 97, 25))
            bit = one << place
            if mask & bit:
                bit = one << (place + np.uint64(26))
        else:
            bit = one << np.uint64(52 + sign % 10)
        mask |= bit
    return mask


@compiled
def analyse(
    words: Any, lengths: Any, sounds: Any, sound_lengths: Any, keys: Any, masks: Any
) -> None:
    """Fill in the sound, the keys and the mask of every word.

    Args:
        words: (n, WIDTH) letters.
        lengths: (n,) lengths.
        sounds: (n, WIDTH), filled in.
        sound_lengths: (n,), filled in.
        keys: (n, 5), filled in; columns as :data:`EXACT` and following.
        masks: (n,), filled in.
    """
    room = np.empty(WIDTH + 2, np.uint8)
    for i in range(words.shape[0]):
        n = np.int64(lengths[i])
        keys[i, 0] = _hashed(words[i], n, 0)
        masks[i] = letter_mask(words[i], n)
        if words[i, 0] == _TILDE:
            m = n - 1
            for j in range(m):
                sounds[i, j] = words[i, j + 1]
            keys[i, 1] = _hashed(sounds[i], m, 11)
            keys[i, 2] = keys[i, 1]
            keys[i, 4] = keys[i, 1]
        else:
            m = sound_into(words[i], n, sounds[i])
            keys[i, 1] = _hashed(sounds[i], m, 1)
            keys[i, 2] = _hashed(room, skeleton_into(sounds[i], m, room), 2)
            keys[i, 4] = _hashed(room, look_into(words[i], n, room), 4)
        keys[i, 3] = _hashed(room, bare_into(sounds[i], m, room), 3)
        sound_lengths[i] = m


def pack(words: list[str]) -> tuple[Bytes, Bytes]:
    """Put words into an array of letters, and give their lengths."""
    lengths = np.array([len(word) for word in words], np.uint8)
    text = "".join([word.ljust(WIDTH, "\0") for word in words])
    letters = np.frombuffer(text.encode("ascii"), np.uint8).reshape(-1, WIDTH)
    return letters, lengths


def sound_of(word: str) -> str:
    """Give the sound of one word; ``Yusif`` and ``Yousef`` share it."""
    letters, lengths = pack([word])
    out = np.empty(WIDTH + 2, np.uint8)
    return out[: sound_into(letters[0], lengths[0], out)].tobytes().decode("ascii")


def skeleton_of(word: str) -> str:
    """Give the consonants of one word's sound, with its first letter."""
    sound, lengths = pack([sound_of(word)])
    out = np.empty(WIDTH + 2, np.uint8)
    return out[: skeleton_into(sound[0], lengths[0], out)].tobytes().decode("ascii")
