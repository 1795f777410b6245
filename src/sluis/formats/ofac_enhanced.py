"""OFAC's lists in ENHANCED_XML, the form of its list service since 2024.

Unlike the legacy forms it names the script of each alias, the day on which each
entry was published, how exactly a day of birth is known, and who owns or controls
whom.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import IO

from sluis.core.errors import UnreadableFile
from sluis.core.names.countries import country_code
from sluis.core.party import Address, Entity, Stake, StakeKind
from sluis.core.time import VagueDay
from sluis.formats.ofac import SCHEMA, Draft, vague_day
from sluis.formats.xml import Element, child, children, local_name, stream_elements
from sluis.formats.xml import text as text_of

_OWNED_BY = "Owned or Controlled By"
_OVER: dict[str, StakeKind] = {
    "Owns, controls, or operates": "control",
    "Leader or official of": "directorship",
}
"""How a party stands over the one that it is related to."""

_COUNTRIES = frozenset(
    {
        "Citizenship Country",
        "Nationality Country",
        "Nationality of Registration",
        "Vessel Flag",
    }
)
_NUMBERS = frozenset({"BIK (RU)", "ISIN", "SWIFT/BIC", "MMSI", "D-U-N-S Number"})


def read(stream: IO[bytes], *, path: str) -> Iterator[date | Entity]:
    """Read the list.

    Yields:
        The day of the data, then the entities, without ``lists`` and ``source``.

    Raises:
        UnreadableFile: It is cut short or not this format.
    """
    entities: list[Entity] = []
    stakes: dict[str, list[Stake]] = defaultdict(list)
    for element in stream_elements(stream, ("entity", "dataAsOf"), path=path):
        name = local_name(element)
        if name == "dataAsOf":
            made = _day(element.text)
            if made is not None:
                yield made
        elif name == "entity":
            entities.append(_entry(element, path))
            _add_stakes(element, stakes)
        elif name != "sanctionsData":
            raise UnreadableFile(f"has <{name}>, not <sanctionsData>", path=path)
    for entity in entities:
        yield replace(entity, stakes=tuple(stakes.get(entity.id, ())))


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat((written or "")[:10])
    except ValueError:
        return None


def _parts(element: Element, group: str, one: str) -> list[Element]:
    return children(child(element, group), one)


def _entry(element: Element, path: str) -> Entity:
    uid = element.get("id")
    general = child(element, "generalInfo")
    names = sorted(
        _parts(element, "names", "name"),
        key=lambda part: text_of(part, "isPrimary") != "true",
    )
    if not uid or not names:
        raise UnreadableFile(
            "an entry has no id or no name", path=f"{path}:{element.sourceline}"
        )
    kind = (text_of(general, "entityType") or "").lower()
    draft = Draft(uid, SCHEMA.get(kind, "LegalEntity"))
    for number, name in enumerate(names):
        weak = text_of(name, "isLowQuality") == "true"
        for written in _translations(name, "formattedFullName"):
            first = number == 0 and not draft.names
            draft.add_name(written, "weak" if weak else "primary" if first else "alias")
    if not draft.names:
        raise UnreadableFile(
            "an entry has no name", path=f"{path}:{element.sourceline}"
        )
    draft.programs = tuple(
        part.text.strip()
        for part in _parts(element, "sanctionsPrograms", "sanctionsProgram")
        if part.text
    )
    draft.remarks = text_of(general, "remarks")
    for feature in _parts(element, "features", "feature"):
        _add_feature(draft, feature)
    for place in _parts(element, "addresses", "address"):
        _add_address(draft, place)
    for paper in _parts(element, "identityDocuments", "identityDocument"):
        number_text, type_ = text_of(paper, "documentNumber"), text_of(paper, "type")
        if number_text and type_ and text_of(paper, "isValid") != "false":
            draft.add_identifier(type_, number_text, text_of(paper, "issuingCountry"))
    published = [
        _day(part.get("datePublished"))
        for part in _parts(element, "sanctionsLists", "sanctionsList")
    ]
    days = [day for day in published if day is not None]
    return replace(draft.entity(), listed_from=min(days) if days else None)


def _translations(element: Element, field: str) -> Iterator[str]:
    for translation in _parts(element, "translations", "translation"):
        written = text_of(translation, field)
        if written:
            yield written


def _add_feature(draft: Draft, feature: Element) -> None:
    kind, value = text_of(feature, "type") or "", text_of(feature, "value")
    if kind == "Birthdate":
        day = _dated(child(feature, "valueDate")) or vague_day(value or "")
        if day is not None and day not in draft.birth_dates:
            draft.birth_dates.append(day)
    elif kind == "Organization Established Date":
        draft.incorporated = _dated(child(feature, "valueDate"))
    elif kind in _COUNTRIES:
        draft.add_country(value)
    elif value and (kind in _NUMBERS or kind.startswith("Digital Currency Address")):
        draft.add_identifier(kind, value, None)


def _dated(element: Element | None) -> VagueDay | None:
    first = _day(text_of(element, "fromDateBegin"))
    last = _day(text_of(element, "toDateEnd"))
    if first is None or last is None or last < first:
        return None
    return VagueDay(first, last)


def _add_address(draft: Draft, place: Element) -> None:
    country = text_of(place, "country")
    code = draft.add_country(country)
    for translation in _parts(place, "translations", "translation"):
        parts = [
            text_of(part, "value")
            for part in _parts(translation, "addressParts", "addressPart")
        ]
        written = ", ".join(part for part in (*parts, country) if part)
        if written:
            draft.addresses.append(Address(text=written, country=code))
            return
    if country:
        draft.addresses.append(Address(text=country, country=country_code(country)))


def _add_stakes(element: Element, stakes: dict[str, list[Stake]]) -> None:
    own = f"ofac-{element.get('id')}"
    for tie in _parts(element, "relationships", "relationship"):
        kind, related = text_of(tie, "type") or "", child(tie, "relatedEntity")
        other = related.get("entityId") if related is not None else None
        if not other:
            continue
        if kind == _OWNED_BY:
            stakes[own].append(Stake(owner=f"ofac-{other}", kind="control"))
        elif kind in _OVER:
            stakes[f"ofac-{other}"].append(Stake(owner=own, kind=_OVER[kind]))
