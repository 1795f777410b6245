"""Parties as lists publish them and as customers name them.

The model follows FollowTheMoney: a schema, names, countries and identifiers.
What a source does not say stays empty or ``None``.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from sluis.core.errors import UnknownValue
from sluis.core.time import VagueDay

NameKind: TypeAlias = Literal["primary", "alias", "weak"]
"""How strongly a source stands behind a name; ``weak`` is OFAC's weak a.k.a."""

SCHEMATA: dict[str, str] = {
    "Person": "person",
    "Organization": "organisation",
    "Company": "organisation",
    "PublicBody": "organisation",
    "Vessel": "vessel",
    "Airplane": "aircraft",
    "Vehicle": "any",
    "LegalEntity": "any",
    "Thing": "any",
}
"""FollowTheMoney schemata that name a party, and the family each is compared in.

``LegalEntity`` may be a person or an organisation, so it meets every family.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One name of a party.

    Attributes:
        text: The name as published.
        kind: ``primary``, ``alias``, or ``weak`` for an alias that the source
            itself calls weak or of low quality.
        lang: ISO 639-1 code, where the source gives one.
        script: ISO 15924 code of the writing, ``Latn`` or ``Arab``.
    """

    text: str
    kind: NameKind = "primary"
    lang: str | None = None
    script: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A number that identifies a party.

    Attributes:
        value: The number as published.
        kind: What it is, in the source's words, such as ``Passport`` or ``IMO``.
        country: ISO 3166-1 alpha-2 code of the issuer.
    """

    value: str
    kind: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a party is, as published.

    Attributes:
        text: The address on one line.
        country: ISO 3166-1 alpha-2 code.
    """

    text: str
    country: str | None = None


StakeKind: TypeAlias = Literal["ownership", "control", "directorship", "likeness"]
"""How one party stands over another: owns a share, controls it, or directs it.

``likeness`` is not a stake but what leads from a listed party to an owner who is only
named: the two could be one.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stake:
    """What one party holds in another, as a source states it.

    Attributes:
        owner: Id of the party that owns, controls or directs.
        kind: Which of these.
        percent: The share, 0 to 100; ``None`` where the source does not say.
        since: First day it was so; ``None`` where the source does not say.
        until: Last day it was so; ``None`` where it is not known to have ended.
        source: Who says so, where it is not the list itself.
    """

    owner: str
    kind: StakeKind = "ownership"
    percent: float | None = None
    since: date | None = None
    until: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A party of a list or a register.

    Attributes:
        id: Unique and stable over editions, such as ``ofac-12345``.
        schema: A key of :data:`SCHEMATA`.
        caption: The name to show.
        names: Every name, the primary one first.
        countries: ISO 3166-1 alpha-2 codes, sorted.
        birth_dates: Days of birth, each as exactly as it is known.
        identifiers: Numbers of papers and registers.
        addresses: Addresses as published.
        programs: Sanctions programmes, in the source's words.
        lists: Ids of the lists it stands on.
        listed_from: First day of the listing, where the source gives it.
        listed_until: Last day of the listing; ``None`` where none is stated.
        incorporated: When it came to exist.
        dissolved: When it ceased to exist.
        remarks: The source's remarks.
        topics: FollowTheMoney topics, such as ``sanction``.
        stakes: What others hold in it.
        listed: ``False`` for a party that a data set describes without listing it,
            such as a company in a chain of owners.
        source: Where this was read: an edition, a file or a register.
    """

    id: str
    schema: str
    caption: str
    names: tuple[Name, ...] = ()
    countries: tuple[str, ...] = ()
    birth_dates: tuple[VagueDay, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    addresses: tuple[Address, ...] = ()
    programs: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    listed_from: date | None = None
    listed_until: date | None = None
    incorporated: VagueDay | None = None
    dissolved: VagueDay | None = None
    remarks: str | None = None
    topics: tuple[str, ...] = ()
    stakes: tuple[Stake, ...] = ()
    listed: bool = True
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyQuery:
    """A party to screen; everything but a name may be unknown.

    Attributes:
        id: The asker's own id, given back with the answer.
        names: One name or more; the best of them counts.
        schema: A key of :data:`SCHEMATA`; ``None`` means any kind of party.
        countries: ISO 3166-1 alpha-2 codes.
        birth_dates: Days of birth, each as exactly as it is known.
        identifiers: Numbers, compared without spaces and punctuation.
        addresses: Addresses on one line each.
    """

    id: str | None
    names: tuple[str, ...]
    schema: str | None = None
    countries: tuple[str, ...] = ()
    birth_dates: tuple[VagueDay, ...] = ()
    identifiers: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


def family_of(schema: str | None, *, path: str | None = None) -> str:
    """Give the family a schema is compared in; ``None`` meets every family.

    Raises:
        UnknownValue: The schema names no party.
    """
    if schema is None:
        return "any"
    if schema not in SCHEMATA:
        raise UnknownValue(
            f"{schema!r} is not a kind of party",
            path=path,
            remedy=f"write one of {', '.join(SCHEMATA)}, or leave it out",
        )
    return SCHEMATA[schema]


_SCRIPTS = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "ARABIC": "Arab",
    "GREEK": "Grek",
    "HEBREW": "Hebr",
    "CJK": "Hani",
    "HANGUL": "Hang",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "THAI": "Thai",
    "DEVANAGARI": "Deva",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
}


def script_of(text: str) -> str | None:
    """Name the script of the first letter, by its ISO 15924 code.

    Returns:
        The code, or ``None`` if there is no letter of a script we know.
    """
    if text.isascii():
        return "Latn" if any(letter.isalpha() for letter in text) else None
    for letter in text:
        if letter.isalpha():
            return _SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0])
    return None


def plain_identifier(value: str) -> str:
    """Give an identifier without spaces, punctuation, case or an ``IMO`` mark.

    Two identifiers are the same when these are equal.
    """
    plain = "".join(sign for sign in value.upper() if sign.isalnum())
    rest = plain.removeprefix("IMO")
    return rest if len(rest) == 7 and rest.isdigit() else plain
