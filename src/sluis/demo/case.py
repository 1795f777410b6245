"""The case as it lies in its data folder: what sources state, and what is made up.

Every datum says where it comes from. A record names, for each of its fields, the
claims or the source that state it, or why its value was chosen; a field that does
neither is refused, so nothing made up can pass for stated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sluis.core.custody.report import Event
from sluis.core.disclosure import MARKINGS, Rule
from sluis.core.errors import InvalidInput, Problems, SluisError, UnknownValue
from sluis.demo.reading import read_bytes, read_yaml
from sluis.formats.epcis import read_document

PARTY = "https://sluis.example/id/party/"
"""What a party's short name is appended to."""

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a source states.

    Attributes:
        id: The claim's name.
        source: Key of the source.
        place: Where in the source's document.
        subject: What it is about.
        property: Which property of it.
        value: The value it gives.
        of: What exactly the value is of, where that may differ by source.
        text: The statement, in our words.
    """

    id: str
    source: str
    place: str
    subject: str
    property: str
    value: Any
    of: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All data of the case.

    Attributes:
        title: By language.
        sources: Key to name, document, date and marking.
        moments: The days of knowledge, each with the export asked about.
        threshold: Score from which a screened name is a match.
        traced: The items to trace.
        claims: What the sources state.
        goods: Name to kind, codes and parameters, each with its provenance.
        parties: Short name to name, country and dated facts.
        licences: The licences.
        transactions: The exports to decide on.
        notices: The demonstration's list to screen against.
        exports: Other exports, for the network.
        links: Ties between parties.
        reforms: Changes of the list to try.
        rules: Which part of the answers has which marking.
        confidential: Pattern of a datum's name to its marking.
        events: The custody events.
        origins: End of an eventID to its provenance.
    """

    title: Mapping[str, str]
    sources: Mapping[str, Record]
    moments: tuple[Record, ...]
    threshold: float
    traced: tuple[str, ...]
    claims: tuple[Claim, ...]
    goods: Mapping[str, Record]
    parties: Mapping[str, Record]
    licences: tuple[Record, ...]
    transactions: tuple[Record, ...]
    notices: tuple[Record, ...]
    exports: tuple[Record, ...]
    links: tuple[Record, ...]
    reforms: Record
    rules: tuple[Rule, ...]
    confidential: Mapping[str, str]
    events: tuple[Event, ...]
    origins: Mapping[str, Record]

    def name(self, party: str | None) -> str | None:
        """Give a party's name by its id; other text stays as it is."""
        if party is None or not party.startswith(PARTY):
            return party
        found = self.parties.get(party.removeprefix(PARTY))
        return found["name"] if found else party


def load_case(folder: Path | None = None) -> Case:
    """Read a case.

    Args:
        folder: Its data folder; ``None`` is the case in this package.

    Raises:
        UnreadableFile: A file is missing or broken.
        Problems: A datum does not say where it comes from, or names a claim,
            source, party or good that is not there.
    """
    head = read_yaml(folder, "case.yaml")
    marks = read_yaml(folder, "markings.yaml")
    other = read_yaml(folder, "exports.yaml")
    case = Case(
        title=head["title"],
        sources=head["sources"],
        moments=tuple(head["moments"]),
        threshold=head["screening_threshold"],
        traced=tuple(head["traced"]),
        claims=tuple(_claim(one) for one in read_yaml(folder, "claims.yaml")),
        goods=read_yaml(folder, "goods.yaml"),
        parties=read_yaml(folder, "parties.yaml"),
        licences=tuple(read_yaml(folder, "licences.yaml")),
        transactions=tuple(read_yaml(folder, "transactions.yaml")),
        notices=tuple(read_yaml(folder, "notices.yaml")),
        exports=tuple(
            {**one, "illustrative": other["illustrative"]} for one in other["exports"]
        ),
        links=tuple(
            {**one, "illustrative": other["illustrative"]} for one in other["links"]
        ),
        reforms=read_yaml(folder, "reforms.yaml"),
        rules=tuple(Rule(**one) for one in marks["answers"]),
        confidential=marks["data"],
        events=read_document(
            read_bytes(folder, "events.jsonld"), path="events.jsonld"
        ).events,
        origins=read_yaml(folder, "events.yaml"),
    )
    problems = list(_problems(case))
    if problems:
        raise Problems(problems)
    return case


