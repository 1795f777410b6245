"""Write a name in Latin letters, script by script, as lists publish names.

Arabic and Hebrew leave short vowels out, so their words become consonants and long
vowels behind :data:`ABJAD`; they are compared in their own way. Hangul is romanised
as Korean lists do, Chinese characters by their meaning where a name has them
translated, and by their sound elsewhere. Every other script goes through anyascii.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from anyascii import anyascii

from sluis.core.names.letters import ABJAD_SIGN
from sluis.core.names.tables import rows_of

ABJAD = ABJAD_SIGN
"""A word that begins with this came from a script that leaves vowels out."""

_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_FOREIGN = re.compile(
    r"(?P<abjad>[\u0590-\u07ff\ufb1d-\ufdff\ufe70-\ufeff]+)"
    r"|(?P<hangul>[\uac00-\ud7a3]+)"
    r"|(?P<han>[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)"
    r"|(?P<kana>[\u3040-\u30ff]+)"
)
_APOSTROPHES = re.compile(r"['`’‘ʻʼʹʽ´\"“”″′ʿʾ]")

# Signs for consonants and long vowels; x is the throat sound that Latin spellings
# write as any vowel or not at all, c stands for sh and ch, z for what is read d, dh
# or z, and v for what is read th, t or s.
_ARABIC = str.maketrans(
    {
        **dict.fromkeys("اأآٱى", "a"),
        **dict.fromkeys("ع", "x"),
        **dict.fromkeys("ءئؤ", ""),
        **dict.fromkeys("هةۀەھحخ", "h"),
        **dict.fromkeys("يیېے", "i"),
        **dict.fromkeys("ذضظ", "z"),
        **dict.fromkeys("تط", "t"),
        **dict.fromkeys("سصز", "s"),
        **dict.fromkeys("بپ", "b"),
        **dict.fromkeys("كکق", "k"),
        **dict.fromkeys("غگ", "g"),
        **dict.fromkeys("شچ", "c"),
        **dict.fromkeys("جژ", "j"),
        **{
            "إ": "a",
            "و": "u",
            "د": "d",
            "ث": "v",
            "ف": "f",
            "ل": "l",
            "م": "m",
            "ن": "n",
            "ر": "r",
        },
    }
)
_HEBREW = str.maketrans(
    {
        **dict.fromkeys("אע", "x"),
        **dict.fromkeys("בװ", "b"),
        **dict.fromkeys("גג", "g"),
        **dict.fromkeys("ד", "d"),
        **dict.fromkeys("החכך", "h"),
        **dict.fromkeys("ו", "u"),
        **dict.fromkeys("זסצץ", "s"),
        **dict.fromkeys("טתת", "t"),
        **dict.fromkeys("י", "i"),
        **dict.fromkeys("לל", "l"),
        **dict.fromkeys("מם", "m"),
        **dict.fromkeys("נן", "n"),
        **dict.fromkeys("פף", "f"),
        **dict.fromkeys("ק", "k"),
        **dict.fromkeys("ר", "r"),
        **dict.fromkeys("ש", "c"),
    }
)
_NOT_ABJAD = re.compile(r"[^a-z]+")

# Leading, middle and trailing sounds of a Hangul syllable, in the order of Unicode.
_FIRST, _VOWEL, _LAST = (
    sounds.split(",")
    for sounds in (
        "k,kk,n,t,tt,r,m,p,pp,s,ss,,j,tch,ch,k,t,p,h",
        "a,ae,ya,yae,o,e,yo,ye,o,wa,wae,oe,yo,u,wo,we,wi,yu,u,ui,i",
        ",k,k,k,n,n,n,t,l,k,m,l,l,l,l,l,m,p,p,t,t,ng,t,t,k,t,p,t",
    )
)
_SURNAMES = {"이": "ri", "김": "kim", "박": "pak", "노": "ro", "임": "rim", "유": "yu"}


def _lookalikes() -> dict[int, str]:
    rows = rows_of("lookalikes.tsv")
    return {ord(sign): latin for latin, signs in rows for sign in signs}


LOOKALIKES = _lookalikes()
_EASTERN = {row[0]: row[1] for row in rows_of("eastern.tsv")}
_LONGEST = max(len(term) for term in _EASTERN)


def to_latin(text: str) -> str:
    """Write a name in ASCII, its words apart, its case and punctuation kept.

    Words of an abjad begin with :data:`ABJAD`.
    """
    text = unicodedata.normalize("NFKC", text)
    text = text.translate(_READ)
    text = _unmask(text)
    text = _APOSTROPHES.sub("", text)
    if _FOREIGN.search(text):
        text = _FOREIGN.sub(_of_script, text)
    return text if text.isascii() else text.translate(_ROMAN)


class _Remembered(dict[int, str]):
    """What each sign becomes, worked out once."""

    def __init__(self, becomes: Callable[[str], str]) -> None:
        super().__init__()
        self._becomes = becomes

    def __missing__(self, code: int) -> str:
        found = self[code] = self._becomes(chr(code))
        return found


_ROMAN = _Remembered(anyascii)
_READ = _Remembered(lambda sign: sign if _is_read(sign) else "")


def _is_read(sign: str) -> bool:
    """Whether a sign is read: not the invisible ones, nor marks above letters.

    The marks of Indic and Thai scripts are vowels and are kept.
    """
    category = unicodedata.category(sign)
    if category in {"Cf", "Me", "Cc", "Cs", "Co"}:
        return sign in "\t\n"
    return category != "Mn" or "\u0900" <= sign <= "\u1aaf" or sign in "゙゚"


def _unmask(text: str) -> str:
    """Write letters that only look Latin in Latin.

    That is so in a word that has Latin letters beside them; and in a word all of
    whose letters look Latin, if another word of the name is Latin.
    """
    if not _LATIN.search(text) or LOOKALIKES.keys().isdisjoint(map(ord, text)):
        return text
    words = re.split(r"(\s+)", text)
    latin = any(
        _LATIN.search(word) and not any(ord(s) in LOOKALIKES for s in word)
        for word in words
    )
    return "".join(_unmasked(word, latin=latin) for word in words)


def has_lookalikes(text: str) -> bool:
    """Whether letters of another script are read as the Latin ones they look like."""
    text = unicodedata.normalize("NFKC", text)
    return _unmask(text) != text


def _unmasked(word: str, *, latin: bool) -> str:
    if _LATIN.search(word):
        return word.translate(LOOKALIKES)
    if latin and all(ord(s) in LOOKALIKES or not s.isalpha() for s in word):
        return word.translate(LOOKALIKES)
    return word


def _of_script(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "abjad":
            return f" {_of_abjad(found[0])} "
        case "hangul":
            return f" {' '.join(_eastern(found[0], _hangul))} "
        case "han":
            return f" {' '.join(_eastern(found[0], _pinyin))} "
        case _:
            return found[0].translate(_ROMAN)


@lru_cache(maxsize=65536)
def _of_abjad(word: str) -> str:
    """Give a word's consonants and long vowels; the Arabic article stands apart."""
    if "\u0590" <= word[0] <= "\u05ff":
        return _marked(word.translate(_HEBREW))
    word = word.replace("ـ", "").replace("\u200c", "")
    if word.startswith("عبدال") and len(word) > 6:
        return f"{_marked('xbd')} al {_of_abjad(word[5:])}"
    if word.startswith("ال") and len(word) > 3:
        return f"al {_marked(word[2:].translate(_ARABIC))}"
    if word in {"بن", "ابن"}:
        return "bin"
    return _marked(word.translate(_ARABIC))


def _marked(word: str) -> str:
    plain = word if word.isascii() else anyascii(word).lower()
    plain = _NOT_ABJAD.sub("", plain).replace("tc", "c")
    return ABJAD + plain if plain else ""


def _eastern(text: str, sound: Callable[[str, int], str]) -> list[str]:
    """Translate the terms that names have translated, the longest first."""
    words: list[str] = []
    place = 0
    while place < len(text):
        for length in range(min(_LONGEST, len(text) - place), 0, -1):
            term = _EASTERN.get(text[place : place + length])
            if term is not None:
                words.append(term)
                place += length
                break
        else:
            words.append(sound(text[place], place))
            place += 1
    return words


def _pinyin(sign: str, _place: int) -> str:
    return _ROMAN[ord(sign)].strip().lower()


def _hangul(sign: str, place: int) -> str:
    """Romanise one syllable as names of the North are, which lists have most."""
    if place == 0 and sign in _SURNAMES:
        return _SURNAMES[sign]
    code = ord(sign) - 0xAC00
    lead, vowel, last = code // 588, code % 588 // 28, code % 28
    return _FIRST[lead] + _VOWEL[vowel] + _LAST[last]
