"""The data folder is laid, found again, and refused when it is not ours."""

import pytest

from sluis.core.errors import DataFolderError
from sluis.store.home import Home


def test_it_works(tmp_path):
    home = Home.open(tmp_path / "data")
    assert home.room("lists").is_dir()
    assert Home.open(tmp_path / "data") == home


def test_a_folder_of_a_newer_version_is_refused(tmp_path):
    (tmp_path / "layout").write_text("99\n")
    with pytest.raises(DataFolderError, match="layout 99"):
        Home.open(tmp_path)


def test_a_folder_that_cannot_be_made_is_refused_with_a_remedy(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataFolderError) as refusal:
        Home.open(tmp_path / "file" / "data")
    assert "--data" in (refusal.value.remedy or "")
