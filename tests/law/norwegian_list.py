"""The Norwegian List II of 2022, which is Annex I in English, from its PDF text.

The text keeps the layout of the page: paragraphs hang by their column, page
headers and numbers stand between the lines, a raised power stands on a line of
its own, and an entry that runs over a page says "continued". What comes out has
the form of the copy of the act: lines that open with the paragraph's number.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_ENTRY = re.compile(r" {0,3}([0-9][A-E][0-9]{3})(?: +(.*))?$")
_FURNITURE = re.compile(
    r"\s*(?:\d{1,3}|CATEGORY \d.*|[0-9][A-E][12]? {2,}\S.*"
    r"|[0-9][A-E][0-9]{3}[0-9a-z. ]*continued)\s*$"
)
_LABEL = re.compile(r"(\s*)([a-z]|a[a-z]|\d{1,2})(?:\.|(?= {4,}))(?:\s+(\S.*)|\s*)$")
_NOTE = re.compile(
    r"(\s*)(Notes?(?: ?\d+)?|N\.\s?B\.(?: ?\d+\.?)?|Technicals? [Nn]otes?(?: \d+)?)"
    r"\s*(?::|\.|(?= )|$)\s*(.*)$"
)
_POWERS = re.compile(r"\s+-?\d{1,2}(?:\s+-?\d{1,2})*\s*$")

_RUN_TOGETHER = (
    (re.compile(r"(?<![\w.])(\d{1,3}) (?=\d{3}(?!\d))"), r"\1"),
    (re.compile(r"(?<=\d-) (?=\d)"), ""),
    (re.compile(r"\b(UF|UO|H|[cm]?m) (?=[2-6](?!\d|[.,]\d))"), r"\1"),
    (re.compile(r"Category 5 ?[-–] ?Part"), "Category 5, Part"),
)
"""Thousands, broken numbers, lowered figures and names, written as the act does."""

_LETTERS = str.maketrans({"\u00b5": "\u03bc", "\u00ba": "\u00b0"})
"""The micro sign and the ordinal, for the Greek letter and the degree."""

_MISPRINTED = {
    "10,15 x 10 m;": "10,15 x 106 m;",
    "17,7 x 10 m;": "17,7 x 104 m;",
    "of less than 10- J": "of less than 10-14 J",
    "of less than 10 - 14 J": "of less than 10-14 J",
    "an absorption of less than 10 cm": "an absorption of less than 10-5 cm-1",
    "3,3\uf0b410-11": "3,3 x 10-11",
    "in 109 alloy": "in 1000000000 alloy",
    "exceeding 103.": "exceeding 1000.",
}
"""Powers that the text of the PDF lost, or that cannot be told from figures."""

_NUMBERED_NOTES = {"5A002.b", "5A004.b.2", "9A004.f.2", "9A106.c", "9A106.d", "9A108.c"}
"""Paragraphs with a note whose list the copy of the act numbers as paragraphs."""

_ONE_PARAGRAPH = {"3A201.a.1", "3A201.a.2", "3A201.c.1", "3A201.c.2"}
"""Paragraphs whose list the copy of the act has in one line."""

# How far, in columns, a power may stand from its ten, and a label from its list.
_POWER_NEAR = 12
_UNLIKELY = 30


@dataclass
class _Note:
    column: int
    kind: str
    labels: list[tuple[str, int]] = field(default_factory=list)

    def takes(self, text: str, column: int, *, only: bool) -> bool:
        """Whether a first label opens the note's own list."""
        if self.kind.startswith("N."):
            return False
        opens = not self.labels and text.rstrip().endswith(":")
        return opens or column > self.column + 1 or only


