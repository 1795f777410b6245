"""Screen parties against listed entities: who could be meant, and why.

The seam is small: :func:`build_index` makes an index of listed entities, and
:func:`screen` answers parties from it. How names are scored is told in
:mod:`sluis.core.names.align`. A score depends on the two names alone: not on the
list, not on the batch, not on the other names. So screening only what changed, on
either side, gives exactly what screening everything gives.

Countries, birth dates, identifiers and addresses stand beside the name and order
what scores the same; only an equal identifier is a match of its own.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sluis.core.corroboration import Corroboration, corroborate
from sluis.core.names.folding import MAX_LETTERS, MAX_WORDS
from sluis.core.names.index import (
    FAMILIES,
    STRENGTHS,
    NameIndex,
    identifier_key,
    index_names,
    telling,
)
from sluis.core.names.matching import Alignment, Asked, explain, find
from sluis.core.names.scripts import has_lookalikes
from sluis.core.party import Entity, PartyQuery, family_of, plain_identifier

__all__ = ["NameIndex", "build_index", "screen"]

WEAK_FLOOR = 0.95
"""A weak alias counts only when it is met nearly exactly."""
NEAR_MISS = 0.05
"""How far below the threshold a result is still shown, with ``match`` false."""
BATCH = 20_000
"""Parties that are searched for at once; no answer depends on it."""


def build_index(entities: Iterable[Entity]) -> NameIndex:
    """Make listed entities ready to be screened against.

    Args:
        entities: Of one list or many; an entity without a readable name can be
            found by its identifiers only.
    """
    return index_names(entities)


def screen(  # noqa: PLR0913 - one a choice of the asker
    queries: Iterable[PartyQuery],
    index: NameIndex,
    *,
    threshold: float = 0.7,
    limit: int = 5,
    limit_candidates: int | None = None,
    threads: int = 1,
) -> Iterator[dict[str, Any]]:
    """Find the listed entities that each party could be.

    Each answer depends on its query and the index alone, never on the batch.

    Args:
        queries: The parties, answered in order.
        index: The listed entities.
        threshold: Score from which a result is a match, 0 to 1.
        limit: How many entities to give for each party, best first.
        limit_candidates: Score at most so many listed names for each name;
            ``None`` scores all that could matter, so that nothing is missed.
        threads: How many to search with; no answer depends on it.

    Yields:
        The contract's object: ``id``, ``name``, ``matches``, and ``warnings``
        where a name could not be compared whole.
    """
    run = _Run(index, threshold, limit, limit_candidates, threads)
    stream = iter(queries)
    while batch := list(itertools.islice(stream, BATCH)):
        yield from run.answers(batch)


@dataclass(frozen=True, slots=True)
class _Found:
    """A listed name that is the best of its entity for a party."""

    score: float
    strength: int
    name: int
    query: int

    def rank(self) -> tuple[float, int, int]:
        return (self.score, self.strength, -self.name)


@dataclass(frozen=True, slots=True)
class _Run:
    """One screening: an index and what is asked of it."""

    index: NameIndex
    threshold: float
    limit: int
    limit_candidates: int | None
    threads: int

    def answers(self, batch: Sequence[PartyQuery]) -> Iterator[dict[str, Any]]:
        owners = [party for party, query in enumerate(batch) for _ in query.names]
        families = [FAMILIES[family_of(query.schema)] for query in batch]
        asked = Asked.of(
            [name for query in batch for name in query.names],
            [families[party] for party in owners],
        )
        best = self._best(asked, owners)
        counts, ordinary = asked.counts()
        first = 0
        for party, query in enumerate(batch):
            answer: dict[str, Any] = {
                "id": query.id,
                "name": query.names[0] if query.names else None,
                "matches": self._matches(query, asked, best.get(party, {})),
            }
            warnings = [
                warning
                for at, text in enumerate(query.names, first)
                for warning in _warnings(text, counts[at], ordinary[at])
            ]
            if warnings:
                answer["warnings"] = warnings
            first += len(query.names)
            yield answer

    def _best(
        self, asked: Asked, owners: Sequence[int]
    ) -> dict[int, dict[int, _Found]]:
        """Give, by party and entity, the listed name that scores best."""
        floor = max(0.0, self.threshold - NEAR_MISS)
        hits = find(
            asked,
            self.index,
            floor=floor,
            limit_candidates=self.limit_candidates,
            threads=self.threads,
        )
        arrays = self.index.arrays
        strengths = arrays.strength[hits.names]
        kept = (strengths > 0) | (hits.scores >= WEAK_FLOOR)
        best: dict[int, dict[int, _Found]] = defaultdict(dict)
        for query, name, score, strength, entity in zip(
            hits.queries[kept].tolist(),
            hits.names[kept].tolist(),
            hits.scores[kept].tolist(),
            strengths[kept].tolist(),
            arrays.owner[hits.names[kept]].tolist(),
            strict=True,
        ):
            found = _Found(score, strength, name, query)
            known = best[owners[query]].get(entity)
            if known is None or found.rank() > known.rank():
                best[owners[query]][entity] = found
        return best

    def _matches(
        self, query: PartyQuery, asked: Asked, best: dict[int, _Found]
    ) -> list[dict[str, Any]]:
        same = self._same_identifier(query) if query.identifiers else set()
        if not best and not same:
            return []
        matches = [
            _Match.of(self, query, number, best.get(number), same_number=number in same)
            for number in self._leading(best, same)
        ]
        matches.sort(key=_Match.rank)
        return [match.as_dict(self, asked) for match in matches[: self.limit]]

    def _leading(self, best: dict[int, _Found], same: set[int]) -> list[int]:
        """Give the entities that can be among the first, so that few are read.

        What scores less than the last of the limit cannot be; evidence only orders
        equal scores.
        """
        scores = sorted((found.score for found in best.values()), reverse=True)
        least = scores[self.limit - 1] if len(scores) > self.limit else 0.0
        kept = {number for number, found in best.items() if found.score >= least}
        return sorted(kept | same)

    def _same_identifier(self, query: PartyQuery) -> set[int]:
        arrays = self.index.arrays
        found: set[int] = set()
        for value in query.identifiers:
            plain = plain_identifier(value)
            if telling(plain):
                key = np.uint64(identifier_key(plain))
                start = np.searchsorted(arrays.identifier_keys, key)
                end = np.searchsorted(arrays.identifier_keys, key, side="right")
                found.update(arrays.identifier_owners[start:end].tolist())
        return found


@dataclass(frozen=True, slots=True)
class _Match:
    """One entity that a party could be, with the evidence beside the name."""

    entity: Entity
    found: _Found | None
    beside: Corroboration
    score: float

    @classmethod
    def of(
        cls,
        run: _Run,
        query: PartyQuery,
        number: int,
        found: _Found | None,
        *,
        same_number: bool,
    ) -> _Match:
        entity = run.index.entities[number]
        beside = corroborate(query, entity, same_number=same_number)
        by_name = found.score if found else 0.0
        return cls(entity, found, beside, 1.0 if same_number else by_name)

    def rank(self) -> tuple[Any, ...]:
        """Best first: the score, then what stands beside it, then the id."""
        by_name = self.found.score if self.found else 0.0
        return (-self.score, *self.beside.rank(), -by_name, self.entity.id)

    def as_dict(self, run: _Run, asked: Asked) -> dict[str, Any]:
        entity, found, beside = self.entity, self.found, self.beside
        place = int(run.index.arrays.place[found.name]) if found else None
        listed = (entity.listed_from, entity.listed_until)
        why: dict[str, Any] = {
            "name": found.score if found else None,
            "country": beside.country,
            "birth_date": beside.birth_date,
            "identifier": beside.identifier,
            "address": beside.address,
        }
        if found is not None:
            why |= _words(explain(asked, found.query, run.index, found.name))
        if beside.same_identifiers:
            why["same_identifiers"] = [
                {"value": value, "kind": kind}
                for value, kind in beside.same_identifiers
            ]
        return {
            "entity": entity.id,
            "caption": entity.caption,
            "schema": entity.schema,
            "score": self.score,
            "match": self.score >= run.threshold,
            "lists": list(entity.lists),
            "programs": list(entity.programs),
            "listed": [day.isoformat() if day else None for day in listed],
            "why": why,
            "matched_name": None if place is None else entity.names[place].text,
            "matched_name_kind": STRENGTHS[found.strength] if found else None,
            "source": entity.source,
        }


def _words(alignment: Alignment) -> dict[str, Any]:
    return {
        "words": [
            {
                "asked": " ".join(pair.asked),
                "listed": " ".join(pair.listed),
                "likeness": pair.likeness,
                "weight": pair.weight,
                "how": pair.how,
            }
            for pair in alignment.pairs
        ],
        "left_over": {
            "asked": list(alignment.left_asked),
            "listed": list(alignment.left_listed),
        },
    }


def _warnings(text: str, words: int, ordinary: int) -> Iterator[str]:
    """Say of a name that it could not be compared whole, or was read in another way.

    Args:
        text: The name.
        words: How many words it has.
        ordinary: How many of them are no initials, titles, legal forms or numbers.
    """
    if ordinary and words < MAX_WORDS and len(text) <= MAX_LETTERS and text.isascii():
        return
    shown = repr(text if len(text) <= 40 else f"{text[:40]}…")
    if not words:
        yield f"{shown} has no letter or digit that can be compared"
        return
    if not ordinary:
        yield (
            f"{shown} has only initials, titles, legal forms or numbers: it is"
            " found only where a listed name is the same"
        )
    if len(text) > MAX_LETTERS or words == MAX_WORDS:
        yield (
            f"{shown} is long: only its first {MAX_LETTERS} letters and"
            f" {MAX_WORDS} words were compared"
        )
    if not text.isascii() and has_lookalikes(text):
        yield (
            f"{shown} has letters of another script among Latin ones; those"
            " that look Latin were read as Latin"
        )
