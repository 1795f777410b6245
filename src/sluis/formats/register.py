"""Transcribed lists as one JSON array: Japan's end users, China's control lists.

Ministries publish these as pages and PDF; the array has ``entity_name``,
``list_id``, ``aliases``, ``addresses``, ``date_added`` and ``reason``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import IO, Any

from sluis.core.errors import UnreadableFile
from sluis.core.names.countries import country_code
from sluis.core.party import Address, Entity, Name, script_of
from sluis.formats.us_csl import day
from sluis.formats.us_csl_json import whole

_IDS = {
    "jp-end-user-list": "jp-meti-end-user",
    "cn-attention-list": "cn-mofcom-attention",
    "cn-export-control-watchlist": "cn-mofcom-export-control",
    "cn-unreliable-entity-list": "cn-mofcom-unreliable",
}
_STYLE = re.compile(r"(?:(?:[A-Z][a-z']+ )*(?:Republic|State) of )?(.+)\Z")
_SCHEMA = {"organization": "Organization", "company": "Company", "person": "Person"}


def read(stream: IO[bytes], *, path: str) -> Iterator[date | Entity]:
    """Read the array.

    Yields:
        The entities; ``lists`` has the id of the list each stands on.

    Raises:
        UnreadableFile: It is cut short or not this shape.
    """
    given = whole(stream, path=path)
    if not isinstance(given, list):
        raise UnreadableFile("is not a JSON array of entries", path=path)
    for number, entry in enumerate(given):
        try:
            yield _entry(entry)
        except (KeyError, TypeError, AttributeError) as problem:
            raise UnreadableFile(
                f"an entry does not have the list's shape: {problem}",
                path=f"{path}: entry {number + 1}",
            ) from problem


def _entry(entry: Mapping[str, Any]) -> Entity:
    name = " ".join(entry["entity_name"].split())
    others = dict.fromkeys(
        " ".join(text.split()) for text in entry.get("aliases") or ()
    )
    places = [text for text in entry.get("addresses") or () if text.strip()]
    if not name and places:
        # Where a PDF's columns ran together, the name stands behind the country.
        name = _behind_country(places[0])
    if not name:
        raise KeyError("entity_name is empty")
    codes = {_country(place) for place in places}
    list_id = entry["list_id"]
    return Entity(
        id=entry["id"],
        schema=_SCHEMA.get(entry.get("entity_type") or "", "LegalEntity"),
        caption=name,
        names=(
            Name(text=name, script=script_of(name)),
            *(
                Name(text=text, kind="alias", script=script_of(text))
                for text in others
                if text and text != name
            ),
        ),
        countries=tuple(sorted(code for code in codes if code)),
        addresses=tuple(Address(text=p, country=_country(p)) for p in places),
        programs=(entry["source_list_name"],) if entry.get("source_list_name") else (),
        lists=(_IDS.get(list_id, list_id),),
        listed_from=day(entry.get("date_added")),
        remarks=entry.get("reason"),
    )


def _behind_country(place: str) -> str:
    words = place.split()
    for end in range(len(words) - 1, 0, -1):
        if _country(" ".join(words[:end])) and country_code(words[end - 1]):
            return " ".join(words[end:])
    return ""


def _country(place: str) -> str | None:
    """The country that an address is, ends in or begins with, however styled."""
    found = _STYLE.match(place.strip())
    plain = found[1] if found else place
    for part in (place, plain, plain.split(" ")[0], place.rpartition(",")[2]):
        code = country_code(part)
        if code:
            return code
    return None
