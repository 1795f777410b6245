from __future__ import annotations

import json

import pytest

from sluis.core.disclosure import verify

pytestmark = pytest.mark.database

MEMBERS = {
    "determinations",
    "screening",
    "risk",
    "custody",
    "divergence",
    "contradictions",
    "network",
    "whatif",
    "overviews",
    "provenance",
}


def test_it_works(sluis):
    done = sluis("demo")

    assert done.returncode == 0, done.stderr
    assert "Hong Kong entity 1" in done.stdout
    assert "make serve" in done.stdout
    assert "…" in done.stderr


def test_the_output_fits_in_a_hundred_columns(sluis):
    lines = sluis("demo").stdout.splitlines()

    laid_out = [line for line in lines if not line.startswith("Kept in")]
    assert max(map(len, laid_out)) <= 100


def test_json_holds_every_answer(sluis):
    done = sluis("demo", "--json")

    answers = json.loads(done.stdout)
    assert set(answers) >= MEMBERS
    assert all(answers[name] for name in MEMBERS)
    assert verify(answers["overviews"]["public"])


def test_a_second_run_adds_nothing(sluis):
    first = sluis("demo", "--json")
    second = sluis("demo")

    assert second.returncode == 0
    assert "all known already" in second.stdout
    assert "case file 1." in second.stdout
    assert sluis("demo", "--json").stdout == first.stdout


def test_a_data_folder_that_cannot_be_written_is_refused(sluis, tmp_path):
    place = tmp_path / "a-file"
    place.write_text("")

    done = sluis("demo", "--data", place)

    assert done.returncode == 3
    assert "--data" in done.stderr


@pytest.mark.parametrize("option", ["--json", None])
def test_progress_is_on_standard_error_only(sluis, option):
    done = sluis("demo", *([option] if option else []))

    assert "tracing the seized goods" in done.stderr
    assert "tracing the seized goods" not in done.stdout


def test_accounts_for_showing_are_printed_once_and_sign_in(sluis):
    done = sluis("demo", "--accounts")

    assert done.returncode == 0, done.stderr
    assert "licensing-officer@demonstration.example" in done.stderr
    assert "password of all" in done.stderr
    listed = sluis("user", "list").stdout.splitlines()
    assert len(listed) == 10
    refused = sluis(
        *("user", "add", "ann@sluis.example", "--name", "Ann", "--role", "applicant"),
        *("--organisation", "Engine Works", "--kind", "exporter", "--password-stdin"),
        stdin="a quiet lock in the river\n",
    )
    assert refused.returncode == 2
    assert "for showing" in refused.stderr
