"""The guide to reforms keeps what it promises."""

from __future__ import annotations

import re
import shlex


def test_every_command_of_the_guide_runs(root, sluis, tmp_path):
    text = (root / "docs" / "whatif.md").read_text()
    shown = re.findall(r"^```yaml\n(.*?)^```$", text, flags=re.M | re.S)
    reform, draft = tmp_path / "reform.yaml", tmp_path / "draft.yaml"
    reform.write_text(shown[0])
    draft.write_text(shown[1])
    commands = re.findall(r"^\.venv/bin/sluis (.*)$", text, flags=re.M)
    assert len(commands) == 7
    places = {
        "reform.yaml": str(reform),
        "draft.yaml": str(draft),
        "examples/transactions.jsonl": str(root / "examples" / "transactions.jsonl"),
        "curve.svg": str(tmp_path / "curve.svg"),
        "outcomes.parquet": str(tmp_path / "outcomes.parquet"),
    }
    for command in commands:
        done = sluis(*(places.get(one, one) for one in shlex.split(command)))
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "curve.svg").read_text().startswith("<svg")
    assert (tmp_path / "outcomes.parquet").exists()
