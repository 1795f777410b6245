"""Japan's lists of barred entities, as the text of the ministries' notices.

The notices number each entity: its Japanese name, its English name with aliases,
then its place after 所在地. The text comes out of a PDF, so lines break anywhere; an
entry ends where the next number in order begins a line or follows a full stop.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import IO

from sluis.core.errors import UnreadableFile
from sluis.core.names.countries import country_code
from sluis.core.party import Address, Entity, Name, script_of

_TITLE = "輸出等に係る禁止措置"
_REVISED = re.compile(
    r"最終更新日\s*[::]\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
)
_DESIGNATED = re.compile(
    r"指定日\s*[::]\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
)
_PLACE = re.compile(r"所在地\s*[::]")
_ALIASES = re.compile(
    r",?\s*a\.?k\.?a\.?,?\s*(?:the following[^:]*:|:)?", re.IGNORECASE
)
_KNOWN_AS = re.compile(r"[((]別称、(.*?)[))]\s*$", re.DOTALL)
_LIST_IDS = (
    ("以外の国の団体", "jp-third-country-export-ban"),
    ("ベラルーシ共和国の団体", "jp-belarus-export-ban"),
    ("ロシア連邦の団体", "jp-russia-export-ban"),
)


def is_notice(text: str) -> bool:
    """Whether a text begins as one of these notices."""
    return _TITLE in _joined(text[:600])


def _joined(text: str) -> str:
    return re.sub(r"\s+", "", text)


def read(stream: IO[bytes], *, path: str) -> Iterator[date | Entity]:
    """Read a notice.

    Yields:
        The day of its last revision, then the entities; ``lists`` has the notice's.

    Raises:
        UnreadableFile: It is not UTF-8, no such notice, or an entry has no name.
    """
    try:
        text = unicodedata.normalize("NFKC", stream.read().decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise UnreadableFile("is not UTF-8", path=path) from problem
    head = _joined(text[:600])
    list_id = next((name for words, name in _LIST_IDS if words in head), None)
    if list_id is None:
        raise UnreadableFile("is not a notice of barred entities", path=path)
    revised, designated = _day(_REVISED, text), _day(_DESIGNATED, text)
    if revised or designated:
        yield revised or designated  # type: ignore[misc]  # one of them is a day
    entries = list(_entries(text))
    if not entries:
        raise UnreadableFile("holds no numbered entry", path=path)
    for number, entry in entries:
        yield _entity(number, entry, list_id, f"{path}: entry {number}")


def _day(pattern: re.Pattern[str], text: str) -> date | None:
    found = pattern.search(text)
    return date(*(int(part) for part in found.groups())) if found else None


def _entries(text: str) -> Iterator[tuple[int, str]]:
    """Cut the text where the next number in order begins."""
    found = re.search(r"^1\s+", text, flags=re.MULTILINE)
    number = 1
    while found:
        start = found.end()
        following = (
            rf"(?:^|(?<=[.。]))\s*{number + 1}\s+(?=\S)"
            rf"|(?<![\d第]){number + 1}\s+(?=[\u3040-\u9fff])"
        )
        found = re.compile(following, re.MULTILINE).search(text, start)
        yield number, text[start : found.start() if found else len(text)]
        number += 1


def _entity(number: int, entry: str, list_id: str, path: str) -> Entity:
    parts = _PLACE.split(entry, maxsplit=1)
    names = list(dict.fromkeys(_names(parts[0])))
    if not names:
        raise UnreadableFile("an entry has no name", path=path)
    place = " ".join(parts[1].split()) if len(parts) > 1 else ""
    codes = {country_code(part.strip(" .")) for part in re.split(r"[,;]", place)}
    codes |= {country_code(place.rpartition(" in ")[2].strip(" ."))}
    return Entity(
        id=f"{list_id}-{number}",
        schema="Organization",
        caption=names[0],
        names=tuple(
            Name(
                text=name,
                kind="alias" if place_ else "primary",
                script=script_of(name),
            )
            for place_, name in enumerate(names)
        ),
        countries=tuple(sorted(code for code in codes if code)),
        addresses=(Address(text=place),) if place else (),
        lists=(list_id,),
    )


def _names(text: str) -> Iterator[str]:
    """Give the English names first, then the Japanese ones."""
    text, _, also = text.partition("別称:")
    yield from _own_names(text)
    for line in also.splitlines():
        for name in re.split(r";|及び|、", line):
            if name.strip(" .,;"):
                yield name.strip(" .,;")


def _own_names(text: str) -> Iterator[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    english = [line for line in lines if _is_latin(line)]
    japanese = "".join(line for line in lines if not _is_latin(line))
    whole = " ".join(english)
    first, *aliases = _ALIASES.split(whole, maxsplit=1)
    if first.strip(" ,;"):
        yield first.strip(" ,;")
    for alias in re.split(r";\s*(?:and\b)?|(?:^|\s)[-—–](?=\S)", " ".join(aliases)):
        plain = alias.strip(" .,;-—–").removesuffix(" and").removesuffix("; and")
        if plain and not plain.startswith("and "):
            yield plain.strip(" .,;")
    others = _KNOWN_AS.search(japanese)
    base = japanese[: others.start()] if others else japanese
    if base.strip():
        yield base.strip()
    for other in re.split(r"、|及び", others[1]) if others else ():
        if other.strip():
            yield other.strip()


def _is_latin(line: str) -> bool:
    letters = [sign for sign in line if sign.isalpha()]
    return not any(script_of(sign) in {"Hani", "Jpan"} for sign in letters)
