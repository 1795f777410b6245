"""OFAC's SDN and consolidated lists: legacy XML of both namespaces, legacy CSV.

The CSV is a set: a primary file, and beside it addresses, aliases and overlong
remarks. ``-0-`` is its null. Weak aliases stand only in the remarks there.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
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

SDN = "us-ofac-sdn"
CONSOLIDATED = "us-ofac-consolidated"

COLUMNS = {"primary": 12, "addresses": 6, "aliases": 5, "comments": 2}
"""How many columns each file of the CSV set has."""

SCHEMA = {
    "individual": "Person",
    "entity": "Organization",
    "vessel": "Vessel",
    "aircraft": "Airplane",
}
# Programmes that only entries of the non-SDN list have.
_NON_SDN = ("NS-", "FSE-", "UKRAINE-EO13662", "CMIC-", "MBS", "561", "PLC")
_MONTHS = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_DAY = re.compile(r"(?:(\d{1,2}) )?(?:([A-Za-z]{3}) )?(\d{4})\Z")
_FOUNDED = "Organization Established Date"
_NOT_IDENTIFIERS = {
    "Gender",
    "Website",
    "Target Type",
    "Email Address",
    "Phone Number",
    "Aircraft Model",
    "Aircraft Manufacture Date",
    "Aircraft Operator",
    "Former Vessel Flag",
    "Vessel Year of Build",
    "Other Vessel Type",
    "Other Vessel Flag",
    "Nationality of Registration",
    _FOUNDED,
}


def list_id(programs: Iterable[tuple[str, ...]]) -> str:
    """Tell the SDN list from the consolidated list by the entries' programmes."""
    entries = list(programs)
    outside = sum(
        any(program.startswith(_NON_SDN) for program in entry) for entry in entries
    )
    return CONSOLIDATED if outside * 2 > len(entries) else SDN


def vague_day(written: str) -> VagueDay | None:
    """Read a day as OFAC writes it.

    Args:
        written: ``09 Feb 1951``, ``Feb 1951``, ``circa 1961`` or ``1953 to 1955``.

    Returns:
        The day as exactly as it is known, or ``None`` where none can be read.
    """
    plain = re.sub(r"\b(?:circa|approximately|early|late)\b", "", written.strip())
    first, _, last = (part.strip() for part in plain.partition(" to "))
    start = _one_day(first)
    if start is None or not last:
        return start
    end = _one_day(last)
    if end is None or end.last < start.first:
        return start
    return VagueDay(start.first, end.last)


def _one_day(written: str) -> VagueDay | None:
    found = _DAY.match(written)
    if not found:
        return None
    day, month, year = found.groups()
    number = _MONTHS.get(month.lower()) if month else None
    if (month and number is None) or (day and not month):
        return None
    parts = [year]
    if number is not None:
        parts.append(f"{number:02}")
    if day:
        parts.append(f"{day:0>2}")
    try:
        return VagueDay.parse("-".join(parts))
    except InvalidInput:  # a day that does not exist is not known
        return None


@dataclass
class Draft:
    """What is gathered of one entry before it becomes an entity."""

    uid: str
    schema: str
    names: list[Name] = field(default_factory=list)
    countries: set[str] = field(default_factory=set)
    birth_dates: list[VagueDay] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    programs: tuple[str, ...] = ()
    incorporated: VagueDay | None = None
    remarks: str | None = None

    def add_name(self, written: str, kind: NameKind) -> None:
        """Add a name that is not there yet."""
        if all(name.text != written for name in self.names):
            self.names.append(Name(text=written, kind=kind, script=script_of(written)))

    def add_country(self, written: str | None) -> str | None:
        """Add a country, and give its code where it is one."""
        code = country_code(written)
        if code:
            self.countries.add(code)
        return code

    def add_birth_date(self, written: str) -> None:
        """Add a day of birth as OFAC writes it, where it can be read."""
        day = vague_day(written)
        if day is not None and day not in self.birth_dates:
            self.birth_dates.append(day)

    def add_identifier(self, kind: str, number: str, country: str | None) -> None:
        """Add a number, unless what OFAC keeps among numbers is none."""
        if kind == _FOUNDED:
            self.incorporated = vague_day(number)
        elif kind not in _NOT_IDENTIFIERS and not kind.endswith((":", "-")):
            code = self.add_country(country)
            if kind == "Vessel Registration Identification" and "IMO" in number:
                kind, number = "IMO", number.replace("IMO", "").strip()
            self.identifiers.append(Identifier(value=number, kind=kind, country=code))

    def entity(self) -> Entity:
        """Give what was gathered."""
        return Entity(
            id=f"ofac-{self.uid}",
            schema=self.schema,
            caption=self.names[0].text,
            names=tuple(self.names),
            countries=tuple(sorted(self.countries)),
            birth_dates=tuple(self.birth_dates),
            identifiers=tuple(self.identifiers),
            addresses=tuple(self.addresses),
            programs=self.programs,
            incorporated=self.incorporated,
            remarks=self.remarks,
        )


