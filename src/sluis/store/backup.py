"""A data folder in one file, and back.

The file is a gzipped tar. Its first member, ``manifest.json``, names every other
with its size and SHA-256, so that a file that was cut off, changed or made by
something else is refused before anything is put in place. The hash of the manifest
stands for the whole: who keeps it elsewhere can prove that nothing was exchanged.
"""

from __future__ import annotations

import hashlib
import io
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

import orjson

from sluis.core.errors import DataFolderError, InvalidInput, UnreadableFile
from sluis.store.home import Home

FORMAT = "sluis-backup"
VERSION = 1
_MANIFEST = "manifest.json"
_MOST_MANIFEST = 64 * 1024 * 1024
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup holds.

    Attributes:
        made_at: When it was made, as ISO 8601 in UTC.
        with_database: Whether the embedded database is in it.
        files: How many files it holds, the database among them.
        size: Their sizes together, in bytes.
        digest: SHA-256 of the manifest, which stands for all of it.
    """

    made_at: str
    with_database: bool
    files: int
    size: int
    digest: str


def write_backup(home: Home, out: Path, *, with_database: bool = True) -> Backup:
    """Write a data folder to a file.

    The database is copied first, as of one moment, while others may go on writing;
    the files come after it, so that everything the copy refers to is there.

    Args:
        home: The data folder.
        out: The file to make; it must not be there yet.
        with_database: Whether to copy the embedded database.

    Raises:
        InvalidInput: ``out`` is there already, or lies in the data folder.
        UnreadableFile: The database is corrupt, or a file cannot be read or written.
    """
    if out.exists():
        raise InvalidInput(
            "there is such a file already", path=str(out), remedy="name a new one"
        )
    if out.resolve().is_relative_to(home.path):
        raise InvalidInput(
            "a backup does not lie in what it backs up",
            path=str(out),
            remedy="name a file outside the data folder",
        )
    partial = out.with_name(f".{out.name}.partial")
    try:
        with tempfile.TemporaryDirectory(prefix="sluis-backup-") as folder:
            copy = Path(folder) / home.database.name
            if with_database:
                _copy_database(home.database, copy)
            found = _write(home, partial, copy if with_database else None)
        partial.replace(out)
    except OSError as problem:
        raise UnreadableFile(
            f"the backup cannot be made: {problem.strerror}", path=str(out)
        ) from problem
    finally:
        partial.unlink(missing_ok=True)
    return found


def read_backup(file: Path, into: Path, *, digest: str | None = None) -> Backup:
    """Lay the content of a backup in a new folder, after checking all of it.

    Args:
        file: The backup.
        into: A folder that is not there yet; what is refused leaves nothing in it
            to be used, and the caller removes it.
        digest: The digest the backup must have; ``None`` means any.

    Raises:
        UnreadableFile: It is not a backup of ours, was cut off or was changed.
        DataFolderError: It is from a newer version.
    """
    try:
        with tarfile.open(file, "r:gz") as archive:
            manifest, found = _read_manifest(archive, file)
            if digest is not None and digest != found.digest:
                raise _spoilt(file, f"its digest is {found.digest}")
            into.mkdir(parents=True)
            _extract(archive, manifest, into, file)
    except (OSError, EOFError, tarfile.TarError) as problem:
        raise _spoilt(file, str(problem)) from problem
    if found.with_database:
        _check_database(into / "sluis.sqlite3", file)
    return found


def _copy_database(database: Path, copy: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as problem:
        raise UnreadableFile(
            f"the database cannot be copied: {problem}", path=str(database)
        ) from problem


def _write(home: Home, out: Path, database: Path | None) -> Backup:
    named = dict(_folder(home))
    if database is not None:
        named[home.database.name] = database
    rows: list[dict[str, Any]] = [
        {"path": name, "size": path.stat().st_size, "sha256": _hash(path)}
        for name, path in sorted(named.items())
    ]
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "with_database": database is not None,
        "files": rows,
    }
    written = orjson.dumps(manifest, option=orjson.OPT_SORT_KEYS)
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with (
        os.fdopen(handle, "wb") as stream,
        tarfile.open(fileobj=stream, mode="w:gz", compresslevel=6) as archive,
    ):
        _add(archive, _MANIFEST, io.BytesIO(written), len(written))
        for row in rows:
            with named[row["path"]].open("rb") as content:
                _add(archive, row["path"], content, row["size"])
    return _told(manifest, written)


def _folder(home: Home) -> Iterator[tuple[str, Path]]:
    """Give every file that lasts; what a process is just writing is not among them."""
    for path in sorted(home.path.rglob("*")):
        name = path.relative_to(home.path).as_posix()
        passing = path.name.startswith(".") or name.startswith(home.database.name)
        if path.is_file() and not path.is_symlink() and not passing:
            yield name, path


def _add(archive: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    archive.addfile(member, content)


def _told(manifest: dict[str, Any], written: bytes) -> Backup:
    return Backup(
        made_at=manifest["made_at"],
        with_database=manifest["with_database"],
        files=len(manifest["files"]),
        size=sum(row["size"] for row in manifest["files"]),
        digest=hashlib.sha256(written).hexdigest(),
    )


def _read_manifest(
    archive: tarfile.TarFile, file: Path
) -> tuple[dict[str, Any], Backup]:
    member = archive.next()
    if member is None or member.name != _MANIFEST or member.size > _MOST_MANIFEST:
        raise _spoilt(file, "it does not begin with a manifest")
    content = archive.extractfile(member)
    written = content.read() if content else b""
    try:
        manifest = orjson.loads(written)
        if manifest["format"] != FORMAT:
            raise _spoilt(file, f"its format is {manifest['format']!r}")
        if manifest["version"] > VERSION:
            raise DataFolderError(
                f"the backup has version {manifest['version']}; "
                f"this Sluis knows up to {VERSION}",
                path=str(file),
                remedy="install the newer Sluis that wrote it",
            )
        return manifest, _told(manifest, written)
    except (orjson.JSONDecodeError, KeyError, TypeError) as problem:
        raise _spoilt(file, "its manifest cannot be read") from problem


def _extract(
    archive: tarfile.TarFile, manifest: dict[str, Any], into: Path, file: Path
) -> None:
    expected = {row["path"]: row for row in manifest["files"]}
    for member in iter(archive.next, None):
        row = expected.pop(member.name, None)
        path = PurePosixPath(member.name)
        if (
            row is None
            or not member.isreg()
            or path.is_absolute()
            or ".." in path.parts
        ):
            raise _spoilt(file, f"{member.name!r} does not belong in it")
        content = archive.extractfile(member)
        if content is None or member.size != row["size"]:
            raise _spoilt(file, f"{member.name!r} has another size")
        target = into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if _copy(content, target) != row["sha256"]:
            raise _spoilt(file, f"{member.name!r} was changed")
    if expected:
        raise _spoilt(file, f"{min(expected)!r} is missing")


def _copy(content: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            stream.write(chunk)
    return digest.hexdigest()


def _check_database(database: Path, file: Path) -> None:
    try:
        with closing(sqlite3.connect(database)) as connection:
            (said,) = connection.execute("pragma integrity_check").fetchone()
    except sqlite3.Error as problem:
        raise _spoilt(file, f"its database: {problem}") from problem
    if said != "ok":
        raise _spoilt(file, f"its database: {said}")


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _spoilt(file: Path, why: str) -> UnreadableFile:
    return UnreadableFile(
        f"this is not a whole, unchanged backup of Sluis: {why}",
        path=str(file),
        remedy="use another copy of it; nothing was restored",
    )
