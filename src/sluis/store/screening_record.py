"""What is kept of a screening: its heading, and each party with its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

import orjson

from sluis.core.party import PartyQuery
from sluis.core.time import VagueDay
from sluis.store.rule import Rule
from sluis.store.screening import Code

Channel = Literal["command", "api", "sweep"]
"""By which way a screening was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """An edition that was screened against.

    Attributes:
        name: ``LIST-ID/KEY``.
        source_sha256: Hash of the files it was imported from, unpacked.
        sha256: Hash of the edition as it lies in the data folder.
    """

    name: str
    source_sha256: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The heading of a recorded screening.

    Attributes:
        id: Unique; it begins with the moment, so ids sort by time.
        made_at: When, UTC, ISO 8601.
        channel: By which way it was asked for.
        rule: What was asked, beside the parties.
        editions: What it was screened against.
        code: What code answered.
        parties: How many parties were answered.
        asked: Hash of the parties.
        result: Hash of the answers.
    """

    id: str
    made_at: str
    channel: Channel
    rule: Rule
    editions: tuple[Used, ...]
    code: Code
    parties: int
    asked: str
    result: str

    @property
    def day(self) -> date:
        """The day it was made, UTC."""
        return date.fromisoformat(self.made_at[:10])

    def as_dict(self) -> dict[str, Any]:
        """Give the heading for people and machines."""
        names = [used.name for used in self.editions]
        return {**asdict(self), "lists": names}


def written_answer(answer: dict[str, Any]) -> bytes:
    """Write an answer in the one way that its hash is taken of."""
    return orjson.dumps(answer, option=orjson.OPT_SORT_KEYS)


def read_heading(line: bytes) -> Record:
    """Read the heading of a record.

    Raises:
        ValueError: It is none.
    """
    try:
        given = orjson.loads(line)
        rule = given["rule"]
        for key in ("as_of", "known_on"):
            rule[key] = date.fromisoformat(rule[key]) if rule[key] else None
        if rule["against"] is not None:
            rule["against"] = tuple(rule["against"])
        given["rule"] = Rule(**rule)
        given["editions"] = tuple(Used(**used) for used in given["editions"])
        given["code"] = Code(**given["code"])
        return Record(**given)
    except (ValueError, TypeError, KeyError) as problem:
        raise ValueError(f"its heading is not one: {problem}") from problem


def write_party(party: PartyQuery) -> dict[str, Any]:
    """Give a party as a record keeps it; :func:`recall_party` gives it back."""
    return {
        "id": party.id,
        "names": party.names,
        "schema": party.schema,
        "countries": party.countries,
        "birth_dates": [str(day) for day in party.birth_dates],
        "identifiers": party.identifiers,
        "addresses": party.addresses,
    }


def recall_party(row: Mapping[str, Any]) -> PartyQuery:
    """Give a party back as it was asked."""
    return PartyQuery(
        id=row["id"],
        names=tuple(row["names"]),
        schema=row["schema"],
        countries=tuple(row["countries"]),
        birth_dates=tuple(VagueDay.parse(day) for day in row["birth_dates"]),
        identifiers=tuple(row["identifiers"]),
        addresses=tuple(row["addresses"]),
    )
