import json


def rows(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_kinds_and_their_parents_are_named(sluis):
    found = {row["kind"]: row for row in rows(sluis("goods", "kinds"))}
    assert found["turbojet_engine"]["parent"] == "aero_engine"
    assert found["turbojet_engine"]["title_nl"] == "Turbojetmotor"


def test_parameters_of_a_kind_have_units_and_questions(sluis):
    found = {
        row["parameter"]: row for row in rows(sluis("goods", "parameters", "gyroscope"))
    }
    assert found["gyro_angle_random_walk"]["unit"] == "deg/sqrt(h)"
    assert "max_thrust" not in found
    assert len(rows(sluis("goods", "parameters"))) > len(found)


def test_an_unknown_kind_is_wrong_use_with_a_hint(sluis):
    result = sluis("goods", "parameters", "gyroscop")
    assert result.returncode == 2
    assert "gyroscope" in result.stderr


def test_a_rule_is_shown_as_it_was_on_a_day(sluis):
    (row,) = rows(sluis("law", "show", "9A101", "--as-of", "2018-01-01"))
    assert row["paragraphs"] == ["a", "a.1", "a.2", "b"]
    (row,) = rows(sluis("law", "show", "9A101.a", "--as-of", "2021-01-01"))
    assert "a.4" in row["paragraphs"]
    early = sluis("law", "show", "9A101", "--as-of", "2000-01-01")
    assert (early.returncode, early.stdout) == (0, "")
    assert "not in force" in early.stderr


def test_the_history_of_a_rule_has_every_version(sluis):
    found = rows(sluis("law", "history", "9A101"))
    assert [row["in_force"] for row in found] == [
        ["2009-08-27", "2020-12-14"],
        ["2020-12-15", None],
    ]
    assert all(row["source"].startswith("https://") for row in found)


def test_the_law_is_listed(sluis):
    found = {row["rule"]: row for row in rows(sluis("law", "list"))}
    assert found["nl/order/2012-ad-hoc"]["type"] == "order"
    assert found["eu/gea/EU001"]["code"] == "EU001"


def test_an_unknown_rule_is_wrong_use(sluis):
    assert sluis("law", "show", "9A999").returncode == 2
