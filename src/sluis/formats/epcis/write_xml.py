"""Write events as EPCIS 2.0 XML, in the order of elements the standard gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from sluis.core.custody.report import VOCABULARY, Event, MasterData
from sluis.core.errors import InvalidInput
from sluis.formats.epcis.write import said_members, vocabularies

_NS = "urn:epcglobal:epcis:xsd:2"
_QUERY_NS = "urn:epcglobal:epcis-query:xsd:2"
_NO_ADDRESS = f"{VOCABULARY}prefix/"
_CBV = "https://ref.gs1.org/cbv/"
_GS1 = "https://gs1.org/voc/"
_HEAD = (
    "eventTime", "recordTime", "eventTimeZoneOffset", "eventID", "errorDeclaration",
    "certificationInfo",
)  # fmt: skip
_MIDDLE = (
    "action", "bizStep", "disposition", "readPoint", "bizLocation",
    "bizTransactionList",
)  # fmt: skip
_TAIL = (
    "sourceList", "destinationList", "sensorElementList", "persistentDisposition",
    "ilmd",
)  # fmt: skip
_ORDER: Mapping[str, tuple[str, ...]] = {
    "ObjectEvent": (*_HEAD, "epcList", *_MIDDLE, "quantityList", *_TAIL),
    "AggregationEvent": (
        *_HEAD, "parentID", "childEPCs", *_MIDDLE, "childQuantityList", *_TAIL,
    ),
    "TransactionEvent": (
        *_HEAD, "bizTransactionList", "parentID", "epcList", *_MIDDLE[:-1],
        "quantityList", *_TAIL,
    ),
    "TransformationEvent": (
        *_HEAD, "inputEPCList", "inputQuantityList", "outputEPCList",
        "outputQuantityList", "transformationID", *_MIDDLE[1:], *_TAIL,
    ),
    "AssociationEvent": (
        *_HEAD, "parentID", "childEPCs", "childQuantityList", *_MIDDLE, *_TAIL,
    ),
}  # fmt: skip
_FAMILIES = {
    "bizStep": ("BizStep-", "bizstep"),
    "disposition": ("Disp-", "disp"),
    "persistentDisposition": ("Disp-", "disp"),
    "errorDeclaration": ("ER-", "er"),
    "bizTransactionList": ("BTT-", "btt"),
    "sourceList": ("SDT-", "sdt"),
    "destinationList": ("SDT-", "sdt"),
}


def write_xml(
    events: Iterable[Event],
    masterdata: Iterable[MasterData] = (),
    *,
    created: str,
    query: str | None = None,
    urns: bool = False,
) -> bytes:
    """Write events with what is said beside them, and master data.

    Args:
        events: In the order they shall stand.
        masterdata: Vocabulary elements.
        created: The document's creation time, with its zone.
        query: The name of the query they answer; ``None`` makes a document that
            can be captured again as it is.
        urns: Write the words of the standard as URNs of CBV 1.x instead of
            addresses.

    Returns:
        XML whose events have the hashes they had when they were captured.

    Raises:
        InvalidInput: An own field has a name that XML cannot carry.
    """
    kind = "EPCISDocument" if query is None else "EPCISQueryDocument"
    namespace = _NS if query is None else _QUERY_NS
    prefix = "epcis" if query is None else "epcisq"
    root = etree.Element(
        f"{{{namespace}}}{kind}",
        {"schemaVersion": "2.0", "creationDate": created},
        nsmap={prefix: namespace, "sluis": VOCABULARY},
    )
    rows = vocabularies(masterdata)
    if rows:
        _masterdata(etree.SubElement(root, "EPCISHeader"), rows)
    body = etree.SubElement(root, "EPCISBody")
    if query is not None:
        results = etree.SubElement(body, f"{{{_QUERY_NS}}}QueryResults")
        etree.SubElement(results, "queryName").text = query
        body = etree.SubElement(results, "resultsBody")
    listed = etree.SubElement(body, "EventList")
    for event in events:
        _Writer(event, urns=urns).write(listed)
    written: bytes = etree.tostring(
        root, xml_declaration=True, encoding="UTF-8", pretty_print=True
    )
    return written


def _masterdata(header: etree._Element, rows: Iterable[Mapping[str, Any]]) -> None:
    extension = etree.SubElement(header, "extension")
    data = etree.SubElement(extension, "EPCISMasterData")
    listed = etree.SubElement(data, "VocabularyList")
    writer = _Writer(None, urns=False)
    for vocabulary in rows:
        kind = etree.SubElement(listed, "Vocabulary", {"type": vocabulary["type"]})
        inside = etree.SubElement(kind, "VocabularyElementList")
        for row in vocabulary["vocabularyElementList"]:
            one = etree.SubElement(inside, "VocabularyElement", {"id": row["id"]})
            for attribute in row["attributes"]:
                for value in _many(attribute["attribute"]):
                    element = etree.SubElement(
                        one, "attribute", {"id": attribute["id"]}
                    )
                    writer.fill(element, value)
            if row.get("children"):
                children = etree.SubElement(one, "children")
                for child in row["children"]:
                    etree.SubElement(children, "id").text = child


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


class _Writer:
    """Writes one event under the namespaces it was read with."""

    def __init__(self, event: Event | None, *, urns: bool) -> None:
        self._event = event
        self._urns = urns
        self._names = dict(event.namespaces) if event else {}

    def write(self, listed: etree._Element) -> None:
        event = self._event
        if event is None:
            return
        body = {**event.body, **said_members(event.statements)}
        order = _ORDER[body["type"]]
        names = {p: a for p, a in self._names.items() if p not in {"xml", "xmlns"}}
        element = etree.SubElement(listed, body["type"], nsmap=names)
        for key in order:
            value = body.get(key)
            if value is not None and value not in ([], {}):
                self._standard(element, key, value)
        for key, value in body.items():
            if key not in order and key not in {"type", "@context"}:
                self._own(element, key, value)

    def _standard(  # noqa: PLR0912 - one branch a form of field
        self, parent: etree._Element, key: str, value: Any
    ) -> None:
        if key == "certificationInfo":
            for one in _many(value):
                etree.SubElement(parent, key).text = one
            return
        element = etree.SubElement(parent, key)
        match key:
            case "bizStep" | "disposition":
                element.text = self._word(key, value)
            case "epcList" | "childEPCs" | "inputEPCList" | "outputEPCList":
                for one in value:
                    etree.SubElement(element, "epc").text = one
            case "readPoint" | "bizLocation":
                etree.SubElement(element, "id").text = value["id"]
                self._others(element, value, {"id"})
            case "bizTransactionList" | "sourceList" | "destinationList":
                self._pairs(element, key, value)
            case "errorDeclaration":
                self._error(element, value)
            case "persistentDisposition":
                for side in ("set", "unset"):
                    for one in value.get(side) or ():
                        etree.SubElement(element, side).text = self._word(key, one)
            case "sensorElementList":
                for one in value:
                    self._sensor(etree.SubElement(element, "sensorElement"), one)
            case "ilmd":
                self._others(element, value, set())
            case _ if key.endswith("uantityList"):
                for row in value:
                    one = etree.SubElement(element, "quantityElement")
                    for name in ("epcClass", "quantity", "uom"):
                        if row.get(name) is not None:
                            etree.SubElement(one, name).text = _text(row[name])
            case _:
                element.text = _text(value)

    def _word(self, key: str, word: str) -> str:
        if ":" in word:
            return word
        web, urn = _FAMILIES[key]
        if self._urns:
            return f"urn:epcglobal:cbv:{urn}:{word}"
        return f"{_CBV}{web}{word}"

    def _pairs(self, element: etree._Element, key: str, rows: Any) -> None:
        name = key.removesuffix("List")
        for row in rows:
            one = etree.SubElement(element, name)
            if row.get("type"):
                one.set("type", self._word(key, row["type"]))
            one.text = row[name]

    def _error(self, element: etree._Element, value: Mapping[str, Any]) -> None:
        etree.SubElement(element, "declarationTime").text = value["declarationTime"]
        if value.get("reason"):
            reason = self._word("errorDeclaration", value["reason"])
            etree.SubElement(element, "reason").text = reason
        if value.get("correctiveEventIDs"):
            ids = etree.SubElement(element, "correctiveEventIDs")
            for one in value["correctiveEventIDs"]:
                etree.SubElement(ids, "correctiveEventID").text = one
        known = {"declarationTime", "reason", "correctiveEventIDs"}
        self._others(element, value, known)

    def _sensor(self, element: etree._Element, value: Mapping[str, Any]) -> None:
        if value.get("sensorMetadata"):
            self._attributes(
                etree.SubElement(element, "sensorMetadata"), value["sensorMetadata"]
            )
        for report in _many(value.get("sensorReport") or []):
            self._attributes(etree.SubElement(element, "sensorReport"), report)
        self._others(element, value, {"sensorMetadata", "sensorReport"})

    def _attributes(self, element: etree._Element, row: Mapping[str, Any]) -> None:
        for key, value in row.items():
            text = _text(value)
            if key in {"type", "exception"} and ":" not in text:
                text = _GS1 + text
            elif key == "component" and ":" not in text:
                text = f"{_CBV}Comp-{text}"
            if isinstance(value, dict | list):
                raise InvalidInput(
                    f"the sensor's field {key!r} is nested, which XML cannot carry",
                    remedy="ask for JSON",
                )
            element.set(self._name(key), text)

    def _others(
        self, element: etree._Element, value: Mapping[str, Any], known: set[str]
    ) -> None:
        for key, held in value.items():
            if key not in known:
                self._own(element, key, held)

    def _own(self, parent: etree._Element, key: str, value: Any) -> None:
        prefix = key.partition(":")[0]
        names = None
        if self._event is None and prefix != key and prefix not in self._names:
            # Master data are kept without the namespaces they came with.
            names = {prefix: self._names.setdefault(prefix, _NO_ADDRESS + prefix)}
        for one in _many(value):
            self.fill(etree.SubElement(parent, self._name(key), nsmap=names), one)

    def fill(self, element: etree._Element, value: Any) -> None:
        """Write a value into an element: text, or attributes and children."""
        if not isinstance(value, Mapping):
            element.text = _text(value)
            return
        for key, held in value.items():
            if key == "#text":
                element.text = _text(held)
            elif ":" in key or isinstance(held, dict | list):
                self._own(element, key, held)
            else:
                element.set(self._name(key), _text(held))

    def _name(self, key: str) -> str:
        prefix, mark, local = key.partition(":")
        try:
            if not mark:
                return str(etree.QName(key))
            address = self._names.get(prefix) or (
                VOCABULARY if prefix == "sluis" else _WELL_KNOWN.get(prefix)
            )
            if address is None:
                raise ValueError(key)
            return str(etree.QName(address, local))
        except ValueError as problem:
            raise InvalidInput(
                f"{key!r} is no name that XML can carry", remedy="ask for JSON"
            ) from problem


_WELL_KNOWN = {
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "gs1": _GS1,
    "cbv": _CBV,
    "cbvmda": "urn:epcglobal:cbv:mda",
    "epcis": "https://ref.gs1.org/epcis/",
}
