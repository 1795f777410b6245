"""How single values are written before an event is hashed: one way for each.

Addresses in their canonical spelling, numbers without idle zeros, times in UTC
to the millisecond, words of older vocabularies as the addresses of CBV 2.0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sluis.core.custody.keys import canonical, head_of, head_spelling, is_plain

CBV = "https://ref.gs1.org/cbv/"
"""The namespace of the Core Business Vocabulary."""

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?\Z")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)\Z")
_HALF_A_MILLISECOND = timedelta(microseconds=500)
_URNS = {
    "bizstep": "BizStep-",
    "disp": "Disp-",
    "btt": "BTT-",
    "sdt": "SDT-",
    "er": "ER-",
}


def serials(values: Sequence[Any]) -> str | None:
    """Spell serials of one kind in one go; ``None`` if they are not of one kind.

    Where the first and the last of a sorted row have one head, all have it; so the
    head is spelled once.
    """
    try:
        row = sorted(values)
        head = head_of(row[0])
        if not head or not row[-1].startswith(head):
            return None
    except (TypeError, AttributeError):  # not all of them are texts
        return None
    written = head_spelling(head)
    if written is None:
        return None
    start = len(head)
    tails = [value[start:] for value in row]
    if not tails[0] or not is_plain("".join(tails)):
        return None
    mark = f"epc={written}"
    return mark + mark.join(tails)


def spelled(value: Any, names: Mapping[str, str]) -> str:
    """Write a value as it is hashed.

    Args:
        value: A text, number, truth value or nothing.
        names: Prefix to address; a text that begins with a prefix is written out.
    """
    if isinstance(value, str):
        if value.startswith("https://"):
            return canonical(value.strip())
        prefix, mark, local = value.partition(":")
        if mark and prefix in names and not local.startswith("//"):
            value = names[prefix] + local
        return canonical(value) if value.startswith("urn:epc:") else _text(value)
    if value is True or value is False:
        return "true" if value else "false"
    if value is None:
        return ""
    return _text(repr(value) if isinstance(value, float) else str(value))


def full_word(text: str, family: str) -> str:
    """Write a word of the Core Business Vocabulary as its address.

    Args:
        text: A bare word, its URN of CBV 1.x or its address; anything else is
            given back, in its one spelling.
        family: ``BizStep-``, ``Disp-``, ``BTT-``, ``SDT-`` or ``ER-``.
    """
    if text and ":" not in text:
        return f"{CBV}{family}{text}"
    return _text(text.replace("cbv:", CBV, 1) if text.startswith("cbv:") else text)


@lru_cache(maxsize=1 << 16)
def _text(value: str) -> str:
    text = value.strip()
    if _NUMBER.match(text):
        return _number(text)
    if text.startswith("urn:epcglobal:cbv:"):
        _, _, _, family, *rest = text.split(":", 4)
        return f"{CBV}{_URNS[family]}{rest[0]}" if rest and family in _URNS else text
    return canonical(text)


def _number(text: str) -> str:
    if len(text) > 16 and "e" not in text.lower():
        # Longer than a double holds: strip the zeros, keep every digit.
        sign = "-" if text[0] == "-" else ""
        whole, _, part = text.lstrip("+-").partition(".")
        part = part.rstrip("0")
        return sign + (whole.lstrip("0") or "0") + (f".{part}" if part else "")
    number = float(text)
    if number.is_integer():
        return str(int(number))
    return repr(number)


@lru_cache(maxsize=1 << 16)
def utc_milliseconds(text: str) -> str:
    """Write a time in UTC to the millisecond, rounding half up.

    Args:
        text: A date and time with its zone, to any fraction of a second.

    Returns:
        ``YYYY-MM-DDTHH:MM:SS.mmmZ``; the text itself when it is no such time.
    """
    text = text.strip()
    if not _TIME.match(text):
        return text
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
        if moment.microsecond:
            moment += _HALF_A_MILLISECOND
    except (ValueError, OverflowError):
        return text
    return moment.isoformat(timespec="milliseconds")[:-6] + "Z"
