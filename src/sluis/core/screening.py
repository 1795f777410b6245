"""Screen parties against listed entities: who could be meant, and why.

A name scores by pairing its words one to one with those of a listed name. Each
pair adds its likeness times its weight (rare words weigh more); words left over
on either side take away. With ``M`` the sum of weight times likeness of the
pairs and ``D`` the sum of their weights, left-over words of the query at
:data:`LEFT_OVER_ASKED` and of the listed name at :data:`LEFT_OVER_LISTED`, the
score is ``M / D``.

Nothing is missed: for a floor ``t``, ``M / D >= t`` is a sum over pairs, so one
pass over the words' names finds every name that can reach it, and only those
are paired. Countries, birth dates and identifiers stand beside the name and
order what scores the same; only an equal identifier is a match of its own.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sluis.core.names.folding import MAX_LETTERS, MAX_WORDS, words_of
from sluis.core.names.index import (
    JOINED,
    Near,
    Numbers,
    Vocabulary,
    Weights,
    as_weights,
)
from sluis.core.party import (
    Entity,
    Name,
    PartyQuery,
    family_of,
    plain_identifier,
    script_of,
)
from sluis.core.time import VagueDay
from sluis.core.truth import Truth

LEFT_OVER_ASKED = 0.8
LEFT_OVER_LISTED = 0.5
OTHER_ORDER = 0.99
"""What remains of the score when the same words stand in another order."""
WEAK_FLOOR = 0.95
"""A weak alias counts only when it is met nearly exactly."""
NEAR_MISS = 0.1
"""How far below the threshold a result is still shown, with ``match`` false."""

_KNOWN_WORDS = 200_000
_FAMILIES = {"person": 1, "organisation": 2, "vessel": 4, "aircraft": 8, "any": 15}
_STRENGTH = {"primary": 2, "alias": 1, "weak": 0}


@dataclass(frozen=True, slots=True, eq=False)
class NameIndex:
    """Listed entities, ready to be screened against; immutable.

    Attributes:
        entities: The entities, in the order of their ids.
        names: Every name that has a word, by number.
        owner: Name number to entity number.
        vocabulary: The words of the names.
        total: Name number to the sum of its words' weights.
        families: Name number to the families it is compared in, as bits.
        identifiers: Plain identifier to entity numbers.
    """

    entities: tuple[Entity, ...]
    names: tuple[Name, ...]
    owner: tuple[int, ...]
    vocabulary: Vocabulary
    total: Weights
    families: Numbers
    identifiers: dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Words of the query and of a listed name that were paired."""

    asked: tuple[int, ...]
    listed: tuple[int, ...]
    weight: float
    likeness: float
    how: str

    @property
    def gain(self) -> float:
        return self.weight * self.likeness


@dataclass(frozen=True, slots=True)
class _Asked:
    """One name of the query, folded."""

    words: tuple[str, ...]
    unvowelled: bool

    @classmethod
    def of(cls, text: str) -> _Asked:
        return cls(words_of(text), script_of(text) in {"Arab", "Hebr"})


@dataclass(frozen=True, slots=True)
class _Scored:
    """A listed name's score for one name of the query."""

    score: float
    name: int
    words: tuple[str, ...]
    pairs: tuple[_Pair, ...]


def build_index(entities: Iterable[Entity]) -> NameIndex:
    """Make listed entities ready to be screened against.

    Args:
        entities: Of one list or many; an entity without a readable name can be
            found by its identifiers only.
    """
    ordered = tuple(sorted(entities, key=lambda entity: entity.id))
    names: list[Name] = []
    owner: list[int] = []
    folded: list[tuple[str, ...]] = []
    for number, entity in enumerate(ordered):
        for name in entity.names:
            words = words_of(name.text)
            if words:
                names.append(name)
                owner.append(number)
                folded.append(words)
    vocabulary = Vocabulary(folded)
    weight = vocabulary.weight
    return NameIndex(
        entities=ordered,
        names=tuple(names),
        owner=tuple(owner),
        vocabulary=vocabulary,
        total=as_weights(sum(weight[w] for w in ws) for ws in vocabulary.name_words),
        families=np.array(
            [_FAMILIES[family_of(ordered[number].schema)] for number in owner],
            np.int32,
        ),
        identifiers=_index_identifiers(ordered),
    )


