"""The item index: rows of reports and a way from a serial to them, on disk.

A folder of plain arrays beside the record, made from it and made again at will;
losing it loses nothing. Arrays are mapped into memory, so that opening it costs
nothing and several processes share it. A new edition is written beside the old
one and moved into place.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from sluis.core.custody.kernel import BEST, MOST, scratch
from sluis.core.custody.policy import Policy
from sluis.core.custody.population import (
    Chains,
    Tables,
    columns_of,
    one,
    valid_before,
)
from sluis.core.custody.rows import (
    NEVER,
    UNKNOWN,
    Array,
    Items,
    Papers,
    Reach,
    Rows,
)
from sluis.core.errors import UnreadableFile
from sluis.store.texts import Texts
from sluis.store.ties import HalfLinks

_VERSION = 2

ANCHORS = ("licence", "catch_all", "declaration")
"""Kinds of papers, by the number that an index keeps."""


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
        rows: The reports; ``report`` is the number of the event in the record.
        items: What the items left on.
        reach: How far the rows say what a trace says.
        papers: The papers.
        links: Who is tied to whom.
        item_texts: Identifiers of the items.
        party_texts: Identifiers of the parties, and of what they share.
        paper_texts: Identifiers of the papers.
        stamp: What it was made from, to tell whether it is still true.
        policy: Weights of its chains.
    """

    rows: Rows
    items: Items
    reach: Reach
    papers: Papers
    links: HalfLinks
    item_texts: Texts
    party_texts: Texts
    paper_texts: Texts
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
        old = folder.with_name(f"{partial.name}-old")
        try:
            if folder.exists():
                folder.rename(old)
            partial.rename(folder)
        except OSError:
            # Another process put its own there at this moment, as good as ours.
            shutil.rmtree(partial)
        shutil.rmtree(old, ignore_errors=True)

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
            found = {kind: _mapped(folder, kind, of) for kind, of in _PARTS.items()}
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError) as problem:
            raise UnreadableFile(
                "the custody index is broken",
                path=str(folder),
                remedy="remove the folder; it is made again from the record",
            ) from problem
        return cls(**found, stamp=about["stamp"], policy=policy)

    def party(self, number: int) -> str | None:
        """Give a party; ``None`` when the number is that of nobody."""
        return None if number == UNKNOWN else self.party_texts[int(number)]

    def _arrays(self) -> dict[str, Array]:
        return {
            f"{kind}.{field.name}": getattr(getattr(self, kind), field.name)
            for kind, of in _PARTS.items()
            for field in fields(of)
        }

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


_PARTS: dict[str, Any] = {
    "rows": Rows,
    "items": Items,
    "reach": Reach,
    "papers": Papers,
    "links": HalfLinks,
    "item_texts": Texts,
    "party_texts": Texts,
    "paper_texts": Texts,
}


def _mapped(folder: Path, kind: str, of: Any) -> Any:
    """Map the arrays of one part into memory."""
    return of(
        **{
            field.name: np.asarray(
                np.load(folder / f"{kind}.{field.name}.npy", mmap_mode="r")
            )
            for field in fields(of)
        }
    )
