"""The United Kingdom's lists: the UK Sanctions List and OFSI's consolidated list.

The UK Sanctions List comes as XML and CSV, OFSI's as CSV. Both CSV files have a line
with the day before the heading, and a row for each name, address or number of a
party: rows of one party are put together by its id.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO

from sluis.core.errors import InvalidInput, UnreadableFile
from sluis.core.names.countries import country_code
from sluis.core.party import Address, Entity, Identifier, Name, NameKind, script_of
from sluis.core.time import VagueDay
from sluis.formats.xml import (
    Element,
    children,
    local_name,
    stream_elements,
    text,
    text_lines,
)

SANCTIONS = "uk-sanctions"
OFSI = "uk-ofsi"

_NAME_PARTS = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6")
_SCHEMA = {
    "individual": "Person",
    "entity": "Organization",
    "ship": "Vessel",
}
_NUMBERS = {
    "National Identifier number": "National identifier",
    "National Identification Number": "National identifier",
    "Passport number": "Passport",
    "Passport Number": "Passport",
    "Business registration number (s)": "Registration Number",
    "IMO number": "IMO",
}
_DAYS = ("%d/%m/%Y", "%d-%b-%Y", "%Y-%m-%d")


def tell(rows: list[list[str]]) -> str | None:
    """Tell which CSV it is by its first two rows: an id of a list, or ``None``."""
    if len(rows) < 2:
        return None
    first, columns = rows[0], set(rows[1])
    if first[:1] == ["Last Updated"] and {"Name 6", "Group ID"} <= columns:
        return OFSI
    if first and first[0].startswith("Report Date") and "Unique ID" in columns:
        return SANCTIONS
    return None


@dataclass
class _Party:
    """What the rows of one party say."""

    id: str
    schema: str = "LegalEntity"
    names: dict[str, NameKind] = field(default_factory=dict)
    countries: set[str] = field(default_factory=set)
    births: list[VagueDay] = field(default_factory=list)
    identifiers: dict[tuple[str, str], None] = field(default_factory=dict)
    addresses: dict[str, str | None] = field(default_factory=dict)
    programs: dict[str, None] = field(default_factory=dict)
    listed_from: date | None = None
    remarks: str | None = None

    def add_name(self, written: str, kind: str, strength: str) -> None:
        plain = " ".join(written.split())
        if not plain:
            return
        said: NameKind = "primary" if kind.lower().startswith("primary") else "alias"
        if strength.lower() in {"low quality", "weak", "low"}:
            said = "weak"
        known = self.names.get(plain)
        if known is None or said == "primary":
            self.names[plain] = said

    def add_countries(self, written: str | None) -> None:
        for part in re.split(r"\(\d+\)|[,;]", written or ""):
            code = country_code(part.strip(" ."))
            if code:
                self.countries.add(code)

    def add_birth(self, written: str | None) -> None:
        for part in re.split(r"\(\d+\)|;", written or ""):
            day = _vague(part.strip(" ."))
            if day is not None and day not in self.births:
                self.births.append(day)

    def add_number(self, kind: str, written: str | None) -> None:
        for part in re.split(r"\(\d+\)|;", written or ""):
            plain = part.strip(" .")
            if plain:
                self.identifiers[(plain, kind)] = None

    def add_address(self, parts: Iterable[str | None], country: str | None) -> None:
        code = country_code(country)
        if code:
            self.countries.add(code)
        written = ", ".join(part.strip() for part in (*parts, country) if part)
        if written:
            self.addresses[written] = code

    def entity(self, path: str) -> Entity:
        names = sorted(self.names.items(), key=lambda pair: pair[1] != "primary")
        if not names:
            raise UnreadableFile(f"{self.id} has no name", path=path)
        return Entity(
            id=self.id,
            schema=self.schema,
            caption=names[0][0],
            names=tuple(
                Name(text=name, kind=kind, script=script_of(name))
                for name, kind in names
            ),
            countries=tuple(sorted(self.countries)),
            birth_dates=tuple(self.births),
            identifiers=tuple(
                Identifier(value=value, kind=kind) for value, kind in self.identifiers
            ),
            addresses=tuple(
                Address(text=written, country=code)
                for written, code in self.addresses.items()
            ),
            programs=tuple(self.programs),
            listed_from=self.listed_from,
            remarks=self.remarks,
        )


def read_csv(stream: IO[bytes], *, path: str) -> Iterator[date | Entity]:
    """Read either CSV.

    Yields:
        The day of the list, then the entities, in the order of their first rows.

    Raises:
        UnreadableFile: It is cut short, wrongly encoded or neither CSV.
    """
    reader = csv.reader(text_lines(stream, encoding="utf-8-sig"), strict=True)
    try:
        first, columns = next(reader, []), [cell.strip() for cell in next(reader, [])]
        list_id = tell([first, columns])
        if list_id is None:
            raise UnreadableFile("is neither of the UK's lists", path=path)
        said = " ".join(first).rpartition(":")[2] if len(first) == 1 else first[1]
        made = _day(said)
        if made is not None:
            yield made
        parties: dict[str, _Party] = {}
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) != len(columns):
                raise UnreadableFile(
                    f"the row has {len(cells)} columns, not {len(columns)};"
                    " the file may be cut short",
                    path=f"{path}:{reader.line_num}",
                    remedy="fetch it again; the last good edition stays",
                )
            row = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
            _add_row(parties, row, list_id, f"{path}:{reader.line_num}")
    except (csv.Error, UnicodeDecodeError) as problem:
        raise UnreadableFile(
            f"is cut short or not UTF-8 CSV: {problem}",
            path=f"{path}:{reader.line_num}",
            remedy="fetch it again; the last good edition stays",
        ) from problem
    for party in parties.values():
        yield party.entity(path)


def _add_row(
    parties: dict[str, _Party], row: Mapping[str, str], list_id: str, path: str
) -> None:
    number = row.get("Group ID") if list_id == OFSI else row.get("Unique ID")
    if not number:
        raise UnreadableFile("the row has no id of its party", path=path)
    party = parties.setdefault(number, _Party(f"{list_id}-{number}"))
    kind = row.get("Group Type") or row.get("Designation Type") or ""
    party.schema = _SCHEMA.get(kind.lower(), party.schema)
    strength = row.get("Alias Quality") or row.get("Alias strength") or ""
    name_kind = row.get("Alias Type") or row.get("Name type") or ""
    party.add_name(
        " ".join(row.get(part, "") for part in _NAME_PARTS), name_kind, strength
    )
    for column in ("Name Non-Latin Script", "Name non-latin script"):
        party.add_name(row.get(column, ""), "alias", "")
    for column in ("Nationality", "Nationality(/ies)"):
        party.add_countries(row.get(column))
    for column in ("DOB", "D.O.B"):
        party.add_birth(row.get(column))
    for column, called in _NUMBERS.items():
        party.add_number(called, row.get(column))
    lines = [
        row.get(f"Address {n}") or row.get(f"Address Line {n}") for n in range(1, 7)
    ]
    code = row.get("Post/Zip Code") or row.get("Address Postal Code")
    party.add_address((*lines, code), row.get("Country") or row.get("Address Country"))
    regime = row.get("Regime") or row.get("Regime Name")
    if regime:
        party.programs[regime] = None
    listed = _day(row.get("Listed On") or row.get("Date Designated") or "")
    party.listed_from = party.listed_from or listed
    party.remarks = party.remarks or row.get("Other Information") or None


def read_xml(stream: IO[bytes], *, path: str) -> Iterator[date | Entity]:
    """Read the UK Sanctions List's XML.

    Yields:
        The day of the list, then the entities.

    Raises:
        UnreadableFile: It is cut short or not this format.
    """
    for element in stream_elements(stream, ("Designation", "DateGenerated"), path=path):
        name = local_name(element)
        if name == "DateGenerated":
            made = _day((element.text or "").strip())
            if made is not None:
                yield made
        elif name == "Designation":
            yield _designation(element, path)
        elif name != "Designations":
            raise UnreadableFile(f"has <{name}>, not <Designations>", path=path)


def _below(element: Element, *tags: str) -> list[Element]:
    """Give the elements at the end of a path of names."""
    found = [element]
    for tag in tags:
        found = [part for one in found for part in children(one, tag)]
    return found


def _designation(element: Element, path: str) -> Entity:
    number = text(element, "UniqueID")
    if not number:
        raise UnreadableFile(
            "an entry has no UniqueID", path=f"{path}:{element.sourceline}"
        )
    party = _Party(f"{SANCTIONS}-{number}")
    kind = (text(element, "IndividualEntityShip") or "").lower()
    party.schema = _SCHEMA.get(kind, "LegalEntity")
    for name in _below(element, "Names", "Name"):
        parts = [text(name, part.replace(" ", "")) or "" for part in _NAME_PARTS]
        party.add_name(
            " ".join(parts),
            text(name, "NameType") or "",
            text(name, "AliasStrength") or "",
        )
    for name in _below(element, "NonLatinNames", "NonLatinName"):
        party.add_name(text(name, "NameNonLatinScript") or "", "alias", "")
    for place in _below(element, "Addresses", "Address"):
        lines = [text(place, f"AddressLine{n}") for n in range(1, 7)]
        code = text(place, "AddressPostalCode")
        party.add_address((*lines, code), text(place, "AddressCountry"))
    for person in _below(element, "IndividualDetails", "Individual"):
        for day in _below(person, "DOBs", "DOB"):
            party.add_birth(day.text)
        for nation in _below(person, "Nationalities", "Nationality"):
            party.add_countries(nation.text)
        for paper in _below(person, "PassportDetails", "Passport"):
            party.add_number("Passport", text(paper, "PassportNumber"))
        for paper in _below(person, "NationalIdentifierDetails", "NationalIdentifier"):
            number_text = text(paper, "NationalIdentifierNumber")
            party.add_number("National identifier", number_text)
    for paper in _below(
        element,
        "EntityDetails",
        "Entity",
        "BusinessRegistrationNumbers",
        "BusinessRegistrationNumber",
    ):
        party.add_number("Registration Number", paper.text)
    for ship in _below(element, "ShipDetails", "Ship", "IMONumbers", "IMONumber"):
        party.add_number("IMO", ship.text)
    regime = text(element, "RegimeName")
    if regime:
        party.programs[regime] = None
    party.listed_from = _day(text(element, "DateDesignated") or "")
    party.remarks = text(element, "OtherInformation")
    return party.entity(path)


def _day(written: str) -> date | None:
    for form in _DAYS:
        try:
            return datetime.strptime(written.strip()[:11].strip(), form).date()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    return None


def _vague(written: str) -> VagueDay | None:
    """Read ``02/07/1961``; ``00/00/1961`` and ``dd/mm/1961`` are a year."""
    found = re.match(r"(\d{2}|dd)/(\d{2}|mm)/(\d{4})\Z", written)
    if found:
        day, month, year = found.groups()
        parts = [year] + [part for part in (month,) if part not in {"00", "mm"}]
        if len(parts) == 2 and day not in {"00", "dd"}:
            parts.append(day)
        written = "-".join(parts)
    try:
        return VagueDay.parse(written)
    except InvalidInput:
        return None