def _index_identifiers(entities: Sequence[Entity]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, entity in enumerate(entities):
        for identifier in entity.identifiers:
            plain = plain_identifier(identifier.value)
            if _telling(plain) and number not in found[plain]:
                found[plain].append(number)
    return {plain: tuple(numbers) for plain, numbers in found.items() if numbers}


def _telling(plain: str) -> bool:
    """Whether an identifier is long enough to tell one party from another."""
    return len(plain) >= 6 and sum(sign.isdigit() for sign in plain) >= 4


def screen(
    queries: Iterable[PartyQuery],
    index: NameIndex,
    *,
    threshold: float = 0.7,
    limit: int = 5,
) -> Iterator[dict[str, Any]]:
    """Find the listed entities that each party could be.

    Each answer depends on its query and the index alone, never on the batch.

    Args:
        queries: The parties, answered in order.
        index: The listed entities.
        threshold: Score from which a result is a match, 0 to 1.
        limit: How many entities to give for each party, best first.

    Yields:
        The contract's object: ``id``, ``name``, ``matches``, and ``warnings``
        where a name could not be compared whole.
    """
    run = _Run(index, threshold=threshold, limit=limit)
    for query in queries:
        yield run.answer(query)


class _Run:
    """One screening: an index, a threshold, and the words met so far."""

    def __init__(self, index: NameIndex, *, threshold: float, limit: int) -> None:
        self.index = index
        self.threshold = threshold
        self.floor = max(0.0, threshold - NEAR_MISS)
        self.limit = limit
        # Scores are rounded, so a little less may still round up to the floor.
        self._low = max(0.0, self.floor - 1e-4)
        self._asked_of_names = self._low * LEFT_OVER_LISTED * index.total
        self._near: dict[tuple[str, bool], Near] = {}
        self._reach: dict[tuple[str, bool], tuple[Numbers, Weights]] = {}

    def answer(self, query: PartyQuery) -> dict[str, Any]:
        best: dict[int, _Scored] = {}
        for text in query.names:
            for scored in self._screen_name(text, query.schema):
                number = self.index.owner[scored.name]
                kept = best.get(number)
                if kept is None or self._rank(scored) > self._rank(kept):
                    best[number] = scored
        same = self._same_identifier(query)
        matches = [
            _Match(self, query, number, best.get(number), by_identifier=number in same)
            for number in sorted({*best, *same})
        ]
        matches.sort(key=_Match.place)
        answer: dict[str, Any] = {
            "id": query.id,
            "name": query.names[0] if query.names else None,
            "matches": [match.as_dict() for match in matches[: self.limit]],
        }
        warnings = _warnings(query)
        if warnings:
            answer["warnings"] = warnings
        return answer

    def _rank(self, scored: _Scored) -> tuple[float, int, int]:
        strength = _STRENGTH[self.index.names[scored.name].kind]
        return (scored.score, strength, -scored.name)

    def _same_identifier(self, query: PartyQuery) -> set[int]:
        return {
            number
            for value in query.identifiers
            for number in self.index.identifiers.get(plain_identifier(value), ())
        }

    def _screen_name(self, text: str, schema: str | None) -> Iterator[_Scored]:
        asked = _Asked.of(text)
        for name in self._reachable(asked, schema).tolist():
            scored = self.score(asked, name)
            weak = self.index.names[name].kind == "weak"
            if scored.score >= (max(self.floor, WEAK_FLOOR) if weak else self.floor):
                yield scored

    def _reachable(self, asking: _Asked, schema: str | None) -> Numbers:
        """Give every name whose score can reach the floor."""
        words = asking.words
        parts = [self._reach_of(word, asking.unvowelled) for word in words]
        parts += [
            self._reach_of_joined(left, right)
            for left, right in itertools.pairwise(words)
        ]
        names = np.concatenate([part[0] for part in parts] or [np.empty(0, np.int32)])
        if not len(names):
            return np.empty(0, np.int32)
        gains = np.concatenate([part[1] for part in parts])
        reach = np.bincount(names, gains, minlength=len(self.index.names))
        asked = sum(self.index.vocabulary.weight_of(word) for word in words)
        needed = self._low * LEFT_OVER_ASKED * asked - 1e-9
        able = (reach > 0) & (reach - self._asked_of_names >= needed)
        family = _FAMILIES[family_of(schema)]
        found = np.flatnonzero(able)
        kept: Numbers = found[(self.index.families[found] & family) != 0]
        return kept

    def _reach_of(self, word: str, unvowelled: bool) -> tuple[Numbers, Weights]:  # noqa: FBT001 - a key of what is known
        key = (word, unvowelled)
        known = self._reach.get(key)
        if known is not None:
            return known
        vocabulary = self.index.vocabulary
        near = self.near(word, unvowelled)
        names, which = vocabulary.names_with(near.likeness)
        own = vocabulary.weight_of(word)
        gains = as_weights(
            self._gain(own, vocabulary.weight[v], likeness, near.how[v])
            for v, likeness in near.likeness.items()
        )
        parts = [(names, gains[which])]
        joined = vocabulary.joins.get(word)
        if joined:
            parts.append(
                (
                    np.array([name for name, _, _ in joined], np.int32),
                    as_weights(
                        self._gain(
                            own,
                            vocabulary.weight[left] + vocabulary.weight[right],
                            JOINED,
                            "joined",
                        )
                        for _, left, right in joined
                    ),
                )
            )
        reach = (
            np.concatenate([part[0] for part in parts]),
            np.concatenate([part[1] for part in parts]),
        )
        if len(self._reach) >= _KNOWN_WORDS:
            self._reach.clear()
        self._reach[key] = reach
        return reach

    def _reach_of_joined(self, left: str, right: str) -> tuple[Numbers, Weights]:
        vocabulary = self.index.vocabulary
        number = vocabulary.number.get(left + right)
        if number is None:
            return np.empty(0, np.int32), np.empty(0)
        names, which = vocabulary.names_with([number])
        own = vocabulary.weight_of(left) + vocabulary.weight_of(right)
        gain = self._gain(own, vocabulary.weight[number], JOINED, "joined")
        return names, np.full(len(which), gain)

    def _gain(self, asked: float, listed: float, likeness: float, how: str) -> float:
        """What a pair adds to ``M - floor * D``; never negative."""
        weight = _pair_weight(asked, listed, how)
        left_over = LEFT_OVER_ASKED * asked + LEFT_OVER_LISTED * listed
        return weight * likeness - self._low * (weight - left_over)

    def near(self, word: str, unvowelled: bool) -> Near:  # noqa: FBT001 - a key of what is known
        key = (word, unvowelled)
        known = self._near.get(key)
        if known is None:
            if len(self._near) >= _KNOWN_WORDS:
                self._near.clear()
            known = self.index.vocabulary.near(word, unvowelled=unvowelled)
            self._near[key] = known
        return known

    def score(self, asking: _Asked, name: int) -> _Scored:
        """Pair the words of the query with those of a listed name."""
        words = asking.words
        vocabulary = self.index.vocabulary
        listed = vocabulary.name_words[name]
        asked = [vocabulary.weight_of(word) for word in words]
        of_listed = [vocabulary.weight[number] for number in listed]
        possible = self._possible_pairs(asking, asked, listed, of_listed)
        if self.index.families[name] == _FAMILIES["person"]:
            # Companies shorten words; Bor is not short for Borges.
            possible = (pair for pair in possible if pair.how != "abbreviation")
        pairs = _choose(possible)
        used_asked = {place for pair in pairs for place in pair.asked}
        used_listed = {place for pair in pairs for place in pair.listed}
        weight = sum(pair.weight for pair in pairs)
        weight += LEFT_OVER_ASKED * sum(
            own for place, own in enumerate(asked) if place not in used_asked
        )
        weight += LEFT_OVER_LISTED * sum(
            own for place, own in enumerate(of_listed) if place not in used_listed
        )
        score = sum(pair.gain for pair in pairs) / weight if weight else 0.0
        if any(
            after.listed < before.listed for before, after in itertools.pairwise(pairs)
        ):
            score *= OTHER_ORDER
        return _Scored(min(round(score, 4), 1.0), name, words, pairs)

    def _possible_pairs(
        self,
        asking: _Asked,
        asked: list[float],
        listed: tuple[int, ...],
        of_listed: list[float],
    ) -> Iterator[_Pair]:
        vocabulary = self.index.vocabulary
        words = asking.words
        for i, word in enumerate(words):
            near = self.near(word, asking.unvowelled)
            for j, number in enumerate(listed):
                likeness = near.likeness.get(number)
                if likeness is not None:
                    how = near.how[number]
                    weight = _pair_weight(asked[i], of_listed[j], how)
                    yield _Pair((i,), (j,), weight, likeness, how)
            if word in vocabulary.joins:
                for j in range(len(listed) - 1):
                    left, right = listed[j], listed[j + 1]
                    if vocabulary.words[left] + vocabulary.words[right] == word:
                        weight = (asked[i] + of_listed[j] + of_listed[j + 1]) / 2
                        yield _Pair((i,), (j, j + 1), weight, JOINED, "joined")
            number_joined = (
                vocabulary.number.get(word + words[i + 1])
                if i + 1 < len(words)
                else None
            )
            if number_joined in listed:
                j = listed.index(number_joined)
                weight = (asked[i] + asked[i + 1] + of_listed[j]) / 2
                yield _Pair((i, i + 1), (j,), weight, JOINED, "joined")


def _pair_weight(asked: float, listed: float, how: str) -> float:
    weight = (asked + listed) / 2
    # An initial says little, however rare the word that it may stand for.
    return min(1.0, weight) if how == "initial" else weight


def _choose(possible: Iterable[_Pair]) -> tuple[_Pair, ...]:
    """Choose pairs one to one, the most telling first; in the query's order."""
    used_asked: set[int] = set()
    used_listed: set[int] = set()
    chosen: list[_Pair] = []
    for pair in sorted(possible, key=lambda p: (-p.gain, p.asked, p.listed)):
        if used_asked.isdisjoint(pair.asked) and used_listed.isdisjoint(pair.listed):
            used_asked.update(pair.asked)
            used_listed.update(pair.listed)
            chosen.append(pair)
    return tuple(sorted(chosen, key=lambda pair: pair.asked))


class _Match:
    """One entity that a party could be, with the evidence beside the name."""

    def __init__(
        self,
        run: _Run,
        query: PartyQuery,
        number: int,
        scored: _Scored | None,
        *,
        by_identifier: bool,
    ) -> None:
        self.run = run
        self.entity = run.index.entities[number]
        self.scored = scored
        self.name = scored.score if scored else 0.0
        self.score = 1.0 if by_identifier else self.name
        self.identifier = 1.0 if by_identifier else _identifiers_differ(query, self)
        self.country = _countries(query.countries, self.entity.countries)
        self.birth_date = _birth_dates(query.birth_dates, self.entity.birth_dates)

    def place(self) -> tuple[Any, ...]:
        """Best first: the score, then what stands beside it, then the id."""
        evidence = (self.identifier, self.birth_date, self.country)
        order = [-0.5 if value is None else -value for value in evidence]
        return (-self.score, *order, -self.name, self.entity.id)

    def as_dict(self) -> dict[str, Any]:
        entity = self.entity
        listed = (entity.listed_from, entity.listed_until)
        matched = self.run.index.names[self.scored.name] if self.scored else None
        return {
            "entity": entity.id,
            "caption": entity.caption,
            "schema": entity.schema,
            "score": self.score,
            "match": self.score >= self.run.threshold,
            "lists": list(entity.lists),
            "programs": list(entity.programs),
            "listed": [day.isoformat() if day else None for day in listed],
            "why": {
                "name": self.name if self.scored else None,
                "country": self.country,
                "birth_date": self.birth_date,
                "identifier": self.identifier,
                **(self._words() if self.scored else {}),
            },
            "matched_name": matched.text if matched else None,
            "matched_name_kind": matched.kind if matched else None,
            "source": entity.source,
        }

    def _words(self) -> dict[str, Any]:
        scored = self.scored
        assert scored is not None  # noqa: S101 - as_dict asks only then
        vocabulary = self.run.index.vocabulary
        listed = [vocabulary.words[w] for w in vocabulary.name_words[scored.name]]
        used_asked = {place for pair in scored.pairs for place in pair.asked}
        used_listed = {place for pair in scored.pairs for place in pair.listed}
        return {
            "words": [
                {
                    "asked": " ".join(scored.words[place] for place in pair.asked),
                    "listed": " ".join(listed[place] for place in pair.listed),
                    "likeness": round(pair.likeness, 3),
                    "weight": round(pair.weight, 3),
                    "how": pair.how,
                }
                for pair in scored.pairs
            ],
            "left_over": {
                "asked": [
                    word
                    for place, word in enumerate(scored.words)
                    if place not in used_asked
                ],
                "listed": [
                    word
                    for place, word in enumerate(listed)
                    if place not in used_listed
                ],
            },
        }


def _identifiers_differ(query: PartyQuery, match: _Match) -> float | None:
    """Zero when both have identifiers and none is the same, else not known."""
    return 0.0 if query.identifiers and match.entity.identifiers else None


def _countries(asked: Sequence[str], listed: Sequence[str]) -> float | None:
    if not asked or not listed:
        return None
    return 0.0 if set(asked).isdisjoint(listed) else 1.0


def _birth_dates(asked: Sequence[VagueDay], listed: Sequence[VagueDay]) -> float | None:
    if not asked or not listed:
        return None
    verdicts: list[Truth] = [_same_day(a, b) for a in asked for b in listed]
    if any(verdicts):
        return 1.0
    return 0.5 if None in verdicts else 0.0


def _same_day(asked: VagueDay, listed: VagueDay) -> Truth:
    if asked.last < listed.first or listed.last < asked.first:
        return False
    return True if asked.exact and listed.exact else None


def _warnings(query: PartyQuery) -> list[str]:
    warnings: list[str] = []
    for text in query.names:
        words = words_of(text)
        shown = text if len(text) <= 40 else f"{text[:40]}…"
        if not words:
            warnings.append(f"{shown!r} has no letter or digit that can be compared")
        elif len(text) > MAX_LETTERS or len(words) == MAX_WORDS:
            warnings.append(
                f"{shown!r} is long: only its first {MAX_LETTERS} letters and"
                f" {MAX_WORDS} words were compared"
            )
    return warnings
