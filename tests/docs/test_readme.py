"""Every command of the README and CONTRIBUTING is run, as it is written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SDN = """<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="http://tempuri.org/sdnList.xsd">
  <publshInformation>
    <Publish_Date>05/07/2024</Publish_Date><Record_Count>1</Record_Count>
  </publshInformation>
  <sdnEntry>
    <uid>1</uid><lastName>EXAMPLE TRADING COMPANY</lastName>
    <sdnType>Entity</sdnType><programList><program>EXAMPLE</program></programList>
  </sdnEntry>
</sdnList>
"""


def blocks(path):
    return re.findall(r"^```sh\n(.*?)^```$", path.read_text(), flags=re.M | re.S)


def commands(path):
    lines = "".join(blocks(path)).splitlines()
    return [line.split("#")[0].strip() for line in lines if line.strip()]


@pytest.fixture(scope="module")
def place(root, tmp_path_factory):
    """A folder that looks like the project to a reader of the README."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "examples").symlink_to(root / "examples")
    (folder / ".venv" / "bin").mkdir(parents=True)
    sluis = folder / ".venv" / "bin" / "sluis"
    sluis.write_text(
        f'#!/bin/sh\nexec {sys.executable} -c "from sluis.cli import main; main()" "$@"'
    )
    sluis.chmod(0o755)
    (folder / "sdn.xml").write_text(SDN)
    return folder


def run(command, folder):
    return subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env={**os.environ, "SLUIS_DATA": str(folder / "data")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_every_sluis_command_works_in_the_order_it_is_written(root, place):
    mine = [c for c in commands(root / "README.md") if c.startswith(".venv/bin/sluis")]
    assert mine
    for command in mine:
        done = run(command, place)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        assert done.stdout or done.stderr, command


def test_every_command_about_lists_works_in_the_order_it_is_written(root, place):
    mine = commands(root / "docs" / "lists.md")
    assert mine
    for command in mine:
        done = run(command, place)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_make_command_is_a_target_that_says_what_it_does(root, document):
    named = {c.split()[1] for c in commands(root / document) if c.startswith("make ")}
    assert named
    listed = run("make help", root).stdout
    assert [t for t in named if not re.search(rf"^{t} ", listed, flags=re.M)] == []


def test_nothing_else_is_asked_of_the_reader(root):
    for document in ("README.md", "CONTRIBUTING.md"):
        for command in commands(root / document):
            assert command.startswith((".venv/bin/sluis ", "make ")), command


def _lay_out(root, folder):
    """Copy what make needs, with an environment that counts as set up."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(root / name, folder)
    shutil.copy(root / "requirements-dev.lock", folder)
    (folder / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (folder / ".venv" / "bin" / "uv").write_text("")
    for kind in ("user", "dev"):
        key = run(
            "cat requirements%s.lock pyproject.toml | cksum | cut -d' ' -f1"
            % ("" if kind == "user" else "-dev"),
            folder,
        ).stdout.strip()
        (folder / ".venv" / f".sluis-{kind}-{key}").write_text("")


@pytest.fixture(scope="module")
def set_up(root, place):
    _lay_out(root, place)
    return place


def test_make_demo_replays_the_case_twice_in_a_row(set_up):
    for _ in range(2):
        done = run("make demo", set_up)
        assert done.returncode == 0, done.stderr
        assert len(done.stdout.splitlines()) > 20
        assert "Installing" not in done.stdout


def test_make_test_is_what_runs_this_test(set_up):
    assert "-m pytest" in run("make --dry-run test", set_up).stdout


def test_make_serve_takes_the_address_of_the_readme(root, set_up):
    planned = run("make --dry-run serve", set_up).stdout
    assert "sluis serve --host 127.0.0.1 --port 8000" in planned
    assert "http://127.0.0.1:8000/" in (root / "README.md").read_text()


def test_every_page_the_readme_names_exists(root):
    text = (root / "README.md").read_text()
    named = re.findall(r"\]\(([^)#:]+)\)", text)
    assert len(named) > 8
    assert [place for place in named if not (root / place).exists()] == []


def test_an_environment_that_is_current_installs_nothing(set_up):
    for target in ("env", "dev"):
        assert run(f"make --dry-run {target}", set_up).stdout.count("Installing") == 0
    with (set_up / "requirements.lock").open("a") as stream:
        stream.write("# changed\n")
    try:
        assert "Installing" in run("make --dry-run env", set_up).stdout
    finally:
        text = Path(set_up / "requirements.lock").read_text()
        (set_up / "requirements.lock").write_text(text.replace("# changed\n", ""))
