"""Orders that an office makes: drafted, served, amended, ended, and kept.

An order is law for its addressee from the day it was served, and not before. What
was done with it is written down once and never changed: one line an act, each with
the hash of the one before. The order as it stands is made from these lines, as the
same YAML as any other law, so it counts at once wherever the law is asked.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, TypeAlias

import orjson
import yaml

from sluis.core.errors import (
    DataFolderError,
    InvalidInput,
    SluisError,
    UnknownValue,
)
from sluis.core.law.model import Law
from sluis.store.home import Home, default_path
from sluis.store.law import law_with, load_law
from sluis.store.law_file import LawFile

Act: TypeAlias = Literal["drafted", "withdrawn", "served", "amended", "ended"]
State: TypeAlias = Literal["draft", "withdrawn", "in_force", "ended"]

_DATED = ("in_force", "known_since", "until_known_since")
_FIRST = "0" * 64


class OrderError(SluisError):
    """An order is in a state in which this cannot be done with it."""

    code = "order-state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act, as it was written down.

    Attributes:
        order: The order's id.
        act: What was done.
        by: Who did it.
        recorded: When it was written down, with its offset from UTC.
        on: The day from which it counts; for an end, the last day.
        reason: Why, in words.
        rule: The order's text, for a draft or an amendment.
        before: The hash of the line before.
        hash: The hash of this line.
    """

    order: str
    act: Act
    by: str
    recorded: str
    on: str | None = None
    reason: str | None = None
    rule: Mapping[str, Any] | None = None
    before: str = _FIRST
    hash: str = ""

    def told(self) -> dict[str, Any]:
        """Give what the hash covers."""
        return {
            "order": self.order,
            "act": self.act,
            "by": self.by,
            "recorded": self.recorded,
            "on": self.on,
            "reason": self.reason,
            "rule": self.rule,
            "before": self.before,
        }

    def sealed(self, before: str) -> Entry:
        """Give the same act at its place in the journal."""
        told = {**self.told(), "before": before}
        text = orjson.dumps(told, option=orjson.OPT_SORT_KEYS)
        return Entry(**told, hash=hashlib.sha256(text).hexdigest())


@dataclass(slots=True, kw_only=True)
class MadeOrder:
    """An order as it stands.

    Attributes:
        id: Its id.
        state: Where it stands.
        rule: Its text as last drafted or amended.
        versions: What was in force when, as the law's files say it.
        acts: What was done with it, in order.
    """

    id: str
    state: State = "draft"
    rule: dict[str, Any] = field(default_factory=dict)
    versions: list[dict[str, Any]] = field(default_factory=list)
    acts: list[Entry] = field(default_factory=list)

    @property
    def since(self) -> str | None:
        """The day it was served."""
        return next((act.on for act in self.acts if act.act == "served"), None)

    @property
    def until(self) -> str | None:
        """Its last day, where it was ended."""
        return next((act.on for act in self.acts if act.act == "ended"), None)

    def as_law(self) -> dict[str, Any]:
        """Give the order as a file of the law says it."""
        return {**self.rule, "versions": self.versions}

    def take(self, entry: Entry) -> None:
        """Put an act upon it."""
        self.acts.append(entry)
        if entry.rule is not None:
            self.rule = dict(entry.rule)
        match entry.act:
            case "drafted":
                self.state = "draft"
            case "withdrawn":
                self.state = "withdrawn"
            case "served":
                self.state = "in_force"
                self.versions = [_version(self.rule, entry)]
            case "amended":
                self._end(_day_before(str(entry.on)))
                self.versions.append(_version(self.rule, entry))
            case "ended":
                self.state = "ended"
                self._end(str(entry.on), told=entry.recorded[:10])

    def _end(self, last: str, *, told: str | None = None) -> None:
        version = self.versions[-1]
        version["in_force"] = [version["in_force"][0], last]
        if told is not None:
            version["until_known_since"] = told


