"""The editor's guide: every example loads, every command exists, and they agree."""

from __future__ import annotations

import json
import re
from datetime import date
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from sluis.cli import main
from sluis.cli.law import law
from sluis.core.law.difference import version_changes
from sluis.core.law.model import versions_on
from sluis.store.law import check_law, load_law


@pytest.fixture(scope="module")
def page(root):
    return (root / "docs" / "write-law.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def my_law(page, tmp_path_factory):
    """Write every rule of the page into a folder, as its reader would."""
    folder = tmp_path_factory.mktemp("my-law")
    for n, rule in enumerate(re.findall(r"^```yaml\n(.*?)^```$", page, re.M | re.S)):
        (folder / f"rule-{n}.yaml").write_text(rule, encoding="utf-8")
    return folder


def test_every_rule_of_the_page_loads_without_a_finding(my_law):
    assert [str(one) for one in check_law([my_law])] == []
    assert {"nl/order/2024-example", "nl/list/9Z900", "nl/list/9Z901"} <= set(
        load_law([my_law]).rules()
    )


def test_the_history_says_what_the_page_says(my_law, page):
    whole = load_law([my_law])
    rule = whole.rule("9Z900")
    first, second = (
        one.in_words("en")
        for one in version_changes(rule, *rule.versions, whole.vocabulary)
    )
    told = " ".join(page.split())
    assert f'"{first}"' in told
    assert second.startswith("9Z900.b is new")


def test_within_a_vague_time_both_texts_are_in_doubt(my_law):
    rule = load_law([my_law]).rule("9Z901")
    assert [inside for _, inside in versions_on(rule, date(2024, 1, 1))] == [None, None]
    assert [inside for _, inside in versions_on(rule, date(2022, 12, 31))] == [True]
    assert [inside for _, inside in versions_on(rule, date(2025, 11, 15))] == [True]


def test_every_command_of_the_law_is_on_the_page(page):
    assert [name for name in law.commands if f"sluis law {name}" not in page] == []


def test_every_command_of_the_page_works(page, my_law, tmp_path, monkeypatch, root):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLUIS_DATA", str(tmp_path / "data"))
    (tmp_path / "my-law").symlink_to(my_law)
    (tmp_path / "examples").symlink_to(root / "examples")
    entry = {"entry_code": "9A101", "verbatim_text": "9A101 Engines;"}
    said = {"valid_from": "2021-09-09", "source_url": "", "entries": [entry]}
    (tmp_path / "annex-i.json.gz").write_text(json.dumps(said))
    shown = "".join(re.findall(r"^```sh\n(.*?)^```$", page, re.M | re.S)).splitlines()
    assert len(shown) >= 10
    for line in shown:
        done = run(line, monkeypatch)
        assert done.exit_code == 0, f"{line}\n{done.output}"
        assert done.output, line
    assert (tmp_path / "changes.csv").read_text().startswith("code,what,old,new")


def run(line, monkeypatch):
    """Run a line of the page: what stands before the command is environment."""
    words = line.split()
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        monkeypatch.setenv(name, value)
    assert words.pop(0) == ".venv/bin/sluis"
    done = CliRunner().invoke(main, words)
    monkeypatch.delenv("SLUIS_LAW", raising=False)
    return SimpleNamespace(exit_code=done.exit_code, output=done.output)
