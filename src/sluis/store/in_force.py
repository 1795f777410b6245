"""The edition of the law in force: the last one that had no error.

An authority's own rules lie in the folders that ``SLUIS_LAW`` names, and are
edited there. Each time they load, a copy is kept in the data folder. When an edit
has an error, it is refused with file, line and remedy, and the copy stays in
force: an office does not stop working, nor work by half a rule.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sluis.core.errors import SluisError
from sluis.core.law.model import Law
from sluis.store.home import Home
from sluis.store.law import Stamp, load_law, named_folders, stamps_of

_ROOM = "law"
_POINTER = "in-force"
_KEPT: dict[Path, tuple[Stamp, ...]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The law that is in force here.

    Attributes:
        law: The law.
        refused: Why the newest edit is not in force; ``None`` where it is.
    """

    law: Law
    refused: SluisError | None = None


def law_in_force(
    overlay: Sequence[Path] = (), *, home: Callable[[], Home] = Home.open
) -> InForce:
    """Give the law in force: as the folders say, or as they last said soundly.

    Args:
        overlay: Files of the office's own, such as its orders, on top of them.
        home: Opens the data folder, which keeps the copy. Without ``SLUIS_LAW`` it
            is not opened.

    Raises:
        SluisError: The folders have an error, and no sound edition was kept; or
            the overlay has one.
    """
    folders = named_folders()
    if not folders:
        return InForce(law=load_law(overlay))
    try:
        law = load_law(overlay)
    except SluisError as refused:
        kept = _kept(home())
        if kept is None:
            raise
        return InForce(law=load_law(overlay, instead=kept), refused=refused)
    _keep(home(), folders)
    return InForce(law=law)


def _kept(home: Home) -> list[Path] | None:
    """Give the folders of the edition that was kept, in their order."""
    pointer = home.path / _ROOM / _POINTER
    if not pointer.exists():
        return None
    folder = home.path / _ROOM / pointer.read_text(encoding="ascii").strip()
    return sorted(folder.iterdir(), key=lambda one: one.name)


def _keep(home: Home, folders: Sequence[Path]) -> None:
    """Keep a sound edition, and let it be the one in force."""
    stamps = stamps_of(folders)
    if _KEPT.get(home.path) == stamps:
        return
    room = home.room(_ROOM)
    partial = Path(tempfile.mkdtemp(prefix=".edition-", dir=room))
    said = hashlib.sha256()
    for n, folder in enumerate(folders):
        _copy(folder, partial / f"{n:03}", said)
    name = said.hexdigest()[:32]
    try:
        partial.rename(room / name)
    except OSError:  # it was kept before
        shutil.rmtree(partial)
    handle, pointer = tempfile.mkstemp(prefix=f".{_POINTER}-", dir=room)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(f"{name}\n")
    Path(pointer).replace(room / _POINTER)
    _KEPT[home.path] = stamps


def _copy(folder: Path, to: Path, said: hashlib._Hash) -> None:
    to.mkdir()
    whole = folder.is_file()
    for path in [folder] if whole else sorted(folder.rglob("*.yaml")):
        place = to / (path.name if whole else path.relative_to(folder))
        place.parent.mkdir(parents=True, exist_ok=True)
        data = path.read_bytes()
        place.write_bytes(data)
        said.update(f"{place.relative_to(to.parent)}\0{len(data)}\0".encode() + data)
