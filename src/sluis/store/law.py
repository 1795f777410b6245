"""The law from its files: checked, given meaning, and hashed.

Files are YAML with the rules of version 1.2 and without guessing at dates, so
``NO`` stays Norway. ``law/schema.json`` says what may stand where. The package's
own folder comes first; folders of an authority may replace and add.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import jsonschema_rs
import orjson
import platformdirs
import yaml

from sluis.core.errors import Problems, SluisError, UnknownValue
from sluis.core.law.model import (
    Authorisation,
    Coverage,
    Entry,
    Law,
    Measure,
    Order,
    R,
    Rule,
)
from sluis.core.law.predicate import Specified
from sluis.core.law.reading import Reader
from sluis.core.law.words import LawError, read_groups, read_sources, read_vocabulary
from sluis.core.time import parse_day
from sluis.store.law_file import Key, LawFile
from sluis.store.lint import lint, references

PACKAGE = Path(__file__).resolve().parent.parent / "law"
"""The folder of law that comes with Sluis."""

TABLES = (
    "kinds",
    "parameters",
    "sources",
    "territories",
    "groups",
    "circumstances",
    "coverage",
    "jurisdiction",
)
"""Files that hold words; every other file holds rules."""

T = TypeVar("T")


def load_law(
    overlay: Sequence[Path] = (), *, instead: Sequence[Path] | None = None
) -> Law:
    """Load the law that comes with Sluis, and folders on top of it.

    Args:
        overlay: Folders or files that replace rules of the same id and add
            others. Those that ``SLUIS_LAW`` names come before them.
        instead: Folders instead of those that ``SLUIS_LAW`` names.

    Returns:
        An immutable snapshot; the same files give the same object and hash.

    Raises:
        Problems: Files are wrong; each problem has file, line and remedy.
    """
    named = named_folders() if instead is None else instead
    return _load((*_package_files(), *stamps_of([*named, *overlay])))


def named_folders() -> list[Path]:
    """Give the folders and files that ``SLUIS_LAW`` names."""
    named = os.environ.get("SLUIS_LAW", "")
    return [Path(one) for one in named.split(os.pathsep) if one]


def check_law(overlay: Sequence[Path] = ()) -> list[SluisError]:
    """Check the law as an editor wants it checked.

    Args:
        overlay: As for :func:`load_law`.

    Returns:
        All that is wrong, with file, line and remedy: what :func:`load_law`
        refuses, or else what is likely a slip.
    """
    loading = _Loading()
    for name, _, _ in (*_package_files(), *stamps_of([*named_folders(), *overlay])):
        path = Path(name)
        loading.add(path, path.read_text(encoding="utf-8"), None)
    try:
        loading.finish()
    except Problems as refused:
        return list(refused.errors)
    return [*lint(loading.rules.values())]


Stamp: TypeAlias = tuple[str, int, int]

_LOOK_AGAIN = 1.0
"""Seconds after which the files of the package are looked at again for change."""

_looked: dict[str, tuple[float, tuple[Stamp, ...]]] = {}


def _package_files() -> tuple[Stamp, ...]:
    """Name the package's files; they are many, and a server asks often."""
    now = time.monotonic()
    at, found = _looked.get("package", (0.0, ()))
    if not found or now - at > _LOOK_AGAIN:
        found = stamps_of([PACKAGE])
        _looked["package"] = (now, found)
    return found


def stamps_of(folders: Sequence[Path]) -> tuple[Stamp, ...]:
    """Give the files of folders, with what tells whether they changed."""
    return tuple(
        (str(path), path.stat().st_mtime_ns, path.stat().st_size)
        for folder in folders
        for path in _files(folder)
    )


def _files(folder: Path) -> list[Path]:
    if folder.is_file():
        return [folder]
    found = sorted(folder.rglob("*.yaml"))
    if not folder.is_dir() or not found:
        raise LawError(
            "there is no law in this place",
            path=str(folder),
            remedy="name a folder with YAML files, or one such file",
        )
    return found


@lru_cache(maxsize=16)
def _load(files: tuple[Stamp, ...]) -> Law:
    return _gathered(files).finish()


