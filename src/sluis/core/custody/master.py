"""What is known of parties and papers, and since when.

A fact is a row with the day since when we know it; a later row adds to or
replaces what earlier rows said of the same id. Nothing is overwritten, so the
question "what did we know then" only leaves rows out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Literal, TypeVar

from sluis.core.custody.keys import item_key
from sluis.core.custody.network import Link
from sluis.core.custody.report import VOCABULARY, MasterData
from sluis.core.errors import InvalidInput
from sluis.core.time import Interval, VagueDay, parse_day
from sluis.core.truth import Truth

PARTY = f"{VOCABULARY}Party"
LICENCE = f"{VOCABULARY}Licence"
DECLARATION = f"{VOCABULARY}Declaration"
CATCH_ALL = f"{VOCABULARY}CatchAll"
_PAPERS: Mapping[str, Literal["licence", "declaration", "catch_all"]] = {
    LICENCE: "licence",
    DECLARATION: "declaration",
    CATCH_ALL: "catch_all",
}
_LINKS = ("director", "owner", "agent", "address", "phone", "email", "bank")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFact:
    """What one source says of a party.

    Attributes:
        id: The party, in its one spelling.
        name: Its name.
        country: ISO 3166-1 alpha-2 code.
        incorporated: When it began to exist.
        dissolved: When it ceased to exist; from the day after, it did not.
        known_since: The day we came to know this.
    """

    id: str
    name: str | None = None
    country: str | None = None
    incorporated: VagueDay | None = None
    dissolved: VagueDay | None = None
    known_since: date | None = None

    def existed(self, day: date) -> Truth:
        """Tell whether it existed on a day; ``None`` when that is not known."""
        if self.incorporated is None and self.dissolved is None:
            return None
        return Interval(self.incorporated, self.dissolved).contains(day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A licence, catch-all decision or declaration on which goods left.

    Attributes:
        id: Its identifier, in its one spelling.
        type: Which of the three.
        exporter: Who may export.
        consignee: Who receives first.
        intermediaries: Who else may hold the goods on the way.
        end_user: Who must hold them in the end.
        conditions: Words such as ``no_re_export``, ``no_resale``.
        quantity: How many pieces may leave.
        items: The goods it covers, where they are listed.
        issued: When it was given.
        due: When the goods should have arrived.
        destination: Country of final destination, ISO 3166-1 alpha-2.
        known_since: The day we came to know this.
    """

    id: str
    type: Literal["licence", "declaration", "catch_all"] = "licence"
    exporter: str | None = None
    consignee: str | None = None
    intermediaries: tuple[str, ...] = ()
    end_user: str | None = None
    conditions: tuple[str, ...] = ()
    quantity: float | None = None
    items: tuple[str, ...] = ()
    issued: VagueDay | None = None
    due: date | None = None
    destination: str | None = None
    known_since: date | None = None

    @property
    def path(self) -> frozenset[str]:
        """Everyone who may hold the goods under this paper."""
        named = (self.exporter, self.consignee, self.end_user, *self.intermediaries)
        return frozenset(party for party in named if party is not None)

    @property
    def forbids_onward(self) -> bool:
        """Whether a condition forbids passing the goods on."""
        return bool({"no_re_export", "no_resale", "no_transfer"} & set(self.conditions))


Row = TypeVar("Row", PartyFact, Paper)


def as_known(rows: Iterable[Row], known_on: date | None) -> dict[str, Row]:
    """Merge the rows known by a day into one for each id.

    Args:
        rows: Facts, in any order.
        known_on: The day; ``None`` means all that is known.

    Returns:
        Id to what was known; what no row says stays ``None`` or empty.
    """
    known = [r for r in rows if known_on is None or _by(r.known_since, known_on)]
    known.sort(key=lambda r: r.known_since or date.min)
    merged: dict[str, Row] = {}
    for row in known:
        before = merged.get(row.id)
        merged[row.id] = row if before is None else _over(before, row)
    return merged


