"""What went wrong, where, and what to do about it.

Every refusal of Sluis is a :class:`SluisError`. The command line, the API and
the pages each have one place that shows it to a person or a machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar


class SluisError(Exception):
    """Something that Sluis refuses, with place and remedy.

    Attributes:
        code: Stable kebab-case noun for machines, one a class.
        message: What is wrong, for a person.
        path: Where in the input, such as ``items[0].parameters.max_thrust``,
            or a file and line.
        remedy: What to do about it.
    """

    code: ClassVar[str] = "error"

    def __init__(
        self, message: str, *, path: str | None = None, remedy: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.path}: " if self.path else ""
        remedy = f" ({self.remedy})" if self.remedy else ""
        return f"{place}{self.message}{remedy}"

    def as_dict(self) -> dict[str, str | None]:
        """Give the error's shape in the contracts: code, message, path, remedy."""
        return {
            "code": self.code,
            "message": self.message,
            "path": self.path,
            "remedy": self.remedy,
        }


class InvalidInput(SluisError):
    """The input does not have the shape that was agreed."""

    code = "invalid-input"


class UnknownValue(SluisError):
    """A code is not in its list: a country, unit, kind, parameter or role."""

    code = "unknown-value"


class DuplicateId(SluisError):
    """Two things in one input carry the same id."""

    code = "duplicate-id"


class UnreadableFile(SluisError):
    """A file, list or database cannot be read, or is corrupt."""

    code = "unreadable-file"


class DataFolderError(SluisError):
    """The data folder cannot be written, or is from a newer version."""

    code = "data-folder"


class Problems(SluisError):
    """All the problems of one input, collected before it is refused."""

    code = "invalid-input"

    def __init__(self, errors: Iterable[SluisError]) -> None:
        self.errors = tuple(errors)
        super().__init__(
            "; ".join(str(error) for error in self.errors),
            path=self.errors[0].path if self.errors else None,
        )

    def __str__(self) -> str:
        return self.message
