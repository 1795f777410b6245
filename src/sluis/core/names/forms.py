"""Words that say little about who is meant: legal forms, titles, particles.

They are kept, so that they can be shown and compared, but weigh next to
nothing: "Corp" alone is nobody's name.
"""

from __future__ import annotations

from enum import IntEnum
from itertools import pairwise

from sluis.core.names.tables import rows_of


class Kind(IntEnum):
    """What a word is in a name; it decides how it is compared and weighs."""

    ORDINARY = 0
    FORM = 1
    TITLE = 2
    PARTICLE = 3
    INITIAL = 4
    NUMBER = 5


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    """
    mr mrs ms miss dr prof professor sir sheikh shaykh sheik shaikh haji hajji hajj
    hadji hajjah mullah mulla maulavi mawlawi maulawi mawlana maulana general gen col
    colonel brig brigadier major maj capt captain lt lieutenant ing eng engineer messrs
    mv mt ms mvs ss jr sr junior senior president qari ustad ustadh ayatollah hojjat
    sayyid sayyed lord lady dame madame monsieur mme mister herr frau don dona senor
    senora admiral adm marshal chairman minister hon honourable excellency mullah amb
    ambassador comrade
    """
)
PARTICLES = _words(
    """
    al the of and de del della der den van von la le les los las du da do dos di y e
    bin bint o for in et und fur ur
    """
)
_ARTICLES = _words("el ul ad as ar an ash at az adh il")
_SONS = _words("ibn ben ibne")

_ONES = dict(
    zip(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(1, 20),
        strict=True,
    )
)
_ORDINALS = dict(
    zip(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
        ],
        range(1, 11),
        strict=True,
    )
)
_TENS = {
    word: 10 * place
    for place, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        start=2,
    )
} | {"fourty": 40}
_ROMAN = {"ii": 2, "iii": 3, "iv": 4}
NUMBERS = {**_ONES, **_ORDINALS, **_TENS, **_ROMAN}


def _read_forms() -> tuple[dict[str, str], dict[tuple[str, ...], str], dict[str, str]]:
    """Read the tables; what is ours stands before what is derived."""
    single: dict[str, str] = {}
    phrases: dict[tuple[str, ...], str] = {}
    families: dict[str, str] = {}
    for table in ("legal_forms.tsv", "legal_forms_world.tsv"):
        for form, family, spellings in rows_of(table):
            families.setdefault(form, family)
            for spelling in (form, *spellings.split("; ")):
                words = tuple(spelling.split())
                if len(words) == 1:
                    single.setdefault(words[0], form)
                elif words:
                    phrases.setdefault(words, form)
    # The words of a phrase are themselves written in their one spelling.
    folded: dict[tuple[str, ...], str] = {}
    for phrase, form in phrases.items():
        folded.setdefault(tuple(single.get(word, word) for word in phrase), form)
    return single, folded, families


_SINGLE, _PHRASES, FAMILY_OF_FORM = _read_forms()
LEGAL_FORMS = frozenset({*_SINGLE.values(), *_PHRASES.values()})
_LONGEST: dict[tuple[str, str], int] = {}
for _phrase in _PHRASES:
    _start = (_phrase[0], _phrase[1])
    _LONGEST[_start] = max(_LONGEST.get(_start, 0), len(_phrase))


_VOWELS = str.maketrans("", "", "aeiou")
_SCANNED = str.maketrans("015893", "olsbge")


def _slips() -> dict[str, str]:
    """Long words of legal forms with one letter or all inner vowels left out.

    Also as a scanner may read them, which takes m for rn and d for cl.
    """
    long = sorted(
        {
            word
            for row in rows_of("legal_forms.tsv")
            for word in row[2].replace(";", "").split()
            if len(word) > 6
        }
    )
    found: dict[str, str] = {}
    for word in long:
        for place in range(len(word)):
            found.setdefault(word[:place] + word[place + 1 :], word)
        found.setdefault(word[0] + word[1:].translate(_VOWELS), word)
        for letters, read in (("m", "rn"), ("d", "cl")):
            found.setdefault(word.replace(letters, read), word)
    for word in long:
        found[word] = word
    return found


_SLIPS = _slips()
_LONG = frozenset(word for word in _SLIPS.values())


def _beside() -> dict[str, int]:
    parts = (
        {first for first, _ in _LONGEST},
        {second for _, second in _LONGEST},
        {word[:place] for word in _LONG for place in range(1, len(word))},
        {word[place:] for word in _LONG for place in range(1, len(word))},
    )
    found: dict[str, int] = {}
    for place, words in enumerate(parts):
        for word in words:
            found[word] = found.get(word, 0) | 1 << place
    return found


