"""Partly read serials: which items may a scratched or blurred plate mean?

``?`` is one unread character, ``*`` any number of them, ``[A-D]`` one of a range
and ``{100-250}`` a number from one to another. Characters that look alike on a
worn plate also match, and cost: a candidate with fewer of them comes first.
"""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numba import njit, prange

from sluis.core.custody.rows import Array
from sluis.core.errors import InvalidInput

_ALIKE = ("0ODQ", "1ILT", "2Z", "5S", "6G", "8B", "4A", "7T", "UV", "MN", "CG", "3E")
_TOKEN = re.compile(
    r"\[(?P<set>[^\[\]]+)\]|\{(?P<low>\d+)-(?P<high>\d+)\}|(?P<one>.)", re.DOTALL
)
_CONFUSED = 0.25
"""How much less likely each character makes a candidate that was read as another."""


def alike(character: str) -> str:
    """Give the characters that look like one on a worn plate, itself first."""
    upper = character.upper()
    others = {c for group in _ALIKE if upper in group for c in group} - {upper}
    return upper + "".join(sorted(others))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An item that a partly read serial may mean.

    Attributes:
        item: Its number.
        text: Its identifier.
        read_as: (place, read, stands there) of each character taken for another.
        score: 1 for a serial that fits as read, less for each such character.
    """

    item: int
    text: str
    read_as: tuple[tuple[int, str, str], ...]
    score: float


@dataclass(frozen=True, slots=True)
class Pattern:
    """A partly read serial, ready to be looked for.

    Attributes:
        text: As written.
        sets: For each place, which bytes may stand there, 0 or 1.
        many: Whether the place may be repeated or absent.
        exact: What fits as read.
        near: What fits when characters that look alike count as the same.
        numbers: Bounds of the numbers in ``{}``, in order.
    """

    text: str
    sets: Array
    many: Array
    exact: re.Pattern[str]
    near: re.Pattern[str]
    numbers: tuple[tuple[int, int], ...]

    @classmethod
    def parse(cls, text: str) -> Pattern:
        """Read a pattern.

        Raises:
            InvalidInput: A range runs backwards, or nothing is given.
        """
        if not text.strip("*?"):
            raise InvalidInput(
                f"{text!r} names no character", remedy="give one that was read"
            )
        rows, many, exact, near, numbers = [], [], "", "", []
        for token in _TOKEN.finditer(text.upper()):
            if token["low"]:
                low, high = int(token["low"]), int(token["high"])
                if low > high:
                    raise InvalidInput(f"{token[0]!r} runs backwards", path=text)
                numbers.append((low, high))
                rows.append(_bytes("0123456789"))
                part, like, repeats = r"(\d+)", r"(\d+)", True
            elif token["set"]:
                chosen = _range(token["set"], text)
                rows.append(_bytes(chosen))
                part = like = f"[{re.escape(chosen)}]"
                repeats = False
            elif token["one"] in {"*", "?"}:
                rows.append(np.ones(256, np.uint8))
                repeats = token["one"] == "*"
                part = like = "[^/:]*" if repeats else "[^/:]"
            else:
                rows.append(_bytes(alike(token["one"])))
                part = re.escape(token["one"])
                like, repeats = f"[{re.escape(alike(token['one']))}]", False
            many.append(repeats)
            exact, near = exact + part, near + like
        return cls(
            text,
            np.array(rows),
            np.array(many),
            re.compile(exact),
            re.compile(near),
            tuple(numbers),
        )

    def candidate(self, item: int, text: str) -> Candidate | None:
        """Say how well an item fits; ``None`` when it does not."""
        serial = re.split(r"[/:]", text)[-1].upper()
        score = 1.0
        found = self.exact.fullmatch(serial)
        read_as: tuple[tuple[int, str, str], ...] = ()
        if found is None:
            found = self.near.fullmatch(serial)
            if found is None:
                return None
            read_as = self._read_as(serial)
            score = _CONFUSED ** max(len(read_as), 1)
        within = zip(found.groups(), self.numbers, strict=True)
        if not all(low <= int(number) <= high for number, (low, high) in within):
            return None
        return Candidate(item=item, text=text, read_as=read_as, score=score)

    def _read_as(self, serial: str) -> tuple[tuple[int, str, str], ...]:
        """Tell which characters were taken for others, when the places are plain."""
        tokens = list(_TOKEN.finditer(self.text.upper()))
        parts = "".join(
            f"({'.*' if t[0] == '*' else '[0-9]+' if t['low'] else '.'})"
            if not t["one"] or t["one"] in "*?"
            else f"([{re.escape(alike(t['one']))}])"
            for t in tokens
        )
        found = re.fullmatch(parts, serial)
        if found is None:
            return ()
        return tuple(
            (found.start(n) + 1, token["one"], found[n])
            for n, token in enumerate(tokens, start=1)
            if token["one"] and token["one"] not in "*?" and found[n] != token["one"]
        )


def _bytes(characters: str) -> Array:
    row = np.zeros(256, np.uint8)
    for character in characters.upper() + characters.lower():
        if ord(character) < 128:
            row[ord(character)] = 1
        else:
            row[128:] = 1  # any part of it; the text itself decides later
    return row


def _range(text: str, whole: str) -> str:
    found = ""
    for part in re.findall(r".-.|.", text):
        if len(part) == 3:
            if part[0] > part[2]:
                raise InvalidInput(f"[{text}] runs backwards", path=whole)
            found += "".join(map(chr, range(ord(part[0]), ord(part[2]) + 1)))
        else:
            found += part
    return found


def find(text: str, data: Array, begin: Array, *, limit: int = 100) -> list[Candidate]:
    """Find the items that a partly read serial may mean, the likeliest first.

    The last part of an identifier, after ``/`` or ``:``, is its serial.

    Args:
        text: The pattern.
        data: Identifiers of all items, one after the other.
        begin: Where each begins, and one more.
        limit: How many to give.

    Raises:
        InvalidInput: The pattern cannot be read.
    """
    pattern = Pattern.parse(text)
    hits = np.zeros(len(begin) - 1, np.uint8)
    _scan(data, begin, pattern.sets, pattern.many, hits)
    found = []
    for number in np.flatnonzero(hits).tolist():
        whole = data[begin[number] : begin[number + 1]].tobytes().decode()
        candidate = pattern.candidate(number, whole)
        if candidate is not None:
            found.append(candidate)
    return ranked(found, limit)


def among(text: str, items: Iterable[str], *, limit: int = 100) -> list[Candidate]:
    """Find what :func:`find` finds, among items that are read one by one.

    Args:
        text: The pattern.
        items: Identifiers.
        limit: How many to give.

    Raises:
        InvalidInput: The pattern cannot be read.
    """
    pattern = Pattern.parse(text)
    found = (pattern.candidate(number, item) for number, item in enumerate(items))
    return ranked((one for one in found if one is not None), limit)


def ranked(candidates: Iterable[Candidate], limit: int) -> list[Candidate]:
    """Put candidates in order, the likeliest first, and give the first of them."""
    return sorted(candidates, key=lambda c: (-c.score, c.text))[:limit]


def partly_read(text: str) -> bool:
    """Whether a text is a serial, or an identifier with a pattern for a serial."""
    whole = "://" not in text and not text.startswith("urn:")
    return whole or bool(set("?*[{") & set(re.split(r"[/:]", text)[-1]))


@njit(parallel=True, cache=True)
def _scan(data, begin, sets, many, out):
    for item in prange(out.size):
        hi = begin[item + 1]
        lo = hi
        while lo > begin[item] and data[lo - 1] != 47 and data[lo - 1] != 58:
            lo -= 1
        out[item] = _fits(data, lo, hi, sets, many)


@njit(cache=True)
def _fits(data, lo, hi, sets, many):
    """Match with one way back, to the last repeated place that was passed."""
    i, j = lo, 0
    back_i, back_j = -1, -1
    while i < hi:
        if j < many.size and many[j]:
            back_i, back_j = i, j
            j += 1
        elif j < many.size and sets[j, data[i]]:
            i += 1
            j += 1
        elif back_j >= 0 and sets[back_j, data[back_i]]:
            back_i += 1
            i = back_i
            j = back_j + 1
        else:
            return 0
    while j < many.size and many[j]:
        j += 1
    return 1 if j == many.size else 0
