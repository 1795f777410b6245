"""One spelling for every identifier of goods, places and parties.

A GS1 key may come as an EPC URN or as a Digital Link of any host; both name the
same thing. :func:`canonical` gives the constrained canonical Digital Link of
CBV 2.0, which the event hash uses too. Makers' own serials, private URIs and
everything else stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from urllib.parse import unquote

_HOST = "https://id.gs1.org"
_URN = re.compile(r"urn:epc:(id|class|idpat):([a-z]+):(.+)\Z", re.DOTALL)
_DIGITS = re.compile(r"\d+\Z")
# Table 7-1 of GS1 Digital Link: what EPC URNs leave bare and links must not.
_ESCAPES = str.maketrans(
    {c: f"%{ord(c):02X}" for c in "!()*+,:"}  # the rest is escaped in URNs too
)

_SHORT = {
    "gtin": "01", "itip": "8006", "cpid": "8010", "gln": "414", "party": "417",
    "gsrnp": "8017", "gsrn": "8018", "gcn": "255", "sscc": "00", "gdti": "253",
    "ginc": "401", "gsin": "402", "grai": "8003", "giai": "8004", "cpv": "22",
    "lot": "10", "ser": "21",
}  # fmt: skip
_PRIMARY = {
    "00": re.compile(r"\d{18}\Z"),
    "01": re.compile(r"(?:\d{8}|\d{12,14})\Z"),
    "253": re.compile(r"\d{13}[^/]{0,17}\Z"),
    "255": re.compile(r"\d{13,25}\Z"),
    "401": re.compile(r"\d{4}[^/]{1,26}\Z"),
    "402": re.compile(r"\d{17}\Z"),
    "414": re.compile(r"\d{13}\Z"),
    "417": re.compile(r"\d{13}\Z"),
    "8003": re.compile(r"\d{14}[^/]{0,16}\Z"),
    "8004": re.compile(r"\d{4}[^/]{1,26}\Z"),
    "8006": re.compile(r"\d{18}\Z"),
    "8010": re.compile(r"\d{4}[^/]{1,26}\Z"),
    "8017": re.compile(r"\d{18}\Z"),
    "8018": re.compile(r"\d{18}\Z"),
}
# Key qualifiers, the finest first: only the finest is kept.
_QUALIFIERS = {
    "01": ("235", "21", "10"),
    "8006": ("21", "10"),
    "414": ("254",),
    "8010": ("8011",),
}
_KNOWN_QUALIFIERS = frozenset({"22", "10", "21", "235", "254", "8011", "7040"})


_PROBE = "XqZ0"
# EPC URNs whose last part goes into the link as it is, without a check digit.
_SERIAL_LAST = (
    "urn:epc:id:sgtin:", "urn:epc:id:upui:", "urn:epc:id:grai:", "urn:epc:id:giai:",
    "urn:epc:id:gdti:", "urn:epc:id:sgcn:", "urn:epc:id:cpi:", "urn:epc:id:itip:",
    "urn:epc:class:lgtin:",
)  # fmt: skip


def canonical(uri: str) -> str:
    """Give the one spelling of an identifier.

    Args:
        uri: An EPC URN, EPC class or pattern URN, GS1 Digital Link of any host,
            or any other identifier.

    Returns:
        The constrained canonical Digital Link (``https://id.gs1.org/…``) of a
        GS1 key; anything else, and a malformed key, as it was given.
    """
    head = head_of(uri)
    spelled = head_spelling(head)
    if spelled is not None:
        tail = uri[len(head) :]
        if is_plain(tail):
            return spelled + tail
    return _canonical(uri)


@lru_cache(maxsize=1 << 14)
def _canonical(uri: str) -> str:
    if uri.startswith("urn:epc:"):
        return _from_urn(uri) or uri
    if uri.startswith(("https://", "http://")):
        return _from_link(uri) or uri
    return uri


def head_of(uri: str) -> str:
    """Give what serials of one kind have in common: all but the last part."""
    mark = "/" if uri.startswith("http") else "."
    return uri[: uri.rfind(mark) + 1]


def is_plain(tail: str) -> bool:
    """Whether no rule of spelling looks at the end of an identifier."""
    return tail.isascii() and (tail.isalnum() or tail.replace("-", "").isalnum())


@lru_cache(maxsize=1 << 16)
def head_spelling(head: str) -> str | None:
    """Give the one spelling of a head; every plain tail may follow it unchanged.

    Returns:
        ``None`` where the tail takes part in the spelling, as the digits of a key
        do, or where the head is of no known form.
    """
    if head.startswith(("https://", "http://")):
        last = head.rstrip("/").rpartition("/")[2]
        if _SHORT.get(last, last) in _PRIMARY:
            return None
    elif not head.startswith(_SERIAL_LAST):
        return None
    spelled = _canonical(head + _PROBE)
    if _PROBE in head or not spelled.endswith(_PROBE):
        return None  # a finer key decides, and the tail is left out
    return spelled[: -len(_PROBE)]


def item_key(uri: str) -> str:
    """Give the spelling under which goods are found: canonical and unescaped."""
    uri = uri.strip()
    head = head_of(uri)
    spelled = _item_head(head)
    if spelled is not None:
        tail = uri[len(head) :]
        if is_plain(tail):
            return spelled + tail
    return _item_key(uri)


def item_keys(uris: Sequence[str]) -> list[str]:
    """Give the keys of many goods; serials of one kind in one go."""
    head = head_of(uris[0]) if uris else ""
    spelled = _item_head(head)
    if spelled is not None and all(uri.startswith(head) for uri in uris):
        start = len(head)
        tails = [uri[start:] for uri in uris]
        if all(tails) and is_plain("".join(tails)):
            return [spelled + tail for tail in tails]
    return [item_key(uri) for uri in uris]


@lru_cache(maxsize=1 << 16)
def _item_head(head: str) -> str | None:
    spelled = head_spelling(head)
    if spelled is None:
        return None
    return unquote(spelled) if spelled.startswith(_HOST) else spelled


@lru_cache(maxsize=1 << 14)
def _item_key(uri: str) -> str:
    spelled = canonical(uri)
    return unquote(spelled) if spelled.startswith(_HOST) else spelled


def short_name(uri: str) -> str:
    """Give the last telling part of an identifier, for tables and trees."""
    tail = re.split(r"[/:;]", uri.split("?", 1)[0].rstrip("/"))[-1]
    return tail or uri


def _check_digit(digits: str) -> str:
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(digits[::-1]))
    return str(-total % 10)


def _body(prefix: str, reference: str, length: int, *, lead: bool) -> str | None:
    """Join company prefix and reference; ``lead`` moves its first digit to front."""
    joined = reference[:1] + prefix + reference[1:] if lead else prefix + reference
    if len(joined) != length or not 6 <= len(prefix) <= 12:
        return None
    return joined if _DIGITS.match(joined) else None


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _gtin(parts: list[str]) -> str | None:
    body = _body(parts[0], parts[1], 13, lead=True)
    return body and body + _check_digit(body)


def _numbered(length: int, *, pad: str = "") -> Callable[[list[str]], str | None]:
    """A key of prefix, type and check digit, ``length`` digits before the check."""

    def build(parts: list[str]) -> str | None:
        body = _body(parts[0], parts[1], length, lead=False)
        return body and pad + body + _check_digit(pad + body)

    return build


_GLN = _numbered(12)
_GRAI = _numbered(12, pad="0")
_SERVICE = _numbered(17)
_SHIPMENT = _numbered(16)


def _sgtin(p: list[str], ai: str) -> str | None:
    gtin = _gtin(p)
    return gtin and f"/01/{gtin}/{ai}/{_escaped(p[2])}"


def _sscc(p: list[str]) -> str | None:
    body = _body(p[0], p[1], 17, lead=True)
    return body and f"/00/{body}{_check_digit(body)}"


def _sgln(p: list[str]) -> str | None:
    gln = _GLN(p)
    if gln is None:
        return None
    return f"/414/{gln}" if p[2] == "0" else f"/414/{gln}/254/{_escaped(p[2])}"


def _itip(p: list[str]) -> str | None:
    gtin = _gtin(p)
    return gtin and f"/8006/{gtin}{p[2]}{p[3]}/21/{_escaped(p[4])}"


def _cpi(p: list[str]) -> str:
    return f"/8010/{p[0]}{_escaped(p[1])}/8011/{p[2]}"


def _plus(ai: str, base: Callable[[list[str]], str | None], p: list[str]) -> str | None:
    key = base(p)
    return key and f"/{ai}/{key}{_escaped(p[2])}"


def _bare(ai: str, base: Callable[[list[str]], str | None], p: list[str]) -> str | None:
    key = base(p)
    return key and f"/{ai}/{key}"


# (kind, scheme) to the number of parts and the path of the link.
_SCHEMES: dict[tuple[str, str], tuple[int, Callable[[list[str]], str | None]]] = {
    ("id", "sgtin"): (3, lambda p: _sgtin(p, "21")),
    ("id", "upui"): (3, lambda p: _sgtin(p, "235")),
    ("class", "lgtin"): (3, lambda p: _sgtin(p, "10")),
    ("id", "sscc"): (2, _sscc),
    ("id", "sgln"): (3, _sgln),
    ("id", "pgln"): (2, lambda p: _bare("417", _GLN, p)),
    ("id", "grai"): (3, lambda p: _plus("8003", _GRAI, p)),
    ("id", "giai"): (2, lambda p: f"/8004/{p[0]}{_escaped(p[1])}"),
    ("id", "gsrn"): (2, lambda p: _bare("8018", _SERVICE, p)),
    ("id", "gsrnp"): (2, lambda p: _bare("8017", _SERVICE, p)),
    ("id", "gdti"): (3, lambda p: _plus("253", _GLN, p)),
    ("id", "sgcn"): (3, lambda p: _plus("255", _GLN, p)),
    ("id", "cpi"): (3, _cpi),
    ("id", "ginc"): (2, lambda p: f"/401/{p[0]}{_escaped(p[1])}"),
    ("id", "gsin"): (2, lambda p: _bare("402", _SHIPMENT, p)),
    ("id", "itip"): (5, _itip),
    ("idpat", "sgtin"): (3, lambda p: _bare("01", _gtin, p)),
    ("idpat", "upui"): (3, lambda p: _bare("01", _gtin, p)),
    ("idpat", "grai"): (3, lambda p: _bare("8003", _GRAI, p)),
    ("idpat", "gdti"): (3, lambda p: _bare("253", _GLN, p)),
    ("idpat", "sgcn"): (3, lambda p: _bare("255", _GLN, p)),
    ("idpat", "cpi"): (3, lambda p: f"/8010/{p[0]}{_escaped(p[1])}"),
    (
        "idpat",
        "itip",
    ): (5, lambda p: (g := _gtin(p)) and f"/8006/{g}{p[2]}{p[3]}"),
}


def _from_urn(uri: str) -> str | None:
    found = _URN.match(uri)
    if not found:
        return None
    kind, scheme, rest = found.groups()
    shape = _SCHEMES.get((kind, scheme))
    if shape is None:
        return None
    count, build = shape
    parts = rest.split(".", count - 1)
    if len(parts) != count or (kind == "idpat" and parts[-1] != "*"):
        return None
    path = build(parts)
    return path and _HOST + path


def _from_link(uri: str) -> str | None:
    path = re.split(r"[?#]", uri, maxsplit=1)[0].rstrip("/").split("/")[3:]
    segments = [_SHORT.get(part, part) for part in path]
    for at, ai in enumerate(segments[:-1]):
        shape = _PRIMARY.get(ai)
        if shape is None or not shape.match(path[at + 1]):
            continue
        rest = segments[at + 2 :: 2]
        values = path[at + 3 :: 2]
        if len(rest) != len(values) or not _KNOWN_QUALIFIERS.issuperset(rest):
            continue
        key = path[at + 1].zfill(14) if ai == "01" else path[at + 1]
        qualifiers = dict(zip(rest, values, strict=True))
        finest = next((q for q in _QUALIFIERS.get(ai, ()) if q in qualifiers), None)
        tail = f"/{finest}/{qualifiers[finest]}" if finest else ""
        return f"{_HOST}/{ai}/{key}{tail}"
    return None
