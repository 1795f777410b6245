"""Reading the case's files: YAML without surprises."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from sluis.core.errors import UnreadableFile


class _Loader(yaml.CSafeLoader):
    """YAML 1.2 booleans; dates and codes stay the text they are."""


_Loader.yaml_implicit_resolvers = {
    sign: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"}
    ]
    for sign, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"true\Z|false\Z"), list("tf")
)


def read_bytes(folder: Path | None, name: str) -> bytes:
    """Read one file of the case.

    Args:
        folder: Where the case lies; ``None`` is the one in this package.
        name: The file's name.

    Raises:
        UnreadableFile: It cannot be read.
    """
    try:
        if folder is None:
            return files("sluis.demo").joinpath("data", name).read_bytes()
        return (folder / name).read_bytes()
    except OSError as problem:
        raise UnreadableFile(
            f"cannot be read: {problem.strerror}",
            path=name,
            remedy="copy the case's data folder as a whole",
        ) from problem


def read_yaml(folder: Path | None, name: str) -> Any:
    """Read one YAML file of the case.

    Raises:
        UnreadableFile: It cannot be read, or is not YAML in UTF-8.
    """
    try:
        return yaml.load(read_bytes(folder, name), Loader=_Loader)  # noqa: S506  # a safe loader
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise UnreadableFile(
            f"is not YAML: {problem}", path=name, remedy="correct the file"
        ) from problem