@dataclass
class _Entry:
    """An entry being read: its paragraphs, and where the reader is in it."""

    code: str
    lines: list[str] = field(default_factory=list)
    stack: list[tuple[str, int, bool]] = field(default_factory=list)
    notes: list[_Note] = field(default_factory=list)

    def open(self, line: str, opened: re.Match[str]) -> None:
        """Read the line that opens the entry, or goes on with it."""
        self.lines.append(self.code)
        self.stack, self.notes = [], []
        words = opened[2] or ""
        if _LABEL.match(words):
            self.place(" " * opened.start(2) + words)
        else:
            self.add(words)

    def place(self, line: str) -> None:
        """Read one line more."""
        note, label = _NOTE.match(line), _LABEL.match(line)
        if note and not note[3].startswith("to "):
            kind = re.sub(r"(?<=Note)(?=\d)", " ", note[2].replace("note", "Note"))
            kind = kind.replace("Technicals", "Technical")
            self.note(len(note[1]), kind, note[3])
        elif label:
            self.label(len(label[1]), label[2], label[3] or "")
        else:
            self.add(line)

    def add(self, words: str) -> None:
        """Add a line to the paragraph or note that is being read."""
        self.lines[-1] = f"{self.lines[-1]} {words.strip()}".strip()

    def number(self) -> str:
        """Give the number of the paragraph that is being read."""
        return ".".join((self.code, *(label for label, _, _ in self.stack)))

    def note(self, column: int, kind: str, words: str) -> None:
        """Open a note, of the paragraph or inside another note."""
        while self.notes and self.notes[-1].column >= column - 2:
            self.notes.pop()
        if self.notes:
            self.add(f"{kind}: {words}")
        else:
            self.lines.append(f"{self.number()} {kind}: {words}")
        self.notes.append(_Note(column, kind))

    def label(self, column: int, label: str, words: str) -> None:
        """Place a label: in a list of a note, or as a paragraph."""
        places = sorted(self._places(column, label))
        best = places[0] if places else None
        if self._in_note(column, label, best) or best is None:
            if self.number() in _NUMBERED_NOTES:
                self.lines.append(f"{self.number()}.{label} {words}")
            else:
                self.add(f"{label}. {words}")
        else:
            depth = best[2]
            last = depth < len(self.stack) and self._announced(depth)
            last = last and not words.startswith("Not used")
            self.stack[depth:] = [(label, column, last)]
            self.notes = []
            if self.number().rpartition(".")[0] in _ONE_PARAGRAPH:
                self.add(f"{label}. {words}")
            else:
                self.lines.append(f"{self.number()} {words}")

    def _announced(self, depth: int) -> bool:
        """Whether the paragraph before said, with "and" or "or", that one follows."""
        number = ".".join((self.code, *(one for one, _, _ in self.stack[: depth + 1])))
        said = [line for line in self.lines if re.match(rf"{number}[. ]", line)]
        said = [one for one in said if not _NOTE.match(one.partition(" ")[2])]
        return bool(said) and re.search(r"\b(?:and|or)$", said[-1]) is not None

    def _places(self, column: int, label: str) -> Iterator[tuple[int, int, int]]:
        for depth, (before, at, last) in enumerate(self.stack):
            if _next(before) == label:
                apart = abs(at - column) + (_UNLIKELY if last else 0)
                yield apart, -depth, depth
        inner = self.stack[-1] if self.stack else None
        if label in {"a", "1"} and (
            inner is None or inner[0].isdigit() != label.isdigit()
        ):
            deeper = inner is None or column > inner[1]
            yield 0 if deeper else 2 * _UNLIKELY, 0, len(self.stack)

    def _in_note(
        self, column: int, label: str, best: tuple[int, int, int] | None
    ) -> bool:
        for place in reversed(range(len(self.notes))):
            note = self.notes[place]
            inner = all(one.kind.startswith("N.") for one in self.notes[place + 1 :])
            if label in {"a", "1"} and inner:
                taken = note.takes(self.lines[-1], column, only=best is None)
                start = len(note.labels)
            else:
                going_on = [
                    n for n, (last, _) in enumerate(note.labels) if _next(last) == label
                ]
                start = min(
                    going_on, key=lambda n: abs(note.labels[n][1] - column), default=0
                )
                taken = bool(going_on) and (
                    best is None
                    or column > note.column + 1
                    or abs(note.labels[start][1] - column) < best[0]
                )
            if taken and not note.kind.startswith("N."):
                note.labels[start:] = [(label, column)]
                del self.notes[place + 1 :]
                return True
        return False


def read_norwegian_list(path: Path) -> dict[str, str]:
    """Read the entries: text by code, a line a paragraph or note."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        text = stream.read()
    entries: dict[str, _Entry] = {}
    entry: _Entry | None = None
    for line in _lines(text):
        opened = _ENTRY.match(line)
        if opened:
            entry = entries.setdefault(opened[1], _Entry(opened[1]))
            entry.open(line, opened)
        elif entry is not None:
            entry.place(line)
    return {code: _mended("\n".join(one.lines)) for code, one in entries.items()}


def _lines(text: str) -> Iterator[str]:
    powers = ""
    for line in text.replace("\f", "").split("\n"):
        if _POWERS.match(line):
            powers = line
        elif line.strip() and not _FURNITURE.match(line):
            yield _raised(line, powers)
            powers = ""
        elif line.strip():
            powers = ""


def _raised(line: str, powers: str) -> str:
    """Put powers that stand above the line behind the ten below them."""
    tens = [ten.end() for ten in re.finditer(r"\b10(?!\d)", line)]
    above = list(re.finditer(r"-?\d+", powers))
    for ten, power in reversed(list(zip(tens, above, strict=False))):
        if abs(ten - power.start()) <= _POWER_NEAR:
            line = line[:ten] + power[0] + line[ten:]
    return line


def _mended(text: str) -> str:
    text = text.translate(_LETTERS)
    for pattern, written in _RUN_TOGETHER:
        text = pattern.sub(written, text)
    for printed, meant in _MISPRINTED.items():
        text = text.replace(printed, meant)
    return text


def _next(label: str) -> str:
    if label.isdigit():
        return str(int(label) + 1)
    if label == "z":
        return "aa"
    return label[:-1] + chr(ord(label[-1]) + 1)
