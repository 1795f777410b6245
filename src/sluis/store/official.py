"""The official text of a control list, attached by its user and never shipped.

The file is the published list as JSON: ``entries`` with ``entry_code`` and
``verbatim_text``, and the day it is ``valid_from``. Each edition is kept in the
data folder under its day and hash, as it came; the same file twice is kept once.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from sluis.core.errors import UnreadableFile
from sluis.core.time import Day, parse_day
from sluis.store.home import Home

LISTING = "eu-annex-i"
"""The list that can be attached: Annex I to Regulation (EU) 2021/821."""

ONLY_AUTHENTIC = {
    "en": "Only the Official Journal of the European Union is authentic.",
    "nl": "Alleen het Publicatieblad van de Europese Unie is authentiek.",
}

_ROOM = "official-text"
_CODE = re.compile(r"[0-9][A-E][0-9]{3}\Z")
_SHAPE = (
    "name the JSON file of the list, plain or gzip: an object with 'valid_from', "
    "'source_url' and 'entries' of 'entry_code' and 'verbatim_text'"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """An edition of the official text.

    Attributes:
        valid_from: The day of the consolidated text.
        source: Where it was taken from.
        attribution: What its publisher asks to be said with it.
        sha256: The hash of the file, unpacked.
        entries: The text of each entry, by code.
    """

    valid_from: Day
    source: str
    attribution: str
    sha256: str
    entries: dict[str, str]

    def lines(self, code: str) -> list[str]:
        """Give the lines of an entry, or of a paragraph with those inside it."""
        entry, _, paragraph = code.partition(".")
        text = self.entries.get(entry, "").split("\n")
        if not paragraph:
            return [line for line in text if line]
        opening = re.compile(rf"{re.escape(code)}(?:\.[0-9a-z]+)*\.?\s")
        return [line for line in text if opening.match(line)]


def attach(home: Home, path: Path) -> tuple[Edition, bool]:
    """Keep the official text of a file in the data folder.

    Args:
        home: The data folder.
        path: The file, plain or gzip.

    Returns:
        The edition, and whether it is new here.

    Raises:
        UnreadableFile: It cannot be read, or is another file than the text of
            the list.
    """
    data = _bytes(path)
    edition = _read(data, str(path))
    folder = home.room(_ROOM)
    name = f"{LISTING}-{edition.valid_from}-{edition.sha256[:12]}.json.gz"
    if (folder / name).exists():
        return edition, False
    partial = folder / f".{name}.partial"
    partial.write_bytes(gzip.compress(data, mtime=0))
    partial.replace(folder / name)
    return edition, True


def edition_on(home: Home, day: Day) -> Edition | None:
    """Give the newest attached edition that was valid on a day.

    Raises:
        UnreadableFile: What was kept is corrupt.
    """
    folder = home.path / _ROOM
    kept = sorted(folder.glob(f"{LISTING}-*.json.gz")) if folder.is_dir() else []
    before = [one for one in kept if _day(one) <= day]
    return _read(_bytes(before[-1]), str(before[-1])) if before else None


def _day(path: Path) -> Day:
    return parse_day(path.name.removeprefix(f"{LISTING}-")[:10], path=str(path))


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    except (OSError, EOFError) as problem:
        raise UnreadableFile(
            f"cannot be read: {problem}", path=str(path), remedy=_SHAPE
        ) from problem


def _read(data: bytes, path: str) -> Edition:
    try:
        said = orjson.loads(data)
    except orjson.JSONDecodeError as problem:
        raise UnreadableFile(
            f"is no JSON: {problem}", path=path, remedy=_SHAPE
        ) from problem
    listed = said.get("entries") if isinstance(said, dict) else None
    if not isinstance(listed, list) or not listed:
        raise UnreadableFile(
            "is not the text of a control list: it has no entries",
            path=path,
            remedy=_SHAPE,
        )
    entries = dict(_entry(one, f"{path}: entries[{n}]") for n, one in enumerate(listed))
    if len(entries) != len(listed):
        raise UnreadableFile(
            "has an entry twice", path=path, remedy="fetch the published file again"
        )
    return Edition(
        valid_from=parse_day(str(said.get("valid_from")), path=f"{path}: valid_from"),
        source=str(said.get("source_url") or ""),
        attribution=str(said.get("attribution") or ""),
        sha256=hashlib.sha256(data).hexdigest(),
        entries=entries,
    )


def _entry(one: Any, path: str) -> tuple[str, str]:
    code = one.get("entry_code") if isinstance(one, dict) else None
    text = one.get("verbatim_text") if isinstance(one, dict) else None
    if not isinstance(code, str) or not _CODE.match(code) or not isinstance(text, str):
        raise UnreadableFile("is no entry with its text", path=path, remedy=_SHAPE)
    return code, text
