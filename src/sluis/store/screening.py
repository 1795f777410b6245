"""Screening against the editions in a data folder, and doing it again.

What an answer depends on is a :class:`Rule` and the editions that it chose. Both are
recorded (:mod:`sluis.store.screenings`), so a screening can be run again to the letter.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from sluis.core.ownership import Owned, with_owners
from sluis.core.party import Entity, PartyQuery
from sluis.core.screening import NameIndex
from sluis.core.screening import screen as screen_parties
from sluis.formats.ownership import FORMAT as OWNERSHIP
from sluis.store.assembly import assembled, everybody
from sluis.store.editions import Edition, Editions
from sluis.store.index import Indexes
from sluis.store.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The code that answered.

    Attributes:
        version: Version of Sluis.
        digest: Hash of the modules and tables that an answer depends on: when it is
            the same, so is every answer.
    """

    version: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One party of a screening, and what it was answered.

    Attributes:
        party: As it was read.
        answer: The contract's object.
    """

    party: PartyQuery
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Editions that are ready to be screened against.

    Attributes:
        editions: Which.
        rule: How they are asked.
        index: Their parties.
        owned: Those that listed parties own by half or more.
    """

    editions: tuple[Edition, ...]
    rule: Rule
    index: NameIndex
    owned: Mapping[str, Owned]

    def screen(
        self, parties: Iterable[PartyQuery], *, threads: int = 1
    ) -> Iterator[Answered]:
        """Answer each party, in order."""
        asked: deque[PartyQuery] = deque()
        found = screen_parties(
            _heard(parties, asked),
            self.index,
            threshold=self.rule.threshold,
            limit=self.rule.limit,
            threads=threads,
        )
        for answer in with_owners(found, self.owned):
            yield Answered(party=asked.popleft(), answer=answer)

    def entity(self, id_: str) -> Entity:
        """Give a party of the editions, as it was screened against."""
        return _by_id(self.index)[id_]


def _heard(
    parties: Iterable[PartyQuery], asked: deque[PartyQuery]
) -> Iterator[PartyQuery]:
    for party in parties:
        asked.append(party)
        yield party


@lru_cache(maxsize=4)
def _by_id(index: NameIndex) -> Mapping[str, Entity]:
    return {entity.id: entity for entity in index.entities}


def ready(editions: Editions, used: Sequence[Edition], rule: Rule) -> Ready:
    """Load the parties of editions.

    Args:
        editions: Where they lie.
        used: Which; see :meth:`Editions.chosen` for those that a rule means.
        rule: How they will be asked.

    Raises:
        UnreadableFile: An edition is damaged.
    """
    held = any(editions.has_stakes(edition) for edition in used)
    found = assembled(editions, used, rule) if held else None
    index = Indexes(editions.home).of(
        used,
        lambda: found.entities if found else everybody(editions, used, rule),
        choice=f"against {rule.against} as of {rule.as_of}",
    )
    owned = found.owned if found is not None else {}
    return Ready(editions=tuple(used), rule=rule, index=index, owned=owned)


def chosen(editions: Editions, rule: Rule) -> list[Edition]:
    """Give the editions that a rule means, and those that state who owns whom."""
    found = editions.chosen(rule.against, rule.as_of, rule.known_on)
    if rule.against is None:
        return found
    # Who owns whom is a fact about parties, whatever lists they are screened against.
    every = editions.chosen(None, rule.as_of, rule.known_on)
    return found + [e for e in every if e.format == OWNERSHIP and e not in found]


_PARTS = {
    "sluis.core": (
        "corroboration.py",
        "listing.py",
        "names",
        "ownership.py",
        "party.py",
        "screening.py",
    ),
    "sluis.store": ("assembly.py",),
}
"""What an answer depends on, by package."""


@cache
def code() -> Code:
    """Say which code answers here."""
    whole = hashlib.sha256()
    for package, names in _PARTS.items():
        for path, data in (
            found for name in names for found in _contents(files(package) / name, name)
        ):
            whole.update(f"{path}\0{len(data)}\0".encode() + data)
    return Code(version=version("sluis"), digest=whole.hexdigest()[:16])


def _contents(place: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    if place.is_file():
        yield path, place.read_bytes()
        return
    for part in sorted(place.iterdir(), key=lambda one: one.name):
        if part.is_dir() or part.name.endswith((".py", ".tsv")):
            yield from _contents(part, f"{path}/{part.name}")
