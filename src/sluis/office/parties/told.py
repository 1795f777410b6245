"""What can be told of a party."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class What(StrEnum):
    """What can be known of a party."""

    INCORPORATED = "incorporated"
    """The day, month or year it came to exist."""
    DISSOLVED = "dissolved"
    """The day, month or year it ceased to exist."""
    EXISTS = "exists"
    """That it existed on the day of the source: ``yes``."""
    TRADING_COMPANY = "trading_company"
    """Whether it buys to sell on: ``yes`` or ``no``."""
    SAME_NAME_AS = "same_name_as"
    """Another party that bears or bore the same name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a source says.

    Attributes:
        name: The party, as the source writes it.
        what: The kind of thing.
        value: What it says, in the form that :class:`What` gives for the kind.
        source: Which register, paper or person, so that others find it again.
        said_on: The day the source said so: of the extract, or of the letter.
        country: ISO 3166-1 alpha-2 code; empty when it is not known.
        register_number: Its number there; empty when it is not known.
    """

    name: str
    what: What
    value: str
    source: str
    said_on: date
    country: str = ""
    register_number: str = ""
