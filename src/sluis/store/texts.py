"""Many texts in one array of bytes, found by number or by their hash."""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit, prange

from sluis.core.custody.rows import Array


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts as arrays.

    Attributes:
        data: All bytes, one text after the other.
        begin: Where each begins, and one more.
        hashes: 64-bit hashes, in order.
        numbers: The text each hash belongs to.
    """

    data: Array
    begin: Array
    hashes: Array
    numbers: Array

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        """Make the arrays of texts."""
        coded = [text.encode() for text in texts]
        begin = np.zeros(len(coded) + 1, np.int64)
        np.cumsum([len(c) for c in coded], out=begin[1:])
        return cls.packed(np.frombuffer(b"".join(coded), np.uint8), begin)

    @classmethod
    def packed(cls, data: Array, begin: Array) -> Texts:
        """Make the hashes of texts that lie in one array already."""
        hashes = np.empty(len(begin) - 1, np.uint64)
        _hash_all(data, begin, hashes)
        order = np.argsort(hashes, kind="stable")
        return cls(data, begin, hashes[order], order.astype(np.int32))

    def __getitem__(self, number: int) -> str:
        lo, hi = self.begin[number], self.begin[number + 1]
        return self.data[lo:hi].tobytes().decode()

    def __len__(self) -> int:
        return len(self.begin) - 1

    def find(self, text: str) -> int | None:
        """Give the number of a text; ``None`` when it is not there."""
        coded = text.encode()
        number = _find(
            np.frombuffer(coded, np.uint8),
            self.data,
            self.begin,
            self.hashes,
            self.numbers,
        )
        return None if number < 0 else int(number)


@njit(cache=True)
def _hash(data, lo, hi):
    """Hash bytes to 64 bits: FNV-1a by D. Eastlake and others, mixed at the end."""
    value = np.uint64(0xCBF29CE484222325)
    for i in range(lo, hi):
        value = (value ^ np.uint64(data[i])) * np.uint64(0x100000001B3)
    value = (value ^ (value >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    return value ^ (value >> np.uint64(33))


@njit(parallel=True, cache=True)
def _hash_all(data, begin, out):
    for i in prange(out.size):
        out[i] = _hash(data, begin[i], begin[i + 1])


@njit(cache=True)
def _find(text, data, begin, hashes, numbers):
    wanted = _hash(text, 0, text.size)
    lo, hi = 0, hashes.size
    while lo < hi:
        middle = (lo + hi) // 2
        if hashes[middle] < wanted:
            lo = middle + 1
        else:
            hi = middle
    while lo < hashes.size and hashes[lo] == wanted:
        # Two texts may share a hash, so the text itself decides.
        number = numbers[lo]
        start = begin[number]
        if begin[number + 1] - start == text.size:
            same = True
            for i in range(text.size):
                if data[start + i] != text[i]:
                    same = False
                    break
            if same:
                return number
        lo += 1
    return -1
