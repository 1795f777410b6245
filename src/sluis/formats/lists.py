"""Read any party list: tell its format by its content, and give its entities."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import IO

from sluis.core.errors import InvalidInput, SluisError, UnreadableFile
from sluis.core.party import Entity
from sluis.core.time import VagueDay
from sluis.formats import (
    eu_fsf,
    ftm,
    jp_ban,
    ofac,
    ofac_enhanced,
    ownership,
    register,
    table,
    uk,
    un,
    us_csl,
    us_csl_json,
    us_dpl,
)
from sluis.formats.xml import open_bytes

_READERS: dict[str, Callable[..., Iterator[date | int | Entity]]] = {
    "ofac-xml": ofac.read_xml,
    "ofac-enhanced-xml": ofac_enhanced.read,
    "un-xml": un.read,
    "eu-fsf-xml": eu_fsf.read,
    "uk-xml": uk.read_xml,
    "uk-csv": uk.read_csv,
    "us-csl-csv": us_csl.read,
    "us-csl-json": us_csl_json.read,
    "us-dpl-tsv": us_dpl.read,
    "jp-ban-text": jp_ban.read,
    "register-json": register.read,
    "ftm-jsonl": ftm.read,
    "table-csv": table.read,
    ownership.FORMAT: ownership.read,
}

FORMATS = ("ofac-csv", *_READERS)
"""The formats that can be read; ``auto`` tells them apart."""

Progress = Callable[[int, int | None], None]
"""Told how many entries have been read, and how many there are if that is known."""

_ROOTS = {
    "sdnList": "ofac-xml",
    "sanctionsData": "ofac-enhanced-xml",
    "CONSOLIDATED_LIST": "un-xml",
    "export": "eu-fsf-xml",
    "Designations": "uk-xml",
}
_MAY_REPEAT = {"eu-fsf-xml", "us-csl-csv", "us-csl-json", "us-dpl-tsv"} | {
    "register-json",
    "table-csv",
}
_ROOT = re.compile(rb"<(?:\w+:)?([A-Za-z_][\w.-]*)[\s>/]")
_PARTS = {6: "addresses", 5: "aliases", 2: "comments"}
_PART_NAMES = {
    "addresses": ("add",),
    "aliases": ("alt",),
    "comments": ("sdn_comments", "comments"),
}
_NAMED_DAY = re.compile(r"(?<!\d)(\d{4}-\d{2}(?:-\d{2})?)(?!\d)")
_REPORT_EVERY = 250


class UnknownFormat(UnreadableFile):
    """The file is not a party list of a format that is read."""

    code = "unknown-format"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyList:
    """A list as one file or set of files gives it.

    Attributes:
        list_id: Which list it is, such as ``us-ofac-sdn``.
        format: One of :data:`FORMATS`.
        dated: Day of the list; ``None`` where neither file nor name gives it.
        date_from: ``file``, ``file name`` or ``None``: what the day was read from.
        sha256: Hash of the bytes of the files, in order, unpacked.
        files: The names of the files.
        entities: Its parties.
    """

    list_id: str
    format: str
    dated: date | None
    date_from: str | None
    sha256: str
    files: tuple[str, ...]
    entities: tuple[Entity, ...]


def read_list(
    path: Path,
    *,
    format_: str = "auto",
    list_id: str | None = None,
    parts: Sequence[Path] = (),
    progress: Progress | None = None,
) -> PartyList:
    """Read a list.

    Args:
        path: The file, plain or gzip; of an OFAC CSV set, the primary one.
        format_: One of :data:`FORMATS`, or ``auto`` to tell it by the content.
        list_id: The list's id, where the file's own should not be used.
        parts: The other files of an OFAC CSV set; without them, those that lie
            beside it and are named after it are read.
        progress: Told how far it is.

    Raises:
        UnreadableFile: It cannot be read, is cut short, or is no list we know.
    """
    found = tell_format(path) if format_ == "auto" else format_
    if found in _PARTS.values():
        raise UnknownFormat(
            "holds only a part of OFAC's CSV set",
            path=str(path),
            remedy="import sdn.csv or cons_prim.csv; its parts are read along",
        )
    files = [path, *(parts or beside(path))] if found == "ofac-csv" else [path]
    entities: list[Entity] = []
    dated: date | None = None
    stated: int | None = None
    for item in _read(found, files):
        if isinstance(item, Entity):
            entities.append(item)
            if progress is not None and len(entities) % _REPORT_EVERY == 0:
                progress(len(entities), stated)
        elif isinstance(item, date):
            dated = item
        else:
            stated = item
    entities = _told_apart(entities, found, path)
    if progress is not None:
        progress(len(entities), stated)
    named = _named_day(path) if dated is None else None
    chosen = list_id or _list_id(found, entities, path)
    return PartyList(
        list_id=chosen,
        format=found,
        dated=dated or named,
        date_from="file" if dated else "file name" if named else None,
        sha256=_hash(files),
        files=tuple(file.name for file in files),
        entities=tuple(
            replace(entity, lists=_lists(entity, chosen)) for entity in entities
        ),
    )


def _lists(entity: Entity, list_id: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((list_id, *entity.lists)))


def _told_apart(entities: Sequence[Entity], format_: str, path: Path) -> list[Entity]:
    """Give entities that carry one id each an id of their own.

    The EU lists some parties once for each regime, the US list some once for each
    programme or address, and two rows may say the same: the second's id ends in
    ``-2``. Elsewhere it is an error.
    """
    if not entities:
        raise UnreadableFile(
            "holds no party", path=str(path), remedy="fetch the list again"
        )
    seen: Counter[str] = Counter()
    apart: list[Entity] = []
    for entity in entities:
        seen[entity.id] += 1
        again = seen[entity.id]
        if again > 1 and format_ not in _MAY_REPEAT:
            raise UnreadableFile(
                f"holds {entity.id} twice", path=str(path), remedy="fetch it again"
            )
        apart.append(
            replace(entity, id=f"{entity.id}-{again}") if again > 1 else entity
        )
    return apart


def tell_format(path: Path) -> str:
    """Tell the format of a file by its first bytes.

    Returns:
        One of :data:`FORMATS`, or the part of an OFAC CSV set that it is:
        ``addresses``, ``aliases`` or ``comments``.

    Raises:
        UnreadableFile: It cannot be read, or is no list we know.
    """
    with open_bytes(path) as stream:
        start = stream.read(65536)
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] == b"<":
        roots = _ROOT.findall(text)
        if roots and roots[0].decode() in _ROOTS:
            return _ROOTS[roots[0].decode()]
        raise _unknown(path, "is XML or HTML, but no list we know")
    if text[:1] in {b"{", b"["}:
        return _tell_json(text)
    return _tell_text(text, path)


def _tell_json(text: bytes) -> str:
    if text[:1] == b"[":
        return "register-json"
    first = text.split(b"\n", 1)[0]
    known = (b'"fieldKey"', b'"results"', b'"sourceGeneratedAt"')
    if b'"schema"' not in first and b'"owned' in first and b'"owner' in first:
        return ownership.FORMAT
    if b'"schema"' not in first and any(key in text for key in known):
        return "us-csl-json"
    return "ftm-jsonl"


def _tell_text(start: bytes, path: Path) -> str:
    text = start.decode("utf-8", errors="replace")
    if jp_ban.is_notice(text):
        return "jp-ban-text"
    lines = text.splitlines()[:2]
    row = _row(lines[0]) if lines else []
    told = {
        "us-csl-csv": set(row) >= us_csl.COLUMNS,
        "us-dpl-tsv": bool(lines) and set(_row(lines[0], "\t")) >= us_dpl.COLUMNS,
        "uk-csv": uk.tell([_row(line) for line in lines]) is not None,
        "ofac-csv": _is_numbered(row) and len(row) == ofac.COLUMNS["primary"],
        _PARTS.get(len(row), ""): _is_numbered(row) and len(row) in _PARTS,
        "table-csv": table.is_heading(row),
        ownership.FORMAT: ownership.is_heading(row),
    }
    found = next((format_ for format_, is_it in told.items() if is_it), None)
    if found is None:
        raise _unknown(path, "is no party list we know")
    return found


def _is_numbered(row: Sequence[str]) -> bool:
    return bool(row) and row[0].strip().isdecimal()


def _row(line: str, delimiter: str = ",") -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []


def _unknown(path: Path, message: str) -> UnknownFormat:
    return UnknownFormat(
        message,
        path=str(path),
        remedy=f"give an official list ({', '.join(FORMATS)}), or name it by --format",
    )


def _read(format_: str, files: Sequence[Path]) -> Iterator[date | int | Entity]:
    path = str(files[0])
    with ExitStack() as stack:
        stream = stack.enter_context(open_bytes(files[0]))
        if format_ in _READERS:
            yield from _READERS[format_](stream, path=path)
        elif format_ == "ofac-csv":
            more: dict[str, IO[bytes]] = {
                tell_format(part): stack.enter_context(open_bytes(part))
                for part in files[1:]
            }
            yield from ofac.read_csv(
                stream,
                path=path,
                addresses=more.get("addresses"),
                aliases=more.get("aliases"),
                comments=more.get("comments"),
            )
        else:
            raise InvalidInput(
                f"{format_!r} is not a format of lists",
                remedy=f"write auto or one of {', '.join(FORMATS)}",
            )


def beside(primary: Path) -> list[Path]:
    """Find the other files of an OFAC CSV set, by the primary file's name.

    ``sdn.csv`` has ``add.csv`` and ``alt.csv`` beside it; ``cons_prim_2025.csv.gz``
    has ``cons_add_2025.csv.gz``.
    """
    found: list[Path] = []
    lower = primary.name.lower()
    for marker, prefix in (("cons_prim", "cons_"), ("sdn", "")):
        place = lower.find(marker)
        if place < 0:
            continue
        before, after = primary.name[:place], primary.name[place + len(marker) :]
        for names in _PART_NAMES.values():
            for name in names:
                for spelling in (prefix + name, (prefix + name).upper()):
                    part = primary.with_name(f"{before}{spelling}{after}")
                    if part != primary and part.is_file() and part not in found:
                        found.append(part)
        break
    return [part for part in found if _is_part(part)]


def _is_part(path: Path) -> bool:
    try:
        return tell_format(path) in _PARTS.values()
    except SluisError:
        return False


def _named_day(path: Path) -> date | None:
    """The day in a file's name; of a month alone its last, which is not too early."""
    found = _NAMED_DAY.search(path.name)
    if not found:
        return None
    try:
        return VagueDay.parse(found[1]).last
    except InvalidInput:
        return None


