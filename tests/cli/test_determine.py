import json

import pytest

LINE = {
    "id": "t1",
    "date": "2018-06-01",
    "activity": "export",
    "destination": "CN",
    "items": [{"control_code": "9A101.a"}],
}


def rows(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_it_works(sluis, root):
    result = sluis("determine", root / "examples" / "transactions.jsonl")
    assert result.returncode == 0, result.stderr
    assert [row["outcome"] for row in rows(result)] == [
        "no_licence",
        "licence_required",
        "general_authorisation",
        "prohibited",
        "undecided",
        "no_licence",
    ]


def test_wrong_lines_are_refused_and_the_others_go_on(sluis):
    given = "\n".join(
        [
            json.dumps(LINE),
            "{",
            json.dumps({**LINE, "id": "t2", "destination": "XX"}),
            json.dumps(LINE),
            json.dumps({**LINE, "id": "t3", "date": None}),
            json.dumps({**LINE, "id": "t4"}),
        ]
    )
    result = sluis("determine", "-", stdin=given)
    assert result.returncode == 1
    assert [row["id"] for row in rows(result)] == ["t1", "t4"]
    refused = [
        json.loads(line) for line in result.stderr.splitlines() if line[:1] == "{"
    ]
    assert [(one["line"], one["id"], one["error"]["code"]) for one in refused] == [
        (2, None, "invalid-input"),
        (3, "t2", "unknown-value"),
        (4, "t1", "duplicate-id"),
        (5, "t3", "invalid-input"),
    ]
    assert refused[1]["error"]["path"] == "destination"


def test_the_law_of_another_day_can_be_asked_for(sluis):
    listed = json.dumps({**LINE, "destination": "HR"})
    early = sluis("determine", "-", "--as-of", "2013-06-30", stdin=listed)
    late = sluis("determine", "-", "--as-of", "2013-07-01", stdin=listed)
    assert rows(early)[0]["outcome"] == "licence_required"
    assert rows(late)[0]["outcome"] == "no_licence"
    known = sluis(
        "determine", "-", "--as-of", "2016-02-01", "--known-on", "2015-01-01",
        stdin=json.dumps({**LINE, "destination": "IR"}),
    )  # fmt: skip
    assert rows(known)[0]["outcome"] == "prohibited"
    assert rows(known)[0]["known_on"] == "2015-01-01"


def test_results_go_to_a_file_or_a_table(sluis, tmp_path):
    out = tmp_path / "out.jsonl"
    given = json.dumps(LINE)
    assert sluis("determine", "-", "--out", out, stdin=given).stdout == ""
    assert json.loads(out.read_text(encoding="utf-8"))["id"] == "t1"
    table = sluis("determine", "-", "--format", "table", stdin=given).stdout
    assert "licence_required" in table
    assert "9A101.a claimed" in table


def test_a_table_counts_what_is_plainly_not_met_and_csv_tells_all(sluis):
    good = {"kind": "chemical", "parameters": {"cas": "111-48-8"}}
    given = json.dumps({**LINE, "date": "2026-02-01", "items": [good]})
    table = sluis("determine", "-", "--format", "table", stdin=given).stdout
    assert "more not_met" in " ".join(table.split())
    assert "1C350.2 not_met" not in table
    told = sluis("determine", "-", "--format", "csv", stdin=given).stdout
    assert "1C350.2 not_met" in told
    assert "more not_met" not in told


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("determine", "no-such-file"), 3),
        (("determine", "-", "--as-of", "yesterday"), 2),
        (("determine", "-", "--jurisdiction", "xx"), 2),
        (("determine",), 2),
    ],
)
def test_wrong_use_has_its_exit_code(sluis, arguments, code):
    result = sluis(*arguments, stdin="")
    assert result.returncode == code
    assert result.stderr


def test_an_empty_input_gives_an_empty_result(sluis):
    result = sluis("determine", "-", stdin="")
    assert (result.returncode, result.stdout) == (0, "")


def test_a_law_folder_that_is_wrong_is_named_with_its_line(
    sluis, tmp_path, monkeypatch
):
    wrong = tmp_path / "law" / "one.yaml"
    wrong.parent.mkdir()
    wrong.write_text("id: x\n", encoding="utf-8")
    monkeypatch.setenv("SLUIS_LAW", str(wrong.parent))
    result = sluis("determine", "-", stdin=json.dumps(LINE))
    assert result.returncode == 2
    assert "one.yaml:1" in result.stderr


def test_a_law_folder_that_went_wrong_leaves_the_edition_before_it(
    sluis, tmp_path, monkeypatch
):
    rule = tmp_path / "law" / "groups.yaml"
    rule.parent.mkdir()
    rule.write_text("groups: {}\n", encoding="utf-8")
    monkeypatch.setenv("SLUIS_LAW", str(rule.parent))
    assert sluis("determine", "-", stdin=json.dumps(LINE)).returncode == 0
    rule.write_text("groups: []\n", encoding="utf-8")
    result = sluis("determine", "-", stdin=json.dumps(LINE))
    assert result.returncode == 1
    assert "groups.yaml:1" in result.stderr
    assert "stays in force" in result.stderr
    assert json.loads(result.stdout)["id"] == LINE["id"]
