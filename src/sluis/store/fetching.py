"""Fetch the official lists: politely, with proof of what came from where.

Each answer is written to ``fetched/LIST.jsonl``, one line a try, never changed: the
address, the moment, the server's certificate, the hash of what came and what became
of it. The ``ETag`` of the last good answer is sent along, so that a list that did
not change is not sent again.
"""

from __future__ import annotations

import hashlib
import http.client
import ssl
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, ClassVar

import orjson
import yaml

from sluis.core.errors import InvalidInput, SluisError, UnknownValue, UnreadableFile
from sluis.store.editions import Editions, Imported
from sluis.store.held import Held, HeldBack
from sluis.store.home import Home

MOST_BYTES = 300_000_000
"""No official list is as large; what is, is not fetched to its end."""
TRIES = 4
"""How often an address is tried before the next one is."""
_SECONDS = 60
_AGENT = "Sluis (export control; open source)"
_TABLE = Path(__file__).with_name("official_lists.yaml")


class FetchFailed(UnreadableFile):
    """An official address gives nothing that can be used."""

    code = "fetch-failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a list is published; see ``official_lists.yaml``."""

    list: str
    publisher: str
    format: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one address gave, and the proof of it.

    Attributes:
        list_id: The list.
        url: The address that was asked.
        final_url: The address that answered, after redirection.
        fetched_at: When, UTC, ISO 8601.
        status: The HTTP status.
        etag, last_modified: As the server said; sent along the next time.
        bytes: How much came.
        sha256: Hash of it; ``None`` where nothing came.
        peer: SHA-256 of the server's certificate, its subject and issuer; ``None``
            without TLS.
        outcome: ``new``, ``known``, ``not modified`` or ``held back``.
        edition: The edition or the held import that it became.
    """

    list_id: str
    url: str
    final_url: str
    fetched_at: str
    status: int
    etag: str | None
    last_modified: str | None
    bytes: int
    sha256: str | None
    peer: Mapping[str, str] | None
    outcome: str = ""
    edition: str | None = None


def addresses(path: Path | None = None) -> list[Address]:
    """Read the table of addresses.

    Raises:
        InvalidInput: It is not such a table.
    """
    table = path or _TABLE
    try:
        given = yaml.safe_load(table.read_text(encoding="utf-8"))
        return [Address(**row) for row in given]
    except (OSError, yaml.YAMLError, TypeError, UnicodeDecodeError) as problem:
        raise InvalidInput(
            f"is not a table of addresses: {str(problem).splitlines()[0]}",
            path=str(table),
            remedy="write a list of entries with list, publisher, format and url",
        ) from problem


class Fetching:
    """Fetches lists into a data folder.

    Args:
        home: The data folder.
        table: The addresses.
        wait: How to wait some seconds between tries.
        most_bytes: What is larger is refused.
    """

    def __init__(
        self,
        home: Home,
        table: Sequence[Address],
        *,
        wait: Callable[[float], None] = time.sleep,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._home = home
        self._table = table
        self._wait = wait
        self._most_bytes = most_bytes
        self._editions = Editions(home)
        self._held = HeldBack(home)

    def update(
        self, lists: Iterable[str] = ()
    ) -> Iterator[tuple[str, Answer | SluisError]]:
        """Fetch lists, one after another; one that fails stops no other.

        Yields:
            Each list's id, and what came of it or why nothing did.

        Raises:
            UnknownValue: A list that is named has no address.
        """
        known = dict.fromkeys(address.list for address in self._table)
        wanted = list(lists) or list(known)
        for list_id in wanted:
            if list_id not in known:
                raise UnknownValue(
                    f"no address of {list_id!r} is known",
                    remedy=f"name one of {', '.join(known)}",
                )
        for list_id in wanted:
            try:
                yield list_id, self._update(list_id)
            except SluisError as error:
                yield list_id, error

    def _update(self, list_id: str) -> Answer:
        problems: list[str] = []
        for address in self._table:
            if address.list != list_id:
                continue
            try:
                return self._fetch(address)
            except FetchFailed as problem:
                problems.append(str(problem))
        raise FetchFailed(
            f"{list_id} could not be fetched: {'; '.join(problems)}",
            remedy="try again later; the last good edition stays in use",
        )

    def _fetch(self, address: Address) -> Answer:
        last = self._last_good(address)
        with tempfile.TemporaryDirectory(dir=self._home.room("fetched")) as folder:
            file = Path(folder) / (_file_name(address.url) or "list")
            answer = _with_tries(
                lambda: _get(address, last, file, self._most_bytes), self._wait
            )
            if answer.status == http.client.NOT_MODIFIED:
                done = _told(answer, "not modified", last.edition if last else None)
            else:
                done = self._take(address, answer, file)
        self._write(done)
        return done

    def _take(self, address: Address, answer: Answer, file: Path) -> Answer:
        try:
            imported: Imported = self._editions.import_list(
                file,
                format_=address.format,
                list_id=address.list,
                dated=None if _says_its_day(address.format) else _day_of(answer),
            )
        except SluisError as error:
            held: Held = self._held.hold(
                [file],
                error,
                list_id=address.list,
                dated=None if _says_its_day(address.format) else _day_of(answer),
                fetched_from=answer.final_url,
            )
            # It is asked for anew the next time, whatever the server's mark.
            return _told(answer, "held back", held.key)
        outcome = "new" if imported.new else "known"
        return _told(answer, outcome, imported.edition.name)

    def answers(self, list_id: str) -> list[Answer]:
        """Give the log of a list's fetches, oldest first."""
        path = self._home.room("fetched") / f"{list_id}.jsonl"
        if not path.is_file():
            return []
        return [Answer(**orjson.loads(line)) for line in path.read_bytes().splitlines()]

    def _last_good(self, address: Address) -> Answer | None:
        good = [
            answer
            for answer in self.answers(address.list)
            if answer.url == address.url and answer.outcome != "held back"
        ]
        return good[-1] if good else None

    def _write(self, answer: Answer) -> None:
        path = self._home.room("fetched") / f"{answer.list_id}.jsonl"
        with path.open("ab") as stream:
            stream.write(orjson.dumps(asdict(answer)) + b"\n")


