"""Fold many names at once: letters by table, words by number.

It gives exactly what :func:`sluis.core.names.folding.words_of` gives name by name.
Names that need more than a table of letters and of words, such as other scripts,
phrases of legal forms or numbers in words, are handed to that function.
"""

# Compiled code: calls by place, long where a call would cost more than it explains.
# ruff: noqa: PLR0912, PLR0913, PLR0917, PLR1714, SIM109

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sluis.core.names.compiled import bare, inlined
from sluis.core.names.folding import (
    MAX_LETTERS,
    MAX_WORD,
    MAX_WORDS,
    Trait,
    reading_of,
    settled,
    words_of,
)
from sluis.core.names.scripts import LOOKALIKES, to_latin

Numbers: TypeAlias = NDArray[np.int32]

_TABLE = 0x2100
"""Signs below this are looked up in the table of letters."""
_PARTS, _NOTHING, _UNKNOWN = 1, 2, 3
"""What a sign does that is no letter: parts words, is left out, is not in the table."""
_A, _Z, _ZERO, _NINE = (ord(sign) for sign in "az09")
_AND, _COMMA, _DOT, _SLASH = (ord(sign) for sign in "&,./")
_ROOM = 4 * MAX_LETTERS
_SIGNS = "’‘ʻʼʹʽ´“”″′ʿʾ–—\u00a0"
_ONE, _NUMBER = int(Trait.ONE), int(Trait.NUMBER)
_PHRASE_FIRST, _PHRASE_SECOND = int(Trait.PHRASE_FIRST), int(Trait.PHRASE_SECOND)
_LEFT, _RIGHT = int(Trait.LEFT_PART), int(Trait.RIGHT_PART)


@cache
def letters_table() -> NDArray[np.uint8]:
    """Give for each sign below 0x2100 its one to three plain letters.

    The first column holds the first letter, or what else the sign does. A sign is in
    the table only where it is read alike whatever stands beside it.
    """
    table = np.zeros((_TABLE, 4), np.uint8)
    table[:, 0] = _UNKNOWN
    for code in range(32, 127):
        sign = chr(code)
        if sign.isalnum():
            table[code, 0] = ord(sign.lower())
        elif sign in "&,./":
            table[code, 0] = code
        elif sign not in "~_":
            table[code, 0] = _NOTHING if sign in "'`\"" else _PARTS
    letters = [chr(code) for code in range(0xC0, 0x250)]
    for sign in (*letters, *_SIGNS):
        plain = to_latin(sign).lower()
        if ord(sign) in LOOKALIKES or (
            sign in letters and not unicodedata.category(sign).startswith("L")
        ):
            continue
        if plain.strip(" -") == "":
            table[ord(sign), 0] = _PARTS if plain else _NOTHING
        elif plain.isalpha() and len(plain) <= 4:
            table[ord(sign), : len(plain)] = list(plain.encode())
    return table


@inlined
def _is_letter(sign: Any) -> Any:
    return _A <= sign <= _Z


@inlined
def _is_plain(sign: Any) -> Any:
    return _A <= sign <= _Z or _ZERO <= sign <= _NINE


@inlined
def _fold_into(codes: Any, start: Any, end: Any, table: Any, text: Any) -> Any:
    """Write a name in plain letters; give how many, -1 where the table does not do."""
    n = np.int64(0)
    if end - start > MAX_LETTERS:
        return np.int64(-1)
    left_out = False
    pointed = False
    for x in range(start, end):
        code = codes[x]
        if code >= _TABLE:
            return np.int64(-1)
        first = table[code, 0]
        if first == _UNKNOWN:
            return np.int64(-1)
        if first == _NOTHING:
            left_out = True
            continue
        pointed = pointed or first == _DOT or first == _SLASH
        text[n] = first
        n += 1
        for k in range(1, 4):
            if table[code, k] == 0:
                break
            text[n] = table[code, k]
            n += 1
    # A sign that is left out may stand in the way of an abbreviation with points.
    return np.int64(-1) if left_out and pointed else n


@inlined
def _number_of(text: Any, start: Any, length: Any, tokens: Any, counts: Any) -> Any:
    """Give the number of a written word, a new one where it is new."""
    letters, starts, slots = tokens
    key = np.uint64(14695981039346656037)
    for x in range(start, start + length):
        key = (key ^ np.uint64(text[x])) * np.uint64(1099511628211)
    key ^= key >> np.uint64(31)
    size = slots.shape[0] - 1
    place = np.int64(key & np.uint64(size))
    while slots[place] >= 0:
        number = slots[place]
        at = starts[number]
        same = starts[number + 1] - at == length
        x = 0
        while same and x < length:
            same = letters[at + x] == text[start + x]
            x += 1
        if same:
            return np.int64(number)
        place = (place + 1) & size
    number = counts[0]
    slots[place] = number
    at = starts[number]
    for x in range(length):
        letters[at + x] = text[start + x]
    starts[number + 1] = at + length
    counts[0] = number + 1
    return np.int64(number)


