"""The documents keep what they promise."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from sluis.cli import COMMANDS


def test_the_changelog_starts_with_what_is_unreleased(root):
    headings = re.findall(r"^## (.*)$", (root / "CHANGELOG.md").read_text(), flags=re.M)
    assert headings[0] == "[Unreleased]"


def test_every_command_stands_in_the_changelog(root):
    text = (root / "CHANGELOG.md").read_text()
    assert [name for name in COMMANDS if f"`sluis {name}" not in text] == []


def test_every_decision_is_numbered_in_order_and_has_its_parts(root):
    pages = sorted((root / "docs" / "decisions").glob("0*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text()
        assert text.startswith(f"# {page.name[:4]} "), page.name
        for part in ("**Context.**", "**Choice.**", "**Cost.**", "**Look again**"):
            assert part in text, f"{page.name} lacks {part}"


def test_publiccode_describes_this_version(root):
    described = yaml.safe_load((root / "publiccode.yml").read_text())
    assert described["publiccodeYmlVersion"] == "0.4"
    assert described["legal"]["license"] == "Apache-2.0"
    assert (
        f'version = "{described["softwareVersion"]}"'
        in (root / "pyproject.toml").read_text()
    )
    assert {"en", "nl"} <= set(described["description"])
    for words in described["description"].values():
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000


@pytest.mark.parametrize("page", ["tutorial.md", "reference/python.md"])
def test_the_python_examples_run(root, page):
    text = (root / "docs" / page).read_text()
    for example in re.findall(r"^```python\n(.*?)^```$", text, flags=re.M | re.S):
        exec(compile(example, page, "exec"), {})  # noqa: S102  # our own example


def tutorial(root):
    return (root / "docs" / "tutorial.md").read_text()


def test_the_tutorial_s_first_question_is_answered_as_it_says(root, sluis, tmp_path):
    found = re.search(r"^```json\n(.*?)\n```$", tutorial(root), flags=re.M | re.S)
    line = found[1]
    asked = tmp_path / "engine.jsonl"

    def answer(text):
        asked.write_text(text + "\n")
        done = sluis("determine", asked, "--format", "jsonl")
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        entries = found["items"][0]["entries"]
        return found, next(e for e in entries if e["code"] == "9A101.a")

    found, entry = answer(line)
    assert found["outcome"] == "no_licence"
    assert found["explanation"]
    gates = {gate["parameter"]: gate["margin"] for gate in entry["gates"]}
    assert set(gates) == {"max_thrust", "specific_fuel_consumption"}
    assert round(gates["max_thrust"], 3) == -0.02

    thrustless = line.replace('"max_thrust": "392 N", ', "")
    assert answer(thrustless)[1]["verdict"] == "not_met"

    consumption = '"specific_fuel_consumption": "0.16 kg/(N*h)", '
    found, entry = answer(thrustless.replace(consumption, ""))
    assert (found["outcome"], entry["verdict"]) == ("undecided", "undecided")
    assert any("max_thrust" in question["about"] for question in found["questions"])

    asked.write_text(line.replace("392 N", "392 kg") + "\n")
    refused = sluis("determine", asked, "--format", "jsonl")
    assert refused.returncode == 1
    assert "max_thrust" in json.loads(refused.stderr.splitlines()[0])["error"]["path"]


def test_every_command_of_the_tutorial_exists(root):
    text = tutorial(root)
    named = set(re.findall(r"^\.venv/bin/sluis (\w+)", text, flags=re.M))
    assert named
    assert named <= set(COMMANDS)