def _told(answer: Answer, outcome: str, edition: str | None) -> Answer:
    return Answer(**{**asdict(answer), "outcome": outcome, "edition": edition})


def _says_its_day(format_: str) -> bool:
    return format_ not in {"us-csl-csv", "us-dpl-tsv", "ftm-jsonl", "table-csv"}


def _day_of(answer: Answer) -> date:
    """The day of a list that does not say it: when the server last changed it."""
    if answer.last_modified:
        try:
            return parsedate_to_datetime(answer.last_modified).date()
        except ValueError:
            pass  # a header that is no date says nothing
    return date.fromisoformat(answer.fetched_at[:10])


def _file_name(url: str) -> str:
    return url.partition("?")[0].rstrip("/").rpartition("/")[2][:80]


def _with_tries(get: Callable[[], Answer], wait: Callable[[float], None]) -> Answer:
    for number in range(TRIES):
        try:
            return get()
        except _Passing as problem:
            if number + 1 == TRIES:
                raise FetchFailed(
                    f"{problem.message}, {TRIES} times", path=problem.path
                ) from problem
            wait(problem.seconds or 2.0**number)
    raise AssertionError  # pragma: no cover - the loop returns or raises


class _Passing(SluisError):
    """A failure that may pass: it is tried again."""

    code: ClassVar[str] = "fetch-failed"
    seconds: float = 0.0


