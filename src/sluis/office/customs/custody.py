"""What a shipment tells custody: which goods left, under which licence, for whom.

A trace then hangs on the licence, and goods whose delivery is not shown in time are
overdue in it. Goods without serial numbers cannot be followed one by one, and are
not reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import quote

import orjson

from sluis.core.casework.condition_library import ConditionCode
from sluis.core.casework.conditions import due_days
from sluis.core.casework.declaration import Declaration, DeclaredLine
from sluis.core.casework.grant import Grant
from sluis.core.custody.master import DECLARATION, LICENCE, PARTY
from sluis.core.custody.report import VOCABULARY, Statement
from sluis.core.names.folding import words_of
from sluis.formats.declaration import read_declaration
from sluis.formats.grant import read_grant
from sluis.office.custody.services import capture
from sluis.office.customs.models import Declaration as Rows
from sluis.office.licences.models import Licence
from sluis.office.licences.queries import licence_by_number

_BASE = "https://sluis.example/id/"
_GRADES: Mapping[str, tuple[str, int]] = {"import_declaration": ("B", 2)}
"""Kind of evidence to its Admiralty grade, where it is not C3."""
_CONDITIONS: Mapping[ConditionCode, tuple[str, ...]] = {
    ConditionCode.NO_RE_EXPORT: ("no_resale", "no_re_export"),
    ConditionCode.NAMED_END_USER: ("end_user_only",),
}


def report_exit(
    declaration: Declaration, grants: Mapping[str, Grant], exited_on: date
) -> int:
    """Report the goods of a declaration that left.

    Args:
        declaration: As it stood when they left.
        grants: What the licences it was declared under grant, by number.
        exited_on: The day.

    Returns:
        How many shipments were reported, one a licence.
    """
    told = 0
    for number, lines in _by_licence(declaration).items():
        if number not in grants:
            continue
        document = _document(declaration, number, grants[number], lines, exited_on)
        said = Statement(
            reliability="A",
            credibility=1,
            marking="TLP:AMBER",
            source="Customs",
            document=declaration.reference,
        )
        capture(orjson.dumps(document), name=declaration.reference, said=said)
        told += 1
    return told


def report_delivery(
    reference: str, licence: Licence, happened_on: date, kind: str
) -> int:
    """Report that the goods of a shipment arrived, as the holder showed.

    A receipt that the holder hands in weighs less than the import declaration of the
    country of arrival; either is only as good as who wrote it.

    Args:
        reference: The declaration's MRN.
        licence: The licence they left under.
        happened_on: The day.
        kind: Of the evidence.

    Returns:
        How many shipments were reported; none where no serial numbers were declared.
    """
    lines = _lines_under(reference, licence.number)
    if not lines:
        return 0
    grant = read_grant(licence.grant)
    items = list(_items(grant, lines))
    parties = {one.role: one for one in grant.parties}
    giver = parties.get("consignee", parties["exporter"])
    taker = parties.get("end_user") or parties.get("consignee")
    if taker is None:
        return 0
    if giver == taker:
        giver = parties["exporter"]
    document = _events(
        happened_on,
        {
            "bizStep": "receiving",
            "disposition": "in_progress",
            "epcList": items,
            "bizTransactionList": [
                _paper_of("export_licence", _shipment_id(licence.number, reference))
            ],
            "sourceList": [_possession("source", giver.name)],
            "destinationList": [_possession("destination", taker.name)],
        },
    )
    reliability, credibility = _GRADES.get(kind, ("C", 3))
    said = Statement(
        reliability=reliability,
        credibility=credibility,
        marking="TLP:AMBER",
        source=grant_holder(grant),
        document=f"{reference} {kind}",
    )
    capture(orjson.dumps(document), name=reference, said=said)
    return 1


def items_of(reference: str, number: str) -> list[str]:
    """Give the items of a shipment that left under a licence, as custody names them.

    Args:
        reference: The declaration's MRN.
        number: Of the licence.
    """
    licence = licence_by_number(number)
    if licence is None:
        return []
    return list(_items(read_grant(licence.grant), _lines_under(reference, number)))


def grant_holder(grant: Grant) -> str:
    """Give the name of who holds a licence."""
    return next(one.name for one in grant.parties if one.role == "exporter")


def _lines_under(reference: str, number: str) -> list[DeclaredLine]:
    row = Rows.objects.filter(reference=reference).first()
    if row is None or not row.version:
        return []
    whole = orjson.loads(row.versions.get(number=row.version).whole)
    return _by_licence(read_declaration(whole)).get(number, [])


def _by_licence(declaration: Declaration) -> dict[str, list[DeclaredLine]]:
    found: dict[str, list[DeclaredLine]] = {}
    for line in declaration.lines:
        if line.serials and line.licence is not None and line.licence.reference:
            found.setdefault(line.licence.reference, []).append(line)
    return found


def _document(
    declaration: Declaration,
    number: str,
    grant: Grant,
    lines: Sequence[DeclaredLine],
    exited_on: date,
) -> dict[str, Any]:
    items = list(_items(grant, lines))
    parties = {one.role: one for one in grant.parties}
    takers = [
        parties[role].name for role in ("consignee", "end_user") if role in parties
    ]
    paper_id = _shipment_id(number, declaration.reference)
    event = {
        "bizStep": "shipping",
        "disposition": "in_transit",
        "epcList": items,
        "bizTransactionList": [
            _paper_of("export_licence", paper_id),
            _paper_of("customs_declaration", _id("declaration", declaration.reference)),
        ],
        "sourceList": [_possession("source", parties["exporter"].name)],
        "destinationList": [_possession("destination", name) for name in takers[:1]],
    }
    named = {
        _id("party", one.name): {
            "name": one.name,
            **({"country": one.country} if one.country else {}),
        }
        for one in grant.parties
    }
    paper = _paper(grant, items, exited_on)
    vocabularies = [
        _vocabulary(PARTY, named),
        _vocabulary(LICENCE, {paper_id: paper}),
        _vocabulary(DECLARATION, {_id("declaration", declaration.reference): {}}),
    ]
    return {
        **_events(exited_on, event),
        "epcisHeader": {"epcisMasterData": {"vocabularyList": vocabularies}},
    }


def _events(on: date, event: Mapping[str, Any]) -> dict[str, Any]:
    """Give an EPCIS document of one event, at noon of a day."""
    moment = datetime.combine(on, time(12), tzinfo=UTC).isoformat()
    told = {
        "type": "ObjectEvent",
        "eventTime": moment,
        "eventTimeZoneOffset": "+00:00",
        "action": "OBSERVE",
        **event,
    }
    return {
        "@context": [
            "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
            {"sluis": VOCABULARY},
        ],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": moment,
        "epcisBody": {"eventList": [told]},
    }


def _possession(end: str, name: str) -> dict[str, str]:
    return {"type": "possessing_party", end: _id("party", name)}


def _items(grant: Grant, lines: Sequence[DeclaredLine]) -> Iterator[str]:
    maker = next(one.name for one in grant.parties if one.role == "exporter")
    for line in lines:
        product = line.product or line.cn_code or "goods"
        for serial in line.serials:
            yield (
                f"{_BASE}obj/{_short(maker)}/{_short(product)}/{quote(serial, safe='')}"
            )


def _paper(grant: Grant, items: list[str], exited_on: date) -> dict[str, Any]:
    said: dict[str, Any] = {
        "issued": grant.decided_on.isoformat(),
        "items": items,
        "conditions": [
            word for term in grant.conditions for word in _CONDITIONS.get(term.code, ())
        ],
    }
    for role, name in (
        ("exporter", "exporter"),
        ("consignee", "consignee"),
        ("end_user", "endUser"),
    ):
        found = [one.name for one in grant.parties if one.role == role]
        if found:
            said[name] = _id("party", found[0])
    for term in grant.conditions:
        due = due_days(term, exited_on)
        if term.code is ConditionCode.DELIVERY_VERIFICATION and due is not None:
            said["due"] = due.isoformat()
    if grant.destination:
        said["destination"] = grant.destination
    return said


def _vocabulary(type_: str, rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "type": type_,
        "vocabularyElementList": [
            {
                "id": id_,
                "attributes": [
                    {"id": f"{VOCABULARY}{name}", "attribute": value}
                    for name, value in said.items()
                ],
            }
            for id_, said in rows.items()
        ],
    }


def _paper_of(kind: str, id_: str) -> dict[str, str]:
    return {"type": f"{VOCABULARY}BTT-{kind}", "bizTransaction": id_}


def _shipment_id(number: str, reference: str) -> str:
    """Name a licence as one shipment hangs on it.

    Each shipment has a day of its own by which it must have arrived, and what is
    told of a paper later takes the place of what was told of it before.
    """
    return f"{_id('licence', number)}/{quote(reference, safe='')}"


def _id(kind: str, name: str) -> str:
    plain = name if kind in {"licence", "declaration"} else _short(name)
    return f"{_BASE}{kind}/{quote(plain, safe='')}"


def _short(name: str) -> str:
    return "-".join(words_of(name)) or quote(name, safe="")
