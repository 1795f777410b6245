"""The facts by which a person tells whether two parties are one.

A decision on a match rests on these, and stands for as long as they stay as they were:
a new edition that says the same of a party changes nothing. Programmes, dates of
listing and remarks are not among them: they say what follows, not who is meant.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from sluis.core.party import Entity, PartyQuery, plain_identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is said of a party, in one spelling and sorted.

    Attributes:
        names: Its names, without regard to case and spacing.
        schema: What kind of party it is, where that is known.
        countries: Its countries.
        birth_dates: Its days of birth.
        identifiers: Its numbers, without spaces and punctuation.
        addresses: Its addresses, without regard to case and spacing.
    """

    names: tuple[str, ...]
    schema: str | None
    countries: tuple[str, ...]
    birth_dates: tuple[str, ...]
    identifiers: tuple[str, ...]
    addresses: tuple[str, ...]

    @classmethod
    def of_party(cls, party: PartyQuery) -> Facts:
        """Give the facts of a party that is screened."""
        return cls(
            names=_spelled(party.names),
            schema=party.schema,
            countries=_sorted(party.countries),
            birth_dates=_sorted(map(str, party.birth_dates)),
            identifiers=_sorted(map(plain_identifier, party.identifiers)),
            addresses=_spelled(party.addresses),
        )

    @classmethod
    def of_listing(cls, entity: Entity) -> Facts:
        """Give the facts of a listed party."""
        return cls(
            names=_spelled(name.text for name in entity.names),
            schema=entity.schema,
            countries=_sorted(entity.countries),
            birth_dates=_sorted(map(str, entity.birth_dates)),
            identifiers=_sorted(plain_identifier(i.value) for i in entity.identifiers),
            addresses=_spelled(address.text for address in entity.addresses),
        )

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Facts:
        """Give facts back that :meth:`as_dict` wrote."""
        texts = {key: tuple(value) for key, value in given.items() if key != "schema"}
        return cls(schema=given["schema"], **texts)

    def as_dict(self) -> dict[str, Any]:
        """Give them as JSON writes them."""
        return {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in asdict(self).items()
        }

    @property
    def fingerprint(self) -> str:
        """A hash of the facts: the same when nothing that counts has changed."""
        written = json.dumps(self.as_dict(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()

    def differing(self, other: Facts) -> tuple[str, ...]:
        """Name the facts that two parties, or one at two times, have otherwise."""
        return tuple(
            part.name
            for part in fields(self)
            if getattr(self, part.name) != getattr(other, part.name)
        )


def party_key(party: PartyQuery) -> str:
    """Name a party over many screenings: by its id, or by its facts without one.

    Two parties of one id are told apart by their facts, on which decisions rest.
    """
    if party.id is None:
        return f"facts:{Facts.of_party(party).fingerprint}"
    if len(party.id) <= LONGEST_ID and party.id.isprintable():
        return f"id:{party.id}"
    return f"long-id:{hashlib.sha256(party.id.encode()).hexdigest()}"


LONGEST_ID = 200
"""Signs from which an id is kept by its hash, as is one with unprintable signs."""


def _sorted(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(texts)))


def _kept(text: str) -> str:
    return text.replace("\0", "")  # which no database keeps


def _spelled(texts: Iterable[str]) -> tuple[str, ...]:
    # Not folded as for comparing: the folding grows, and old decisions must stand.
    return _sorted(
        " ".join(unicodedata.normalize("NFKC", _kept(text)).casefold().split())
        for text in texts
    )
