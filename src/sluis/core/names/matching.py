"""Many names at once against an index: arrays in, arrays out.

The work is cut into parts that know nothing of each other, so that a result depends
on its name and the index alone, whatever the batch, its order or the threads.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sluis.core.names.align import MAX_PAIRS
from sluis.core.names.batch import fold_all
from sluis.core.names.comparing import compare, compare_all
from sluis.core.names.forms import Kind
from sluis.core.names.index import FAMILIES, NameIndex
from sluis.core.names.likeness import SAID, Way
from sluis.core.names.near import neighbours
from sluis.core.names.rules import RULES, Rules
from sluis.core.names.search import search, weighed
from sluis.core.names.vocabulary import Words

Numbers: TypeAlias = NDArray[np.int32]

_LEAST_PART = 64


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Names to search for, folded.

    Attributes:
        texts: The distinct words.
        words: All that comparing them needs.
        starts, numbers: Name ``q`` has words ``numbers[starts[q]:starts[q + 1]]``.
        families: The families each is compared in, as bits.
        letters: How many letters each has as written, by which one that may have
            been cut off is told.
    """

    texts: list[str]
    words: Words
    starts: NDArray[np.int64]
    numbers: Numbers
    families: NDArray[np.uint8]
    letters: Numbers

    @classmethod
    def of(cls, names: Sequence[str], families: Sequence[int]) -> Asked:
        """Fold names.

        Args:
            names: As written.
            families: The families each is compared in, as bits of ``FAMILIES``.
        """
        bits = np.array(families, np.uint8)
        folded = fold_all(names, bits == FAMILIES["person"])
        return cls(
            texts=folded.words,
            words=Words.of(folded.words),
            starts=folded.starts,
            numbers=folded.numbers,
            families=bits,
            letters=np.fromiter(map(len, names), np.int32, len(names)),
        )

    def counts(self) -> tuple[list[int], list[int]]:
        """Give how many words each name has, and how many of them are ordinary."""
        ordinary = self.words.kinds[self.numbers] == Kind.ORDINARY
        before = np.concatenate([[0], np.cumsum(ordinary)])[self.starts]
        return np.diff(self.starts).tolist(), np.diff(before).tolist()

    def words_of(self, query: int) -> tuple[str, ...]:
        """Give the words of one name."""
        numbers = self.numbers[self.starts[query] : self.starts[query + 1]]
        return tuple(self.texts[number] for number in numbers.tolist())


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """Which listed names were found, by query, then by listed name.

    Attributes:
        queries: Which name was asked.
        names: Which listed name was found.
        scores: How well, 0 to 1, to four places.
        compared: How many pairs of names were scored.
    """

    queries: Numbers
    names: Numbers
    scores: NDArray[np.float64]
    compared: int


def find(  # noqa: PLR0913 - one a choice of the asker
    asked: Asked,
    index: NameIndex,
    *,
    floor: float,
    limit_candidates: int | None = None,
    threads: int = 1,
    rules: Rules = RULES,
) -> Hits:
    """Find every listed name that scores at least a floor.

    Args:
        asked: The names.
        index: The listed names.
        floor: Scores below it are left out.
        limit_candidates: Score at most so many listed names for each, those that
            could score most; ``None`` scores all that could reach the floor, so
            that nothing is missed.
        threads: How many to use; the result does not depend on it.
        rules: The figures of the score; others than ``RULES`` are for choosing them.
    """
    a, b = asked.words.compared(), index.words.compared()
    near_index = index.near_index()
    # Scores are rounded, so a little less may still round up to the floor.
    low = max(0.0, floor - 5e-5)
    with ThreadPoolExecutor(max(1, threads)) as pool:
        near = _joined(
            pool.map(
                lambda part: neighbours(rules, a, b, near_index, *part),
                _parts(len(asked.words.lengths), threads),
            )
        )
        near = weighed(rules, asked.words, near, low)
        found = list(
            pool.map(
                lambda part: search(
                    rules,
                    asked.words,
                    index,
                    near,
                    (asked.starts, asked.numbers, asked.families, asked.letters),
                    part[0],
                    part[1],
                    low,
                    limit_candidates or 0,
                ),
                _parts(len(asked.letters), threads),
            )
        )
    queries = np.concatenate([part[0] for part in found])
    names = np.concatenate([part[1] for part in found])
    scores = np.round(np.concatenate([part[2] for part in found]), 4)
    kept = np.lexsort((names, queries))
    kept = kept[scores[kept] >= floor]
    return Hits(
        queries[kept], names[kept], scores[kept], sum(part[3] for part in found)
    )


