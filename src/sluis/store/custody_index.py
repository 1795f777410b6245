"""The item index: rows of reports and a way from a serial to them, on disk.

A folder of plain arrays beside the record, made from it and made again at will;
losing it loses nothing. Arrays are mapped into memory, so that opening it costs
nothing and several processes share it. A new edition is written beside the old
one and moved into place.
"""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numba import njit, prange

from sluis.core.custody.kernel import BEST, MOST, scratch
from sluis.core.custody.policy import Policy
from sluis.core.custody.population import (
    Chains,
    Tables,
    columns_of,
    one,
    valid_before,
)
from sluis.core.custody.rows import NEVER, UNKNOWN, Array, Items, Rows
from sluis.core.errors import UnreadableFile

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Texts:
    """Many texts in one array of bytes, found by number or by their hash.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundChain:
    """The chains of one item as the index gives them, without explanations.

    Attributes:
        item: The item's number.
        hops: The most likely chain: sender, receiver, first and last minute since
            1970, probability.
        confidence: How likely the last holder is who it says.
        alternatives: (probability, receivers) of the next-best chains.
        movements: How many movements there are; -1 is too many, and the item
            must be traced from the record.
    """

    item: int
    hops: tuple[tuple[str | None, str | None, int, int, float], ...]
    confidence: float
    alternatives: tuple[tuple[float, tuple[str | None, ...]], ...]
    movements: int


@dataclass(frozen=True)
class CustodyIndex:
    """Reports by item, with the texts of items and parties.

    Attributes:
        rows: The reports.
        items: What the items left on.
        item_texts: Identifiers of the items.
        party_texts: Identifiers of the parties.
        stamp: What it was made from, to tell whether it is still true.
        policy: Weights of its chains.
    """

    rows: Rows
    items: Items
    item_texts: Texts
    party_texts: Texts
    stamp: str
    policy: Policy

    def save(self, folder: Path) -> None:
        """Write it, whole or not at all, in the place of what was there."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=".custody-", dir=folder.parent))
        for name, array in self._arrays().items():
            np.save(partial / f"{name}.npy", array)
        about = {"version": _VERSION, "stamp": self.stamp}
        (partial / "about.json").write_bytes(orjson.dumps(about))
        if folder.exists():
            old = folder.with_name(f"{partial.name}-old")
            folder.rename(old)
            partial.rename(folder)
            shutil.rmtree(old)
        else:
            partial.rename(folder)

    @classmethod
    def open(cls, folder: Path, policy: Policy) -> CustodyIndex | None:
        """Map an index into memory; ``None`` when there is none of this version.

        Raises:
            UnreadableFile: A file of it is missing or broken.
        """
        try:
            about = orjson.loads((folder / "about.json").read_bytes())
            if about["version"] != _VERSION:
                return None
            names = (*_names("rows", Rows), *_names("items", Items), *_TEXTS)
            found = {
                name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in names
            }
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError) as problem:
            raise UnreadableFile(
                "the custody index is broken",
                path=str(folder),
                remedy="remove the folder; it is made again from the record",
            ) from problem
        plain = {name: np.asarray(array) for name, array in found.items()}
        return cls(
            rows=Rows(**_part("rows", plain)),
            items=Items(**_part("items", plain)),
            item_texts=Texts(**_part("item_texts", plain)),
            party_texts=Texts(**_part("party_texts", plain)),
            stamp=about["stamp"],
            policy=policy,
        )

    def _arrays(self) -> dict[str, Array]:
        texts = {
            f"{kind}.{name}": getattr(getattr(self, kind), name)
            for kind in ("item_texts", "party_texts")
            for name in ("data", "begin", "hashes", "numbers")
        }
        rows = {f"rows.{n}": a for n, a in self.rows.columns().items()}
        items = {f"items.{n}": a for n, a in self.items.columns().items()}
        return {**rows, **items, **texts}

    @cached_property
    def _prepared(self) -> tuple[Any, ...]:
        """Hold what every look-up needs, in the form the kernel takes."""
        room = Chains.empty(1)
        found = (
            np.empty(BEST, np.float64),
            np.empty(BEST, np.int64),
            np.empty(MOST, np.float64),
            np.empty(MOST, np.float64),
        )
        whole = scratch()
        given = (
            self.rows.start,
            *columns_of(self.rows),
            self.items.exporter,
            self.items.consignee,
            self.items.end_user,
            *Tables.of(self.policy).arrays(),
            valid_before(None),
            NEVER,
            *whole,
            *found,
            *room.arrays(),
        )
        return given, whole[0], found[2], room

    def chain(self, text: str) -> FoundChain | None:
        """Find the most likely chain of an item and the next three.

        Args:
            text: The item, in its one spelling.

        Returns:
            ``None`` when the index does not know the item.
        """
        number = self.item_texts.find(text)
        if number is None:
            return None
        given, movements, probabilities, room = self._prepared
        count, _ = one(number, 0, *given)
        best, shares = room.best[0].tolist(), room.probability[0].tolist()
        whole = movements[:4, : max(count, 0)].T.tolist()
        node = probabilities[: max(count, 0)].tolist()
        names = {
            party: None if party == UNKNOWN else self.party_texts[party]
            for movement in whole
            for party in movement[:2]
        }
        return FoundChain(
            item=number,
            hops=tuple(
                (names[gave], names[took], first, last, node[j])
                for j, (gave, took, first, last) in enumerate(whole)
                if best[0] >> j & 1
            ),
            confidence=float(room.confidence[0]),
            alternatives=tuple(
                (
                    shares[k],
                    tuple(names[m[1]] for j, m in enumerate(whole) if best[k] >> j & 1),
                )
                for k in range(1, BEST)
                if shares[k] > 0.0
            ),
            movements=count,
        )


_TEXTS = tuple(
    f"{kind}.{name}"
    for kind in ("item_texts", "party_texts")
    for name in ("data", "begin", "hashes", "numbers")
)


def _names(kind: str, of: type[Rows | Items]) -> tuple[str, ...]:
    return tuple(f"{kind}.{field.name}" for field in fields(of))


def _part(kind: str, found: dict[str, Array]) -> dict[str, Array]:
    return {
        name.partition(".")[2]: array
        for name, array in found.items()
        if name.startswith(f"{kind}.")
    }


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