class Orders:
    """The orders of an office, in its data folder.

    Args:
        home: The data folder.
    """

    def __init__(self, home: Home) -> None:
        self._room = home.room("orders")
        self._journal = self._room / "journal.jsonl"

    def entries(self) -> list[Entry]:
        """Give all acts in order, each checked against the hash of the one before.

        Raises:
            DataFolderError: A line was changed, left out or cut off.
        """
        if not self._journal.exists():
            return []
        found: list[Entry] = []
        before = _FIRST
        for line, text in enumerate(self._journal.read_bytes().splitlines(), start=1):
            entry = _read(text, self._journal, line)
            if entry != entry.sealed(before):
                raise DataFolderError(
                    "the journal of orders was changed at this line",
                    path=f"{self._journal}:{line}",
                    remedy="restore the data folder from a backup",
                )
            before = entry.hash
            found.append(entry)
        return found

    def all(self) -> dict[str, MadeOrder]:
        """Give every order as it stands, by id."""
        made: dict[str, MadeOrder] = {}
        for entry in self.entries():
            made.setdefault(entry.order, MadeOrder(id=entry.order)).take(entry)
        return made

    def get(self, id_: str) -> MadeOrder:
        """Give one order.

        Raises:
            UnknownValue: There is none of this id.
        """
        made = self.all()
        if id_ not in made:
            raise UnknownValue(
                f"there is no order {id_!r}", remedy="sluis orders list names them"
            )
        return made[id_]

    def draft(self, rule: Mapping[str, Any], *, by: str, now: datetime) -> MadeOrder:
        """Write down the text of an order, or a new text of one that is a draft.

        A draft binds nobody.

        Raises:
            SluisError: The text has no meaning as an order, or its id is law already.
        """
        checked = self._checked(rule)
        made = self.all().get(checked["id"])
        if made is None and checked["id"] in load_law().rules():
            raise OrderError(
                f"{checked['id']!r} is a rule of this law already",
                path="id",
                remedy="give the order an id of its own",
            )
        if made is not None and made.state not in {"draft", "withdrawn"}:
            raise OrderError(
                f"{made.id} is in force or was; a draft cannot take its place",
                path="id",
                remedy="amend it, or give the new order an id of its own",
            )
        return self._add(
            Entry(
                order=checked["id"],
                act="drafted",
                by=by,
                recorded=now.isoformat(timespec="seconds"),
                rule=checked,
            )
        )

    def serve(self, id_: str, *, on: date, by: str, now: datetime) -> MadeOrder:
        """Serve a draft: from this day it binds its addressee.

        Raises:
            OrderError: It is no draft.
        """
        self._in_state(id_, "draft", "only a draft can be served")
        return self._add(_act(id_, "served", by, now, on=on))

    def amend(
        self, rule: Mapping[str, Any], *, on: date, by: str, now: datetime
    ) -> MadeOrder:
        """Serve another text of an order: it counts from this day on.

        Raises:
            SluisError: The text has no meaning, the order is not in force, or the
                day is not after the last text was served.
        """
        checked = self._checked(rule)
        made = self._in_state(
            checked["id"], "in_force", "only an order in force can be amended"
        )
        _after(on, made)
        return self._add(_act(made.id, "amended", by, now, on=on, rule=checked))

    def end(
        self, id_: str, *, on: date, reason: str, by: str, now: datetime
    ) -> MadeOrder:
        """End an order: this is the last day on which it binds.

        Raises:
            OrderError: It is not in force, or the day lies before it was served.
        """
        made = self._in_state(id_, "in_force", "only an order in force can be ended")
        if on.isoformat() < str(made.versions[-1]["in_force"][0]):
            raise OrderError(
                f"{on} lies before {made.id} was served",
                path="on",
                remedy="give the last day on which it binds",
            )
        return self._add(_act(id_, "ended", by, now, on=on, reason=reason))

    def withdraw(self, id_: str, *, reason: str, by: str, now: datetime) -> MadeOrder:
        """Lay a draft aside.

        Raises:
            OrderError: It is no draft.
        """
        self._in_state(id_, "draft", "only a draft can be withdrawn; end the order")
        return self._add(_act(id_, "withdrawn", by, now, reason=reason))

    def _in_state(self, id_: str, state: State, why: str) -> MadeOrder:
        made = self.get(id_)
        if made.state != state:
            raise OrderError(
                f"{id_} is {made.state.replace('_', ' ')}: {why}",
                path="id",
                remedy=f"sluis orders show {id_} tells what was done with it",
            )
        return made

    def _checked(self, rule: Mapping[str, Any]) -> dict[str, Any]:
        """Check an order's text by loading the law with it."""
        tried = _tried(rule, "2000-01-01")
        law_with([tried.as_law()])
        return tried.rule

    def _add(self, entry: Entry) -> MadeOrder:
        with self._alone():
            entries = self.entries()
            sealed = entry.sealed(entries[-1].hash if entries else _FIRST)
            line = orjson.dumps({**sealed.told(), "hash": sealed.hash}) + b"\n"
            with self._journal.open("ab") as stream:
                stream.write(line)
                stream.flush()
                os.fsync(stream.fileno())
            made = self.get(entry.order)
            self._publish(made)
        return made

    def _publish(self, made: MadeOrder) -> None:
        """Write the order where the law is read; made from the journal at will."""
        folder = self._room / "law"
        folder.mkdir(exist_ok=True)
        if made.versions:
            path = folder / f"{made.id.replace('/', '--')}.yaml"
            partial = path.with_suffix(".partial")
            partial.write_text(_as_yaml(made), encoding="utf-8")
            partial.replace(path)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one process write at a time."""
        with (self._room / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def overlay(data: Path | None = None) -> list[Path]:
    """Name the folder of an office's own orders, where it has any.

    Args:
        data: The data folder; ``None`` means the one used when none is given.
    """
    folder = (data or default_path()) / "orders" / "law"
    return [folder] if any(folder.glob("*.yaml")) else []


def law_with_text(rule: Mapping[str, Any], others: Sequence[Path]) -> Law:
    """Give the law as if an order of this text had been served long ago.

    Args:
        rule: The order's text, which is kept nowhere.
        others: Folders of law on top of the package's.

    Raises:
        SluisError: The text has no meaning as an order.
    """
    return law_with([_tried(rule, "0001-01-01").as_law()], others)


def read_order(path: Path) -> dict[str, Any]:
    """Read an order's text from a file.

    Raises:
        SluisError: It cannot be read, or is not one YAML mapping.
    """
    try:
        data = LawFile(path, path.read_text(encoding="utf-8")).data
    except (OSError, UnicodeDecodeError) as problem:
        raise InvalidInput(
            f"the order cannot be read: {problem}",
            path=str(path),
            remedy="name a YAML file in UTF-8; sluis orders template writes one",
        ) from problem
    if not isinstance(data, dict):
        raise InvalidInput(
            "an order is a mapping",
            path=str(path),
            remedy="sluis orders template writes one to fill in",
        )
    return data


def _tried(rule: Mapping[str, Any], day: str) -> MadeOrder:
    """Take an order's text as served on a day, to see what it says."""
    text = {**rule, "versions": [dict(one) for one in rule.get("versions", [])]}
    if text.get("type") != "order" or len(text["versions"]) != 1:
        raise InvalidInput(
            "an order has type: order and one version",
            path="versions",
            remedy="sluis orders template writes one to fill in",
        )
    for key in _DATED:
        if key in text["versions"][0]:
            raise InvalidInput(
                f"{key} follows from the day on which the order is served",
                path=f"versions[0].{key}",
                remedy="leave it out",
            )
    tried = MadeOrder(id=str(text.get("id")), rule=text)
    tried.take(Entry(order=tried.id, act="served", by="", recorded="", on=day))
    return tried


