"""A reform from its file: limits moved, and whole rules added or replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sluis.core.errors import InvalidInput
from sluis.core.law.model import Law
from sluis.core.law.reform import apply, read_reform
from sluis.store.law import law_with, load_law
from sluis.store.law_file import read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Reformed:
    """The law as it is, and as it would be.

    Attributes:
        before: The law as it is.
        after: The law with the reform.
        title: The reform's name, as written.
    """

    before: Law
    after: Law
    title: str | None


def load_reform(path: Path, overlay: Sequence[Path] = ()) -> Reformed:
    """Read a reform and apply it to the law.

    Besides what :func:`sluis.core.law.reform.read_reform` reads, a reform may have
    ``rules``: whole rules, as a file of the law says them (an entry, an order, a
    measure, an authorisation). One with the id of a rule in force takes its place.
    Limits are moved after that, so a drafted rule may be tried at several limits.

    Args:
        path: A YAML file.
        overlay: Folders of law on top of the package's.

    Raises:
        SluisError: The file cannot be read, or something in it has no meaning.
    """
    try:
        data = read_yaml(path)
    except (OSError, UnicodeDecodeError) as problem:
        raise InvalidInput(
            f"the reform cannot be read: {problem}",
            path=str(path),
            remedy="name a YAML file in UTF-8",
        ) from problem
    if not isinstance(data, dict):
        raise InvalidInput(
            "a reform is a mapping",
            path=str(path),
            remedy="docs/whatif.md shows one",
        )
    rules = data.pop("rules", None)
    before = load_law(overlay)
    if rules is None:
        read = read_reform(data)
        return Reformed(before=before, after=apply(before, read), title=read.title)
    if not isinstance(rules, list) or not all(isinstance(one, dict) for one in rules):
        raise InvalidInput(
            "rules is a list of rules",
            path="rules",
            remedy="write each as a file of the law says it",
        )
    after, title = law_with(rules, overlay), data.pop("title", None)
    if data:
        after = apply(after, read_reform(data))
    return Reformed(
        before=before, after=after, title=None if title is None else str(title)
    )
