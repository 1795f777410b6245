import json


def test_an_order_from_template_to_end(sluis, tmp_path):
    file, open_ = tmp_path / "order.yaml", tmp_path / "open.jsonl"
    file.write_text(sluis("orders", "template").stdout)
    line = {
        "id": "t1",
        "date": "2026-11-20",
        "activity": "export",
        "destination": "CN",
        "exporter": {"name": "Example Turbines B.V."},
        "items": [{"kind": "turbojet_engine", "parameters": {"max_thrust": "392 N"}}],
    }
    open_.write_text(json.dumps(line) + "\n{\n")
    drafted = sluis("orders", "draft", file, "--by", "A", "--on", open_)
    assert drafted.returncode == 1, drafted.stderr  # one line cannot be read
    assert json.loads(drafted.stdout)["after"] == "licence_required"
    assert "binds nobody" in drafted.stderr
    order = "nl/order/2026-example"
    served = sluis("orders", "serve", order, "--day", "2026-11-01", "--by", "A")
    assert served.returncode == 0, served.stderr
    found = json.loads(sluis("determine", "-", stdin=json.dumps(line)).stdout)
    assert found["outcome"] == "licence_required"
    ended = sluis(
        *("orders", "end", order, "--day", "2026-11-10", "--by", "A"),
        *("--reason", "replaced"),
    )
    assert "its last day is 2026-11-10" in ended.stderr
    listed = json.loads(sluis("orders", "list").stdout)
    assert (listed["state"], listed["since"]) == ("ended", "2026-11-01")
    acts = sluis("orders", "show", order).stdout.splitlines()
    assert [json.loads(act)["act"] for act in acts] == ["drafted", "served", "ended"]


def test_an_order_in_the_wrong_state_says_what_to_do(sluis):
    missing = sluis("orders", "serve", "nl/order/x", "--day", "2026-11-01", "--by", "A")
    assert missing.returncode == 2
    assert "sluis orders list" in missing.stderr


def test_whom_a_coming_list_or_a_drafted_order_would_touch(sluis, tmp_path):
    heavy = {
        "max_thrust": "5 kN",
        "specific_fuel_consumption": "0.1 kg/(N*h)",
        "dry_weight": "900 kg",
        "first_stage_rotor_diameter": "1.2 m",
        "civil_certified": False,
        "incorporates_9E003_technology": False,
        "designed_or_modified_for_missile": False,
        "designed_or_modified_for_uav_9A012_or_9A112a": False,
        "specially_designed_for_military_use": False,
    }
    line = {
        "id": "heavy",
        "date": "2018-06-01",
        "activity": "export",
        "destination": "IN",
        "exporter": {"name": "Example Turbines"},
        "items": [{"kind": "turbojet_engine", "parameters": heavy}],
    }
    open_, order = tmp_path / "open.jsonl", tmp_path / "order.yaml"
    open_.write_text(json.dumps(line))
    later = sluis("law", "preview", "2021-06-01", "--on", open_)
    assert later.returncode == 0, later.stderr
    found = json.loads(later.stdout)
    assert (found["before"], found["after"]) == ("licence_required", "no_licence")
    text = sluis("orders", "template").stdout.replace("[CN, TW]", "[IN]")
    order.write_text(text)
    open_.write_text(json.dumps({**line, "date": "2021-06-01"}))
    drafted = sluis("law", "preview", order, "--on", open_)
    assert json.loads(drafted.stdout)["after"] == "licence_required"
    assert "not a day" in sluis("law", "preview", "soon", "--on", open_).stderr
