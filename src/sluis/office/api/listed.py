"""The listed parties of the newest editions, loaded once and kept for every request.

A new edition is noticed by the time of its folder; until it is loaded the one before
it answers. Threads share one index, which never changes.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from sluis.core.names.folding import words_of
from sluis.core.party import Entity, PartyQuery
from sluis.core.screening import NameIndex, build_index, screen
from sluis.store.editions import Edition, Editions
from sluis.store.home import Home
from sluis.store.rule import Rule
from sluis.store.screening import Ready, chosen, ready

EVERYTHING = frozenset({"default", "all"})
"""Names that clients use for all the lists together."""


@dataclass(frozen=True)
class Listed:
    """Every party of the newest editions, ready to be asked for.

    Attributes:
        ready: Every list in its newest edition, as a screening asks it.
        by_id: Their parties, by id; one that stands on two lists is one on both.
    """

    ready: Ready
    by_id: Mapping[str, Entity]
    _parts: dict[str, NameIndex] = field(default_factory=dict)

    @classmethod
    def of(cls, ready: Ready) -> Listed:
        """Make parties ready to be asked for by id and list."""
        return cls(ready, {entity.id: entity for entity in ready.index.entities})

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The editions."""
        return self.ready.editions

    @property
    def index(self) -> NameIndex:
        """Their parties, to be screened against."""
        return self.ready.index

    def warm(self) -> None:
        """Make ready what the first request would else wait for."""
        if self.by_id:
            query = PartyQuery(
                id=None, names=(next(iter(self.by_id.values())).caption,)
            )
            list(screen([query], self.index))
        assert self.words is not None  # noqa: S101 - counted by asking for it
        assert self.holdings is not None  # noqa: S101 - the same

    def datasets(self) -> set[str]:
        """Name the lists, and the lists inside them."""
        inside = {part for edition in self.editions for part in edition.parts}
        return {edition.list_id for edition in self.editions} | inside

    def part(self, dataset: str) -> NameIndex | None:
        """Give the index of one list; ``None`` where there is no such list."""
        if dataset in EVERYTHING:
            return self.index
        if dataset not in self.datasets():
            return None
        known = self._parts.get(dataset)
        if known is None:
            ids = {e.id for e in self.by_id.values() if dataset in e.lists}
            known = build_index(
                entity
                for entity in self.by_id.values()
                if entity.id in ids or not ids.isdisjoint(self._owners(entity))
            )
            self._parts[dataset] = known
        return known

    def _owners(self, entity: Entity) -> tuple[str, ...]:
        """Give the listed owners of a party that is not listed itself."""
        owned = None if entity.listed else self.ready.owned.get(entity.id)
        return owned.owners if owned is not None else ()

    @cached_property
    def words(self) -> Mapping[str, frozenset[str]]:
        """Folded word to the ids of the parties that have it in a name."""
        found: dict[str, set[str]] = defaultdict(set)
        for entity in self.by_id.values():
            for name in entity.names:
                for word in words_of(name.text):
                    found[word].add(entity.id)
        return {word: frozenset(ids) for word, ids in found.items()}

    @cached_property
    def holdings(self) -> Mapping[str, tuple[Entity, ...]]:
        """Id of an owner to the parties in which it holds a stake."""
        found: dict[str, list[Entity]] = defaultdict(list)
        for entity in self.by_id.values():
            for owner in dict.fromkeys(stake.owner for stake in entity.stakes):
                found[owner].append(entity)
        return {owner: tuple(assets) for owner, assets in found.items()}


_lock = threading.Lock()


def listed() -> Listed:
    """Give the parties of the newest editions.

    Raises:
        SluisError: No list has been imported, or an edition is damaged.
    """
    home = Home.open()
    with _lock:
        return _load(home, tuple(_marks(home)))


def _marks(home: Home) -> Iterator[tuple[str, int]]:
    for folder in sorted(home.room("lists").iterdir()):
        yield folder.name, folder.stat().st_mtime_ns


@lru_cache(maxsize=1)
def _load(home: Home, marks: tuple[tuple[str, int], ...]) -> Listed:
    editions, rule = Editions(home), Rule()
    return Listed.of(ready(editions, chosen(editions, rule), rule))
