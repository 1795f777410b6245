"""Lift what is said beside an event out of it: grade, source, marking, date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sluis.core.custody.report import VOCABULARY, Statement
from sluis.core.errors import InvalidInput, Problems, SluisError
from sluis.core.time import parse_day

_RELIABILITIES = frozenset("ABCDEF")
_CREDIBILITIES = frozenset(range(1, 7))
_MARKINGS = frozenset(
    {"TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR"}
)


def lift(
    body: Mapping[str, Any], names: Mapping[str, str], path: str
) -> tuple[dict[str, Any], tuple[Statement, ...]]:
    """Take the members of our own vocabulary about the report out of an event.

    Args:
        body: The event as it was written.
        names: Prefix to address; ``sluis`` need not be declared.
        path: Where the event stands, for errors.

    Returns:
        The event without them, and one statement a source (one at least).

    Raises:
        Problems: A grade, marking or date is none.
    """
    own = {
        key: key.partition(":")[2]
        for key in body
        if ":" in key and names.get(key.partition(":")[0], _default(key)) == VOCABULARY
    }
    if _LIFTED.isdisjoint(own.values()):
        return dict(body), _SILENT
    taken = {own[key]: body[key] for key in own if own[key] in _LIFTED}
    kept = {key: value for key, value in body.items() if own.get(key) not in _LIFTED}
    problems: list[SluisError] = []
    known_since = _day(taken.get("knownSince"), f"{path}.sluis:knownSince", problems)
    marking = _marking(taken.get("marking"), f"{path}.sluis:marking", problems)
    sources = taken.get("source") or [{}]
    statements = tuple(
        _statement(one, marking, known_since, f"{path}.sluis:source", problems)
        for one in (sources if isinstance(sources, list) else [sources])
    )
    if problems:
        raise Problems(problems)
    return kept, statements


_LIFTED = frozenset({"source", "marking", "knownSince"})
_SILENT = (Statement(),)


def _default(key: str) -> str | None:
    return VOCABULARY if key.startswith("sluis:") else None


def _statement(
    given: Any,
    marking: str | None,
    known_since: date | None,
    path: str,
    problems: list[SluisError],
) -> Statement:
    if not isinstance(given, Mapping):
        problems.append(InvalidInput("a source is an object", path=path))
        return Statement()
    said = {key.rpartition(":")[2]: value for key, value in given.items()}
    unknown = set(said) - {"reliability", "credibility", "document", "name", "type"}
    for name in sorted(unknown):
        problems.append(
            InvalidInput(
                f"{name!r} is not a member of a source",
                path=path,
                remedy="use sluis:reliability, credibility, document and name",
            )
        )
    reliability = said.get("reliability")
    if reliability is not None and reliability not in _RELIABILITIES:
        problems.append(
            InvalidInput(
                f"{reliability!r} is no reliability",
                path=f"{path}.sluis:reliability",
                remedy="write a letter, A to F; F cannot be judged",
            )
        )
    credibility = _figure(said.get("credibility"), path, problems)
    return Statement(
        reliability=reliability,
        credibility=credibility,
        marking=marking,
        source=_text(said.get("name")),
        document=_text(said.get("document")),
        known_since=known_since,
    )


def _figure(given: Any, path: str, problems: list[SluisError]) -> int | None:
    if given is None:
        return None
    text = str(given).strip()
    if not isinstance(given, bool) and text.isdecimal() and int(text) in _CREDIBILITIES:
        return int(text)
    problems.append(
        InvalidInput(
            f"{given!r} is no credibility",
            path=f"{path}.sluis:credibility",
            remedy="write a figure, 1 to 6; 6 cannot be judged",
        )
    )
    return None


def _marking(given: Any, path: str, problems: list[SluisError]) -> str | None:
    if given is None:
        return None
    if given in _MARKINGS:
        return str(given)
    problems.append(
        InvalidInput(
            f"{given!r} is no marking",
            path=path,
            remedy="write one of " + ", ".join(sorted(_MARKINGS)),
        )
    )
    return None


def _day(given: Any, path: str, problems: list[SluisError]) -> date | None:
    if given is None:
        return None
    try:
        return _parsed(str(given))
    except SluisError as error:
        error.path = path
        problems.append(error)
        return None


@lru_cache(maxsize=4096)
def _parsed(text: str) -> date:
    return parse_day(text)


def _text(given: Any) -> str | None:
    return None if given is None else str(given)