def law_with(rules: Sequence[Mapping[str, Any]], overlay: Sequence[Path] = ()) -> Law:
    """Give the law with rules that stand in no file of it.

    Args:
        rules: Rules as a file of the law would say them; one with the id of a rule
            that is there takes its place.
        overlay: As for :func:`load_law`.

    Raises:
        Problems: The rules have errors. Each says in which rule and key.
    """
    loading = _gathered((*_package_files(), *stamps_of([*named_folders(), *overlay])))
    text = yaml.safe_dump({"rules": [dict(rule) for rule in rules]}, allow_unicode=True)
    loading.add(_GIVEN, text, None)
    try:
        return loading.finish()
    except Problems as problems:
        # The text is ours, not the user's; the message names rule and key.
        raise Problems(
            [
                type(one)(one.message, remedy=one.remedy)
                if (one.path or "").startswith(f"{_GIVEN}:")
                else one
                for one in problems.errors
            ]
        ) from problems


_GIVEN = Path("given.yaml")


def _gathered(files: tuple[Stamp, ...]) -> _Loading:
    texts = {Path(path): Path(path).read_text(encoding="utf-8") for path, _, _ in files}
    kept = Kept.of(texts)
    said = kept.read()
    loading = _Loading()
    for path, text in texts.items():
        loading.add(path, text, said.get(str(path)))
    if not said and not loading.problems:
        kept.write({str(file.path): file.data for file in loading.files})
    return loading


