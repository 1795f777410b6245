"""Reports: what a source says happened to goods, and how far to trust it.

An event is never the truth; it is a report by a source. Grade, marking and
document stand beside the event in a :class:`Statement`, never inside its hash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

VOCABULARY = "https://sluis.example/voc/"
"""The namespace of Sluis's own words in EPCIS documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Who says so, how far they are trusted, and since when we know it.

    Attributes:
        reliability: Admiralty letter of the source, ``A`` to ``F``; ``F`` and
            ``None`` mean that it cannot be judged.
        credibility: Admiralty figure of the content, 1 to 6; 6 and ``None`` mean
            that it cannot be judged.
        marking: Who may read it, such as ``TLP:AMBER``; ``None`` is not marked.
        source: Name of who says so. Papers of one source count once.
        document: Address or hash of the paper it stands in.
        known_since: The day we came to know it.
    """

    reliability: str | None = None
    credibility: int | None = None
    marking: str | None = None
    source: str | None = None
    document: str | None = None
    known_since: date | None = None

    @property
    def grade(self) -> str:
        """Letter and figure together, ``F6`` when nothing was given."""
        return f"{self.reliability or 'F'}{self.credibility or 6}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event as it was read, with its hash and what is said beside it.

    Attributes:
        body: The event's JSON form, without the members of :class:`Statement`.
        namespaces: Prefix to address, for the extension members of ``body``.
        hash: The CBV 2.0 event hash.
        statements: Who reports it; one at least.
    """

    body: Mapping[str, Any]
    namespaces: Mapping[str, str]
    hash: str
    statements: tuple[Statement, ...] = (Statement(),)

    @property
    def event_id(self) -> str | None:
        """The event's own id; an error declaration repeats it."""
        given = self.body.get("eventID")
        return given if isinstance(given, str) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterData:
    """One element of a vocabulary: a party, a place, a licence.

    Attributes:
        vocabulary: The vocabulary's type, an address.
        id: What is described.
        attributes: Attribute to value; the keys are addresses.
        children: What lies inside it.
        known_since: The day we came to know it; ``None`` was not recorded.
    """

    vocabulary: str
    id: str
    attributes: Mapping[str, Any]
    children: tuple[str, ...] = ()
    known_since: date | None = None

    def get(self, name: str) -> Any:
        """Give an attribute by the last part of its address; ``None`` if absent."""
        for key, value in self.attributes.items():
            if key == name or key.endswith((f"/{name}", f"#{name}", f":{name}")):
                return value
        return None
