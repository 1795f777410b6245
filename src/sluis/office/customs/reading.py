"""Reading files of declarations, whichever of the two formats they have."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO

import orjson

from sluis.core.casework.declaration import Declaration
from sluis.core.errors import InvalidInput, SluisError
from sluis.formats.declaration import read_declaration
from sluis.formats.wco import read_wco


def read_file(stream: IO[bytes], name: str) -> Iterator[Declaration | SluisError]:
    """Give each declaration of a file, or why it cannot be read.

    Args:
        stream: The file, at its beginning.
        name: Its name, for errors.
    """
    if not _start(stream).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield _line(line, f"{name}:{number}")
        return
    refused: list[SluisError] = []
    try:
        yield from read_wco(stream, path=name, refused=refused)
    except SluisError as error:
        refused.append(error)
    yield from refused


def _start(stream: IO[bytes]) -> bytes:
    if isinstance(stream, io.BufferedReader):  # an unpacked file cannot be wound back
        return stream.peek(64)[:64]
    start = stream.read(64)
    stream.seek(0)
    return start


def _line(line: bytes, path: str) -> Declaration | SluisError:
    try:
        given = orjson.loads(line)
        if not isinstance(given, dict):
            return InvalidInput("is not a JSON object", path=path)
        return read_declaration(given, path=path)
    except orjson.JSONDecodeError as problem:
        return InvalidInput(f"is not JSON: {problem}", path=path)
    except SluisError as error:
        return error
