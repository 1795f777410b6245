"""Values of a JSON object, with all that is wrong collected before it is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from sluis.core.errors import InvalidInput, SluisError, UnknownValue
from sluis.core.goods import Vocabulary
from sluis.core.time import parse_day

T = TypeVar("T")


class Fields:
    """Reads the values of one object, and collects what is wrong with them.

    Args:
        vocabulary: Countries and other words it may use.
        at: Where the object stands in a larger input, such as ``items[0].``.

    Attributes:
        problems: What is wrong, in the order of reading.
        ignored: Paths of what is there and means nothing.
    """

    def __init__(self, vocabulary: Vocabulary, at: str) -> None:
        self.vocabulary = vocabulary
        self.at = at
        self.problems: list[SluisError] = []
        self.ignored: list[str] = []

    def wrong(self, message: str, path: str, remedy: str | None = None) -> None:
        """Note that a value is wrong, and go on."""
        self.problems.append(InvalidInput(message, path=path, remedy=remedy))

    def attempt(self, read: Callable[[], T]) -> T | None:
        """Read, or note why it cannot be read."""
        try:
            return read()
        except SluisError as problem:
            self.problems.append(problem)
            return None

    def others(self, obj: Mapping[str, Any], known: Iterable[str], at: str) -> None:
        """Note the keys that mean nothing here."""
        self.ignored.extend(f"{at}{key}" for key in obj if key not in known)

    def text(self, obj: Mapping[str, Any], key: str, at: str) -> str | None:
        """Read a text; an empty one is not known."""
        given = obj.get(key)
        if given is None:
            return None
        if isinstance(given, str):
            return given.strip() or None
        self.wrong(f"{given!r} is not a text", f"{at}{key}")
        return None

    def truth(self, obj: Mapping[str, Any], key: str, at: str) -> bool | None:
        """Read yes, no or not known."""
        given = obj.get(key)
        if given is None or isinstance(given, bool):
            return given
        self.wrong(
            f"{given!r} is neither yes nor no",
            f"{at}{key}",
            "write true, false, or null when it is not known",
        )
        return None

    def choice(
        self, obj: Mapping[str, Any], key: str, choices: tuple[T, ...], at: str
    ) -> T | None:
        """Read one word of several."""
        given = obj.get(key)
        if given is None or given in choices:
            return given
        self.problems.append(
            UnknownValue(
                f"{given!r} is not a known {key}",
                path=f"{at}{key}",
                remedy=f"write one of: {', '.join(map(str, choices))}",
            )
        )
        return None

    def day(self, obj: Mapping[str, Any], key: str, at: str) -> date | None:
        """Read a day."""
        text = self.text(obj, key, at)
        if text is None:
            return None
        return self.attempt(lambda: parse_day(text, path=f"{at}{key}"))

    def country(self, obj: Mapping[str, Any], key: str, at: str) -> str | None:
        """Read a country."""
        given = obj.get(key)
        if given is None:
            return None
        try:
            return self.vocabulary.country(given, path=f"{at}{key}")
        except SluisError as problem:
            self.problems.append(problem)
            return None

    def countries(self, obj: Mapping[str, Any], key: str, at: str) -> tuple[str, ...]:
        """Read several countries."""
        codes = (self.country({key: one}, key, at) for one in self.list(obj, key, at))
        return tuple(code for code in codes if code is not None)

    def list(self, obj: Mapping[str, Any], key: str, at: str) -> list[Any]:
        """Read a list; none is an empty one."""
        given = obj.get(key)
        if given is None:
            return []
        if isinstance(given, list):
            return given
        self.wrong(f"{key} is a list", f"{at}{key}")
        return []

    def mapping(self, obj: Mapping[str, Any], key: str, at: str) -> Mapping[str, Any]:
        """Read an object; none is an empty one."""
        given = obj.get(key)
        if given is None:
            return {}
        if isinstance(given, Mapping):
            return given
        self.wrong(f"{key} is a JSON object", f"{at}{key}")
        return {}