_OWN_IDS = {
    "un-xml": un.LIST_ID,
    "eu-fsf-xml": eu_fsf.LIST_ID,
    "us-csl-csv": us_csl.LIST_ID,
    "us-csl-json": us_csl.LIST_ID,
    "us-dpl-tsv": us_dpl.LIST_ID,
    "uk-xml": uk.SANCTIONS,
}


def _list_id(format_: str, entities: Sequence[Entity], path: Path) -> str:
    if format_ in {"ofac-xml", "ofac-csv", "ofac-enhanced-xml"}:
        return ofac.list_id(entity.programs for entity in entities)
    if format_ in _OWN_IDS:
        return _OWN_IDS[format_]
    if format_ == "uk-csv":
        return uk.OFSI if entities[0].id.startswith(uk.OFSI) else uk.SANCTIONS
    shared = set.intersection(*(set(entity.lists) for entity in entities))
    name = min(shared) if shared else _plain_name(path)
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "list"


def _plain_name(path: Path) -> str:
    """The file's name without its endings and its day."""
    return _NAMED_DAY.sub("", path.name.split(".")[0])


def _hash(files: Sequence[Path]) -> str:
    whole = hashlib.sha256()
    for file in files:
        with open_bytes(file) as stream:
            while block := stream.read(1 << 20):
                whole.update(block)
    return whole.hexdigest()
