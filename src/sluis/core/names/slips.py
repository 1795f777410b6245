"""Words within a few slips of each other, found without comparing all.

Two words at most ``k`` slips apart (letters changed, left out, put in or swapped with
the next) become one when the right letters, at most ``k``, are left out of each. So
every listed word is filed under all that is left of it, and a word is looked up under
all that is left of it: W. Garbe, "Symmetric Delete spelling correction" (2012). Only
the first :data:`PREFIX` letters are filed. What is found may differ by more and is
compared afterwards; nothing that differs by less is lost.
"""

# Compiled code: calls by place, long where a call would cost more than it explains.
# ruff: noqa: PLR0913, PLR0917

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sluis.core.names.compiled import compiled, inlined
from sluis.core.names.letters import Bytes
from sluis.core.names.likeness import slips_allowed

Numbers: TypeAlias = NDArray[np.int32]

PREFIX = 10
"""Letters of a word that are filed. From so many on three slips are allowed, so that
a shorter word, which must be shorter by the difference, needs no more left out."""
MOST = 176
"""Ways to leave at most three of ten letters out."""

_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)


@inlined
def remainders_of(word: Any, length: Any, room: Any) -> Any:
    """Give a number for each way to leave letters out of a word.

    Args:
        word: Its letters.
        length: How many.
        room: (4, :data:`MOST`); the numbers are in its first row.

    Returns:
        How many numbers there are.
    """
    n: Any = min(np.int64(length), PREFIX)
    most = slips_allowed(np.int64(length))
    out, before, power, after = room[0], room[1], room[2], room[3]
    before[0] = np.uint64(1)
    power[0] = np.uint64(1)
    for i in range(n):
        before[i + 1] = before[i] * _BASE + np.uint64(word[i])
        power[i + 1] = power[i] * _BASE
    for i in range(n + 1):
        after[i] = before[n] - before[i] * power[n - i]
    out[0] = before[n]
    count = 1
    if most == 0:
        return count
    for i in range(n):
        one = before[i]
        out[count] = one * power[n - 1 - i] + after[i + 1]
        count += 1
        if most == 1:
            continue
        for j in range(i + 1, n):
            out[count] = one * power[n - 1 - j] + after[j + 1]
            count += 1
            if most > 2:
                two = one
                for k in range(j + 1, n):
                    out[count] = two * power[n - 1 - k] + after[k + 1]
                    count += 1
                    two = two * _BASE + np.uint64(word[k])
            one = one * _BASE + np.uint64(word[j])
    return count


@inlined
def drawer_of(remainder: Any, shift: Any) -> Any:
    """Give the place that a remainder is filed at."""
    mixed = (remainder ^ (remainder >> np.uint64(32))) * _MIX
    return np.int64(mixed >> np.uint64(shift))


@compiled
def _count(letters: Any, lengths: Any, able: Any, shift: Any, starts: Any) -> None:
    room = np.empty((4, MOST), np.uint64)
    for v in able:
        for x in range(remainders_of(letters[v], lengths[v], room)):
            starts[drawer_of(room[0, x], shift) + 1] += 1


@compiled
def _file(
    letters: Any, lengths: Any, able: Any, shift: Any, places: Any, filed: Any
) -> None:
    room = np.empty((4, MOST), np.uint64)
    for v in able:
        for x in range(remainders_of(letters[v], lengths[v], room)):
            drawer = drawer_of(room[0, x], shift)
            filed[places[drawer]] = v
            places[drawer] += 1


def file_words(
    letters: Bytes, lengths: Bytes, able: Numbers
) -> tuple[Numbers, Numbers, int]:
    """File words under all that is left of them.

    Args:
        letters: (n, 32) letters of all words.
        lengths: (n,) how many.
        able: Which of them are filed; three letters or more.

    Returns:
        Where each drawer begins, the words in them, and by how much a mixed remainder
        is shifted to give its drawer.
    """
    roughly = int(np.minimum(lengths[able].astype(np.int64), PREFIX).sum()) * 6
    bits = max(8, roughly.bit_length())
    starts = np.zeros((1 << bits) + 1, np.int32)
    _count(letters, lengths, able, 64 - bits, starts)
    np.cumsum(starts, out=starts)
    filed = np.empty(int(starts[-1]), np.int32)
    _file(letters, lengths, able, 64 - bits, starts[:-1].copy(), filed)
    return starts, filed, 64 - bits
