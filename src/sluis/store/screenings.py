"""The record of screenings: what was asked, of which editions, and what was answered.

``screenings/YYYY-MM/ID.jsonl.zst`` has a heading on its first line and then one line
a party with its answer. It is written beside and moved into place when it is whole, so
a screening is there whole or not at all; nothing in it is ever changed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

import orjson
import pyarrow as pa

from sluis.core.errors import UnknownValue, UnreadableFile
from sluis.core.listing import once
from sluis.core.party import Entity, PartyQuery
from sluis.store.editions import Edition, Editions
from sluis.store.home import Home
from sluis.store.screening import Answered, Code, Ready, code, ready
from sluis.store.screening_record import (
    Channel,
    Record,
    Used,
    read_heading,
    recall_party,
    write_party,
    written_answer,
)

_ID = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{6}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What running a screening again gave.

    Attributes:
        record: The screening as it was recorded.
        code: The code that answered now.
        result: Hash of the answers now.
        differences: For each party that is answered otherwise: its id, the matches
            as they were and as they are.
    """

    record: Record
    code: Code
    result: str
    differences: tuple[dict[str, Any], ...]

    @property
    def equal(self) -> bool:
        """Whether every answer is the same to the letter."""
        return self.result == self.record.result

    def as_dict(self) -> dict[str, Any]:
        """Give it for people and machines."""
        return {
            "screening": self.record.id,
            "equal": self.equal,
            "parties": self.record.parties,
            "editions": [used.name for used in self.record.editions],
            "result": {"was": self.record.result, "is": self.result},
            "code": {
                "changed": self.code != self.record.code,
                "was": asdict(self.record.code),
                "is": asdict(self.code),
            },
            "different": len(self.differences),
            "differences": list(self.differences),
        }


@dataclass
class Recording:
    """A screening that is being written down while it runs."""

    home: Home
    ready: Ready
    channel: Channel
    record: Record | None = None
    _asked: Any = field(default_factory=hashlib.sha256)
    _result: Any = field(default_factory=hashlib.sha256)
    _parties: int = 0

    def run(
        self, parties: Iterable[PartyQuery], *, threads: int = 1
    ) -> Iterator[Answered]:
        """Answer parties in order; when the last is answered, all is on disk.

        Nothing is kept of a screening that was not asked to its end.
        """
        now = datetime.now(UTC)
        id_ = f"{now:%Y%m%dT%H%M%S%fZ}-{uuid4().hex[:6]}"  # to the microsecond
        path = _place(self.home, id_)
        path.parent.mkdir(parents=True, exist_ok=True)
        body = path.with_name(f".{id_}.body.partial")
        whole = path.with_name(f".{id_}.partial")
        try:
            with pa.CompressedOutputStream(body, "zstd") as stream:
                for one in self.ready.screen(parties, threads=threads):
                    stream.write(self._line(one))
                    yield one
            record = self._heading(id_, now)
            with whole.open("wb") as target, body.open("rb") as lines:
                heading = orjson.dumps(asdict(record)) + b"\n"
                target.write(pa.compress(heading, "zstd", asbytes=True))
                shutil.copyfileobj(lines, target)
                target.flush()
                os.fsync(target.fileno())
            whole.replace(path)
            self.record = record
        finally:
            body.unlink(missing_ok=True)
            whole.unlink(missing_ok=True)

    def _line(self, one: Answered) -> bytes:
        party = orjson.dumps(write_party(one.party))
        answer = written_answer(one.answer)
        self._asked.update(party + b"\n")
        self._result.update(answer + b"\n")
        self._parties += 1
        return b'{"party":' + party + b',"answer":' + answer + b"}\n"

    def _heading(self, id_: str, now: datetime) -> Record:
        return Record(
            id=id_,
            made_at=now.isoformat(timespec="seconds"),
            channel=self.channel,
            rule=self.ready.rule,
            editions=tuple(_used(self.home, one) for one in self.ready.editions),
            code=code(),
            parties=self._parties,
            asked=self._asked.hexdigest(),
            result=self._result.hexdigest(),
        )


