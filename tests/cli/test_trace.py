"""``sluis trace``: shapes, dates, and what people see."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from sluis.cli.custody import custody as custody_group
from sluis.cli.trace import trace as trace_command

pytestmark = pytest.mark.database

ITEM = "https://sluis.example/id/obj/maker-a/pump-x/P-{}"


@pytest.fixture
def traced(sluis, root):
    done = sluis("custody", "capture", root / "examples" / "events.jsonld")
    assert done.returncode == 0, done.stderr
    return lambda *arguments: sluis("trace", *arguments)


def test_it_works(traced):
    found = json.loads(traced(ITEM.format(1)).stdout)
    assert found["item"] == ITEM.format(1)
    assert found["anchor"]["type"] == "licence"
    assert found["verdict"] == "D7"
    assert found["classes"] == ["D3", "D4", "D6", "D7"]
    assert [hop["grade"] for hop in found["chain"]] == ["A2", "B2", "A1"]
    second = found["chain"][1]
    assert second["documents"] == ["onward declaration"]
    assert set(second["flags"]) == {
        "party_dissolved",
        "off_licence",
        "condition_breached",
    }
    assert second["event"].startswith("ni:///sha-256;")
    assert [gap["after_hop"] for gap in found["gaps"]] == [2]
    assert [c["reason"] for c in found["conflicts"]] == ["grade"]
    assert found["alternatives"]


def test_each_date_leaves_out_what_it_must(traced):
    options = ("--as-of", "2022-12-31", "--known-on", "2022-12-31")
    then = json.loads(traced(ITEM.format(2), *options).stdout)
    assert then["verdict"] == "D2"
    assert then["last_holder"].endswith("end-user")
    now = json.loads(traced(ITEM.format(2)).stdout)
    assert now["verdict"] == "D3"


def test_people_see_a_tree(traced):
    text = traced(ITEM.format(1), "--format", "table").stdout
    assert "Licence EX-2022-0007" in text
    assert "trading company (AE)" in text
    assert "gap 2022-04-17…2023-06-01" in text
    assert "D7 found at an interdiction" in text


def test_graphviz_gets_a_graph(traced):
    text = traced(ITEM.format(1), ITEM.format(2), "--format", "dot").stdout
    assert text.startswith("digraph custody {")
    assert '"consignee (SG)" -> "trading company (AE)"' in text
    assert "style=dashed" in text


def test_items_may_come_from_a_file_and_are_answered_in_order(traced, tmp_path):
    listed = tmp_path / "items.txt"
    listed.write_text(f"# seized\n{ITEM.format(3)}\n\n{ITEM.format(2)}\n")
    rows = traced(ITEM.format(1), "--items", listed).stdout.splitlines()
    assert [json.loads(row)["item"][-1] for row in rows] == ["1", "3", "2"]


def test_an_unknown_item_is_refused_and_the_others_answered(traced):
    result = traced("urn:nobody", ITEM.format(1))
    assert result.returncode == 1
    assert json.loads(result.stdout)["item"] == ITEM.format(1)
    error = json.loads(result.stderr.splitlines()[0])
    assert (error["id"], error["line"]) == ("urn:nobody", 1)
    assert "no event names urn:nobody" in error["error"]["message"]


def test_no_item_or_no_date_is_wrong_usage(traced):
    assert traced().returncode == 2
    assert traced(ITEM.format(1), "--as-of", "2022").returncode == 2
    assert traced(ITEM.format(1), "--items", "none.txt").returncode == 3


def test_another_policy_is_used_and_named(traced, tmp_path):
    policy = tmp_path / "policy.json"
    policy.write_text('{"version": "trial", "severity": ["D3", "D7"]}')
    found = json.loads(traced(ITEM.format(1), "--policy", policy).stdout)
    assert (found["policy"], found["verdict"]) == ("trial", "D3")
    policy.write_text('{"version": "trial", "gaps": 1}')
    assert traced(ITEM.format(1), "--policy", policy).returncode == 2


def test_changing_one_event_changes_the_verdict(sluis, root, tmp_path):
    document = json.loads((root / "examples" / "events.jsonld").read_text())
    events = document["epcisBody"]["eventList"]
    document["epcisBody"]["eventList"] = [
        event for event in events if "trader" not in json.dumps(event)
    ]
    changed = tmp_path / "changed.jsonld"
    changed.write_text(json.dumps(document))
    sluis("custody", "capture", changed)
    found = json.loads(sluis("trace", ITEM.format(2)).stdout)
    assert found["verdict"] == "D2"


def page(root):
    return (root / "docs" / "custody.md").read_text()


def test_the_commands_of_the_page_run(sluis, root, tmp_path):
    blocks = re.findall(r"```console\n(.*?)```", page(root), flags=re.S)
    shown = "".join(blocks).splitlines()
    commands = [line[2:] for line in shown if line.startswith("$ ")]
    assert len(commands) == 11
    for command in commands:
        text = command.replace("examples/", f"{root}/examples/")
        text = text.replace("everything.", f"{tmp_path}/everything.")
        words = shlex.split(text)
        assert words[0] == "sluis"
        result = sluis(*words[1:])
        assert result.returncode == 0, f"{command}: {result.stderr}"


def test_the_python_of_the_page_runs(root, monkeypatch):
    monkeypatch.chdir(root)
    example = re.search(r"```python\n(.*?)```", page(root), flags=re.S)
    exec(compile(example[1], "custody.md", "exec"), {})  # noqa: S102  # our own page


def test_the_page_names_every_option_and_flag(root):
    text = page(root)
    for command in (trace_command, *custody_group.commands.values()):
        for parameter in command.params:
            for name in parameter.opts:
                if name.startswith("--") and name not in {"--data", "--out"}:
                    assert name in text, f"{command.name} {name}"


def test_a_partly_read_serial_gives_the_items_it_may_be_the_likeliest_first(traced):
    rows = [json.loads(row) for row in traced("P-?").stdout.splitlines()]
    assert [row["item"] for row in rows] == [ITEM.format(n) for n in (1, 2, 3)]
    assert rows[0]["read"] == {"asked": "P-?", "score": 1.0, "read_as": []}
    one = traced("P-I", "--candidates", "1").stdout  # a worn 1 looks like an I
    (worn,) = [json.loads(row)["read"] for row in one.splitlines()]
    assert worn["read_as"] == [{"place": 3, "read": "I", "stands": "1"}]
    assert worn["score"] == 0.25
    where = ITEM.format("[2-3]")
    rows = traced(where, "--format", "json").stdout.splitlines()
    assert [json.loads(row)["item"][-1] for row in rows] == ["2", "3"]
    assert "fits as read" in traced("P-?", "--format", "table").stdout


def test_a_serial_that_fits_nothing_or_cannot_be_read_is_refused(traced):
    for asked, said in (("Z-9?", "no event names"), ("P-[9-1]", "runs backwards")):
        result = traced(asked, ITEM.format(1))
        assert (result.returncode, len(result.stdout.splitlines())) == (1, 1)
        assert said in result.stderr


def test_items_together_name_the_parties_that_every_chain_passes(traced):
    asked = [ITEM.format(n) for n in (1, 2, 3)]
    # A whole serial that one item has is that item.
    whole = json.loads(traced("P-1", *asked[1:], "--together").stdout)
    assert [row["item"] for row in whole["items"]] == asked
    assert whole["pieces"] == 3
    assert set(whole["must_pass"]) <= {row["party"] for row in whole["passed"]}
    exporter = "https://sluis.example/id/party/exporter"
    assert exporter in whole["must_pass"]
    counted = next(row for row in whole["passed"] if row["party"] == exporter)
    assert counted["least"] == counted["most"] == 3 - whole["open"]
    text = traced(*asked, "--together", "--format", "table").stdout
    assert "Together: 3 pieces" in text


def test_a_lot_is_bounded_by_what_left_and_what_was_found(sluis, tmp_path):
    def event(step, gave, took, count, day):
        named = {
            "sourceList": [{"type": "possessing_party", "source": f"urn:x:{gave}"}],
            "destinationList": [
                {"type": "possessing_party", "destination": f"urn:x:{took}"}
            ],
        }
        return {
            "type": "ObjectEvent",
            "eventTime": f"{day}T00:00:00Z",
            "eventTimeZoneOffset": "+00:00",
            "action": "OBSERVE",
            "bizStep": step,
            "quantityList": [{"epcClass": "urn:x:lot:1", "quantity": count}],
            **named,
            "@context": [{"sluis": "https://sluis.example/voc/"}],
            "sluis:source": {"sluis:reliability": "A", "sluis:credibility": 1},
        }

    seizing = "https://sluis.example/voc/BizStep-seizing"
    events = [
        event("shipping", "maker", "agent", 30, "2020-01-01"),
        event("receiving", "maker", "agent", 30, "2020-01-09"),
        event("shipping", "agent", "x", 11, "2020-02-01"),
        event("shipping", "agent", "y", 26, "2020-02-02"),
        event("shipping", "x", "port", 11, "2020-03-01"),
        event(seizing, "port", "navy", 4, "2020-04-01"),
    ]
    for weak in events[2:5]:
        weak["sluis:source"] = {"sluis:reliability": "D", "sluis:credibility": 4}
    document = tmp_path / "lot.json"
    document.write_text(json.dumps(events))
    done = sluis("custody", "capture", document)
    assert done.returncode == 0, done.stderr
    found = json.loads(sluis("trace", "urn:x:lot:1").stdout)["lot"]
    assert (found["pieces"], found["reports_agree"]) == (30, True)
    passed = {row["party"]: (row["least"], row["most"]) for row in found["passed"]}
    assert passed["urn:x:agent"] == (30, 30)
    assert passed["urn:x:x"] == (4, 11)
    text = sluis("trace", "urn:x:lot:1", "--format", "table").stdout
    assert "at least 4 and at most 11 passed through" in text
