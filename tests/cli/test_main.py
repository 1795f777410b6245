"""The command line as a whole: help, versions and wrong usage."""

import subprocess
import sys
from importlib.metadata import version

import pytest
from click.testing import CliRunner

from sluis.cli import COMMANDS, main
from sluis.cli.run import SluisGroup
from sluis.core.errors import DataFolderError, InvalidInput


def test_it_works():
    result = CliRunner().invoke(main, ["--version"])
    assert result.exit_code == 0
    assert version("sluis") in result.output


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name):
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Usage: ")


def test_the_help_of_all_names_every_command():
    result = CliRunner().invoke(main, ["--help"])
    assert [name for name in COMMANDS if f"  {name} " not in result.output] == []


def test_an_unknown_command_is_wrong_usage():
    result = CliRunner().invoke(main, ["fly"])
    assert result.exit_code == 2
    assert "fly" in result.output


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidInput("bad", path="here", remedy="mend it"), 2),
        (DataFolderError("full", path="here", remedy="mend it"), 3),
    ],
)
def test_a_refusal_is_shown_with_place_and_remedy(error, code):
    group = SluisGroup("group")

    @group.command()
    def refuse():
        raise error

    result = CliRunner().invoke(group, ["refuse"])
    assert result.exit_code == code
    assert result.stderr == f"sluis: here: {error.message}\n  mend it\n"
    assert result.stdout == ""


def test_asking_the_version_loads_neither_django_nor_an_engine():

    script = (
        "import sys; from sluis.cli import main\n"
        "try: main(['--version'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'django', 'duckdb', 'numba', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
