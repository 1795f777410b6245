"""One file of the law: YAML by the rules of version 1.2, with the line of each key.

There is no guessing at dates, and ``NO`` stays Norway.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from sluis.core.law.words import LawError

Key: TypeAlias = tuple[str | int, ...]

# Aliases repeat whole conditions; without a bound a small file could say a lot.
_MOST_NODES = 200_000


class LawFile:
    """One file: what it says, and on which line each key stands.

    Attributes:
        path: The file.
        data: What it says.
        lines: Line by key, from 1; read again where the data was kept from before.
    """

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self._text = text
        self._nodes = 0
        self.data, self.lines = self._read()

    @classmethod
    def known(cls, path: Path, text: str, data: Any) -> LawFile:
        """Give a file whose data was read before, from the same text."""
        file = cls.__new__(cls)
        file.path, file._text, file._nodes, file.data = path, text, 0, data
        return file

    def __getattr__(self, name: str) -> Any:
        """Find the lines only when a message needs them."""
        if name != "lines":
            raise AttributeError(name)
        _, self.lines = self._read()
        return self.lines

    def _read(self) -> tuple[Any, dict[Key, int]]:
        try:
            node = yaml.compose(self._text, Loader=_Loader)
        except yaml.YAMLError as problem:
            mark = getattr(problem, "problem_mark", None)
            path = self.path
            raise LawError(
                f"not valid YAML: {getattr(problem, 'problem', problem)}",
                path=str(path) if mark is None else f"{path}:{mark.line + 1}",
                remedy="mind the indentation, and quote texts with a colon",
            ) from problem
        lines: dict[Key, int] = {}
        return None if node is None else self._build(node, (), lines), lines

    def place(self, key: Key) -> str:
        """Name the file and line of a key, or of the nearest key around it."""
        while key and key not in self.lines:
            key = key[:-1]
        return f"{self.path}:{self.lines.get(key, 1)}"

    def _build(self, node: yaml.Node, key: Key, lines: dict[Key, int]) -> Any:
        lines.setdefault(key, node.start_mark.line + 1)
        self._nodes += 1
        if self._nodes > _MOST_NODES:
            raise LawError("the file is too large", path=str(self.path))
        if isinstance(node, yaml.SequenceNode):
            return [
                self._build(one, (*key, n), lines) for n, one in enumerate(node.value)
            ]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, key, lines)
        return _scalar(node)

    def _mapping(
        self, node: yaml.MappingNode, key: Key, lines: dict[Key, int]
    ) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for name_node, value in node.value:
            name = str(name_node.value)
            line = name_node.start_mark.line + 1
            if name in built:
                raise LawError(
                    f"{name!r} is there twice",
                    path=f"{self.path}:{line}",
                    remedy="keep one of them",
                )
            built[name] = self._build(value, (*key, name), lines)
            lines[*key, name] = line
        return built


class _Loader(yaml.CSafeLoader):
    """libyaml, with the booleans and numbers of YAML 1.2 and no dates."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", ["n", "~", ""]),
    ("int", r"-?\d+", "-0123456789"),
    ("float", r"-?\d+\.\d+", "-0123456789"),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), list(_first)
    )


def _scalar(node: yaml.Node) -> Any:
    match node.tag.rpartition(":")[2]:
        case "bool":
            return node.value == "true"
        case "null":
            return None
        case "int":
            return int(node.value)
        case "float":
            return float(node.value)
    return node.value


def read_yaml(path: Path) -> Any:
    """Read one YAML file by the rules of the law's files.

    Raises:
        LawError: It is not valid YAML.
    """
    return LawFile(path, path.read_text(encoding="utf-8")).data