BESIDE = _beside()
"""Words that may belong to the next or the one before, as bits: first and second word
of phrases, beginnings and ends of long words of legal forms."""


def mended(word: str) -> str:
    """Write a long word of a legal form right where one letter is wrong."""
    if not word.isalpha() and not word.isdigit():
        read = word.translate(_SCANNED)
        return read if read in _LONG or read in _SINGLE else word
    if len(word) < 5 or word in _LONG:
        return word
    known = _SLIPS.get(word)
    if known is not None:
        return known
    if len(word) < 6:
        return word
    for place in range(len(word)):
        known = _SLIPS.get(word[:place] + word[place + 1 :])
        if known is not None and (place > 0 or word[0] in "ck"):
            return known
    return word


def plain_particle(word: str) -> str:
    """Write the Arabic article and the word for son in one spelling."""
    if word in _SONS:
        return "bin"
    return "al" if word in _ARTICLES else word


_GLUED = (
    "limited",
    "company",
    "corporation",
    "gmbh",
    "jsc",
    "pjsc",
    "ojsc",
    "llc",
    "ltd",
    "ooo",
    "oao",
)


def unglued(word: str) -> str:
    """Part a legal form from the word it was written together with."""
    if len(word) > 6 and (word.endswith(_GLUED) or word.startswith(_GLUED)):
        for form in _GLUED:
            if word.endswith(form) and len(word) > len(form) + 2:
                return f"{word.removesuffix(form)} {plain_form(form)}"
            if len(form) == 3 and word.startswith(form) and len(word) > 7:
                return f"{plain_form(form)} {word.removeprefix(form)}"
    return word


def rejoined(words: list[str]) -> list[str]:
    """Write together a long word of a legal form that was written as two."""
    if _LONG.isdisjoint(map("".join, pairwise(words))):
        return words
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] + word in _LONG:
            joined[-1] = plain_form(joined[-1] + word)
        else:
            joined.append(word)
    return joined


def plain_form(word: str) -> str:
    """Write a legal form of one word in its one spelling; leave any other word."""
    return _SINGLE.get(word, word)


def fold_phrases(words: list[str]) -> list[str]:
    """Write every legal form of several words as one, longest phrase first."""
    if _LONGEST.keys().isdisjoint(pairwise(words)):
        return words
    folded: list[str] = []
    place = 0
    while place < len(words):
        taken = 1
        word = words[place]
        following = words[place + 1] if place + 1 < len(words) else ""
        longest = _LONGEST.get((word, following), 0)
        for length in range(min(longest, len(words) - place), 1, -1):
            form = _PHRASES.get(tuple(words[place : place + length]))
            if form is not None:
                word, taken = form, length
                break
        folded.append(word)
        place += taken
    return folded


def numeric(word: str) -> bool:
    """Whether a word may be a number."""
    return word in NUMBERS or word[0].isdigit()


def fold_numbers(words: list[str]) -> list[str]:
    """Write numbers in digits: forty four becomes 44, 1st and first become 1."""
    folded: list[str] = []
    tens = False
    for word in words:
        value = NUMBERS.get(word)
        digits = word if word.isdigit() else None
        if (
            value is None
            and word[0].isdigit()
            and word[-2:] in {"st", "nd", "rd", "th"}
        ):
            digits = word[:-2] if word[:-2].isdigit() else None
        if value is None and digits is None:
            folded.append(word)
            tens = False
            continue
        number = value if value is not None else int(digits or 0)
        if tens and 0 < number < 10:
            folded[-1] = str(int(folded[-1]) + number)
            tens = False
        else:
            folded.append(str(number))
            tens = word in _TENS
    return folded


# Words that stand in long forms and in names alike keep the weight they earn.
_ALSO_NAMES = _words(
    "capital closed free general open private public variable zone sociedad"
)
FORM_PARTS = (
    frozenset(
        word
        for row in rows_of("legal_forms.tsv")
        for phrase in row[2].split("; ")
        for word in phrase.split()
        if len(word) > 4
    )
    - _ALSO_NAMES
)


KNOWN_WORDS = LEGAL_FORMS | FORM_PARTS | PARTICLES | TITLES
"""Words whose kind is told by a table."""


def kind_of(word: str) -> Kind:
    """Tell what a folded word is."""
    if word in LEGAL_FORMS or word in FORM_PARTS:
        return Kind.FORM
    if word in PARTICLES:
        return Kind.PARTICLE
    if word in TITLES:
        return Kind.TITLE
    if word.isdigit():
        return Kind.NUMBER
    return Kind.INITIAL if len(word) == 1 else Kind.ORDINARY
