"""Fold a name to plain words that can be compared whatever its script.

Compatibility forms, invisible signs, look-alike letters, accents, scripts,
punctuation and case are folded; what is left are words of ``a-z`` and digits.
"""

from __future__ import annotations

import re
import string

from sluis.core.names.forms import (
    fold_numbers,
    fold_phrases,
    mended,
    numeric,
    plain_form,
    plain_particle,
    rejoined,
    unglued,
)
from sluis.core.names.scripts import ABJAD, to_latin

MAX_LETTERS = 600
"""Only so much of a name is read: no listed name is near it, and cost is bounded."""
MAX_WORDS = 24
"""Only so many words of a name are compared."""
MAX_WORD = 32
"""Only so many letters of a word are compared."""

_KNOWN = 400_000
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?")
_SLASHED = re.compile(r"\b([a-z])/([a-z])\b")
_WORDS = bytes(
    code if chr(code).isalnum() or chr(code) == ABJAD else ord(" ")
    for code in range(128)
).ljust(256)
_LEFT_OUT = b"'`\""
_SERVANT = re.compile(r"abd(?:[aeou]|ou)(?:l|(?=([rnstzdj])\1?))(.{4,})")
_OF_FAITH = re.compile(r"(.{2,}?[^aeiou])(?:[aeiou]d|[eu]l)d(?:i|ee|y)n(?:e)?")


class _Readings(dict[str, str]):
    """What each word is read as, remembered: the same words come again and again.

    Attributes:
        numbers: The readings that may be numbers.
        letters: The readings of one letter.
    """

    def __init__(self) -> None:
        super().__init__()
        self.numbers: set[str] = set()
        self.letters = set(string.ascii_lowercase)

    def __missing__(self, word: str) -> str:
        reading = _read_word(word)
        if len(self) >= _KNOWN:
            self.clear()
            self.numbers.clear()
        if numeric(reading):
            self.numbers.add(reading)
        self[word] = reading
        return reading


def _read_word(word: str) -> str:
    """Give the word or words that a written word stands for."""
    if word[0] == ABJAD:
        return ABJAD + word.replace(ABJAD, "")[: MAX_WORD - 1]
    word = word.replace(ABJAD, "")[:MAX_WORD] or ABJAD
    word = plain_particle(plain_form(mended(word)))
    parted = unglued(word)
    if parted != word:
        return parted
    if len(word) > 6 and word.isalpha():
        # Abdurrahman, Abdelrahman and Abd al-Rahman are one name, as are
        # Nuruddin, Noureddine and Nur al-Din.
        servant = _SERVANT.fullmatch(word)
        if servant is not None and servant[2] != "lah":
            return f"abd al {servant[2]}"
        faith = _OF_FAITH.fullmatch(word)
        if faith is not None:
            return f"{faith[1]} al din"
    return {"abdul": "abd al", "abdel": "abd al", "abdal": "abd al"}.get(word, word)


_READINGS = _Readings()


def fold(name: str) -> str:
    """Fold a name to lower-case ASCII with its punctuation kept."""
    text = name[:MAX_LETTERS].replace(ABJAD, " ")
    return (text if text.isascii() else to_latin(text).replace("\x7f", "")).lower()


def plain_words(text: str) -> list[str]:
    """Split a folded text at everything that is no letter or digit."""
    if "&" in text:
        text = text.replace("&", " and ")
    return text.encode("ascii").translate(_WORDS, _LEFT_OUT).decode("ascii").split()


def words_of(name: str, *, person: bool = False) -> tuple[str, ...]:
    """Give the words of a name, folded, legal forms in their one spelling.

    Args:
        name: The name as written.
        person: It is a person's, so that letters with points are initials, and
            what follows a comma is said first; in other names such letters are an
            abbreviation and stay together.

    Returns:
        At most :data:`MAX_WORDS` words; none where the name has no letter or
        digit, such as only punctuation.
    """
    text = fold(name)
    if person and "," in text:
        surname, _, given = text.partition(",")
        text = f"{given} {surname}"
    if "." in text and not person:
        text = _DOTTED.sub(lambda found: found[0].replace(".", "") + " ", text)
    if "/" in text:
        text = _SLASHED.sub(r"\1\2", text)
    readings = _READINGS
    words = [readings[word] for word in plain_words(text)]
    if not person:
        words = fold_phrases(rejoined(_joined_letters(words)))
    if not readings.numbers.isdisjoint(words):
        words = fold_numbers(words)
    if len(words) > MAX_WORDS:
        words = words[:MAX_WORDS]
    return tuple(" ".join(words).split()[:MAX_WORDS])


def _joined_letters(words: list[str]) -> list[str]:
    """Write single letters in a row as one word: A B C Company is ABC Company."""
    if _READINGS.letters.isdisjoint(words):
        return words
    if sum(len(word) == 1 for word in words) < 2:
        return words
    joined: list[str] = []
    run = 0
    for word in words:
        if len(word) == 1 and run:
            joined[-1] += word
            run += 1
        else:
            joined.append(word)
            run = int(len(word) == 1)
    return joined
