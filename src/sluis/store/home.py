"""The data folder: where things lie, and which version wrote them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from sluis.core.errors import DataFolderError

LAYOUT = 1
"""The version of the folder's layout; a newer one is refused, never guessed at."""


@dataclass(frozen=True, slots=True)
class Home:
    """A data folder that exists, can be written and has a layout we know.

    Attributes:
        path: The folder itself.
    """

    path: Path

    @classmethod
    def open(cls, path: Path | None = None) -> Home:
        """Open the data folder, laying it if it is not there yet.

        Args:
            path: The folder; ``None`` means ``SLUIS_DATA``, else the platform's
                user data folder.

        Raises:
            DataFolderError: It cannot be written, or is from a newer version.
        """
        folder = path or default_path()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _check_layout(folder)
        except OSError as problem:
            raise DataFolderError(
                f"the data folder cannot be written: {problem.strerror}",
                path=str(folder),
                remedy="choose another with --data DIR or SLUIS_DATA",
            ) from problem
        if not os.access(folder, os.W_OK | os.X_OK):
            raise DataFolderError(
                "the data folder cannot be written",
                path=str(folder),
                remedy="choose another with --data DIR or SLUIS_DATA",
            )
        return cls(folder)

    def room(self, name: str) -> Path:
        """Give a subfolder, made if it is not there yet."""
        folder = self.path / name
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def database(self) -> Path:
        """The embedded database's file."""
        return self.path / "sluis.sqlite3"


def default_path() -> Path:
    """Name the data folder that is used when none is given."""
    chosen = os.environ.get("SLUIS_DATA")
    return Path(chosen) if chosen else platformdirs.user_data_path("sluis")


def _check_layout(folder: Path) -> None:
    mark = folder / "layout"
    if not mark.exists():
        mark.write_text(f"{LAYOUT}\n", encoding="ascii")
        return
    written = mark.read_text(encoding="utf-8", errors="replace").strip()
    if not written.isdecimal():
        raise DataFolderError(
            f"{written[:40]!r} is not a layout version",
            path=str(mark),
            remedy="restore the folder from a backup",
        )
    if int(written) > LAYOUT:
        raise DataFolderError(
            f"the data folder has layout {written}; this Sluis knows up to {LAYOUT}",
            path=str(folder),
            remedy="install the newer Sluis that wrote it",
        )
