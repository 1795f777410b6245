"""A copy of the case in which a test changes one datum.

``change(file, before, after)`` replaces text that stands in a file exactly once
(or ``count`` times), so a test says which datum it changes and fails when the
data no longer hold it. ``case_folder`` is the copy.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest


@pytest.fixture
def case_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    shutil.copytree(str(files("sluis.demo").joinpath("data")), folder)
    return folder


@pytest.fixture
def change(case_folder: Path) -> Callable[..., Path]:
    def replace(name: str, before: str, after: str, *, count: int = 1) -> Path:
        path = case_folder / name
        text = path.read_text("utf-8")
        assert text.count(before) == count, f"{before!r} in {name}"
        path.write_text(text.replace(before, after), "utf-8")
        return case_folder

    return replace
