"""``sluis sweep divergence`` and ``sluis network`` over a captured record."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.database

BASE = "https://sluis.example/id"
PUMP = f"{BASE}/obj/maker-a/pump-x/P-1"


@pytest.fixture
def captured(sluis, root):
    sluis("custody", "capture", root / "examples" / "events.jsonld")


def lines(result):
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.usefixtures("captured")
def test_the_sweep_gives_the_class_of_each_item_the_most_serious_first(sluis):
    rows = lines(sluis("sweep", "divergence"))
    assert [row["verdict"] for row in rows] == ["D7", "D3", "D3"]
    assert rows[0]["item"] == PUMP
    then = ("--as-of", "2022-12-31", "--known-on", "2022-12-31")
    assert lines(sluis("sweep", "divergence", *then)) != rows
    assert lines(sluis("sweep", "divergence", "--since", "2030-01-01")) == []


@pytest.mark.usefixtures("captured")
def test_a_found_item_leads_to_other_exports_and_parties(sluis, tmp_path):
    rows = lines(sluis("network", PUMP))
    exports = [row["export"] for row in rows if row["type"] == "export"]
    assert exports == [f"{BASE}/licence/EX-2022-0031"]
    assert all(row["reasons"] for row in rows)
    listed = tmp_path / "found.txt"
    listed.write_text(f"{PUMP}\n")
    assert lines(sluis("network", "--items", listed)) == rows
    assert sluis("network").returncode == 2