def _by(known_since: date | None, known_on: date) -> bool:
    return known_since is not None and known_since <= known_on


def _over(before: Row, row: Row) -> Row:
    said: dict[str, Any] = {
        f.name: getattr(row, f.name)
        for f in fields(row)
        if getattr(row, f.name) not in (None, ())
    }
    return replace(before, **said)


def party_facts(masterdata: Iterable[MasterData]) -> list[PartyFact]:
    """Read the parties of captured master data.

    Raises:
        InvalidInput: A date is none.
    """
    return [
        PartyFact(
            id=item_key(row.id),
            name=_text(row.get("name")),
            country=_text(row.get("country")),
            incorporated=_vague(row, "incorporated"),
            dissolved=_vague(row, "dissolved"),
            known_since=row.known_since,
        )
        for row in masterdata
        if row.vocabulary == PARTY
    ]


def papers(masterdata: Iterable[MasterData]) -> list[Paper]:
    """Read the licences, decisions and declarations of captured master data.

    Raises:
        InvalidInput: A date or a number is none.
    """
    return [_paper(row) for row in masterdata if row.vocabulary in _PAPERS]


def _paper(row: MasterData) -> Paper:
    due = row.get("due")
    issued = _vague(row, "issued")
    quantity = row.get("quantity")
    try:
        number = None if quantity is None else float(quantity)
    except (TypeError, ValueError) as problem:
        raise InvalidInput(f"{quantity!r} is not a number", path=row.id) from problem
    return Paper(
        id=item_key(row.id),
        type=_PAPERS[row.vocabulary],
        exporter=_key(row.get("exporter")),
        consignee=_key(row.get("consignee")),
        intermediaries=tuple(map(item_key, _many(row.get("intermediaries")))),
        end_user=_key(row.get("endUser")),
        conditions=tuple(_many(row.get("conditions"))),
        quantity=number,
        items=tuple(map(item_key, _many(row.get("items")))),
        issued=issued,
        due=parse_day(str(due), path=row.id) if due is not None else None,
        destination=_text(row.get("destination")),
        known_since=row.known_since,
    )


def links(masterdata: Iterable[MasterData]) -> list[Link]:
    """Read the links of parties: shared directors, addresses, telephones and so on.

    An attribute's value may be a text, an object ``{value, from, until}``, or a
    list of these.
    """
    found: list[Link] = []
    for row in masterdata:
        if row.vocabulary != PARTY:
            continue
        for kind in _LINKS:
            given = row.get(kind)
            for one in given if isinstance(given, list) else [given]:
                if one is not None:
                    found.append(_link(row, kind, one))
    return found


def _link(row: MasterData, kind: str, given: Any) -> Link:
    value, start, end = given, None, None
    if isinstance(given, Mapping):
        said = {key.rpartition(":")[2]: v for key, v in given.items()}
        value, start, end = said.get("value"), said.get("from"), said.get("until")
    text = str(value)
    end_of_link = item_key(text) if "://" in text else f"{kind}:{text.casefold()}"
    return Link(
        a=item_key(row.id),
        b=end_of_link,
        type=kind,
        since=VagueDay.parse(str(start)).first if start else None,
        until=VagueDay.parse(str(end)).last if end else None,
        known_since=row.known_since,
    )


def _vague(row: MasterData, name: str) -> VagueDay | None:
    given = row.get(name)
    return (
        None if given is None else VagueDay.parse(str(given), path=f"{row.id}.{name}")
    )


def _text(given: Any) -> str | None:
    return None if given is None else str(given)


def _key(given: Any) -> str | None:
    return None if given is None else item_key(str(given))


def _many(given: Any) -> list[str]:
    if given is None:
        return []
    if isinstance(given, str):
        return [part.strip() for part in given.split(",") if part.strip()]
    return [str(part) for part in given]