def _get(address: Address, last: Answer | None, file: Path, most: int) -> Answer:
    if not address.url.startswith(("https://", "http://127.0.0.1:")):
        raise FetchFailed("the address is not https", path=address.url)
    request = urllib.request.Request(address.url, headers={"User-Agent": _AGENT})  # noqa: S310 - checked above
    if last is not None and last.etag:
        request.add_header("If-None-Match", last.etag)
    if last is not None and last.last_modified:
        request.add_header("If-Modified-Since", last.last_modified)
    peers: list[dict[str, str]] = []
    opener = urllib.request.build_opener(_Https(peers), _OnlyHttps())
    try:
        with opener.open(request, timeout=_SECONDS) as response:
            size, digest = _keep(response, file, most, address.url)
            return _answer(address, response, peers, size, digest)
    except urllib.error.HTTPError as problem:
        if problem.code == http.client.NOT_MODIFIED and last is not None:
            return _answer(address, problem, peers, 0, None)
        raise _refused(address, problem) from problem
    except (OSError, http.client.HTTPException) as problem:
        raise _Passing(
            f"the connection failed: {problem}", path=address.url
        ) from problem


def _refused(address: Address, problem: urllib.error.HTTPError) -> SluisError:
    said = f"the server answers {problem.code}"
    if problem.code in {408, 425, 429} or problem.code >= 500:
        passing = _Passing(said, path=address.url)
        after = problem.headers.get("Retry-After", "")
        passing.seconds = min(float(after), 60.0) if after.isdecimal() else 0.0
        return passing
    return FetchFailed(said, path=address.url)


def _keep(response: Any, file: Path, most: int, url: str) -> tuple[int, str]:
    """Write what comes to a file; it must be as long as the server says."""
    stated = response.headers.get("Content-Length")
    whole, size = hashlib.sha256(), 0
    with file.open("wb") as stream:
        while block := response.read(1 << 16):
            size += len(block)
            if size > most:
                raise FetchFailed(f"is larger than {most:,} bytes", path=url)
            whole.update(block)
            stream.write(block)
    if stated is not None and stated.isdecimal() and size != int(stated):
        raise _Passing(
            f"the connection was cut after {size:,} of {int(stated):,} bytes", path=url
        )
    return size, whole.hexdigest()


def _answer(
    address: Address,
    response: Any,
    peers: Sequence[Mapping[str, str]],
    size: int,
    digest: str | None,
) -> Answer:
    return Answer(
        list_id=address.list,
        url=address.url,
        final_url=response.geturl(),
        fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
        status=response.status,
        etag=response.headers.get("ETag"),
        last_modified=response.headers.get("Last-Modified"),
        bytes=size,
        sha256=digest,
        peer=peers[-1] if peers else None,
    )


class _OnlyHttps(urllib.request.HTTPRedirectHandler):
    """Follows a redirection to another address, but never away from TLS."""

    def redirect_request(  # noqa: PLR0913, PLR0917 - the form of the standard library
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """Refuse a redirection from https to anything else."""
        if req.full_url.startswith("https:") and not newurl.startswith("https:"):
            raise FetchFailed(f"is redirected to {newurl}", path=req.full_url)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Https(urllib.request.HTTPSHandler):
    """Notes the certificate of each server that answers."""

    def __init__(self, peers: list[dict[str, str]]) -> None:
        self._secure = ssl.create_default_context()
        super().__init__(context=self._secure)
        self._peers = peers

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Open the connection, and note who is at its other end."""
        peers = self._peers

        class Noting(http.client.HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                peers.append(_peer(self.sock))

        return self.do_open(Noting, req, context=self._secure)


def _peer(socket: Any) -> dict[str, str]:
    def named(parts: Any) -> str:
        return ", ".join(f"{key}={value}" for rdn in parts for key, value in rdn)

    certificate = socket.getpeercert() or {}
    whole = socket.getpeercert(binary_form=True) or b""
    return {
        "sha256": hashlib.sha256(whole).hexdigest(),
        "subject": named(certificate.get("subject", ())),
        "issuer": named(certificate.get("issuer", ())),
    }