def _claim(given: Record) -> Claim:
    return Claim(
        id=given["id"],
        source=given["source"],
        place=given["place"],
        subject=given["subject"],
        property=given["property"],
        value=given["value"],
        of=given.get("of"),
        text=given["text"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Datum:
    """One datum of the case, and where it comes from.

    Attributes:
        about: Its name: file, record and field.
        value: What it says.
        stated: The claims or sources that state it; empty when none does.
        illustrative: Why it was chosen; ``None`` when it is stated as a whole.
        marking: Who may see it.
    """

    about: str
    value: Any
    stated: tuple[str, ...]
    illustrative: str | None
    marking: str

    @property
    def status(self) -> str:
        """``stated`` as a whole, or else ``illustrative``."""
        return "stated" if self.illustrative is None else "illustrative"


_ORIGIN = frozenset({"stated", "illustrative"})
_SHARED = frozenset({"marking", "note"})


def data_of(case: Case) -> Iterator[Datum]:
    """Give every datum that is used, with where it comes from."""
    for name, good in case.goods.items():
        leaves = {k: v for k, v in good.items() if k != "parameters"}
        for key, leaf in {**leaves, **good["parameters"]}.items():
            yield _datum(case, f"goods.{name}.{key}", leaf.get("value"), leaf)
    for name, party in case.parties.items():
        plain = {k: v for k, v in party.items() if k != "facts"}
        yield from _fields(case, f"parties.{name}", plain)
        for place, fact in enumerate(party["facts"]):
            said = {k: v for k, v in fact.items() if k not in _ORIGIN}
            yield _datum(case, f"parties.{name}.facts.{place}", said, fact)
    for kind in ("licences", "transactions"):
        for record in getattr(case, kind):
            # A licence is called by its year: its number is not for everyone.
            short = record["year"] if kind == "licences" else record["id"]
            yield from _fields(case, f"{kind}.{short}", record)
    for kind in ("notices", "exports", "moments"):
        for record in getattr(case, kind):
            said = {k: v for k, v in record.items() if k not in _ORIGIN}
            yield _datum(case, f"{kind}.{record['id']}", said, record)
    for place, link in enumerate(case.links):
        said = {k: v for k, v in link.items() if k not in _ORIGIN}
        yield _datum(case, f"links.{place}", said, link)
    for event in case.events:
        yield _event(case, event)


def _event(case: Case, event: Event) -> Datum:
    name = (event.event_id or "").rpartition("/")[2]
    about = f"events.{name}"
    return _datum(case, about, event.hash, case.origins.get(name, {}))


def _fields(case: Case, about: str, record: Record) -> Iterator[Datum]:
    stated = record.get("stated") or {}
    chosen = record.get("illustrative") or {}
    for key, value in record.items():
        if key in _ORIGIN | _SHARED:
            continue
        origin = {
            "stated": stated.get(key),
            "illustrative": chosen.get(key),
        }
        yield _datum(case, f"{about}.{key}", value, origin)


def _datum(case: Case, about: str, value: Any, origin: Record) -> Datum:
    why = origin.get("illustrative")
    marking = origin.get("marking") or _marking(case, about)
    return Datum(
        about=about,
        value=value,
        stated=tuple(origin.get("stated") or ()),
        illustrative=" ".join(why.split()) if why else None,
        marking=marking,
    )


def _marking(case: Case, about: str) -> str:
    steps = about.split(".")
    for pattern, marking in case.confidential.items():
        wanted = pattern.split(".")
        here = steps[: len(wanted)]
        if len(here) == len(wanted) and all(
            a in {"*", b} for a, b in zip(wanted, here, strict=True)
        ):
            return marking
    return "TLP:CLEAR"


def _problems(case: Case) -> Iterator[SluisError]:
    known = {claim.id for claim in case.claims} | set(case.sources)
    for claim in case.claims:
        if claim.source not in case.sources:
            yield UnknownValue(
                f"{claim.source!r} is not a source", path=f"claims.{claim.id}.source"
            )
    for datum in data_of(case):
        if not datum.stated and datum.illustrative is None:
            yield InvalidInput(
                "does not say where it comes from",
                path=datum.about,
                remedy="name the claims that state it, or say why it was chosen",
            )
        for name in datum.stated:
            if name not in known:
                yield UnknownValue(f"{name!r} is not a claim", path=datum.about)
        if datum.marking not in MARKINGS:
            yield UnknownValue(f"{datum.marking!r} is not a marking", path=datum.about)
    yield from _dangling(case)


def _dangling(case: Case) -> Iterator[SluisError]:
    """Name every party and good that is named but not there."""
    for path, party in _named(case):
        if party is not None and party not in case.parties:
            yield UnknownValue(f"{party!r} is not a party", path=path)
    for record in (*case.licences, *case.transactions):
        if record["goods"] not in case.goods:
            yield UnknownValue(
                f"{record['goods']!r} is not a good", path=f"{record['id']}.goods"
            )
    transactions = {record["id"] for record in case.transactions}
    for moment in (*case.moments, *case.licences):
        if moment["transaction"] not in transactions:
            yield UnknownValue(
                f"{moment['transaction']!r} is not a transaction",
                path=f"{moment['id']}.transaction",
            )


def _named(case: Case) -> Iterable[tuple[str, str | None]]:
    roles = ("exporter", "consignee", "end_user")
    for record in (*case.licences, *case.transactions, *case.exports):
        for role in roles:
            yield f"{record['id']}.{role}", record.get(role)
        for one in record.get("parties") or ():
            yield f"{record['id']}.parties", one["party"]
    for link in case.links:
        yield "links", link["a"]
        yield "links", link["b"]
