"""Papers that people send: what is taken, and what is refused with the reason.

A paper is read by others later, so what cannot be read (encrypted), is not what
its name says, or would run by itself is refused when it comes in.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from sluis.core.errors import SluisError

LARGEST = 20 * 1024 * 1024
"""How many bytes a paper may have."""
_UNPACKED = 200 * 1024 * 1024
"""How many bytes an office paper may unpack to."""
_FILES = 5000
"""How many files may lie in an office paper."""
_PROLOGUE = 100_000
"""How far into a part a document type is looked for."""
_OOXML = "application/vnd.openxmlformats-officedocument"
TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "xlsx": f"{_OOXML}.spreadsheetml.sheet",
    "docx": f"{_OOXML}.wordprocessingml.document",
    "csv": "text/csv",
    "txt": "text/plain",
}
"""Ending to media type of what is taken."""
_BEGINS: Mapping[str, bytes] = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "xlsx": b"PK\x03\x04",
    "docx": b"PK\x03\x04",
}
_HOLDS = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}
_RUNS = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFile|EmbeddedFiles|RichMedia|XFA|SubmitForm"
    rb"|ImportData|GoToE|GoToR)\b"
)
"""Names in a PDF by which it runs, opens or sends something."""


class PaperRefused(SluisError):
    """A paper that is not taken, and why."""

    code = "paper-refused"


def check_paper(name: str, data: bytes) -> str:
    """Tell a paper's media type, or refuse it.

    Args:
        name: The file's name, whose ending says what it is.
        data: Its bytes.

    Raises:
        PaperRefused: It is empty, too large, of a type that is not taken, not of
            the type its name says, encrypted, broken, or holds what runs.
    """
    ending = name.rpartition(".")[2].lower()
    if ending not in TYPES:
        raise PaperRefused(
            f"files that end in .{ending[:20]} are not taken",
            path="document",
            remedy=f"send one of {', '.join(TYPES)}",
        )
    if not data:
        raise PaperRefused("the file is empty", path="document")
    if len(data) > LARGEST:
        raise PaperRefused(
            f"the file has {len(data) // 1024**2} MB; the limit is"
            f" {LARGEST // 1024**2} MB",
            path="document",
            remedy="send it in parts, or with smaller pictures",
        )
    if not data.startswith(_BEGINS.get(ending, b"")):
        raise PaperRefused(
            f"the file is not what .{ending} says",
            path="document",
            remedy="save it as what it is, and send it again",
        )
    if ending == "pdf":
        _check_pdf(data)
    elif ending in _HOLDS:
        _check_office(data, _HOLDS[ending])
    elif ending in {"csv", "txt"}:
        _check_text(data)
    return TYPES[ending]


_TROUBLE = (AttributeError, OSError, RuntimeError)
"""What a reader of PDF runs into where a file is not as it says: parts that are not
there, cut streams, endless nesting, filters it does not know."""


def _check_pdf(data: bytes) -> None:
    """Refuse a PDF that is locked, broken, or does more than being read.

    Names may be written with ``#`` codes and objects may lie compressed, so every
    object is read, not the bytes searched.
    """
    from pyhanko.pdf_utils.misc import PdfReadError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        if reader.encrypted:
            raise PaperRefused(
                "the PDF is encrypted, so that no one could read it here",
                path="document",
                remedy="save it without a password, and send it again",
            )
        found = _running_name(reader)
    except PaperRefused:
        raise
    except (PdfReadError, LookupError, ValueError, TypeError, *_TROUBLE) as problem:
        raise _broken("PDF") from problem
    if found:
        raise PaperRefused(
            f"the PDF holds {found}, which runs or opens something",
            path="document",
            remedy="print it to a new PDF, and send that",
        )


def _running_name(reader: Any) -> str | None:
    """Give the first name that runs something; the reader's types are its own."""
    from pyhanko.pdf_utils.generic import (
        ArrayObject,
        DictionaryObject,
        IndirectObject,
        Reference,
    )

    waiting: list[Any] = [reader.root]
    seen: set[tuple[int, int]] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            key = (one.idnum, one.generation)
            if key not in seen:
                seen.add(key)
                waiting.append(reader.get_object(Reference(*key)))
        elif isinstance(one, DictionaryObject):
            for name, value in one.items():
                for text in (str(name), str(value)):
                    if _RUNS.fullmatch(text.encode(errors="replace")):
                        return text
                waiting.append(one.raw_get(name))
        elif isinstance(one, ArrayObject):
            waiting.extend(one.raw_get(place) for place in range(len(one)))
    return None


def _check_office(data: bytes, holds: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            files = packed.infolist()
            entities = any(_declares_entities(packed, one) for one in files[:_FILES])
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError) as problem:
        raise _broken("file") from problem
    except RuntimeError:  # packed in a way unknown, or locked
        entities = False
    names = {one.filename for one in files}
    if holds not in names:
        raise PaperRefused("the file is not what its name says", path="document")
    if any(one.flag_bits & 1 for one in files):
        raise PaperRefused("the file is encrypted", path="document")
    if len(files) > _FILES or sum(one.file_size for one in files) > _UNPACKED:
        raise PaperRefused("the file unpacks to far more than it is", path="document")
    if entities:
        raise PaperRefused(
            "the file declares entities, which no office paper does",
            path="document",
            remedy="save it anew, and send it again",
        )
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll")) for name in names):
        raise PaperRefused(
            "the file holds a program",
            path="document",
            remedy="save it without macros, and send it again",
        )


def _declares_entities(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Tell whether a part has a document type.

    By one, whoever opens the paper could be made to read files of their own machine, or
    to unpack without end.
    """
    if not part.filename.lower().endswith((".xml", ".rels")) or part.flag_bits & 1:
        return False
    with packed.open(part) as stream:
        beginning = stream.read(_PROLOGUE).replace(b"\x00", b"")  # UTF-16 too
    return b"<!DOCTYPE" in beginning


def _check_text(data: bytes) -> None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise PaperRefused(
            f"the text is not UTF-8, at byte {problem.start}",
            path="document",
            remedy="save it as UTF-8, and send it again",
        ) from problem
    if "\x00" in text:
        raise PaperRefused("the text holds signs that are no text", path="document")


def _broken(what: str) -> PaperRefused:
    return PaperRefused(
        f"the {what} is broken: it cannot be read",
        path="document",
        remedy="save it anew, and send it again",
    )
