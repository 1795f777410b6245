"""What else two parties share or contradict: countries, dates, numbers, addresses.

Each kind of evidence stands by itself, from 0 (it contradicts) to 1 (it agrees), and
is ``None`` where one side does not say. None of it is folded into the name's score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sluis.core.names.folding import words_of
from sluis.core.names.forms import Kind, kind_of
from sluis.core.names.vocabulary import weight_of
from sluis.core.party import Entity, PartyQuery, plain_identifier
from sluis.core.time import VagueDay
from sluis.core.truth import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Corroboration:
    """The evidence beside a name.

    Attributes:
        country: 1 if they share a country.
        birth_date: 1 if the days are the same, 0.5 if they agree as far as known.
        identifier: 1 if they share a telling number.
        address: How much of the better-known words of the closest two addresses is
            shared.
        same_identifiers: The numbers they share, as the list has them, with kind.
    """

    country: float | None
    birth_date: float | None
    identifier: float | None
    address: float | None
    same_identifiers: tuple[tuple[str, str | None], ...]

    def rank(self) -> tuple[float, ...]:
        """Order by evidence, the strongest first; unknown stands between."""
        parts = (self.identifier, self.birth_date, self.country, self.address)
        return tuple(-0.5 if value is None else -value for value in parts)


def corroborate(
    query: PartyQuery, entity: Entity, *, same_number: bool
) -> Corroboration:
    """Compare everything but the names.

    Args:
        query: The party that is screened.
        entity: The listed party.
        same_number: The index found an identifier of the query to be the entity's.
    """
    same = _same_identifiers(query, entity) if same_number else ()
    return Corroboration(
        country=_countries(query.countries, entity.countries),
        birth_date=_birth_dates(query.birth_dates, entity.birth_dates),
        identifier=1.0 if same else _identifiers_differ(query, entity),
        address=_addresses(
            query.addresses, [address.text for address in entity.addresses]
        ),
        same_identifiers=same,
    )


def _same_identifiers(
    query: PartyQuery, entity: Entity
) -> tuple[tuple[str, str | None], ...]:
    asked = {plain_identifier(value) for value in query.identifiers}
    return tuple(
        (identifier.value, identifier.kind)
        for identifier in entity.identifiers
        if plain_identifier(identifier.value) in asked
    )


def _identifiers_differ(query: PartyQuery, entity: Entity) -> float | None:
    """Zero when both have identifiers and none is the same, else not known."""
    return 0.0 if query.identifiers and entity.identifiers else None


def _countries(asked: Sequence[str], listed: Sequence[str]) -> float | None:
    if not asked or not listed:
        return None
    return 0.0 if set(asked).isdisjoint(listed) else 1.0


def _birth_dates(asked: Sequence[VagueDay], listed: Sequence[VagueDay]) -> float | None:
    if not asked or not listed:
        return None
    verdicts: list[Truth] = [_same_day(a, b) for a in asked for b in listed]
    if any(verdicts):
        return 1.0
    return 0.5 if None in verdicts else 0.0


def _same_day(asked: VagueDay, listed: VagueDay) -> Truth:
    if asked.last < listed.first or listed.last < asked.first:
        return False
    return True if asked.exact and listed.exact else None


def _addresses(asked: Sequence[str], listed: Sequence[str]) -> float | None:
    """Give the best share of words that two addresses have in common.

    The share is of the shorter one, since lists often have the city alone; and each
    word counts by its weight, so that a street says more than the word for it.
    """
    ours = [words for text in asked if (words := _address_words(text))]
    theirs = [words for text in listed if (words := _address_words(text))]
    if not ours or not theirs:
        return None
    return max(_shared(a, b) for a in ours for b in theirs)


def _address_words(text: str) -> dict[str, int]:
    kinds = {word: kind_of(word) for word in words_of(text)}
    return {
        word: weight_of(word, kind)
        for word, kind in kinds.items()
        if kind in {Kind.ORDINARY, Kind.NUMBER}
    }


def _shared(a: dict[str, int], b: dict[str, int]) -> float:
    least = min(sum(a.values()), sum(b.values()))
    return round(sum(weight for word, weight in a.items() if word in b) / least, 3)