class Screenings:
    """The screenings recorded in a data folder."""

    def __init__(self, home: Home) -> None:
        """Use a data folder."""
        self._home = home

    def records(self) -> Iterator[Record]:
        """Give every screening's heading, the newest first.

        Raises:
            UnreadableFile: One of them is damaged.
        """
        room = self._home.room("screenings")
        for path in sorted(room.glob("*/*.jsonl.zst"), reverse=True):
            with _opened(path) as stream:
                yield _heading_of(stream, path)

    def record(self, id_: str) -> Record:
        """Give the heading of one screening.

        Raises:
            UnknownValue: None has this id.
            UnreadableFile: It is damaged.
        """
        path = self._found(id_)
        with _opened(path) as stream:
            return _heading_of(stream, path)

    def answers(self, id_: str) -> Iterator[Answered]:
        """Give the parties of a screening with their answers, in order.

        Raises:
            UnknownValue: None has this id.
            UnreadableFile: It is damaged: parties or answers are not those whose
                hashes it has. This is known when the last has been given.
        """
        path = self._found(id_)
        asked, result = hashlib.sha256(), hashlib.sha256()
        with _opened(path) as stream:
            record = _heading_of(stream, path)
            for line in _lines(stream, path):
                row = _parsed(line, path)
                asked.update(orjson.dumps(row["party"]) + b"\n")
                result.update(written_answer(row["answer"]) + b"\n")
                yield Answered(party=recall_party(row["party"]), answer=row["answer"])
        if (asked.hexdigest(), result.hexdigest()) != (record.asked, record.result):
            raise _damaged(path, "it does not hold what its heading says")

    def replay(self, id_: str, *, threads: int = 1) -> Replayed:
        """Run a screening again, against the very editions it was run against.

        Raises:
            UnknownValue: None has this id.
            UnreadableFile: It is damaged, or an edition is gone or was changed.
        """
        record = self.record(id_)
        editions = Editions(self._home)
        used = [_unchanged(editions, one) for one in record.editions]
        again = ready(editions, used, record.rule)
        result = hashlib.sha256()
        before: deque[dict[str, Any]] = deque()
        differences: list[dict[str, Any]] = []
        recalled = _recalled(self.answers(id_), before)
        for one in again.screen(recalled, threads=threads):
            written = written_answer(one.answer)
            result.update(written + b"\n")
            was = before.popleft()
            if written_answer(was) != written:
                now = orjson.loads(written)
                differences.append(
                    {"id": was["id"], "name": was["name"]}
                    | {"was": was["matches"], "is": now["matches"]}
                )
        return Replayed(
            record=record,
            code=code(),
            result=result.hexdigest(),
            differences=tuple(differences),
        )

    def listings(self, record: Record, ids: Collection[str]) -> dict[str, Entity]:
        """Give listed parties as a screening met them, by id.

        Raises:
            UnreadableFile: An edition is gone or was changed.
        """
        editions, rule = Editions(self._home), record.rule
        used = [_unchanged(editions, one) for one in record.editions]
        return {
            entity.id: entity
            for entity in once(
                entity
                for edition in used
                for entity in editions.entities_of(
                    edition, rule.against, rule.as_of, ids
                )
            )
        }

    def _found(self, id_: str) -> Path:
        path = _place(self._home, id_) if _ID.match(id_) else None
        if path is None or not path.is_file():
            raise UnknownValue(
                f"no screening {id_!r} is recorded",
                remedy="see which are there: sluis screen records",
            )
        return path


def _recalled(
    answers: Iterable[Answered], before: deque[dict[str, Any]]
) -> Iterator[PartyQuery]:
    for one in answers:
        before.append(one.answer)
        yield one.party


def _place(home: Home, id_: str) -> Path:
    return home.room("screenings") / f"{id_[:4]}-{id_[4:6]}" / f"{id_}.jsonl.zst"


def _used(home: Home, edition: Edition) -> Used:
    path = Editions(home).place(edition)
    found = path.stat()
    return Used(
        name=edition.name,
        source_sha256=edition.sha256,
        sha256=_hash_of(path, found.st_mtime_ns, found.st_size),
    )


@lru_cache(maxsize=256)
def _hash_of(path: Path, _mtime_ns: int, _size: int) -> str:
    """Hash a file once for as long as it stays as it is."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _unchanged(editions: Editions, used: Used) -> Edition:
    """Find the edition that was used, exactly as it was."""
    try:
        edition = editions.edition(used.name)
        now = _used(editions.home, edition)
    except (UnknownValue, OSError) as problem:
        raise UnreadableFile(
            f"the edition {used.name} is not there any more",
            remedy="restore it from a backup, or import the same file again",
        ) from problem
    if now.sha256 != used.sha256:
        raise UnreadableFile(
            f"the edition {used.name} is not as it was when it was screened against",
            path=str(editions.place(edition)),
            remedy="restore it from a backup",
        )
    return edition


def _opened(path: Path) -> IO[bytes]:
    stream: IO[bytes] = pa.input_stream(str(path), compression="zstd")
    return stream


_BLOCK = 1 << 20


def _lines(stream: IO[bytes], path: Path) -> Iterator[bytes]:
    rest = b""
    try:
        while block := stream.read(_BLOCK):
            *lines, rest = (rest + block).split(b"\n")
            yield from lines
    except OSError as problem:
        raise _damaged(path, str(problem)) from problem
    if rest:
        raise _damaged(path, "its last line is cut off")


def _heading_of(stream: IO[bytes], path: Path) -> Record:
    """Read the first line byte by byte: it is a frame of its own, and short."""
    found = bytearray()
    try:
        while (sign := stream.read(1)) not in {b"\n", b""}:
            found += sign
        return read_heading(bytes(found))
    except (OSError, ValueError) as problem:
        raise _damaged(path, str(problem)) from problem


def _parsed(line: bytes, path: Path) -> dict[str, Any]:
    try:
        row: dict[str, Any] = orjson.loads(line)
    except orjson.JSONDecodeError as problem:
        raise _damaged(path, str(problem)) from problem
    return row


def _damaged(path: Path, why: str) -> UnreadableFile:
    return UnreadableFile(
        f"the record of the screening is damaged: {why}",
        path=str(path),
        remedy="restore it from a backup",
    )
