"""EPCIS XML, 1.2 and 2.0, to the JSON form of events.

Entities, document types and the network are refused or never touched. The
wrappers ``extension`` and ``baseExtension`` of 1.x carry nothing and are opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from sluis.core.errors import InvalidInput, Problems, SluisError, UnreadableFile

_EPCIS = re.compile(r"urn:epcglobal:(?:epcis[a-z-]*:xsd:[12]|xsd:1)\Z")
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_WRAPPERS = frozenset({"extension", "baseExtension"})
_EVENTS = frozenset(
    {
        "ObjectEvent",
        "AggregationEvent",
        "TransactionEvent",
        "TransformationEvent",
        "AssociationEvent",
    }
)
_ROOTS = frozenset({"EPCISDocument", "EPCISQueryDocument", "EPCISMasterDataDocument"})
_VERSIONS = frozenset({"1", "1.0", "1.1", "1.2", "2", "2.0", "2.0.0", "2.0.1"})
_CBV = re.compile(
    r"(?:urn:epcglobal:cbv:(?:bizstep|disp|btt|sdt|er|comp):"
    r"|(?:https?://ref\.gs1\.org/cbv/|cbv:)(?:BizStep|Disp|BTT|SDT|ER|Comp)-)"
    r"([a-z_]+)\Z"
)
_GS1 = re.compile(r"(?:https?://(?:www\.)?gs1\.org/voc/|gs1:)([A-Za-z_]+)\Z")
_MINUTES = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(Z|[+-]\d\d:\d\d)\Z")
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?\Z")
_TIMES = frozenset({"eventTime", "recordTime"})
_NUMBERS = frozenset(
    {"value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"}
)


@dataclass(slots=True, kw_only=True)
class XmlDocument:
    """What an XML document holds, events as (JSON form, path, namespaces)."""

    events: list[tuple[dict[str, Any], str, dict[str, str]]] = field(
        default_factory=list
    )
    vocabularies: list[dict[str, Any]] = field(default_factory=list)
    created: str | None = None
    ignored: frozenset[str] = frozenset()
    problems: tuple[SluisError, ...] = ()


def read_xml(data: bytes, *, path: str = "") -> XmlDocument:
    """Read an EPCIS document or a bare event in XML.

    Raises:
        UnreadableFile: It is not well-formed XML, or is cut off.
        Problems: It is another kind of document, or brings entities.
    """
    root = _parse(data, path)
    name = _local(root)
    document = XmlDocument(created=root.get("creationDate"))
    if name in _EVENTS:
        document.events.append(_Reader().event(root, ""))
        return document
    if name not in _ROOTS or not _is_standard(root):
        raise Problems(
            [
                InvalidInput(
                    f"<{name}> is not a document of EPCIS",
                    path=path or None,
                    remedy="send an EPCISDocument or an event",
                )
            ]
        )
    document.problems = tuple(_envelope_problems(root))
    document.ignored = _ignored(root)
    for vocabulary in root.iter("{*}Vocabulary"):
        document.vocabularies.append(_vocabulary(vocabulary))
    for listed in root.iter("{*}EventList"):
        for element in _opened(listed):
            place = f"epcisBody.eventList[{len(document.events)}]"
            document.events.append(_Reader().event(element, place))
    return document


def _parse(data: bytes, path: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise UnreadableFile(
            f"is not well-formed XML: {problem}",
            path=path or None,
            remedy="check that the file is whole and its encoding as declared",
        ) from problem
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise Problems(
            [
                InvalidInput(
                    "declares entities, which EPCIS does not use",
                    path=path or None,
                    remedy="take the DOCTYPE out; entities are never expanded",
                )
            ]
        )
    return root


def _envelope_problems(root: etree._Element) -> Iterator[SluisError]:
    version = root.get("schemaVersion")
    if version not in _VERSIONS:
        yield InvalidInput(
            f"schemaVersion {version!r} is not known"
            if version
            else "schemaVersion is missing",
            path="schemaVersion",
            remedy="write 1.2 or 2.0",
        )
    if root.get("creationDate") is None:
        yield InvalidInput("creationDate is missing", path="creationDate")


def _ignored(root: etree._Element) -> frozenset[str]:
    for element in root.iter():
        if _local(element) == "ignoreFields" and not _is_standard(element):
            names = {v: k for k, v in element.nsmap.items() if k}
            tags = [etree.QName(child) for child in element]
            return frozenset(
                f"{names[t.namespace]}:{t.localname}"
                for t in tags
                if t.namespace in names
            )
    return frozenset()


def _vocabulary(element: etree._Element) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    for one in element.iter("{*}VocabularyElement"):
        row: dict[str, Any] = {"id": one.get("id", "")}
        attributes = [
            {"id": a.get("id", ""), "attribute": _Reader().extension(a, skip={"id"})}
            for a in one.findall("{*}attribute")
        ]
        if attributes:
            row["attributes"] = attributes
        children = [c.text.strip() for c in one.findall("{*}children/{*}id") if c.text]
        if children:
            row["children"] = children
        rows.append(row)
    return {"type": element.get("type", ""), "vocabularyElementList": rows}


def _opened(element: etree._Element) -> Iterator[etree._Element]:
    """Give the children, with the wrappers of 1.x opened."""
    for child in element:
        if not isinstance(child.tag, str):
            continue
        if _local(child) in _WRAPPERS and _is_standard(child) and not child.attrib:
            yield from _opened(child)
        else:
            yield child


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _is_standard(element: etree._Element) -> bool:
    namespace = etree.QName(element).namespace
    return namespace is None or bool(_EPCIS.match(namespace))


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()


def _time(element: etree._Element) -> str:
    """Give a time; senders of 1.x leave whole minutes without their seconds."""
    return _MINUTES.sub(r"\1:00\2", _text(element))


def _bare(text: str) -> str:
    found = _CBV.match(text)
    return found[1] if found else text


def _number(text: str) -> Any:
    """Give a number, or the text itself for the schema to refuse."""
    if not _DECIMAL.match(text):
        return text
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


class _Reader:
    """Reads one event; collects the namespaces of its own fields."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self._fields: dict[str, Callable[[etree._Element], Any]] = {
            "bizStep": self._word,
            "disposition": self._word,
            "epcList": self._epcs,
            "inputEPCList": self._epcs,
            "outputEPCList": self._epcs,
            "childEPCs": self._epcs,
            "quantityList": self._quantities,
            "childQuantityList": self._quantities,
            "inputQuantityList": self._quantities,
            "outputQuantityList": self._quantities,
            "readPoint": self._place,
            "bizLocation": self._place,
            "bizTransactionList": self._typed,
            "sourceList": self._typed,
            "destinationList": self._typed,
            "errorDeclaration": self._error,
            "persistentDisposition": self._persistent,
            "sensorElementList": self._sensors,
            "ilmd": self._members,
        }

    def event(
        self, element: etree._Element, place: str
    ) -> tuple[dict[str, Any], str, dict[str, str]]:
        """Give an event's JSON form, where it stands and its namespaces."""
        body: dict[str, Any] = {"type": _local(element)}
        # Values may use the prefixes too, as in type="example:Flow".
        for prefix, namespace in element.nsmap.items():
            if prefix and namespace != _XSI and not _EPCIS.match(namespace):
                self.names[prefix] = namespace
        for child in _opened(element):
            if not _is_standard(child):
                self._add(body, self._key(child), self.extension(child))
                continue
            name = _local(child)
            read = self._fields.get(name, _time if name in _TIMES else _text)
            value = read(child)
            if value in ("", [], {}) and name != "ilmd":
                continue
            self._add(body, name, value)
        return body, place, self.names

    @staticmethod
    def _add(body: dict[str, Any], key: str, value: Any) -> None:
        if key not in body:
            body[key] = value
        elif isinstance(body[key], list):
            body[key].append(value)
        else:
            body[key] = [body[key], value]

    def _key(self, element: etree._Element) -> str:
        name = etree.QName(element)
        if name.namespace is None:
            return name.localname
        return f"{self._prefix(element.prefix, name.namespace)}:{name.localname}"

    def _prefix(self, wanted: str | None, namespace: str) -> str:
        for prefix, known in self.names.items():
            if known == namespace:
                return prefix
        prefix = wanted or "ns"
        number = 1
        while prefix in self.names:
            number += 1
            prefix = f"{wanted or 'ns'}{number}"
        self.names[prefix] = namespace
        return prefix

    def extension(
        self, element: etree._Element, skip: frozenset[str] | set[str] = frozenset()
    ) -> Any:
        """Give an own field: text, or an object of its attributes and children."""
        value: dict[str, Any] = self._attributes(element, skip)
        for child in element:
            if isinstance(child.tag, str):
                self._add(value, self._key(child), self.extension(child))
        text = _text(element)
        if not value:
            return text
        if text:
            value["#text"] = text
        return value

    def _attributes(
        self, element: etree._Element, skip: frozenset[str] | set[str] = frozenset()
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for raw, value in element.attrib.items():
            name = etree.QName(raw)
            if name.namespace == _XSI or name.localname in skip:
                continue
            key = name.localname
            if name.namespace is not None:
                wanted = {v: k for k, v in element.nsmap.items()}.get(name.namespace)
                key = f"{self._prefix(wanted, name.namespace)}:{key}"
            found[key] = str(value)
        return found

    def _members(self, element: etree._Element) -> dict[str, Any]:
        body: dict[str, Any] = {}
        for child in _opened(element):
            self._add(body, self._key(child), self.extension(child))
        return body

    @staticmethod
    def _word(element: etree._Element) -> str:
        return _bare(_text(element))

    @staticmethod
    def _epcs(element: etree._Element) -> list[str]:
        return [_text(child) for child in element.findall("{*}epc")]

    @staticmethod
    def _quantities(element: etree._Element) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for one in element.findall("{*}quantityElement"):
            row: dict[str, Any] = {}
            for child in one:
                text = _text(child)
                if text:
                    name = _local(child)
                    row[name] = _number(text) if name == "quantity" else text
            rows.append(row)
        return rows

    def _place(self, element: etree._Element) -> dict[str, Any]:
        body: dict[str, Any] = {}
        for child in _opened(element):
            if _is_standard(child) and _local(child) == "id":
                body["id"] = _text(child)
            else:
                self._add(body, self._key(child), self.extension(child))
        return body

    @staticmethod
    def _typed(element: etree._Element) -> list[dict[str, str]]:
        rows: list[dict[str, str]] = []
        for child in element:
            row = {_local(child): _text(child)}
            kind = child.get("type")
            rows.append({"type": _bare(str(kind)), **row} if kind else row)
        return rows

    def _error(self, element: etree._Element) -> dict[str, Any]:
        body: dict[str, Any] = {}
        for child in _opened(element):
            name = _local(child)
            if not _is_standard(child):
                self._add(body, self._key(child), self.extension(child))
            elif name == "correctiveEventIDs":
                body[name] = [_text(one) for one in child]
            else:
                body[name] = _bare(_time(child))
        return body

    @staticmethod
    def _persistent(element: etree._Element) -> dict[str, list[str]]:
        body: dict[str, list[str]] = {}
        for child in element:
            body.setdefault(_local(child), []).append(_bare(_text(child)))
        return body

    def _sensors(self, element: etree._Element) -> list[dict[str, Any]]:
        return [self._sensor(one) for one in element.findall("{*}sensorElement")]

    def _sensor(self, element: etree._Element) -> dict[str, Any]:
        body: dict[str, Any] = {}
        for child in _opened(element):
            name = _local(child)
            if not _is_standard(child):
                self._add(body, self._key(child), self.extension(child))
            elif name == "sensorMetadata":
                body[name] = self._attributes(child)
            elif name == "sensorReport":
                body.setdefault(name, []).append(self._report(child))
            else:
                body[name] = _text(child)
        return body

    def _report(self, element: etree._Element) -> dict[str, Any]:
        row = self._attributes(element)
        for key, value in row.items():
            if key in _NUMBERS:
                row[key] = _number(value)
            elif key == "booleanValue":
                row[key] = {"true": True, "1": True, "false": False, "0": False}.get(
                    value, value
                )
            elif key in {"type", "exception"}:
                found = _GS1.match(value)
                row[key] = found[1] if found else value
            elif key == "component":
                row[key] = _bare(value)
        return row
