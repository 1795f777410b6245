"""The data folder is laid, found again, and refused when it is not ours."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sluis.core.errors import DataFolderError
from sluis.store.home import Home, default_path


def test_it_works(tmp_path):
    home = Home.open(tmp_path / "data")
    assert home.room("lists").is_dir()
    assert Home.open(tmp_path / "data") == home


def test_a_folder_of_a_newer_version_is_refused(tmp_path):
    (tmp_path / "layout").write_text("99\n")
    with pytest.raises(DataFolderError, match="layout 99"):
        Home.open(tmp_path)


def test_a_spoiled_layout_mark_is_refused(tmp_path):
    (tmp_path / "layout").write_bytes(b"\xff\xfe?")
    with pytest.raises(DataFolderError, match="not a layout version") as refusal:
        Home.open(tmp_path)
    assert refusal.value.path == str(tmp_path / "layout")


def test_a_folder_that_cannot_be_made_is_refused_with_a_remedy(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataFolderError) as refusal:
        Home.open(tmp_path / "file" / "data")
    assert "--data" in (refusal.value.remedy or "")


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataFolderError):
        Home.open(tmp_path / "file")


def test_the_environment_names_the_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("SLUIS_DATA", str(tmp_path))
    assert default_path() == tmp_path
    monkeypatch.setenv("SLUIS_DATA", "")
    assert default_path() != Path()


def test_what_is_kept_stays_as_it_was_first_written(tmp_path):
    home = Home.open(tmp_path)
    assert home.kept("secret", "one") == "one"
    assert home.kept("secret", "two") == "one"
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_all_who_come_at_the_same_time_see_the_same_text(tmp_path):
    home = Home.open(tmp_path)
    with ThreadPoolExecutor(16) as pool:
        seen = set(pool.map(lambda n: home.kept("secret", f"text {n}"), range(64)))
    assert len(seen) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["layout", "secret"]
