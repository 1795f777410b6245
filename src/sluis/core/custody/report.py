"""Reports: what a source says happened to goods, and how far to trust it.

An event is never the truth; it is a report by a source. Grade, marking and
document stand beside the event in a :class:`Statement`, never inside its hash.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from sluis.core.custody.keys import item_key
from sluis.core.custody.spelling import utc_milliseconds

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


Kind: TypeAlias = Literal[
    "transfer", "seizure", "assembly", "sighting", "licensing", "note"
]
"""What a report says of the goods' holder; a ``note`` says nothing of it."""

_SHIPPING = frozenset(
    {
        "shipping", "departing", "consigning", "loading", "staging_outbound",
        "exporting", "re_exporting", "retail_selling", "dispensing",
    }
)  # fmt: skip
_RECEIVING = frozenset(
    {"receiving", "arriving", "accepting", "importing", "unloading", "collecting"}
)
_ANCHORS = {
    "BTT-export_licence": "licence",
    "BTT-catch_all": "catch_all",
    "BTT-catch_all_decision": "catch_all",
    "BTT-customs_declaration": "declaration",
}
_PARTY_KINDS = ("possessing_party", "owning_party")


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The paper on which goods left: a licence, a decision or a declaration."""

    type: Literal["licence", "catch_all", "declaration"]
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one event says, in the words of custody.

    Attributes:
        event: The event's hash, by which evidence is cited.
        kind: What it says of the holder.
        action: ``ADD``, ``OBSERVE`` or ``DELETE``; ``None`` for transformations.
        type: The EPCIS type of event.
        items: The goods, packages and lots it names, in their one spelling.
        counts: Goods only counted: class and number.
        parent: The package, or the thing goods were built into.
        outputs: What goods were made into, for a transformation.
        sender: Who gave the goods; ``None`` was not said.
        receiver: Who took them; ``None`` was not said.
        earliest: The first moment it may have happened.
        latest: The last moment; equal to ``earliest`` when one moment was given.
        step: The business step, a word of CBV or an address.
        place: Where, as written.
        anchors: Licences, decisions and declarations it names.
        statements: Who says so; one at least.
        known_until: The day it was declared an error; ``None`` still stands.
        corrections: What its declaration of error names instead.
    """

    event: str
    kind: Kind
    type: str = "ObjectEvent"
    action: str | None = "OBSERVE"
    items: tuple[str, ...] = ()
    counts: tuple[tuple[str, float], ...] = ()
    parent: str | None = None
    outputs: tuple[str, ...] = ()
    sender: str | None = None
    receiver: str | None = None
    earliest: datetime
    latest: datetime
    step: str | None = None
    place: str | None = None
    anchors: tuple[Anchor, ...] = ()
    statements: tuple[Statement, ...] = (Statement(),)
    known_until: date | None = None
    corrections: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """The last word of the business step, ``seizing`` of ``…BizStep-seizing``."""
        return _word(self.step)

    def as_known(self, known_on: date | None) -> Report | None:
        """Give the report with only what was said by a day; ``None`` if nothing.

        Args:
            known_on: The day; ``None`` means all that is known.
        """
        if known_on is None:
            return self
        said = tuple(
            s
            for s in self.statements
            if s.known_since is not None and s.known_since <= known_on
        )
        return replace(self, statements=said) if said else None

    def retracted(self, known_on: date | None) -> bool:
        """Whether it had been declared an error by that day."""
        if self.known_until is None:
            return False
        return known_on is None or self.known_until <= known_on


def report_of(
    event: Event,
    *,
    known_until: date | None = None,
    corrections: tuple[str, ...] = (),
) -> Report:
    """Read an event as a report.

    Args:
        event: The event; not a declaration of error.
        known_until: The day it was declared an error, if it was.
        corrections: The events its declaration names instead.
    """
    body = event.body
    sender = _party(body, "sourceList", "source")
    receiver = _party(body, "destinationList", "destination")
    step = body.get("bizStep")
    earliest, latest = _times(body, event.namespaces)
    kind, sender, receiver = _kind(body, _word(step), sender, receiver)
    place = body.get("readPoint") or body.get("bizLocation") or {}
    return Report(
        event=event.hash,
        kind=kind,
        type=body["type"],
        action=body.get("action"),
        items=tuple(item_key(i) for i in _items(body)),
        counts=tuple(_counts(body)),
        parent=item_key(body["parentID"]) if body.get("parentID") else None,
        outputs=tuple(item_key(i) for i in body.get("outputEPCList") or ()),
        sender=sender,
        receiver=receiver,
        earliest=earliest,
        latest=latest,
        step=step,
        place=place.get("id"),
        anchors=tuple(_anchors(body)),
        statements=event.statements,
        known_until=known_until,
        corrections=corrections,
    )


def _word(step: str | None) -> str:
    """Give the last word of a business step, ``seizing`` of ``…BizStep-seizing``."""
    return (step or "").rpartition("BizStep-")[2].rpartition(":")[2]


def _kind(
    body: Mapping[str, Any], word: str, sender: str | None, receiver: str | None
) -> tuple[Kind, str | None, str | None]:
    kind: Kind = "note"
    if body["type"] == "TransactionEvent":
        kind = "licensing"
    elif word in {"seizing", "interdicting"}:
        kind = "seizure"
    elif body["type"] == "AssociationEvent" and body.get("action") == "ADD":
        kind = "assembly"
        sender = sender or receiver
    elif sender and receiver:
        kind = "transfer" if sender != receiver else "sighting"
    elif (sender and word in _SHIPPING) or (receiver and word in _RECEIVING):
        kind = "transfer"
    elif sender or receiver:
        kind = "sighting"
        sender = receiver = sender or receiver
    return kind, sender, receiver


def _items(body: Mapping[str, Any]) -> Iterator[str]:
    for key in ("epcList", "childEPCs", "inputEPCList"):
        yield from body.get(key) or ()
    for key in ("quantityList", "childQuantityList", "inputQuantityList"):
        for row in body.get(key) or ():
            yield row["epcClass"]


def _counts(body: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for key in ("quantityList", "childQuantityList", "inputQuantityList"):
        for row in body.get(key) or ():
            if row.get("quantity") is not None:
                yield item_key(row["epcClass"]), float(row["quantity"])


def _party(body: Mapping[str, Any], key: str, name: str) -> str | None:
    rows = {_tail(row.get("type")): row[name] for row in body.get(key) or ()}
    for kind in _PARTY_KINDS:
        if kind in rows:
            return item_key(rows[kind])
    return None


def _tail(kind: str | None) -> str:
    return (kind or "").rpartition("SDT-")[2].rpartition(":")[2]


def _anchors(body: Mapping[str, Any]) -> Iterator[Anchor]:
    for row in body.get("bizTransactionList") or ():
        kind = _ANCHORS.get((row.get("type") or "").rpartition("/")[2])
        kind = kind or _ANCHORS.get((row.get("type") or "").rpartition(":")[2])
        if kind is not None:
            yield Anchor(type=kind, id=item_key(row["bizTransaction"]))  # type: ignore[arg-type]  # values of _ANCHORS


def _times(
    body: Mapping[str, Any], names: Mapping[str, str]
) -> tuple[datetime, datetime]:
    earliest = _moment(body["eventTime"])
    for key, value in body.items():
        prefix, _, local = key.partition(":")
        own = names.get(prefix, VOCABULARY if prefix == "sluis" else "")
        if local == "eventTimeUntil" and own == VOCABULARY:
            return earliest, max(earliest, _moment(str(value)))
    return earliest, earliest


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(utc_milliseconds(text).replace("Z", "+00:00"))
