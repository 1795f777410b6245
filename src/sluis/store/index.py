"""The index of listed names on disk: made once, mapped into memory when asked for.

``indexes/KEY.index`` holds the arrays of one choice of editions as they are in memory,
and their parties as JSON, each read when it is met. The key says which editions, which
choice among them and which code made it, so an index is never out of date: it is there
or it is made. All of it is derived and may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import mmap
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, overload

import numpy as np
import orjson
from numpy.typing import NDArray

from sluis.core.names.index import NameArrays, NameIndex, arrays_of, index_names
from sluis.core.names.vocabulary import Words
from sluis.core.party import Address, Entity, Identifier, Name, Stake
from sluis.core.time import VagueDay
from sluis.store.editions import Edition
from sluis.store.home import Home

KEPT = 4
"""Indexes that are kept; the least used go first."""

_ALIGNED = 64
_CODE = {
    "sluis.core": ("listing.py", "ownership.py", "party.py", "time.py"),
    "sluis.core.names": (".py",),
    "sluis.core.names.tables": (".tsv",),
    "sluis.store": ("assembly.py", "index.py"),
}
"""Packages, and how the names of their files end that an index depends on."""


@dataclass(frozen=True, slots=True)
class Indexes:
    """The indexes of a data folder.

    Attributes:
        home: The data folder.
    """

    home: Home

    def of(
        self,
        editions: Sequence[Edition],
        entities: Callable[[], Iterable[Entity]],
        *,
        choice: str = "",
    ) -> NameIndex:
        """Give the index of parties, made only if it is not there yet.

        Args:
            editions: The editions that the parties come from.
            entities: Gives them, where the index is to be made.
            choice: What was chosen among them, such as lists and a day.
        """
        path = self.home.room("indexes") / f"{_key(editions, choice)}.index"
        with suppress(OSError, ValueError, KeyError):
            index = read_index(path)
            os.utime(path)
            return index
        write_index(index_names(entities()), path)
        self._forget()
        return read_index(path)

    def _forget(self) -> None:
        """Remove all but the indexes that were used last."""
        known = self.home.room("indexes").glob("*.index")
        by_use = sorted(known, key=lambda path: path.stat().st_mtime_ns)
        for path in by_use[:-KEPT]:
            path.unlink(missing_ok=True)


def _key(editions: Sequence[Edition], choice: str) -> str:
    told = [[edition.name, edition.sha256] for edition in editions]
    text = orjson.dumps([told, choice, code_version()])
    return hashlib.sha256(text).hexdigest()[:24]


@cache
def code_version() -> str:
    """Give a hash of the code and the tables that an index depends on."""
    digest = hashlib.sha256(np.__version__.encode())
    for package, wanted in _CODE.items():
        for file in sorted(files(package).iterdir(), key=lambda file: file.name):
            if file.name.endswith(wanted):
                digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def write_index(index: NameIndex, path: Path) -> None:
    """Write an index; it is there whole or not at all."""
    rows = [orjson.dumps(entity) for entity in index.entities]
    sizes = np.fromiter(map(len, rows), np.int64, len(rows))
    arrays = {
        **{f"words.{name}": array for name, array in arrays_of(index.words).items()},
        **{f"names.{name}": array for name, array in arrays_of(index.arrays).items()},
        "entity_ends": np.cumsum(sizes),
        "entities": np.frombuffer(b"".join(rows), np.uint8),
    }
    places: dict[str, Any] = {}
    offset = 0
    for name, array in arrays.items():
        places[name] = [array.dtype.str, array.shape, offset]
        offset += -(-array.nbytes // _ALIGNED) * _ALIGNED
    head = orjson.dumps({"arrays": places, "size": offset})
    start = -(-(8 + len(head)) // _ALIGNED) * _ALIGNED
    with NamedTemporaryFile(dir=path.parent, delete=False) as stream:
        stream.write(len(head).to_bytes(8, "little") + head)
        for name, array in arrays.items():
            stream.seek(start + places[name][2])
            stream.write(np.ascontiguousarray(array).tobytes())
        stream.truncate(start + offset)
    Path(stream.name).replace(path)


def read_index(path: Path) -> NameIndex:
    """Map an index into memory.

    Raises:
        OSError: It is not there.
        ValueError: It is damaged.
    """
    with path.open("rb") as stream:
        mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    length = int.from_bytes(mapped[:8], "little")
    head = orjson.loads(mapped[8 : 8 + length])
    start = -(-(8 + length) // _ALIGNED) * _ALIGNED
    if len(mapped) != start + head["size"]:
        raise ValueError(f"{path} was cut off")
    arrays = {
        name: np.frombuffer(
            mapped, dtype, int(np.prod(shape, dtype=np.int64)), start + offset
        ).reshape(shape)
        for name, (dtype, shape, offset) in head["arrays"].items()
    }
    return NameIndex(
        StoredEntities(arrays["entities"], arrays["entity_ends"]),
        Words(**_part(arrays, "words.")),
        NameArrays(**_part(arrays, "names.")),
    )


def _part(arrays: Mapping[str, NDArray[Any]], prefix: str) -> dict[str, NDArray[Any]]:
    return {
        name.removeprefix(prefix): array
        for name, array in arrays.items()
        if name.startswith(prefix)
    }


@dataclass(frozen=True, slots=True, eq=False)
class StoredEntities(Sequence[Entity]):
    """Parties that are read from their rows when they are asked for.

    Attributes:
        rows: Their JSON, one after the other.
        ends: Where each ends.
    """

    rows: NDArray[np.uint8]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, place: int) -> Entity: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Entity]: ...
    def __getitem__(self, place: int | slice) -> Entity | Sequence[Entity]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        place %= len(self)
        start = int(self.ends[place - 1]) if place else 0
        return _entity(orjson.loads(self.rows[start : int(self.ends[place])].tobytes()))

    def __iter__(self) -> Iterator[Entity]:
        return (self[place] for place in range(len(self)))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _vague(row: Mapping[str, str]) -> VagueDay:
    return VagueDay(
        first=date.fromisoformat(row["first"]), last=date.fromisoformat(row["last"])
    )


def _entity(row: dict[str, Any]) -> Entity:
    for key in ("countries", "programs", "lists", "topics"):
        row[key] = tuple(row[key])
    row["names"] = tuple(Name(**part) for part in row["names"])
    row["identifiers"] = tuple(Identifier(**part) for part in row["identifiers"])
    row["addresses"] = tuple(Address(**part) for part in row["addresses"])
    row["birth_dates"] = tuple(map(_vague, row["birth_dates"]))
    row["stakes"] = tuple(
        Stake(**{**part, "since": _day(part["since"]), "until": _day(part["until"])})
        for part in row["stakes"]
    )
    for key in ("incorporated", "dissolved"):
        row[key] = _vague(row[key]) if row[key] is not None else None
    for key in ("listed_from", "listed_until"):
        row[key] = _day(row[key])
    return Entity(**row)
