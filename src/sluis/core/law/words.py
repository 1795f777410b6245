"""The words that rules use, from checked mappings: kinds, parameters, groups, acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sluis.core.errors import InvalidInput, SluisError
from sluis.core.goods import Circumstance, Kind, Parameter, Vocabulary
from sluis.core.law.model import Membership, Source
from sluis.core.time import Interval, VagueDay


class LawError(SluisError):
    """A file of the law says something that has no meaning."""

    code = "invalid-law"


def read_vocabulary(
    kinds: Mapping[str, Mapping[str, Any]],
    parameters: Mapping[str, Mapping[str, Any]],
    territories: Mapping[str, Mapping[str, str]],
    circumstances: Mapping[str, Mapping[str, Any]],
) -> Vocabulary:
    """Read the vocabulary.

    Raises:
        UnknownValue: A parent, a kind or a unit does not exist.
    """
    words = Vocabulary(
        kinds={
            code: Kind(code=code, parent=one.get("parent"), title=one["title"])
            for code, one in kinds.items()
        },
        parameters={
            code: Parameter(
                code=code,
                type="quantity" if "unit" in one else one["type"],
                unit=one.get("unit"),
                kinds=tuple(one.get("kinds", ())),
                title=_title(one),
                question=_question(one),
                negative=one.get("negative", False),
                most=one.get("most"),
            )
            for code, one in parameters.items()
        },
        territories=territories,
        circumstances={
            code: Circumstance(code=code, title=one["title"], question=one["question"])
            for code, one in circumstances.items()
        },
    )
    for kind in words.kinds.values():
        if kind.parent is not None:
            words.kind(kind.parent, path=f"kinds.{kind.code}.parent")
    for parameter in words.parameters.values():
        for kind_code in parameter.kinds:
            words.kind(kind_code, path=f"parameters.{parameter.code}.kinds")
    return words


def _title(one: Mapping[str, Any]) -> Mapping[str, str]:
    """Give the name of a parameter; a criterion may have its question alone."""
    if "title" in one:
        return one["title"]  # type: ignore[no-any-return]  # by the schema
    return {
        language: words[:1].lower() + words[1:].removesuffix("?")
        for language, words in one["question"].items()
    }


def _question(one: Mapping[str, Any]) -> Mapping[str, str]:
    """Give the question of a parameter; a quantity may have its name alone."""
    if "question" in one:
        return one["question"]  # type: ignore[no-any-return]  # by the schema
    return {
        language: f"{words[:1].upper()}{words[1:]}?"
        for language, words in one["title"].items()
    }


def read_sources(data: Mapping[str, Mapping[str, Any]]) -> dict[str, Source]:
    """Read the acts that rules cite."""
    return {
        key: Source(
            key=key,
            act=one["act"],
            url=one["url"],
            published=None
            if one.get("published") is None
            else VagueDay.parse(str(one["published"]), path=f"sources.{key}.published"),
        )
        for key, one in data.items()
    }


def read_groups(
    data: Mapping[str, Any], vocabulary: Vocabulary
) -> dict[str, dict[str, tuple[Membership, ...]]]:
    """Read groups of countries by date.

    Raises:
        UnknownValue: A country does not exist.
    """
    groups: dict[str, dict[str, tuple[Membership, ...]]] = {}
    for name, group in data.items():
        members = {}
        for code, periods in group["members"].items():
            path = f"groups.{name}.members.{code}"
            vocabulary.country(code, path=path)
            members[code] = tuple(
                Membership(
                    in_force=read_interval(one["in_force"], path=path),
                    standing=one.get("standing", "yes"),
                    note=one.get("note"),
                )
                for one in periods
            )
        groups[name] = members
    return groups


def read_interval(data: list[Any], *, path: str) -> Interval:
    """Read ``[from, until]``, both inclusive, where ``null`` is open.

    Raises:
        InvalidInput: A bound is no date, or the end lies before the start.
    """
    start, end = (
        None if one is None else VagueDay.parse(str(one), path=path) for one in data
    )
    if start is not None and end is not None and end.last < start.first:
        raise InvalidInput(f"{end} lies before {start}", path=path)
    return Interval(start, end)
