"""Spark and DuckDB give exactly the same, by the commands that users type.

One session serves the whole module, on few lines: starting Spark and reading its
statements costs most of the time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil

import pytest
from click.testing import CliRunner

from engine.random_lines import Maker
from sluis.cli import main
from sluis.engine.population import write_lines
from sluis.store.law import load_law

KINDS = {"turbojet_engine": False, "gyroscope": True}
"""A kind that the reform changes, and one it does not whose lines claim a code."""
EACH = 5

REFORM = "title: 300 N\nentry: 9A101\nset: {a.1: 300 N}\n"


def missing():
    if shutil.which("java") is None:
        return "Spark needs Java"
    try:
        import pyspark  # noqa: F401 - only whether it is there
    except ImportError:
        return "pyspark is not installed"
    return None


pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(
        missing() is not None and os.environ.get("CI") != "true",
        reason=str(missing()),
    ),
]


@pytest.fixture(scope="module", autouse=True)
def quick_to_start():
    """Let Java compile little: what is asked here is over before that pays."""
    before = os.environ.get("JAVA_TOOL_OPTIONS")
    os.environ["JAVA_TOOL_OPTIONS"] = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    yield
    if before is None:
        del os.environ["JAVA_TOOL_OPTIONS"]
    else:
        os.environ["JAVA_TOOL_OPTIONS"] = before


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    law = load_law()
    folder = tmp_path_factory.mktemp("lines")
    maker = Maker(law, seed=5)
    made = []
    for kind, claims in KINDS.items():
        some = maker.transactions(kind, 60)
        right = (t for t in some if (t.items[0].control_code is not None) is claims)
        made += list(right)[:EACH]
    write_lines(made, folder / "lines.parquet", law.vocabulary)
    return folder


def rows(*arguments):
    done = CliRunner().invoke(main, [str(one) for one in arguments])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def fingerprint(found):
    """Give the hash of the sorted rows."""
    written = sorted(json.dumps(row, sort_keys=True) for row in found)
    return hashlib.sha256("\n".join(written).encode()).hexdigest()


def test_every_line_has_the_same_outcome_and_rule(lines):
    def sweep(engine):
        return rows("sweep", "determination", "--on", lines, "--engine", engine)

    duckdb, spark = sweep("duckdb"), sweep("spark")
    assert len(duckdb) == len(KINDS) * EACH
    assert fingerprint(spark) == fingerprint(duckdb)


def test_a_reform_changes_the_same_lines(lines, tmp_path):
    reform = tmp_path / "reform.yaml"
    reform.write_text(REFORM)

    def whatif(engine):
        changed = tmp_path / f"{engine}.jsonl"
        found = rows(
            "whatif", reform, "--on", lines, "--engine", engine, "--changed", changed
        )
        return found, changed.read_text().splitlines()

    duckdb, spark = whatif("duckdb"), whatif("spark")
    assert fingerprint(spark[0]) == fingerprint(duckdb[0])
    assert fingerprint(spark[1]) == fingerprint(duckdb[1])