def read_xml(stream: IO[bytes], *, path: str) -> Iterator[date | int | Entity]:
    """Read the legacy XML.

    Yields:
        The day of publication, the number of entries that the file states, then
        the entities, without ``lists`` and ``source``.

    Raises:
        UnreadableFile: It is cut short, not this format, or holds another number
            of entries than it states.
    """
    stated: int | None = None
    count = 0
    for element in stream_elements(
        stream, ("sdnEntry", "publshInformation"), path=path
    ):
        name = local_name(element)
        if name == "publshInformation":
            yield _published(element, path)
            stated = int(text(element, "Record_Count") or 0) or None
            if stated is not None:
                yield stated
        elif name == "sdnEntry":
            count += 1
            yield _xml_entry(element, path)
        elif name != "sdnList":
            raise UnreadableFile(f"has <{name}>, not <sdnList>", path=path)
    if stated is not None and stated != count:
        raise UnreadableFile(
            f"states {stated} entries and holds {count}",
            path=path,
            remedy="fetch it again; the last good edition stays",
        )


def _published(element: Element, path: str) -> date:
    written = text(element, "Publish_Date") or ""
    try:
        return datetime.strptime(written, "%m/%d/%Y").date()  # noqa: DTZ007 - a day
    except ValueError as problem:
        raise UnreadableFile(
            f"{written!r} is not its day of publication", path=path
        ) from problem


def _full_name(element: Element) -> str:
    last, first = text(element, "lastName"), text(element, "firstName")
    return ", ".join(part for part in (last, first) if part)


def _xml_entry(element: Element, path: str) -> Entity:
    uid, name = text(element, "uid"), _full_name(element)
    if not uid or not name:
        raise UnreadableFile(
            "an entry has no uid or no name", path=f"{path}:{element.sourceline}"
        )
    schema = SCHEMA.get((text(element, "sdnType") or "").lower(), "LegalEntity")
    draft = Draft(uid, schema, remarks=text(element, "remarks"))
    draft.add_name(name, "primary")
    parts = {local_name(part): part for part in element}
    for aka in children(parts.get("akaList"), "aka"):
        weak = text(aka, "category") == "weak"
        draft.add_name(_full_name(aka), "weak" if weak else "alias")
    draft.programs = tuple(
        program.text.strip()
        for program in children(parts.get("programList"), "program")
        if program.text
    )
    for item in children(parts.get("dateOfBirthList"), "dateOfBirthItem"):
        draft.add_birth_date(text(item, "dateOfBirth") or "")
    for tie in ("nationality", "citizenship"):
        for item in children(parts.get(f"{tie}List"), tie):
            draft.add_country(text(item, "country"))
    for item in children(parts.get("addressList"), "address"):
        _add_xml_address(draft, item)
    for item in children(parts.get("idList"), "id"):
        kind, number = text(item, "idType"), text(item, "idNumber")
        if kind and number:
            draft.add_identifier(kind, number, text(item, "idCountry"))
    vessel = parts.get("vesselInfo")
    if vessel is not None:
        draft.add_country(text(vessel, "vesselFlag"))
        call_sign = text(vessel, "callSign")
        if call_sign:
            draft.add_identifier("Call sign", call_sign, None)
    return draft.entity()


def _add_xml_address(draft: Draft, item: Element) -> None:
    fields = ("address1", "address2", "address3", "city", "stateOrProvince")
    parts = [text(item, name) for name in (*fields, "postalCode", "country")]
    code = draft.add_country(text(item, "country"))
    written = ", ".join(part for part in parts if part)
    if written:
        draft.addresses.append(Address(text=written, country=code))


def read_csv(
    primary: IO[bytes],
    *,
    path: str,
    addresses: IO[bytes] | None = None,
    aliases: IO[bytes] | None = None,
    comments: IO[bytes] | None = None,
) -> Iterator[Entity]:
    """Read the legacy CSV set.

    Args:
        primary: ``sdn.csv`` or ``cons_prim.csv``.
        path: Its name, for errors.
        addresses: ``add.csv``.
        aliases: ``alt.csv``.
        comments: ``sdn_comments.csv``: remarks that did not fit, continued.

    Yields:
        The entities, without ``lists`` and ``source``.

    Raises:
        UnreadableFile: A row has another number of columns, or a quote is open.
    """
    more = _by_entry(comments, "comments", path)
    places = _by_entry(addresses, "addresses", path)
    others = _by_entry(aliases, "aliases", path)
    for row in _rows(primary, "primary", path):
        uid, name = row[0], row[1]
        if not uid or not name:
            raise UnreadableFile("an entry has no number or no name", path=path)
        kind = (row[2] or "entity").lower()
        # Remarks that did not fit go on in the comments, within a word.
        remarks = (row[11] or "") + "".join(part[1] or "" for part in more[uid])
        draft = Draft(uid, SCHEMA.get(kind, "LegalEntity"), remarks=remarks or None)
        draft.add_name(name, "primary")
        draft.programs = _programs(row[3])
        draft.add_country(row[9])
        if row[5]:
            draft.add_identifier("Call sign", row[5], None)
        for alias in others[uid]:
            if alias[3]:
                draft.add_name(alias[3], "alias")
        for place in places[uid]:
            _add_csv_address(draft, place)
        _read_remarks(draft, remarks)
        yield draft.entity()


