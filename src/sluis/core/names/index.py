"""The names of listed entities as plain arrays, ready to be searched.

Every array can be written to a file as it is and mapped into memory again, so an
index is loaded at once whatever its size.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sluis.core.names.folding import words_of
from sluis.core.names.forms import Kind
from sluis.core.names.initials import (
    HEAD_INITIAL,
    HEAD_ORDINARY,
    HEAD_OTHER,
    LETTERS,
    place_of,
)
from sluis.core.names.letters import (
    ABJAD_SIGN,
    BARE,
    EXACT,
    SOUND,
    WIDTH,
    analyse,
    pack,
)
from sluis.core.names.likeness import Way
from sluis.core.names.near import LONGEST, SHORTEST
from sluis.core.names.noting import END, FIRST, INITIALS_IN, SORT, TOTAL
from sluis.core.names.slips import file_words
from sluis.core.names.vocabulary import Words, groups_of_words
from sluis.core.party import Entity, family_of, plain_identifier

Numbers: TypeAlias = NDArray[np.int32]

FAMILIES = {"person": 1, "organisation": 2, "vessel": 4, "aircraft": 8, "any": 15}
STRENGTHS = ("weak", "alias", "primary")
"""How strongly a source stands behind a name; its place is its strength."""


@dataclass(frozen=True, slots=True, eq=False)
class NameArrays:
    """All arrays of an index; see :class:`NameIndex` for what they are about.

    Attributes:
        owner, place, strength: Entity, place among its names, and strength, by name.
        name_starts, name_words: Name ``p`` has words ``name_starts[p]`` and following.
        name_heads: The first letter and kind of each of these words.
        families: Families a name is compared in, as bits.
        facts: First word and one after the last, weight of the distinct words, and
            family and whether a word is of one letter; see
            :mod:`sluis.core.names.noting`.
        posts, posted: Word ``v`` stands in names ``posted[posts[v]:posts[v + 1]]``.
        initial_posts, initial_posted: The same, of names with initials alone.
        run_posts, run_posted: The same, by the first letters of two and of three
            ordinary words in a row.
        span_sounds, span_exacts, span_names, span_places, span_weights, span_ways:
            Neighbouring words written as one, and initials of whole names: keys,
            name, which of its words as bits, weight and way, by key of sound.
        key_orders, key_values: Words by each of their keys.
        abjad_values, abjad_order: Words of unvowelled scripts by their consonants.
        slip_starts, slip_words, slip_shift: Words by what is left of them when letters
            are left out, see :mod:`sluis.core.names.slips`.
        short_starts, short_words: Words that may be abbreviations, by first letter.
        letter_starts: The first word that begins with each letter.
        group_starts, group_words: Words of each group of meanings.
        identifier_keys, identifier_owners: Keys of identifiers, ascending, and entity.
    """

    owner: Numbers
    place: Numbers
    strength: NDArray[np.uint8]
    name_starts: Numbers
    name_words: Numbers
    name_heads: NDArray[np.uint16]
    families: NDArray[np.uint8]
    facts: Numbers
    posts: Numbers
    posted: Numbers
    initial_posts: Numbers
    initial_posted: Numbers
    run_posts: Numbers
    run_posted: Numbers
    span_sounds: NDArray[np.uint64]
    span_exacts: NDArray[np.uint64]
    span_names: Numbers
    span_places: Numbers
    span_weights: Numbers
    span_ways: Numbers
    key_orders: Numbers
    key_values: NDArray[np.uint64]
    abjad_values: NDArray[np.uint64]
    abjad_order: Numbers
    slip_starts: Numbers
    slip_words: Numbers
    slip_shift: Numbers
    letter_starts: Numbers
    short_starts: Numbers
    short_words: Numbers
    group_starts: Numbers
    group_words: Numbers
    identifier_keys: NDArray[np.uint64]
    identifier_owners: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class NameIndex:
    """Listed entities, ready to be screened against; immutable.

    Attributes:
        entities: The entities, in the order of their ids.
        words: The distinct words of their names, in alphabetical order.
        arrays: Their names, and ways to find words and names.
    """

    entities: Sequence[Entity]
    words: Words
    arrays: NameArrays

    def near_index(self) -> tuple[Any, ...]:
        """Give what near words are found by, for compiled code."""
        a = self.arrays
        return (
            (a.key_orders, a.key_values, a.abjad_values, a.abjad_order),
            (a.slip_starts, a.slip_words, a.slip_shift),
            (a.letter_starts, a.short_starts, a.short_words),
            (a.group_starts, a.group_words),
            (self.words.weights, a.posts, a.span_sounds),
        )

    def by_sound(self) -> tuple[Any, ...]:
        """Give the words in the order of their sounds, for compiled code."""
        return self.arrays.key_orders[SOUND], self.arrays.key_values[SOUND]

    def name_arrays(self) -> tuple[Any, ...]:
        """Give the names, for compiled code."""
        a = self.arrays
        return (
            a.facts,
            a.name_words,
            a.name_heads,
            a.posts,
            a.posted,
            a.initial_posts,
            a.initial_posted,
            a.run_posts,
            a.run_posted,
        )

    def span_arrays(self) -> tuple[Any, ...]:
        """Give the words written as one, for compiled code."""
        a = self.arrays
        return (
            a.span_sounds,
            a.span_exacts,
            a.span_names,
            a.span_places,
            a.span_weights,
            a.span_ways,
        )


def arrays_of(record: Words | NameArrays) -> dict[str, NDArray[Any]]:
    """Give the arrays of a record by name, to be written."""
    return {
        field.name: getattr(record, field.name) for field in dataclasses.fields(record)
    }


def index_names(entities: Iterable[Entity]) -> NameIndex:
    """Make listed entities ready to be screened against.

    Args:
        entities: Of one list or many; an entity without a readable name can be
            found by its identifiers only.
    """
    ordered = tuple(sorted(entities, key=lambda entity: entity.id))
    owner: list[int] = []
    place: list[int] = []
    strength: list[int] = []
    families: list[int] = []
    folded: list[tuple[str, ...]] = []
    for number, entity in enumerate(ordered):
        family = family_of(entity.schema)
        for at, name in enumerate(entity.names):
            parts = words_of(name.text, person=family == "person")
            if parts:
                owner.append(number)
                place.append(at)
                strength.append(STRENGTHS.index(name.kind))
                families.append(FAMILIES[family])
                folded.append(parts)
    vocabulary = sorted({word for parts in folded for word in parts})
    number_of = {word: number for number, word in enumerate(vocabulary)}
    words = Words.of(vocabulary)
    lengths = np.fromiter(map(len, folded), np.int32, len(folded))
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    flat = np.array([number_of[w] for name in folded for w in name], np.int32)
    owners_of_words = np.repeat(np.arange(len(folded), dtype=np.int32), lengths)
    initial = words.kinds == Kind.INITIAL
    with_initials = np.zeros(len(folded), np.bool_)
    with_initials[owners_of_words[initial[flat]]] = True
    posts, posted = _postings(flat, owners_of_words, len(vocabulary))
    some = with_initials[owners_of_words]
    initial_posts, initial_posted = _postings(
        flat[some], owners_of_words[some], len(vocabulary)
    )
    heads = _heads(words)[flat]
    facts = np.empty((len(folded), 4), np.int32)
    facts[:, FIRST], facts[:, END] = starts[:-1], starts[1:]
    facts[:, TOTAL] = _totals(flat, owners_of_words, words.weights, len(folded))
    facts[:, SORT] = np.array(families, np.int32) + INITIALS_IN * with_initials
    arrays = NameArrays(
        owner=np.array(owner, np.int32),
        place=np.array(place, np.int32),
        strength=np.array(strength, np.uint8),
        name_starts=starts,
        name_words=flat,
        name_heads=heads,
        families=np.array(families, np.uint8),
        facts=facts,
        posts=posts,
        posted=posted,
        initial_posts=initial_posts,
        initial_posted=initial_posted,
        **_runs(heads, owners_of_words),
        **_spans(folded, families, vocabulary, words, number_of),
        **_near(words),
        **_identifiers(ordered),
    )
    for array in (*arrays_of(words).values(), *arrays_of(arrays).values()):
        array.flags.writeable = False  # as when it is mapped, so that one code fits
    return NameIndex(ordered, words, arrays)


def _postings(flat: Numbers, owners: Numbers, size: int) -> tuple[Numbers, Numbers]:
    """Give the distinct names of each word."""
    if not len(flat):
        return np.zeros(size + 1, np.int32), np.empty(0, np.int32)
    pairs = np.unique(flat.astype(np.int64) << 32 | owners)
    starts = np.searchsorted(pairs >> 32, np.arange(size + 1)).astype(np.int32)
    return starts, (pairs & 0xFFFFFFFF).astype(np.int32)


def _totals(flat: Numbers, owners: Numbers, weights: Numbers, size: int) -> Numbers:
    pairs = np.unique(owners.astype(np.int64) << 32 | flat)
    return np.bincount(pairs >> 32, weights[pairs & 0xFFFFFFFF], minlength=size).astype(
        np.int32
    )


def _heads(words: Words) -> NDArray[np.uint16]:
    """Give the first letter of each word, and whether it is ordinary or an initial."""
    others = np.where(words.kinds == Kind.INITIAL, HEAD_INITIAL, HEAD_OTHER)
    marks = np.where(words.kinds == Kind.ORDINARY, HEAD_ORDINARY, others)
    return (words.letters[:, 0] + marks).astype(np.uint16)


def _runs(heads: NDArray[np.uint16], owners: Numbers) -> dict[str, Any]:
    """Give the names of each two or three first letters of ordinary words in a row."""
    ordinary = heads < HEAD_INITIAL
    places = np.array([place_of(letter) for letter in range(256)], np.int32)
    letters = places[heads & 255]
    keys: list[Numbers] = []
    names: list[Numbers] = []
    for count in (2, 3):
        size = max(0, len(heads) - count + 1)
        row = owners[:size] == owners[count - 1 :][:size]
        key = np.zeros(size, np.int32)
        for step in range(count):
            row &= ordinary[step:][:size]
            key = key * LETTERS + letters[step:][:size]
        keys.append(key[row] + (LETTERS * LETTERS if count == 3 else 0))
        names.append(owners[:size][row])
    starts, posted = _postings(
        np.concatenate(keys), np.concatenate(names), LETTERS**2 + LETTERS**3
    )
    return {"run_posts": starts, "run_posted": posted}


def _spans(
    folded: Sequence[tuple[str, ...]],
    families: Sequence[int],
    vocabulary: Sequence[str],
    words: Words,
    number_of: dict[str, int],
) -> dict[str, Any]:
    """Write two and three neighbouring words as one, and whole names as initials."""
    weight_of = dict(zip(vocabulary, words.weights.tolist(), strict=True))
    kind_of = dict(zip(vocabulary, words.kinds.tolist(), strict=True))
    texts: list[str] = []
    names: list[int] = []
    places: list[int] = []
    weights: list[int] = []
    ways: list[int] = []
    for number, name in enumerate(folded):
        for count in (2, 3):
            for start in range(len(name) - count + 1):
                parts = name[start : start + count]
                text = "".join(parts)
                if 5 <= len(text) <= WIDTH and ABJAD_SIGN not in text:
                    texts.append(text)
                    names.append(number)
                    places.append(((1 << count) - 1) << start)
                    weights.append(sum(weight_of[part] for part in parts))
                    ways.append(Way.JOINED)
        if families[number] == FAMILIES["person"] and len(name) <= 4:
            for left, right in itertools.permutations(range(len(name)), 2):
                text = name[left] + name[right]
                if (
                    right != left + 1
                    and 5 <= len(text) <= WIDTH
                    and ABJAD_SIGN not in text
                ):
                    texts.append(text)
                    names.append(number)
                    places.append(1 << left | 1 << right)
                    weights.append(weight_of[name[left]] + weight_of[name[right]])
                    ways.append(Way.JOINED)
        if families[number] != FAMILIES["person"]:
            telling = [i for i, w in enumerate(name) if kind_of[w] == Kind.ORDINARY]
            if 3 <= len(telling) <= 8:
                texts.append("".join(name[i][0] for i in telling))
                names.append(number)
                places.append(sum(1 << i for i in telling))
                weights.append(sum(weight_of[name[i]] for i in telling))
                ways.append(Way.INITIALS)
    letters, lengths = pack(texts)
    keys = np.zeros((len(texts), 5), np.uint64)
    room = np.zeros((len(texts), WIDTH + 2), np.uint8)
    analyse(
        letters,
        lengths,
        room,
        np.zeros(len(texts), np.uint8),
        keys,
        np.zeros(len(texts), np.uint64),
    )
    order = np.argsort(keys[:, SOUND], kind="stable")
    return {
        "span_sounds": np.ascontiguousarray(keys[order, SOUND]),
        "span_exacts": np.ascontiguousarray(keys[order, EXACT]),
        "span_names": np.array(names, np.int32)[order],
        "span_places": np.array(places, np.int32)[order],
        "span_weights": np.array(weights, np.int32)[order],
        "span_ways": np.array(ways, np.int32)[order],
    }


def _near(words: Words) -> dict[str, Any]:
    """Order the words by all that near ones are found by."""
    size = len(words.lengths)
    orders = np.argsort(words.keys, axis=0, kind="stable").T.astype(np.int32)
    values = np.take_along_axis(words.keys.T, orders, axis=1)
    abjad = np.flatnonzero(words.letters[:, 0] == ord(ABJAD_SIGN)).astype(np.int32)
    abjad = abjad[np.argsort(words.keys[abjad, BARE], kind="stable")]
    open_words = (words.kinds == Kind.ORDINARY) & (
        words.letters[:, 0] != ord(ABJAD_SIGN)
    )
    able = np.flatnonzero(open_words & (words.lengths >= SHORTEST)).astype(np.int32)
    slip_starts, slip_words, slip_shift = file_words(words.letters, words.lengths, able)
    short = able[words.lengths[able] <= LONGEST]
    ends = words.letters[short, words.lengths[short].astype(np.int64) - 1]
    short = short[~np.isin(ends, list(b"aeiou"))]
    firsts = words.letters[:, 0] if size else np.empty(0, np.uint8)
    groups = words.groups
    members = np.repeat(np.arange(size, dtype=np.int32), np.diff(words.starts))
    order = np.argsort(groups, kind="stable")
    number_of_groups = 1 + max(itertools.chain(*groups_of_words().values()))
    return {
        "key_orders": np.ascontiguousarray(orders),
        "key_values": np.ascontiguousarray(values),
        "abjad_values": np.ascontiguousarray(words.keys[abjad, BARE]),
        "abjad_order": abjad,
        "slip_starts": slip_starts,
        "slip_words": slip_words,
        "slip_shift": np.array([slip_shift], np.int32),
        "letter_starts": np.searchsorted(firsts, np.arange(130)).astype(np.int32),
        "short_starts": np.searchsorted(firsts[short], np.arange(130)).astype(np.int32),
        "short_words": short,
        "group_starts": np.searchsorted(
            groups[order], np.arange(number_of_groups + 1)
        ).astype(np.int32),
        "group_words": members[order],
    }


def _identifiers(entities: Sequence[Entity]) -> dict[str, Any]:
    found = {
        (identifier_key(plain), number)
        for number, entity in enumerate(entities)
        for identifier in entity.identifiers
        if telling(plain := plain_identifier(identifier.value))
    }
    pairs = sorted(found)
    return {
        "identifier_keys": np.array([key for key, _ in pairs], np.uint64),
        "identifier_owners": np.array([number for _, number in pairs], np.int32),
    }


def identifier_key(plain: str) -> int:
    """Give the number a plain identifier is looked up by."""
    key = 14695981039346656037
    for byte in plain.encode():
        key = (key ^ byte) * 1099511628211 % (1 << 64)
    return key


def telling(plain: str) -> bool:
    """Whether an identifier is long enough to tell one party from another."""
    return len(plain) >= 6 and sum(sign.isdigit() for sign in plain) >= 4