@dataclass(frozen=True, slots=True)
class Kept:
    """What checked files said, kept so that the next start is four times as fast.

    Reading YAML is most of the time that loading the law takes. What is kept is
    named by the hash of the texts and of the schema, so another text is read anew.

    Attributes:
        path: The file in the user's cache folder.
    """

    path: Path

    @classmethod
    def of(cls, texts: Mapping[Path, str]) -> Kept:
        """Name what is kept of these texts."""
        said = hashlib.sha256((PACKAGE / "schema.json").read_bytes())
        for path, text in texts.items():
            said.update(f"\0{path}\0{text}".encode())
        folder = platformdirs.user_cache_path("sluis")
        return cls(folder / f"law-{said.hexdigest()[:32]}.json")

    def read(self) -> dict[str, Any]:
        """Give what each file says; empty when nothing is kept."""
        try:
            found: dict[str, Any] = orjson.loads(self.path.read_bytes())
        except (OSError, orjson.JSONDecodeError):
            return {}  # not kept, or cut off: the files themselves are read
        return found

    def write(self, said: Mapping[str, Any]) -> None:
        """Keep what each file says, in place of what was kept before."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, partial = tempfile.mkstemp(prefix=".law-", dir=self.path.parent)
            with os.fdopen(handle, "wb") as stream:
                stream.write(orjson.dumps(said))
            Path(partial).replace(self.path)
            kept = sorted(
                self.path.parent.glob("law-*.json"), key=lambda one: one.stat().st_mtime
            )
            for old in kept[:-_MOST_KEPT]:
                old.unlink(missing_ok=True)
        except OSError:
            return  # a folder that cannot be written only costs time


_MOST_KEPT = 8


class _Loading:
    """Gathers files, and all that is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[SluisError] = []
        self.tables: dict[str, dict[str, Any]] = {name: {} for name in TABLES}
        self.rules: dict[str, tuple[LawFile, Key, Mapping[str, Any]]] = {}
        self.files: list[LawFile] = []
        self.hash = hashlib.sha256()

    def add(self, path: Path, text: str, known: Any) -> None:
        """Add a file; ``known`` is what it said when it was checked before."""
        try:
            file = (
                LawFile(path, text)
                if known is None
                else LawFile.known(path, text, known)
            )
        except SluisError as problem:
            self.problems.append(problem)
            return
        self.files.append(file)
        if path.stem in TABLES:
            if known is not None or self.check(file, path.stem):
                table = (
                    file.data if path.stem == "jurisdiction" else file.data[path.stem]
                )
                self.add_words(path, table, file)
            return
        several = isinstance(file.data, dict) and "rules" in file.data
        shape = "rules" if several else "rule"
        if known is None and not self.check(file, shape):
            return
        if several:
            for n, rule in enumerate(file.data["rules"]):
                self.rules[rule["id"]] = (file, ("rules", n), rule)
        else:
            self.rules[file.data["id"]] = (file, (), file.data)

    def add_words(self, path: Path, table: Mapping[str, Any], file: LawFile) -> None:
        """Add words; those of the package are said once, an overlay may replace."""
        known = self.tables[path.stem]
        if path.is_relative_to(PACKAGE):
            self.problems.extend(
                LawError(
                    f"{word} is in another {path.name} too",
                    path=file.place((path.stem, word)),
                    remedy="say it in one of them",
                )
                for word in known.keys() & table.keys()
            )
        known |= table

    def check(self, file: LawFile, shape: str) -> bool:
        found = list(_validator(shape).iter_errors(file.data))
        for error in found:
            key = tuple(error.instance_path)
            self.problems.append(
                LawError(
                    f"{'.'.join(map(str, key)) or 'the file'}: {error.message}",
                    path=file.place(key),
                    remedy="law/schema.json says what may stand here",
                )
            )
        return not found

    def finish(self) -> Law:
        if self.problems:
            raise Problems(self.problems)
        tables = self.tables
        vocabulary = read_vocabulary(
            tables["kinds"],
            tables["parameters"],
            tables["territories"],
            tables["circumstances"],
        )
        groups = read_groups(tables["groups"], vocabulary)
        state = tables["jurisdiction"]["state"]
        reader = Reader(
            vocabulary, read_sources(tables["sources"]), frozenset(groups), state
        )
        rules = self.read_rules(reader)
        self.check_codes(rules)
        if self.problems:
            raise Problems(self.problems)
        return Law(
            entries=_of(rules, Entry),
            measures=_of(rules, Measure),
            orders=_of(rules, Order),
            authorisations=_of(rules, Authorisation),
            vocabulary=vocabulary,
            groups=groups,
            coverage={
                name: _coverage(name, one) for name, one in tables["coverage"].items()
            },
            state=state,
            hash=self.digest(),
        )

    def read_rules(self, reader: Reader) -> list[Rule]:
        rules = []
        for file, key, data in self.rules.values():
            try:
                rules.append(reader.rule(data))
            except SluisError as problem:
                inner = _key_of(problem.path or "")
                self.problems.append(
                    type(problem)(
                        f"{data['id']}, {problem.path}: {problem.message}",
                        path=file.place((*key, *inner)),
                        remedy=problem.remedy,
                    )
                )
        return rules

    def check_codes(self, rules: list[Rule]) -> None:
        """Refuse a condition that looks into an entry which is not there."""
        known = {rule.code for rule in rules if isinstance(rule, Entry)}
        for rule in rules:
            lost = {c for c in _looked_into(rule) if c.split(".")[0] not in known}
            if not lost:
                continue
            file, start, data = self.rules[rule.id]
            for key, code in references(start, data):
                if code in lost:
                    self.problems.append(
                        LawError(
                            f"{rule.id} looks into {code}, which is no entry",
                            path=file.place(key),
                            remedy="enter it, or ask for the fact by name",
                        )
                    )

    def digest(self) -> str:
        says = {
            **self.tables,
            "rules": {id_: data for id_, (_, _, data) in self.rules.items()},
        }
        text = orjson.dumps(says, option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(text).hexdigest()


@cache
def _validator(shape: str) -> Any:
    schema = orjson.loads((PACKAGE / "schema.json").read_bytes())
    if shape not in schema["$defs"]:
        raise UnknownValue(f"{shape!r} is not a kind of file of the law")
    return jsonschema_rs.validator_for({**schema, "$ref": f"#/$defs/{shape}"})


def _looked_into(rule: Rule) -> Iterator[str]:
    for version in rule.versions:
        yield from version.other_than
        for root in (version.when, version.unless):
            for node in root.walk() if root else ():
                if isinstance(node, Specified):
                    yield from node.codes


def _coverage(name: str, data: Mapping[str, Any]) -> Coverage:
    whole = data.get("whole", {})
    since, known = whole.get("since"), whole.get("known_since")
    place = f"coverage.{name}.whole"
    return Coverage(
        listing=name,
        kinds=frozenset(data["kinds"]),
        title=data["title"],
        whole_since=parse_day(since, path=f"{place}.since") if since else None,
        whole_known_since=(
            parse_day(known, path=f"{place}.known_since") if known else None
        ),
    )


def _of(rules: Iterable[Rule], kind: type[R]) -> dict[str, R]:
    return {rule.id: rule for rule in rules if isinstance(rule, kind)}


def _key_of(path: str) -> Key:
    return tuple(
        int(part) if part.isdecimal() else part
        for part in re.findall(r"[^.\[\]]+", path)
    )
