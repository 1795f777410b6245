import json

ENGINE = ("--kind", "turbojet_engine", "--destination", "CN", "--as-of", "2016-05-12")
PLAIN = ["no"] * 6
"""Not for missiles or drones, not military, not certified, no 9E003 technology."""


def test_the_interview_ends_as_soon_as_nothing_can_change_the_result(sluis):
    # Made for a missile: listed by that alone, so no figure is asked for.
    result = sluis("classify", *ENGINE, stdin="yes\n" + "no\n" * 5)
    assert result.returncode == 0, result.stderr
    assert "a licence is required" in result.stdout
    assert "thrust" not in result.stderr


def test_a_figure_of_another_kind_is_asked_for_again(sluis):
    answers = "\n".join([*PLAIN, "400 kg", "12", "392", "0,16", *["?"] * 20])
    result = sluis("classify", *ENGINE, stdin=answers)
    assert "Traceback" not in result.stderr
    assert "is not measured in" in result.stderr or "weigh" in result.stderr


def test_what_is_not_known_is_left_open_and_told(sluis):
    result = sluis("classify", *ENGINE, stdin="?\n" * 60)
    assert result.returncode == 0, result.stderr
    assert "undecided" in result.stdout
    assert "still open" in result.stdout


def test_the_answers_can_be_saved_and_determined_again(sluis, tmp_path):
    saved = tmp_path / "saved.jsonl"
    asked = sluis("classify", *ENGINE, "--save", saved, stdin="yes\n" + "no\n" * 5)
    again = sluis("determine", saved)
    assert json.loads(again.stdout)["explanation"] == asked.stdout.splitlines()


def test_a_kind_is_found_by_a_word_and_a_number_in_dutch(sluis):
    result = sluis(
        *("classify", "--language", "nl", "--as-of", "2016-05-12"),
        stdin="XX\nCN\ngeen woord\nmotor\n?\n" + "?\n" * 60,
    )
    assert result.returncode == 0, result.stderr
    assert "Geen soort heet zo" in result.stderr
    assert "1. " in result.stderr
    assert "onbeslist" in result.stdout
