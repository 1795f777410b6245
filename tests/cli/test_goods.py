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
