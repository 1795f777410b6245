"""``sluis law``: list, show, history, diff, lint and import-text."""

import csv
import io
import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from sluis.cli import main


@pytest.fixture
def sluis(monkeypatch, tmp_path):
    """Run a command within this process, so that the law is read once."""
    monkeypatch.setenv("SLUIS_DATA", str(tmp_path / "home"))

    def run(*arguments):
        done = CliRunner().invoke(main, [str(one) for one in arguments])
        return SimpleNamespace(
            returncode=done.exit_code, stdout=done.stdout, stderr=done.stderr
        )

    return run


def rows(done):
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_list_counts_its_entries(sluis):
    done = sluis("law", "list", "--list", "eu-annex-i", "--as-of", "2022-01-01")
    listed = rows(done)
    assert {row["type"] for row in listed} == {"entry"}
    assert done.stderr == f"{len(listed)} rules, of which {len(listed)} entries\n"
    later = sluis("law", "list", "--list", "eu-annex-i", "--as-of", "2025-11-15")
    assert len(rows(later)) > len(listed)


def test_a_rule_is_shown_with_its_whole_condition(sluis):
    (row,) = rows(sluis("law", "show", "9A101", "--as-of", "2025-11-15"))
    found = {line["code"]: line for line in row["conditions"]}
    assert found["9A101.a.3"]["limit"] == "lt 750 kg"
    assert found["9A101.a.3"]["words_nl"] == "drooggewicht: minder dan 750 kg"
    assert row["source"].startswith("https://eur-lex.europa.eu/")
    assert row["in_force"] == ["2021-09-09", None]
    assert row["official_text"] is None


def test_a_rule_is_readable_on_a_terminal(sluis):
    shown = sluis("law", "show", "9A101", "--as-of", "2018-01-01", "--format", "table")
    assert shown.returncode == 0
    assert "in force     2009-08-27 to 2020-12-14" in shown.stdout
    assert "9A101.a.2  specific fuel consumption: 0.15 kg/(N*h) or less" in shown.stdout
    assert "9A101.a.3" not in shown.stdout


def test_one_paragraph_is_shown_alone(sluis):
    (row,) = rows(sluis("law", "show", "9A101.b", "--as-of", "2025-11-15"))
    assert row["conditions"][0]["code"] == "9A101.b"
    assert {line["code"] for line in row["conditions"]} == {"9A101.b", None}


def test_conditions_can_be_read_by_a_spreadsheet(sluis):
    done = sluis("law", "show", "9A102", "--as-of", "2025-11-15", "--format", "csv")
    table = list(csv.DictReader(io.StringIO(done.stdout)))
    assert table[0]["what it asks"].startswith("Concerns: ")
    assert any(line["limit"] == "gt 10 kW" for line in table)


def test_a_rule_that_was_not_in_force_says_so(sluis):
    done = sluis("law", "show", "2B510", "--as-of", "2022-01-01")
    assert rows(done) == []
    assert "is not in force on 2022-01-01" in done.stderr


def test_history_tells_what_each_version_changed(sluis):
    first, second, third = rows(sluis("law", "history", "9A101"))
    assert [row["in_force"] for row in (first, second, third)] == [
        ["2009-08-27", "2020-12-14"],
        ["2020-12-15", "2021-09-08"],
        ["2021-09-09", None],
    ]
    assert first["changes"] == []
    assert second["changes"] == [
        "9A101.a.3 is new: dry weight: less than 750 kg",
        "9A101.a.4 is new: first-stage rotor diameter: less than 1 m",
    ]
    assert third["changes"] == []
    assert any("is nieuw" in one for one in second["changes_nl"])


def test_a_difference_gives_old_and_new_limit_with_the_margin(sluis):
    done = sluis(
        *("law", "diff", "2022-01-01", "2025-11-15"),
        *("--list", "eu-annex-i", "--code", "4A003.b"),
    )
    (one,) = rows(done)
    assert (one["what"], one["code"]) == ("limit_changed", "4A003.b")
    assert one["old"]["en"] == "more than 29"
    assert one["new"]["en"].endswith("more than 70")
    assert one["margin"] == pytest.approx(41 / 29)
    assert done.stderr == "1 changes in 1 rules\n"


@pytest.mark.parametrize("form", ["table", "csv"])
def test_a_difference_can_be_read_by_a_person(sluis, form):
    done = sluis(
        *("law", "diff", "2022-01-01", "2025-11-15"),
        *("--code", "8A001", "--format", form),
    )
    assert done.returncode == 0
    assert "8A001.c.1.c" in done.stdout
    assert "paragraph_removed" in done.stdout


def test_the_linter_ends_with_one_when_it_finds_something(sluis, tmp_path):
    (tmp_path / "rule.yaml").write_text("id: test/x\ntype: measure\n")
    done = sluis("law", "lint", tmp_path)
    assert done.returncode == 1
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert found[0]["path"].startswith(f"{tmp_path / 'rule.yaml'}:")
    assert found[0]["remedy"]
    assert sluis("law", "lint", tmp_path / "nothing").returncode != 0


def test_the_law_of_sluis_has_no_findings(sluis):
    done = sluis("law", "lint")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "0 findings\n")


def test_the_official_text_stands_beside_our_words(sluis, tmp_path):
    said = {
        "valid_from": "2025-11-15",
        "source_url": "https://example.org/annex",
        "entries": [
            {
                "entry_code": "9A101",
                "verbatim_text": "9A101 Engines;\n9A101.a.3 'Dry weight' under 750 kg;",
            }
        ],
    }
    path = tmp_path / "annex.json"
    path.write_text(json.dumps(said))
    data = ("--data", tmp_path / "data")
    done = sluis("law", "import-text", path, *data)
    assert done.returncode == 0
    assert "1 entries of 2025-11-15: attached" in done.stderr

    (row,) = rows(sluis("law", "show", "9A101", "--as-of", "2025-11-15", *data))
    lines = {line["code"]: line["official"] for line in row["conditions"]}
    assert lines["9A101.a.3"] == "'Dry weight' under 750 kg;"
    assert row["official_text"]["note"].startswith("Only the Official Journal")
    sheet = sluis(
        *("law", "show", "9A101", "--as-of", "2025-11-15", *data, "--format", "table")
    )
    assert "§ 'Dry weight' under 750 kg;" in sheet.stdout
    assert "https://example.org/annex, text of 2025-11-15" in sheet.stdout


def test_a_file_that_is_no_list_is_refused(sluis, tmp_path):
    path = tmp_path / "annex.pdf"
    path.write_bytes(b"%PDF-1.7")
    done = sluis("law", "import-text", path, "--data", tmp_path / "data")
    assert done.returncode == 3
    assert "annex.pdf" in done.stderr
    assert "JSON" in done.stderr


def test_a_rule_is_shown_as_it_was_on_a_day(sluis):
    (row,) = rows(sluis("law", "show", "9A101", "--as-of", "2018-01-01"))
    assert row["paragraphs"] == ["a", "a.1", "a.2", "b"]
    (row,) = rows(sluis("law", "show", "9A101.a", "--as-of", "2021-01-01"))
    assert "a.4" in row["paragraphs"]


def test_other_rules_than_entries_are_listed_and_unknown_ones_refused(sluis):
    found = {row["rule"]: row for row in rows(sluis("law", "list"))}
    assert found["nl/order/2012-ad-hoc"]["type"] == "order"
    assert found["eu/gea/EU001"]["code"] == "EU001"
    assert sluis("law", "show", "9A999").returncode == 2
