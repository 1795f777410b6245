"""Names as they come distorted: made from listed ones by seed, a class at a time.

The generator knows nothing of how Sluis compares names; its tables are its own.
``DEVELOPMENT`` seeds may be looked at while the matching is worked on, ``HELD_OUT``
ones never: only the benchmark's figures come from them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

DEVELOPMENT = 11
HELD_OUT = 20261126

_FORMS = {
    "LTD",
    "LIMITED",
    "LLC",
    "INC",
    "CORP",
    "CO",
    "COMPANY",
    "GMBH",
    "SA",
    "SAL",
    "FZE",
    "FZCO",
    "OOO",
    "JSC",
    "PJSC",
    "AO",
    "PLC",
    "BV",
    "SRL",
    "SPA",
    "CORPORATION",
    "INCORPORATED",
    "AG",
    "PTE",
    "KG",
    "AS",
    "DMCC",
    "OAO",
    "ZAO",
    "TRADING",
}
_ROMANISED = [
    pair.split(":")
    for pair in [
        "ou:u",
        "kh:h",
        "sh:ch",
        "iy:i",
        "aa:a",
        "ee:i",
        "oo:u",
        "ph:f",
        "yy:y",
        "ya:ia",
        "yu:iu",
        "v:w",
        "q:k",
        "y:i",
        "ck:k",
        "zh:j",
        "ts:c",
        "x:ks",
        "u:o",
        "e:i",
        "dh:d",
        "gh:g",
        "j:dj",
        "ev:yev",
        "ai:ay",
        "ei:ey",
        "au:aw",
        "w:v",
        "k:q",
        "s:ss",
        "m:mm",
        "l:ll",
    ]
]
_GIVEN = {
    "mohammad": "mohamed muhammad mohammed mohamad",
    "muhammad": "mohamed mohammad mohammed",
    "ahmad": "ahmed ahmet",
    "hussein": "husayn hossein husain",
    "hossein": "hussein husein",
    "ali": "aly",
    "yusuf": "yousef youssef yusif",
    "abdallah": "abdullah abdulla",
    "abdullah": "abdallah",
    "hassan": "hasan",
    "hasan": "hassan",
    "said": "saeed sayed",
    "sergei": "sergey serguei",
    "aleksandr": "alexander alexandre oleksandr",
    "dmitry": "dmitri dmitriy",
    "aleksei": "alexey aleksey",
    "yevgeny": "evgeni yevgeniy",
    "khalid": "khaled",
    "umar": "omar",
    "usama": "osama",
    "mikhail": "mihail mykhailo",
    "yuri": "yury iurii",
    "ibrahim": "ebrahim",
    "jamal": "gamal djamel",
}
_SHORT = dict(
    pair.split(":")
    for pair in [
        "company:co",
        "international:intl",
        "corporation:corp",
        "industries:ind",
        "trading:trdg",
        "general:gen",
        "engineering:eng",
        "technology:tech",
        "technologies:tech",
        "services:svcs",
        "shipping:shpg",
        "limited:ltd",
        "group:grp",
        "national:natl",
        "development:dev",
        "institute:inst",
        "research:res",
        "scientific:sci",
        "manufacturing:mfg",
        "electronics:elec",
        "bank:bk",
        "communications:comm",
        "petroleum:petr",
        "aviation:avn",
        "industrial:indl",
        "center:ctr",
        "equipment:eqpt",
        "enterprise:ent",
        "enterprises:ents",
        "management:mgmt",
        "state:st",
    ]
)
_CYRILLIC = [
    pair.split(":")
    for pair in [
        "shch:щ",
        "zh:ж",
        "kh:х",
        "ts:ц",
        "ch:ч",
        "sh:ш",
        "yu:ю",
        "ya:я",
        "yo:ё",
        "iy:ий",
        "a:а",
        "b:б",
        "c:к",
        "d:д",
        "e:е",
        "f:ф",
        "g:г",
        "h:х",
        "i:и",
        "j:дж",
        "k:к",
        "l:л",
        "m:м",
        "n:н",
        "o:о",
        "p:п",
        "q:к",
        "r:р",
        "s:с",
        "t:т",
        "u:у",
        "v:в",
        "w:в",
        "x:кс",
        "y:й",
        "z:з",
    ]
]
_ARABIC = [
    pair.split(":")
    for pair in [
        "sh:ش",
        "kh:خ",
        "th:ث",
        "dh:ذ",
        "gh:غ",
        "ch:تش",
        "aa:ا",
        "ee:ي",
        "oo:و",
        "ou:و",
        "ai:اي",
        "ay:ي",
        "aw:و",
        "a:ا",
        "b:ب",
        "c:ك",
        "d:د",
        "e:",
        "f:ف",
        "g:غ",
        "h:ه",
        "i:ي",
        "j:ج",
        "k:ك",
        "l:ل",
        "m:م",
        "n:ن",
        "o:و",
        "p:ب",
        "q:ق",
        "r:ر",
        "s:س",
        "t:ت",
        "u:و",
        "v:ف",
        "w:و",
        "x:كس",
        "y:ي",
        "z:ز",
    ]
]
_LOOK = {
    "a": "а", "c": "с", "e": "е", "o": "о", "p": "р", "x": "х", "y": "у", "i": "і",
    "s": "ѕ", "j": "ј", "k": "к", "m": "м", "t": "т", "h": "һ", "b": "Ь", "n": "п",
    "v": "ν", "u": "υ",
}  # fmt: skip
_SCANNED = [
    ("rn", "m"), ("m", "rn"), ("o", "0"), ("l", "1"), ("i", "1"), ("s", "5"),
    ("b", "8"),
    ("cl", "d"), ("e", "c"), ("g", "9"), ("vv", "w"), ("w", "vv"), ("d", "cl"),
    ("n", "ri"), ("h", "b"), ("i", "l"), ("u", "ii"),
]  # fmt: skip
_KOREAN_FIRST = [
    "k",
    "kk",
    "n",
    "t",
    "tt",
    "r",
    "m",
    "p",
    "pp",
    "s",
    "ss",
    "_",
    "ch",
    "tch",
    "ch",
    "k",
    "t",
    "p",
    "h",
]
_KOREAN_VOWEL = [
    "a",
    "ae",
    "ya",
    "yae",
    "o",
    "e",
    "yo",
    "ye",
    "o",
    "wa",
    "wae",
    "oe",
    "yo",
    "u",
    "wo",
    "we",
    "wi",
    "yu",
    "u",
    "ui",
    "i",
]
_KOREAN_LAST = [
    "_",
    "k",
    ".",
    ".",
    "n",
    ".",
    ".",
    "t",
    "l",
    ".",
    ".",
    ".",
    ".",
    ".",
    ".",
    ".",
    "m",
    "p",
    ".",
    ".",
    ".",
    "ng",
    ".",
    ".",
    ".",
    ".",
    ".",
    ".",
]
_KOREAN_SAID = {"j": "ch", "g": "k", "d": "t", "b": "p", "ch": "ch"}


_ARABIC_NAME = re.compile(
    r"\b(al|bin|ibn|abd|abu|ali|ahmad|ahmed|hassan|hasan|hussein|husayn|mu?o?hamm?[ae]d"
    r"|mahmoud|mahmud|khalid|ibrahim|said|salim|umar|omar|yusuf|jamal|abdallah)\b"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A listed name that queries are made from."""

    entity: str
    family: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query, and the entity it means; ``None`` where it means nobody listed."""

    kind: str
    entity: str | None
    family: str
    text: str


def spoken(listed: Listed) -> str:
    """Write a name as it is spoken: the given names of a person first."""
    name = listed.text
    if listed.family == "person" and "," in name:
        surname, given = name.split(",", 1)
        name = f"{given.strip()} {surname.strip()}"
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s'&.-]", " ", name)).strip().lower()


def _slip(rng: random.Random, word: str) -> str:
    place = rng.randrange(1, len(word) - 1)
    letter = rng.choice("aeioubcdfghklmnprst")
    return rng.choice(
        [
            word[:place] + letter + word[place + 1 :],
            word[:place] + letter + word[place:],
            word[:place] + word[place + 1 :],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        ]
    )


def _long(words: list[str], least: int = 5) -> list[int]:
    return [
        place
        for place, word in enumerate(words)
        if len(word) >= least and word.isalpha() and word.isascii()
    ]


def _slips(count: int) -> Callable[[random.Random, str, str], str | None]:
    def made(rng: random.Random, name: str, _: str) -> str | None:
        words = name.split()
        able = _long(words)
        if len(able) < count:
            return None
        for place in rng.sample(able, count):
            words[place] = _slip(rng, words[place])
        return " ".join(words)

    return made


def _format(_: random.Random, name: str, __: str) -> str | None:
    return name.upper().replace("-", " ") if " " in name else None


def _order(rng: random.Random, name: str, _: str) -> str | None:
    words = name.split()
    if len(set(words)) < 2:
        return None
    turned = words[:]
    while turned == words:
        rng.shuffle(turned)
    return " ".join(turned)


def _dropped(rng: random.Random, name: str, _: str) -> str | None:
    words = name.split()
    able = [i for i, word in enumerate(words) if word.upper().strip(".") not in _FORMS]
    if len(able) < 3:
        return None
    del words[rng.choice(able)]
    return " ".join(words)


def _romanised(rng: random.Random, name: str, _: str) -> str | None:
    words = name.split()
    changed = 0
    for place, word in enumerate(words):
        if word in _GIVEN:
            words[place] = rng.choice(_GIVEN[word].split())
            changed += 1
    for _attempt in range(6):
        if changed >= 2:
            break
        before, after = rng.choice(_ROMANISED)
        place = rng.randrange(len(words))
        word = words[place]
        if before in word[1:] and len(word) > 4:
            words[place] = word[0] + word[1:].replace(before, after, 1)
            changed += 1
    return " ".join(words) if changed else None


def _joined(rng: random.Random, name: str, _: str) -> str | None:
    words = name.split()
    able = [
        i
        for i in range(len(words) - 1)
        if words[i].isalpha()
        and words[i + 1].isalpha()
        and len(words[i] + words[i + 1]) > 5
    ]
    if not able or len(words) < 2:
        return None
    place = rng.choice(able)
    words[place : place + 2] = [words[place] + words[place + 1]]
    return " ".join(words)


def _split(rng: random.Random, name: str, _: str) -> str | None:
    words = name.split()
    able = _long(words, 7)
    if not able:
        return None
    place = rng.choice(able)
    cut = rng.randrange(3, len(words[place]) - 2)
    words[place : place + 1] = [words[place][:cut], words[place][cut:]]
    return " ".join(words)


def _affix(rng: random.Random, name: str, family: str) -> str | None:
    if family == "person":
        title = rng.choice(["Mr", "Dr", "Sheikh", "Gen.", "Prof", "Haji", "Eng."])
        return f"{title} {name}"
    form = rng.choice(["Ltd", "LLC", "Co., Ltd.", "Inc.", "JSC", "GmbH", "B.V."])
    return f"{name} {form}"


def _abbreviated(rng: random.Random, name: str, family: str) -> str | None:
    words = name.split()
    if family == "person":
        return None
    able = [i for i, word in enumerate(words) if word in _SHORT]
    if not able:
        return None
    for place in able:
        words[place] = _SHORT[words[place]]
    return " ".join(words)


def _initials(rng: random.Random, name: str, family: str) -> str | None:
    words = name.split()
    if family != "person" or not 2 <= len(words) <= 5:
        return None
    places = _long(words[:-1], 3)
    if not places or len(words[-1]) < 4:
        return None
    kept = rng.sample(places, rng.randint(1, len(places)))
    for place in kept:
        words[place] = f"{words[place][0]}."
    return " ".join(words)


def _truncated(rng: random.Random, name: str, _: str) -> str | None:
    limit = rng.choice([27, 30, 35])  # fields of payment and customs messages
    return name[:limit].strip() if len(name) > limit + 2 else None


def _unvowelled(rng: random.Random, name: str, _: str) -> str | None:
    words = name.split()
    able = _long(words, 6)
    if not able:
        return None
    place = rng.choice(able)
    word = words[place]
    words[place] = word[0] + re.sub(r"[aeiou]", "", word[1:])
    return " ".join(words) if words[place] != word else None


def _scanned(rng: random.Random, name: str, _: str) -> str | None:
    changed = 0
    for _attempt in range(12):
        before, after = rng.choice(_SCANNED)
        places = [found.start() for found in re.finditer(before, name)]
        if places:
            place = rng.choice(places)
            name = name[:place] + after + name[place + len(before) :]
            changed += 1
        if changed == 2:
            return name
    return None


def _homoglyphs(rng: random.Random, name: str, _: str) -> str | None:
    places = [i for i, sign in enumerate(name) if sign in _LOOK]
    if len(places) < 3:
        return None
    signs = list(name)
    for place in rng.sample(places, min(len(places), rng.randint(2, 4))):
        signs[place] = _LOOK[signs[place]]
    return "".join(signs)


def _in(table: list[list[str]], name: str) -> str:
    made = ""
    while name:
        for latin, other in table:
            if name.startswith(latin):
                made += other
                name = name[len(latin) :]
                break
        else:
            made += name[0]
            name = name[1:]
    return made


def _plain(name: str) -> bool:
    return name.isascii() and bool(re.fullmatch(r"[a-z' -]+", name))


def _cyrillic(_: random.Random, name: str, family: str) -> str | None:
    return _in(_CYRILLIC, name) if family == "person" and _plain(name) else None


def _arabic(rng: random.Random, name: str, family: str) -> str | None:
    if family != "person" or not _plain(name) or not _ARABIC_NAME.search(name):
        return None
    words = []
    for word in name.replace("-", " ").replace("'", "").split():
        if word in {"al", "el"}:
            words.append("ال")
            continue
        if word in {"bin", "ibn", "ben"}:
            words.append("بن")
            continue
        # Short vowels inside a word are mostly not written.
        bare = word[0] + re.sub(
            r"[aeiou]", lambda f: f[0] if rng.random() < 0.35 else "", word[1:]
        )
        bare = re.sub(r"(.)\1", r"\1", bare)
        words.append(_in(_ARABIC, "a" + bare if bare[0] in "eiou" else bare))
    text = " ".join(words)
    return text.replace("ال ", "ال") if len(words) > 1 else None


def _both(rng: random.Random, name: str, family: str) -> str | None:
    """Two classes at once."""
    for kind in rng.sample(["typo 1", "order", "romanised", "joined", "affix"], 2):
        made = CLASSES[kind](rng, name, family)
        if made is None:
            return None
        name = made
    return name


CLASSES: dict[str, Callable[[random.Random, str, str], str | None]] = {
    "format": _format,
    "typo 1": _slips(1),
    "typo 2": _slips(2),
    "order": _order,
    "dropped": _dropped,
    "romanised": _romanised,
    "joined": _joined,
    "split": _split,
    "affix": _affix,
    "abbreviated": _abbreviated,
    "initials": _initials,
    "truncated": _truncated,
    "no vowels": _unvowelled,
    "scanned": _scanned,
    "homoglyphs": _homoglyphs,
    "cyrillic": _cyrillic,
    "arabic": _arabic,
    "two at once": _both,
}
"""What a name can suffer, and how it is done."""


def distort(listed: list[Listed], *, each: int, seed: int) -> list[Query]:
    """Distort listed names, the same number of each class.

    Args:
        listed: Names of persons and organisations.
        each: Queries a class.
        seed: Where the random numbers begin.
    """
    made: list[Query] = []
    for number, (kind, distortion) in enumerate(CLASSES.items()):
        rng = random.Random(f"{seed} {number}")
        count = attempts = 0
        while count < each and attempts < 200 * each:
            attempts += 1
            source = rng.choice(listed)
            text = distortion(rng, spoken(source), source.family)
            if text is not None and len(re.sub(r"\W", "", text)) > 5:
                made.append(Query(kind, source.entity, source.family, text))
                count += 1
    return made


_PLACES = [
    "Pacific",
    "Atlantic",
    "Baltic",
    "Nordic",
    "Euro",
    "Trans",
    "Inter",
    "New",
    "Star",
    "Golden",
    "Asia",
    "Orient",
    "Global",
    "Universal",
    "United",
    "Royal",
    "Silver",
    "Blue",
    "Red",
    "Green",
    "Sun",
    "Sea",
    "Ocean",
    "River",
    "Delta",
    "Alpha",
    "Omega",
    "Prime",
    "First",
    "Premier",
    "Modern",
    "Advanced",
    "Arab",
    "Persian",
    "Gulf",
    "Caspian",
    "Black",
    "Caribbean",
    "Swiss",
    "German",
    "Italian",
    "Dutch",
    "Turkish",
    "Korean",
    "Hong",
    "Kong",
    "Singapore",
    "Dubai",
    "Moscow",
    "Cyprus",
    "Malta",
]
_TRADES = [
    "Trading",
    "Shipping",
    "Electronics",
    "Engineering",
    "Logistics",
    "Industries",
    "Bakery",
    "Dental",
    "Textiles",
    "Furniture",
    "Marine",
    "Aviation",
    "Technologies",
    "Consulting",
    "Chemicals",
    "Foods",
    "Packaging",
    "Instruments",
    "Optics",
    "Motors",
    "Bearings",
    "Petroleum",
    "Energy",
    "Construction",
    "Import",
    "Export",
    "Services",
    "Investment",
    "Holding",
    "Semiconductor",
    "Machinery",
    "Plastics",
    "Pharma",
    "Tools",
    "Turbines",
    "Hydraulics",
    "Sensors",
    "Software",
    "Materials",
    "Metals",
]
_FORMS_OF = [
    "Ltd",
    "Limited",
    "LLC",
    "Inc.",
    "GmbH",
    "B.V.",
    "S.A.",
    "Co., Ltd.",
    "S.r.l.",
    "AB",
    "Oy",
    "A/S",
    "Corp.",
    "Company",
    "SARL",
    "N.V.",
    "",
]


def invented(rng: random.Random) -> str:
    """Invent an innocent company of the words that lists are full of."""
    parts = []
    if rng.random() < 0.35:
        parts.append(rng.choice(_PLACES))
    parts.append(rng.choice(_PLACES))
    if rng.random() < 0.25:
        parts.append(rng.choice(_PLACES))
    parts.append(rng.choice(_TRADES))
    if rng.random() < 0.35:
        parts += [rng.choice(["&", "and"]), rng.choice(_TRADES)]
    if rng.random() < 0.15:
        parts.append(rng.choice(["International", "Group", "Company", "Europe"]))
    return " ".join([*parts, rng.choice(_FORMS_OF)]).strip()