def _parts(size: int, threads: int) -> list[tuple[int, int]]:
    """Cut work into parts, several a thread, so that none waits for the other long."""
    step = max(_LEAST_PART, -(-size // (4 * threads)) if threads > 1 else size)
    return [(start, min(size, start + step)) for start in range(0, size, step)] or [
        (0, 0)
    ]


def _joined(parts: Any) -> tuple[Any, Any, Any]:
    starts = [np.zeros(1, np.int64)]
    words, spans = [], []
    offset = 0
    for ends, part_words, part_spans in parts:
        starts.append(ends + offset)
        offset += len(part_words)
        words.append(part_words)
        spans.append(part_spans)
    return np.concatenate(starts), np.concatenate(words), np.concatenate(spans)


def score_everything(asked: Asked, query: int, index: NameIndex) -> NDArray[np.float64]:
    """Score one name against every listed name, by no index at all.

    It is what :func:`find` is held to in tests, and is as slow as it sounds.
    """
    scores: NDArray[np.float64] = compare_all(
        RULES,
        asked.words.compared(),
        asked.words.weights,
        asked.numbers[asked.starts[query] : asked.starts[query + 1]],
        int(asked.letters[query]),
        int(asked.families[query]),
        index.words.compared(),
        index.words.weights,
        index.arrays.name_starts,
        index.arrays.name_words,
        index.arrays.families,
    )
    return np.round(scores, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPair:
    """Words of a query and of a listed name that were paired.

    Attributes:
        asked, listed: The words.
        likeness: 0 to 1.
        weight: What the pair weighs.
        how: By which way they are alike, a value of ``SAID``.
    """

    asked: tuple[str, ...]
    listed: tuple[str, ...]
    likeness: float
    weight: float
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """How a score came about.

    Attributes:
        score: 0 to 1, to four places.
        pairs: In the order of the query's words.
        left_asked, left_listed: The words that were not paired.
    """

    score: float
    pairs: tuple[WordPair, ...]
    left_asked: tuple[str, ...]
    left_listed: tuple[str, ...]


def explain(asked: Asked, query: int, index: NameIndex, name: int) -> Alignment:
    """Say how the score of one name and one listed name came about."""
    arrays = index.arrays
    listed = arrays.name_words[arrays.name_starts[name] : arrays.name_starts[name + 1]]
    pairs = np.empty((MAX_PAIRS, 5), np.int64)
    chosen = np.empty(64, np.int64)
    score, count = compare(
        RULES,
        asked.words.compared(),
        asked.words.weights,
        asked.numbers[asked.starts[query] : asked.starts[query + 1]],
        int(asked.letters[query]),
        index.words.compared(),
        index.words.weights,
        listed,
        bool(arrays.families[name] == FAMILIES["person"]),
        pairs,
        chosen,
    )
    words = asked.words_of(query)
    others = tuple(index_word(index, int(number)) for number in listed)
    rows = sorted(pairs[chosen[:count]].tolist())
    used = sum(row[0] for row in rows), sum(row[1] for row in rows)
    return Alignment(
        score=round(float(score), 4),
        pairs=tuple(
            WordPair(
                asked=_chosen(words, row[0]),
                listed=_chosen(others, row[1]),
                likeness=row[2] / 1000,
                weight=row[4] / 100,
                how=SAID[Way(row[3])],
            )
            for row in rows
        ),
        left_asked=_chosen(words, ~used[0]),
        left_listed=_chosen(others, ~used[1]),
    )


def _chosen(words: Sequence[str], bits: int) -> tuple[str, ...]:
    return tuple(word for place, word in enumerate(words) if bits >> place & 1)


def index_word(index: NameIndex, number: int) -> str:
    """Give the text of a listed word."""
    letters = index.words.letters[number, : int(index.words.lengths[number])]
    return letters.tobytes().decode("ascii")