def _act(  # noqa: PLR0913 - one argument a column of the journal
    id_: str,
    act: Act,
    by: str,
    now: datetime,
    *,
    on: date | None = None,
    reason: str | None = None,
    rule: Mapping[str, Any] | None = None,
) -> Entry:
    return Entry(
        order=id_,
        act=act,
        by=by,
        recorded=now.isoformat(timespec="seconds"),
        on=None if on is None else on.isoformat(),
        reason=reason,
        rule=rule,
    )


def _after(on: date, made: MadeOrder) -> None:
    start = str(made.versions[-1]["in_force"][0])
    if on.isoformat() <= start:
        raise OrderError(
            f"the text in force was served on {start}; {on} is not later",
            path="on",
            remedy="give a later day",
        )


def _version(rule: Mapping[str, Any], entry: Entry) -> dict[str, Any]:
    return {
        **rule["versions"][0],
        "in_force": [entry.on, None],
        "known_since": entry.on,
    }


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _as_yaml(made: MadeOrder) -> str:
    head = f"# Made from the journal of orders; the order is {made.state}.\n"
    return head + yaml.safe_dump(made.as_law(), allow_unicode=True, sort_keys=False)


def _read(text: bytes, path: Path, line: int) -> Entry:
    try:
        return Entry(**orjson.loads(text))
    except (orjson.JSONDecodeError, TypeError) as problem:
        raise DataFolderError(
            "this line of the journal of orders cannot be read",
            path=f"{path}:{line}",
            remedy="restore the data folder from a backup",
        ) from problem
