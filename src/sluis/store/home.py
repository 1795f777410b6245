"""The data folder: where things lie, and which version wrote them."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from sluis.core.errors import DataFolderError

LAYOUT = 1
"""The version of the folder's layout; a newer one is refused, never guessed at."""

_ELSEWHERE = "choose another with --data DIR or SLUIS_DATA"


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
            home = cls(folder.resolve())
            _check_layout(home.kept("layout", f"{LAYOUT}\n"), folder)
        except OSError as problem:
            raise DataFolderError(
                f"the data folder cannot be written: {problem.strerror}",
                path=str(folder),
                remedy=_ELSEWHERE,
            ) from problem
        if not os.access(folder, os.W_OK | os.X_OK):
            raise DataFolderError(
                "the data folder cannot be written",
                path=str(folder),
                remedy=_ELSEWHERE,
            )
        return home

    def room(self, name: str) -> Path:
        """Give a subfolder, made if it is not there yet."""
        folder = self.path / name
        folder.mkdir(exist_ok=True)
        return folder

    def kept(self, name: str, text: str) -> str:
        """Give the text of a small file, which ``text`` founds if it is missing.

        Two processes that come at the same time see the same text, and a file
        that is there is never half-written. Only the owner may read it.

        Args:
            name: The file's name in the folder.
            text: What to write when there is no such file yet.
        """
        path = self.path / name
        if not path.exists():
            handle, partial = tempfile.mkstemp(prefix=f".{name}-", dir=self.path)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as stream:
                    stream.write(text)
                Path(path).hardlink_to(partial)
            except FileExistsError:
                pass  # another process founded it in the meantime
            finally:
                Path(partial).unlink()
        return path.read_text(encoding="utf-8", errors="replace")

    @property
    def database(self) -> Path:
        """The embedded database's file."""
        return self.path / "sluis.sqlite3"


def default_path() -> Path:
    """Name the data folder that is used when none is given."""
    chosen = os.environ.get("SLUIS_DATA")
    return Path(chosen) if chosen else platformdirs.user_data_path("sluis")


def _check_layout(written: str, folder: Path) -> None:
    layout = written.strip()
    if not layout.isdecimal():
        raise DataFolderError(
            f"{layout[:40]!r} is not a layout version",
            path=str(folder / "layout"),
            remedy="restore the folder from a backup",
        )
    if int(layout) > LAYOUT:
        raise DataFolderError(
            f"the data folder has layout {layout}; this Sluis knows up to {LAYOUT}",
            path=str(folder),
            remedy="install the newer Sluis that wrote it",
        )
