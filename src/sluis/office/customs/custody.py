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
from sluis.office.custody.services import capture

_BASE = "https://sluis.example/id/"
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
    moment = datetime.combine(exited_on, time(12), tzinfo=UTC).isoformat()
    return {
        "@context": [
            "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
            {"sluis": VOCABULARY},
        ],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": moment,
        "epcisHeader": {
            "epcisMasterData": {
                "vocabularyList": [
                    _vocabulary(
                        PARTY,
                        {
                            _id("party", one.name): {
                                "name": one.name,
                                **({"country": one.country} if one.country else {}),
                            }
                            for one in grant.parties
                        },
                    ),
                    _vocabulary(
                        LICENCE,
                        {_id("licence", number): _paper(grant, items, exited_on)},
                    ),
                    _vocabulary(
                        DECLARATION, {_id("declaration", declaration.reference): {}}
                    ),
                ]
            }
        },
        "epcisBody": {
            "eventList": [
                {
                    "type": "ObjectEvent",
                    "eventTime": moment,
                    "eventTimeZoneOffset": "+00:00",
                    "action": "OBSERVE",
                    "bizStep": "shipping",
                    "disposition": "in_transit",
                    "epcList": items,
                    "bizTransactionList": [
                        _paper_of("export_licence", _id("licence", number)),
                        _paper_of(
                            "customs_declaration",
                            _id("declaration", declaration.reference),
                        ),
                    ],
                    "sourceList": [
                        {
                            "type": "possessing_party",
                            "source": _id("party", parties["exporter"].name),
                        }
                    ],
                    "destinationList": [
                        {
                            "type": "possessing_party",
                            "destination": _id("party", one.name),
                        }
                        for role in ("consignee", "end_user")
                        if (one := parties.get(role)) is not None
                    ][:1],
                }
            ]
        },
    }


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


def _id(kind: str, name: str) -> str:
    plain = name if kind in {"licence", "declaration"} else _short(name)
    return f"{_BASE}{kind}/{quote(plain, safe='')}"


def _short(name: str) -> str:
    return "-".join(words_of(name)) or quote(name, safe="")