@inlined
def _dotted(text: Any, place: Any, end: Any) -> Any:
    """Give where an abbreviation of letters with points ends; 0 where none begins."""
    x = place
    while x + 1 < end and _is_letter(text[x]) and text[x + 1] == _DOT:
        x += 2
    if x - place < 4:
        return np.int64(0)
    if x < end and _is_letter(text[x]) and (x + 1 == end or not _is_plain(text[x + 1])):
        x += 1
    return x


@inlined
def _split(
    text: Any,
    place: Any,
    end: Any,
    person: Any,
    tokens: Any,
    counts: Any,
    found: Any,
    n: Any,
    word: Any,
) -> Any:
    """Split a part of a name into written words; -1 where they are too many or long."""
    length = 0
    x = place
    while x <= end:
        sign = text[x] if x < end else _PARTS
        if x < end and _is_plain(sign):
            if length == 0 and not person and _is_letter(sign):
                after = _dotted(text, x, end)
                if after > 0:
                    for y in range(x, after):
                        if text[y] != _DOT and length <= MAX_WORD:
                            word[length] = text[y]
                            length += 1
                    x = after
                    sign = _PARTS
            if sign != _PARTS:
                if length >= MAX_WORD:
                    return -1
                word[length] = sign
                length += 1
                x += 1
                continue
            x -= 1
        elif (
            x < end
            and sign == _SLASH
            and length == 1
            and _is_letter(word[0])
            and x + 1 < end
            and _is_letter(text[x + 1])
            and (x + 2 >= end or not _is_plain(text[x + 2]))
        ):
            word[1] = text[x + 1]
            length = 2
            x += 1
        if length > 0:
            if n >= MAX_WORDS or length > MAX_WORD:
                return -1
            found[n] = _number_of(word, 0, length, tokens, counts)
            n += 1
            length = 0
        if x < end and sign == _AND:
            if n >= MAX_WORDS:
                return -1
            word[0], word[1], word[2] = 97, 110, 100
            found[n] = _number_of(word, 0, 3, tokens, counts)
            n += 1
        x += 1
    return n


@bare
def _read(
    codes: Any,
    ends: Any,
    persons: Any,
    table: Any,
    room: Any,
    tokens: Any,
    counts: Any,
    numbers: Any,
    sizes: Any,
) -> Any:
    """Split all names into written words, by number.

    Args:
        codes: The signs of all names.
        ends: Where each name ends.
        persons: Whether each is a person's.
        table: See :func:`letters_table`.
        room: Room for a name in plain letters, and for a word.
        tokens: The letters of the distinct words, where each begins, and a table of
            numbers by hash.
        counts: How many distinct words there are.
        numbers: The words of each name, filled in.
        sizes: How many words each name has; -1 where the tables do not do.
    """
    text, word = room
    start: Any = np.int64(0)
    n: Any = np.int64(0)
    for q in range(ends.shape[0]):
        end = ends[q]
        person = persons[q]
        length = _fold_into(codes, start, end, table, text)
        start = end
        sizes[q] = -1
        if length < 0:
            continue
        comma: Any = np.int64(-1)
        dot = False
        slash = False
        for x in range(length):
            if text[x] == _COMMA and comma < 0:
                comma = x
            dot = dot or text[x] == _DOT
            slash = slash or text[x] == _SLASH
        if dot and slash:
            continue
        found = numbers[n : n + MAX_WORDS]
        count: Any = 0
        if person and comma >= 0:
            count = _split(
                text, comma + 1, length, person, tokens, counts, found, 0, word
            )
            if count >= 0:
                count = _split(
                    text, 0, comma, person, tokens, counts, found, count, word
                )
        else:
            count = _split(text, 0, length, person, tokens, counts, found, 0, word)
        if count >= 0:
            sizes[q] = count
            n += count


