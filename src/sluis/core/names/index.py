"""The words of all listed names, and which of them are near a given word.

All inexact comparison happens here, once a distinct word. A name is then a few
word numbers, and scoring it is arithmetic.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from sluis.core.names.folding import bare_of, skeleton_of, sound_of
from sluis.core.names.forms import fixed_weight

Numbers: TypeAlias = NDArray[np.int32]
Weights: TypeAlias = NDArray[np.float64]

SAME_SOUND = 0.92
SAME_SKELETON = 0.86
ABBREVIATION = 0.75
INITIAL = 0.7
JOINED = 0.97
"""Likeness of two words written as one."""

_NONE: Numbers = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class Near:
    """What a word is like.

    Attributes:
        likeness: Word number to likeness, 0 to 1.
        how: Word number to the reason: ``same``, ``spelling``, ``sound``,
            ``consonants``, ``abbreviation`` or ``initial``.
    """

    likeness: dict[int, float]
    how: dict[int, str]


def typos_allowed(letters: int) -> int:
    """Give how many letters may differ in a word of that length."""
    if letters < 3:
        return 0
    if letters <= 5:
        return 1
    return 2 if letters <= 9 else 3


class Vocabulary:
    """Every distinct word of the listed names, with its weight and its names.

    Attributes:
        words: The words in alphabetical order; a word's number is its place.
        number: Word to number.
        weight: Weight by number: rare words say more (idf), see ``forms``.
        unseen: Weight of a word that no listed name has.
        starts, names: ``names[starts[v]:starts[v + 1]]`` are the names with word v.
        joins: Two neighbouring words written as one, to (name, word, word).
    """

    def __init__(self, names: Sequence[tuple[str, ...]]) -> None:
        """Number the words of the names.

        Args:
            names: Folded words of each name; a name's number is its place.
        """
        self.words = sorted({word for name in names for word in name})
        self.number = {word: place for place, word in enumerate(self.words)}
        self.name_words: list[tuple[int, ...]] = [
            tuple(self.number[word] for word in name) for name in names
        ]
        self._weigh()
        self._post()
        self._index_spelling()
        self.joins: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for place, numbers in enumerate(self.name_words):
            for left, right in itertools.pairwise(numbers):
                self.joins[self.words[left] + self.words[right]].append(
                    (place, left, right)
                )

    def _weigh(self) -> None:
        total = len(self.name_words)
        seen = np.zeros(len(self.words), np.int64)
        for numbers in self.name_words:
            seen[list(set(numbers))] += 1
        self.unseen = math.log1p(max(total, 1))
        self.weight: list[float] = []
        for word, count in zip(self.words, seen.tolist(), strict=True):
            fixed = fixed_weight(word)
            self.weight.append(math.log1p(total / count) if fixed is None else fixed)

    def _post(self) -> None:
        flat = np.array([v for name in self.name_words for v in name], np.int32)
        lengths = [len(name) for name in self.name_words]
        owners = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        order = np.argsort(flat, kind="stable")
        self.names: Numbers = owners[order]
        self.starts = np.searchsorted(flat[order], np.arange(len(self.words) + 1))
        self._counts = np.diff(self.starts)

    def _index_spelling(self) -> None:
        grams: dict[str, list[int]] = defaultdict(list)
        self._sounds: dict[str, list[int]] = defaultdict(list)
        self._skeletons: dict[str, list[int]] = defaultdict(list)
        self._bare: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self.words):
            if not _comparable(word):
                continue
            for gram in _grams(word):
                grams[gram].append(place)
            self._sounds[sound_of(word)].append(place)
            self._skeletons[skeleton_of(word)].append(place)
            self._bare[bare_of(word)].append(place)
        self._grams = {gram: np.array(ids, np.int32) for gram, ids in grams.items()}
        self._lengths = np.array([len(word) for word in self.words], np.int32)
        self._allowed = np.array([typos_allowed(n) for n in range(64)], np.int32)

    def weight_of(self, word: str) -> float:
        """Give a word's weight, whether a listed name has it or not."""
        place = self.number.get(word)
        if place is not None:
            return self.weight[place]
        fixed = fixed_weight(word)
        return self.unseen if fixed is None else fixed

    def near(self, word: str, *, unvowelled: bool = False) -> Near:
        """Find every listed word that is like this one, and how.

        Args:
            word: A folded word.
            unvowelled: It comes from a script without vowels, so even a short
                word stands for every listed word with its consonants.
        """
        found = Near({}, {})
        exact = self.number.get(word)
        if fixed_weight(word) is None:
            if _comparable(word):
                self._add_spellings(found, word)
                self._add_sounds(found, word, unvowelled=unvowelled)
            self._add_abbreviations(found, word)
        elif len(word) == 1:
            self._add_longer(found, word, INITIAL, "initial")
        if exact is not None:
            found.likeness[exact], found.how[exact] = 1.0, "same"
        return found

    def _add_spellings(self, found: Near, word: str) -> None:
        arrays = [self._grams.get(gram, _NONE) for gram in _grams(word)]
        shared = np.bincount(np.concatenate(arrays), minlength=len(self.words))
        most = typos_allowed(len(word) + 1)
        some = np.flatnonzero(shared >= max(1, len(word) - 2 * most))
        longest = np.maximum(self._lengths[some], len(word))
        allowed = self._allowed[longest]
        kept = some[
            (shared[some] >= longest - 2 * allowed)
            & (np.abs(self._lengths[some] - len(word)) <= allowed)
        ]
        if not len(kept):
            return
        others = [self.words[place] for place in kept.tolist()]
        distances = cdist([word], others, scorer=OSA.distance, dtype=np.uint8)[0]
        length = np.maximum(self._lengths[kept], len(word))
        close = np.flatnonzero(distances <= self._allowed[length])
        likeness = 1 - distances[close] / length[close]
        for place, like in zip(kept[close].tolist(), likeness.tolist(), strict=True):
            _add(found, place, like, "spelling")

    def _add_sounds(self, found: Near, word: str, *, unvowelled: bool) -> None:
        sound, skeleton = sound_of(word), skeleton_of(word)
        if len(sound) > 2:
            for place in self._sounds.get(sound, ()):
                _add(found, place, SAME_SOUND, "sound")
        like: Sequence[int] = ()
        if unvowelled and len(bare_of(word)) > 1:
            like = self._bare.get(bare_of(word), ())
        # Short words without vowels are mostly abbreviations: BNC is not Banco.
        elif len(skeleton) > 1 and len(word) > 3:
            like = self._skeletons.get(skeleton, ())
        for place in like:
            if self._lengths[place] > 3:
                _add(found, place, SAME_SKELETON, "consonants")

    def _add_abbreviations(self, found: Near, word: str) -> None:
        if not word.isalpha():
            return
        if len(word) > 2:
            self._add_longer(found, word, ABBREVIATION, "abbreviation")
        for length in range(3, len(word)):
            place = self.number.get(word[:length])
            if place is not None and fixed_weight(word[:length]) is None:
                _add(found, place, ABBREVIATION, "abbreviation")
        place = self.number.get(word[0])
        if place is not None:
            _add(found, place, INITIAL, "initial")

    def _add_longer(self, found: Near, word: str, likeness: float, how: str) -> None:
        first = bisect_left(self.words, word)
        last = bisect_left(self.words, word + "{")
        for place in range(first, last):
            if self.words[place].isalpha() and _open(self.words[place]):
                _add(found, place, likeness, how)

    def names_with(self, words: Iterable[int]) -> tuple[Numbers, Numbers]:
        """Give the names with each of these words, and the word of each."""
        numbers = np.fromiter(words, np.int64)
        starts, counts = self.starts[numbers], self._counts[numbers]
        total = int(counts.sum())
        ends = np.cumsum(counts)
        places = np.arange(total) - np.repeat(ends - counts, counts)
        places += np.repeat(starts, counts)
        return self.names[places], np.repeat(np.arange(len(numbers)), counts)


def _add(found: Near, place: int, likeness: float, how: str) -> None:
    if likeness > found.likeness.get(place, 0.0):
        found.likeness[place], found.how[place] = likeness, how


def _open(word: str) -> bool:
    return fixed_weight(word) is None


def _comparable(word: str) -> bool:
    """Whether a word may differ by letters: not numbers, forms or initials."""
    return len(word) > 2 and word.isalpha() and fixed_weight(word) is None


def _grams(word: str) -> set[str]:
    padded = f"^{word}$"
    return {padded[place : place + 2] for place in range(len(padded) - 1)}


def as_weights(values: Iterable[Any]) -> Weights:
    """Make an array of weights."""
    return np.fromiter(values, np.float64)