def _by_entry(
    stream: IO[bytes] | None, part: str, path: str
) -> dict[str, list[list[str | None]]]:
    found: dict[str, list[list[str | None]]] = defaultdict(list)
    if stream is not None:
        for row in _rows(stream, part, f"{path} ({part})"):
            found[row[0] or ""].append(row)
    return found


def _rows(stream: IO[bytes], part: str, path: str) -> Iterator[list[str | None]]:
    # The files are ASCII or Windows-1252; ^Z ends them.
    lines = text_lines(stream, encoding="cp1252", errors="replace")
    reader = csv.reader(
        (line.replace("\x1a", "").replace("\x00", "") for line in lines), strict=True
    )
    try:
        for row in reader:
            if not row:
                continue
            if len(row) != COLUMNS[part]:
                raise UnreadableFile(
                    f"the row has {len(row)} columns, not {COLUMNS[part]};"
                    " the file may be cut short",
                    path=f"{path}:{reader.line_num}",
                    remedy="fetch it again; the last good edition stays",
                )
            yield [_value(cell) for cell in row]
    except csv.Error as problem:
        raise UnreadableFile(
            f"is cut short or not CSV: {problem}",
            path=f"{path}:{reader.line_num}",
            remedy="fetch it again; the last good edition stays",
        ) from problem


def _value(cell: str) -> str | None:
    plain = cell.strip()
    return None if plain in {"-0-", ""} else plain


def _programs(written: str | None) -> tuple[str, ...]:
    """Split ``IRAN] [NPWMD] [IFSR``."""
    parts = re.split(r"\]\s*\[", written or "")
    return tuple(part.strip(" []") for part in parts if part.strip(" []"))


def _add_csv_address(draft: Draft, row: list[str | None]) -> None:
    code = draft.add_country(row[4])
    written = ", ".join(part for part in row[2:5] if part)
    if written:
        draft.addresses.append(Address(text=written, country=code))


_ALIAS = re.compile(r"(?:alt\. )?[afn]\.k\.a\.,? '(.+)'\Z")
_BIRTH = re.compile(r"(?:alt\. )?DOB (.+)\Z")
_NATION = re.compile(r"(?:alt\. )?(?:nationality|citizen) (.+)\Z")
_PAPER = re.compile(
    r"((?:alt\. )?(?:Passport|National ID No\.|Tax ID No\.|Registration Number"
    r"|Registration ID|Identification Number|Business Registration Number"
    r"|Company Number|Commercial Registry Number|Government Gazette Number"
    r"|National Foreign ID Number|Legal Entity Number|SWIFT/BIC|MMSI|V\.A\.T\. Number"
    r"|Unified Social Credit Code \(USCC\)|C\.U\.R\.P\.|R\.F\.C\.|RFC|Cedula No\."
    r"|NIT #|RUC #|RIF #|C\.R\. No\.|D\.N\.I\.|SSN|Folio Mercantil No\."
    r"|Matricula Mercantil No|Chamber of Commerce Number|D-U-N-S Number"
    r"|Trade License No\.|Economic Register Number \(CBLS\)|UK Company Number"
    r"|Vessel Registration Identification|Aircraft Tail Number"
    r"|Aircraft Manufacturer's Serial Number \(MSN\)"
    r"|Digital Currency Address - [A-Z]+))"
    r" (\S.*?)(?: \(([^()]+(?:\([^()]*\))?)\))?(?: issued .*| expires .*)?\Z"
)


def _read_remarks(draft: Draft, remarks: str) -> None:
    for part in remarks.rstrip().removesuffix(".").split("; "):
        piece = part.strip()
        if found := _ALIAS.match(piece):
            draft.add_name(found[1], "weak")
        elif found := _BIRTH.match(piece):
            draft.add_birth_date(found[1])
        elif found := _NATION.match(piece):
            draft.add_country(found[1])
        elif piece.startswith(_FOUNDED):
            draft.incorporated = vague_day(piece.removeprefix(_FOUNDED))
        elif found := _PAPER.match(piece):
            kind = found[1].removeprefix("alt. ")
            draft.add_identifier(kind, found[2], found[3])