@bare
def _spell(
    numbers: Any,
    sizes: Any,
    persons: Any,
    traits: Any,
    reading_starts: Any,
    readings: Any,
    out: Any,
    out_sizes: Any,
) -> Any:
    """Write the words that written words are read as; -1 where they are not enough."""
    n = np.int64(0)
    m = np.int64(0)
    for q in range(sizes.shape[0]):
        size = sizes[q]
        out_sizes[q] = -1
        if size < 0:
            continue
        ones = 0
        plain = True
        for k in range(n, n + size):
            trait = traits[numbers[k]]
            if trait & _NUMBER:
                plain = False
            if persons[q]:
                continue
            if trait & _ONE:
                ones += 1
            if k > n:
                before = traits[numbers[k - 1]]
                if (before & _PHRASE_FIRST and trait & _PHRASE_SECOND) or (
                    before & _LEFT and trait & _RIGHT
                ):
                    plain = False
        if plain and ones < 2:
            first = m
            for k in range(n, n + size):
                for x in range(
                    reading_starts[numbers[k]], reading_starts[numbers[k] + 1]
                ):
                    if m - first < MAX_WORDS:
                        out[m] = readings[x]
                        m += 1
            out_sizes[q] = m - first
        n += size


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """Names as numbers of distinct words.

    Attributes:
        words: The distinct words.
        starts, numbers: Name ``q`` has words ``numbers[starts[q]:starts[q + 1]]``.
    """

    words: list[str]
    starts: NDArray[np.int64]
    numbers: Numbers


def fold_all(names: Sequence[str], persons: NDArray[np.bool_]) -> Folded:
    """Fold names.

    Args:
        names: As written.
        persons: Whether each is a person's.
    """
    written, numbers, sizes = _written(names, persons)
    number_of: dict[str, int] = {}
    traits = np.empty(len(written), np.uint8)
    starts = np.zeros(len(written) + 1, np.int64)
    readings: list[int] = []
    for place, token in enumerate(written):
        reading, traits[place] = reading_of(token)
        for word in reading.split():
            readings.append(number_of.setdefault(word, len(number_of)))
        starts[place + 1] = len(readings)
    spelled = np.empty(MAX_WORDS + 4 * len(numbers), np.int32)
    spelled_sizes = np.empty(len(names), np.int64)
    words = np.array(readings, np.int32)
    _spell(numbers, sizes, persons, traits, starts, words, spelled, spelled_sizes)
    places = np.cumsum(np.maximum(sizes, 0))
    others: list[int] = []
    for q in np.flatnonzero(spelled_sizes < 0).tolist():
        person = bool(persons[q])
        if sizes[q] < 0:
            found = words_of(names[q], person=person)
        else:
            tokens = numbers[places[q] - sizes[q] : places[q]].tolist()
            found = settled([reading_of(written[k])[0] for k in tokens], person=person)
        others += [number_of.setdefault(word, len(number_of)) for word in found]
        spelled_sizes[q] = -1 - len(found)
    return _in_order(list(number_of), spelled, spelled_sizes, others)


def _written(
    names: Sequence[str], persons: NDArray[np.bool_]
) -> tuple[list[str], Numbers, NDArray[np.int64]]:
    """Split names into written words: these, their numbers, and how many by name."""
    encoded = "".join(names).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(encoded, np.uint32)
    ends = np.cumsum(np.fromiter(map(len, names), np.int64, len(names)))
    size = len(codes) + MAX_WORDS + 2
    letters = np.empty(4 * size, np.uint8)
    starts = np.zeros(size, np.int64)
    slots = np.full(1 << (len(codes) + len(names) + 8).bit_length() - 1, -1, np.int32)
    counts = np.zeros(1, np.int64)
    numbers = np.empty(size, np.int32)
    sizes = np.empty(len(names), np.int64)
    _read(
        codes,
        ends,
        persons,
        letters_table(),
        (np.empty(_ROOM, np.uint8), np.empty(MAX_WORD + 2, np.uint8)),
        (letters, starts, slots),
        counts,
        numbers,
        sizes,
    )
    count = int(counts[0])
    text = letters[: starts[count]].tobytes().decode("ascii")
    places = starts[: count + 1].tolist()
    written = [text[a:b] for a, b in itertools.pairwise(places)]
    return written, numbers[: int(sizes[sizes > 0].sum())], sizes


def _in_order(
    words: list[str], spelled: Numbers, sizes: NDArray[np.int64], others: list[int]
) -> Folded:
    """Put the names that were spelled and the others, of sizes below 0, in order."""
    by_table = sizes >= 0
    sizes = np.where(by_table, sizes, -1 - sizes)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    numbers = np.empty(int(starts[-1]), np.int32)
    of_table = np.repeat(by_table, sizes)
    numbers[of_table] = spelled[: int(of_table.sum())]
    numbers[~of_table] = others
    return Folded(words, starts, numbers)
