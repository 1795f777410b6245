"""Fold a name to plain words that can be compared whatever its script.

Compatibility forms, invisible signs, look-alike letters, accents, scripts,
punctuation and case are folded; what is left are words of ``a-z`` and digits.
"""

from __future__ import annotations

import re
import string
from enum import IntFlag

from sluis.core.names.forms import (
    BESIDE,
    NUMBERS,
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


class Trait(IntFlag):
    """What a reading could do beside others, see :func:`reading_of`."""

    ONE = 1
    """It is one letter, which may belong to others."""
    NUMBER = 2
    """It may be a number that is written otherwise in digits."""
    PHRASE_FIRST = 4
    """A phrase of legal forms may begin with it."""
    PHRASE_SECOND = 8
    """It may be the second word of such a phrase."""
    LEFT_PART = 16
    """A long word of a legal form begins with it."""
    RIGHT_PART = 32
    """Such a word ends in it."""


class _Readings(dict[str, str]):
    """What each word is read as, remembered: the same words come again and again.

    Attributes:
        traits: The traits of each reading that has been asked for.
        numbers: The readings that may be numbers.
        letters: The readings of one letter.
    """

    def __init__(self) -> None:
        super().__init__()
        self.traits: dict[str, int] = {}
        self.numbers: set[str] = set()
        self.letters = set(string.ascii_lowercase)

    def __missing__(self, word: str) -> str:
        reading = _read_word(word)
        if len(self) >= _KNOWN:
            self.clear()
            self.traits.clear()
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
        servant = _SERVANT.fullmatch(word) if word[0] == "a" else None
        if servant is not None and servant[2] != "lah":
            return f"abd al {servant[2]}"
        faith = _OF_FAITH.fullmatch(word) if word[-1] in "ne" else None
        if faith is not None:
            return f"{faith[1]} al din"
    return {"abdul": "abd al", "abdel": "abd al", "abdal": "abd al"}.get(word, word)


_READINGS = _Readings()
_ONE, _NUMBER = int(Trait.ONE), int(Trait.NUMBER)


def reading_of(word: str) -> tuple[str, int]:
    """Give what a written word is read as, and its traits.

    Names whose words have no traits that fit together are read word by word; for
    others :func:`words_of` is to be asked.
    """
    reading = _READINGS[word]
    traits = _READINGS.traits.get(reading)
    if traits is None:
        traits = _READINGS.traits[reading] = _traits_of(reading)
    return reading, traits


def _traits_of(reading: str) -> int:
    found = BESIDE.get(reading, 0) << 2
    if len(reading) == 1:
        found |= _ONE
    if numeric(reading) and (
        reading in NUMBERS or fold_numbers([reading]) != [reading]
    ):
        found |= _NUMBER
    return found


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
    return settled([readings[word] for word in plain_words(text)], person=person)


def settled(words: list[str], *, person: bool) -> tuple[str, ...]:
    """Give the words of a name from what each is read as, told beside the others."""
    if not person:
        words = fold_phrases(rejoined(_joined_letters(words)))
    if not _READINGS.numbers.isdisjoint(words):
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
