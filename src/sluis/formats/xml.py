"""Read files that strangers wrote: unpack with a limit, stream XML safely.

No entity is resolved, no network is used, no document type is accepted, and a
file that is cut short is refused with the line where it ends.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, TypeAlias

from lxml import etree

from sluis.core.errors import UnreadableFile

Element: TypeAlias = Any
"""An lxml element; its stubs do not type ``iterparse`` with wildcards."""

UNPACK_LIMIT = 2_000_000_000
"""A compressed file may unpack to so many bytes; official lists are under 200 MB."""

_GZIP = b"\x1f\x8b"
_ZIP = b"PK"


class _Unpacked(io.RawIOBase):
    """An unpacking stream that ends in a clear refusal: cut short, bad or a bomb."""

    def __init__(
        self, packed: IO[bytes], stream: IO[bytes], path: str, limit: int
    ) -> None:
        super().__init__()
        self._packed = packed
        self._stream = stream
        self._path = path
        self._left = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._packed.read(len(buffer))
        except (EOFError, OSError, zlib.error, zipfile.BadZipFile) as problem:
            raise UnreadableFile(
                "the packed file is cut short or damaged",
                path=self._path,
                remedy="fetch it again",
            ) from problem
        self._left -= len(data)
        if self._left < 0:
            raise UnreadableFile(
                "the file unpacks to more than any list we know",
                path=self._path,
                remedy="unpack it yourself if you trust it",
            )
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._packed.close()
            self._stream.close()
        super().close()


def open_bytes(path: Path, *, limit: int = UNPACK_LIMIT) -> IO[bytes]:
    """Open a file, plain, gzip or a zip of one file, for reading its bytes.

    Args:
        path: The file; how it is packed is told by its first bytes, not by its name.
        limit: How many bytes a packed file may unpack to.

    Raises:
        UnreadableFile: It cannot be opened or is empty; later, while reading,
            when it is cut short, damaged or unpacks to more than the limit.
    """
    try:
        stream = path.open("rb")
        start = stream.peek(2)[:2]
    except OSError as problem:
        raise UnreadableFile(
            f"cannot be read: {problem.strerror}",
            path=str(path),
            remedy="name a file that exists and that you may read",
        ) from problem
    if not start:
        stream.close()
        raise UnreadableFile("is empty", path=str(path), remedy="fetch it again")
    if start not in {_GZIP, _ZIP}:
        return stream
    try:
        packed = _gunzip(stream) if start == _GZIP else _only_member(stream, path)
    except UnreadableFile:
        stream.close()
        raise
    unpacked = io.BufferedReader(_Unpacked(packed, stream, str(path), limit), 1 << 16)
    try:
        empty = not unpacked.peek(1)
    except UnreadableFile:
        unpacked.close()
        raise
    if empty:
        unpacked.close()
        raise UnreadableFile("is empty", path=str(path), remedy="fetch it again")
    return unpacked


def _gunzip(stream: IO[bytes]) -> IO[bytes]:
    return gzip.GzipFile(fileobj=stream)  # type: ignore[return-value]  # reads as one


def _only_member(stream: IO[bytes], path: Path) -> IO[bytes]:
    try:
        members = [part for part in zipfile.ZipFile(stream).infolist() if part.filename]
        files = [part for part in members if not part.is_dir()]
        if len(files) == 1 and not files[0].flag_bits & 1:
            return zipfile.ZipFile(stream).open(files[0])
    except (zipfile.BadZipFile, RuntimeError) as problem:
        raise UnreadableFile(
            "the packed file is cut short or damaged",
            path=str(path),
            remedy="fetch it again",
        ) from problem
    raise UnreadableFile(
        f"the zip file holds {len(files)} files, or a locked one",
        path=str(path),
        remedy="unpack it, and name the list itself",
    )


def text_lines(
    stream: IO[bytes], *, encoding: str, errors: str = "strict"
) -> Iterator[str]:
    """Give the lines of a stream as text, with their ends; the stream stays open."""
    wrapper = io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="")
    try:
        yield from wrapper
    finally:
        # Else the wrapper would close the stream under its owner.
        with suppress(ValueError):
            wrapper.detach()


def stream_elements(
    stream: IO[bytes], tags: tuple[str, ...], *, path: str
) -> Iterator[Element]:
    """Give the root when it opens, then each element of these tags when it closes.

    An element is emptied once the next one is asked for, so memory stays small.

    Args:
        stream: The XML.
        tags: Local names, whatever their namespace.
        path: The file's name, for errors.

    Raises:
        UnreadableFile: It is not XML, is cut short, or declares a document type.
    """
    root: Element = None
    try:
        events = etree.iterparse(
            stream,
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        for event, element in events:
            if root is None:
                root = element
                _refuse_document_type(root, path)
                yield root
            elif event == "end" and local_name(element) in tags:
                yield element
                _forget(element)
    except etree.XMLSyntaxError as problem:
        raise UnreadableFile(
            f"is cut short or not XML: {problem.msg}",
            path=f"{path}:{problem.lineno}" if problem.lineno else path,
            remedy="fetch it again; the last good edition stays",
        ) from problem


def _refuse_document_type(root: Element, path: str) -> None:
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile(
            "declares a document type, which no list does",
            path=path,
            remedy="take the file from the official address",
        )


def _forget(element: Element) -> None:
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def local_name(element: Element) -> str:
    """Give an element's name without its namespace; empty for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Element, name: str) -> Element | None:
    """Give the first child of that local name, or ``None``."""
    for part in element:
        if local_name(part) == name:
            return part
    return None


def children(element: Element | None, name: str) -> list[Element]:
    """Give the children of that local name; none of no element."""
    if element is None:
        return []
    return [part for part in element if local_name(part) == name]


def text(element: Element | None, name: str) -> str | None:
    """Give the text of the first child of that name; ``None`` when it has none."""
    if element is None:
        return None
    part = child(element, name)
    if part is None or part.text is None:
        return None
    return " ".join(part.text.split()) or None
