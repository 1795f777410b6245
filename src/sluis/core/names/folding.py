"""Fold a name to plain words that can be compared whatever its script.

Compatibility forms, invisible signs, look-alike letters, accents, scripts,
punctuation and case are folded; what is left are words of ``a-z`` and digits.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from sluis.core.names.forms import fold_forms

MAX_LETTERS = 600
"""Only so much of a name is read: no listed name is near it, and cost is bounded."""
MAX_WORDS = 24
"""Only so many words of a name are compared."""
MAX_WORD = 40
"""Only so many letters of a word are compared."""

# Letters of other scripts that are drawn like a Latin letter.
_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјкмнорстухԁԛԝһʜΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχıɡ",
    "ABESIJKMHOPCTYXaesijkmhopctyxdqwhhABEZHIKMNOPTYXaikvoptuxig",
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_CYRILLIC_OR_GREEK = re.compile(r"[\u0370-\u052f]")
_SYLLABIC = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff])")
_APOSTROPHES = re.compile(r"['`’‘ʻʼʹʽ´\"“”]")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?")
_SLASHED = re.compile(r"\b([a-z])/([a-z])\b")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def fold(name: str) -> str:
    """Fold a name to lower-case ASCII with its punctuation kept."""
    text = name[:MAX_LETTERS]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(sign for sign in text if _visible(sign))
        if _CYRILLIC_OR_GREEK.search(text):
            text = " ".join(_unmask(word) for word in text.split())
        text = _SYLLABIC.sub(r" \1 ", text)
        text = _APOSTROPHES.sub("", text)
        text = anyascii(text)
    return text.casefold()


def _visible(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cf", "Mn", "Me", "Cc"} or sign in "\t\n"


def _unmask(word: str) -> str:
    """Write a word of mixed scripts in Latin letters where they look alike."""
    if _LATIN.search(word):
        return word.translate(_LOOKALIKES)
    return word


@lru_cache(maxsize=65536)
def words_of(name: str) -> tuple[str, ...]:
    """Give the words of a name, folded, legal forms in their one spelling.

    Returns:
        At most :data:`MAX_WORDS` words; none where the name has no letter or
        digit, such as only punctuation.
    """
    text = _APOSTROPHES.sub("", fold(name))
    text = _DOTTED.sub(lambda found: found[0].replace(".", "") + " ", text)
    text = _SLASHED.sub(r"\1\2", text)
    text = text.replace("&", " and ")
    words = [word[:MAX_WORD] for word in _NOT_WORD.split(text) if word]
    return tuple(fold_forms(words)[:MAX_WORDS])


_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"shch|sch", "sh"),
        (r"tch|tsh|ch|c(?=[eiy])", "c"),
        (r"kh|gh|q|ck", "k"),
        (r"x", "ks"),
        (r"dzh|dj|zh|j", "j"),
        (r"ph", "f"),
        (r"th|dh|ts", "t"),
        (r"w|v", "v"),
        (r"ou|oo|o", "u"),
        (r"ee|ie|ei|ey|iy|ii|y|e", "i"),
        (r"z", "s"),
        (r"h\Z", ""),
    )
]
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=262144)
def sound_of(word: str) -> str:
    """Give a key that spellings of one name in several romanisations share.

    ``Muhammad``, ``Mohammed`` and ``Mohamed`` differ by vowels only and share
    the skeleton; ``Yusif`` and ``Yousef`` share this key already.
    """
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return _DOUBLED.sub(r"\1", word)


@lru_cache(maxsize=262144)
def skeleton_of(word: str) -> str:
    """Give the consonants of a word's sound, with its first letter."""
    sound = sound_of(word)
    return sound[:1] + "".join(sign for sign in sound[1:] if sign not in "aiu")


@lru_cache(maxsize=262144)
def bare_of(word: str) -> str:
    """Give the consonants alone, as Arabic and Hebrew write them.

    There ``t`` and ``h`` may be two letters or one, so ``h`` is left out.
    """
    return "".join(sign for sign in sound_of(word) if sign not in "aiuh")
