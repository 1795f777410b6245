"""The page on letting people in: its commands work in the order in which they stand."""

from __future__ import annotations

import re
import shlex

import pytest


@pytest.mark.sqlite("the page backs up the file of a folder")
def test_the_commands_of_the_page_work_in_order(root, sluis, tmp_path):
    page = (root / "docs" / "people.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```$", page, re.M | re.S)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    commands = [shlex.split(line)[1:] for line in lines]
    shown = [words for words in commands if words[0] == "demo"]
    assert shown == [["demo", "--accounts"]]  # tests/cli/test_demo.py runs it
    for words in commands:
        if words in shown:
            continue
        placed = [
            str(tmp_path / word) if word in {"sluis.backup", "restored"} else word
            for word in words
        ]
        done = sluis(*placed)
        assert done.returncode == 0, (words, done.stderr)


def test_every_setting_of_the_page_is_read(root):
    page = (root / "docs" / "people.md").read_text(encoding="utf-8")
    settings = (root / "src/sluis/office/settings.py").read_text(encoding="utf-8")
    named = set(re.findall(r"`(SLUIS_\w+)`", page))
    assert named
    assert {name for name in named if f'"{name}"' not in settings} == set()
