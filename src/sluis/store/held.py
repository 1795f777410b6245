"""Editions that are held back: what came, why it was not taken, and its release.

``held/KEY.json`` says what is wrong, ``held/KEY/`` keeps the bytes as they came. The
last good edition of the list stays in use until a person releases the held one, with
a reason that stays with the edition.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson

from sluis.core.errors import InvalidInput, SluisError, UnknownValue, UnreadableFile
from sluis.store.editions import Edition, Editions, ListShrank
from sluis.store.home import Home

_MOST = 300_000_000
"""Bytes of one file that are kept; what is larger is told of, not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One import that is held back.

    Attributes:
        key: What it is released by.
        list_id: The list it was meant for.
        dated: The day it was given; ``None`` means its own.
        files: The names of its files.
        held_at: When it was held back, UTC, ISO 8601.
        code: The code of the error.
        message: What is wrong with it.
        can_release: Whether it can be read at all: only a shrunken list can.
        fetched_from: The address it came from, if it was fetched.
    """

    key: str
    list_id: str
    dated: str | None
    files: tuple[str, ...]
    held_at: str
    code: str
    message: str
    can_release: bool
    fetched_from: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give it as JSON writes it."""
        return {**asdict(self), "files": list(self.files), "state": "held back"}


class HeldBack:
    """The imports that are held back in a data folder."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._room = home.room("held")

    def hold(
        self,
        files: Sequence[Path],
        error: SluisError,
        *,
        list_id: str,
        dated: date | None = None,
        fetched_from: str | None = None,
    ) -> Held:
        """Keep what came, and say why it was not taken."""
        whole = hashlib.sha256()
        for file in files:
            whole.update(file.name.encode())
            with file.open("rb") as stream:
                whole.update(hashlib.file_digest(stream, "sha256").digest())
        held = Held(
            key=f"{list_id}-{whole.hexdigest()[:8]}",
            list_id=list_id,
            dated=dated.isoformat() if dated else None,
            files=tuple(file.name for file in files),
            held_at=datetime.now(UTC).isoformat(timespec="seconds"),
            code=error.code,
            message=error.message,
            can_release=isinstance(error, ListShrank),
            fetched_from=fetched_from,
        )
        folder = self._room / held.key
        folder.mkdir(exist_ok=True)
        for file in files:
            if file.stat().st_size <= _MOST:
                shutil.copyfile(file, folder / file.name)
        record = asdict(held) | {"files": list(held.files)}
        (self._room / f"{held.key}.json").write_bytes(orjson.dumps(record) + b"\n")
        return held

    def all(self) -> list[Held]:
        """Give what is held back now, by list, oldest first."""
        held = [_read(path) for path in self._room.glob("*.json")]
        return sorted(held, key=lambda one: (one.list_id, one.held_at, one.key))

    def release(self, name: str, reason: str) -> Edition:
        """Let a held edition in.

        Args:
            name: Its key, or the list's id where one edition of it is held.
            reason: Why; it stays with the edition.

        Raises:
            UnknownValue: Nothing, or more than one, is held by this name.
            InvalidInput: There is no reason, or the file cannot be read at all.
            UnreadableFile: What was kept is damaged.
        """
        if not reason.strip():
            raise InvalidInput(
                "a release needs a reason", path="--reason", remedy="say why"
            )
        able = [one for one in self.all() if name in {one.key, one.list_id}]
        if len(able) != 1:
            raise UnknownValue(
                f"{len(able)} editions are held back by the name {name!r}",
                remedy="name one key of: sluis lists status",
            )
        held = able[0]
        if not held.can_release:
            raise InvalidInput(
                f"{held.key} cannot be released: {held.message}",
                remedy="fetch it again; sluis lists drop takes it off the list",
            )
        folder = self._room / held.key
        files = [folder / file for file in held.files]
        done = Editions(self._home).import_list(
            files[0],
            list_id=held.list_id,
            parts=files[1:],
            dated=date.fromisoformat(held.dated) if held.dated else None,
            allow_shrink=True,
            released=reason.strip(),
        )
        self.forget(held)
        return done.edition

    def drop(self, name: str) -> list[Held]:
        """Take what is held by a key or a list's id off the list, with its bytes."""
        able = [one for one in self.all() if name in {one.key, one.list_id}]
        for held in able:
            self.forget(held)
        return able

    def forget(self, held: Held) -> None:
        """Remove the record and the bytes of what is no longer held."""
        (self._room / f"{held.key}.json").unlink(missing_ok=True)
        shutil.rmtree(self._room / held.key, ignore_errors=True)


def _read(path: Path) -> Held:
    try:
        given = orjson.loads(path.read_bytes())
        return Held(**{**given, "files": tuple(given["files"])})
    except (OSError, ValueError, TypeError, KeyError) as problem:
        raise UnreadableFile(
            f"the record of what is held back is damaged: {problem}",
            path=str(path),
            remedy="remove the file, and import the list again",
        ) from problem


def meant_for(path: Path, editions: Editions) -> str | None:
    """Guess the list that a file which cannot be read was meant for.

    Returns:
        The list whose newest edition came from a file of the same name, or ``None``.
    """
    for edition in editions.status():
        if path.name in edition.files:
            return edition.list_id
    return None
