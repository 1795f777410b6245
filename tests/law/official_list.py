"""The official text of Annex I, taken apart so that our entries can be compared.

Two things of each paragraph must come back in our data: its number, and every
figure in it. Figures are compared as exact fractions. Left out are figures of
references and standards, a second unit in brackets, and technical notes, which
say how something is measured.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

Figure = Fraction | str
"""A number, or a CAS number as it is written."""

_ENTRY = r"[0-9][A-E][0-9]{3}"
_LIKE_A_HYPHEN = str.maketrans(
    {"\u2212": "-", "\u2013": "-", "\u2011": "-", "\u00a0": " ", "\u202f": " "}
)
_CAS = re.compile(r"\b\d{2,7}-\d{2}-\d\b")
_REFERENCE = re.compile(
    rf"\d{{1,2}}\.\d{{1,2}}\.\d{{4}}|column \d|\(6\)"
    rf"|Category \d(?:,? (?:– )?Part \d)?|\b\d[A-E]\b"
    rf"|\b{_ENTRY}[0-9a-z.]*|\bML ?\d+[\w.]*|\bNotes? \d+|\bArticle \d+"
    r"|\b(?:EN|ISO|IEC|NIST|IEEE|ASTM|ANSI|SAE|RFC|FIPS|UIC|MIL-[A-Z]+)[ /-]*"
    r"(?:[A-Z]+[ -]?)*\d[\w.:/-]*|\b(?:19|20)\d\d\b"
)
_TIMES_TEN_TO = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*[×x]\s*10\s*\^?(-?\d{1,2})(?!\d|[.,]\d)"
)
_TEN_TO_MINUS = re.compile(r"(?<![\d.,-])10(-\d{1,2})(?!\d|[.,]\d|-)")
_NUMBER = re.compile(
    r"(?<![\w/.,'\u2032\]\)-])(\d{1,3}(?: \d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
    r"(?![\d'\u2032]|[.,]\d|-[A-Za-z(\[]|,\d'?-|-\d|\([A-Z]\))"
)
_SECOND_UNIT = re.compile(
    r"\(\s*-?[\d .,]+\s*(?:oC|μm|litres|dBm|angstrom|knots|feet|°C|°F|K"
    r"|ft|lb|in|psi|inch"
    r"|mmHg|Torr|g|kg|mm|m|km|torr|rad|hours|h|MPa|kPa|bar|mbar|N|m/s|cm|%|J|W|s"
    r"|Hz|GHz|MHz)[^)]{0,12}\)"
)
_OURS = re.compile(r"(?<!\w)(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)")
_EXPONENT = re.compile(r"\*\*-?\d+")
_THOUSANDS = re.compile(r"(?<=\d)[ ,](?=\d{3}(?!\d))")
_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "eight": 8,
    "ten": 10,
    "twenty": 20,
}
_MISPRINTED = {
    "exceeding 103.": "exceeding 1000.",
    "in 109 alloy": "in 1000000000 alloy",
    "4A001.a.2 a. ": "4A001.a.2.a ",
    "4A001.a.2 b. ": "4A001.a.2.b ",
    "4A001.a.2 c. ": "4A001.a.2.c ",
    "1C010.1.2": "1C010.e.2",
    "1C010.1": "1C010.e.1",
}
"""What the copy of the act prints otherwise than the act: powers of ten without
their sign, and paragraphs of 1C010.e without their letter."""

_NOT_USED = re.compile(
    rf"^(?:\[?Not used|SEE MILITARY|Deleted|See (?:also )?(?:Military|{_ENTRY}))", re.I
)
_NOTE_WITHIN = re.compile(
    rf"(?<=[.;:)] )Note(?: \d)?:? (?={_ENTRY}[0-9a-z.]* does not)"
)
"""A note that excludes, in the line of a technical note before it."""

_COMPARED = ("gt", "ge", "lt", "le", "eq")
_NAMED = ("p", "is", "is_not", "stated", "given")


def read_list(path: Path) -> dict[str, str]:
    """Read the official entries: text by code."""
    with gzip.open(path) as stream:
        entries = json.load(stream)["entries"]
    return {entry["entry_code"]: _mended(entry["verbatim_text"]) for entry in entries}


def paragraphs(code: str, text: str) -> tuple[dict[str, str], list[str]]:
    """Part an entry into paragraphs by number (``a.1``) and binding notes."""
    found: dict[str, str] = {}
    notes = []
    for line in text.split("\n"):
        match = re.match(rf"{code}((?:\.[0-9a-z]+)*)\.?\s+(.*)", line)
        if match is None:
            continue
        number, words = match[1].lstrip("."), match[2].strip()
        inner = _NOTE_WITHIN.search(words)
        if words.startswith("Technical") and inner is not None:
            words = words[inner.start() :]
        if words.startswith("Note"):
            notes.append(re.sub(r"(?:^|(?<=[ :;]))[0-9a-z]{1,2}\. ", " ", words))
        elif not re.match(r"Technical Notes?|N\.\s?B\.", words) and not (
            _NOT_USED.match(words)
        ):
            found[number] = f"{found.get(number, '')} {words}"
    return found, notes


def figures(text: str) -> set[Figure]:
    """Find the figures of an official paragraph."""
    text = text.translate(_LIKE_A_HYPHEN)
    found: set[Figure] = set(_CAS.findall(text))
    for left_out in (_CAS, _SECOND_UNIT, _REFERENCE):
        text = left_out.sub(" ", text)
    for number, power in _TIMES_TEN_TO.findall(text):
        found.add(_fraction(number) * Fraction(10) ** int(power))
    text = _TIMES_TEN_TO.sub(" ", text)
    found |= {Fraction(10) ** int(power) for power in _TEN_TO_MINUS.findall(text)}
    return found | {
        _fraction(one) for one in _NUMBER.findall(_TEN_TO_MINUS.sub("", text))
    }


def our_figures(text: str) -> set[Figure]:
    """Find the figures of our own words: decimal points, and small numbers in words."""
    text = text.translate(_LIKE_A_HYPHEN)
    found: set[Figure] = set(_CAS.findall(text))
    for left_out in (_CAS, _EXPONENT, _REFERENCE):
        text = left_out.sub(" ", text)
    found |= {Fraction(one) for one in _OURS.findall(_THOUSANDS.sub("", text))}
    return found | _in_words(text)


def differences(
    entry: Mapping[str, Any], text: str, words: Mapping[str, Any]
) -> list[str]:
    """Tell where an entry's file and the official text differ.

    Args:
        entry: The rule file as data.
        text: The official text of the entry.
        words: The parameters of the vocabulary as data.
    """
    version = entry["versions"][-1]
    official, notes = paragraphs(entry["code"], text)
    ours: dict[str, set[Figure]] = {}
    limits: set[Figure] = set()
    for root in ("when", "unless"):
        for number, node in _nodes(version.get(root, {})):
            ours.setdefault(number, set()).update(_said(node, words))
            limits |= _limits(node)
    anywhere = set[Figure]().union(*ours.values())
    anywhere |= our_figures(version.get("text", {}).get("en", ""))
    anywhere |= our_figures(entry["title"]["en"])
    told = [f"{number} is missing" for number in official if number not in {"", *ours}]
    told += [
        f"{number} is not there" for number in ours if number not in {"", *official}
    ]
    for number, paragraph in official.items():
        near = _near(number, ours) if number else anywhere
        told += [f"{number}: {one} is missing" for one in figures(paragraph) - near]
    for note in notes:
        if not note.startswith("Note: The table"):
            told += [f"note: {one} is missing" for one in figures(note) - anywhere]
    stated = figures(text) | our_figures(text.replace(",", ".")) | _in_words(text)
    for paragraph in official.values():
        stated |= figures(paragraph)
    return told + [f"the limit {one} is not there" for one in limits - stated]


def _mended(text: str | None) -> str:
    text = text or ""
    for printed, meant in _MISPRINTED.items():
        text = text.replace(printed, meant)
    return text


def _near(number: str, ours: Mapping[str, set[Figure]]) -> set[Figure]:
    """Gather what a paragraph, those around it and those inside it say."""
    return set[Figure]().union(
        *(
            said
            for other, said in ours.items()
            if other in {number, ""}
            or other.startswith(f"{number}.")
            or number.startswith(f"{other}.")
        )
    )


def _nodes(node: Any, number: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(node, list):
        for one in node:
            yield from _nodes(one, number)
    else:
        number = node.get("code", number)
        yield number, node
        for key in ("all", "any", "none", "of"):
            yield from _nodes(node.get(key, []), number)


def _said(node: Mapping[str, Any], words: Mapping[str, Any]) -> set[Figure]:
    said = _limits(node) | our_figures(node.get("text", {}).get("en", ""))
    if "at_least" in node:
        said.add(Fraction(node["at_least"]))
    for value in node.get("in", []):
        said |= our_figures(str(value))
    for key in _NAMED:
        if key in node:
            word = words[node[key]]
            for part in ("title", "question"):
                said |= our_figures(word.get(part, {}).get("en", ""))
    return said


def _limits(node: Mapping[str, Any]) -> set[Figure]:
    return set[Figure]().union(
        *(our_figures(str(node[one])) for one in _COMPARED if one in node)
    )


def _in_words(text: str) -> set[Figure]:
    return {
        Fraction(value)
        for word, value in _WORDS.items()
        if re.search(rf"\b{word}\b", text, re.I)
    }


def _fraction(written: str) -> Fraction:
    return Fraction(written.replace(" ", "").replace(",", "."))
