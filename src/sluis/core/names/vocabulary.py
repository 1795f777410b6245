"""Distinct words with all that comparing them needs, as plain arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sluis.core.names.forms import FAMILY_OF_FORM, KNOWN_WORDS, Kind, kind_of
from sluis.core.names.letters import WIDTH, Bytes, Keys, analyse, pack
from sluis.core.names.tables import rows_of

_FIXED = {Kind.FORM: 30, Kind.TITLE: 20, Kind.PARTICLE: 30, Kind.INITIAL: 250}
Fact: TypeAlias = tuple[int, int, tuple[int, ...]]
"""Kind, weight and groups of a word."""
LEAST_WEIGHT = 150
"""Weight of the most common word that is no legal form, title or particle."""


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Distinct words.

    Attributes:
        letters: (n, 32) their letters.
        lengths: (n,) how many letters.
        masks: (n,) which letters, as bits.
        kinds: (n,) their :class:`~sluis.core.names.forms.Kind`.
        sounds: (n, 32) how they sound.
        spoken: (n,) letters of the sound.
        keys: (n, 5) keys, see :mod:`sluis.core.names.letters`.
        starts, groups: ``groups[starts[i]:starts[i + 1]]`` are the meanings, variants
            and families of legal forms that word ``i`` is one of.
        weights: (n,) in hundredths: the rarer a word, the more it says.
    """

    letters: Bytes
    lengths: Bytes
    masks: Keys
    kinds: Bytes
    sounds: Bytes
    spoken: Bytes
    keys: Keys
    starts: NDArray[np.int32]
    groups: NDArray[np.int32]
    weights: NDArray[np.int32]

    @classmethod
    def of(cls, words: Sequence[str]) -> Words:
        """Work out everything about words."""
        letters, lengths = pack(list(words))
        n = len(words)
        masks = np.zeros(n, np.uint64)
        sounds = np.zeros((n, WIDTH + 2), np.uint8)
        spoken = np.zeros(n, np.uint8)
        keys = np.zeros((n, 5), np.uint64)
        analyse(letters, lengths, sounds, spoken, keys, masks)
        known, rare = _known_facts(), _rare_facts()
        facts = [known.get(word) or rare[_rare_kind(word)] for word in words]
        groups = [fact[2] for fact in facts]
        counts = np.fromiter(map(len, groups), np.int32, n)
        found = cls(
            letters=letters,
            lengths=lengths,
            masks=masks,
            kinds=np.array([fact[0] for fact in facts], np.uint8),
            sounds=sounds,
            spoken=spoken,
            keys=keys,
            starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            groups=np.array([g for one in groups for g in one], np.int32),
            weights=np.array([fact[1] for fact in facts], np.int32),
        )
        for field in fields(found):
            getattr(found, field.name).flags.writeable = False
        return found

    def compared(self) -> tuple[Any, ...]:
        """Give the arrays that two words are compared by, for compiled code."""
        return (
            self.letters,
            self.lengths,
            self.masks,
            self.kinds,
            self.sounds,
            self.spoken,
            self.keys,
            self.starts,
            self.groups,
        )


@cache
def groups_of_words() -> dict[str, tuple[int, ...]]:
    """Give the groups of words that mean, or are, the same, by number."""
    groups: list[list[str]] = []
    groups += [words.split() for _, words in rows_of("meanings.tsv")]
    groups += [row[0].split() for row in rows_of("variants.tsv")]
    families = sorted(set(FAMILY_OF_FORM.values()) - {"other"})
    groups += [
        [form for form, family in FAMILY_OF_FORM.items() if family == wanted]
        for wanted in families
    ]
    found: dict[str, list[int]] = {}
    for number, words in enumerate(groups):
        for word in sorted(set(words)):
            found.setdefault(word, []).append(number)
    return {word: tuple(numbers) for word, numbers in found.items()}


@cache
def _counts() -> dict[str, int]:
    return {word: int(count) for word, count in rows_of("words.tsv")}


@cache
def _known_facts() -> dict[str, Fact]:
    """Give kind, weight and groups of every word that is not like any other."""
    groups = groups_of_words()
    known = {*groups, *_counts(), *KNOWN_WORDS}
    return {
        word: (int(kind := kind_of(word)), weight_of(word, kind), groups.get(word, ()))
        for word in known
    }


@cache
def _rare_facts() -> tuple[Fact, ...]:
    """Give the same of any other word, by its kind."""
    return tuple((int(kind), weight_of("", kind), ()) for kind in Kind)


def _rare_kind(word: str) -> int:
    if len(word) == 1:
        return Kind.NUMBER if word.isdigit() else Kind.INITIAL
    return Kind.NUMBER if word[0] <= "9" and word.isdigit() else Kind.ORDINARY


def weight_of(word: str, kind: Kind) -> int:
    """Give the weight of a word in hundredths.

    It depends on the word alone, never on the list that is screened against: so a
    score stays what it was when a list changes, and the screening of a change gives
    exactly what a full one would.
    """
    fixed = _FIXED.get(kind)
    if fixed is not None:
        return fixed
    counts = _counts()
    return max(
        LEAST_WEIGHT, round(100 * math.log(counts["*"] / (counts.get(word, 1) + 1)))
    )
